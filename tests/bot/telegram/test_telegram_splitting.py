"""What is too long for one message arrives in several that Telegram takes, and whole."""

import asyncio
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

import pytest
from bot_api import BotApi, checked_text, refusal
from hypothesis import given
from hypothesis import strategies as st
from running import (
    ANN,
    UNDER_REFUSAL,
    all_done,
    application,
    ask,
    edit,
    off_loop,
    reply,
    running,
    transcript,
)
from telegram_html import parsed, utf16_units
from test_telegram_failures import RETRY_AFTER_WARNS
from test_telegram_fitting import UNSHRUNK, texts
from toys import PhraseReader, toy_answerer, toy_article, toy_library

from bot.telegram_app.app import serve
from bot.telegram_app.sending import Place
from bot.telegram_app.splitting import cuts, split
from retrieval.types import NoAnswer

CUT = "(cut <short>)"
WHOLE = 1000
"""More parts than any of these texts takes."""

LINK = 'a href="https://a.example/?x=1&amp;y=&lt;&gt;#:~:text=x"'
wrappers = st.sampled_from([(), ("b",), ("blockquote",), ("blockquote", "b"), (LINK,), ("b", LINK)])


def wrapped(text: str, tags: tuple[str, ...]) -> str:
    ends = "".join(f"</{tag.split()[0]}>" for tag in reversed(tags))
    return "".join(f"<{tag}>" for tag in tags) + escape(text) + ends


messages = (
    st.lists(st.tuples(texts, wrappers), min_size=1, max_size=4)
    .map(lambda pieces: "\n".join(wrapped(str(text), tags) for text, tags in pieces))
    .map(lambda html: f"Read: {html}")
)


