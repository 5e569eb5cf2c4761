"""Score one stage of the path alone: the reader on the right paragraph, or the retriever."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.calibration import probability
from bot.evaluation.failures import RIGHT_F1, Failure, Path, explain
from bot.evaluation.official import exact_match, f1, official_metrics
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Excerpt, Record
from bot.evaluation.relevance import Names, is_right, right_place
from retrieval.interfaces import Reader, Retriever
from retrieval.types import Hit, Passage, Span

RETRIEVED = 20
RECALL_AT = (1, 5, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The records of one run and what they come to; `metrics` are percentages by name."""

    metrics: Mapping[str, float]
    records: tuple[Record, ...]


def score_reader(
    questions: Iterable[Question],
    passages: Mapping[str, Passage],
    reader: Reader,
    null_margin: float,
) -> Outcome:
    """The reader alone on each question's right paragraph, "no answer" below `null_margin`."""
    records = tuple(
        read_one(question, passages[question.passage_id], reader, null_margin)
        for question in questions
        if question.passage_id is not None
    )
    metrics = official_metrics(
        {record.question.id: record.question.answers for record in records},
        {record.question.id: record.prediction for record in records},
    )
    answerable = [r.scores["f1_if_answered"] for r in records if r.question.answers]
    if answerable:
        metrics["HasAns_f1_margin_ignored"] = 100 * sum(answerable) / len(answerable)
    return Outcome(metrics=metrics, records=records)


def read_one(question: Question, passage: Passage, reader: Reader, null_margin: float) -> Record:
    """One question to the reader; its `no_answer` passes one half where the margin is too low."""
    spans = reader.read(question.text, [passage])
    best = max(spans, key=lambda span: (span.score, -span.start), default=None)
    text = passage.text[best.start : best.end] if best else ""
    prediction = text if best and best.score >= null_margin else ""
    failure = explain(
        answerable=bool(question.answers),
        answered=bool(prediction),
        best_is_right=f1(question.answers, text) >= RIGHT_F1,
        path=Path(stands=True, read=True, understood=False),
    )
    return Record(
        question=question,
        prediction=prediction,
        guess=text,
        failure=failure,
        excerpts=_excerpt(question, passage, best) if failure else (),
        no_answer=probability(null_margin - best.score) if best else 1.0,
        scores={
            **agreement(question, prediction),
            **refusal(question, answered=bool(prediction)),
            "margin": best.score if best else 0.0,
            "f1_if_answered": f1(question.answers, text),
        },
    )


def _excerpt(question: Question, passage: Passage, best: Span | None) -> tuple[Excerpt, ...]:
    return (
        Excerpt(
            article_id=passage.article_id,
            title=passage.article_id.replace("_", " "),
            start=passage.start,
            text=passage.text,
            right=right_place(passage, question) if question.answers else None,
            ours=(best.start, best.end) if best else None,
        ),
    )


def score_retriever(questions: Iterable[Question], retriever: Retriever, names: Names) -> Outcome:
    """recall@k and the mean reciprocal rank over the answerable questions."""
    records = tuple(
        retrieve_one(question, retriever, names) for question in questions if question.answers
    )
    return Outcome(metrics=_mean_scores(records), records=records)


def retrieve_one(question: Question, retriever: Retriever, names: Names) -> Record:
    """One answerable question to the retriever."""
    hits = retriever.search(question.text, RETRIEVED)
    scores = retrieval_scores(hits, question, names)
    failure: Failure | None = None if scores["mrr"] else "not_retrieved"
    return Record(question=question, prediction="", failure=failure, scores=scores)


def retrieval_scores(hits: Sequence[Hit], question: Question, names: Names) -> dict[str, float]:
    """recall@k and the reciprocal rank of the first right passage, 0 if none is among the hits."""
    ranks = [hit.rank for hit in hits if is_right(hit.passage, question, names)]
    first = min(ranks, default=None)
    scores = {f"recall@{k}": float(first is not None and first <= k) for k in RECALL_AT}
    return scores | {"mrr": 1 / first if first else 0.0}


def refusal(question: Question, *, answered: bool) -> dict[str, float]:
    """Whether it was answered; if not, whether that was right; if it should not be, whether so."""
    scores = {"answered": float(answered)}
    if not answered:
        scores["refusal_precision"] = float(not question.answers)
    if not question.answers:
        scores["refusal_recall"] = float(not answered)
    return scores


def agreement(question: Question, prediction: str) -> dict[str, float]:
    """The official scores of one prediction, from 0 to 1."""
    return {
        "exact": exact_match(question.answers, prediction),
        "f1": f1(question.answers, prediction),
    }


def _mean_scores(records: Sequence[Record]) -> dict[str, float]:
    if not records:
        return {}
    return {
        name: 100 * sum(record.scores[name] for record in records) / len(records)
        for name in records[0].scores
    } | {"total": len(records)}
