"""What became of one question, and the same as JSON: written, read back to resume or to compare."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.evaluation.failures import Failure
from bot.evaluation.question_sets import Question
from retrieval.types import Citation, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A passage to look at: where the right answer stands in its `text` and where ours does.

    `start` is the passage's place in the article; `right` and `ours` count in `text`.
    """

    article_id: str
    title: str
    start: int
    text: str
    right: Region | None = None
    ours: Region | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What became of one question; `prediction` is `""` where it was not answered.

    `guess` is the likeliest answer, said or held back, and `no_answer` the probability, from 0 to
    1, that it is not right. `citations` are the answer's own and then those of `also_in`. `scores`
    holds the question's own figures, from 0 to 1 but for `margin`, which is in logits; a figure
    that makes no sense for this question is not there. `latency` is in milliseconds by stage;
    `excerpts` are there where something went wrong. `without_article` is the prediction once the
    article was taken out of the collection, None if that was not asked.
    """

    question: Question
    prediction: str
    confidence: float | None = None
    citations: tuple[Citation, ...] = ()
    reason: str | None = None
    guess: str = ""
    no_answer: float | None = None
    failure: Failure | None = None
    excerpts: tuple[Excerpt, ...] = ()
    without_article: str | None = None
    scores: Mapping[str, float]
    latency: Mapping[str, float] = field(default_factory=dict)


def to_fields(record: Record) -> dict[str, Any]:
    """The record as JSON holds it under `questions`."""
    citations = [asdict(citation) for citation in record.citations]
    return {
        "id": record.question.id,
        "question": record.question.text,
        "answers": list(record.question.answers),
        "articles": list(record.question.articles),
        "prediction": record.prediction,
        "confidence": record.confidence,
        "reason": record.reason,
        "guess": record.guess,
        "no_answer": record.no_answer,
        "failure": record.failure,
        "citation": citations[0] if citations else None,
        "also_in": citations[1:],
        "excerpts": [asdict(excerpt) for excerpt in record.excerpts],
        "without_article": record.without_article,
        "scores": dict(record.scores),
        "latency_ms": dict(record.latency),
    }


def from_fields(fields: Mapping[str, Any]) -> Record:
    """The record that `to_fields` wrote. Raises `KeyError` or `TypeError` for anything else."""
    cited = [fields["citation"]] if fields["citation"] is not None else []
    return Record(
        question=Question(
            id=fields["id"],
            text=fields["question"],
            answers=tuple(fields["answers"]),
            articles=tuple(fields["articles"]),
        ),
        prediction=fields["prediction"],
        confidence=fields["confidence"],
        citations=tuple(Citation(**citation) for citation in [*cited, *fields["also_in"]]),
        reason=fields["reason"],
        guess=fields["guess"],
        no_answer=fields["no_answer"],
        failure=fields["failure"],
        excerpts=tuple(_excerpt(excerpt) for excerpt in fields["excerpts"]),
        without_article=fields["without_article"],
        scores=fields["scores"],
        latency=fields["latency_ms"],
    )


def _excerpt(fields: Mapping[str, Any]) -> Excerpt:
    return Excerpt(
        article_id=fields["article_id"],
        title=fields["title"],
        start=fields["start"],
        text=fields["text"],
        right=_region(fields["right"]),
        ours=_region(fields["ours"]),
    )


def _region(ends: list[int] | None) -> Region | None:
    return (ends[0], ends[1]) if ends is not None else None
