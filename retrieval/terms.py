"""What a collection knows of words: which stand in it, and how rare a word is."""

import math
from collections.abc import Iterable

from retrieval.analyzer import analyze, terms_of, words
from retrieval.types import Passage


def lucene_idf(document_frequency: int, documents: int) -> float:
    """ln(1 + (N - df + 0.5) / (df + 0.5)): above 0 for every df from 0 to N, in nats."""
    return math.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))


class Vocabulary:
    """The terms of a collection's passages and titles."""

    def __init__(self, passages: Iterable[Passage], titles: Iterable[str]) -> None:
        texts = (*(passage.text for passage in passages), *titles)
        self._terms = frozenset(term for text in texts for term in analyze(text))

    def unknown_words(self, question: str) -> tuple[str, ...]:
        """The question's content words, as typed, of which the collection holds no form."""
        return tuple(dict.fromkeys(word for word in words(question) if self._unknown(word)))

    def _unknown(self, word: str) -> bool:
        terms = terms_of(word)
        return bool(terms) and self._terms.isdisjoint(terms)
