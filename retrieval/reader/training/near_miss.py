"""Make unanswerable questions out of answerable ones, as a careless reader meets them.

Two kinds. *Swapped*: a name or number that the question shares with its context is replaced by one
of the same kind from elsewhere in the same article, so the context speaks of nearly that, and does
not say. *Misplaced*: the question is put, as it is, to the passage that BM25 ranks best among those
that do not hold the answer, which is what a reader behind a retriever meets most.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rank_bm25 import BM25Okapi

from retrieval.reader.training.examples import Example
from retrieval.sentences import sentences

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_WORD = re.compile(r"\w+")
_CANDIDATES = 5
"""Only BM25's first few are looked at: further down a passage no longer looks like an answer."""

_Choices = Iterator[tuple[list[re.Match[str]], list[str]]]
"""What may go out of the question and what may come in for it, the better kind of word first."""


def swapped(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """One unanswerable copy of each example in which something can be swapped."""
    by_title: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        by_title[example.title].add(example.context)
    pools = {
        (title, pattern): sorted({m for text in texts for m in pattern.findall(text)})
        for title, texts in by_title.items()
        for pattern in (_NAME, _NUMBER)
    }
    for example in examples:
        if example.answers:
            yield from _exchanged(example, _swaps(example, pools), rng, source="swapped")


def _swaps(example: Example, pools: dict[tuple[str, re.Pattern[str]], list[str]]) -> _Choices:
    for pattern in (_NUMBER, _NAME):
        shared = [m for m in pattern.finditer(example.question) if m.group() in example.context]
        strangers = [
            text
            for text in pools[example.title, pattern]
            if text not in example.context and text not in example.question
        ]
        yield shared, strangers


def confused(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """One unanswerable copy of each example whose context names another of the kind asked about.

    Unlike `swapped`, the stranger stands in the context, in another sentence than the answer. Some
    of what is made still has an answer: what is said of one may hold of the other.
    """
    for example in examples:
        yield from _exchanged(example, _confusions(example), rng, source="confused")


def _confusions(example: Example) -> _Choices:
    elsewhere = _elsewhere(example)
    for pattern in (_NUMBER, _NAME):
        shared = [m for m in pattern.finditer(example.question) if m.group() not in elsewhere]
        strangers = sorted(
            text for text in set(pattern.findall(elsewhere)) if text not in example.question
        )
        yield shared, strangers


def _elsewhere(example: Example) -> str:
    """The context without the sentences of the answers; empty if there is no answer."""
    if not example.answers:
        return ""
    return " ".join(
        example.context[start:end]
        for start, end in sentences(example.context)
        if not any(s < end and start < e for s, e in example.answers)
    )


def _exchanged(
    example: Example, choices: _Choices, rng: random.Random, *, source: str
) -> Iterator[Example]:
    """The example without an answer, one stranger in its question; nothing where none is found."""
    for shared, strangers in choices:
        if shared and strangers:
            match = rng.choice(shared)
            stranger = _alike(match.group(), strangers, rng)
            before, after = example.question[: match.start()], example.question[match.end() :]
            yield replace(example, question=before + stranger + after, answers=(), source=source)
            return


def _alike(text: str, strangers: list[str], rng: random.Random) -> str:
    same_length = [s for s in strangers if len(s.split()) == len(text.split())]
    if text.isdigit():
        same_length = [s for s in strangers if s.isdigit() and len(s) == len(text)] or same_length
    return rng.choice(same_length or strangers)


def misplaced(examples: Sequence[Example], rng: random.Random, *, keep: float) -> Iterator[Example]:
    """A share `keep` of the answerable examples, each on BM25's best context without its answer."""
    contexts = sorted({example.context for example in examples})
    index = BM25Okapi([_words(context) for context in contexts])
    for example in examples:
        if not example.answers or rng.random() >= keep:
            continue
        scores = index.get_scores(_words(example.question))
        best = scores.argsort()[::-1][:_CANDIDATES]
        wrong = [contexts[i] for i in best if not _holds_answer(example, contexts[i])]
        if wrong:
            yield replace(example, context=wrong[0], answers=(), source="misplaced")


def _holds_answer(example: Example, context: str) -> bool:
    lowered = context.lower()
    return any(text.lower() in lowered for text in example.answer_texts)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
