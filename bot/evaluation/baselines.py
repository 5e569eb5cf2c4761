"""What any reader must beat: refusing always, and quoting the best-matching sentence."""

from collections.abc import Sequence
from functools import lru_cache

from retrieval.analyzer import analyze
from retrieval.sentences import sentences_within
from retrieval.types import Passage


def best_sentence(question: str, passages: Sequence[Passage]) -> str:
    """The sentence that shares the most of the question's terms, the earlier found of equals.

    `""` if no sentence shares any.
    """
    asked = frozenset(analyze(question))
    best, most = "", 0
    for passage in passages:
        for sentence, terms in _sentences(passage.text):
            shared = len(asked & terms)
            if shared > most:
                best, most = sentence, shared
    return best


@lru_cache(maxsize=1024)  # questions on one article follow each other, and find it again
def _sentences(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each sentence with its terms."""
    return tuple(
        (text[start:end], frozenset(analyze(text[start:end])))
        for start, end in sentences_within(text, 0, len(text))
    )
