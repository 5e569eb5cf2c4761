"""The bot's side of the connection: its token, its time-outs, and what it tells of itself."""

import re

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.errors import SettingsError
from bot.settings import Settings

TIMEOUT = 30.0
"""Seconds for Telegram to take in or give out; python-telegram-bot's own 5 lose answers."""

_TOKEN = re.compile(r"[A-Za-z0-9_:-]+")


class DiscreetBot(ExtBot[None]):
    """A bot that does not tell its token when it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "DiscreetBot[token=***]"


def bot_token(settings: Settings) -> str:
    """The token from the settings. Raises `SettingsError` if there is none, or no token at all."""
    if settings.telegram_bot_token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather in Telegram "
            "and put it in the environment or .env."
        )
    token = settings.telegram_bot_token.get_secret_value().strip()
    if not _TOKEN.fullmatch(token):
        raise token_refused()
    return token


def discreet_bot(token: str, settings: Settings) -> DiscreetBot:
    """The bot at the address in the settings, not yet connected."""
    return DiscreetBot(
        token,
        base_url=settings.telegram_api_base_url,
        request=_request(connections=256),
        get_updates_request=_request(connections=1),
    )


def token_refused() -> SettingsError:
    """What to tell an owner whose token Telegram does not know."""
    return SettingsError(
        "Telegram does not accept the token in TELEGRAM_BOT_TOKEN. Copy it again from @BotFather, "
        "and check TELEGRAM_API_BASE_URL if you have set it."
    )


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=TIMEOUT,
        write_timeout=TIMEOUT,
        connect_timeout=TIMEOUT,
        pool_timeout=TIMEOUT,
    )
