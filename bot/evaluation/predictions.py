"""Predictions in the official files: `{id: text}`, and `{id: probability of no answer}`.

Ours are written so that the official script, given both files, prints what is printed here; those
of any other system are read and scored.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.evaluation.failures import RIGHT_F1, explain_words
from bot.evaluation.official import (
    Scored,
    best_thresholds,
    exact_match,
    f1,
    metrics_of,
    score,
)
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Excerpt, Record
from bot.evaluation.relevance import right_place
from bot.evaluation.stages import refusal
from retrieval.errors import QuestionSetError
from retrieval.types import Passage


def load_predictions(path: Path) -> dict[str, str]:
    """The predictions in `path`. Raises `QuestionSetError`."""
    predictions = _load(path, '{"question id": "text, or \\"\\" for no answer"}')
    for id_, text in predictions.items():
        if not isinstance(text, str):
            raise QuestionSetError(f"{path}: the prediction for {id_!r} is {text!r}, not a text.")
    return predictions


def load_no_answer(path: Path, questions: Iterable[Question]) -> dict[str, float]:
    """The probabilities in `path`, in its order. Raises `QuestionSetError` if a question lacks."""
    probabilities = _load(path, '{"question id": probability of no answer}')
    for id_, value in probabilities.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise QuestionSetError(f"{path}: the probability for {id_!r} is {value!r}, no number.")
    lacking = [question.id for question in questions if question.id not in probabilities]
    if lacking:
        raise QuestionSetError(
            f"{path} has no probability for {len(lacking)} of the questions, {lacking[0]!r} first."
        )
    return probabilities


def _load(path: Path, form: str) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise QuestionSetError(f"The predictions {path} cannot be read: {error}") from error
    if not isinstance(loaded, dict):
        raise QuestionSetError(f"{path} is no file of predictions; it should look like {form}")
    return loaded


def predicted(
    question: Question,
    prediction: str,
    no_answer: float | None,
    threshold: float,
    passage: Passage | None = None,
) -> Record:
    """Another system's prediction as a record; above `threshold` it counts as "no answer".

    `passage` is the paragraph that the question was asked of, where the set has it.
    """
    refused = no_answer is not None and no_answer > threshold
    said = "" if refused else prediction
    exact, overlap = exact_match(question.answers, said), f1(question.answers, said)
    failure = explain_words(
        answerable=bool(question.answers), answered=bool(said), right=overlap >= RIGHT_F1
    )
    scores = {"exact": exact, "f1": overlap, **refusal(question, answered=bool(said))}
    return Record(
        question=question,
        prediction=said,
        guess=prediction,
        no_answer=no_answer,
        failure=failure,
        excerpts=(_excerpt(question, prediction, passage),) if failure and passage else (),
        scores=scores,
    )


def _excerpt(question: Question, prediction: str, passage: Passage) -> Excerpt:
    """The paragraph; where the same words stand twice, the first is marked as the prediction."""
    at = passage.text.find(prediction) if prediction else -1
    return Excerpt(
        article_id=passage.article_id,
        title=passage.article_id.replace("_", " "),
        start=passage.start,
        text=passage.text,
        right=right_place(passage, question),
        ours=(at, at + len(prediction)) if at >= 0 else None,
    )


def official_of(
    questions: Iterable[Question],
    predictions: Mapping[str, str],
    no_answer: Mapping[str, float],
    threshold: float,
) -> dict[str, float]:
    """Exactly what the official script prints for these files; `no_answer` may be empty."""
    scored = {q.id: _score(q, predictions, no_answer) for q in questions}
    in_file_order = [scored[id_] for id_ in no_answer if id_ in scored]
    return metrics_of(list(scored.values()), threshold) | best_thresholds(in_file_order)


def _score(
    question: Question, predictions: Mapping[str, str], no_answer: Mapping[str, float]
) -> Scored:
    return score(question.answers, predictions.get(question.id, ""), no_answer.get(question.id))


def complain(questions: Iterable[Question], predictions: Mapping[str, str], path: Path) -> str:
    """A word on questions that the file does not answer, `""` if there are none.

    Raises `QuestionSetError` if it answers none at all, as a file for another set does.
    """
    lacking = [question.id for question in questions if question.id not in predictions]
    if not lacking:
        return ""
    if not any(question.id in predictions for question in questions):
        raise QuestionSetError(f"{path} holds no prediction for any of the questions.")
    return (
        f"{path} has no prediction for {len(lacking)} of the questions, {lacking[0]!r} first; "
        "they count as not answered."
    )
