"""What a tally comes to, worked out by hand."""

import math

import numpy as np
import pytest
from results import question, record

from bot.evaluation.figures import figures
from bot.evaluation.tally import Columns, Tally

RECORDS = [
    record(question("1", "Which river?", "Rhine"), "Rhine", 1.0, no_answer=0.1),
    record(question("2", "Who leads?", "Moon Jae-in"), "President Moon", 0.5, no_answer=0.2),
    record(question("3", "Where is it?", "Basel"), "", 0.0, guess="Bern", no_answer=0.6),
    record(question("4", "Why?"), "Etna", 0.0, no_answer=0.3),
    record(question("5", "How many?"), "", 1.0, no_answer=1.0),
]


def test_a_column_is_empty_where_a_row_lacks_its_name() -> None:
    columns = Columns()
    columns.add({"a": 1.0})
    columns.add({"b": 2.0})
    columns.add({"a": 3.0, "b": 4.0})

    assert columns.names() == ["a", "b"]
    np.testing.assert_equal(columns["a"], [1.0, math.nan, 3.0])
    np.testing.assert_equal(columns["b"], [math.nan, 2.0, 4.0])
    np.testing.assert_equal(columns["c"], [math.nan] * 3)


def test_figures_of_five_questions() -> None:
    found = figures(Tally(RECORDS))

    assert found.counts == {
        "answerable": 3,
        "answered": 2,
        "right": 2,
        "unanswerable": 2,
        "refused": 1,
    }
    assert found.failures == {"refused_wrongly": 1, "should_refuse": 1}
    assert found.metrics["f1"] == pytest.approx(50.0)
    assert found.metrics["HasAns_f1"] == pytest.approx(50.0)
    assert found.metrics["answered"] == 60.0
    # Surest first: right, right (F1 of a half), wrong (unanswerable), wrong ("Bern").
    assert found.risk_coverage is not None
    assert found.risk_coverage.coverage == (0.2, 0.4, 0.6, 0.8)
    assert found.risk_coverage.risk == pytest.approx((0, 0, 1 / 3, 1 / 2))
    assert found.metrics["risk_coverage_area"] == pytest.approx(100 * (1 / 3 + 1 / 2) / 4)
    # 0.9 and 0.8 sure and right, 0.7 and 0.4 sure and wrong, each in a bin of its own.
    assert found.metrics["ece"] == pytest.approx(100 * (0.1 + 0.2 + 0.7 + 0.4) / 4)
    # One after the other, by probability: 2 refusals at first, + 1, + a half, - 1, + 0, + 0.
    assert found.metrics["best_f1"] == pytest.approx(70.0)
    assert found.metrics["best_f1_thresh"] == 0.2
    assert found.baselines == {
        "always_refuse": {
            "exact": 40.0,
            "f1": 40.0,
            "HasAns_exact": 0.0,
            "HasAns_f1": 0.0,
            "NoAns_exact": 100.0,
            "NoAns_f1": 100.0,
        }
    }
    assert found.breakdown["article"] == {
        "no article named": {"total": 2, "f1": 50.0, "exact": 50.0, "answered": 50.0},
        "rhine.txt": {
            "total": 3,
            "f1": pytest.approx(50.0),
            "exact": pytest.approx(100 / 3),
            "answered": pytest.approx(200 / 3),
        },
    }
    assert found.latency == {"all": {"median": 20.0, "p95": 20.0, "questions": 5}}
    assert set(found.intervals) == {
        "exact", "f1", "HasAns_exact", "HasAns_f1", "NoAns_exact", "NoAns_f1", "answered",
    }  # fmt: skip
    low, high = found.intervals["f1"]
    assert 0 <= low < 50 < high <= 100


def test_a_share_of_all_is_not_said_to_be_certain() -> None:
    right = [record(question(str(i), "Which river?", "Rhine"), "Rhine", 1.0) for i in range(3)]

    assert figures(Tally(right)).intervals["f1"] == pytest.approx((100 * 0.025 ** (1 / 3), 100))


def test_official_metrics_known_beforehand_stand() -> None:
    found = figures(Tally(RECORDS), {"exact": 1.0, "f1": 2.0, "total": 5})

    assert (found.metrics["exact"], found.metrics["f1"]) == (1.0, 2.0)


def test_no_question_has_no_figures() -> None:
    assert figures(Tally()).metrics == {"total": 0}


@pytest.mark.parametrize("no_answer", [-3.5, 1.5])
def test_a_score_that_is_no_probability_has_a_risk_but_no_calibration_error(
    no_answer: float,
) -> None:
    odd = record(question("1", "Which river?", "Rhine"), "Rhine", 1.0, no_answer=no_answer)

    found = figures(Tally([odd, *RECORDS]))

    assert "risk_coverage_area" in found.metrics
    assert "ece" not in found.metrics
    assert found.reliability == ()
