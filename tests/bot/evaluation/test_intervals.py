"""Bootstrap intervals: where they are known, and that all columns are resampled alike."""

import math

import numpy as np
import pytest

from bot.evaluation.intervals import all_alike, intervals


def test_what_never_varies_has_no_width() -> None:
    assert intervals({"all": np.ones(10)}) == {"all": (1.0, 1.0)}


def test_a_share_has_about_the_interval_of_the_binomial() -> None:
    # 200 of 400: the standard error is 0.025, so 95 % lie within 0.049.
    low, high = intervals({"half": np.array([1.0, 0.0] * 200)})["half"]

    assert (low, high) == pytest.approx((0.451, 0.549), abs=0.006)


def test_a_question_that_does_not_count_changes_nothing_but_the_width() -> None:
    column = np.array([1.0, 0.0] * 50)
    padded = np.concatenate([column, np.full(300, math.nan)])

    low, high = intervals({"padded": padded})["padded"]

    assert (low, high) == pytest.approx((0.4, 0.6), abs=0.03)


def test_columns_are_resampled_together() -> None:
    column = np.array([1.0, 0.0, 0.0, 1.0, 1.0])

    found = intervals({"a": column, "b": 1 - column})

    assert found["a"] == pytest.approx((1 - found["b"][1], 1 - found["b"][0]))


def test_the_same_figures_give_the_same_interval() -> None:
    column = {"a": np.array([0.2, 0.9, 0.4, 0.7])}

    assert intervals(column) == intervals(column)


def test_a_column_without_a_number_has_no_interval() -> None:
    assert intervals({"none": np.full(3, math.nan)}) == {}
    assert intervals({}) == {}


def test_a_share_of_all_or_nothing_has_the_exact_interval() -> None:
    # Two of two: the least share that gives them in 2.5 of 100 sets is the root of 0.025.
    assert all_alike(np.array([1.0, math.nan, 1.0])) == pytest.approx((math.sqrt(0.025), 1.0))
    assert all_alike(np.zeros(1)) == pytest.approx((0.0, 0.975))


@pytest.mark.parametrize("column", [[1.0, 0.0], [0.5, 0.5], [math.nan], []])
def test_any_other_share_has_none(column: list[float]) -> None:
    assert all_alike(np.array(column)) is None
