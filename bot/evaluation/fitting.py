"""Fit a reader's calibration on the validation articles: probability, threshold, null margin.

Each answerable question is asked twice in open retrieval: as it is, and with its article taken out
of the collection, which makes it unanswerable in the way that an owner's readers meet it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering import PASSAGES_READ
from bot.calibration import Calibration
from bot.evaluation.official import f1, normalize
from bot.evaluation.question_sets import Question
from retrieval.interfaces import Reader, Retriever
from retrieval.terms import Vocabulary
from retrieval.types import Article, Hit, Passage

RIGHT_F1 = 0.5
"""An answer counts as right from this F1 on: "Moon Jae-in" for "President Moon Jae-in"."""

MAX_FALSE_ANSWERS = 0.15
"""The threshold lets at most this share of the unanswerable questions be answered, the misleading
ones that SQuAD 2.0 brings included."""

COVERAGE_WORTH = 2.0
"""Logits of margin that covering the whole question is worth: it breaks near ties.

Fitted freely it came to some 15 on the validation articles. Held to that, small collections suffer,
where a good question often shares few words with its answer and a near miss many: a third of the
right answers on a few articles were lost at equal refusals.
"""

_DEEP = 100
"""Hits looked through for those that are left once the right article or paragraph is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question as asked, with every span read.

    `features` has a row per span: its evidence in logits, and 1. `f1` has each row's F1.
    `answerable` says whether the right article was there.
    """

    features: NDArray[np.float64]
    f1: NDArray[np.float64]
    answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one threshold gives: shares, from 0 to 1, over answerable and other questions."""

    threshold: float
    answered: float
    false_answers: float
    precision: float
    answerable_f1: float


class CaseMaker:
    """Asks questions in open retrieval, with and without their article."""

    def __init__(
        self,
        *,
        articles: Iterable[Article],
        retriever: Retriever,
        reader: Reader,
        vocabulary: Vocabulary,
    ) -> None:
        self._titles = {article.id: article.title for article in articles}
        self._retriever = retriever
        self._reader = reader
        self._vocabulary = vocabulary

    def cases(self, question: Question) -> list[Case]:
        """The question as it is and, if it has an answer, where the answer was taken out.

        Once the whole article is gone, as when the owner has none on the matter; once the rest of
        the article is all there is, which speaks of the matter and does not say.
        """
        hits = self._retriever.search(question.text, _DEEP)
        collections = [hits]
        if question.answers:
            own = [hit for hit in hits if hit.passage.article_id in question.articles]
            collections.append(
                [hit for hit in hits if hit.passage.article_id not in question.articles]
            )
            collections.append([hit for hit in own if not _holds_answer(hit, question)])
        read: dict[str, list[tuple[float, float]]] = {}
        cases = []
        for collection in collections:
            rows: list[tuple[float, float]] = []
            for hit in collection[:PASSAGES_READ]:
                if hit.passage.id not in read:
                    read[hit.passage.id] = self._read(question, hit.passage)
                rows += read[hit.passage.id]
            cases.append(_case(rows, answerable=bool(question.answers) and collection is hits))
        return cases

    def _read(self, question: Question, passage: Passage) -> list[tuple[float, float]]:
        """(evidence in logits, F1) of each span."""
        worth = COVERAGE_WORTH * self._coverage(question, passage)
        return [
            (span.score + worth, f1(question.answers, passage.text[span.start : span.end]))
            for span in self._reader.read(question.text, [passage])
        ]

    def _coverage(self, question: Question, passage: Passage) -> float:
        title = self._titles[passage.article_id]
        return self._vocabulary.coverage(question.text, passage.text, title)


def _case(rows: Sequence[tuple[float, float]], *, answerable: bool) -> Case:
    return Case(
        features=np.array([(evidence, 1.0) for evidence, _ in rows]).reshape(-1, 2),
        f1=np.array([overlap if answerable else 0.0 for _, overlap in rows], dtype=np.float64),
        answerable=answerable,
    )


def _holds_answer(hit: Hit, question: Question) -> bool:
    text = normalize(hit.passage.text)
    return any(normalize(answer) in text for answer in question.answers)


def fit(cases: Sequence[Case], reader: str, null_margin: float) -> Calibration:
    """The logistic curve, and the lowest threshold that keeps to `MAX_FALSE_ANSWERS`."""
    best = [case for case in cases if len(case.f1)]
    top = [int(np.argmax(case.features[:, 0])) for case in best]
    rows = np.array([case.features[i] for case, i in zip(best, top, strict=True)])
    right = np.array([case.f1[i] >= RIGHT_F1 for case, i in zip(best, top, strict=True)])
    slope, bias = logistic(rows, right.astype(np.float64))
    points = curve(cases, np.array([slope, bias]))
    kept = [point for point in points if point.false_answers <= MAX_FALSE_ANSWERS]
    return Calibration(
        reader=reader,
        margin=float(slope),
        coverage=float(slope * COVERAGE_WORTH),
        bias=float(bias),
        threshold=min(point.threshold for point in kept),
        null_margin=null_margin,
    )


def curve(cases: Sequence[Case], weights: NDArray[np.float64]) -> list[Point]:
    """What each threshold from 1 % to 99 % gives; a question without a passage is not answered."""
    confidence, overlap = zip(*(_best(case, weights) for case in cases), strict=True)
    sure, right = np.array(confidence), np.array(overlap)
    answerable = np.array([case.answerable for case in cases])
    return [_point(percent / 100, sure, right, answerable) for percent in range(1, 100)]


def _best(case: Case, weights: NDArray[np.float64]) -> tuple[float, float]:
    if not len(case.f1):
        return 0.0, 0.0
    evidence = case.features @ weights
    best = int(np.argmax(evidence))
    return float(1 / (1 + np.exp(-evidence[best]))), float(case.f1[best])


def _point(
    threshold: float,
    sure: NDArray[np.float64],
    right: NDArray[np.float64],
    answerable: NDArray[np.bool_],
) -> Point:
    answered = sure >= threshold
    correct = answered & answerable & (right >= RIGHT_F1)
    return Point(
        threshold=threshold,
        answered=_share(answered[answerable]),
        false_answers=_share(answered[~answerable]),
        precision=float(correct.sum() / answered.sum()) if answered.any() else 1.0,
        answerable_f1=float((right * answered)[answerable].mean()) if answerable.any() else 0.0,
    )


def _share(of: NDArray[np.bool_]) -> float:
    return float(of.mean()) if of.size else 0.0


def logistic(
    rows: NDArray[np.float64], right: NDArray[np.float64], ridge: float = 1e-3
) -> NDArray[np.float64]:
    """The weights that best predict `right` (0 or 1) from `rows`: Newton's method, lightly ridged.

    Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning" (2009), section 4.4.1.
    """
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (right - probability) - ridge * weights
        spread = rows * (probability * (1 - probability))[:, None]
        step = np.linalg.solve(rows.T @ spread + ridge * np.eye(len(weights)), gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def best_null_margin(
    margins: Sequence[float], if_answered: Sequence[float], answerable: Sequence[bool]
) -> float:
    """The margin below which "no answer" gives the best F1 over all questions, as in SQuAD 2.0.

    `if_answered` is each question's F1 when answered (0 for the unanswerable ones).
    """
    order = np.argsort(margins)[::-1]
    gain = np.array([if_answered[i] - (0.0 if answerable[i] else 1.0) for i in order])
    best = int(np.argmax(np.cumsum(gain)))
    at = float(margins[order[best]])
    below = float(margins[order[best + 1]]) if best + 1 < len(order) else at - 1
    return (at + below) / 2
