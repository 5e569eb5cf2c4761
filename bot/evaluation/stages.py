"""Run a question set through the whole path or one stage of it, one record a question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answering import Answerer
from bot.evaluation.official import exact_match, f1, normalize, official_metrics
from bot.evaluation.question_sets import Question
from retrieval.interfaces import Reader, Retriever
from retrieval.types import Answer, Article, Citation, Hit, Passage

RETRIEVED = 20
RECALL_AT = (1, 5, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What became of one question; `prediction` is `""` where it was not answered.

    `citations` are the answer's own and then those of `also_in`. `scores` holds the question's own
    figures, from 0 to 1 but for `margin`, which is in logits.
    """

    question: Question
    prediction: str
    confidence: float | None = None
    citations: tuple[Citation, ...] = ()
    reason: str | None = None
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The records of one run and what they come to; `metrics` are percentages by name."""

    metrics: Mapping[str, float]
    records: tuple[Record, ...]


def score_answers(questions: Iterable[Question], answerer: Answerer, names: "Names") -> Outcome:
    """The whole path at the shipped threshold."""
    records = tuple(_answer(question, answerer) for question in questions)
    metrics = {**_official(records), **_citations(records, names), **_refusals(records)}
    return Outcome(metrics=metrics, records=records)


def _answer(question: Question, answerer: Answerer) -> Record:
    reply = answerer.answer(question.text)
    if isinstance(reply, Answer):
        return Record(
            question=question,
            prediction=reply.text,
            confidence=reply.confidence,
            citations=(reply.citation, *reply.also_in),
            scores=_agreement(question, reply.text),
        )
    return Record(
        question=question, prediction="", reason=reply.reason, scores=_agreement(question, "")
    )


def score_reader(
    questions: Iterable[Question],
    passages: Mapping[str, Passage],
    reader: Reader,
    null_margin: float,
) -> Outcome:
    """The reader alone on each question's right paragraph, "no answer" below `null_margin`."""
    records = tuple(
        _read(question, passages[question.passage_id], reader, null_margin)
        for question in questions
        if question.passage_id is not None
    )
    metrics = _official(records)
    answerable = [r.scores["f1_if_answered"] for r in records if r.question.answers]
    if answerable:
        metrics["HasAns_f1_margin_ignored"] = 100 * sum(answerable) / len(answerable)
    return Outcome(metrics=metrics, records=records)


def _read(question: Question, passage: Passage, reader: Reader, null_margin: float) -> Record:
    spans = reader.read(question.text, [passage])
    best = max(spans, key=lambda span: (span.score, -span.start), default=None)
    text = passage.text[best.start : best.end] if best else ""
    prediction = text if best and best.score >= null_margin else ""
    return Record(
        question=question,
        prediction=prediction,
        scores={
            **_agreement(question, prediction),
            "margin": best.score if best else 0.0,
            "f1_if_answered": f1(question.answers, text),
        },
    )


def score_retriever(questions: Iterable[Question], retriever: Retriever, names: "Names") -> Outcome:
    """recall@k and the mean reciprocal rank over the answerable questions."""
    records = tuple(
        _retrieve(question, retriever, names) for question in questions if question.answers
    )
    return Outcome(metrics=_mean_scores(records), records=records)


def _retrieve(question: Question, retriever: Retriever, names: "Names") -> Record:
    hits = retriever.search(question.text, RETRIEVED)
    ranks = [hit.rank for hit in hits if _relevant(hit, question, names)]
    first = min(ranks, default=None)
    scores = {f"recall@{k}": float(first is not None and first <= k) for k in RECALL_AT}
    scores["mrr"] = 1 / first if first else 0.0
    return Record(question=question, prediction="", scores=scores)


def _relevant(hit: Hit, question: Question, names: "Names") -> bool:
    """From the right paragraph, or from a right article and with an accepted answer in it."""
    if question.passage_id is not None:
        return hit.passage.id == question.passage_id
    text = normalize(hit.passage.text)
    holds = any(normalize(answer) in text for answer in question.answers)
    return holds and names.is_named(hit.passage.article_id, question.articles)


class Names:
    """The names that a question set may call an article by: its id, its path or its file name."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._names = {
            article.id: {article.id, article.path, article.path.rsplit("/", 1)[-1]}
            for article in articles
        }

    def is_named(self, article_id: str, names: Sequence[str]) -> bool:
        """Whether `names` has a name of the article; no names at all allow every article."""
        return not names or not self._names[article_id].isdisjoint(names)


def _agreement(question: Question, prediction: str) -> dict[str, float]:
    return {
        "exact": exact_match(question.answers, prediction),
        "f1": f1(question.answers, prediction),
    }


def _official(records: Sequence[Record]) -> dict[str, float]:
    return official_metrics(
        {record.question.id: record.question.answers for record in records},
        {record.question.id: record.prediction for record in records},
    )


def _citations(records: Sequence[Record], names: Names) -> dict[str, float]:
    """The right article among the cited ones, of the answerable questions that were answered."""
    cited = [
        any(
            names.is_named(citation.article_id, record.question.articles)
            for citation in record.citations
        )
        for record in records
        if record.question.answers and record.citations
    ]
    return {"citation_article": 100 * sum(cited) / len(cited)} if cited else {}


def _refusals(records: Sequence[Record]) -> dict[str, float]:
    answered = [record for record in records if record.prediction]
    return {"answered": 100 * len(answered) / len(records)} if records else {}


def _mean_scores(records: Sequence[Record]) -> dict[str, float]:
    if not records:
        return {}
    return {
        name: 100 * sum(record.scores[name] for record in records) / len(records)
        for name in records[0].scores
    } | {"total": len(records)}
