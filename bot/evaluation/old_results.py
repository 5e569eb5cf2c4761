"""Read an earlier `--json` file, of any version that had `metrics`, `settings` and `questions`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import QuestionSetError

PRIMARY = ("f1", "mrr")
"""The score that tells how good a question went: the first of these that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """One question as an earlier result has it; `score` is from 0 to 1."""

    question: str
    answers: tuple[str, ...]
    prediction: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OldResult:
    """An earlier result file: its metrics, settings and questions by id."""

    path: Path
    metrics: Mapping[str, float]
    settings: Mapping[str, Any]
    questions: Mapping[str, Before]


def load_result(path: Path) -> OldResult:
    """An earlier `--json` file. Raises `QuestionSetError`."""
    try:
        fields = json.loads(path.read_text("utf-8"))
        return OldResult(
            path=path,
            metrics={name: float(value) for name, value in fields["metrics"].items()},
            settings=dict(fields["settings"]),
            questions={str(one["id"]): _before(one) for one in fields["questions"]},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(
            f"--compare {path} is no result that --json wrote: {error!r}."
        ) from error


def _before(fields: Mapping[str, Any]) -> Before:
    return Before(
        question=fields["question"],
        answers=tuple(fields["answers"]),
        prediction=fields["prediction"],
        score=primary(fields["scores"]),
    )


def primary(scores: Mapping[str, float]) -> float:
    """The score that tells how good a question went. Raises `KeyError` if there is none."""
    for name in PRIMARY:
        if name in scores:
            return scores[name]
    raise KeyError("f1")
