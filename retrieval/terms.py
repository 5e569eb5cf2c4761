"""Which words stand in a collection."""

from collections.abc import Iterable

from retrieval.analyzer import analyze, terms_of, words
from retrieval.types import Passage


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
