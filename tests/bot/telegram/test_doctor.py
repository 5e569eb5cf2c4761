"""`footnote doctor`: a line on each thing a run needs, and what to do where something is amiss."""

import json
import os
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bot_api import BOT, TOKEN, BotApi, Fault, refusal
from commands import footnote
from rich.console import Console
from test_telegram_failures import PRIVACY_ON

from bot.doctor import examine
from bot.secret import Secret
from bot.settings import SEEDS, Settings
from bot.telegram_app.connection import bot_id
from bot.telegram_app.journal import Journal
from bot.telegram_app.state import claim, open_state

ARTICLE = "The mayor of Basel, Anna Keller, opened a new bridge over the river on 4 May 2019.\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "basel.txt").write_text(ARTICLE)
    return folder


def told(settings: Settings) -> tuple[bool, list[str]]:
    """Whether all is well, and the lines but for those on the disk, whose figures change."""
    console = Console(file=StringIO(), width=100_000)
    well = examine(settings, console)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return well, [line for line in lines if " disk: " not in line]


def test_all_is_well(articles: Path, api: BotApi) -> None:
    settings = Settings(
        footnote_articles=articles,
        telegram_bot_token=Secret(TOKEN),
        telegram_api_base_url=api.url,
    )
    assert told(settings) == (
        True,
        [
            f"ok    articles: 1 read from {articles}, in passages: 1",
            "ok    threshold: the shipped one",
            "ok    formats: pages are read in a process of their own",
            "ok    reader: shipped reads",
            "ok    telegram: the token is that of @footnote_bot",
            f"ok    telegram: {PRIVACY_ON}",
            f"ok    state: can be kept in {Path.home()}",
            f"ok    telegram state: can be kept in {Path.home()}",
        ],
    )
    assert {call.method for call in api.calls} == {"getMe"}


def test_privacy_mode_that_is_off_is_noted(articles: Path, api: BotApi) -> None:
    bot = {**BOT, "can_join_groups": True, "can_read_all_group_messages": True}
    api.fails("getMe", Fault(status=200, body=json.dumps({"ok": True, "result": bot}).encode()))
    settings = Settings(
        footnote_articles=articles,
        telegram_bot_token=Secret(TOKEN),
        telegram_api_base_url=api.url,
    )
    well, lines = told(settings)
    assert well
    assert lines[5] == (
        "note  telegram: Privacy mode is off: Telegram hands the bot all messages of its groups, "
        "and it answers those that are meant for it."
    )


def test_a_refused_token_says_what_to_do_and_is_not_shown(articles: Path, api: BotApi) -> None:
    api.fails("getMe", refusal(401, "Unauthorized"))
    settings = Settings(
        footnote_articles=articles,
        telegram_bot_token=Secret(TOKEN),
        telegram_api_base_url=api.url,
    )
    well, lines = told(settings)
    assert not well
    assert lines[4] == (
        "amiss telegram: Telegram does not accept the token in TELEGRAM_BOT_TOKEN. Copy it again "
        "from @BotFather, and check TELEGRAM_API_BASE_URL if you have set it."
    )
    assert TOKEN not in "\n".join(lines)


def test_a_network_that_is_down_is_told(articles: Path) -> None:
    settings = Settings(
        footnote_articles=articles,
        telegram_bot_token=Secret(TOKEN),
        telegram_api_base_url="http://127.0.0.1:1/bot",
    )
    well, lines = told(settings)
    assert not well
    assert lines[4].startswith(
        "amiss telegram: http://127.0.0.1:1/bot does not answer as it should"
    )
    assert TOKEN not in "\n".join(lines)


def test_articles_that_are_missing_or_skipped_are_told(articles: Path) -> None:
    (articles / "broken.pdf").write_text("no PDF")
    assert told(Settings(footnote_articles=articles))[1][1] == (
        "note  articles: 1 skipped, such as: broken.pdf is not a PDF file. "
        "`footnote articles` lists them."
    )
    well, lines = told(Settings(footnote_articles=articles / "gone"))
    assert not well
    assert lines[0] == (
        f"amiss articles: The articles folder {articles / 'gone'} does not exist; "
        "name one that does."
    )


