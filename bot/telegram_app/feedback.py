"""What people say of the answers: 👍, 👎, the right answer, or "not in the articles".

It becomes a question set for `footnote eval`: see `bot.telegram_app.export`.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.replies import printable
from bot.telegram_app.memory import Kept
from retrieval.types import Answer

Verdict = Literal["right", "wrong", "corrected", "unanswerable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One person's verdict on one reply; `answer` is the right one, where it is known."""

    key: str
    verdict: Verdict
    question: str
    answer: str | None
    article_id: str | None


class Feedback:
    """The table of verdicts: one for each reply, the latest counts."""

    def __init__(self, state: sqlite3.Connection, now: Callable[[], float] = time.time) -> None:
        self._state = state
        self._now = now

    def give(self, kept: Kept, verdict: Verdict, answer: str | None = None) -> None:
        """Note a verdict; of a right answer the text and article are taken from the reply."""
        article_id = None
        if verdict == "right" and isinstance(kept.reply, Answer):
            answer, article_id = kept.reply.text, kept.reply.citation.article_id
        self._state.execute(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
            "(SELECT prompt_id FROM feedback WHERE key = ?))",
            (
                kept.key,
                kept.chat_id,
                kept.user_id,
                self._now(),
                verdict,
                printable(kept.reply.question),
                None if answer is None else printable(answer),
                article_id,
                kept.key,
            ),
        )

    def prompted(self, key: str, message_id: int) -> None:
        """The bot has asked for the right answer in `message_id`; a reply to that will give it."""
        self._state.execute("UPDATE feedback SET prompt_id = ? WHERE key = ?", (message_id, key))

    def asked_in(self, chat_id: int, user_id: int, message_id: int) -> str | None:
        """The key of the reply whose right answer the bot asked this person for there."""
        row = self._state.execute(
            "SELECT key FROM feedback WHERE chat_id = ? AND user_id = ? AND prompt_id = ?",
            (chat_id, user_id, message_id),
        ).fetchone()
        return None if row is None else str(row[0])

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup."""
        self._state.execute("UPDATE feedback SET chat_id = ? WHERE chat_id = ?", (new, old))

    def forget(self, user_id: int) -> int:
        """Forget what a person said; returns how much."""
        return self._state.execute("DELETE FROM feedback WHERE user_id = ?", (user_id,)).rowcount


def all_feedback(state: sqlite3.Connection) -> Iterator[Given]:
    """Everything given so far, oldest first."""
    rows = state.execute(
        "SELECT key, verdict, question, answer, article_id FROM feedback ORDER BY given_at, key"
    )
    for key, verdict, question, answer, article_id in rows:
        yield Given(
            key=key, verdict=verdict, question=question, answer=answer, article_id=article_id
        )
