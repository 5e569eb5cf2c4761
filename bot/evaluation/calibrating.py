"""`footnote calibrate`: find the threshold that is right often enough on the owner's questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.table import Table

from bot.answering import Answerer
from bot.build import Library, build_answerer
from bot.calibration import Calibration
from bot.errors import SettingsError
from bot.evaluation.failures import RIGHT_F1
from bot.evaluation.intervals import LEVEL, all_alike, intervals
from bot.evaluation.official import f1
from bot.evaluation.question_sets import Question
from retrieval.errors import QuestionSetError
from retrieval.interfaces import Reader
from retrieval.types import Answer

STEPS = tuple(percent / 100 for percent in range(5, 100, 5))
"""The thresholds that the table shows; the one that is chosen may lie between."""

ENOUGH = 35
"""So many answers tell a share of 90 % to within 10 points: 1.96² · 0.9 · 0.1 / 0.1² is 34.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What became of one question when it was answered whatever it took.

    `confidence` is 0 where nothing was found at all.
    """

    answerable: bool
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a threshold gives: shares from 0 to 1, None where there is nothing to divide by.

    `precision` is the share of the answers that are right, `answered` that of the answerable
    questions, `refused` that of the unanswerable ones.
    """

    threshold: float
    precision: float | None
    answered: float | None
    refused: float | None


def ask_all(
    questions: Iterable[Question], library: Library, reader: Reader, calibration: Calibration
) -> list[Asked]:
    """Each question's best answer with the threshold out of the way."""
    answerer = build_answerer(library, reader, calibration=replace(calibration, threshold=0.0))
    return [_ask(question, answerer) for question in questions]


def _ask(question: Question, answerer: Answerer) -> Asked:
    reply, answerable = answerer.answer(question.text), bool(question.answers)
    if not isinstance(reply, Answer):
        return Asked(answerable=answerable, confidence=0.0, right=False)
    right = answerable and f1(question.answers, reply.text) >= RIGHT_F1
    return Asked(answerable=answerable, confidence=reply.confidence, right=right)


def setting(asked: Sequence[Asked], threshold: float) -> Setting:
    """What `threshold` gives on these questions."""
    answered = _answered(asked, threshold)
    answerable = [a for a in asked if a.answerable]
    unanswerable = [a for a in asked if not a.answerable]
    return Setting(
        threshold=threshold,
        precision=_share(sum(a.right for a in answered), len(answered)),
        answered=_share(sum(a.answerable for a in answered), len(answerable)),
        refused=_share(sum(a not in answered for a in unanswerable), len(unanswerable)),
    )


def choose(asked: Sequence[Asked], precision: float) -> Setting:
    """The lowest threshold at which at least `precision` of the answers are right.

    Lower thresholds answer more. Raises `QuestionSetError` if there is none, with the best there
    is.
    """
    if not 0 < precision <= 1:
        raise SettingsError(f"--precision {precision} is no share; choose one such as 0.9.")
    settings = [setting(asked, level) for level in sorted({a.confidence for a in asked} - {0.0})]
    for candidate in settings:
        if candidate.precision is not None and candidate.precision >= precision:
            return candidate
    best = max((s.precision for s in settings if s.precision is not None), default=0.0)
    raise QuestionSetError(
        f"No threshold is right in {precision:.0%} of its answers on these questions; the best "
        f"reaches {best:.0%}. Ask for less with --precision, and see footnote eval for what fails."
    )


def doubt(asked: Sequence[Asked], threshold: float) -> str:
    """How little is known of a precision that few answers stand for, `""` if there are enough."""
    right = np.array([float(a.right) for a in _answered(asked, threshold)])
    if not 0 < right.size < ENOUGH:
        return ""
    low, high = all_alike(right) or intervals({"right": right})["right"]
    many = "1 answer decides" if right.size == 1 else f"{right.size} answers decide"
    return (
        f"Only {many} this: {right.mean():.0%} right, where chance alone leaves open {low:.0%} to "
        f"{high:.0%} ({LEVEL} % interval). From {ENOUGH} answers on it is known to some 10 points."
    )


def _answered(asked: Sequence[Asked], threshold: float) -> list[Asked]:
    return [a for a in asked if a.confidence >= threshold and a.confidence > 0]


def table(asked: Sequence[Asked], chosen: Setting) -> Table:
    """Precision and coverage at each setting, the chosen one marked."""
    shown = sorted([chosen, *(setting(asked, step) for step in STEPS)], key=lambda s: s.threshold)
    grid = Table(box=None)
    for heading in ("threshold", "right of the answers", "answered", "refused rightly", ""):
        grid.add_column(heading, justify="right")
    for row in shown:
        shares = (_percent(share) for share in (row.precision, row.answered, row.refused))
        grid.add_row(f"{row.threshold:.3f}", *shares, "chosen" if row is chosen else "")
    return grid


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"
