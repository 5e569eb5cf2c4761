"""Before and after: what changed, which questions flipped, and whether chance explains it.

McNemar, "Note on the sampling error of the difference between correlated proportions" (1947), in
its exact form: under chance a flipped question is as likely to be mended as broken.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation.failures import RIGHT_F1
from bot.evaluation.intervals import Interval, intervals
from bot.evaluation.old_results import Before, OldResult, primary
from bot.evaluation.records import Record
from retrieval.errors import QuestionSetError


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A question that went the other way."""

    id: str
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed since an earlier result, over the questions that both have.

    `changes` are points by metric. `gain` is the mean change of the primary score in points, with
    its interval, and `p` the exact probability, by chance alone, of flips as one-sided as these.
    """

    path: Path
    changes: Mapping[str, float]
    settings: Mapping[str, tuple[Any, Any]]
    mended: tuple[Flip, ...]
    broken: tuple[Flip, ...]
    shared: int
    only_before: int
    only_now: int
    gain: float
    gain_interval: Interval | None
    p: float


def check_comparable(old: OldResult, stage: str) -> None:
    """Raises `QuestionSetError` where one result scores search and the other answers."""
    before = old.settings.get("stage", stage)
    if before != stage and "retrieve" in (before, stage):
        raise QuestionSetError(
            f"--compare {old.path} scored the stage {before!r}, which says nothing of {stage!r}."
        )


def compare(
    old: OldResult,
    records: Iterable[Record],
    metrics: Mapping[str, float],
    settings: Mapping[str, Any],
) -> Comparison:
    """Compare question by question; one whose text or answers changed counts as another."""
    mended: list[Flip] = []
    broken: list[Flip] = []
    gains: list[float] = []
    now = 0
    for record in records:
        now += 1
        before = old.questions.get(record.question.id)
        if before is None or not _same(before, record):
            continue
        after = primary(record.scores)
        gains.append(after - before.score)
        if (after >= RIGHT_F1) != (before.score >= RIGHT_F1):
            (mended if after >= RIGHT_F1 else broken).append(_flip(before, record))
    if not gains:
        raise QuestionSetError(f"--compare {old.path} has none of these questions.")
    points = 100 * np.array(gains)
    return Comparison(
        path=old.path,
        changes={n: metrics[n] - old.metrics[n] for n in metrics if n in old.metrics},
        settings=_changed(old.settings, settings),
        mended=tuple(mended),
        broken=tuple(broken),
        shared=len(gains),
        only_before=len(old.questions) - len(gains),
        only_now=now - len(gains),
        gain=float(points.mean()),
        gain_interval=intervals({"gain": points})["gain"],
        p=mcnemar(len(mended), len(broken)),
    )


def mcnemar(mended: int, broken: int) -> float:
    """The two-sided exact probability that chance splits the flips at least as unevenly."""
    flips, fewer = mended + broken, min(mended, broken)
    tail = sum(math.comb(flips, k) for k in range(fewer + 1))
    return min(1.0, float(2 * tail / 2**flips))


def _same(before: Before, record: Record) -> bool:
    return before.question == record.question.text and before.answers == record.question.answers


def _flip(before: Before, record: Record) -> Flip:
    return Flip(
        id=record.question.id,
        question=record.question.text,
        before=before.prediction,
        after=record.prediction,
    )


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        name: (before[name], now[name])
        for name in now
        if name in before and before[name] != json.loads(json.dumps(now[name]))
    }


def to_fields(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON holds it."""
    return {
        "with": str(found.path),
        "changes": dict(found.changes),
        "settings": {name: list(pair) for name, pair in found.settings.items()},
        "shared": found.shared,
        "only_before": found.only_before,
        "only_now": found.only_now,
        "gain": found.gain,
        "gain_interval": list(found.gain_interval) if found.gain_interval else None,
        "p": found.p,
        "mended": [_flip_fields(flip) for flip in found.mended],
        "broken": [_flip_fields(flip) for flip in found.broken],
    }


def _flip_fields(flip: Flip) -> dict[str, str]:
    return {name: getattr(flip, name) for name in flip.__slots__}
