"""Send each reply at most once, at a pace that Telegram takes, and show that one is on its way."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any, TypeVar

import httpx
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.telegram_app.fitting import without_tags
from bot.telegram_app.journal import Journal
from bot.telegram_app.limits import Pace
from bot.telegram_app.splitting import split

T = TypeVar("T")

logger = logging.getLogger(__name__)

LONGEST_WAIT = 300.0
"""Seconds to wait in all when Telegram asks for patience, or where nothing could be sent."""

TYPING_LASTS = 4.5
"""Seconds; Telegram shows an action for five."""

_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_UNCHANGED = ("message is not modified", "message to edit not found", "message can't be edited")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a reply goes: the chat, its topic if it has topics, and the message replied to.

    `update_id` is the update that it answers; None for a notice on the side, whose fate the
    journal does not keep.
    """

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    update_id: int | None = None

    def aside(self) -> "Place":
        """The same place for a notice that is not the answer."""
        return replace(self, update_id=None)


def place_of(update: Update, message: Message) -> Place:
    """The place of the reply to `message`."""
    return Place(
        chat_id=message.chat_id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_to=message.message_id,
        update_id=update.update_id,
    )


class Sender:
    """All that the bot says goes through here."""

    def __init__(
        self,
        bot: ExtBot[Any],
        journal: Journal,
        pace: Pace,
        *,
        unreachable: Callable[[int], None],
        migrated: Callable[[int, int], None],
        token_refused: Callable[[], Awaitable[bool]],
        cut_short: str = "…",
    ) -> None:
        """`unreachable` is told of a chat that shuts the bot out, `migrated` its old and new id.

        `token_refused` finds out whether that is so, and must then end the bot. `cut_short` stands
        under what is too long to be sent whole.
        """
        self._bot = bot
        self._journal = journal
        self._pace = pace
        self._unreachable = unreachable
        self._migrated = migrated
        self._token_refused = token_refused
        self._cut_short = cut_short
        self._resting: set[asyncio.Future[None]] = set()
        self._closed = False

    async def reply(
        self, place: Place, html: str, buttons: InlineKeyboardMarkup | None = None
    ) -> Message:
        """Send `html`, in several messages if it is long; returns the last, under which the
        buttons are.

        Raises `TelegramError`; a `NetworkError` leaves open whether it arrived. It is sent again
        only where Telegram has certainly not taken it.
        """
        parts = split(html, self._cut_short)
        for number, part in enumerate(parts, start=1):
            under = buttons if number == len(parts) else None
            sent = await self._patiently(place, partial(self._send, place, part, under))
            place = place.aside()  # a part is out: whatever befalls the rest, none is sent again
        return sent

    async def edit(
        self,
        place: Place,
        message_id: int,
        html: str,
        buttons: InlineKeyboardMarkup | None = None,
    ) -> None:
        """Change a message of the bot's own; one that is the same or gone is left alone.

        It stays one message: what is too long for that is cut short.
        """
        (text,) = split(html, self._cut_short, most=1)

        async def change() -> None:
            await self._bot.edit_message_text(
                text,
                chat_id=place.chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=buttons,
            )

        try:
            await self._patiently(place, change)
        except BadRequest as error:
            if not any(reason in str(error).lower() for reason in _UNCHANGED):
                raise

    @asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Show "typing" at the place until the block ends, if Telegram lets us."""
        showing = asyncio.create_task(self._keep_typing(place))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    def close(self) -> None:
        """Wait no longer: what would have to is left to the next run."""
        self._closed = True
        for rest in list(self._resting):
            rest.cancel()

    async def _patiently(self, place: Place, act: Callable[[], Awaitable[T]]) -> T:
        """Act at the bot's pace, again where Telegram asks for it or nothing left this machine."""
        await self._rest(self._pace.wait(place.chat_id))
        waited, pause = 0.0, 1.0
        while True:
            self._note(place, Journal.sending)
            try:
                return await act()
            except RetryAfter as refusal:
                error: TelegramError = refusal
                wait = _seconds(refusal)
            except NetworkError as failure:
                if not isinstance(failure.__cause__, _NOTHING_SENT):
                    raise
                error, wait = failure, pause
                pause = min(30.0, 2 * pause)
            except Forbidden:
                self._unreachable(place.chat_id)
                raise
            except InvalidToken as refusal:
                self._note(place, Journal.refused)
                if await self._token_refused():
                    raise asyncio.CancelledError from None  # left to the next run, with a new token
                error, wait = refusal, pause
                pause = min(30.0, 2 * pause)
            self._note(place, Journal.refused)
            waited += wait
            if waited > LONGEST_WAIT:
                raise error
            await self._rest(wait)

    async def _send(self, place: Place, html: str, buttons: InlineKeyboardMarkup | None) -> Message:
        """One message, once more where Telegram says what to do differently."""
        try:
            return await self._send_once(place, html, buttons)
        except ChatMigrated as moved:
            self._migrated(place.chat_id, moved.new_chat_id)
            there = replace(place, chat_id=moved.new_chat_id, reply_to=None)
            return await self._send_once(there, html, buttons)
        except BadRequest as error:
            told = str(error).lower()
            if "message thread not found" in told and place.thread_id is not None:
                return await self._send_once(replace(place, thread_id=None), html, buttons)
            if "can't parse entities" in told:
                logger.error("Telegram could not read a reply's markup: %s", error)
                return await self._send_once(
                    place, unescape(without_tags(html)), buttons, plain=True
                )
            raise

    async def _send_once(
        self,
        place: Place,
        text: str,
        buttons: InlineKeyboardMarkup | None,
        *,
        plain: bool = False,
    ) -> Message:
        return await self._bot.send_message(
            place.chat_id,
            text,
            parse_mode=None if plain else ParseMode.HTML,
            message_thread_id=place.thread_id,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_parameters=None
            if place.reply_to is None
            else ReplyParameters(place.reply_to, allow_sending_without_reply=True),
            reply_markup=buttons,
        )

    def _note(self, place: Place, move: Callable[[Journal, int], None]) -> None:
        if place.update_id is not None:
            move(self._journal, place.update_id)

    async def _rest(self, seconds: float) -> None:
        if seconds <= 0:
            return
        if self._closed:
            raise asyncio.CancelledError
        rest: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._resting.add(rest)
        try:
            await asyncio.wait([rest], timeout=seconds)
            if rest.cancelled():
                raise asyncio.CancelledError
        finally:
            self._resting.discard(rest)

    async def _keep_typing(self, place: Place) -> None:
        while True:
            await self._bot.send_chat_action(
                place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id
            )
            await asyncio.sleep(TYPING_LASTS)


def _seconds(refusal: RetryAfter) -> float:
    wait = refusal.retry_after  # a number until python-telegram-bot 23, then a timedelta
    return wait.total_seconds() if isinstance(wait, timedelta) else wait
