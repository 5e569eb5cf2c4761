"""Predictions of other systems: the official figures to the last digit, and clear complaints."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.predictions import (
    complain,
    load_no_answer,
    load_predictions,
    official_of,
    predicted,
)
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Excerpt
from retrieval.errors import QuestionSetError
from retrieval.types import Passage

PUBLISHED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "published" / "squad2.json").read_text("utf-8")
)
QUESTIONS = tuple(
    Question(id=one["id"], text=one["question"], answers=tuple(one["answers"]))
    for one in PUBLISHED["questions"]
)
RHINE = Question(id="1", text="Which river?", answers=("the Rhine",))
NONE = Question(id="2", text="Which volcano?", answers=())


@pytest.mark.parametrize("system", list(PUBLISHED["systems"]))
def test_published_predictions_score_as_the_official_script_says(system: str) -> None:
    """Equal, not nearly equal: to the last digit that the script prints."""
    files = PUBLISHED["systems"][system]

    assert official_of(QUESTIONS, files["predictions"], {}, 1.0) == files["plain"]
    given = official_of(QUESTIONS, files["predictions"], files["na_probs"], 0.5)
    assert given == files["with_na_probs"]


def test_of_equal_probabilities_the_first_in_the_file_counts_first() -> None:
    predictions = {"1": "Rhine", "2": "Etna"}

    # Answering 1 gains a point, answering 2 loses one: in this order the best comes between.
    first = official_of((RHINE, NONE), predictions, {"1": 0.5, "2": 0.5}, 1.0)
    last = official_of((RHINE, NONE), predictions, {"2": 0.5, "1": 0.5}, 1.0)

    assert (first["best_f1"], last["best_f1"]) == (100.0, 50.0)


def test_a_prediction_becomes_a_record_with_its_failure() -> None:
    right = predicted(RHINE, "Rhine", 0.2, 0.5)
    refused = predicted(RHINE, "Rhine", 0.6, 0.5)
    wrong = predicted(RHINE, "Danube", None, 1.0)
    made_up = predicted(NONE, "Etna", None, 1.0)

    assert [r.failure for r in (right, refused, wrong, made_up)] == [
        None, "refused_wrongly", "answered_wrongly", "should_refuse",
    ]  # fmt: skip
    assert right.scores == {"exact": 1.0, "f1": 1.0, "answered": 1.0}
    assert (refused.prediction, refused.guess) == ("", "Rhine")
    assert refused.scores == {"exact": 0.0, "f1": 0.0, "answered": 0.0, "refusal_precision": 0.0}
    assert made_up.scores["refusal_recall"] == 0.0


def test_the_paragraph_of_a_failure_shows_both_answers() -> None:
    text = "The Danube is longer than the Rhine."
    passage = Passage(id="Rivers#0000", article_id="Rivers", start=50, text=text)
    asked = Question(
        id="1", text="Which?", answers=("Rhine",), passage_id="Rivers#0000", places=((80, 85),)
    )

    (shown,) = predicted(asked, "Danube", None, 1.0, passage).excerpts
    (silent,) = predicted(asked, "", None, 1.0, passage).excerpts

    assert shown == Excerpt(
        article_id="Rivers", title="Rivers", start=50, text=text, right=(30, 35), ours=(4, 10)
    )
    assert silent.ours is None
    assert predicted(asked, "Rhine", None, 1.0, passage).excerpts == ()


def write(path: Path, content: object) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("no json", "cannot be read"),
        ([], "is no file of predictions"),
        ({"1": 3}, "the prediction for '1' is 3, not a text"),
    ],
)
def test_broken_predictions_say_where(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(QuestionSetError, match=message):
        load_predictions(write(tmp_path / "p.json", content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"1": "high", "2": 0.1}, "the probability for '1' is 'high', no number"),
        ({"1": True, "2": 0.1}, "the probability for '1' is True, no number"),
        ({"2": 0.1}, "has no probability for 1 of the questions, '1' first"),
    ],
)
def test_broken_probabilities_say_where(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(QuestionSetError, match=message):
        load_no_answer(write(tmp_path / "n.json", content), (RHINE, NONE))


def test_a_file_for_another_set_is_refused_and_a_gap_is_told() -> None:
    path = Path("p.json")

    assert complain((RHINE, NONE), {"1": "", "2": ""}, path) == ""
    assert complain((RHINE, NONE), {"2": ""}, path) == (
        "p.json has no prediction for 1 of the questions, '1' first; they count as not answered."
    )
    with pytest.raises(QuestionSetError, match="holds no prediction for any of the questions"):
        complain((RHINE, NONE), {"99": ""}, path)
