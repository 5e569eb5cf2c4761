"""What every test runs under: no network beyond this machine, no settings of its owner."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "quiet", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("quiet")  # no clock in a test, and no files left behind

_connect = socket.socket.connect
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in _LOOPBACK:
            raise AssertionError(f"A test tried to reach {address}; tests use loopback only.")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No environment or .env of this machine reaches a test, and no test leaves files behind."""
    for name in os.environ:
        if name.startswith(("TELEGRAM_", "FOOTNOTE_", "ALLOWED_", "ADMIN_", "WEBHOOK_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
