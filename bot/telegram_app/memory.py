"""The replies that the bot remembers, for their buttons, for `/why` and for edited questions."""

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.replies import to_json
from retrieval.types import Alternative, Answer, Citation, NoAnswer, Weighed

_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A reply with its key, which buttons carry, and whose it is.

    `question_id` is the message that asked, `message_id` the bot's own, once it was sent.
    """

    key: str
    chat_id: int
    user_id: int
    question_id: int
    message_id: int | None
    reply: Answer | NoAnswer


class Memory:
    """The table of replies; each is forgotten after `days`, and with 0 none is kept at all."""

    def __init__(
        self, state: sqlite3.Connection, days: float, now: Callable[[], float] = time.time
    ) -> None:
        self._state = state
        self._days = days
        self._now = now

    def keep(
        self, reply: Answer | NoAnswer, *, chat_id: int, user_id: int, question_id: int
    ) -> str | None:
        """Remember a reply; returns its key, or None if nothing is to be kept."""
        if self._days == 0:
            return None
        key = secrets.token_urlsafe(9)
        self._state.execute(
            "INSERT INTO replies VALUES (?, ?, ?, ?, NULL, ?, ?)",
            (key, chat_id, user_id, question_id, self._now(), to_json(reply)),
        )
        return key

    def sent(self, key: str, message_id: int) -> None:
        """The reply stands in the chat as `message_id`."""
        self._state.execute("UPDATE replies SET message_id = ? WHERE key = ?", (message_id, key))

    def change(self, key: str, reply: Answer | NoAnswer) -> None:
        """Another reply stands there now, to the edited question."""
        self._state.execute("UPDATE replies SET reply = ? WHERE key = ?", (to_json(reply), key))

    def find(self, key: str) -> Kept | None:
        """The reply with this key, unless it was forgotten."""
        return self._one("SELECT * FROM replies WHERE key = ?", key)

    def of_question(self, chat_id: int, question_id: int) -> Kept | None:
        """The latest reply to a message."""
        return self._one(
            "SELECT * FROM replies WHERE chat_id = ? AND question_id = ? ORDER BY rowid DESC",
            chat_id,
            question_id,
        )

    def last(self, chat_id: int, user_id: int) -> Kept | None:
        """The latest reply to a person in a chat."""
        return self._one(
            "SELECT * FROM replies WHERE chat_id = ? AND user_id = ? ORDER BY rowid DESC",
            chat_id,
            user_id,
        )

    def of_message(self, chat_id: int, message_id: int) -> Kept | None:
        """The reply that stands in the chat as the bot's message `message_id`."""
        return self._one(
            "SELECT * FROM replies WHERE chat_id = ? AND message_id = ?", chat_id, message_id
        )

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup: its replies go with it."""
        self._state.execute("UPDATE replies SET chat_id = ? WHERE chat_id = ?", (new, old))

    def forget(self, user_id: int) -> int:
        """Forget all replies to a person; returns how many."""
        return self._state.execute("DELETE FROM replies WHERE user_id = ?", (user_id,)).rowcount

    def prune(self) -> None:
        """Forget what is too old."""
        oldest = self._now() - self._days * _DAY
        self._state.execute("DELETE FROM replies WHERE kept_at < ?", (oldest,))

    def _one(self, query: str, *values: object) -> Kept | None:
        row = self._state.execute(query, values).fetchone()
        if row is None:
            return None
        key, chat_id, user_id, question_id, message_id, _kept_at, reply = row
        return Kept(
            key=key,
            chat_id=chat_id,
            user_id=user_id,
            question_id=question_id,
            message_id=message_id,
            reply=reply_from_json(reply),
        )


def reply_from_json(text: str) -> Answer | NoAnswer:
    """The reply that `bot.replies.to_json` wrote; older versions did not weigh."""
    fields = json.loads(text)
    told = fields.pop("weighed", None)
    weighed = None if told is None else Weighed(**told)
    if fields.pop("type") == "no_answer":
        return NoAnswer(
            question=fields["question"],
            reason=fields["reason"],
            unknown_words=tuple(fields["unknown_words"]),
            nearest=tuple(Citation(**citation) for citation in fields["nearest"]),
            stopped_early=fields.get("stopped_early", False),
            read_as=fields.get("read_as"),
            weighed=weighed,
        )
    return Answer(
        **_with_citation(fields, "also_in", "alternatives"),
        also_in=tuple(Citation(**citation) for citation in fields["also_in"]),
        alternatives=tuple(Alternative(**_with_citation(a)) for a in fields["alternatives"]),
        weighed=weighed,
    )


def _with_citation(fields: Mapping[str, Any], *without: str) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if name not in without}
    return {**kept, "citation": Citation(**fields["citation"])}
