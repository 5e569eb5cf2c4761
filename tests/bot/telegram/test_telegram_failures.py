"""What goes wrong between the bot and its users: who is told what, and what is never repeated."""

import logging
import re
from html import escape
from pathlib import Path

import pytest
from answerers import GREETING, Greeter
from bot_api import TOKEN, BotApi, Call, Fault, bad_gateway, dropped, refusal
from running import (
    ANN,
    BOB,
    TWO,
    application,
    ask,
    off_loop,
    reply,
    running,
    telegram_settings,
    transcript,
)
from toys import StillLibrary

from bot.errors import SettingsError
from bot.settings import Settings
from bot.telegram_app import app
from bot.telegram_app.app import run_telegram
from bot.telegram_app.connection import bot_token
from bot.wording import wording
from retrieval.types import NoAnswer

QUESTION = "Who paid for the lawyer of the minister?"
TOKEN_REFUSED = (
    "Telegram does not accept the token in TELEGRAM_BOT_TOKEN. Copy it again from @BotFather, and "
    "check TELEGRAM_API_BASE_URL if you have set it."
)
PRIVACY_ON = (
    "Privacy mode is on: in groups Telegram hands the bot commands and replies to it; whether "
    "mentions too is not certain, so try one. To have all of them: @BotFather, /setprivacy, then "
    "add the bot to the group anew."
)

RETRY_AFTER_WARNS = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
"""python-telegram-bot warns of a coming change whenever it makes this exception."""


STILL = StillLibrary(Greeter().answer, TWO)


class Broken:
    """Fails at each question, and says which, as errors do."""

    def answer(self, question: str) -> NoAnswer:
        raise LookupError(f"no <b>drawer</b> for {question!r}")


def incident(log: str) -> str:
    """The number of the one incident in the log."""
    (number,) = set(re.findall(r"Incident (\w+)", log))
    return number


def failed(to: int, number: str) -> dict[str, object]:
    return reply(
        to,
        "Something went wrong on my side, and your question was not answered. Please ask it "
        f"again. (Incident {number})",
    )


def unsure(to: int, number: str) -> dict[str, object]:
    return reply(
        to,
        "My answer may not have reached you. If you do not see it, please ask again. "
        f"(Incident {number})",
    )


