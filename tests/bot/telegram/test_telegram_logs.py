"""The log of a running bot: no token in it, however it got there, and nothing that users wrote."""

import io
import logging
from collections.abc import Iterator

import pytest
from answerers import Greeter
from bot_api import TOKEN, BotApi, bad_gateway
from hypothesis import given
from hypothesis import strategies as st
from running import application, telegram_settings
from telegram.error import NetworkError
from test_telegram_failures import STILL

from bot.live import Changes
from bot.telegram_app.app import run_telegram
from bot.telegram_app.logs import (
    QUIET,
    DiscreetFormatter,
    account,
    log_changes,
    start_logging,
)
from bot.wording import Wording
from retrieval.articles.skipped import Skipped
from retrieval.errors import CollectionError


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process logs, once `start_logging` was called; afterwards all is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    root.handlers.clear()  # or basicConfig would close those that pytest still needs
    stream = io.StringIO()
    start_logging(TOKEN, stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def formatted(name: str, level: int, message: str, *args: object) -> str:
    """A record as the log shows it, without the time."""
    record = logging.LogRecord(name, level, __file__, 1, message, args, None)
    return DiscreetFormatter(TOKEN).format(record).split(" ", 2)[2]


def test_the_token_is_blotted_out_of_messages_and_arguments(log: io.StringIO) -> None:
    quoted = TOKEN.replace(":", "%3A")
    logging.getLogger("bot").warning("GET %s, or bot%s", f"/bot{TOKEN}/getMe", quoted)
    assert log.getvalue().split(" ", 2)[2] == "WARNING bot: GET /bot[token]/getMe, or bot[token]\n"


def test_the_token_is_blotted_out_of_tracebacks(log: io.StringIO) -> None:
    try:
        try:
            raise ValueError(f"The token `{TOKEN}` was rejected.")
        except ValueError as first:
            raise RuntimeError(f"POST /bot{TOKEN}/getMe") from first
    except RuntimeError:
        logging.getLogger("bot").exception("It failed.")
    assert "ValueError: The token `[token]` was rejected." in log.getvalue()
    assert log.getvalue().endswith("RuntimeError: POST /bot[token]/getMe\n")
    assert TOKEN not in log.getvalue()


def test_the_http_clients_addresses_are_not_logged(log: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST http://127.0.0.1/bot/getMe")
    logging.getLogger("httpcore.connection").info("connect_tcp.started")
    logging.getLogger("bot").debug("Nothing below INFO either.")
    assert log.getvalue() == ""


async def test_an_answer_that_is_no_json_is_not_logged_beside_its_exception(
    api: BotApi, log: io.StringIO
) -> None:
    api.fails("getMe", bad_gateway())
    async with application(api, Greeter()) as built:
        with pytest.raises(NetworkError):
            await built.application.bot.initialize()
    assert log.getvalue() == ""


async def test_an_update_that_cannot_be_decoded_is_not_logged(
    api: BotApi, log: io.StringIO
) -> None:
    api.delivers_raw({"message": {"message_id": 1, "text": "my secret question"}})
    async with application(api, Greeter()) as built:
        await built.application.bot.initialize()
        (update,) = await built.application.bot.get_updates()
    assert update.to_dict() == {"update_id": 1}
    assert log.getvalue().split(" ", 2)[2] == (
        "ERROR bot.telegram_app.polling: Update 1 cannot be understood and is passed over "
        "(KeyError).\n"
    )


@pytest.mark.usefixtures("log")
def test_an_error_of_its_own_ends_it_in_the_log_and_with_status_1(
    api: BotApi, capsys: pytest.CaptureFixture[str]
) -> None:
    wordless = Wording({})
    assert run_telegram(STILL, telegram_settings(api), wordless) == 1
    told = capsys.readouterr().err
    assert "CRITICAL bot.telegram_app.app: Stopped by an error of its own.\nTraceback" in told
    assert told.endswith("KeyError: 'telegram'\n")


def test_only_what_telegrams_library_adds_is_withheld() -> None:
    error = ValueError("why")
    assert formatted("telegram.ext.Updater", logging.ERROR, "%s after %d: %s", "x", 3, error) == (
        "ERROR telegram.ext.Updater: [withheld] after 3: why"
    )
    assert formatted("telegram.ext", logging.ERROR, "got %(a)s", {"a": "b"}) == (
        "ERROR telegram.ext: got [withheld]"
    )
    assert formatted("telegram.ext", logging.INFO, "Application started") == (
        "INFO telegram.ext: Application started"
    )
    assert formatted("bot.x", logging.ERROR, "%s after %d", "x", 3) == "ERROR bot.x: x after 3"
    assert formatted("telegram.Bot", logging.DEBUG, "%s", "x") == "DEBUG telegram.Bot: x"


@given(st.text(min_size=1).filter(str.strip))
def test_an_account_of_an_error_never_holds_the_question(question: str) -> None:
    # Marks that stand in no traceback, so that a question such as "e" is told from the account.
    asked = f"⟦{question}⟧"
    for error in (ValueError(asked), ValueError(f"about {asked!r}"), KeyError(asked)):
        try:
            raise RuntimeError(asked) from error
        except RuntimeError as raised:
            told = account(raised, asked)
        assert "⟦" not in told
        assert told.count("[the question]") == 2


def test_changes_of_the_articles_are_logged_a_line_each(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    log_changes(
        Changes(
            added=tuple(f"{number}.txt" for number in range(7)),
            removed=("turned \u202earound.txt",),
            skipped=(
                Skipped(path="broken.pdf", reason="is not a PDF file"),
                Skipped(path="picture.png", reason="is no article", quiet=True),
            ),
        )
    )
    log_changes(CollectionError("The articles folder a does not exist; name one that does."))
    assert caplog.messages == [
        "Articles added: 0.txt; 1.txt; 2.txt; 3.txt; 4.txt and 2 more",
        "Articles removed: turned around.txt",
        "Articles skipped: broken.pdf is not a PDF file",
        "The articles folder a does not exist; name one that does. Answering from the articles as "
        "they were.",
    ]
