"""Fetch a file that somebody sent: never more of it than may be read, and never for ever."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import PurePosixPath, PureWindowsPath

import httpx
from telegram import Bot, File
from telegram.error import NetworkError

from bot.telegram_app.connection import TIMEOUT

LARGEST = 20_000_000
"""Bytes; beyond 20 MB the Bot API hands no file out, and a text of that size is no article."""

PATIENCE = 120.0
"""Seconds for the whole file."""


class TooLarge(Exception):  # noqa: N818  # what it says to the sender, not a fault
    """The file has more than `LARGEST` bytes."""


class KeptElsewhere(Exception):  # noqa: N818  # what it says to the sender, not a fault
    """The Bot API server hands no file out: started with `--local`, it names its own disk's path.

    What is there may be anything that this process can read, so it is not looked at.
    """


def check_size(size: int | None) -> None:
    """Raises `TooLarge` for more bytes than are read here; None, for unknown, passes."""
    if size is not None and size > LARGEST:
        raise TooLarge


async def download(bot: Bot, file_id: str) -> bytes:
    """The file's bytes. Raises `TooLarge`, `KeptElsewhere`; `TelegramError` if it does not come.

    What a size says is not believed: reading stops at the limit. The address holds the token, so
    no error of the HTTP client's, which may name it, gets out.
    """
    file = await bot.get_file(file_id)
    check_size(file.file_size)
    url = _url(bot, file)
    try:
        async with asyncio.timeout(PATIENCE):
            return await _fetched(url)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise NetworkError(f"The file did not come ({type(error).__name__}).") from None


def _url(bot: Bot, file: File) -> str:
    """Where the file is to be had: behind the bot's own address, or else on a disk."""
    url = file.file_path or ""
    path = url.removeprefix(f"{bot.base_file_url}/")
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute():
        raise KeptElsewhere
    return url


async def _fetched(url: str) -> bytes:
    # Uncompressed, or few bytes of the network could become many here.
    plain = {"Accept-Encoding": "identity"}
    async with (
        httpx.AsyncClient(timeout=TIMEOUT) as client,
        client.stream("GET", url, headers=plain) as response,
    ):
        if response.status_code != HTTPStatus.OK:
            raise NetworkError(f"The file did not come (HTTP status {response.status_code}).")
        return await _gathered(response.aiter_raw())


async def _gathered(chunks: AsyncIterator[bytes]) -> bytes:
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        check_size(len(data))
    return bytes(data)
