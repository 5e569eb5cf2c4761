"""Every setting in one place: read once, from the environment or a file `.env`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from bot.errors import SettingsError
from bot.kinds import (
    API_ADDRESS,
    FOLDER_OR_NAME,
    PATH,
    SECRET,
    TEXT,
    WEB_ADDRESS,
    WEBHOOK_SECRET,
    Ids,
    Kind,
    ids,
    number_above,
    number_from,
    whole_number,
)
from bot.secret import Secret

SEEDS = Path(__file__).parent.parent / "seeds"

ENV_FILE = Path(".env")

OURS = ("FOOTNOTE_", "ALLOWED_TELEGRAM_")
"""What begins so is meant to be a setting of ours; the other beginnings are anybody's."""

ALMOST = 0.9
"""How much a name that begins otherwise must have of a setting's letters to be meant for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an owner may set; names are upper case in the environment.

    Next to its type stands what kind of text it is read from; only what is read is checked.
    """

    footnote_articles: Annotated[Path, PATH] = SEEDS
    """The folder of articles; the two that come along if not set."""

    footnote_reader: Annotated[str | None, FOLDER_OR_NAME] = None
    """A folder or hub name of another reader; needs the extra torch."""

    footnote_calibration: Annotated[Path, PATH] = field(
        default_factory=lambda: Path.home() / ".footnote" / "calibration.json"
    )
    """Where `footnote calibrate` keeps the threshold fitted on your questions."""

    footnote_time_budget: Annotated[float | None, number_above(0)] = None
    """Seconds after which no further passage is read for a question."""

    footnote_state: Annotated[Path, PATH] = field(
        default_factory=lambda: Path.home() / ".footnote" / "state.sqlite"
    )
    """The file in which the Telegram bot remembers what it has still to do."""

    footnote_keep_questions_days: Annotated[float, number_from(0)] = 30
    """Days that questions and replies are kept for their buttons; 0 keeps none."""

    footnote_questions_per_minute: Annotated[int, whole_number(1)] = 10
    """Questions a minute that one person may ask in Telegram."""

    footnote_deadline: Annotated[float, number_above(0)] = 60
    """Seconds after which a question in Telegram is given up."""

    footnote_stop_seconds: Annotated[float, number_above(0)] = 15
    """Seconds for what runs to end on SIGTERM; below the supervisor's own limit."""

    # From the end of one poll to that of the next it takes 160 seconds at most: a pause of 30 after
    # a failure, 30 each for a place in the pool, the connection, the request and the answer, and 10
    # that Telegram may hold it open. A lower limit would end a bot that is well.
    footnote_standstill_seconds: Annotated[float, number_from(160)] = 600
    """Seconds without the end of any poll of Telegram, good or bad, after which the bot ends to be
    started again."""

    telegram_bot_token: Annotated[Secret | None, SECRET] = None
    """What @BotFather gave; only `footnote telegram` needs it."""

    telegram_bot_token_file: Annotated[Path | None, PATH] = None
    """A file with the token, instead of the token itself."""

    telegram_api_base_url: Annotated[str, API_ADDRESS] = "https://api.telegram.org/bot"
    """Where the Bot API answers, ending in /bot; the token is put behind it."""

    telegram_api_file_url: Annotated[str, API_ADDRESS] = "https://api.telegram.org/file/bot"
    """Where the Bot API keeps files, ending in /file/bot."""

    allowed_telegram_user_ids: Annotated[Ids | None, ids("*", None)] = None
    """Who may ask; everyone if not set or *."""

    allowed_telegram_chat_ids: Annotated[Ids | None, ids("*", None)] = None
    """The groups to answer in; any group if not set or *."""

    admin_user_ids: Annotated[Ids, ids("-", frozenset())] = frozenset()
    """Who may add articles, /forget them and see /status; nobody if not set or -."""

    webhook_url: Annotated[str | None, WEB_ADDRESS] = None
    """Where Telegram is to send updates to, with https; polling if not set."""

    webhook_listen: Annotated[str, TEXT] = "127.0.0.1"
    """The address to listen on, behind a proxy with TLS."""

    webhook_port: Annotated[int, whole_number(1, 65535)] = 8080
    """The port to listen on."""

    webhook_secret: Annotated[Secret | None, WEBHOOK_SECRET] = None
    """32 to 256 letters, digits, _ or -; a new one at each start if not set."""


KINDS: Mapping[str, Kind[Any]] = {
    name.upper(): get_args(hint)[1]
    for name, hint in get_type_hints(Settings, include_extras=True).items()
}
"""Every setting by its name in the environment."""


def load_settings() -> Settings:
    """The settings of this run. Raises `SettingsError`, one line, without any secret in it."""
    given = _given()
    read = {name: KINDS[name].read(name, text) for name, text in given.items() if name in KINDS}
    return Settings(**{name.lower(): value for name, value in read.items()})


def misspelt_names() -> dict[str, str]:
    """What is set, is meant to be a setting and is none, each with the setting nearest to it.

    Raises `SettingsError` if `.env` cannot be read.
    """
    nearest = {name: _nearest(name) for name in sorted(_given()) if name not in KINDS}
    return {name: setting for name, setting in nearest.items() if setting is not None}


def _nearest(name: str) -> str | None:
    """The setting that `name` is meant to be; None if it seems to be meant for another program."""
    found = get_close_matches(name, KINDS, n=1, cutoff=0 if name.startswith(OURS) else ALMOST)
    return found[0] if found else None


def _given() -> dict[str, str]:
    """All that is set: the environment wins over `.env`."""
    return {**_set(_env_file()), **_set(os.environ)}


def _set(names: Mapping[str, str | None]) -> dict[str, str]:
    """What is not empty: an empty variable must not hide what stands in `.env`."""
    return {name.upper(): text for name, text in names.items() if text}


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
