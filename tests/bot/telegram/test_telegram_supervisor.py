"""What systemd is told; that the bot tells it is in `tests/e2e/test_telegram_kills.py`."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.telegram_app.supervisor import keep_alive

ABSTRACT = "@footnote-test-" + str(os.getpid())


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Its end of the socket, by a name that no file stands for."""
    monkeypatch.setenv("NOTIFY_SOCKET", ABSTRACT)
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as end:
        end.bind("\0" + ABSTRACT[1:])
        end.setblocking(False)
        yield end


def heard(systemd: socket.socket) -> list[bytes]:
    told = []
    try:
        while True:
            told.append(systemd.recv(100))
    except BlockingIOError:
        return told


@pytest.mark.parametrize("whose", [None, "1"])
async def test_it_is_told_no_more_than_it_asks_for(
    systemd: socket.socket, monkeypatch: pytest.MonkeyPatch, whose: str | None
) -> None:
    if whose is not None:  # another process of the same service is watched
        monkeypatch.setenv("WATCHDOG_USEC", "10000")
        monkeypatch.setenv("WATCHDOG_PID", whose)
    await asyncio.wait_for(keep_alive(), 20)
    assert heard(systemd) == [b"READY=1"]


async def test_one_that_does_not_listen_holds_nobody_up(
    systemd: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    systemd.close()
    await asyncio.wait_for(keep_alive(), 20)
    monkeypatch.delenv("NOTIFY_SOCKET")
    await asyncio.wait_for(keep_alive(), 20)
