"""The bot as a process that is killed at each boundary of its journal, and told to stop.

    (polled) ──▶ received ──▶ sending ──▶ sent

Each kill names its only outcome: what was not yet being sent is answered once, what was being sent
is not sent again and its asker is told, what was sent is left alone.
"""

import re
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from answerers import GREETING
from bot_api import PATIENCE, TOKEN, BotApi, held, refusal
from processes import running
from running import ANN, BOB, reply, transcript
from test_telegram_failures import TOKEN_REFUSED

SCRIPT = Path(__file__).with_name("toy_bot.py")
ROOT = Path(__file__).parents[2]


@contextmanager
def bot_process(api: BotApi, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """The bot with its state and its file `go` in the working folder; gone after the block."""
    named = {
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE_URL": api.url,
        "FOOTNOTE_STATE": "state.sqlite",
        "FOOTNOTE_QUESTIONS_PER_MINUTE": "10000",
    }
    with running(str(SCRIPT), **(named | settings)) as process:
        yield process


def states() -> list[str]:
    """The journal, as another process sees it."""
    if not Path("state.sqlite").exists():
        return []
    with closing(sqlite3.connect("state.sqlite")) as state:
        if not state.execute("SELECT 1 FROM sqlite_master WHERE name = 'updates'").fetchone():
            return []
        rows = state.execute("SELECT state FROM updates ORDER BY update_id").fetchall()
    return [row[0] for row in rows]


def wait_states(*expected: str) -> None:
    """Wait for the journal of another process, which nothing tells us of."""
    end = time.monotonic() + PATIENCE
    while states() != list(expected):
        assert time.monotonic() < end, states()
        time.sleep(0.01)


def told(call: dict[str, Any]) -> str:
    """A call's text, the number of its incident left out."""
    return re.sub(r"Incident \w+", "Incident", call["text"])


UNSURE = "My answer may not have reached you. If you do not see it, please ask again. (Incident)"


def test_killed_before_it_received_the_question(api: BotApi) -> None:
    api.writes(ANN, "hi")
    api.fails("getUpdates", held(after_acting=True))
    with bot_process(api) as process:
        api.wait(lambda: len(api.asked("getUpdates")) == 1)
        process.kill()
        process.wait()
    assert states() == []
    with bot_process(api):
        api.wait_sent(1)
        wait_states("sent")
    assert transcript(api) == [reply(1, GREETING)]


def test_killed_between_received_and_sending(api: BotApi) -> None:
    api.writes(ANN, "wait")
    with bot_process(api) as process:
        api.wait_confirmed()
        wait_states("received")
        process.kill()
        process.wait()
    Path("go").touch()
    with bot_process(api):
        api.wait_sent(1)
        wait_states("sent")
    assert transcript(api) == [reply(1, GREETING)]


@pytest.mark.parametrize("arrived", [True, False])
def test_killed_between_sending_and_sent(api: BotApi, arrived: bool) -> None:
    api.writes(ANN, "hi")
    api.fails("sendMessage", held(after_acting=arrived))
    with bot_process(api) as process:
        api.wait_sent(1)
        assert states() == ["sending"]
        process.kill()
        process.wait()
    with bot_process(api):
        api.wait_sent(2)
        wait_states("sent")
    with bot_process(api):  # told once, and not at each start
        api.writes(BOB, "hi")
        api.wait_sent(1, BOB)
        wait_states("sent", "sent")
    assert [told(call) for call in transcript(api, ANN.user_id)] == [GREETING, UNSURE]


@pytest.mark.parametrize("arrived", [True, False])
def test_killed_between_the_parts_of_a_long_answer(api: BotApi, arrived: bool) -> None:
    api.writes(ANN, "much")
    api.fails("sendMessage", None, held(after_acting=arrived))
    with bot_process(api) as process:
        api.wait_sent(2)
        assert states() == ["sending"]
        process.kill()
        process.wait()
    with bot_process(api):
        api.wait_sent(3)
        wait_states("sent")
    first, second, notice = (told(call) for call in transcript(api))
    assert first == "The articles do not mention this, so I cannot answer it."
    assert second.startswith("None of the articles mentions “xxx")
    assert notice == UNSURE


def test_killed_after_sent(api: BotApi) -> None:
    api.writes(ANN, "hi")
    with bot_process(api) as process:
        api.wait_sent(1)
        wait_states("sent")
        process.kill()
        process.wait()
    api.delivers_again(1)
    with bot_process(api):
        api.writes(BOB, "hi")
        api.wait_sent(1, BOB)
        wait_states("sent", "sent")
    assert [told(call) for call in transcript(api)] == [GREETING, GREETING]


def test_told_to_stop_with_a_full_line_it_ends_in_time_and_goes_on_at_the_next_start(
    api: BotApi,
) -> None:
    for person in (ANN, BOB):
        for _ in range(3):
            api.writes(person, "wait")
    with bot_process(api, FOOTNOTE_STOP_SECONDS="0.2") as process:
        wait_states(*["received"] * 6)
        api.wait_confirmed()
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Not everything ended in time; the next start goes on with it." in stderr
    assert states() == ["received"] * 6
    Path("go").touch()
    with bot_process(api):
        wait_states(*["sent"] * 6)
    answers = [call for call in transcript(api) if call["text"] == GREETING]
    assert sorted(c["reply_parameters"]["message_id"] for c in answers) == [1, 2, 3, 4, 5, 6]


def test_a_second_signal_ends_it_at_once(api: BotApi) -> None:
    api.writes(ANN, "wait")
    with bot_process(api, FOOTNOTE_STOP_SECONDS="600") as process:
        wait_states("received")
        api.wait_confirmed()
        process.send_signal(signal.SIGTERM)
        api.wait(lambda: any(poll.get("timeout") == 0 for poll in api.asked("getUpdates")))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGTERM
    assert states() == ["received"]


def test_a_token_refused_while_running_ends_the_process(api: BotApi) -> None:
    api.writes(ANN, "hi")
    with bot_process(api) as process:
        api.wait_sent(1)
        api.fails("getMe", refusal(401, "Unauthorized"))
        api.fails("getUpdates", refusal(401, "Unauthorized"))
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 2
    assert stderr.splitlines()[-1] == f"footnote: {TOKEN_REFUSED}"
    assert "Traceback" not in stderr


def test_a_token_refused_while_a_question_is_read_ends_the_process_as_well(api: BotApi) -> None:
    api.writes(ANN, "wait")
    with bot_process(api, FOOTNOTE_STOP_SECONDS="0.2") as process:
        wait_states("received")
        api.wait(lambda: "sendChatAction" in api.methods())
        api.fails("getMe", refusal(401, "Unauthorized"))
        api.fails("getUpdates", refusal(401, "Unauthorized"))
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 2
    assert stderr.splitlines()[-1].endswith(f" CRITICAL bot.telegram_app.app: {TOKEN_REFUSED}")
    assert "Traceback" not in stderr


def test_by_webhook_a_token_refused_ends_the_process_and_the_next_answers(api: BotApi) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    address = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "WEBHOOK_PORT": str(port)}
    with bot_process(api, **address) as process:
        api.wait(lambda: "getWebhookInfo" in api.methods())
        api.fails("getMe", refusal(401, "Unauthorized"))
        api.fails("sendMessage", refusal(401, "Unauthorized"))
        api.writes(ANN, "hi")
        api.pushes()
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 2
    assert stderr.splitlines()[-1] == f"footnote: {TOKEN_REFUSED}"
    assert "Traceback" not in stderr
    assert states() == ["received"]
    with bot_process(api, **address):
        api.wait_sent(2)
        wait_states("sent")
    assert transcript(api) == [reply(1, GREETING)] * 2


