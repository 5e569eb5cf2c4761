"""A whole evaluation: interrupted and resumed, written and judged."""

import json
from io import StringIO
from pathlib import Path

import pytest
from results import question, record
from rich.console import Console

from bot.errors import SettingsError
from bot.evaluation.journal import open_journal
from bot.evaluation.plans import Plan
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Record
from bot.evaluation.request import Request, check
from bot.evaluation.run import evaluate_file, score
from bot.settings import Settings

QUESTIONS = tuple(question(str(i), "Which river?", "Rhine") for i in range(1, 6))

SET = """\
{"id": "1", "question": "Which river?", "answers": ["the Rhine"]}
{"id": "2", "question": "Which volcano?", "answers": []}
{"id": "3", "question": "Who leads?", "answers": ["Moon Jae-in"]}
"""
PREDICTIONS = {"1": "Rhine", "2": "", "3": "Kim"}


class Asker:
    """Answers every question, but is interrupted once, when it comes to the third."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, asked: Question) -> Record:
        self.asked.append(asked.id)
        if self.asked == ["1", "2", "3"]:
            raise KeyboardInterrupt
        return record(asked, "Rhine", 1.0)


def test_what_was_scored_before_ctrl_c_is_not_asked_again(tmp_path: Path) -> None:
    ask = Asker()
    plan = Plan(questions=QUESTIONS, ask=ask, settings={"stage": "answer"})
    journal = open_journal(tmp_path / "r.json", plan.settings, resume=False)

    tally, complete = score(plan, journal)

    assert (len(tally), complete) == (2, False)
    journal.close(finished=False)
    journal = open_journal(tmp_path / "r.json", plan.settings, resume=True)
    tally, complete = score(plan, journal)
    assert (len(tally), complete) == (5, True)
    assert ask.asked == ["1", "2", "3", "3", "4", "5"]
    assert [one.question.id for one in journal.records()] == ["1", "2", "3", "4", "5"]
    journal.close(finished=True)


def run(request: Request) -> tuple[int, str, str]:
    """(status, what was printed, what was noted)."""
    out, notes = StringIO(), StringIO()
    status = evaluate_file(
        request,
        settings=Settings(),
        console=Console(file=out, width=200, highlight=False),
        notes=Console(file=notes, width=500, highlight=False),
    )
    return status, out.getvalue(), notes.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "set.jsonl").write_text(SET)
    (tmp_path / "p.json").write_text(json.dumps(PREDICTIONS))
    (tmp_path / "n.json").write_text(json.dumps({"1": 0.1, "2": 0.9, "3": 0.6}))
    return tmp_path


def test_predictions_are_scored_written_and_compared(files: Path) -> None:
    request = Request(
        questions=files / "set.jsonl",
        from_predictions=files / "p.json",
        json_file=files / "r.json",
        report=files / "r.html",
        fail_below=("f1=60", "exact=70"),
    )

    status, printed, noted = run(request)

    assert (status, noted) == (1, "Failed: exact is 66.67, below 70.\n")
    assert "set.jsonl, stage predictions, 3 questions" in printed
    assert "2 answerable: 2 answered, 1 right; 1 unanswerable: 1 refused" in printed
    result = json.loads((files / "r.json").read_text())
    assert result["metrics"]["f1"] == pytest.approx(200 / 3)
    assert result["failures"] == {"answered_wrongly": 1}
    assert [one["prediction"] for one in result["questions"]] == ["Rhine", "", "Kim"]
    assert (files / "r.html").read_text().startswith("<!doctype html>")

    changed = {**PREDICTIONS, "2": "Etna"}
    (files / "p2.json").write_text(json.dumps(changed))
    status, printed, noted = run(
        Request(
            questions=files / "set.jsonl",
            from_predictions=files / "p2.json",
            json_file=files / "r2.json",
            compare=files / "r.json",
            fail_on_regression=5.0,
        )
    )
    assert status == 1
    assert "0 mended, 1 broken" in printed
    assert "f1 fell by 33.33 points" in noted
    comparison = json.loads((files / "r2.json").read_text())["comparison"]
    assert comparison["broken"] == [
        {"id": "2", "question": "Which volcano?", "before": "", "after": "Etna"}
    ]
    assert not list(files.glob("*.partial"))


def test_probabilities_set_the_threshold_and_give_the_best_one(files: Path) -> None:
    request = Request(
        questions=files / "set.jsonl",
        from_predictions=files / "p.json",
        na_probs=files / "n.json",
        na_prob_thresh=0.5,
        json_file=files / "r.json",
    )

    assert run(request)[0] == 0
    metrics = json.loads((files / "r.json").read_text())["metrics"]
    assert metrics["HasAns_f1"] == 50.0
    assert (metrics["best_f1"], metrics["best_f1_thresh"]) == (pytest.approx(200 / 3), 0.1)
    assert {"ece", "risk_coverage_area"} <= set(metrics)


def test_a_gap_in_the_predictions_is_told(files: Path) -> None:
    (files / "p.json").write_text('{"1": "Rhine"}')

    status, _, noted = run(
        Request(questions=files / "set.jsonl", from_predictions=files / "p.json")
    )

    assert status == 0
    assert "has no prediction for 2 of the questions, '2' first" in noted


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"stage": "sing"}, "--stage sing does not exist; choose answer, read, retrieve"),
        ({"from_predictions": Path("p"), "stage": "read"}, "goes with neither --stage"),
        ({"from_predictions": Path("p"), "articles": Path("a")}, "goes with neither --stage"),
        ({"from_predictions": Path("p"), "predictions": Path("q")}, "choose one"),
        ({"na_prob_thresh": 0.5}, "--na-prob-thresh needs --from-predictions and --na-probs"),
        ({"stage": "retrieve", "na_probs": Path("n")}, "makes no predictions"),
        ({"stage": "read", "without_article": True}, "goes with --stage answer only"),
        ({"fail_on_regression": 1.0}, "needs --compare"),
        ({"resume": True}, "--resume needs the file"),
        ({"json_file": Path("no/r.json")}, "--json no/r.json: the folder no does not exist"),
        ({"fail_below": ("f1",)}, "is not METRIC=VALUE"),
    ],
)
def test_options_that_make_no_sense_are_refused_at_once(
    options: dict[str, object], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        check(Request(questions=Path("set.jsonl"), **options))  # type: ignore[arg-type]
