"""From a 👎 in a chat to a question set that `footnote eval` reads."""

import json
from pathlib import Path
from typing import Any

import pytest
from bot_api import BotApi
from running import ANN, BOB, all_done, ask, off_loop, reply, running, transcript
from test_telegram_buttons import LIBRARY, QUESTION, answerer, presses
from toys import toy_article
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import SettingsError
from bot.evaluation.question_sets import load_question_set
from bot.telegram_app.export import Place, export, locate, to_json_lines, to_squad
from bot.telegram_app.feedback import Given

PROMPT = (
    "What would be right? Reply to this message with the words of the article, or press the button."
)
NOT_IN = [[("Not in the articles", "none:0")]]


def replying_to(message_id: int, person: Any = ANN) -> dict[str, Any]:
    bot = {"id": 1234, "is_bot": True, "first_name": "Footnote", "username": "footnote_bot"}
    return {
        "reply_to_message": {
            "message_id": message_id,
            "date": 1,
            "chat": person.as_chat(),
            "from": bot,
            "text": PROMPT,
        }
    }


async def converse(api: BotApi) -> None:
    """Ann calls one answer right and corrects another, Bob says that there is none."""
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)  # 1, answered by 2
        await all_done(bot)
        await presses(api, 2, "👍")
        await ask(api, "When did the ministers meet?")  # 3, answered by 4
        await all_done(bot)
        await presses(api, 4, "👎")
        await off_loop(api.wait_sent, 3, ANN)
        await all_done(bot)
        await ask(api, "8  july 2018", **replying_to(5))
        await ask(api, "Where did the ministers leave?", BOB)
        await all_done(bot)
        await presses(api, 9, "👎", BOB)
        await off_loop(api.wait_sent, 2, BOB)
        await all_done(bot)
        await presses(api, 10, "Not in the articles", BOB)


async def test_a_wrong_answer_is_asked_for_the_right_one(api: BotApi) -> None:
    await converse(api)
    said = transcript(api, ANN.user_id)
    assert said[2:] == [
        reply(4, PROMPT, buttons=NOT_IN),
        reply(6, "Thank you! I found these words in the articles and noted them."),
    ]
    assert [call.get("text") for call in api.asked("answerCallbackQuery")] == [
        "Thank you!",
        None,
        None,
        "Thank you!",
    ]


async def test_both_forms_of_the_export_are_question_sets(api: BotApi, tmp_path: Path) -> None:
    await converse(api)
    state = tmp_path / ".footnote" / "state.sqlite"
    lines, squad = tmp_path / "out.jsonl", tmp_path / "out.json"
    assert export(state, lines, LIBRARY.articles) == f"3 of 3 verdicts written to {lines}."
    assert export(state, squad, LIBRARY.articles) == f"3 of 3 verdicts written to {squad}."
    expected = {
        (QUESTION, ("Tokyo",)),
        ("When did the ministers meet?", ("8 July 2018",)),
        ("Where did the ministers leave?", ()),
    }
    asked = load_question_set(squad).questions
    assert {(question.text, question.answers) for question in asked} == expected
    in_lines = {(q.text, q.answers): q.articles for q in load_question_set(lines).questions}
    assert in_lines == {
        (QUESTION, ("Tokyo",)): ("talks.txt",),
        ("When did the ministers meet?", ("8  july 2018",)): ("talks.txt",),
        ("Where did the ministers leave?", ()): (),
    }
    (article, *_) = json.loads(squad.read_text("utf-8"))["data"]
    for paragraph in article["paragraphs"]:
        for question in paragraph["qas"]:
            for answer in question["answers"]:
                at = answer["answer_start"]
                assert paragraph["context"][at : at + len(answer["text"])] == answer["text"]


async def test_a_reply_from_somebody_else_is_no_correction(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY) as bot:
        await ask(api, QUESTION)
        await all_done(bot)
        await presses(api, 2, "👎")
        await off_loop(api.wait_sent, 2, ANN)
        await all_done(bot)
        await ask(api, "Tokyo?", BOB, **replying_to(3, BOB))
    assert "Thank you" not in transcript(api, BOB.user_id)[0]["text"]


def given(verdict: Any, answer: str | None = None, article_id: str | None = None) -> Given:
    return Given(key="k", verdict=verdict, question="Who?", answer=answer, article_id=article_id)


def test_wrong_alone_is_no_question_for_a_set() -> None:
    assert to_json_lines([given("wrong")], LIBRARY.articles) == ""


def test_an_answer_that_no_article_holds_is_in_json_lines_only() -> None:
    elsewhere = [given("corrected", "Paris")]
    assert to_json_lines(elsewhere, LIBRARY.articles) == (
        '{"id": "k", "question": "Who?", "answers": ["Paris"]}\n'
    )
    entries = to_squad(elsewhere, LIBRARY.articles)["data"]
    assert [p["qas"] for entry in entries for p in entry["paragraphs"]] == [[]] * 4


def test_the_article_that_answered_is_looked_into_first() -> None:
    one, two = toy_article("one.txt", "Ann came."), toy_article("two.txt", "So ANN\u00a0came.")
    assert locate("ann  came", [one, two], "two.txt") == Place(
        article=two, region=(3, 11), block=(0, 12)
    )
    assert locate("ann came", [one, two]) == Place(article=one, region=(0, 8), block=(0, 9))
    assert locate("  ", [one]) is None
    assert locate("Bob", [one]) is None


def test_an_export_without_feedback_or_with_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        export(tmp_path / "none.sqlite", tmp_path / "out.jsonl", LIBRARY.articles)
    with pytest.raises(SettingsError, match=r"should end in \.jsonl"):
        export(tmp_path / "none.sqlite", tmp_path / "out.csv", LIBRARY.articles)


async def test_the_command(api: BotApi, tmp_path: Path) -> None:
    await converse(api)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "talks.txt").write_text("They met in Tokyo on 8 July 2018.\n" * 3)
    done = CliRunner().invoke(
        app, ["feedback", "export", "out.jsonl", "--articles", str(tmp_path / "articles")]
    )
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "3 of 3 verdicts written to out.jsonl.\n"
    assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == 3
