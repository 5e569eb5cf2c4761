"""Whether confidence means what it says, and what it is worth: numbers, no text.

Guo et al., "On Calibration of Modern Neural Networks" (2017), for the reliability bins and the
expected calibration error; El-Yaniv and Wiener, "On the Foundations of Noise-free Selective
Classification" (2010), for risk and coverage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The answers whose confidence lies in one stretch from `low` to `high`.

    `confidence` is their mean and `right` the share of them that is right, both from 0 to 1.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(confidence: Numbers, right: Numbers, bins: int = BINS) -> list[Bin]:
    """Bins of equal width, those without an answer left out; the upper end belongs to the bin."""
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    return [
        Bin(
            low=i / bins,
            high=(i + 1) / bins,
            count=int((place == i).sum()),
            confidence=float(confidence[place == i].mean()),
            right=float(right[place == i].mean()),
        )
        for i in range(bins)
        if (place == i).any()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance, from 0 to 1, between confidence and the share that is right."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / total


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCoverage:
    """What answering only the surest questions gives: at `coverage[i]` of all questions answered,
    `risk[i]` of the answers are wrong. Shares from 0 to 1, coverage rising.
    """

    coverage: tuple[float, ...]
    risk: tuple[float, ...]

    @property
    def area(self) -> float:
        """The mean risk over all coverages reached: the lower, the better is confidence worth."""
        return float(np.mean(self.risk))


def risk_coverage(confidence: Numbers, right: Numbers, questions: int) -> RiskCoverage:
    """The curve over `questions`, of which those given here have an answer to give.

    Answers of equal confidence are taken in every order at once: each counts as wrong as their
    mean, so that the order of the questions does not matter.
    """
    order = np.argsort(-confidence, kind="stable")
    _, tied = np.unique(confidence[order], return_inverse=True)
    share = np.bincount(tied, weights=right[order]) / np.bincount(tied)
    answered = np.arange(1, len(order) + 1)
    risk = 1 - np.cumsum(share[tied]) / answered
    return RiskCoverage(coverage=tuple((answered / questions).tolist()), risk=tuple(risk.tolist()))


def thin(curve: RiskCoverage, points: int = 200) -> RiskCoverage:
    """The curve with at most `points`, evenly chosen, its first and last among them."""
    if len(curve.risk) <= points:
        return curve
    kept = np.linspace(0, len(curve.risk) - 1, points).round().astype(int)
    return RiskCoverage(
        coverage=tuple(curve.coverage[i] for i in kept), risk=tuple(curve.risk[i] for i in kept)
    )
