"""Tell systemd that the bot is up and alive: sd_notify, one datagram to a socket that it names.

Where there is no systemd, nothing is told. It comes from the event loop, so that a loop that is
held up is noticed from outside; nothing inside could.
"""

import asyncio
import os
import socket
from contextlib import suppress


async def keep_alive() -> None:
    """Say that the bot is up, then again and again that it lives, if anybody wants to know."""
    _tell("READY=1")
    pause = _pause()
    while pause is not None:
        _tell("WATCHDOG=1")
        await asyncio.sleep(pause)


def _pause() -> float | None:
    """Half of the seconds after which systemd takes the bot for dead, as its manual advises."""
    limit, whose = os.environ.get("WATCHDOG_USEC"), os.environ.get("WATCHDOG_PID")
    if limit is None or whose not in (None, str(os.getpid())):
        return None
    return int(limit) / 1e6 / 2


def _tell(state: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET")
    if address is None:
        return
    if address.startswith("@"):  # Linux's abstract sockets, which no file stands for
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.setblocking(False)
        systemd.sendto(state.encode(), address)
