"""The bot's side of the connection: its token, its time-outs, and what it tells of itself."""

import re

from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.errors import SettingsError
from bot.settings import Settings

_TOKEN = re.compile(r"[0-9]{1,18}:[A-Za-z0-9_-]+")
"""The bot's id, which SQLite can keep, and a secret."""

TIMEOUT = 30.0
"""Seconds for Telegram to take in or give out; python-telegram-bot's own 5 lose answers."""


class DiscreetBot(ExtBot[None]):
    """A bot that does not tell its token when it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "DiscreetBot[token=***]"


def bot_token(settings: Settings) -> str:
    """The token from the settings. Raises `SettingsError` if there is none, or no token at all."""
    token = _given_token(settings)
    if not _TOKEN.fullmatch(token):
        raise token_refused()
    return token


def bot_id(token: str) -> int:
    """The bot's own id, which its token begins with."""
    return int(token.partition(":")[0])


def discreet_bot(token: str, settings: Settings, polling: BaseRequest | None = None) -> DiscreetBot:
    """The bot at the address in the settings, not yet connected; it polls by `polling`, if ever."""
    return DiscreetBot(
        token,
        base_url=settings.telegram_api_base_url,
        base_file_url=settings.telegram_api_file_url,
        request=HTTPXRequest(
            connection_pool_size=256,
            read_timeout=TIMEOUT,
            write_timeout=TIMEOUT,
            connect_timeout=TIMEOUT,
            pool_timeout=TIMEOUT,
        ),
        get_updates_request=polling,
    )


def privacy_mode(reads_all: bool | None) -> str:
    """What Telegram's privacy mode means for the bot's groups, to its operator."""
    if reads_all:
        return (
            "Privacy mode is off: Telegram hands the bot all messages of its groups, and it "
            "answers those that are meant for it."
        )
    # Whether mentions come through as well is told both ways: @BotFather says so, others saw none.
    return (
        "Privacy mode is on: in groups Telegram hands the bot commands and replies to it; whether "
        "mentions too is not certain, so try one. To have all of them: @BotFather, /setprivacy, "
        "then add the bot to the group anew."
    )


def token_refused() -> SettingsError:
    """What to tell an owner whose token Telegram does not know."""
    return SettingsError(
        "Telegram does not accept the token in TELEGRAM_BOT_TOKEN. Copy it again from @BotFather, "
        "and check TELEGRAM_API_BASE_URL if you have set it."
    )


def _given_token(settings: Settings) -> str:
    if settings.telegram_bot_token is not None:
        return settings.telegram_bot_token.reveal().strip()
    file = settings.telegram_bot_token_file
    if file is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather in Telegram "
            "and put it in the environment or .env."
        )
    if _TOKEN.fullmatch(file.name):
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN_FILE holds a token, not a file. Put it into TELEGRAM_BOT_TOKEN."
        )
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"TELEGRAM_BOT_TOKEN_FILE={file} cannot be read: {error}") from error
