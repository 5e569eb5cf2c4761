"""Who is served: what is meant for the bot, from people who may ask, as often as they may ask.

It stands before all other handlers and alike for messages, buttons and inline queries.
"""

import logging
from contextlib import suppress
from html import escape

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop

from bot.telegram_app.addressing import author_of, command_of, is_addressed
from bot.telegram_app.limits import BURST, LIGHT, Verdict
from bot.telegram_app.menus import COMMANDS
from bot.telegram_app.sending import place_of
from bot.telegram_app.services import Context, Services

logger = logging.getLogger(__name__)


class Gate:
    """Stops what is not to be served, by `ApplicationHandlerStop`."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def admit(self, update: Update, context: Context) -> None:
        """Let through what may pass; say why not, once, where that helps."""
        if update.callback_query is not None:
            await self._admit_press(update.callback_query)
        elif update.inline_query is not None:
            self._admit_inline(update)
        elif update.effective_message is not None:
            await self._admit_message(update, update.effective_message, context)
        else:
            raise ApplicationHandlerStop

    async def _admit_message(self, update: Update, message: Message, context: Context) -> None:
        if message.migrate_to_chat_id is not None:
            return
        user_id = author_of(message)
        if user_id is None or message.chat.type == message.chat.CHANNEL:
            raise ApplicationHandlerStop
        if not message.text and not self._brings_article(update, message, user_id):
            raise ApplicationHandlerStop
        if not is_addressed(message, context.bot.bot, COMMANDS):
            raise ApplicationHandlerStop
        edited = update.edited_message is not None
        private = message.chat.type == message.chat.PRIVATE
        words, place = self._services.wording, place_of(update, message)
        if not self._services.access.allows(user_id, message.chat_id):
            logger.info("Update %d: not allowed here.", update.update_id)
            # In a group silence: others would read it each time somebody tries.
            if private and self._services.limits.ask(user_id, None, BURST) == "go":
                said = words.say("telegram.not_allowed", user_id=user_id)
                await self._services.sender.reply(place, escape(said))
            raise ApplicationHandlerStop
        command = command_of(message)
        # A file counts little: an album is one message for each of its files.
        asks = command.partition("@")[0] == "ask" if command else bool(message.text)
        verdict = self._verdict(user_id, message.chat_id, light=not asks)
        if verdict == "warn" and not edited:
            await self._services.sender.reply(place, escape(words.say("telegram.too_fast")))
        if verdict != "go":
            raise ApplicationHandlerStop

    def _brings_article(self, update: Update, message: Message, user_id: int) -> bool:
        """Whether it is a file that may be added: an administrator's, new, and in private.

        A moving picture is a file, too, to Telegram, and to those who send it a gesture.
        """
        return (
            update.message is not None
            and message.document is not None
            and message.animation is None
            and message.chat.type == message.chat.PRIVATE
            and self._services.access.is_admin(user_id)
        )

    async def _admit_press(self, query: CallbackQuery) -> None:
        message = query.message
        chat_id = None if message is None else message.chat.id
        user_id = query.from_user.id
        words = self._services.wording
        if not self._services.access.allows(user_id, chat_id):
            with suppress(BadRequest):
                await query.answer(words.say("telegram.not_allowed", user_id=user_id))
            raise ApplicationHandlerStop
        verdict = self._verdict(user_id, chat_id, light=True)
        if verdict != "go":
            with suppress(BadRequest):
                await query.answer(words.say("telegram.too_fast") if verdict == "warn" else None)
            raise ApplicationHandlerStop

    def _admit_inline(self, update: Update) -> None:
        query = update.inline_query
        user = None if query is None else query.from_user
        if user is None or user.is_bot or not self._services.access.allows(user.id, None):
            raise ApplicationHandlerStop
        if self._verdict(user.id, None, light=True) != "go":
            raise ApplicationHandlerStop

    def _verdict(self, user_id: int, chat_id: int | None, *, light: bool) -> Verdict:
        return self._services.limits.ask(user_id, chat_id, LIGHT if light else 1.0)
