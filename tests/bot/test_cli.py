"""The command `footnote` as people and scripts run it: a process, its output, its status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import footnote

ARTICLE = (
    "The Rhine rises in Switzerland and flows through six countries. It ends in the North Sea.\n\n"
    "The mayor of Basel, Anna Keller, opened a new bridge over the river on 4 May 2019.\n"
)


@pytest.fixture
def rhine(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "rhine.txt").write_text(ARTICLE, "utf-8")
    return folder


COMMANDS = (
    "chat",
    "ask",
    "articles",
    "add",
    "remove",
    "eval",
    "calibrate",
    "telegram",
    "doctor",
    "train",
)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_there_for_everything(command: str) -> None:
    done = footnote(*command.split(), "--help")

    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert done.stderr == ""


def test_an_answer_ends_with_0_and_goes_to_stdout(rhine: Path) -> None:
    done = footnote("ask", "Who is the mayor of Basel?", "--articles", rhine)

    answer, quote, place = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert answer == "Anna Keller"
    assert quote == (
        "  │ The mayor of Basel, Anna Keller, opened a new bridge over the river on 4 May 2019."
    )
    assert "rhine.txt, characters 91–173" in place


def test_a_refusal_ends_with_1_and_names_the_unknown_words(rhine: Path) -> None:
    done = footnote("ask", "Which volcano erupted?", "--articles", rhine)

    assert done.returncode == 1
    assert done.stdout == (
        "The articles do not mention this, so I cannot answer it.\n"
        "None of the articles mentions “volcano”, “erupted”.\n"
    )


def test_json_is_the_whole_answer_and_literal(rhine: Path) -> None:
    done = footnote("ask", "Who is the mayor of Basel?", "--json", "--articles", rhine)

    reply = json.loads(done.stdout)
    assert done.returncode == 0
    assert reply["type"] == "answer"
    assert ARTICLE[reply["start"] : reply["end"]] == reply["text"] == "Anna Keller"
    citation = reply["citation"]
    assert ARTICLE[citation["start"] : citation["end"]] == citation["quote"]
    assert 0 < reply["confidence"] < 1
    assert reply["weighed"]["confidence"] == reply["confidence"] >= reply["weighed"]["threshold"]


def test_json_of_a_refusal_says_why(rhine: Path) -> None:
    done = footnote("ask", "hi", "--json", "--articles", rhine)

    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "type": "no_answer",
        "question": "hi",
        "reason": "not_a_question",
        "unknown_words": [],
        "nearest": [],
        "stopped_early": False,
        "read_as": None,
        "weighed": None,
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ask", "Who?", "--articles", "nowhere"), "The articles folder nowhere does not exist"),
        (("ask", "Who?", "--articles", ""), "--articles is empty. Name a folder or a file"),
        (("eval", "nothing.jsonl", "--articles="), "--articles is empty. Name a folder or a file"),
        (("eval", "nothing.jsonl"), "The question set nothing.jsonl cannot be read"),
        (("eval", "nothing.jsonl", "--stage", "sing"), "--stage sing does not exist"),
        (("telegram",), "TELEGRAM_BOT_TOKEN"),
    ],
)
def test_bad_configuration_ends_with_2_and_one_line(
    arguments: tuple[str, ...], message: str
) -> None:
    done = footnote(*arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("footnote: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_bad_usage_ends_with_2() -> None:
    assert footnote("ask").returncode == 2
    assert footnote("sing").returncode == 2


def test_a_misspelt_access_rule_does_not_open_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALOWED_TELEGRAM_USER_IDS", "42")

    done = footnote("telegram")

    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "footnote: ALOWED_TELEGRAM_USER_IDS is no setting, so anyone may ask. Write "
        "ALLOWED_TELEGRAM_USER_IDS, or remove it.\n",
    )


def test_a_misspelt_setting_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKE", "42:secret")

    done = footnote("telegram")

    assert (done.returncode, done.stderr) == (
        2,
        "TELEGRAM_BOT_TOKE is no setting and changes nothing; the nearest is "
        "TELEGRAM_BOT_TOKEN.\n"
        "footnote: TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather in Telegram and put "
        "it in the environment or .env.\n",
    )


def test_a_missing_reader_names_the_setting(rhine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_READER", str(rhine))

    done = footnote("ask", "Who is the mayor?", "--articles", rhine)

    assert done.returncode == 2
    assert f"FOOTNOTE_READER={rhine}" in done.stderr
    assert "Traceback" not in done.stderr


def test_skipped_files_are_told_on_stderr_and_the_rest_is_served(rhine: Path) -> None:
    (rhine / "empty.txt").write_bytes(b"")
    (rhine / "latin.txt").write_bytes("Zürich".encode("latin-1"))

    done = footnote("ask", "Who is the mayor of Basel?", "--articles", rhine)

    assert done.returncode == 0
    assert done.stderr == (
        "Skipped: empty.txt is empty\n"
        "Skipped: latin.txt is not UTF-8 (byte 1 is 0xfc); save it as UTF-8\n"
    )


def test_many_skipped_files_are_counted_and_articles_lists_them_all(rhine: Path) -> None:
    for number in range(25):
        (rhine / f"{number:02}.txt").write_bytes(b"")
    lines = [f"Skipped: {number:02}.txt is empty" for number in range(25)]

    done = footnote("ask", "Who is the mayor of Basel?", "--articles", rhine)

    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        *lines[:10],
        "… and 15 more; footnote articles lists them.",
    ]
    listed = footnote("articles", "--articles", rhine)
    assert listed.stdout.splitlines()[-25:] == lines


def test_articles_lists_what_was_loaded_and_what_was_not(rhine: Path) -> None:
    (rhine / "photo.jpg").write_bytes(b"\xff\xd8")

    done = footnote("articles", "--articles", rhine)

    assert done.returncode == 0
    assert "rhine.txt" in done.stdout
    assert "Articles: 1, passages: 1, words: 33" in done.stdout
    assert "Skipped: photo.jpg is not one of .txt, .md, " in done.stdout
    assert " (it is .jpg)" in done.stdout


def test_chat_over_a_pipe_is_plain_text_and_ends_with_its_input(rhine: Path) -> None:
    done = footnote("chat", "--articles", rhine, stdin="Who is the mayor of Basel?\n/quit\n")

    assert done.returncode == 0
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    lines = done.stdout.splitlines()
    assert lines[0] == (
        "Ask me about this article. I answer with a quote and its source, "
        "or say that it does not say."
    )
    assert lines[2] == "Anna Keller"
    assert lines[-1] == "Bye."


def test_eval_prints_figures_and_writes_json(rhine: Path, tmp_path: Path) -> None:
    questions = tmp_path / "set.jsonl"
    questions.write_text(
        '{"id": "1", "question": "Who is the mayor of Basel?", "answers": ["Anna Keller"],'
        ' "article": "rhine.txt"}\n'
        '{"id": "2", "question": "Which volcano erupted?", "answers": [], "article": null}\n'
    )

    done = footnote("eval", questions, "--articles", rhine, "--json", tmp_path / "out.json")

    assert (done.returncode, done.stderr) == (0, "")
    written = json.loads((tmp_path / "out.json").read_text())
    metrics = written["metrics"]
    assert {name: metrics[name] for name in ("exact", "f1", "total", "answered")} == {
        "exact": 100.0,
        "f1": 100.0,
        "total": 2,
        "answered": 50.0,
    }
    assert metrics["citation_sentence"] == metrics["recall@1"] == 100.0
    assert written["settings"]["stage"] == "answer"
    assert written["settings"]["collection"] == {"articles": 1, "passages": 1}
    assert [record["prediction"] for record in written["questions"]] == ["Anna Keller", ""]


def test_predictions_that_were_written_score_the_same_when_read(
    rhine: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "set.jsonl"
    questions.write_text(
        '{"id": "1", "question": "Who is the mayor of Basel?", "answers": ["Anna Keller"]}\n'
        '{"id": "2", "question": "Where does the Rhine rise?", "answers": ["in the Alps"]}\n'
        '{"id": "3", "question": "Who opened the volcano?", "answers": []}\n'
    )
    files = ("--predictions", tmp_path / "p.json", "--na-probs", tmp_path / "n.json")

    asked = footnote("eval", questions, "--articles", rhine, *files, "--json", tmp_path / "a.json")
    given = ("--from-predictions", tmp_path / "p.json", "--na-probs", tmp_path / "n.json")
    read = footnote("eval", questions, *given, "--json", tmp_path / "b.json")

    assert (asked.returncode, asked.stderr, read.returncode, read.stderr) == (0, "", 0, "")
    ours, theirs = (
        json.loads((tmp_path / name).read_text())["metrics"] for name in ("a.json", "b.json")
    )
    official = [name for name in theirs if name.startswith(("exact", "f1", "Has", "No", "best"))]
    assert len(official) == 12
    assert {name: ours[name] for name in official} == {name: theirs[name] for name in official}


def test_a_figure_that_must_hold_and_does_not_ends_with_1(rhine: Path, tmp_path: Path) -> None:
    questions = tmp_path / "set.jsonl"
    questions.write_text(
        '{"id": "1", "question": "Who opened the volcano?", "answers": ["Etna"]}\n'
    )
    report = tmp_path / "report.html"

    done = footnote(
        "eval", questions, "--articles", rhine, "--report", report, "--fail-below", "f1=1"
    )

    assert (done.returncode, done.stderr) == (1, "Failed: f1 is 0.00, below 1.\n")
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert not list(tmp_path.glob("*.partial"))


def test_calibrate_keeps_a_threshold_that_ask_then_uses(rhine: Path, tmp_path: Path) -> None:
    questions = tmp_path / "set.jsonl"
    questions.write_text(
        '{"id": "1", "question": "Who is the mayor of Basel?", "answers": ["Anna Keller"]}\n'
        '{"id": "2", "question": "Which volcano erupted?", "answers": []}\n'
    )
    done = footnote("calibrate", questions, "--articles", rhine, "--precision", "1")
    kept = tmp_path / ".footnote" / "calibration.json"
    assert (done.returncode, done.stderr) == (0, "")
    assert "chosen" in done.stdout
    threshold = json.loads(kept.read_text())["threshold"]
    assert "\nOnly 1 answer decides this: 100% right, where " in done.stdout
    assert f"Kept threshold {threshold:.3f} for these articles in {kept};" in done.stdout

    # The only right answer is exactly as sure as the threshold, so it is still given ...
    again = footnote("ask", "Who is the mayor of Basel?", "--articles", rhine)
    assert (again.returncode, again.stderr) == (0, "")

    # ... and other articles do without it, and say so.
    (rhine / "rhine.txt").write_text(ARTICLE + "\nIt rains.\n", "utf-8")
    other = footnote("ask", "Who is the mayor of Basel?", "--articles", rhine)
    assert other.returncode == 0
    assert other.stderr.startswith(f"Your calibration {kept} was fitted for other articles, so ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_answer_that_cannot_be_written_is_told_in_one_line(rhine: Path) -> None:
    command = [sys.executable, "-m", "bot", "ask", "Who is the mayor of Basel?"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*command, "--articles", rhine], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (2, "footnote: [Errno 28] No space left on device\n")


def test_letters_that_a_terminal_lacks_are_replaced(rhine: Path) -> None:
    (rhine / "rhine.txt").write_text("The mayor of Basel is Zoë 🥐 Keller.", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "articles", "--articles", rhine],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Zo? ? Keller" in done.stdout
