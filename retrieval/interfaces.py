"""The two roles that have more than one back end."""

from collections.abc import Sequence
from typing import Protocol

from retrieval.types import Hit, Passage, Span


class Retriever(Protocol):
    """Finds the passages of a collection that may answer a question."""

    def search(self, question: str, k: int) -> list[Hit]:
        """At most `k` hits, best first, ranks from 1; empty if no passage shares a word.

        Deterministic: equal scores are ordered by passage id.
        """
        ...


class Reader(Protocol):
    """Finds the stretches of given passages that answer a question."""

    @property
    def name(self) -> str:
        """What to call this reader in settings and reports."""
        ...

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:
        """Each passage's best spans, in any order; empty if the passages have no words.

        A passage's spans and scores are the same whatever is read with it, in whatever order.
        """
        ...
