"""When something went wrong: a number in the log, a short apology to the user, nothing more."""

import logging
import secrets
from html import escape

from telegram import Update
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.telegram_app.logs import account
from bot.telegram_app.sending import place_of
from bot.telegram_app.services import Context, Services

logger = logging.getLogger(__name__)


class Failures:
    """The one error handler, and the word to those whose answer a crash may have swallowed."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def failed(self, update: object, context: Context) -> None:
        """Log what went wrong under a number that the user is told."""
        error, incident = context.error, secrets.token_hex(4)
        if isinstance(error, InvalidToken) and await self._services.watch.refused():
            return  # the bot ends, and says why; nobody can be told
        if not isinstance(update, Update) or error is None:
            logger.error("Incident %s outside of any chat: %s", incident, error)
            return
        if isinstance(error, Forbidden | RetryAfter):  # who cannot be reached is told nothing
            logger.warning("Incident %s, update %d: %s", incident, update.update_id, error)
            return
        message = update.effective_message
        text = (message.text if message is not None else None) or ""
        if update.inline_query is not None:
            text = update.inline_query.query
        told = account(error, text)
        logger.error("Incident %s, update %d:\n%s", incident, update.update_id, told)
        if update.inline_query is None:
            await self._apologise(update, _apology(error), incident)

    async def answer_may_be_lost(self, update: Update) -> None:
        """Say, after a crash, that the answer to `update` was on its way and may be missing.

        Of a view behind a button nothing is said: whoever misses it presses again.
        """
        incident = secrets.token_hex(4)
        logger.warning("Incident %s, update %d: cut off while sending.", incident, update.update_id)
        if update.callback_query is None:
            await self._apologise(update, "telegram.unsure", incident)
        self._services.journal.finish(update.update_id)

    async def _apologise(self, update: Update, key: str, incident: str) -> None:
        message = update.effective_message
        if message is None:
            return
        place = place_of(update, message).aside()
        try:
            html = escape(self._services.wording.say(key, incident=incident))
            await self._services.sender.reply(place, html)
        except TelegramError as second:
            logger.warning("Incident %s: the apology failed as well: %s", incident, second)


def _apology(error: Exception) -> str:
    """Whether the question failed, or its answer was sent and nobody knows if it arrived."""
    unsure = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return "telegram.unsure" if unsure else "telegram.failed"