def test_a_misspelt_setting_is_told_with_the_nearest(
    articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("footnote_dead_line=5\nADMINS_USER_IDS=42\n", "utf-8")
    monkeypatch.setenv("FOOTNOTE_ARTICLE", "/articles")
    monkeypatch.setenv("FOOTNOTE_STAT", "")
    monkeypatch.setenv("ANOTHER_PROGRAM", "1")
    well, lines = told(Settings(footnote_articles=articles))
    told_of_names = [line for line in lines if " settings: " in line]
    assert (well, told_of_names) == (True, lines[:3])
    assert told_of_names == [
        "note  settings: ADMINS_USER_IDS is no setting and changes nothing; the nearest is "
        "ADMIN_USER_IDS.",
        "note  settings: FOOTNOTE_ARTICLE is no setting and changes nothing; the nearest is "
        "FOOTNOTE_ARTICLES.",
        "note  settings: FOOTNOTE_DEAD_LINE is no setting and changes nothing; the nearest is "
        "FOOTNOTE_DEADLINE.",
    ]


def test_a_setting_that_the_bot_would_not_start_with_is_amiss(articles: Path) -> None:
    Path(".env").write_text("ALOWED_TELEGRAM_USER_IDS=42\n", "utf-8")
    well, lines = told(Settings(footnote_articles=articles, webhook_url="http://a.example/hook"))
    assert (well, lines[:2]) == (
        False,
        [
            "amiss settings: ALOWED_TELEGRAM_USER_IDS is no setting, so anyone may ask. Write "
            "ALLOWED_TELEGRAM_USER_IDS, or remove it.",
            "amiss settings: WEBHOOK_URL must begin with https, not 'http://a.example/hook': "
            "Telegram sends updates nowhere else. Name the https address of the proxy in front of "
            "the bot.",
        ],
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_administrators_cannot_change_is_noted(articles: Path) -> None:
    articles.chmod(0o555)
    note = (
        f"note  articles: {articles} cannot be written, so administrators can add none and "
        "/forget none."
    )
    _, lines = told(Settings(footnote_articles=articles))
    assert note not in lines
    well, lines = told(Settings(footnote_articles=articles, admin_user_ids=frozenset({7})))
    assert (well, lines[1]) == (True, note)


def test_a_reader_that_cannot_be_loaded_is_told(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "reader").mkdir()
    (tmp_path / "reader" / "model.onnx").write_bytes(b"no model")
    well, lines = told(
        Settings(footnote_articles=articles, footnote_reader=str(tmp_path / "reader"))
    )
    assert not well
    assert lines[3].startswith("amiss reader: ")
    assert str(tmp_path / "reader") in lines[3]


def test_a_threshold_that_does_not_fit_is_noted(articles: Path, tmp_path: Path) -> None:
    kept = tmp_path / "calibration.json"
    kept.write_text(json.dumps({"threshold": 0.5}))
    well, lines = told(Settings(footnote_articles=articles, footnote_calibration=kept))
    assert well
    assert lines[1].startswith("note  threshold: ")
    assert str(kept) in lines[1]


def test_a_reader_whose_calibration_is_damaged_is_told(articles: Path, tmp_path: Path) -> None:
    kept = tmp_path / "reader" / "calibration.json"
    kept.parent.mkdir()
    kept.write_text("[]")
    well, lines = told(Settings(footnote_articles=articles, footnote_reader=str(kept.parent)))
    assert not well
    assert lines[1].startswith(f"amiss threshold: The calibration {kept} cannot be read: ")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state of the bot of `TOKEN`, with one update that is still to be done."""
    file = tmp_path / "kept" / "state.sqlite"
    with closing(open_state(file, bot_id(TOKEN))) as opened:
        claim(opened, bot_id(TOKEN))
        Journal(opened).receive([{"update_id": 5}])
    return file


def told_of(state: Path, articles: Path, **settings: Any) -> list[str]:
    """The lines on the state; what is in its folder is the same afterwards."""
    before = {path: path.read_bytes() for path in state.parent.iterdir()}
    _, lines = told(Settings(footnote_articles=articles, footnote_state=state, **settings))
    assert {path: path.read_bytes() for path in state.parent.iterdir()} == before
    return [line for line in lines if " telegram state: " in line]


def test_a_state_that_is_whole_is_told_with_what_is_left_to_do(articles: Path, state: Path) -> None:
    whole = [f"ok    telegram state: {state} is whole; updates to finish: 1"]
    assert told_of(state, articles) == whole
    with closing(open_state(state, bot_id(TOKEN))) as opened:  # as while the bot runs
        Journal(opened).receive([{"update_id": 6}])
        (line,) = told(Settings(footnote_articles=articles, footnote_state=state))[1][-1:]
    assert line == f"ok    telegram state: {state} is whole; updates to finish: 2"


def test_a_state_that_is_damaged_says_what_to_do(articles: Path, state: Path) -> None:
    state.write_bytes(b"SQLite format 3\0" + b"and nothing of a database, " * 100)
    assert told_of(state, articles) == [
        f"amiss telegram state: {state} is damaged (file is not a database). Put a copy of it "
        "back, or start the bot, which sets it aside and begins a new one."
    ]


def test_a_file_of_another_kind_says_what_to_do(articles: Path, state: Path) -> None:
    state.write_text("Buy bread.")
    assert told_of(state, articles) == [
        f"amiss telegram state: {state} is no state file of Footnote. Set FOOTNOTE_STATE to "
        "another file."
    ]


def test_the_state_of_another_bot_says_what_to_do(articles: Path, state: Path, api: BotApi) -> None:
    other = {
        "telegram_bot_token": Secret("99:of-another-bot"),
        "telegram_api_base_url": api.url,
    }
    assert told_of(state, articles, **other) == [
        f"amiss telegram state: {state} belongs to another bot; set FOOTNOTE_STATE to another file."
    ]


def test_a_state_that_cannot_be_opened_says_what_to_do(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept" / "state.sqlite"
    folder.mkdir(parents=True)
    well, lines = told(Settings(footnote_articles=articles, footnote_state=folder))
    assert not well
    assert lines[-1] == (
        f"amiss telegram state: {folder} cannot be used (unable to open database file). "
        "Set FOOTNOTE_STATE to a file that can."
    )


def test_without_a_token_a_state_that_is_not_there_is_not_missed(
    articles: Path, tmp_path: Path
) -> None:
    (tmp_path / "kept").mkdir()
    assert told_of(tmp_path / "kept" / "state.sqlite", articles) == []
    (tmp_path / "kept" / "state.sqlite").touch()
    assert told_of(tmp_path / "kept" / "state.sqlite", articles) == []


def test_the_command_ends_with_0_or_2(articles: Path) -> None:
    done = footnote("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"ok    articles: 2 read from {SEEDS}" in done.stdout
    assert "note  telegram: TELEGRAM_BOT_TOKEN is not set" in done.stdout
    assert "ok    disk: " in done.stdout

    done = footnote("doctor", "--articles", articles / "gone")
    assert (done.returncode, done.stderr) == (2, "")
    assert "amiss articles: " in done.stdout
