"""BM25 over passages, with rank-bm25, for collections that fit in memory.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
idf of Lucene, which is never negative: rank-bm25's own makes the words of half the passages weigh
nothing, and in a collection of two or three short articles those are the best words.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from rank_bm25 import BM25Okapi

from retrieval.analyzer import analyze
from retrieval.types import Hit, Passage

if TYPE_CHECKING:  # it takes some milliseconds to import
    from numpy.typing import NDArray

K1 = 1.5
B = 0.75

TITLE_WEIGHT = 0.3
"""What the title's own score counts beside the passage's."""


def lucene_idf(document_frequency: int, documents: int) -> float:
    """ln(1 + (N - df + 0.5) / (df + 0.5)): above 0 for every df from 0 to N, in nats."""
    return math.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))


class _LuceneBM25(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no types
    """BM25Okapi with the idf of Lucene."""

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: lucene_idf(df, self.corpus_size) for term, df in nd.items()}


class _Field:
    """The BM25 scores of one kind of text, also when all of it is empty."""

    def __init__(self, documents: Sequence[list[str]], k1: float, b: float) -> None:
        self._size = len(documents)
        # rank-bm25 divides by the mean length, which is 0 if no document has a term.
        self._index = _LuceneBM25(documents, k1=k1, b=b) if any(documents) else None

    def scores(self, terms: list[str]) -> "NDArray[np.float64]":
        if self._index is None:
            return np.zeros(self._size)
        scores: NDArray[np.float64] = self._index.get_scores(terms)
        return scores


class BM25Retriever:
    """Ranks passages by their own words, and by their article's title as a boost of its own."""

    def __init__(
        self,
        passages: Sequence[Passage],
        titles: Mapping[str, str],
        *,
        k1: float = K1,
        b: float = B,
        title_weight: float = TITLE_WEIGHT,
    ) -> None:
        """Index `passages`; `titles` maps the id of each article to its title."""
        self._passages = sorted(passages, key=lambda passage: passage.id)
        documents = [analyze(passage.text) for passage in self._passages]
        self._terms = [frozenset(terms) for terms in documents]
        self._texts = _Field(documents, k1, b)
        row = {article_id: i for i, article_id in enumerate(titles)}
        self._titles = _Field([analyze(title) for title in titles.values()], k1, b)
        self._title_row = np.array([row[p.article_id] for p in self._passages], dtype=np.intp)
        self._title_weight = title_weight

    def search(self, question: str, k: int) -> list[Hit]:
        """See `Retriever.search`."""
        terms = list(dict.fromkeys(analyze(question)))
        matching = [i for i, own in enumerate(self._terms) if not own.isdisjoint(terms)]
        if not matching:
            return []
        scores = self._scores(terms)
        best = sorted(matching, key=lambda i: (-scores[i], self._passages[i].id))[:k]
        return [
            Hit(passage=self._passages[i], score=float(scores[i]), rank=rank)
            for rank, i in enumerate(best, start=1)
        ]

    def _scores(self, terms: list[str]) -> "NDArray[np.float64]":
        titles = self._titles.scores(terms)[self._title_row]
        return self._texts.scores(terms) + self._title_weight * titles
