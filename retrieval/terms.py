"""Which words stand in a collection."""

import re
from collections import Counter
from collections.abc import Iterable

from retrieval.analyzer import fold, terms_of, words
from retrieval.spelling import is_english, one_edit_away
from retrieval.types import Passage

_LONG_WORD = re.compile(r"(?<![./@:#_])(?:[^\W\d_][\u0300-\u036f]*){5,}+(?!['’]t|[./@:_]\w)")
"""Letters, with accents that stand by themselves, and no part of an address or of "mightn't". Of
shorter words too many are one edit from one another."""


class Vocabulary:
    """The words of a collection's passages and titles."""

    def __init__(self, passages: Iterable[Passage], titles: Iterable[str]) -> None:
        texts = (*(passage.text for passage in passages), *titles)
        found = Counter(word for text in texts for word in words(text))
        self._terms = frozenset(term for word in found for term in terms_of(word))
        self._uses: Counter[str] = Counter()
        self._written: dict[str, str] = {}
        for word, uses in found.most_common():
            for part in _LONG_WORD.findall(word):
                self._uses[fold(part)] += uses
                self._written.setdefault(fold(part), part)  # as it is written most often

    def unknown_words(self, question: str) -> tuple[str, ...]:
        """The question's content words, as typed, of which the collection holds no form."""
        return tuple(dict.fromkeys(word for word in words(question) if self._unknown(word)))

    def spelt(self, question: str) -> str:
        """The question with slips of the pen, "presidnet", as the words that the articles have.

        A slip is a word of five letters or more that is in no article in any form, is not English,
        and is one edit from words in articles; the most used of them takes its place.
        """
        return _LONG_WORD.sub(lambda word: self._mended(word[0]), question)

    def _mended(self, word: str) -> str:
        plain = fold(word)
        if plain in self._uses or not self._unknown(word):
            return word
        meant = sorted(near for near in one_edit_away(plain) if near in self._uses)
        if not meant or is_english(plain):
            return word
        written = self._written[max(meant, key=self._uses.__getitem__)]
        return written.upper() if word.isupper() else written

    def _unknown(self, word: str) -> bool:
        terms = terms_of(word)
        return bool(terms) and self._terms.isdisjoint(terms)
