"""Calibration and risk, worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.confidence import (
    Bin,
    RiskCoverage,
    calibration_error,
    reliability,
    risk_coverage,
    thin,
)


def test_bins_hold_the_mean_confidence_and_the_share_that_is_right() -> None:
    confidence = np.array([0.0, 0.1, 0.62, 0.66, 1.0])
    right = np.array([0.0, 1.0, 1.0, 0.0, 1.0])

    assert reliability(confidence, right, bins=5) == [
        Bin(low=0.0, high=0.2, count=2, confidence=0.05, right=0.5),
        Bin(low=0.6, high=0.8, count=2, confidence=pytest.approx(0.64), right=0.5),
        Bin(low=0.8, high=1.0, count=1, confidence=1.0, right=1.0),
    ]


def test_the_calibration_error_weighs_each_bin_by_its_answers() -> None:
    bins = [
        Bin(low=0.0, high=0.5, count=3, confidence=0.4, right=0.1),
        Bin(low=0.5, high=1.0, count=1, confidence=0.9, right=1.0),
    ]

    assert calibration_error(bins) == pytest.approx((3 * 0.3 + 0.1) / 4)


def test_risk_rises_as_the_less_sure_are_answered() -> None:
    # Surest first: right, wrong, right. Of four questions one has nothing to say.
    curve = risk_coverage(np.array([0.2, 0.9, 0.5]), np.array([1.0, 1.0, 0.0]), questions=4)

    assert curve.coverage == (0.25, 0.5, 0.75)
    assert curve.risk == pytest.approx((0, 1 / 2, 1 / 3))
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


@given(st.permutations([1.0, 1.0, 0.0, 1.0]))
def test_among_equals_the_order_does_not_matter(right: list[float]) -> None:
    curve = risk_coverage(np.full(4, 0.5), np.array(right), questions=4)

    assert curve.risk == pytest.approx((0.25, 0.25, 0.25, 0.25))


def test_a_thinned_curve_keeps_its_ends() -> None:
    coverage = tuple(i / 1000 for i in range(1, 1001))
    whole = RiskCoverage(coverage=coverage, risk=tuple(1 - c for c in coverage))

    some = thin(whole, points=50)

    assert len(some.risk) == len(some.coverage) == 50
    assert (some.coverage[0], some.coverage[-1]) == (0.001, 1.0)
    assert thin(some, points=50) == some
