"""What any reader must beat: refusing always, and quoting the best-matching sentence."""

from collections.abc import Sequence

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
        for start, end in sentences_within(passage.text, 0, len(passage.text)):
            shared = len(asked.intersection(analyze(passage.text[start:end])))
            if shared > most:
                best, most = passage.text[start:end], shared
    return best
