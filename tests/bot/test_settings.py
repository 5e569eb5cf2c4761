"""Settings come from the environment, and from `.env` where the environment says nothing."""

import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.secret import Secret
from bot.settings import KINDS, SEEDS, Settings, load_settings


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.upper() in KINDS:
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


def test_every_setting_is_read_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    texts = {
        "FOOTNOTE_ARTICLES": "~/articles",
        "FOOTNOTE_READER": "~/reader",
        "FOOTNOTE_CALIBRATION": "calibration.json",
        "FOOTNOTE_TIME_BUDGET": "2.5",
        "FOOTNOTE_STATE": "~nobody-of-this-name/state.sqlite",
        "FOOTNOTE_KEEP_QUESTIONS_DAYS": "0",
        "FOOTNOTE_QUESTIONS_PER_MINUTE": "1",
        "FOOTNOTE_DEADLINE": " 1e2 ",
        "FOOTNOTE_STOP_SECONDS": "0.2",
        "FOOTNOTE_STANDSTILL_SECONDS": "160",
        "TELEGRAM_BOT_TOKEN": "42:secret",
        "TELEGRAM_BOT_TOKEN_FILE": "/run/secrets/token",
        "TELEGRAM_API_BASE_URL": "http://localhost:8081/bot",
        "TELEGRAM_API_FILE_URL": "https://example.org/file/bot",
        "ALLOWED_TELEGRAM_USER_IDS": "*",
        "ALLOWED_TELEGRAM_CHAT_IDS": "-100, -200,",
        "ADMIN_USER_IDS": "-",
        "WEBHOOK_URL": "https://example.org/hook",
        "WEBHOOK_LISTEN": "0.0.0.0",  # noqa: S104
        "WEBHOOK_PORT": "65535",
        "WEBHOOK_SECRET": "s" * 32,
    }
    assert texts.keys() == KINDS.keys()
    for name, text in texts.items():
        monkeypatch.setenv(name, text)
    assert load_settings() == Settings(
        footnote_articles=Path("/home/ann/articles"),
        footnote_reader="/home/ann/reader",
        footnote_calibration=Path("calibration.json"),
        footnote_time_budget=2.5,
        footnote_state=Path("~nobody-of-this-name/state.sqlite"),
        footnote_keep_questions_days=0,
        footnote_questions_per_minute=1,
        footnote_deadline=100,
        footnote_stop_seconds=0.2,
        footnote_standstill_seconds=160,
        telegram_bot_token=Secret("42:secret"),
        telegram_bot_token_file=Path("/run/secrets/token"),
        telegram_api_base_url="http://localhost:8081/bot",
        telegram_api_file_url="https://example.org/file/bot",
        allowed_telegram_user_ids=None,
        allowed_telegram_chat_ids=frozenset({-100, -200}),
        admin_user_ids=frozenset(),
        webhook_url="https://example.org/hook",
        webhook_listen="0.0.0.0",  # noqa: S104
        webhook_port=65535,
        webhook_secret=Secret("s" * 32),
    )


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("FOOTNOTE_DEADLINE", "abc", "a number above 0, not 'abc'"),
        ("FOOTNOTE_DEADLINE", "0", "a number above 0, not '0'"),
        ("FOOTNOTE_DEADLINE", "nan", "a number above 0, not 'nan'"),
        ("FOOTNOTE_DEADLINE", "inf", "a number above 0, not 'inf'"),
        ("FOOTNOTE_KEEP_QUESTIONS_DAYS", "1e999", "a number of at least 0, not '1e999'"),
        ("FOOTNOTE_DEADLINE", "6\n7", "a number above 0, not '6\\n7'"),
        ("FOOTNOTE_TIME_BUDGET", "-1", "a number above 0, not '-1'"),
        ("FOOTNOTE_STOP_SECONDS", "0", "a number above 0, not '0'"),
        ("FOOTNOTE_KEEP_QUESTIONS_DAYS", "-1", "a number of at least 0, not '-1'"),
        ("FOOTNOTE_STANDSTILL_SECONDS", "159", "a number of at least 160, not '159'"),
        ("FOOTNOTE_QUESTIONS_PER_MINUTE", "0", "a whole number of at least 1, not '0'"),
        ("FOOTNOTE_QUESTIONS_PER_MINUTE", "1.5", "a whole number of at least 1, not '1.5'"),
        ("WEBHOOK_PORT", "0", "a whole number from 1 to 65535, not '0'"),
        ("WEBHOOK_PORT", "65536", "a whole number from 1 to 65535, not '65536'"),
        (
            "ALLOWED_TELEGRAM_USER_IDS",
            "-",
            "numeric ids with commas between them, such as 42,-100",
        ),
        (
            "ADMIN_USER_IDS",
            "*",
            "numeric ids with commas between them, such as 42,-100",
        ),
        (
            "WEBHOOK_URL",
            "example.org",
            "an https address (http for a Bot API server of your own), not 'example.org'",
        ),
        ("WEBHOOK_SECRET", "s" * 31, "32 to 256 letters, digits, _ or -"),
        (
            "TELEGRAM_API_BASE_URL",
            "https://api.telegram.org/bot42:secret",
            "an http or https address that ends in /bot",
        ),
        ("TELEGRAM_API_FILE_URL", "example.org/bot", "an http or https address that ends in /bot"),
    ],
)
def test_a_wrong_value_is_told_in_one_line_with_its_name_and_without_a_secret(
    name: str, text: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "42:secret")
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == f"{name} must be {what}. Mend it in the environment or .env."


def test_settings_do_not_show_their_secrets() -> None:
    settings = Settings(telegram_bot_token=Secret("42:hidden"))
    assert "telegram_bot_token=**********," in repr(settings)
    assert "hidden" not in repr(settings)


def test_an_env_file_in_another_encoding_is_told() -> None:
    Path(".env").write_bytes("FOOTNOTE_ARTICLES=/häuser\n".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"\.env cannot be read: it is not UTF-8\. Save it"):
        load_settings()
