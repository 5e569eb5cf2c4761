"""The official metrics, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.official import (
    Scored,
    best_thresholds,
    exact_match,
    f1,
    metrics_of,
    normalize,
    official_metrics,
    percentage,
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The  Black Death.", "black death"),
        ("an U.S. president", "us president"),
        ("a an the", ""),
        ("“quoted”", "“quoted”"),  # the official script knows ASCII punctuation only
        ("theatre", "theatre"),
    ],
)
def test_normalize_drops_case_punctuation_and_english_articles(text: str, plain: str) -> None:
    assert normalize(text) == plain


def test_f1_counts_shared_words_of_the_best_accepted_answer() -> None:
    # Predicted 3 words, 2 of them in the 2 of "moon jaein": precision 2/3, recall 1, F1 4/5.
    assert f1(["Kim", "Moon Jae-in"], "President Moon Jae-in") == pytest.approx(0.8)


def test_f1_counts_a_repeated_word_as_often_as_both_have_it() -> None:
    # One "new" in common of 2 and of 1: precision 1/2, recall 1, F1 2/3.
    assert f1(["New"], "new new") == pytest.approx(2 / 3)


def test_no_answer_scores_on_an_unanswerable_question_only() -> None:
    assert (f1([], ""), exact_match([], "")) == (1.0, 1.0)
    assert (f1([], "Rhine"), exact_match([], "Rhine")) == (0.0, 0.0)
    assert (f1(["Rhine"], ""), exact_match(["Rhine"], "")) == (0.0, 0.0)


def test_an_accepted_answer_of_articles_alone_does_not_count() -> None:
    assert exact_match(["the", "Rhine"], "") == 0.0
    assert exact_match(["the"], "") == 1.0


def test_metrics_carry_the_official_names_and_percentages() -> None:
    accepted = {"1": ["Rhine"], "2": ["Moon Jae-in"], "3": [], "4": []}
    predictions = {"1": "the Rhine", "2": "President Moon Jae-in", "3": "", "4": "Oslo"}
    # exact: 1, 0, 1, 0; F1: 1, 0.8, 1, 0.
    assert official_metrics(accepted, predictions) == pytest.approx(
        {
            "exact": 50.0,
            "f1": 70.0,
            "total": 4,
            "HasAns_exact": 50.0,
            "HasAns_f1": 90.0,
            "HasAns_total": 2,
            "NoAns_exact": 50.0,
            "NoAns_f1": 50.0,
            "NoAns_total": 2,
        }
    )


def test_a_missing_prediction_counts_as_no_answer() -> None:
    assert official_metrics({"1": ["Rhine"]}, {})["f1"] == 0.0


def test_a_group_without_questions_is_left_out() -> None:
    assert set(official_metrics({"1": ["Rhine"]}, {"1": "Rhine"})) == {
        "exact", "f1", "total", "HasAns_exact", "HasAns_f1", "HasAns_total",
    }  # fmt: skip


@given(st.lists(st.text(max_size=20), max_size=3), st.text(max_size=20))
def test_f1_lies_between_exact_match_and_one(accepted: list[str], prediction: str) -> None:
    assert 0 <= exact_match(accepted, prediction) <= f1(accepted, prediction) <= 1


def scored(f1: float, no_answer: float | None, *, answerable: bool = True) -> Scored:
    """A question that was answered, with an exact match only at an F1 of 1."""
    return Scored(
        exact=float(f1 == 1), f1=f1, answerable=answerable, predicted=True, no_answer=no_answer
    )


def test_above_the_threshold_a_prediction_counts_as_no_answer() -> None:
    given = [scored(1.0, 0.2), scored(0.5, 0.6), scored(0.0, 0.6, answerable=False)]

    assert metrics_of(given, threshold=0.6)["f1"] == pytest.approx(50.0)
    # Both at 0.6 refused: right on the unanswerable one, wrong on the other.
    assert metrics_of(given, threshold=0.5)["f1"] == pytest.approx(200 / 3)


def test_the_best_threshold_lies_where_answering_one_more_pays_no_longer() -> None:
    # Answering nothing: 1 of 4, the unanswerable one. By probability: +1, +0.5, -1, +1.
    given = [
        scored(0.5, 0.3),
        scored(1.0, 0.1),
        scored(1.0, 0.9),
        scored(0.0, 0.4, answerable=False),
    ]
    # f1 2, 2.5, 1.5, 2.5: the first of the two bests counts. exact 2, 2, 1, 2.
    assert best_thresholds(given) == {
        "best_exact": 50.0,
        "best_exact_thresh": 0.1,
        "best_f1": 62.5,
        "best_f1_thresh": 0.3,
    }


def test_where_nothing_is_worth_answering_the_best_threshold_is_0() -> None:
    assert best_thresholds([scored(0.0, 0.4, answerable=False)]) == {
        "best_exact": 100.0,
        "best_exact_thresh": 0.0,
        "best_f1": 100.0,
        "best_f1_thresh": 0.0,
    }


def test_an_unanswerable_question_left_unanswered_costs_nothing() -> None:
    refused = Scored(exact=1.0, f1=1.0, answerable=False, predicted=False, no_answer=0.1)

    assert best_thresholds([refused, scored(1.0, 0.2)])["best_f1"] == 100.0


def test_without_every_probability_there_is_no_best_threshold() -> None:
    assert best_thresholds([scored(1.0, 0.1), scored(1.0, None)]) == {}
    assert best_thresholds([]) == {}


def test_a_mean_is_summed_in_order_without_compensation() -> None:
    # In order 1e16 + 1 is 1e16 again, twice; compensated it would come to 2.
    assert percentage([1e16, 1.0, 1.0, -1e16]) == 0.0
