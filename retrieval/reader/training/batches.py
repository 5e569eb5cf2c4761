"""Turn examples into padded batches of windows with soft targets.

Knows numbers only: no torch here, so that what a model is fed can be tested without it.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.reader.training.examples import Example
from retrieval.reader.windows import Window, Windower

BUCKET = 32
"""Batches are padded to a multiple of this many tokens: few shapes, so kernels are reused."""

SHUFFLE_BATCHES = 40
"""Windows are sorted by length within this many batches' worth: little padding, good mixing."""

NULL = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A window and its target spans in token positions, one per vote; `(0, 0)` is "not here"."""

    window: Window
    targets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Arrays of shape (windows, tokens); `starts` and `ends` are distributions over the tokens."""

    input_ids: NDArray[np.int64]
    type_ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]


def samples(examples: Iterable[Example], windower: Windower) -> Iterator[Sample]:
    """The windows of each example that hold an answer, and at most one that does not."""
    for example in examples:
        seen_null = False
        for window in windower.windows(example.question, example.context):
            targets = tuple(_targets(window, example.answers))
            if targets or not seen_null:
                yield Sample(window=window, targets=targets or (NULL,))
            seen_null = seen_null or not targets


def _targets(window: Window, answers: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Token positions of the answers that lie wholly in the window."""
    for start, end in answers:
        inside = [i for i, (s, e) in enumerate(window.offsets) if s < end and e > start]
        if inside and window.offsets[0][0] <= start and end <= window.offsets[-1][1]:
            yield window.first + inside[0], window.first + inside[-1]


def masked(sample: Sample, share: float, mask_id: int, rng: random.Random) -> Sample:
    """The sample with about `share` of the question's and passage's tokens hidden.

    Word dropout, as in Iyyer et al., "Deep Unordered Composition" (2015), section 2.3, with the
    token that BERT-like encoders know for "something stands here".
    """
    window = sample.window
    words = range(window.first, window.first + len(window.offsets))
    hidden = {
        i for i in (*range(window.null + 1, window.first - 1), *words) if rng.random() < share
    }
    ids = tuple(mask_id if i in hidden else id_ for i, id_ in enumerate(window.input_ids))
    return replace(sample, window=replace(window, input_ids=ids))


def batches(
    pool: Sequence[Sample], *, tokens_per_batch: int, rng: random.Random
) -> list[Sequence[Sample]]:
    """The samples shuffled and grouped by like length, each group near `tokens_per_batch`."""
    shuffled = list(pool)
    rng.shuffle(shuffled)
    groups: list[Sequence[Sample]] = []
    longest = max((_padded(sample) for sample in pool), default=BUCKET)
    chunk = SHUFFLE_BATCHES * max(1, tokens_per_batch // longest)
    for at in range(0, len(shuffled), chunk):
        by_length = sorted(shuffled[at : at + chunk], key=_padded)
        groups.extend(_groups(by_length, tokens_per_batch))
    rng.shuffle(groups)
    return groups


def _groups(by_length: Sequence[Sample], tokens_per_batch: int) -> Iterator[Sequence[Sample]]:
    group: list[Sample] = []
    for sample in by_length:
        if group and (len(group) + 1) * _padded(sample) > tokens_per_batch:
            yield group
            group = []
        group.append(sample)
    if group:
        yield group


def _padded(sample: Sample) -> int:
    return -(-len(sample.window.input_ids) // BUCKET) * BUCKET


def collate(group: Sequence[Sample]) -> Batch:
    """One batch, padded to the bucket of its longest window."""
    shape = (len(group), max(_padded(sample) for sample in group))
    input_ids, type_ids, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    starts, ends = (np.zeros(shape, dtype=np.float32) for _ in range(2))
    for row, sample in enumerate(group):
        length = len(sample.window.input_ids)
        input_ids[row, :length] = sample.window.input_ids
        type_ids[row, :length] = sample.window.type_ids
        mask[row, :length] = 1
        for start, end in sample.targets:
            starts[row, start] += 1 / len(sample.targets)
            ends[row, end] += 1 / len(sample.targets)
    return Batch(input_ids=input_ids, type_ids=type_ids, mask=mask, starts=starts, ends=ends)
