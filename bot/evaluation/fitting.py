"""Fit a reader's calibration to cases: probability, threshold, null margin. Numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.calibration import Calibration
from bot.evaluation.cases import SEARCH, Case
from bot.evaluation.failures import RIGHT_F1

MAX_FALSE_ANSWERS = 0.1
"""The threshold lets at most this share of the unanswerable questions be answered, the misleading
ones that SQuAD 2.0 brings included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one threshold gives: shares, from 0 to 1, over answerable and other questions."""

    threshold: float
    answered: float
    false_answers: float
    precision: float
    answerable_f1: float


def fit(cases: Sequence[Case], reader: str, null_margin: float) -> Calibration:
    """The logistic curve, and the lowest threshold that keeps to `MAX_FALSE_ANSWERS`."""
    found = [case for case in cases if case.evidence is not None]
    rows = np.array([(case.evidence, 1.0) for case in found])
    right = np.array([case.f1 >= RIGHT_F1 for case in found])
    slope, bias = logistic(rows, right.astype(np.float64))
    points = curve(cases, float(slope), float(bias))
    kept = [point for point in points if point.false_answers <= MAX_FALSE_ANSWERS]
    return Calibration(
        reader=reader,
        slope=float(slope),
        bias=float(bias),
        threshold=min(point.threshold for point in kept),
        null_margin=null_margin,
        search=SEARCH,
    )


def curve(cases: Sequence[Case], slope: float, bias: float) -> list[Point]:
    """What each threshold from 1 % to 99 % gives; where nothing is found nothing is answered."""
    evidence = np.array([-np.inf if case.evidence is None else case.evidence for case in cases])
    sure = 1 / (1 + np.exp(-(slope * evidence + bias)))
    right = np.array([case.f1 for case in cases])
    answerable = np.array([case.answerable for case in cases])
    return [_point(percent / 100, sure, right, answerable) for percent in range(1, 100)]


def _point(
    threshold: float,
    sure: NDArray[np.float64],
    right: NDArray[np.float64],
    answerable: NDArray[np.bool_],
) -> Point:
    answered = sure >= threshold
    correct = answered & answerable & (right >= RIGHT_F1)
    return Point(
        threshold=threshold,
        answered=_share(answered[answerable]),
        false_answers=_share(answered[~answerable]),
        precision=float(correct.sum() / answered.sum()) if answered.any() else 1.0,
        answerable_f1=float((right * answered)[answerable].mean()) if answerable.any() else 0.0,
    )


def _share(of: NDArray[np.bool_]) -> float:
    return float(of.mean()) if of.size else 0.0


def logistic(
    rows: NDArray[np.float64], right: NDArray[np.float64], ridge: float = 1e-3
) -> NDArray[np.float64]:
    """The weights that best predict `right` (0 or 1) from `rows`: Newton's method, lightly ridged.

    Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning" (2009), section 4.4.1.
    """
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (right - probability) - ridge * weights
        spread = rows * (probability * (1 - probability))[:, None]
        step = np.linalg.solve(rows.T @ spread + ridge * np.eye(len(weights)), gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def best_null_margin(
    margins: Sequence[float], if_answered: Sequence[float], answerable: Sequence[bool]
) -> float:
    """The margin below which "no answer" gives the best F1 over all questions, as in SQuAD 2.0.

    `if_answered` is each question's F1 when answered (0 for the unanswerable ones).
    """
    order = np.argsort(margins)[::-1]
    gain = np.array([if_answered[i] - (0.0 if answerable[i] else 1.0) for i in order])
    best = int(np.argmax(np.cumsum(gain)))
    at = float(margins[order[best]])
    below = float(margins[order[best + 1]]) if best + 1 < len(order) else at - 1
    return (at + below) / 2
