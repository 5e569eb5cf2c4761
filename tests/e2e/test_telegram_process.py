"""`footnote telegram` as its owner runs it: a process, against a Bot API double on loopback."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path

from administering import locked
from bot_api import TOKEN, BotApi, bad_gateway, refusal
from examples import FOLDER
from processes import running
from running import ANN, BOB

ARTICLE = (
    "The Rhine rises in Switzerland and flows through six countries. It ends in the North Sea.\n\n"
    "The mayor of Basel, Anna Keller, opened a new bridge over the river on 4 May 2019.\n"
)
QUESTION = "Who is the mayor of Basel?"
REPLY = re.compile(
    r"<blockquote>(?P<before>.*)<b>(?P<answer>.+)</b>(?P<after>.*)</blockquote>\n"
    r".* · rhine\.txt, characters (?P<start>\d+)–(?P<end>\d+)\n"
    r"\d{1,2} % sure"
)


@contextmanager
def footnote_telegram(
    tmp_path: Path, url: str, token: str, **settings: str
) -> Iterator[subprocess.Popen[str]]:
    """The process, which is gone after the block."""
    (tmp_path / "articles").mkdir(exist_ok=True)
    (tmp_path / "articles" / "rhine.txt").write_text(ARTICLE, "utf-8")
    named = {
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_API_BASE_URL": url,
        "TELEGRAM_API_FILE_URL": url.replace("/bot", "/file/bot"),
    }
    command = ("-m", "bot", "telegram", "--articles", str(tmp_path / "articles"))
    with running(*command, **(named | settings)) as process:
        yield process


def test_it_answers_and_leaves_when_told_to(api: BotApi, tmp_path: Path) -> None:
    api.fails("getMe", bad_gateway())
    api.fails("sendMessage", refusal(400, "Bad Request: something new"))
    api.writes(BOB, "Where does the Rhine rise?")
    with footnote_telegram(tmp_path, api.url, TOKEN) as process:
        api.wait_sent(2, BOB)
        api.writes(ANN, QUESTION)
        (call,) = api.wait_sent(1, ANN)
        process.send_signal(signal.SIGTERM)
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (0, "")
    reply = REPLY.fullmatch(call["text"])
    assert reply, call["text"]
    quote = unescape(reply["before"] + reply["answer"] + reply["after"])
    assert quote == ARTICLE[int(reply["start"]) : int(reply["end"])]
    assert "Something went wrong on my side" in api.sent(BOB)[1]["text"]
    for secret in (TOKEN, TOKEN.partition(":")[2], "mayor", "Where does", api.url):
        assert secret not in stderr
    assert "Answering as @footnote_bot." in stderr
    assert f"{len(QUESTION)} characters, answered." in stderr


def test_what_changes_in_the_folder_while_it_runs_is_noticed(api: BotApi, tmp_path: Path) -> None:
    with footnote_telegram(tmp_path, api.url, TOKEN) as process:
        api.writes(ANN, QUESTION)
        (before,) = api.wait_sent(1, ANN)
        changed = ARTICLE.replace("Anna Keller", "Maria Weber")
        (tmp_path / "articles" / "rhine.txt").write_text(changed, "utf-8")
        assert process.stderr is not None
        logged = next(line for line in process.stderr if "Articles " in line)
        api.writes(ANN, QUESTION)
        _, after = api.wait_sent(2, ANN)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert logged.endswith("Articles changed: rhine.txt\n")
    assert "<b>Anna Keller</b>" in before["text"]
    assert "<b>Maria Weber</b>" in after["text"]


def test_a_file_sent_to_it_is_answered_from_until_it_is_forgotten(
    api: BotApi, tmp_path: Path
) -> None:
    question = "Where was the new pump bought?"
    minutes = (FOLDER / "minutes.docx").read_bytes()
    with footnote_telegram(tmp_path, api.url, TOKEN, ADMIN_USER_IDS=str(ANN.user_id)) as process:
        api.sends_file(ANN, "../minutes.docx", minutes)
        api.wait_sent(1, ANN)
        api.writes(ANN, question)
        api.wait_sent(2, ANN)
        api.writes(ANN, "/forget Minutes of the allotment society")
        api.wait_sent(3, ANN)
        api.writes(ANN, question)
        added, answered, removed, refused = (call["text"] for call in api.wait_sent(4, ANN))
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 0
    assert added == "Added minutes.docx: Minutes of the allotment society (passages: 2)"
    assert "minutes.docx, section “Water”, characters " in answered
    assert removed == "Removed minutes.docx"
    assert "minutes.docx" not in refused
    assert [path.name for path in (tmp_path / "articles").iterdir()] == ["rhine.txt"]
    assert "Articles added: minutes.docx" in stderr
    assert "Articles removed: minutes.docx" in stderr
    assert TOKEN not in stderr


def test_told_to_stop_while_it_adds_a_file_it_ends_in_time_and_adds_it_at_the_next_start(
    api: BotApi, tmp_path: Path
) -> None:
    settings = {"ADMIN_USER_IDS": str(ANN.user_id), "FOOTNOTE_STOP_SECONDS": "0.2"}
    with footnote_telegram(tmp_path, api.url, TOKEN, **settings) as process:
        api.writes(ANN, "/help")
        api.wait_sent(1, ANN)
        with locked(tmp_path / "articles"):
            api.sends_file(ANN, "minutes.docx", (FOLDER / "minutes.docx").read_bytes())
            api.wait(lambda: "download" in api.methods())
            api.wait_confirmed()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
            assert process.returncode == 0
            assert [path.name for path in (tmp_path / "articles").iterdir()] == ["rhine.txt"]
    with footnote_telegram(tmp_path, api.url, TOKEN, **settings):
        _, added = api.wait_sent(2, ANN)
    assert added["text"] == "Added minutes.docx: Minutes of the allotment society (passages: 2)"


def test_killed_while_it_replaces_a_file_it_does_so_at_the_next_start(
    api: BotApi, tmp_path: Path
) -> None:
    newer = ARTICLE.replace("Anna Keller", "Maria Weber").encode()
    admin = {"ADMIN_USER_IDS": str(ANN.user_id), "FOOTNOTE_STATE": str(tmp_path / "state.sqlite")}
    with footnote_telegram(tmp_path, api.url, TOKEN, **admin) as process:
        api.sends_file(ANN, "rhine.txt", newer)
        api.wait_sent(1, ANN)
        with locked(tmp_path / "articles"):
            api.presses(ANN, 2, "Replace it")
            api.wait(lambda: api.methods().count("download") == 2)
            api.wait_confirmed()
            process.kill()
            process.wait()
            assert (tmp_path / "articles" / "rhine.txt").read_text("utf-8") == ARTICLE
    with footnote_telegram(tmp_path, api.url, TOKEN, **admin):
        api.wait(lambda: len(api.asked("editMessageText")) == 1)
        held = {path.name: path.read_bytes() for path in (tmp_path / "articles").iterdir()}
    assert held == {"rhine.txt": newer}
    assert api.asked("editMessageText")[0]["text"].startswith(
        "Replaced the former rhine.txt.\nAdded"
    )


def test_by_webhook_it_answers_with_working_buttons(api: BotApi, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    address = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "WEBHOOK_PORT": str(port)}
    with footnote_telegram(tmp_path, api.url, TOKEN, **address) as process:
        api.wait(lambda: "getWebhookInfo" in api.methods())
        api.writes(ANN, QUESTION)
        api.pushes()
        (call,) = api.wait_sent(1, ANN)
        api.presses(ANN, 2, "Show passage")
        api.pushes()
        api.wait(lambda: "editMessageText" in api.methods())
        process.send_signal(signal.SIGTERM)
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (0, "")
    reply = REPLY.fullmatch(call["text"])
    assert reply, call["text"]
    (shown,) = api.asked("editMessageText")
    assert f"<b>{reply['answer']}</b>" in shown["text"]
    assert shown["text"].endswith("Paragraph 2 of 2")
    assert api.webhook is not None
    assert api.webhook["secret_token"] not in stderr
    assert "getUpdates" not in api.methods()


def test_a_wrong_token_ends_it_with_one_line_and_status_2(api: BotApi, tmp_path: Path) -> None:
    with footnote_telegram(tmp_path, api.url, "1234:wrong") as process:
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (2, "")
    assert stderr == (
        "footnote: Telegram does not accept the token in TELEGRAM_BOT_TOKEN. Copy it again from "
        "@BotFather, and check TELEGRAM_API_BASE_URL if you have set it.\n"
    )


def test_ctrl_c_ends_it_though_telegram_was_never_reached(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9/bot"  # the discard port, which nothing listens to
    with footnote_telegram(tmp_path, nobody, TOKEN) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        stdout, rest = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (0, "")
    assert "No connection (httpx.ConnectError" in first
    assert TOKEN not in first + rest
    assert "Traceback" not in rest
