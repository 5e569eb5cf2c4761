"""Fitting: known curves are found again, and thresholds keep what they promise."""

import numpy as np
import pytest

from bot.evaluation.cases import SEARCH, Case
from bot.evaluation.fitting import best_null_margin, curve, fit, logistic


def case(evidence: float | None, f1: float, *, answerable: bool = True) -> Case:
    return Case(evidence=evidence, f1=f1, answerable=answerable)


def test_logistic_finds_the_log_odds_of_counted_cases() -> None:
    # Of 4 cases with x = 0 one is right, of 4 with x = 1 three are: log odds -ln 3 and +ln 3.
    rows = np.array([[0, 1.0]] * 4 + [[1, 1.0]] * 4)
    right = np.array([1.0, 0, 0, 0, 1, 1, 1, 0])

    weights = logistic(rows, right, ridge=0.0)

    assert weights == pytest.approx([2 * np.log(3), -np.log(3)])


def test_logistic_stays_finite_on_cases_that_can_be_told_apart_wholly() -> None:
    weights = logistic(np.array([[-1.0, 1.0], [1.0, 1.0]]), np.array([0.0, 1.0]))

    assert np.isfinite(weights).all()
    assert weights[0] > 0


def test_the_threshold_keeps_false_answers_to_one_in_ten() -> None:
    right = [case(margin, 1.0) for margin in np.linspace(0, 6, 40)]
    wrong = [case(margin, 0.0, answerable=False) for margin in np.linspace(-6, 2, 40)]

    calibration = fit([*right, *wrong], "toy", null_margin=0.5)

    fitted = curve([*right, *wrong], calibration.slope, calibration.bias)
    points = {point.threshold: point for point in fitted}
    assert points[calibration.threshold].false_answers <= 0.1
    below = [p for t, p in points.items() if t < calibration.threshold]
    assert all(point.false_answers > 0.1 for point in below)
    assert calibration.reader == "toy"
    assert calibration.null_margin == 0.5
    assert calibration.search == SEARCH  # what the evidence of the cases was weighed with


def test_a_threshold_answers_from_its_confidence_on() -> None:
    # With slope 1 and bias 0 a margin of 0 is 50 % sure.
    cases = [case(0.0, 1.0), case(-0.1, 1.0), case(0.1, 0.4), case(3.0, 0.0, answerable=False)]

    (point,) = [p for p in curve(cases, 1.0, 0.0) if p.threshold == 0.5]

    # Two of the three answerable ones are answered, one of the three answers is right.
    assert (point.answered, point.false_answers) == (pytest.approx(2 / 3), 1.0)
    assert point.precision == pytest.approx(1 / 3)
    assert point.answerable_f1 == pytest.approx(1.4 / 3)


def test_a_question_without_a_passage_is_not_answered() -> None:
    assert {p.false_answers for p in curve([case(None, 0.0, answerable=False)], 1.0, 0.0)} == {0.0}


def test_the_null_margin_lies_where_answering_stops_paying() -> None:
    # Sorted by margin: 5 right, 3 right, 1 unanswerable, -2 right. Answering the first two gains 2,
    # the third loses the 1 point for "no answer", the fourth only makes up for it: between 3 and 1.
    margins, overlap = [1.0, 5.0, -2.0, 3.0], [0.0, 1.0, 0.5, 1.0]
    answerable = [False, True, True, True]

    assert best_null_margin(margins, overlap, answerable) == 2.0
