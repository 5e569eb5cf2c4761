"""The journal of updates: what has been taken in, what is being answered, what is done.

    received ──▶ sending ──▶ sent

An update is `received` before Telegram hears that it has been taken, `sending` from just before
its answer goes out, `sent` once all is done. After a crash `received` is done again and `sending`
is not: its answer may have arrived, and sendMessage has no way to ask.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["received", "sending", "sent"]

REMEMBERED = 48 * 3600.0
"""Seconds that the ids of updates are kept; Telegram delivers none again after 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """An update that a former run did not finish, as Telegram sent it."""

    update_id: int
    state: State
    body: dict[str, Any]


class Journal:
    """The table of updates; the text of an update is forgotten as soon as it is done."""

    def __init__(self, state: sqlite3.Connection, now: Callable[[], float] = time.time) -> None:
        self._state = state
        self._now = now

    def receive(self, updates: Iterable[Mapping[str, Any]]) -> set[int]:
        """Write down raw updates as `received`; returns the ids of those that are new."""
        new: set[int] = set()
        with _transaction(self._state):
            for update in updates:
                row = (update["update_id"], self._now(), json.dumps(update))
                written = self._state.execute(
                    "INSERT OR IGNORE INTO updates VALUES (?, 'received', ?, ?)", row
                )
                if written.rowcount:
                    new.add(update["update_id"])
        return new

    def sending(self, update_id: int) -> None:
        """Its answer goes out now, or part of it: from here on it is not done again."""
        self._move(update_id, "sending")

    def refused(self, update_id: int) -> None:
        """Telegram took nothing of its answer: it may be done again."""
        self._move(update_id, "received")

    def finish(self, update_id: int) -> None:
        """All is done; its text is forgotten, its id kept to know it again."""
        self._state.execute(
            "UPDATE updates SET state = 'sent', body = NULL WHERE update_id = ?", (update_id,)
        )

    def unfinished(self) -> list[Unfinished]:
        """What former runs left, in the order in which it came."""
        rows = self._state.execute(
            "SELECT update_id, state, body FROM updates WHERE state != 'sent' ORDER BY update_id"
        )
        return [
            Unfinished(update_id=update_id, state=state, body=json.loads(body))
            for update_id, state, body in rows
        ]

    def counts(self) -> dict[State, int]:
        """How many updates are in each state."""
        counted: dict[State, int] = {"received": 0, "sending": 0, "sent": 0}
        counted.update(
            self._state.execute("SELECT state, COUNT(*) FROM updates GROUP BY state").fetchall()
        )
        return counted

    def prune(self) -> None:
        """Forget the ids that Telegram cannot deliver again."""
        self._state.execute(
            "DELETE FROM updates WHERE state = 'sent' AND received_at < ?",
            (self._now() - REMEMBERED,),
        )

    def _move(self, update_id: int, state: State) -> None:
        self._state.execute(
            "UPDATE updates SET state = ? WHERE update_id = ? AND state != 'sent'",
            (state, update_id),
        )


@contextmanager
def _transaction(state: sqlite3.Connection) -> Iterator[None]:
    """One commit for all that the block writes, or none of it."""
    state.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if state.in_transaction:  # SQLite has rolled back by itself where the disk was full
            state.execute("ROLLBACK")
        raise
    state.execute("COMMIT")
