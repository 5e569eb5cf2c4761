"""A test bench for an `Answerer`: it watches its back ends, and deals it other hits.

The answerer under test runs unchanged. What it searched and read is remembered for one question, so
that asking it again with other hits reads no passage twice. Threads may share a bench: each has its
own question, hits and spans there.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from retrieval.interfaces import Reader, Retriever
from retrieval.types import Hit, Passage, Span

DEPTH = 20
"""Hits looked at for recall; search is asked for as many, and its first are the answerer's."""

Clock = Callable[[], float]


class WatchedRetriever(threading.local):
    """A `Retriever` that remembers its last hits and can be made to deal given ones."""

    def __init__(self, retriever: Retriever, clock: Clock = time.perf_counter) -> None:
        self._retriever = retriever
        self._clock = clock
        self._dealt: Sequence[Hit] | None = None
        self.reset()

    def reset(self) -> None:
        """Forget the last question."""
        self.hits: list[Hit] = []
        self.used: list[Hit] = []
        self.seconds = 0.0

    def search(self, question: str, k: int) -> list[Hit]:
        """See `Retriever.search`; while hits are dealt, those and no others."""
        if self._dealt is not None:
            return list(self._dealt[:k])
        started = self._clock()
        self.hits = self._retriever.search(question, max(k, DEPTH))
        self.seconds += self._clock() - started
        self.used = self.hits[:k]
        return self.used

    @contextmanager
    def dealing(self, hits: Sequence[Hit]) -> Iterator[None]:
        """Within this block every search finds `hits`; their scores count as in any other."""
        self._dealt = hits
        try:
            yield
        finally:
            self._dealt = None

    def without(self, question: str, k: int, articles: Iterable[str]) -> list[Hit]:
        """The first `k` hits that stand in none of `articles`, as if those were not there.

        How rare a word is still counts them, which spares building the index anew each time.
        """
        gone, deep = frozenset(articles), 5 * k
        while True:
            hits = self._retriever.search(question, deep)
            left = [hit for hit in hits if hit.passage.article_id not in gone]
            if len(left) >= k or len(hits) < deep:
                return [replace(hit, rank=rank) for rank, hit in enumerate(left[:k], start=1)]
            deep *= 5


class WatchedReader(threading.local):
    """A `Reader` that reads each passage of a question once, and remembers its spans.

    `narrow` reads the same on one processor; a thread that takes it is no longer `alone`.
    """

    def __init__(
        self, reader: Reader, clock: Clock = time.perf_counter, *, narrow: Reader | None = None
    ) -> None:
        self._reader = reader
        self._narrow = narrow
        self._clock = clock
        self.alone = True
        self._question = ""
        self.reset()

    def narrow(self) -> None:
        """Let this thread read on one processor from now on, beside others that do."""
        self.alone = False
        self._reader = self._narrow or self._reader

    @property
    def name(self) -> str:
        """See `Reader.name`."""
        return self._reader.name

    def reset(self) -> None:
        """Forget the last question."""
        self._spans: dict[str, list[Span]] = {}
        self.seconds = 0.0

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:
        """See `Reader.read`."""
        if question != self._question:
            self._question, self._spans = question, {}
        new = [passage for passage in passages if passage.id not in self._spans]
        if new:
            self._read(question, new)
        return [span for passage in passages for span in self._spans[passage.id]]

    def _read(self, question: str, passages: Sequence[Passage]) -> None:
        started = self._clock()
        spans = self._reader.read(question, passages)
        self.seconds += self._clock() - started
        for passage in passages:
            self._spans[passage.id] = [span for span in spans if span.passage_id == passage.id]

    def has_read(self, passage: Passage) -> bool:
        """Whether the passage was read for the last question."""
        return passage.id in self._spans


def equal_hits(passages: Iterable[Passage]) -> list[Hit]:
    """Hits in this order that match equally well, for passages that no search has weighed."""
    return [
        Hit(passage=passage, score=1.0, rank=rank) for rank, passage in enumerate(passages, start=1)
    ]
