"""A question's way: into the line, to a worker, and back to its asker as one reply."""

import logging
import time
from contextlib import suppress
from functools import partial
from html import escape

from telegram import Message, Update
from telegram.error import TelegramError

from bot.telegram_app.addressing import arguments_of, author_of, question_of
from bot.telegram_app.buttons import reply_buttons
from bot.telegram_app.fitting import to_fitting_html
from bot.telegram_app.sending import Place, place_of
from bot.telegram_app.services import Context, Services
from bot.telegram_app.waiting import Busy, Dropped, Late
from retrieval.types import Answer, NoAnswer

logger = logging.getLogger(__name__)

STALE = 900.0
"""Seconds after which nobody waits for an answer any more: what came while the bot was away."""

WORTH_TELLING = 2
"""From so many questions ahead on, the asker is told."""


class Questions:
    """Answers questions, new and edited."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._told_stale: set[int] = set()

    async def new(self, update: Update, context: Context) -> None:
        """Answer a message that asks something by being sent."""
        message = message_of(update)
        await self.ask(update, message, question_of(message, context.bot.bot))

    async def command(self, update: Update, _context: Context) -> None:
        """Answer `/ask`: what follows it, or else the message that it replies to."""
        message = message_of(update)
        text = arguments_of(message)
        original = message.reply_to_message
        if not text and original is not None and original.forum_topic_created is None:
            text = original.text or ""
        if not text:
            await self._say(place_of(update, message), "telegram.ask_what")
            return
        await self.ask(update, message, text)

    async def ask(self, update: Update, message: Message, text: str) -> None:
        """Answer `text` by one reply to `message`."""
        place = place_of(update, message)
        if time.time() - message.date.timestamp() > STALE:
            await self._tell_stale(place)
            return
        user_id = author_of(message) or message.chat_id
        reply = await self._read(update, place, user_id, text)
        if reply is None:
            return
        memory = self._services.memory
        key = memory.keep(
            reply, chat_id=message.chat_id, user_id=user_id, question_id=message.message_id
        )
        html = to_fitting_html(reply, self._services.wording)
        sent = await self._services.sender.reply(
            place, html, reply_buttons(reply, key, self._services.wording)
        )
        if key is not None:
            memory.sent(key, sent.message_id)

    async def edited(self, update: Update, context: Context) -> None:
        """Answer an edited question anew, in the same place; edits of anything else are nothing."""
        message = message_of(update)
        kept = self._services.memory.of_question(message.chat_id, message.message_id)
        if kept is None or kept.message_id is None:
            return
        text = arguments_of(message) if message.text and message.text.startswith("/") else ""
        text = text or question_of(message, context.bot.bot)
        if not text or text == kept.reply.question:
            return
        place = place_of(update, message)
        reply = await self._read(update, place, kept.user_id, text)
        if reply is None:
            return
        self._services.memory.change(kept.key, reply)
        await self._services.sender.edit(
            place,
            kept.message_id,
            to_fitting_html(reply, self._services.wording),
            reply_buttons(reply, kept.key, self._services.wording),
        )

    async def _read(
        self, update: Update, place: Place, user_id: int, text: str
    ) -> Answer | NoAnswer | None:
        """The reply to `text`, or None if the asker was told that there will be none."""
        services = self._services
        try:
            job = services.line.join(user_id, place.chat_id, partial(services.live.answer, text))
            async with services.sender.typing(place):
                if job.ahead >= WORTH_TELLING:
                    with suppress(TelegramError):  # the answer itself may still get through
                        await self._say(place.aside(), "telegram.queued", ahead=job.ahead)
                reply: Answer | NoAnswer = await services.line.result(
                    job, services.settings.footnote_deadline
                )
        except Busy as busy:
            logger.info("Update %d: turned away, %d wait.", update.update_id, busy.ahead)
            await self._say(place, "telegram.busy", ahead=busy.ahead)
            return None
        except Dropped:
            return None
        except Late:
            logger.warning("Update %d: not answered in time.", update.update_id)
            await self._say(place, "telegram.late")
            return None
        outcome = "answered" if isinstance(reply, Answer) else reply.reason
        logger.info("Update %d: %d characters, %s.", update.update_id, len(text), outcome)
        return reply

    async def _tell_stale(self, place: Place) -> None:
        """One apology to each chat, however much has piled up there."""
        if place.chat_id not in self._told_stale:
            self._told_stale.add(place.chat_id)
            await self._say(place, "telegram.stale")

    async def _say(self, place: Place, key: str, **values: object) -> None:
        html = escape(self._services.wording.say(key, **values))
        await self._services.sender.reply(place, html)


def message_of(update: Update) -> Message:
    """The message of an update that the handlers' filters have let through."""
    message = update.effective_message
    if message is None:
        raise TypeError(f"Update {update.update_id} holds no message.")
    return message