async def test_a_failed_question_gets_an_apology_and_no_exception_text(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with running(api, Broken()):
        await ask(api, QUESTION)
    assert transcript(api) == [failed(1, incident(caplog.text))]


async def test_the_log_tells_where_it_failed_and_not_what_was_asked(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with running(api, Broken()):
        await ask(api, QUESTION)
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    first, *_, last = record.getMessage().splitlines()
    assert first == f"Incident {incident(caplog.text)}, update 1:"
    assert last == "LookupError: no <b>drawer</b> for '[the question]'"
    assert QUESTION not in caplog.text


async def test_a_question_that_is_answered_leaves_its_length_in_the_log(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    async with running(api, Greeter()):
        await ask(api, QUESTION)
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert logged == [
        PRIVACY_ON,
        "Answering as @footnote_bot.",
        "Update 1: 40 characters, not_a_question.",
    ]


async def test_an_apology_that_fails_as_well_is_the_end_of_it(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    too_long = refusal(400, "Bad Request: message is too long")
    api.fails("sendMessage", too_long, too_long)
    async with running(api, Greeter()):
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 2)
        await ask(api, "hi", BOB)
    number = incident(caplog.text)
    assert transcript(api) == [reply(1, GREETING), failed(1, number), reply(2, GREETING, BOB)]
    assert caplog.records[-1].getMessage() == (
        f"Incident {number}: the apology failed as well: Message is too long"
    )


async def test_a_send_that_may_have_arrived_is_not_repeated(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("sendMessage", dropped(after_acting=True))
    async with running(api, Greeter()):
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 2)
    assert transcript(api) == [reply(1, GREETING), unsure(1, incident(caplog.text))]


@RETRY_AFTER_WARNS
async def test_a_send_is_repeated_once_when_telegram_asks_for_patience(api: BotApi) -> None:
    api.fails("sendMessage", refusal(429, "Too Many Requests: retry after 1", retry_after=1))
    async with running(api, Greeter()):
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 2)
    assert transcript(api) == [reply(1, GREETING)] * 2


@RETRY_AFTER_WARNS
async def test_no_patience_without_limit_and_no_apology_into_a_flood(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("sendMessage", refusal(429, "Too Many Requests: retry after 301", retry_after=301))
    async with running(api, Greeter()):
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 1)
    assert transcript(api) == [reply(1, GREETING)]
    assert caplog.records[-1].getMessage() == (
        f"Incident {incident(caplog.text)}, update 1: Flood control exceeded. Retry in 301 seconds"
    )


async def test_who_has_blocked_the_bot_is_left_alone(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("sendMessage", refusal(403, "Forbidden: bot was blocked by the user"))
    async with running(api, Greeter()):
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 1)
    assert transcript(api) == [reply(1, GREETING)]
    assert caplog.records[-1].getMessage() == (
        f"Incident {incident(caplog.text)}, update 1: Forbidden: bot was blocked by the user"
    )


async def test_an_answer_arrives_though_typing_fails(api: BotApi) -> None:
    api.fails("sendChatAction", bad_gateway())
    async with running(api, Greeter()):
        await ask(api, "hi")
    assert transcript(api) == [reply(1, GREETING)]


async def test_the_bot_works_without_a_menu(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    api.fails("setMyCommands", bad_gateway())
    async with running(api, Greeter()):
        await ask(api, "hi")
    assert transcript(api) == [reply(1, GREETING)]
    assert "A menu of commands could not be set" in caplog.text


async def test_the_bot_waits_for_a_network_at_start(
    api: BotApi, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "FIRST_PAUSE", 0.01)
    api.fails("getMe", bad_gateway(), dropped())
    async with running(api, Greeter()):
        await ask(api, "hi")
    assert transcript(api) == [reply(1, GREETING)]
    assert api.methods()[:4] == ["getMe"] * 3 + ["setMyCommands"]
    waits = [record.levelname for record in caplog.records if record.name == app.__name__]
    assert waits == ["WARNING", "WARNING"]


async def test_a_network_that_goes_away_before_the_first_poll_is_waited_for(api: BotApi) -> None:
    api.fails("deleteWebhook", bad_gateway())
    async with running(api, Greeter()):
        await ask(api, "hi")
    assert transcript(api) == [reply(1, GREETING)]
    assert api.methods().count("deleteWebhook") == 2


async def test_telegram_has_half_a_minute_to_answer(api: BotApi) -> None:
    """python-telegram-bot's own five seconds lose answers that have arrived."""
    async with application(api, Greeter()) as built:
        assert built.application.bot.request.read_timeout == 30


async def test_one_conflict_with_another_poller_is_outlasted(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    conflict = "Conflict: terminated by other getUpdates request"
    api.fails("getUpdates", refusal(409, conflict))
    async with running(api, Greeter()):
        await ask(api, "hi")
    assert transcript(api) == [reply(1, GREETING)]
    assert [record.getMessage() for record in caplog.records] == [
        f"Polling failed ({conflict}). Trying again until it works."
    ]


async def test_a_wrong_token_ends_it_at_once_and_in_one_line(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SettingsError) as caught:
        async with application(api, Greeter(), token="1234:wrong") as built:
            await app.serve(built)
    assert str(caught.value) == TOKEN_REFUSED
    assert caught.value.__suppress_context__
    assert api.calls == [Call(method="getMe")]
    assert caplog.text == ""


async def test_a_wrong_address_of_the_bot_api_ends_it_with_the_same_line(api: BotApi) -> None:
    """Any web server says so of an address that it does not know."""
    api.fails("getMe", Fault(status=404, body=b"<html><h1>404 Not Found</h1></html>"))
    with pytest.raises(SettingsError) as caught:
        async with application(api, Greeter()) as built:
            await app.serve(built)
    assert str(caught.value) == TOKEN_REFUSED
    assert api.calls == [Call(method="getMe")]


@pytest.mark.parametrize(
    "token", ["two words", "1234:no/../slash", "1234:ü", "…", ":1", "no-number", "9" * 19 + ":no"]
)
def test_what_cannot_be_a_token_is_not_even_sent(api: BotApi, token: str) -> None:
    with pytest.raises(SettingsError) as caught:
        run_telegram(STILL, telegram_settings(api, token), wording())
    assert str(caught.value) == TOKEN_REFUSED
    assert api.calls == []
    assert not telegram_settings(api).footnote_state.exists()


async def test_a_wrong_token_keeps_the_state_open_for_the_right_one(api: BotApi) -> None:
    with pytest.raises(SettingsError, match="does not accept the token"):
        async with application(api, Greeter(), token="99:wrong") as built:
            await app.serve(built)
    async with running(api, Greeter()):
        await ask(api, "hi")
    assert transcript(api) == [reply(1, GREETING)]
    with pytest.raises(SettingsError, match="belongs to another bot"):
        async with application(api, Greeter(), token="99:wrong"):
            pass


def test_a_missing_token_is_named_with_where_to_get_one() -> None:
    with pytest.raises(SettingsError) as caught:
        run_telegram(STILL, Settings(), wording())
    assert str(caught.value) == (
        "TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather in Telegram and put it in the "
        "environment or .env."
    )


async def test_the_application_does_not_show_its_token(api: BotApi) -> None:
    async with application(api, Greeter()) as built:
        assert repr(built.application) == "JournaledApplication[bot=DiscreetBot[token=***]]"
        assert str(built.application.bot) == "DiscreetBot[token=***]"
        assert TOKEN not in repr(built)


def test_no_apology_holds_what_html_would_take_for_markup() -> None:
    for key in ("telegram.failed", "telegram.unsure"):
        text = wording().say(key, incident="0a1b")
        assert escape(text) == text


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    with pytest.raises(SettingsError) as misplaced:
        bot_token(Settings(telegram_bot_token_file=Path(TOKEN)))
    assert str(misplaced.value) == (
        "TELEGRAM_BOT_TOKEN_FILE holds a token, not a file. Put it into TELEGRAM_BOT_TOKEN."
    )
    with pytest.raises(SettingsError, match=r"TELEGRAM_BOT_TOKEN_FILE=.* cannot be read"):
        bot_token(Settings(telegram_bot_token_file=file))
    file.write_text(f"{TOKEN}\n")
    assert bot_token(Settings(telegram_bot_token_file=file)) == TOKEN
    file.write_text("no token at all")
    with pytest.raises(SettingsError) as caught:
        bot_token(Settings(telegram_bot_token_file=file))
    assert str(caught.value) == TOKEN_REFUSED
