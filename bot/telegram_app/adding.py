"""Articles that administrators add and take away in a private chat: a file sent, or `/forget`.

    a file ─▶ its name and size ─▶ download ─▶ a worker: read, keep, refresh ─▶ what was read

One at a time, in the order in which they came; questions go on being answered meanwhile.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from html import escape
from typing import TypeVar

from telegram import Document, Message, Update
from telegram.error import TelegramError

from bot.changing import summary, why_unchangeable
from bot.replies import one_line
from bot.telegram_app.addressing import arguments_of, author_of
from bot.telegram_app.downloading import LARGEST, TooLarge, check_size, download
from bot.telegram_app.fitting import clipped
from bot.telegram_app.logs import log_changes
from bot.telegram_app.questions import message_of
from bot.telegram_app.sending import Place, place_of
from bot.telegram_app.services import Context, Services
from bot.telegram_app.waiting import Late
from retrieval.articles.folder import ArticleFolder, safe_name
from retrieval.articles.limits import Limits
from retrieval.errors import ArticleError, CollectionError, NoSuchArticle

T = TypeVar("T")

logger = logging.getLogger(__name__)

LIMITS = Limits(seconds=20.0)
"""For reading one file; on the command line, where nobody waits in a chat, there is more time."""

PATIENCE = 300.0
"""Seconds until somebody is told that it still goes on, such as behind another program's change."""

LINES = 40
"""Lines of what was read that are told; a file can hold thousands of articles."""

_LONGEST_LINE = 300
_LONGEST_NAME = 100


class Adding:
    """Changes the folder of articles for those who may; to others it does not exist."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._path = services.settings.footnote_articles
        self._folder = ArticleFolder(self._path, LIMITS)
        self._one_at_a_time = asyncio.Lock()

    async def sent(self, update: Update, context: Context) -> None:
        """Add the file in a message, and say what was read in it."""
        message = message_of(update)
        document = message.document
        if document is None or not self._may(message):
            return  # the gate lets no such message through
        place, given = place_of(update, message), document.file_name or ""
        async with self._changing(place, given) as may_change:
            if not may_change:
                return
            safe_name(given)
            check_size(document.file_size)
            data = await self._downloaded(place, document, context)
            if data is None:
                return
            lines = await self._work(message, lambda: self._add(given, data))
            logger.info("Update %d: a file of %d bytes, added.", update.update_id, len(data))
            await self._services.sender.reply(place, escape(self._shortened(lines)))

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
                name = await self._work(message, lambda: self._remove(wanted))
                await self._say(place, "articles.removed", name=name)

    def _may(self, message: Message) -> bool:
        private = message.chat.type == message.chat.PRIVATE
        return private and self._services.access.is_admin(author_of(message) or 0)

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
            except TooLarge:
                shown, limit = self._shown(name), f"{LARGEST / 1e6:g}"
                await self._say(place, "telegram.too_large", name=shown, limit=limit)
            except NoSuchArticle:
                await self._say(place, "telegram.no_such_article", name=self._shown(name))
            except ArticleError as error:
                reason = clipped(one_line(str(error)), _LONGEST_LINE)
                shown = self._shown(name)
                await self._say(place, "telegram.not_changed", name=shown, reason=reason)
            except CollectionError as error:
                reason = clipped(one_line(str(error)), _LONGEST_LINE)
                await self._say(place, "telegram.folder_amiss", reason=reason)
            except Late:
                await self._say(place, "telegram.still_changing")

    async def _downloaded(self, place: Place, document: Document, context: Context) -> bytes | None:
        """The file, or None if its sender was told that it did not come."""
        try:
            return await download(context.bot, document.file_id)
        except TelegramError as error:
            logger.warning("Update %s: no file: %s", place.update_id, error)
            await self._say(place, "telegram.not_downloaded")
            return None

    async def _work(self, message: Message, work: Callable[[], T]) -> T:
        line = self._services.changing
        job = line.join(author_of(message) or 0, message.chat_id, work)
        done: T = await line.result(job, PATIENCE)
        return done

    def _add(self, given: str, data: bytes) -> list[str]:
        """In a worker: read and keep the file; what came of it, a line for each article."""
        added = self._folder.add(given, data)
        log_changes(self._services.live.refresh())
        words = self._services.wording
        # Only all articles together show that one has the text or the id of another.
        later = [
            words.say("chat.skipped", skipped=skipped)
            for skipped in self._services.library.skipped
            if skipped.path == added.name and skipped not in added.left_out
        ]
        return [*summary(added, words), *later]

    def _remove(self, wanted: str) -> str:
        """In a worker: delete the article's file; returns the file's name."""
        live = self._services.live
        log_changes(live.refresh())
        name = self._folder.remove(wanted, live.library.articles)
        log_changes(live.refresh())
        return name

    def _shortened(self, lines: Sequence[str]) -> str:
        shown = [clipped(one_line(line), _LONGEST_LINE) for line in lines[:LINES]]
        if len(lines) > LINES:
            more = self._services.wording.say("telegram.more_lines", count=len(lines) - LINES)
            shown.append(more)
        return "\n".join(shown)

    def _shown(self, name: str) -> str:
        """What a person calls a file, fit to stand in a sentence."""
        shown = clipped(one_line(name), _LONGEST_NAME)
        return shown or self._services.wording.say("telegram.unnamed")

    async def _say(self, place: Place, key: str, **values: object) -> None:
        html = escape(self._services.wording.say(key, **values))
        await self._services.sender.reply(place, html)
