"""What the bot does with each message: greet, help, answer, apologise."""

import asyncio
import logging
import secrets
from concurrent.futures import Executor
from html import escape
from typing import Any

from telegram import BotCommand, Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, CommandHandler, ContextTypes, MessageHandler, filters

from bot.answering import Answerer
from bot.telegram_app.fitting import to_fitting_html
from bot.telegram_app.logs import account
from bot.telegram_app.sending import send_reply, typing
from bot.wording import Wording
from retrieval.types import Answer

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

logger = logging.getLogger(__name__)

COMMANDS = ("start", "help")
"""The commands of the menu; each is described by `telegram.command_<name>`."""


class _Person(filters.MessageFilter):
    """Messages that a person wrote: bots could answer each other for ever."""

    def filter(self, message: Message) -> bool:
        author = message.from_user
        return author is not None and not author.is_bot and message.via_bot is None


class Handlers:
    """The bot's side of all its chats; the reader works on `workers`, never on the event loop."""

    def __init__(
        self, *, answerer: Answerer, wording: Wording, articles: int, workers: Executor
    ) -> None:
        self._answerer = answerer
        self._wording = wording
        self._articles = articles
        self._workers = workers

    def add_to(self, application: App) -> None:
        """Answer what people write in private chats, and nothing else."""
        heard = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & _Person()
        application.add_handler(CommandHandler("start", self.start, heard))
        application.add_handler(CommandHandler("help", self.help, heard))
        application.add_handler(MessageHandler(heard & filters.COMMAND, self.unknown_command))
        application.add_handler(MessageHandler(heard & filters.TEXT, self.question))
        application.add_error_handler(self.failed)

    async def offer_commands(self, application: App) -> None:
        """Put the commands into the menu of every chat; the bot works without it."""
        menu = [BotCommand(c, self._wording.say(f"telegram.command_{c}")) for c in COMMANDS]
        try:
            await application.bot.set_my_commands(menu)
        except TelegramError as error:
            logger.warning("The menu of commands could not be set: %s", error)

    async def start(self, update: Update, _context: Context) -> None:
        """Greet."""
        await self._say(update, "telegram.start")

    async def help(self, update: Update, _context: Context) -> None:
        """Say how to ask, and how many articles there are."""
        key = "telegram.help_one" if self._articles == 1 else "telegram.help"
        await self._say(update, key, articles=self._articles)

    async def unknown_command(self, update: Update, _context: Context) -> None:
        """Say that there is no such command, rather than search the articles for its name."""
        await self._say(update, "telegram.unknown_command")

    async def question(self, update: Update, _context: Context) -> None:
        """Answer a text message, whatever it holds, by one reply."""
        message = _message(update)
        text = message.text or ""
        loop = asyncio.get_running_loop()
        async with typing(message):
            reply = await loop.run_in_executor(self._workers, self._answerer.answer, text)
        outcome = "answered" if isinstance(reply, Answer) else reply.reason
        logger.info("Update %d: %d characters, %s.", update.update_id, len(text), outcome)
        await send_reply(message, to_fitting_html(reply, self._wording))

    async def failed(self, update: object, context: Context) -> None:
        """Log what went wrong under a number that the user is told, with nothing more."""
        error, incident = context.error, secrets.token_hex(4)
        if not isinstance(update, Update) or error is None:
            logger.error("Incident %s outside of any chat: %s", incident, error)
            return
        message = _message(update)
        if isinstance(error, Forbidden | RetryAfter):  # who cannot be reached is told nothing
            logger.warning("Incident %s, update %d: %s", incident, update.update_id, error)
            return
        told = account(error, message.text or "")
        logger.error("Incident %s, update %d:\n%s", incident, update.update_id, told)
        try:
            await send_reply(message, escape(self._wording.say(_apology(error), incident=incident)))
        except TelegramError as second:
            logger.warning("Incident %s: the apology failed as well: %s", incident, second)

    async def _say(self, update: Update, key: str, **values: object) -> None:
        await send_reply(_message(update), escape(self._wording.say(key, **values)))


def _message(update: Update) -> Message:
    """The message of an update that the handlers' filters have let through."""
    message = update.effective_message
    if message is None:
        raise TypeError(f"Update {update.update_id} holds no message.")
    return message


def _apology(error: Exception) -> str:
    """Whether the question failed, or its answer was sent and nobody knows if it arrived."""
    unsure = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return "telegram.unsure" if unsure else "telegram.failed"
