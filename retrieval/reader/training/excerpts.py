"""Cut contexts at sentence ends: with the answer, as a retriever would serve it, or without it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.reader.training.examples import Example
from retrieval.sentences import sentences
from retrieval.types import Region

MAX_WORDS = 120
"""As long as the passages that the reader is given (`retrieval.passages`)."""


def excerpt(example: Example, rng: random.Random) -> Example:
    """The example on consecutive sentences of at most `MAX_WORDS` words, any answers kept whole.

    Comes back as it is if its answers leave no room.
    """
    parts = sentences(example.context)
    needed = [i for i, part in enumerate(parts) if _touches(part, example.answers)]
    first = needed[0] if needed else rng.randrange(len(parts))
    last = needed[-1] if needed else first
    while growth := [i for i in (first - 1, last + 1) if 0 <= i < len(parts)]:
        grown = rng.choice(growth)
        if _words(example.context, parts[min(first, grown)][0], parts[max(last, grown)][1]) > (
            MAX_WORDS
        ):
            break
        first, last = min(first, grown), max(last, grown)
    return _cut(example, parts[first][0], parts[last][1])


def _cut(example: Example, start: int, end: int) -> Example:
    return replace(
        example,
        context=example.context[start:end].rstrip(),
        answers=tuple((s - start, e - start) for s, e in example.answers),
    )


def without_answer(examples: Sequence[Example]) -> Iterator[Example]:
    """Each answerable example on what its context still says without the answer's sentences.

    The rest speaks of the same matter and does not say: what a reader meets in an article that is
    nearly, not quite, about the question. Nothing is made where an answer stands there again.
    """
    for example in examples:
        parts = sentences(example.context)
        kept = [part for part in parts if not _touches(part, example.answers)]
        rest = "".join(example.context[start:end] for start, end in kept).strip()
        if not example.answers or not rest:
            continue
        if not any(text.lower() in rest.lower() for text in example.answer_texts):
            yield replace(example, context=rest, answers=(), source="without_answer")


def _touches(part: Region, answers: Sequence[Region]) -> bool:
    return any(start < part[1] and part[0] < end for start, end in answers)


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
