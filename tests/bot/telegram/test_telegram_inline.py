"""Inline mode: what is offered while people type, and what is never even looked into."""

from dataclasses import replace
from typing import Any

import pytest
from answerers import HeldUp, Repeats
from bot_api import BotApi, Person, refusal
from running import ANN, BOB, all_done, off_loop, running, until
from test_telegram_buttons import ANSWER, LIBRARY, QUESTION, answerer
from toys import PhraseReader, toy_answerer, toy_article, toy_library

from bot.telegram_app.inline import results
from bot.wording import wording


def offers(api: BotApi) -> list[list[tuple[str, str, str]]]:
    """Title, description and text of each result of each answer."""
    return [
        [
            (r["title"], r["description"], r["input_message_content"]["message_text"])
            for r in offered
        ]
        for offered in (call["results"] for call in api.asked("answerInlineQuery"))
    ]


async def answered(api: BotApi, count: int) -> None:
    await off_loop(api.wait, lambda: len(api.asked("answerInlineQuery")) >= count)


async def test_the_answer_and_the_next_best_are_offered(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY):
        api.types(ANN, QUESTION)
        await answered(api, 1)
    source = "Ministers meet · The Wire · 2018-07-08 · https://wire.example/a-b?x=1&y=2 · talks.txt"
    assert offers(api) == [
        [
            ("Tokyo", f"{source}, characters 23–73", ANSWER),
            (
                "Seoul",
                "Departure · news.txt, characters 0–27",
                "<blockquote>The ministers met in <b>Seoul</b>.</blockquote>\n"
                "Departure · news.txt, characters 0–27\n73 % sure",
            ),
        ]
    ]
    (call,) = api.asked("answerInlineQuery")
    assert call["is_personal"] is True
    previews = [r["input_message_content"]["link_preview_options"] for r in call["results"]]
    assert previews == [{"is_disabled": True}] * 2


def test_an_answer_of_which_nothing_can_be_seen_has_a_title_all_the_same() -> None:
    unseen = replace(answerer().answer(QUESTION), text="\u202e")
    assert [offered.title for offered in results(unseen, wording())] == ["…", "Seoul"]


async def test_what_is_no_answer_is_offered_as_such(api: BotApi) -> None:
    unsure = toy_answerer(LIBRARY, PhraseReader({"Seoul": -1.0}))
    async with running(api, unsure, LIBRARY):
        api.types(ANN, QUESTION)
        await answered(api, 1)
    heading = "The nearest I found, though not an answer:"
    assert offers(api) == [
        [
            (
                heading,
                "Departure · news.txt, characters 0–27",
                f"{heading}\n<blockquote>The ministers met in Seoul.</blockquote>\n"
                "Departure · news.txt, characters 0–27",
            )
        ]
    ]


async def test_only_the_latest_of_a_persons_queries_is_looked_into(api: BotApi) -> None:
    repeats = Repeats()
    for text in ("W", "Wh", "Whe", "Wher", "Where d", "Where did", QUESTION):  # fills a line
        last = api.types(ANN, text)  # all before the first poll
    other = api.types(BOB, "Who left?")
    async with running(api, repeats):
        await answered(api, 2)
    assert sorted(repeats.asked) == sorted([QUESTION, "Who left?"])
    assert {call["inline_query_id"] for call in api.asked("answerInlineQuery")} == {last, other}


async def test_nothing_is_offered_for_what_is_no_question(api: BotApi) -> None:
    repeats: Any = Repeats()
    async with running(api, repeats):
        for count, text in enumerate(["", "hi"], start=1):
            api.types(ANN, text)
            await answered(api, count)
    assert offers(api) == [[], []]
    assert repeats.asked == []


async def test_what_comes_too_late_or_from_a_bot_is_no_failure(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    repeats = Repeats()
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    api.fails("answerInlineQuery", refusal(400, late))
    async with running(api, repeats) as bot:
        api.types(Person(user_id=9, name="Robot", is_bot=True), "Who else?")
        api.types(ANN, QUESTION)
        await answered(api, 1)
        await all_done(bot)
    assert repeats.asked == [QUESTION]
    assert len(api.asked("answerInlineQuery")) == 1
    assert caplog.text == ""


def test_two_offers_never_have_the_same_id_nor_one_that_is_too_long() -> None:
    same = "É" * 70
    library = toy_library(
        toy_article("talks.txt", f"{same} ministers met in Tokyo."),
        toy_article("news.txt", f"{same} ministers met in Seoul."),
    )
    reply = toy_answerer(library, PhraseReader({"Tokyo": 2.0, "Seoul": 1.0})).answer(QUESTION)
    ids = [offered.id for offered in results(reply, wording())]
    assert len(set(ids)) == 2
    assert all(len(each.encode()) <= 64 for each in ids)


async def test_who_types_too_much_is_offered_nothing_more(api: BotApi) -> None:
    # A query counts 0.2, of a burst of 5.
    queries = [api.types(ANN, f"Who {number}?") for number in range(26)]
    repeats = Repeats()
    async with running(api, repeats, footnote_questions_per_minute=1) as bot:
        await answered(api, 1)
        await all_done(bot)
    assert repeats.asked == ["Who 24?"]
    assert [call["inline_query_id"] for call in api.asked("answerInlineQuery")] == [queries[24]]


async def test_strangers_are_offered_nothing(api: BotApi) -> None:
    repeats = Repeats()
    async with running(api, repeats, allowed_telegram_user_ids=frozenset({ANN.user_id})) as bot:
        api.types(BOB, QUESTION)
        api.types(ANN, QUESTION)
        await answered(api, 1)
        await all_done(bot)
    assert repeats.asked == [QUESTION]
    assert len(offers(api)) == 1


async def test_a_query_that_is_superseded_while_it_waits_costs_nothing(api: BotApi) -> None:
    repeats = Repeats()
    slow = HeldUp(repeats)
    async with running(api, slow) as bot:
        for _ in range(2):  # both workers are at it
            api.writes(BOB, "Who left?")
        await until(lambda: not bot.services.line.idle)
        api.types(ANN, "Where di")
        await until(lambda: len(bot.services.line) == 1)
        api.types(ANN, QUESTION)
        await until(lambda: len(bot.services.line) == 2)
        slow.go_on.set()
        await answered(api, 1)
    assert sorted(repeats.asked) == sorted(["Who left?", "Who left?", QUESTION])
