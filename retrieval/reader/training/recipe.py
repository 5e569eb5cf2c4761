"""Which examples the shipped reader is trained on, in which order: the broad sets, the clean last.

The model card says what each part is for and what it gave.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.reader.training.examples import Example, read_squad, split
from retrieval.reader.training.excerpts import excerpt, without_answer
from retrieval.reader.training.near_miss import confused, misplaced, swapped
from retrieval.reader.training.news import news
from retrieval.reader.training.opposites import negations, opposites

BROAD = ("reddit", "amazon_reviews", "fairytale")
"""Far from articles in matter and tone: good for the form of questions, cropped to save time."""

CLEAN = ("squad2", "new_wiki")
"""Encyclopaedic articles with several annotators: nearest to what owners ask; read most often."""

CROP_WORDS = 110

AVERAGED = (0.0, 0.645, 1.0)
"""The second round's start, end, and where its first pass is nearly through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Passes over examples under one learning rate, which rises and falls once.

    `masked` is the share of the words that the reader does not get to see, so that it learns to
    read and not to remember: these rounds repeat what it has read before. It ends with the mean
    of the weights at the shares `averaged` of its steps.
    """

    passes: list[list[Example]]
    learning_rate: float
    masked: float = 0.0
    averaged: tuple[float, ...] = (1.0,)


def shipped_recipe(data: Path, seed: int) -> list[Round]:
    """Both rounds of the shipped reader over the training articles of the files in `data`."""
    train, _ = split(
        example for path in sorted(data.glob("train-*.json*")) for example in read_squad(path)
    )
    return [_first_round(train, random.Random(seed)), _second_round(train, random.Random(seed + 1))]


def _first_round(train: Sequence[Example], rng: random.Random) -> Round:
    """From the encoder: what a question is, and where answers lie."""
    clean, broad, sentences = _sets(train, rng)
    passes = [_first_pass(clean, broad, sentences, rng), _last_pass(clean, sentences, rng)]
    return Round(passes=passes, learning_rate=1.5e-4)


def _second_round(train: Sequence[Example], rng: random.Random) -> Round:
    """From the first round: hard near misses, and excerpts as the retriever serves them."""
    clean, broad, sentences = _sets(train, rng)
    excerpts = [excerpt(example, rng) for example in clean]
    reported = [example for example in sentences if "wikinews" in example.title]
    near_misses = _hard_near_misses(clean, rng) + _hard_near_misses(excerpts, rng)
    rng.shuffle(near_misses)
    half = len(near_misses) // 2
    company = sorted({example.context for example in excerpts})
    mixed = [
        *clean,
        *_some(broad, 14_000, rng),
        *_some(sentences, 18_000, rng),
        *near_misses[:half],
        *_misplaced_by_source(clean, rng, keep={"squad2": 0.3, "new_wiki": 0.3}),
        *news(3_000, rng, company),
    ]
    last = [
        *excerpts,
        *_some(reported, 4_000, rng),
        *near_misses[half:],
        *_misplaced_by_source(excerpts, rng, keep={"squad2": 0.15, "new_wiki": 0.15}),
        *news(2_000, rng, company),
    ]
    return Round(passes=[mixed, last], learning_rate=1e-4, masked=0.05, averaged=AVERAGED)


def own_recipe(questions: Path, seed: int) -> Round:
    """One SQuAD file of an owner's, thrice, gently, with near misses made of it.

    Without unanswerable questions among them a reader would forget to refuse.
    """
    rng = random.Random(seed)
    own = read_squad(questions)
    once = [*own, *without_answer(own), *misplaced(own, rng, keep=0.5)]
    return Round(passes=[once] * 3, learning_rate=3e-5, masked=0.05)


def _hard_near_misses(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    """Unanswerable questions nearer to SQuAD 2.0's own than a stranger's name makes them."""
    return [
        *_some(list(without_answer(examples)), 1_500, rng),
        *_some(list(opposites(examples, rng)), 1_200, rng),
        *_some(list(negations(examples)), 300, rng),
        *_some(list(confused(examples, rng)), 1_000, rng),
        *_some(list(swapped(examples, rng)), 1_000, rng),
    ]


def _some(examples: Sequence[Example], count: int, rng: random.Random) -> list[Example]:
    return rng.sample(examples, min(count, len(examples)))


def _sets(
    train: Sequence[Example], rng: random.Random
) -> tuple[list[Example], list[Example], list[Example]]:
    """(clean, broad, QAMR's sentences joined)."""
    sets: dict[str, list[Example]] = defaultdict(list)
    for example in train:
        sets[example.source].append(example)
    clean = [example for source in CLEAN for example in sets[source]]
    broad = [crop(example, rng) for source in BROAD for example in sets[source]]
    return clean, broad, list(join_neighbours(sets["qamr"], rng))


def _first_pass(
    clean: list[Example], broad: list[Example], sentences: list[Example], rng: random.Random
) -> list[Example]:
    short = rng.sample(sentences, min(20_000, len(sentences)))
    return [
        *clean,
        *broad,
        *short,
        *_misplaced_by_source([*clean, *broad], rng, keep={"squad2": 0.5, "new_wiki": 0.5}),
        *swapped(clean, rng),
        *list(swapped(short, rng))[:3_000],
        *news(3_000, rng),
    ]


def _last_pass(clean: list[Example], sentences: list[Example], rng: random.Random) -> list[Example]:
    reported = [example for example in sentences if "wikinews" in example.title]
    near_misses = list(swapped(clean, rng))
    return [
        *clean,
        *_misplaced_by_source(clean, rng, keep={"squad2": 0.5, "new_wiki": 0.5}),
        *rng.sample(near_misses, min(2_000, len(near_misses))),
        *rng.sample(reported, min(4_000, len(reported))),
        *news(1_500, rng),
    ]


def _misplaced_by_source(
    examples: Iterable[Example], rng: random.Random, keep: dict[str, float]
) -> Iterator[Example]:
    """Hard negatives from within each source; a source not in `keep` gives one in eight."""
    sets: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        sets[example.source].append(example)
    for source, members in sets.items():
        yield from misplaced(members, rng, keep=keep.get(source, 0.125))


def crop(example: Example, rng: random.Random) -> Example:
    """The example on a stretch of at most `CROP_WORDS` words around its first answer."""
    words = example.context.split(" ")
    if len(words) <= CROP_WORDS or not example.answers:
        return example
    start, end = example.answers[0]
    first = example.context.count(" ", 0, start)
    last = example.context.count(" ", 0, end)
    low = max(0, last - CROP_WORDS + 1)
    begin = rng.randint(min(low, first), min(first, len(words) - 1))
    left = sum(len(word) + 1 for word in words[:begin])
    context = " ".join(words[begin : begin + CROP_WORDS])
    shifted = ((s - left, e - left) for s, e in example.answers)
    answers = tuple((s, e) for s, e in shifted if s >= 0 and e <= len(context))
    return replace(example, context=context, answers=answers) if answers else example


def join_neighbours(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """One-sentence contexts joined to stretches of 1 to 3 neighbours, so that there is a choice."""
    by_title: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        if example.context not in by_title[example.title][-1:]:
            by_title[example.title].append(example.context)
    for example in examples:
        neighbours = by_title[example.title]
        at = neighbours.index(example.context)
        begin = max(0, at - rng.randint(0, 2))
        before = "".join(text + " " for text in neighbours[begin:at])
        after = neighbours[at + 1 : begin + 3]
        yield replace(
            example,
            context=before + " ".join([example.context, *after]),
            answers=tuple((s + len(before), e + len(before)) for s, e in example.answers),
        )
