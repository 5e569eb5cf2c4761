"""Every setting in one place: read once, from the environment or a file `.env`."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator

from bot.errors import SettingsError

SEEDS = Path(__file__).parent.parent / "seeds"

ENV_FILE = Path(".env")

Ids = frozenset[int]
"""Telegram's ids of people and chats, in the environment with commas between them."""

IdsOrAll = frozenset[int] | None
"""The same, where `*` and None stand for all of them."""


class Settings(BaseModel):
    """What an owner may set; names are upper case in the environment."""

    footnote_articles: Path = Field(
        default=SEEDS, description="The folder of articles; the two that come along if not set."
    )
    footnote_reader: str | None = Field(
        default=None,
        description="A folder or hub name of another reader; needs the extra torch.",
    )
    footnote_calibration: Path = Field(
        default_factory=lambda: Path.home() / ".footnote" / "calibration.json",
        description="Where `footnote calibrate` keeps the threshold fitted on your questions.",
    )
    footnote_time_budget: float | None = Field(
        default=None,
        gt=0,
        description="Seconds after which no further passage is read for a question.",
    )
    footnote_state: Path = Field(
        default_factory=lambda: Path.home() / ".footnote" / "state.sqlite",
        description="The file in which the Telegram bot remembers what it has still to do.",
    )
    footnote_keep_questions_days: float = Field(
        default=30,
        ge=0,
        description="Days that questions and replies are kept for their buttons; 0 keeps none.",
    )
    footnote_questions_per_minute: int = Field(
        default=10, ge=1, description="Questions a minute that one person may ask in Telegram."
    )
    footnote_deadline: float = Field(
        default=60, gt=0, description="Seconds after which a question in Telegram is given up."
    )
    footnote_stop_seconds: float = Field(
        default=15,
        gt=0,
        description="Seconds for what runs to end on SIGTERM; below the supervisor's own limit.",
    )
    # From the end of one poll to that of the next it takes 160 seconds at most: a pause of 30 after
    # a failure, 30 each for a place in the pool, the connection, the request and the answer, and 10
    # that Telegram may hold it open.
    footnote_standstill_seconds: float = Field(
        default=600,
        gt=0,
        description="Seconds without the end of any poll of Telegram, good or bad, after which "
        "the bot ends to be started again; keep it above 160.",
    )
    telegram_bot_token: SecretStr | None = Field(
        default=None, description="What @BotFather gave; only `footnote telegram` needs it."
    )
    telegram_bot_token_file: Path | None = Field(
        default=None, description="A file with the token, instead of the token itself."
    )
    telegram_api_base_url: str = Field(
        default="https://api.telegram.org/bot",
        description="Where the Bot API answers, ending in /bot; the token is put behind it.",
    )
    telegram_api_file_url: str = Field(
        default="https://api.telegram.org/file/bot",
        description="Where the Bot API keeps files, ending in /file/bot.",
    )
    allowed_telegram_user_ids: IdsOrAll = Field(
        default=None, description="Who may ask; everyone if not set or *."
    )
    allowed_telegram_chat_ids: IdsOrAll = Field(
        default=None, description="The groups to answer in; any group if not set or *."
    )
    admin_user_ids: Ids = Field(
        default=frozenset(),
        description="Who may add articles, /forget them and see /status; nobody if not set or -.",
    )

    webhook_url: str | None = Field(
        default=None,
        description="Where Telegram is to send updates to, with https; polling if not set.",
    )
    webhook_listen: str = Field(
        default="127.0.0.1", description="The address to listen on, behind a proxy with TLS."
    )
    webhook_port: int = Field(default=8080, ge=1, le=65535, description="The port to listen on.")
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="32 to 256 letters, digits, _ or -; a new one at each start if not set.",
    )

    @field_validator("webhook_url")
    @classmethod
    def _is_web(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("https://", "http://")):
            raise ValueError("must be an https address (http for a Bot API server of your own)")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _is_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        given = None if secret is None else secret.get_secret_value()
        if given is not None and not re.fullmatch(r"[A-Za-z0-9_-]{32,256}", given):
            raise ValueError("must be 32 to 256 letters, digits, _ or -")
        return secret

    @field_validator("telegram_api_base_url", "telegram_api_file_url")
    @classmethod
    def _is_api(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")) or not url.endswith("/bot"):
            raise ValueError("must be an http or https address that ends in /bot")
        return url

    @field_validator("allowed_telegram_user_ids", "allowed_telegram_chat_ids", mode="before")
    @classmethod
    def _allowed(cls, text: object) -> object:
        return None if text == "*" else _ids(text)

    @field_validator("admin_user_ids", mode="before")
    @classmethod
    def _admins(cls, text: object) -> object:
        return frozenset() if text == "-" else _ids(text)


def load_settings() -> Settings:
    """The settings of this run. Raises `SettingsError`, one line, without any secret in it."""
    try:
        return Settings.model_validate({**_set(_env_file()), **_set(os.environ)})
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        name = str(problem["loc"][0]).upper()
        raise SettingsError(
            f"{name}: {problem['msg']}. Mend it in the environment or .env."
        ) from None


def _set(names: Mapping[str, str | None]) -> dict[str, str]:
    """What is not empty: an empty variable must not hide what stands in `.env`."""
    return {name.lower(): text for name, text in names.items() if text}


def _env_file() -> dict[str, str | None]:
    if not ENV_FILE.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return dotenv_values(ENV_FILE)
    except UnicodeError:
        raise SettingsError(
            f"{ENV_FILE.resolve()} cannot be read: it is not UTF-8. Save it as plain text in UTF-8."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"{ENV_FILE} cannot be read: {error.strerror}. Make it readable or remove it."
        ) from None


def _ids(text: object) -> object:
    """Numbers with commas between them, as a set; what is no text is left as it is."""
    if not isinstance(text, str):
        return text
    try:
        return frozenset(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("must be numeric ids with commas between them, such as 42,-100") from None