@pytest.mark.parametrize(("text", "sign"), [("hi", "sendMessage"), ("wait", "sendChatAction")])
def test_polls_that_hang_end_the_process_though_a_question_is_read(
    api: BotApi, text: str, sign: str
) -> None:
    with bot_process(api, TOY_STANDSTILL="5", FOOTNOTE_STOP_SECONDS="0.2") as process:
        api.writes(ANN, text)
        api.wait(lambda: sign in api.methods())
        api.fails("getUpdates", held())
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 1  # and not 2, after which systemd would not start it again
    (line,) = [line for line in stderr.splitlines() if " CRITICAL " in line]
    assert line.endswith(
        " CRITICAL bot.telegram_app.app: No poll of Telegram has ended for 5 seconds, neither well "
        "nor badly. Ending, to be started again."
    )
    assert "Traceback" not in stderr


def test_systemd_is_told_that_the_bot_is_up_and_that_it_lives(api: BotApi) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as systemd:
        systemd.bind("notify")
        systemd.settimeout(PATIENCE)
        with bot_process(api, NOTIFY_SOCKET="notify", WATCHDOG_USEC="10000"):
            told_systemd = [systemd.recv(100) for _ in range(4)]
    assert told_systemd == [b"READY=1"] + [b"WATCHDOG=1"] * 3


def test_a_second_process_with_the_same_state_is_refused(api: BotApi) -> None:
    api.writes(ANN, "hi")
    with bot_process(api):
        api.wait_sent(1)
        with bot_process(api) as second:
            _, stderr = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "Another footnote telegram runs with the state file state.sqlite." in stderr
