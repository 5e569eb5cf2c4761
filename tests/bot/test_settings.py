"""Settings come from the environment, and from `.env` where the environment says nothing."""

import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import SEEDS, Settings, load_settings

NAMES = tuple(name.upper() for name in Settings.model_fields)


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.upper() in NAMES:
            monkeypatch.delenv(name)


def test_with_nothing_set_the_seeds_are_asked() -> None:
    assert load_settings() == Settings()
    assert load_settings().footnote_articles == SEEDS


def test_the_environment_wins_over_env(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(
        "# Notes may stand here.\n"
        "FOOTNOTE_ARTICLES='/from file'\n"
        "export FOOTNOTE_DEADLINE=5\n"
        "ADMIN_USER_IDS=7, 8\n"
        "ANOTHER_PROGRAM=1\n",
        "utf-8",
    )
    monkeypatch.setenv("FOOTNOTE_ARTICLES", "/from environment")
    assert load_settings() == Settings(
        footnote_articles=Path("/from environment"),
        footnote_deadline=5,
        admin_user_ids=frozenset({7, 8}),
    )


def test_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("FOOTNOTE_DEADLINE=\nFOOTNOTE_READER=\nTELEGRAM_BOT_TOKEN\n", "utf-8")
    monkeypatch.setenv("FOOTNOTE_KEEP_QUESTIONS_DAYS", "")
    assert load_settings() == Settings()


def test_what_is_empty_in_the_environment_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("ALLOWED_TELEGRAM_USER_IDS=42\n", "utf-8")
    monkeypatch.setenv("ALLOWED_TELEGRAM_USER_IDS", "")
    assert load_settings() == Settings(allowed_telegram_user_ids=frozenset({42}))


def test_a_wrong_value_is_told_with_its_name_and_without_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "42:secret")
    monkeypatch.setenv("FOOTNOTE_DEADLINE", "soon")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == (
        "FOOTNOTE_DEADLINE: Input should be a valid number, unable to parse string as a number. "
        "Mend it in the environment or .env."
    )


def test_an_env_file_in_another_encoding_is_told() -> None:
    Path(".env").write_bytes("FOOTNOTE_ARTICLES=/häuser\n".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"\.env cannot be read: it is not UTF-8\. Save it"):
        load_settings()
