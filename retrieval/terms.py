"""What a collection knows of words: how rare each is, and how much of a question a passage covers.

Independent of any retrieval back end, so that evidence means the same whichever one searched.
"""

import math
from collections import Counter
from collections.abc import Iterable

from retrieval.analyzer import analyze, terms_of, words
from retrieval.types import Passage


def lucene_idf(document_frequency: int, documents: int) -> float:
    """ln(1 + (N - df + 0.5) / (df + 0.5)): above 0 for every df from 0 to N, in nats."""
    return math.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))


class Vocabulary:
    """The terms of a collection with the number of passages that hold each."""

    def __init__(self, passages: Iterable[Passage], titles: Iterable[str]) -> None:
        term_sets = [frozenset(analyze(passage.text)) for passage in passages]
        self._documents = len(term_sets)
        self._frequency = Counter(term for terms in term_sets for term in terms)
        self._in_titles = frozenset(term for title in titles for term in analyze(title))

    def idf(self, term: str) -> float:
        """How rare the term is; a term that stands nowhere is the rarest."""
        return lucene_idf(self._frequency[term], self._documents)

    def unknown_words(self, question: str) -> tuple[str, ...]:
        """The question's content words, as typed, of which the collection holds no form."""
        return tuple(dict.fromkeys(word for word in words(question) if self._unknown(word)))

    def _unknown(self, word: str) -> bool:
        terms = terms_of(word)
        known = (term in self._frequency or term in self._in_titles for term in terms)
        return bool(terms) and not any(known)

    def coverage(self, question: str, *texts: str) -> float:
        """The share, from 0 to 1, of the question's weight in idf whose terms stand in `texts`.

        Unlike a BM25 score it is comparable between questions. 0 for a question without terms.
        """
        asked = frozenset(analyze(question))
        found = frozenset(term for text in texts for term in analyze(text))
        total = sum(self.idf(term) for term in asked)
        return sum(self.idf(term) for term in asked & found) / total if total else 0.0
