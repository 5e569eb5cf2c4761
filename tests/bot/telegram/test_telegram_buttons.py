"""What stands behind the buttons and commands: whole conversations, over real HTTP."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from bot_api import BotApi, refusal
from hypothesis import given
from hypothesis import strategies as st
from running import (
    ANN,
    BOB,
    VERDICTS,
    all_done,
    ask,
    edit,
    off_loop,
    reply,
    running,
    transcript,
)
from toys import CALIBRATION, PhraseReader, toy_answerer, toy_article, toy_library

from bot.telegram_app.buttons import read_data
from bot.telegram_app.reading import Shelf, article_key
from bot.telegram_app.views import article_html, article_label
from bot.wording import wording

TALKS = toy_article(
    "talks.txt",
    "The talks began late.\n\nThe foreign ministers met in Tokyo on 8 July 2018.\n\n"
    "Then they left.",
    title="Ministers meet",
    published="2018-07-08",
    publisher="The Wire",
    url="https://wire.example/a-b?x=1&y=2",
)
NEWS = toy_article("news.txt", "The ministers met in Seoul.", title="Departure")
LIBRARY = toy_library(TALKS, NEWS)
QUESTION = "Where did the ministers meet?"

# "Tokyo" has a margin of 2, "Seoul" one of 1: 88 and 73 % sure.
LINK = (
    '<a href="https://wire.example/a-b?x=1&amp;y=2#:~:text='
    'The%20foreign%20ministers%20met%20in%20Tokyo%20on%208%20July%202018.">Ministers meet</a>'
    " · The Wire · 2018-07-08"
)
ANSWER = (
    "<blockquote>The foreign ministers met in <b>Tokyo</b> on 8 July 2018.</blockquote>\n"
    f"{LINK}\n88 % sure"
)
TWO_ROWS = [[("Show passage", "passage:0"), ("More answers (1)", "other:0")], VERDICTS]
BACK = ("Back", "back:0")
TOO_FAST = "That is faster than I can answer. Please give me a minute."
PREVIOUS, NEXT = "◀ Previous", "Next ▶"


def answerer() -> Any:
    return toy_answerer(LIBRARY, PhraseReader({"Tokyo": 2.0, "Seoul": 1.0}))


async def presses(api: BotApi, message_id: int, label: str, person: Any = ANN, **more: Any) -> None:
    """Press a button and wait until Telegram was told that it was heard."""
    before = len(api.asked("answerCallbackQuery"))
    api.presses(person, message_id, label, **more)
    await off_loop(api.wait, lambda: len(api.asked("answerCallbackQuery")) > before)


async def test_through_the_passages_and_back(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        for label in ("Show passage", NEXT, PREVIOUS, PREVIOUS, "Back"):
            await all_done(bot)
            await presses(api, 2, label)
    passage = "<blockquote>The foreign ministers met in <b>Tokyo</b> on 8 July 2018.</blockquote>"
    middle = [[(PREVIOUS, "passage:1"), (NEXT, "passage:3"), BACK]]
    shown = edit(2, f"{passage}\n{LINK}\nParagraph 2 of 3", buttons=middle)
    assert transcript(api) == [
        reply(1, ANSWER, buttons=TWO_ROWS),
        shown,
        edit(
            2,
            f"<blockquote>Then they left.</blockquote>\n{LINK}\nParagraph 3 of 3",
            buttons=[[(PREVIOUS, "passage:2"), BACK]],
        ),
        shown,
        edit(
            2,
            f"<blockquote>The talks began late.</blockquote>\n{LINK}\nParagraph 1 of 3",
            buttons=[[(NEXT, "passage:2"), BACK]],
        ),
        edit(2, ANSWER, buttons=TWO_ROWS),
    ]


async def test_other_answers(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        await presses(api, 2, "More answers (1)")
    assert transcript(api)[1:] == [
        edit(
            2,
            "Another possible answer, 1 of 1:\n"
            "<blockquote>The ministers met in <b>Seoul</b>.</blockquote>\n"
            "Departure · news.txt, characters 0–27\n"
            "73 % sure",
            buttons=[[BACK]],
        )
    ]


async def test_buttons_work_after_a_restart(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
    async with running(api, answerer(), LIBRARY):
        await presses(api, 2, "Show passage")
        await off_loop(api.wait, lambda: "editMessageText" in api.methods())


async def test_buttons_of_articles_that_changed_say_so(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
    changed = toy_library(toy_article("talks.txt", "Nothing is as it was."))
    async with running(api, answerer(), changed):
        await presses(api, 2, "Show passage")
    assert api.asked("answerCallbackQuery")[0]["text"] == "This is too old. Please ask again."
    assert len(transcript(api)) == 1


async def test_buttons_are_for_whoever_asked_and_for_their_chat(api: BotApi) -> None:
    group = {"id": -5, "type": "supergroup", "title": "All"}
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, f"/ask {QUESTION}", chat=group)
        await all_done(bot)
        await presses(api, 2, "Show passage", BOB, chat_id=-5)
        api.writes(BOB, "/help")
        await off_loop(api.wait_sent, 1, BOB)
        row = api.sent(-5)[0]["reply_markup"]["inline_keyboard"][0]
        stolen = row[0]["callback_data"]
        api.presses_data(BOB, 4, stolen, chat_id=BOB.user_id)
        await off_loop(api.wait, lambda: len(api.asked("answerCallbackQuery")) == 2)
    assert [call["text"] for call in api.asked("answerCallbackQuery")] == [
        "These buttons are for whoever asked.",
        "This is too old. Please ask again.",
    ]
    assert "editMessageText" not in api.methods()


async def test_nothing_kept_means_no_buttons(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY, footnote_keep_questions_days=0):
        await ask(api, QUESTION)
        await ask(api, "/why")
    assert transcript(api) == [
        reply(1, ANSWER),
        reply(3, "I remember no answer of mine here. Ask something first."),
    ]


async def test_a_press_that_comes_too_late_is_no_failure(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        api.presses(ANN, 2, "Show passage", id="long ago")
        await off_loop(api.wait, lambda: "editMessageText" in api.methods())
    assert len(api.sent()) == 1


async def test_too_many_presses_are_told_so_once_and_no_failure_when_too_late(api: BotApi) -> None:
    # A press counts 0.2: after one question, 20 of them use up what is left of a burst of 5.
    async with running(api, answerer(), LIBRARY, footnote_questions_per_minute=1) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        for _ in range(20):
            await presses(api, 2, "👍")
        await presses(api, 2, "👍", id="long ago")
        await presses(api, 2, "👍")
        await all_done(bot)
    said = [call.get("text") for call in api.asked("answerCallbackQuery")]
    assert said == [*["Thank you!"] * 20, TOO_FAST, None]
    assert len(api.sent()) == 1


async def test_the_articles_page_by_page(api: BotApi) -> None:
    many = toy_library(*(toy_article(f"a{n}.txt", f"Text {n}.") for n in range(1, 11)))
    async with running(api, toy_answerer(many), many) as bot:
        await ask(api, "/sources")
        await all_done(bot)
        await presses(api, 2, NEXT)
        await all_done(bot)
        await presses(api, 2, "A10")
        await all_done(bot)
        await presses(api, 2, "All articles")
    second = edit(
        2,
        "I answer from these 10 articles:\nPage 2 of 2",
        buttons=[[("A9", "read:1")], [("A10", "read:1")], [(PREVIOUS, "list:1")]],
    )
    assert transcript(api) == [
        reply(
            1,
            "I answer from these 10 articles:\nPage 1 of 2",
            buttons=[*([(f"A{n}", "read:1")] for n in range(1, 9)), [(NEXT, "list:2")]],
        ),
        second,
        edit(2, "<b>A10</b>\n\nText 10.", buttons=[[("All articles", "list:2")]]),
        second,
    ]


async def test_a_link_opens_an_article(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY):
        await ask(api, f"/start {article_key('news.txt')}")
        await ask(api, "/start nothing_such")
    opened, greeted = transcript(api)
    assert opened == reply(
        1,
        "<b>Departure</b>\n\nThe ministers met in Seoul.",
        buttons=[[("All articles", "list:1")]],
    )
    assert greeted["text"].startswith("Hello!")


WHY = (
    "Your question: Where did the ministers meet?\n"
    "Searched in 2 articles for: “ministers”, “meet”\n"
    "The quoted sentences or their title hold: “ministers”, “meet”\n"
    "Read: the 2 passages that share most with your question.\n"
    "The best words found have a margin of +2.0 over “not in here”: above 0 the reader takes "
    "them for the likelier. How well their passage matched your words counts too.\n"
    "How certain: 88 % sure; I answer from 50 % on.\n"
    "Where: talks.txt, characters 52–57"
)


async def test_why(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, "/why")
        await ask(api, QUESTION)
        await all_done(bot)
        await ask(api, "/why")
        await ask(api, "Which <giraffe> won?")
        await all_done(bot)
        await ask(api, "/why")
        await ask(api, "/why", reply_to_message={**ASKED, "message_id": 4})
    assert transcript(api)[0::2] == [
        reply(1, "I remember no answer of mine here. Ask something first."),
        reply(5, WHY),
        reply(
            9,
            "Your question: Which &lt;giraffe&gt; won?\n"
            "Searched in 2 articles for: “giraffe”, “won”\n"
            "None of the articles mentions “giraffe”, “won”.\n"
            "No passage shares a word with your question.",
        ),
    ]
    assert transcript(api)[-1] == reply(11, WHY)  # of the reply that the command replied to


ASKED = {"date": 1, "chat": ANN.as_chat(), "text": "An answer."}


async def test_why_of_a_refusal_names_no_words_and_no_place(api: BotApi) -> None:
    unsure = toy_answerer(LIBRARY, PhraseReader({"Tokyo": -1.2}))
    async with running(api, unsure, LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        await ask(api, "/why")
    assert transcript(api)[1] == reply(
        3,
        "Your question: Where did the ministers meet?\n"
        "Searched in 2 articles for: “ministers”, “meet”\n"
        "Read: the 2 passages that share most with your question.\n"
        "The best words found have a margin of −1.2 over “not in here”: up to 0 the reader "
        "takes “not in here” for the likelier. How well their passage matched your words counts "
        "too.\n"
        "The best words found were judged 23 % sure to be right; I answer from 50 % on.",
    )


async def test_why_after_a_restart(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
    async with running(api, answerer(), LIBRARY):
        await ask(api, "/why")
    assert transcript(api)[1] == reply(3, WHY)


async def test_why_of_a_reply_that_an_older_version_kept(api: BotApi) -> None:
    """Those were kept without what was weighed."""
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        key = bot.services.memory.last(ANN.user_id, ANN.user_id).key
        with closing(sqlite3.connect(bot.services.settings.footnote_state)) as state, state:
            (kept,) = state.execute("SELECT reply FROM replies").fetchone()
            old = {name: value for name, value in json.loads(kept).items() if name != "weighed"}
            state.execute("UPDATE replies SET reply = ? WHERE key = ?", (json.dumps(old), key))
        await ask(api, "/why")
    assert transcript(api)[1]["text"].splitlines()[3:] == [
        "How certain: 88 % sure. What margin and threshold that came from I no longer know.",
        "Where: talks.txt, characters 52–57",
    ]


async def test_why_names_the_owners_own_threshold(api: BotApi) -> None:
    own = replace(CALIBRATION, threshold=0.55)
    reader = PhraseReader({"Tokyo": 2.0})
    async with running(api, toy_answerer(LIBRARY, reader, own), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        await ask(api, "/why")
    why = transcript(api)[-1]["text"]
    assert why.splitlines()[5] == "How certain: 88 % sure; I answer from 55 % on."


async def test_status_is_for_administrators(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY, admin_user_ids=frozenset({ANN.user_id})):
        await ask(api, "/status")
        await ask(api, "/status", BOB)
    own, other = (call["text"] for call in transcript(api))
    assert own.splitlines()[1:4] == [
        "Articles: 2 in 2 passages, 0 skipped",
        "Waiting: 0",
        "Updates not finished: 1, done in the last two days: 0",
    ]
    assert other.startswith("I do not know this command.")


async def test_forgetting_someone(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await ask(api, QUESTION, BOB)
        await all_done(bot)
        await presses(api, 2, "👍")
        await all_done(bot)
        await ask(api, "/forgetme")
        await presses(api, 2, "Show passage")
        await presses(api, 4, "Show passage", BOB)
    assert transcript(api, ANN.user_id)[1:] == [
        reply(5, "Deleted: 1 of my replies to you and 1 of your verdicts on them.")
    ]
    assert [call.get("text") for call in api.asked("answerCallbackQuery")] == [
        "Thank you!",
        "This is too old. Please ask again.",
        None,
    ]


@pytest.mark.parametrize(
    "data",
    ["", ":", "passage", "passage:x", "passage:x:-1", "passage:x:1.5", "passage:x:¹", "drop:x:1"],
)
def test_data_that_means_nothing(data: str) -> None:
    assert read_data(data) is None


@given(st.text(max_size=70))
def test_no_data_is_too_strange(data: str) -> None:
    pressed = read_data(data)
    assert pressed is None or pressed.number >= 0


async def test_any_data_gets_an_answer_and_does_nothing(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        strange = ["read:nothing:999999", "list::999999", "passage:' OR 1=1 --:0", "\x00:\x00:\x00"]
        for number, data in enumerate(strange, start=1):
            api.presses_data(ANN, 2, data, chat_id=ANN.user_id)
            await off_loop(api.wait, lambda n=number: len(api.asked("answerCallbackQuery")) == n)
    assert len(api.sent()) == 1


async def test_each_press_is_answered_before_the_work(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        await presses(api, 2, "Show passage")
        await off_loop(api.wait, lambda: "editMessageText" in api.methods())
    calls = [method for method in api.methods() if method != "sendChatAction"]
    assert calls[-2:] == ["answerCallbackQuery", "editMessageText"]


async def test_a_view_that_is_there_already_or_gone_is_no_failure(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        data = api.sent()[0]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        for count in (1, 2):  # twice the same: "message is not modified"
            api.presses_data(ANN, 2, data, chat_id=ANN.user_id)
            await off_loop(api.wait, lambda n=count: len(api.asked("editMessageText")) == n)
            await all_done(bot)
        api.fails("editMessageText", refusal(400, "Bad Request: message to edit not found"))
        await presses(api, 2, "Back")
        await all_done(bot)
    assert api.refusals == [MODIFIED]
    assert len(api.sent()) == 1


MODIFIED = "Bad Request: message is not modified"


@pytest.mark.parametrize("refused", [False, True])
async def test_what_is_kept_of_a_group_moves_with_it(api: BotApi, refused: bool) -> None:
    """Whether Telegram says so in a message, or by refusing to send to the old group."""
    group = {"id": -5, "type": "group", "title": "All"}
    async with running(api, answerer(), LIBRARY) as bot:
        question = await ask(api, f"/ask {QUESTION}", chat=group)
        await all_done(bot)
        await presses(api, 2, "👎", chat_id=-5)
        await off_loop(api.wait_sent, 2, -5)
        await all_done(bot)
        memory, feedback = bot.services.memory, bot.services.feedback
        prompted = feedback.asked_in(-5, ANN.user_id, 3)
        if refused:
            api.migrates(-5, -1005)
            await ask(api, "/help", chat=group)
        else:
            moved = {"date": 1, "chat": group, "from": ANN.as_user(), "migrate_to_chat_id": -1005}
            api.delivers(moved)
            await ask(api, "/help")
        await all_done(bot)
        assert memory.of_question(-5, question) is None
        kept = memory.of_question(-1005, question)
        assert feedback.asked_in(-1005, ANN.user_id, 3) == prompted
    assert kept is not None
    assert (kept.key, kept.message_id) == (prompted, 2)


async def test_what_would_turn_the_reading_direction_is_in_no_view(api: BotApi) -> None:
    turning = toy_article(
        "a\u2066.txt", "The \u202eministers met in Tokyo\u2069.", title="Min\u202disters"
    )
    library = toy_library(turning)
    async with running(api, toy_answerer(library, PhraseReader({"Tokyo": 2.0})), library) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        await presses(api, 2, "Show passage")
        await all_done(bot)
        await ask(api, "/sources")
        await all_done(bot)
        await presses(api, 4, "Ministers")
    texts = [call["text"] for call in transcript(api)]
    assert len(texts) == 4
    assert "<blockquote>The ministers met in <b>Tokyo</b>.</blockquote>" in texts[1]
    assert not set("".join(texts)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_an_article_of_which_no_name_can_be_seen_has_a_label_all_the_same() -> None:
    assert article_label(toy_article("\u202e", "Text.", title="\u200e")) == "…"


def test_an_article_without_text_has_one_page() -> None:
    shelf = Shelf([toy_article("empty.txt", "")])
    assert shelf.pages("empty.txt") == ((),)
    assert article_html(shelf.articles[0], 1, shelf, wording()) == "<b>Empty</b>\n\n"


def test_pages_hold_whole_paragraphs_and_all_of_them() -> None:
    text = "\n\n".join(f"Paragraph {n}. " + "x " * 400 for n in range(9))
    shelf = Shelf([toy_article("long.txt", text)])
    pages = shelf.pages("long.txt")
    assert [len(page) for page in pages] == [3, 3, 3]
    assert tuple(region for page in pages for region in page) == shelf.paragraphs("long.txt")


def test_a_paragraph_too_long_for_one_message_is_cut_at_ends_of_sentences() -> None:
    # A sentence and its space take 33 units; 90 times that is 2,970 of 3,000.
    sentence = "He came from the U.S. on Sunday. "
    text = (sentence * 200).strip()
    shelf = Shelf([toy_article("long.txt", text)])
    assert [text[start:end] for start, end in shelf.paragraphs("long.txt")] == [
        sentence * 90,
        sentence * 90,
        (sentence * 20).strip(),
    ]


async def test_a_sentence_too_long_for_one_message_is_whole_behind_show_passage(
    api: BotApi,
) -> None:
    # The sentence has 7,012 characters, 5,000 of them before "Tokyo", and a message takes 3,000.
    sentence = "word " * 1000 + "Tokyo " + "word " * 400 + "again."
    library = toy_library(toy_article("long.txt", sentence))
    async with running(api, toy_answerer(library, PhraseReader({"Tokyo": 2.0})), library) as bot:
        await ask(api, "Which word is it again?")
        await all_done(bot)
        for label in ("Show passage", NEXT, PREVIOUS, PREVIOUS):
            await presses(api, 2, label)
            await all_done(bot)
    answer, second, third, _, first = transcript(api)
    source = "\nLong · long.txt, characters 0–7012\n"
    quotes = [
        call["text"].removeprefix("<blockquote>").partition(f"</blockquote>{source}Paragraph")
        for call in (first, second, third)
    ]
    assert "".join(quote for quote, _, _ in quotes) == sentence.replace("Tokyo", "<b>Tokyo</b>")
    assert [place for _, _, place in quotes] == [f" {number} of 3" for number in (1, 2, 3)]
    assert "<b>Tokyo</b>" in second["text"]
    assert "<b>Tokyo</b> word" in answer["text"]
    assert "</blockquote>\nLong · long.txt, characters " in answer["text"]
    assert len(api.sent()) == 1
