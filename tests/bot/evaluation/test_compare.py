"""Before and after: flips, gain, significance, and what CI may demand."""

import json
from pathlib import Path
from typing import Any

import pytest
from results import question, record

from bot.errors import SettingsError
from bot.evaluation.compare import Comparison, Flip, check_comparable, compare, mcnemar
from bot.evaluation.comparison_tables import verdict
from bot.evaluation.gates import below, floors, regressed
from bot.evaluation.old_results import load_result
from bot.evaluation.records import Record
from retrieval.errors import QuestionSetError


def old_result(path: Path, **changed: Any) -> Path:
    fields = {
        "metrics": {"f1": 50.0, "total": 3},
        "settings": {"reader": "old", "stage": "answer"},
        "questions": [
            {"id": "1", "question": "Which river?", "answers": ["Rhine"], "prediction": "Nile",
             "scores": {"exact": 0.0, "f1": 0.0}},
            {"id": "2", "question": "Which volcano?", "answers": [], "prediction": "",
             "scores": {"exact": 1.0, "f1": 1.0}},
            {"id": "3", "question": "Which town?", "answers": ["Basel"], "prediction": "Basel",
             "scores": {"exact": 1.0, "f1": 0.5}},
        ],
    }  # fmt: skip
    path.write_text(json.dumps(fields | changed))
    return path


def compared(tmp_path: Path, *records: Record) -> Comparison:
    old = load_result(old_result(tmp_path / "old.json"))
    return compare(old, records, {"f1": 60.0, "ece": 3.0}, {"reader": "new", "stage": "answer"})


def test_a_comparison_names_each_flip_and_what_changed(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        record(question("1", "Which river?", "Rhine"), "Rhine", 1.0),
        record(question("2", "Which volcano?"), "Etna", 0.0),
        record(question("3", "Which town, now?", "Basel"), "", 0.0),  # another question
        record(question("4", "Who?", "Abe"), "Abe", 1.0),
    )

    assert found.changes == {"f1": 10.0}
    assert found.settings == {"reader": ("old", "new")}
    assert found.mended == (Flip(id="1", question="Which river?", before="Nile", after="Rhine"),)
    assert found.broken == (Flip(id="2", question="Which volcano?", before="", after="Etna"),)
    assert (found.shared, found.only_before, found.only_now) == (2, 1, 2)
    assert (found.gain, found.p) == (0.0, 1.0)
    assert found.gain_interval == (-100.0, 100.0)
    assert verdict(found) == (
        "2 questions in both: +0.0 points (95 % interval -100.0 to +100.0); 1 mended, 1 broken; "
        "exact McNemar test p = 1.000: this may well be chance. "
        "3 questions are in one result only."
    )


def test_without_a_flip_nothing_is_tested(tmp_path: Path) -> None:
    found = compared(tmp_path, record(question("1", "Which river?", "Rhine"), "Nile", 0.0))

    assert "0 mended, 0 broken; no question flipped." in verdict(found)


@pytest.mark.parametrize(
    ("mended", "broken", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (5, 0, 2 / 32),
        (0, 6, 2 / 64),
        # 10 flips, at most 1 the other way: 2 * (1 + 10) / 1024.
        (9, 1, 22 / 1024),
        (5, 5, 1.0),
        (2000, 1000, 0.0),
    ],
)
def test_mcnemar_in_its_exact_form(mended: int, broken: int, p: float) -> None:
    assert mcnemar(mended, broken) == pytest.approx(p)


@pytest.mark.parametrize(
    "content", ["no json", "[]", "{}", '{"metrics": {}, "settings": {}, "questions": [{}]}']
)
def test_what_is_no_result_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(content)

    with pytest.raises(QuestionSetError, match="is no result that --json wrote"):
        load_result(path)


def test_a_result_on_other_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="has none of these questions"):
        compared(tmp_path, record(question("9", "Who?", "Abe"), "Abe", 1.0))


def test_search_and_answers_are_not_compared(tmp_path: Path) -> None:
    old = load_result(old_result(tmp_path / "old.json"))

    check_comparable(old, "predictions")
    with pytest.raises(QuestionSetError, match="says nothing of 'retrieve'"):
        check_comparable(old, "retrieve")


def test_a_floor_holds_or_says_by_how_much_it_does_not() -> None:
    wanted = floors(["f1=60", " exact = 40.5"])

    assert below(wanted, {"f1": 60.0, "exact": 40.5}) == []
    assert below(wanted, {"f1": 59.994, "exact": 41.0}) == ["f1 is 59.99, below 60."]


@pytest.mark.parametrize("text", ["f1", "f1=", "f1=high", "f1=nan"])
def test_a_floor_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="is not METRIC=VALUE"):
        floors([text])


def test_a_floor_for_an_unknown_metric_names_the_known() -> None:
    with pytest.raises(SettingsError, match="there is no such metric; choose one of f1, exact"):
        below(floors(["F1=3"]), {"f1": 1.0, "exact": 1.0})


def test_a_regression_is_measured_on_the_shared_questions(tmp_path: Path) -> None:
    # Question 2 was right and is not: minus 100 points on the one question that both have.
    found = compared(tmp_path, record(question("2", "Which volcano?"), "Etna", 0.0))

    assert regressed(found, 100.0) == []
    assert regressed(found, 5.0) == [
        f"f1 fell by 100.00 points against {tmp_path / 'old.json'}; at most 5 are allowed."
    ]
