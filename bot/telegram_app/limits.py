"""How much one person or chat may ask, and how fast the bot itself may speak: token buckets."""

import time
from collections.abc import Callable
from typing import Literal

Verdict = Literal["go", "warn", "silence"]

BURST = 5
"""Questions that may come at once."""

LIGHT = 0.2
"""What a button or a short command counts; a question counts 1."""

GROUP_FACTOR = 3
"""A group may ask so many times as much as one person."""

_MANY = 10_000
"""Buckets kept before full ones are thrown away."""


class Bucket:
    """Holds at most `burst` tokens and gains `rate` a second; starts full."""

    def __init__(self, *, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float, cost: float = 1.0) -> bool:
        """Take `cost` tokens if they are there."""
        self._refill(now)
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True

    def reserve(self, now: float) -> float:
        """Take one token, in advance if need be; returns the seconds until it is there."""
        self._refill(now)
        self._tokens -= 1
        return max(0.0, -self._tokens / self._rate)

    def full(self, now: float) -> bool:
        """Whether the bucket is as good as new."""
        self._refill(now)
        return self._tokens >= self._burst

    def _refill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now


class Limits:
    """One bucket per person and per group, in memory; one warning, then silence until it is full.

    A restart forgets them, which harms nobody.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._clock = clock
        self._buckets: dict[int, Bucket] = {}
        self._warned: set[int] = set()

    def ask(self, user_id: int, chat_id: int | None, cost: float = 1.0) -> Verdict:
        """Whether to serve, to warn instead, or to do nothing. `chat_id` is None for inline."""
        ids = [user_id] if chat_id is None or chat_id > 0 else [user_id, chat_id]
        return max((self._ask(each, cost) for each in ids), key=_severity)

    def _ask(self, who: int, cost: float) -> Verdict:
        now = self._clock()
        bucket = self._buckets.get(who)
        if bucket is None:
            self._make_room(now)
            factor = 1 if who > 0 else GROUP_FACTOR
            bucket = Bucket(rate=factor * self._rate, burst=factor * BURST, now=now)
            self._buckets[who] = bucket
        if bucket.full(now):
            self._warned.discard(who)
        if bucket.take(now, cost):
            return "go"
        if who in self._warned:
            return "silence"
        self._warned.add(who)
        return "warn"

    def _make_room(self, now: float) -> None:
        if len(self._buckets) >= _MANY:
            full = [who for who, bucket in self._buckets.items() if bucket.full(now)]
            for who in full:
                del self._buckets[who]
                self._warned.discard(who)


class Pace:
    """The bot's own speed, below what Telegram allows.

    Telegram's bot FAQ: about one message a second in a chat, short bursts pass; 20 a minute in a
    group; some 30 a second in all. Its own bucket for each chat, because python-telegram-bot's
    AIORateLimiter has none for private chats, and halts every chat when one is refused.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._all = Bucket(rate=25, burst=5, now=clock())
        self._chats: dict[int, Bucket] = {}

    def wait(self, chat_id: int) -> float:
        """Seconds to wait before the next message to `chat_id`, which is hereby reserved."""
        now = self._clock()
        bucket = self._chats.get(chat_id)
        if bucket is None:
            if len(self._chats) >= _MANY:
                self._chats = {c: b for c, b in self._chats.items() if not b.full(now)}
            # In a group at most 5 + 60 * 0.25 = 20 messages in any minute.
            bucket = (
                Bucket(rate=1, burst=5, now=now)
                if chat_id > 0
                else Bucket(rate=0.25, burst=5, now=now)
            )
            self._chats[chat_id] = bucket
        return max(bucket.reserve(now), self._all.reserve(now))


def _severity(verdict: Verdict) -> int:
    return ("go", "warn", "silence").index(verdict)
