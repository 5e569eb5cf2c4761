"""Every reply fits into one message that Telegram takes, and what it shows is still a quote."""

import re
from html import unescape

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from telegram_html import parsed, utf16_units
from toys import toy_answerer, toy_article, toy_library

from bot.replies import printable, to_html
from bot.telegram_app.fitting import LIMIT, head, length, tail, to_fitting_html, units
from bot.wording import wording
from retrieval.types import Answer, Citation

HOSTILE = ["<b>", "</blockquote>", "&amp;", "&", "<", ">", '"', "'", "&#x27", "\u202e", "\x00"]
PIECES = [*HOSTILE, "word ", "U.S. ", "End. ", "🙂", "e\u0301", "\n", "long" * 15, " "]


UNSHRUNK = settings(phases=[Phase.explicit, Phase.generate])
"""Shrinking texts of some ten thousand characters takes minutes, and their repr is short anyway."""


class Long(str):
    """A text that tells in short how it was made, so that a failing example can be read."""

    __slots__ = ("parts",)

    def __new__(cls, *parts: tuple[str, int]) -> "Long":
        """Each text as many times as its number says."""
        made = super().__new__(cls, "".join(text * times for text, times in parts))
        made.parts = parts
        return made

    def __repr__(self) -> str:
        return " + ".join(f"{text!r} * {times}" for text, times in self.parts)


pieces = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
parts = st.tuples(pieces, st.sampled_from([1, 1, 20, 300]))
texts = parts.map(Long)