class Formatted(HTMLParser):
    """Each character with the tags that it stands in, white space aside."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.characters: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(f"{tag} {attrs}")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().split()[0] == tag

    def handle_data(self, data: str) -> None:
        self.characters += [(char, tuple(self.open)) for char in data if not char.isspace()]


def formatted(parts: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    return [character for part in parts for character in Formatted(part).characters]


def taken(html: str) -> str:
    """The text of a message that Telegram takes, of no more than 4,096 units even untrimmed."""
    text = checked_text({"text": html, "parse_mode": "HTML"})
    assert utf16_units(text) <= 4096
    return text


@UNSHRUNK
@given(messages)
def test_the_parts_are_taken_by_telegram_and_together_say_the_whole(html: str) -> None:
    parts = split(html, CUT, WHOLE)
    assert len(parts) == 1 or all(taken(part) == taken(part).strip() != "" for part in parts)
    assert formatted(parts) == formatted([html])


@UNSHRUNK
@given(messages, st.integers(1, 3))
def test_beyond_the_last_part_that_is_allowed_it_is_cut_short_and_says_so(
    html: str, most: int
) -> None:
    whole, parts = split(html, CUT, WHOLE), split(html, CUT, most)
    if len(whole) <= most:
        assert parts == whole
        return
    assert parts[:-1] == whole[: most - 1]
    last, _, told = taken(parts[-1]).rpartition("\n")
    assert told == CUT
    assert last == last.strip() != ""
    assert parsed(whole[most - 1]).startswith(last)


@given(texts, st.integers(2, 300))
def test_regions_are_the_whole_text_and_none_is_too_long(text: str, limit: int) -> None:
    regions = cuts(text, limit)
    assert "".join(text[start:end] for start, end in regions) == text
    assert all(0 < utf16_units(text[start:end]) <= limit for start, end in regions)


def cut(text: str, limit: int) -> Iterator[str]:
    yield from (text[start:end] for start, end in cuts(text, limit))


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 9, []),
        ("One. Two.", 9, ["One. Two."]),
        ("One. Two. Three.", 12, ["One. Two. ", "Three."]),
        ("One. Two and three.", 12, ["One. ", "Two and ", "three."]),
        # Neither a title nor initials end a sentence.
        ("He met Dr. Li. She left.", 17, ["He met Dr. Li. ", "She left."]),
        ("In the U.S. they met. All came.", 24, ["In the U.S. they met. ", "All came."]),
        ("Searched: a, b\nRead: 8 of them", 20, ["Searched: a, b\n", "Read: 8 of them"]),
        ("a, b\nc d e f", 8, ["a, b\n", "c d e f"]),
        ("abcdef", 4, ["abcd", "ef"]),
        ("🙂🙂🙂", 5, ["🙂🙂", "🙂"]),
        ("one 🙂🙂🙂", 7, ["one ", "🙂🙂🙂"]),
        ("a 🙂🙂🙂", 7, ["a 🙂🙂", "🙂"]),
    ],
)
def test_it_is_cut_where_a_sentence_ends_or_else_a_word(
    text: str, limit: int, parts: list[str]
) -> None:
    assert list(cut(text, limit)) == parts


def test_a_word_is_not_cut_before_it_has_to_be() -> None:
    # Sentences are looked for in stretches of 8,192 characters.
    assert [len(part) for part in cut("ab" * 5000, 4096)] == [4096, 4096, 1808]


def test_what_fits_is_left_as_it_is() -> None:
    html = f"<b>{'🙂' * 2047}</b>&amp;&#x27;"  # 4,096 units
    assert split(html, CUT) == [html]
    assert len(split(html + ".", CUT)) == 2


def test_sentences_stay_whole() -> None:
    # A sentence and its space take 36 units; 113 times that is 4,068, and "She left the U.S. " with
    # its 18 would fit as well.
    sentence = "She left the U.S. Senate on Sunday. "
    assert split(sentence * 200, CUT) == [
        (sentence * 113).strip(),
        (sentence * 87).strip(),
    ]


def test_an_open_tag_is_closed_at_the_cut_and_opened_again() -> None:
    # "word " takes 5 units; 819 times that is 4,095.
    html = f"<blockquote>{'word ' * 500}<b>{'word ' * 500}</b>end</blockquote>\n<{LINK}>A</a>"
    assert split(html, CUT) == [
        f"<blockquote>{'word ' * 500}<b>{'word ' * 318}word</b></blockquote>",
        f"<blockquote><b>{'word ' * 181}</b>end</blockquote>\n<{LINK}>A</a>",
    ]


def test_a_tag_at_the_cut_is_not_opened_for_nothing() -> None:
    assert split(f"{'x' * 4096}<b>y</b>", CUT) == ["x" * 4096, "<b>y</b>"]
    assert split(f"<b>{'x' * 4096}</b>y", CUT) == [f"<b>{'x' * 4096}</b>", "y"]


def test_two_quotes_in_a_row_stay_two() -> None:
    quotes = f"<blockquote>a</blockquote><blockquote>{'b' * 4096}</blockquote>"
    assert split(quotes, CUT) == [
        f"<blockquote>a</blockquote><blockquote>{'b' * 4095}</blockquote>",
        "<blockquote>b</blockquote>",
    ]


def test_a_part_of_white_space_is_left_out() -> None:
    assert split("x" * 4096 + "\n" * 5000 + "y", CUT) == ["x" * 4096, "y"]


def test_after_four_parts_it_is_cut_short() -> None:
    # "Word. " takes 6 units, the last line 14 with its break: 682 and 680 times fit.
    parts = split("Word. " * 9000, CUT)
    whole = ("Word. " * 682).strip()
    assert parts == [whole] * 3 + [f"{('Word. ' * 680).strip()}\n(cut &lt;short&gt;)"]


def test_a_part_that_is_cut_short_shows_more_than_a_gap() -> None:
    # As much as fits into the second part are 1,000 breaks, a word and one more break.
    html = "x" * 4096 + "\n" * 1000 + "y" * 3095 + "\n" + "z" * 4096
    assert split(html, CUT, 2) == ["x" * 4096, f"{'y' * 3095}\n(cut &lt;short&gt;)"]


class Verbose:
    """Answers with more than one message can hold."""

    def answer(self, question: str) -> NoAnswer:
        return NoAnswer(question=question, reason="no_match", unknown_words=("x" * 5000,))


# The first line stays by itself, as the second is too long for any message.
LONG = [
    "The articles do not mention this, so I cannot answer it.",
    f"None of the articles mentions “{'x' * 4065}",
    f"{'x' * 935}”.",
]


async def test_a_long_reply_comes_in_parts_and_its_buttons_under_the_last(api: BotApi) -> None:
    async with running(api, Verbose()) as bot:
        api.writes(ANN, "Who?")
        await off_loop(api.wait_sent, 3)
        await all_done(bot)
        kept = bot.services.memory.of_message(ANN.user_id, 4)
    first, second, third = LONG
    assert transcript(api) == [
        reply(1, first),
        reply(1, second),
        reply(1, third, buttons=UNDER_REFUSAL),
    ]
    assert kept is not None
    assert kept.question_id == 1


@RETRY_AFTER_WARNS
async def test_once_a_part_is_out_a_stop_has_none_of_them_sent_again(api: BotApi) -> None:
    wait = refusal(429, "Too Many Requests: retry after 200", retry_after=200)
    api.fails("sendMessage", None, wait)
    async with application(api, Verbose()) as bot:
        serving = asyncio.create_task(serve(bot))
        api.writes(ANN, "Who?")
        await off_loop(api.wait_sent, 2)
        serving.cancel()  # what runs gets its refusal, and may not wait any more
        await asyncio.gather(serving, return_exceptions=True)
        assert [each.state for each in bot.services.journal.unfinished()] == ["sending"]
    async with running(api, Verbose()):
        await off_loop(api.wait_sent, 3)
    texts = [call["text"] for call in transcript(api)]
    assert texts[:2] == LONG[:2]
    assert texts[2].startswith("My answer may not have reached you.")


async def test_an_edited_message_stays_one_and_is_cut_short(api: BotApi) -> None:
    async with application(api, Verbose()) as bot:
        await bot.application.initialize()
        place = Place(chat_id=ANN.user_id)
        api.writes(ANN, "hi")
        sent = await bot.services.sender.reply(place, "Short.")
        await bot.services.sender.edit(place, sent.message_id, "Long. " * 1000)
        await bot.application.shutdown()
    # The notice and the break before it take 48 of 4,096 units, "Long. " 6.
    notice = "\n(That is too long to be shown here to its end.)"
    assert transcript(api)[1:] == [edit(2, ("Long. " * 674).strip() + notice)]


async def test_a_long_explanation_comes_in_parts(api: BotApi) -> None:
    name = " ".join(["folder"] * 700)  # 4,899 characters, as an id in JSON Lines may be
    library = toy_library(toy_article(name, "They met in Tokyo.", title="Talks"))
    answerer = toy_answerer(library, PhraseReader({"Tokyo": 2.0}))
    async with running(api, answerer, library) as bot:
        await ask(api, "Where have they met?")
        await all_done(bot)
        api.writes(ANN, "/why")
        await off_loop(api.wait_sent, 3)
    # "Where: " takes 7 of 4,096 units and leaves room for 584 times "folder " of 7.
    first, second, third = (call["text"] for call in transcript(api)[1:])
    assert first.splitlines()[-1] == "How certain: 88 % sure; I answer from 50 % on."
    assert second == "Where: " + " ".join(["folder"] * 584)
    assert third == " ".join(["folder"] * 116) + ", characters 12–17"
