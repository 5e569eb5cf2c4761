"""The fixtures that all tests of Telegram share: a Bot API double on loopback."""

import os
from collections.abc import Iterator

import pytest
from bot_api import BotApi


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of this machine stands between the bot and the double."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A fresh double."""
    with BotApi() as server:
        yield server