@st.composite
def citations(draw: st.DrawFn, quote: str | None = None) -> Citation:
    quote = draw(texts) if quote is None else quote
    start = draw(st.sampled_from([0, 9, 99_999]))
    return Citation(
        article_id=draw(texts),
        title=draw(texts),
        url=draw(st.none() | texts),
        published=draw(st.none() | texts),
        publisher=draw(st.none() | texts),
        start=start,
        end=start + len(quote),
        quote=quote,
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    before, within, after = draw(parts), draw(parts), draw(parts)
    citation = draw(citations(quote=Long(before, within, after)))
    start = citation.start + len(Long(before))
    return Answer(
        question="?",
        text=Long(within),
        start=start,
        end=start + len(Long(within)),
        confidence=draw(st.floats(0, 1)),
        citation=citation,
        also_in=tuple(draw(st.lists(citations(), max_size=3))),
    )


def answer(before: str, text: str, after: str, **fields: object) -> Answer:
    """An answer in an article "a" without title, its quote from character 0 on."""
    return Answer(
        question="?",
        text=text,
        start=len(before),
        end=len(before + text),
        confidence=0.5,
        citation=Citation(
            article_id="a",
            title="",
            url=None,
            published=None,
            publisher=None,
            start=0,
            end=len(before + text + after),
            quote=before + text + after,
        ),
        **fields,
    )


def shown_quote(html: str) -> str:
    """What stands in the block quote, as people see it."""
    block = html.removeprefix("<blockquote>").partition("</blockquote>")[0]
    return unescape(re.sub("</?b>", "", block))


@UNSHRUNK
@given(answers())
def test_every_answer_is_taken_by_telegram(reply: Answer) -> None:
    text = parsed(to_fitting_html(reply, wording()))
    assert text.strip()
    assert utf16_units(text) <= 4096


@UNSHRUNK
@given(answers())
def test_what_is_shown_is_a_piece_of_the_quote_around_the_answer(reply: Answer) -> None:
    html = to_fitting_html(reply, wording())
    assert shown_quote(html) in printable(reply.citation.quote)
    bold = unescape(html.partition("<b>")[2].partition("</b>")[0])
    assert printable(reply.text).startswith(bold)
    assert bold or not printable(reply.text)


@UNSHRUNK
@given(answers())
def test_what_fits_is_not_touched(reply: Answer) -> None:
    html = to_html(reply, wording())
    assert length(html) == utf16_units(parsed(html))
    assert (to_fitting_html(reply, wording()) == html) == (length(html) <= LIMIT)


@given(st.text(max_size=420) | texts)
@example("zz " * 133)
def test_every_refusal_is_taken_by_telegram(question: str) -> None:
    answerer = toy_answerer(toy_library(toy_article("a.txt", "Ann met Bob in Rome.")))
    text = parsed(to_fitting_html(answerer.answer(question), wording()))
    assert text.strip()
    assert utf16_units(text) <= 4096


def test_the_longest_reply_that_fits_is_whole() -> None:
    # Around the quote stand "\na, characters 0–4065\n50 % sure", 31 units, which leaves 4,065 of
    # 4,096 for it: 3 + 4 + 4,058.
    whole = answer("in ", "Rome", "x" * 4058)
    assert to_fitting_html(whole, wording()) == to_html(whole, wording())
    assert length(to_html(whole, wording())) == 4096
    longer = answer("in ", "Rome", "x" * 4059)
    assert length(to_fitting_html(longer, wording())) <= 4096


def test_a_long_sentence_is_cut_on_both_sides_between_words() -> None:
    # Around the quote stand 31 units, and 4 are kept for a longer number: 4,061 are left. "Rome"
    # takes 4 and each side 2,028, which is 507 times "and " with its space.
    long = answer("and " * 1500, "Rome", " and" * 750)
    shown = shown_quote(to_fitting_html(long, wording()))
    before, after = shown.split("Rome")
    assert before == "and " * 507
    assert after == " and" * 507


def test_an_answer_that_is_too_long_itself_is_cut_too() -> None:
    # Of 4,061 units, as above, 812 times "Rome" with the spaces between takes 4,059. One is left
    # for each side, and there a space stands: characters 2 to 4,063 of the article.
    long = answer("in ", "Rome " * 1000, " x")
    assert to_fitting_html(long, wording()) == (
        f"<blockquote> <b>{' '.join(['Rome'] * 812)}</b> </blockquote>\n"
        "a, characters 2–4063\n"
        "50 % sure"
    )


def test_a_cut_is_at_the_end_of_a_sentence_if_one_is_near() -> None:
    # Two sentences of 1,500 units stand on each side, and there is room for about 2,000.
    sentence = "x" * 1498 + ". "
    long = answer(sentence * 2, "Rome", ". " + sentence * 2)
    assert shown_quote(to_fitting_html(long, wording())) == (
        sentence + "Rome" + ". " + sentence.rstrip()
    )


def test_other_places_give_way_to_the_quote() -> None:
    other = answer("", "Rome", "").citation
    many = answer("in ", "Rome", " " + "x" * 5000, also_in=(other,) * 5)
    html = to_fitting_html(many, wording())
    assert html.count("also in a") == 5  # short ones do not have to
    titled = Citation(
        **{**{name: getattr(other, name) for name in other.__slots__}, "title": "t" * 900}
    )
    many = answer("in ", "Rome", " " + "x" * 5000, also_in=(titled,) * 30)
    html = to_fitting_html(many, wording())
    # A title takes 200 units; "also in ", " · ", "a, characters 0–4" and "\n" take 29. With the
    # quote's 1,024 and the 35 around it, (4,096 - 1,024 - 35) / 229 = 13.3 places are left.
    assert html.count("also in ") == 13
    assert length(html) <= 4096


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two", 7, "one two"),
        ("one two", 6, "one"),
        ("one two", 3, "one"),
        ("one two", 2, "on"),
        ("One. Two. Three", 10, "One. Two."),
        ("He said “Go.” Then", 15, "He said “Go.”"),
        ("A. bcdefghij klm", 15, "A. bcdefghij"),  # the sentence ends in the first half
        ("🙂🙂🙂", 5, "🙂🙂"),
        ("🙂🙂🙂", 1, ""),
        ("", 0, ""),
    ],
)
def test_the_head_of_a_text(text: str, limit: int, expected: str) -> None:
    assert head(text, limit) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two", 7, "one two"),
        ("one two", 6, "two"),
        ("one two", 3, "two"),
        ("one two", 2, "wo"),
        ("One. Two. Three four", 14, "Three four"),
        ("One. He said “Go.” Then he went", 18, "Then he went"),
        ("abc defghij klm. N", 15, "defghij klm. N"),  # the sentence starts in the second half
        ("🙂🙂🙂", 5, "🙂🙂"),
        ("🙂🙂🙂", 1, ""),
        ("", 0, ""),
    ],
)
def test_the_tail_of_a_text(text: str, limit: int, expected: str) -> None:
    assert tail(text, limit) == expected


@given(pieces, st.integers(0, 300))
def test_head_and_tail_are_within_the_limit_and_at_their_ends(text: str, limit: int) -> None:
    assert text.startswith(head(text, limit))
    assert text.endswith(tail(text, limit))
    assert max(units(head(text, limit)), units(tail(text, limit))) <= limit
    assert units(text) > limit or head(text, limit) == tail(text, limit) == text


@given(st.text())
def test_units_are_utf_16(text: str) -> None:
    assert units(text) == utf16_units(text)
