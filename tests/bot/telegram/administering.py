"""A folder of articles that Ann may change in a private chat, and what is asked of it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bot_api import BotApi
from running import ANN, off_loop

MAYOR = b"The mayor of Basel, Anna Keller, opened a new bridge over the river on Saturday.\n"
POOL = b"The pool\n\nCara Blum runs the pool. It opens at nine.\n"
WHO = "Who runs the pool?"

ANSWER = (
    "<blockquote><b>Cara Blum</b> runs the pool.</blockquote>\n"
    "The pool · pool.txt, characters 10–34\n"
    "73 % sure"
)
REFUSAL = (
    "The articles do not mention this, so I cannot answer it.\n"
    "None of the articles mentions “runs”, “pool”."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one article, in a folder of its own."""
    folder = tmp_path / "own" / "articles"
    folder.mkdir(parents=True)
    (folder / "basel.txt").write_bytes(MAYOR)
    os.utime(folder / "basel.txt", (1_000_000_000, 1_000_000_000))
    return folder


def administered(folder: Path) -> dict[str, Any]:
    """Settings with these articles, which Ann may change."""
    return {"footnote_articles": folder, "admin_user_ids": frozenset({ANN.user_id})}


def held(folder: Path) -> dict[str, bytes]:
    """Every file below the folder's own folder, hidden ones included, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


async def send(api: BotApi, name: str | None, data: bytes, **fields: Any) -> int:
    """Ann sends a file and waits for one more message; returns the id of hers."""
    before = len(api.sent(ANN))
    message_id = api.sends_file(ANN, name, data, **fields)
    await off_loop(api.wait_sent, before + 1, ANN)
    return message_id


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder as another program has it while it adds a file: who else wants to, waits."""
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)
