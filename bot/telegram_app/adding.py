"""Articles that administrators add and take away in a private chat: a file sent, or `/forget`.

    a file ─▶ its name and size ─▶ download ─▶ a worker: read, keep, refresh ─▶ what was read

A file whose name is taken waits where it is, in the chat, until a button says that it may replace
the other: the press names the message, and so the file is there even after a restart. The button
names the file, since a message can be edited into one with another name.
One at a time, in the order in which they came; questions go on being answered meanwhile.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from html import escape
from typing import TypeVar

from telegram import Document, Message, Update
from telegram.error import BadRequest, TelegramError

from bot.changing import why_unchangeable
from bot.replies import one_line
from bot.telegram_app.addressing import arguments_of, author_of
from bot.telegram_app.buttons import read_data, replace_button
from bot.telegram_app.downloading import check_size, download
from bot.telegram_app.fitting import clipped
from bot.telegram_app.questions import message_of
from bot.telegram_app.reading import article_key
from bot.telegram_app.refusing import LONGEST_LINE, REFUSED, refusal
from bot.telegram_app.sending import Place, place_of
from bot.telegram_app.services import Context, Services
from bot.telegram_app.shelving import Shelving
from retrieval.articles.folder import safe_name
from retrieval.errors import ArticleError, NameTaken

T = TypeVar("T")

logger = logging.getLogger(__name__)

PATIENCE = 300.0
"""Seconds until somebody is told that it still goes on, such as behind another program's change."""

LINES = 40
"""Lines of what was read that are told; a file can hold thousands of articles."""


class Adding:
    """Changes the folder of articles for those who may; to others it does not exist."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._path = services.settings.footnote_articles
        self._shelving = Shelving(services)
        self._one_at_a_time = asyncio.Lock()

    async def sent(self, update: Update, context: Context) -> None:
        """Add the file in a message, and say what was read in it."""
        message = message_of(update)
        document, place = self._brought(message), place_of(update, message)
        if document is None:
            return  # the gate lets no such message through
        async with self._changing(place, document.file_name or "") as may_change:
            lines = await self._taken(place, document, context) if may_change else []
            if lines:
                await self._services.sender.reply(place, escape(self._shortened(lines)))

    async def replace(self, update: Update, context: Context) -> None:
        """Add the file that the pressed button is about, in the place of that of the same name."""
        query, words = update.callback_query, self._services.wording
        offer = None if query is None else query.message
        if query is None or offer is None:
            raise TypeError(f"Update {update.update_id} is no press of a button.")
        message = offer.reply_to_message if isinstance(offer, Message) else None
        document = self._brought(message)
        if document is not None and not _is_about(query.data, document):
            document = None
        with suppress(BadRequest):  # too late for that is no harm
            await query.answer(words.say("telegram.expired") if document is None else None)
        if message is None or document is None:
            return
        place = place_of(update, message)
        async with self._changing(place, document.file_name or "") as may_change:
            lines = await self._taken(place, document, context, True) if may_change else []
            if lines:
                html = escape(self._shortened(lines))
                await self._services.sender.edit(place, offer.message_id, html)

    async def forget(self, update: Update, _context: Context) -> None:
        """Take away the article that is named behind the command."""
        message = message_of(update)
        place, wanted = place_of(update, message), arguments_of(message)
        if not self._may(message):
            await self._say(place, "telegram.unknown_command")
            return
        if not wanted:
            await self._say(place, "telegram.forget_what")
            return
        async with self._changing(place, wanted) as may_change:
            if may_change:
                name = await self._work(place.chat_id, partial(self._shelving.remove, wanted))
                await self._say(place, "articles.removed", name=name)

    def _may(self, message: Message) -> bool:
        private = message.chat.type == message.chat.PRIVATE
        return private and self._services.access.is_admin(author_of(message) or 0)

    def _brought(self, message: Message | None) -> Document | None:
        """The file in a message, if it comes from somebody who may add it."""
        return None if message is None or not self._may(message) else message.document

    @asynccontextmanager
    async def _changing(self, place: Place, name: str) -> AsyncIterator[bool]:
        """Alone with the folder, if it may be changed at all; what goes wrong is told."""
        async with self._one_at_a_time:
            why = why_unchangeable(self._path)
            if why is not None:
                await self._say(place, f"telegram.unchangeable_{why}")
            try:
                async with self._services.sender.typing(place):
                    yield why is None
            except NameTaken:
                words, taken = self._services.wording, safe_name(name)
                offer = words.say("telegram.name_taken", name=taken)
                button = replace_button(article_key(taken), words)
                await self._services.sender.reply(place, escape(offer), button)
            except REFUSED as error:
                said = refusal(error, name, self._services.wording)
                await self._services.sender.reply(place, escape(said))

    async def _taken(
        self, place: Place, document: Document, context: Context, replace: bool = False
    ) -> list[str]:
        """Fetch and add a file; a line on each article, none if the sender was told it is lost."""
        given = document.file_name or ""
        safe_name(given)
        check_size(document.file_size)
        try:
            data = await download(context.bot, document.file_id)
        except TelegramError as error:
            logger.warning("Update %s: no file: %s", place.update_id, error)
            await self._say(place, "telegram.not_downloaded")
            return []
        add = partial(self._shelving.add, given, data, replace=replace)
        lines = await self._work(place.chat_id, add)
        logger.info("Update %s: a file of %d bytes, added.", place.update_id, len(data))
        return lines

    async def _work(self, chat_id: int, work: Callable[[], T]) -> T:
        line = self._services.changing
        done: T = await line.result(line.join(chat_id, chat_id, work), PATIENCE)
        return done

    def _shortened(self, lines: Sequence[str]) -> str:
        shown = [clipped(one_line(line), LONGEST_LINE) for line in lines[:LINES]]
        if len(lines) > LINES:
            more = self._services.wording.say("telegram.more_lines", count=len(lines) - LINES)
            shown.append(more)
        return "\n".join(shown)

    async def _say(self, place: Place, key: str, **values: object) -> None:
        html = escape(self._services.wording.say(key, **values))
        await self._services.sender.reply(place, html)


def _is_about(data: str | None, document: Document) -> bool:
    """Whether the button with this data offered to replace the file of the document's name."""
    pressed = read_data(data)
    try:
        name = safe_name(document.file_name or "")
    except ArticleError:
        return False
    return pressed is not None and pressed.key == article_key(name)
