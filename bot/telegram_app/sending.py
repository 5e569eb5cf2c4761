"""Send a reply at most once, and show that one is on its way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from telegram import LinkPreviewOptions, Message
from telegram.constants import ChatAction
from telegram.error import RetryAfter

LONGEST_WAIT = 30.0
"""Seconds to wait when Telegram asks for patience; a longer wait would outlast the reader's."""

TYPING_LASTS = 4.5
"""Seconds; Telegram shows an action for five."""


async def send_reply(message: Message, html: str) -> None:
    """Send `html` as the reply to `message`. Raises `TelegramError`.

    Only a refusal ("429, retry after") is followed by a second try: after a time-out or a lost
    connection nobody knows whether the first one arrived.
    """
    try:
        await _send(message, html)
    except RetryAfter as refusal:
        wait = _seconds(refusal)
        if wait > LONGEST_WAIT:
            raise
        await asyncio.sleep(wait)
        await _send(message, html)


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Show "typing" in the chat of `message` until the block ends, if Telegram lets us."""
    showing = asyncio.create_task(_keep_typing(message))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _send(message: Message, html: str) -> None:
    await message.reply_html(
        html,
        do_quote=True,
        allow_sending_without_reply=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def _keep_typing(message: Message) -> None:
    while True:
        await message.reply_chat_action(ChatAction.TYPING)
        await asyncio.sleep(TYPING_LASTS)


def _seconds(refusal: RetryAfter) -> float:
    wait = refusal.retry_after  # a number until python-telegram-bot 23, then a timedelta
    return wait.total_seconds() if isinstance(wait, timedelta) else wait
