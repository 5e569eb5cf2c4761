"""Ask questions in open retrieval, with and without what answers them, to fit the calibration on.

Each answerable question is asked three times: as it is; with its article taken out of the
collection, which makes it unanswerable in the way that an owner's readers meet it; and with only
the rest of its article left, which speaks of the matter and does not say.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.build import Library, build_answerer, build_retriever
from bot.calibration import Calibration
from bot.evaluation.bench import WatchedReader, WatchedRetriever
from bot.evaluation.official import f1, normalize
from bot.evaluation.question_sets import Question
from bot.patience import TIRELESS
from retrieval.interfaces import Reader
from retrieval.types import Answer, Hit

SEARCH = 2.0
"""Logits of margin that the best hit is worth, chosen on the validation articles (model card)."""

_UNFITTED = Calibration(
    reader="", slope=1.0, bias=0.0, threshold=0.0, null_margin=0.0, search=SEARCH
)
"""Answers everything, and is sure by the logistic curve of the evidence as it is."""

_DEEP = 100
"""Hits looked through for those that are left once the right article or paragraph is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question as asked: the evidence for the best span in logits, and its F1.

    The evidence is None where nothing was found. `answerable` says whether the right article was
    there.
    """

    evidence: float | None
    f1: float
    answerable: bool


class CaseMaker:
    """Asks questions over one library."""

    def __init__(self, library: Library, reader: Reader) -> None:
        self._retriever = WatchedRetriever(build_retriever(library.articles, library.passages))
        self._answerer = build_answerer(
            library,
            WatchedReader(reader),
            self._retriever,
            calibration=_UNFITTED,
            patience=TIRELESS,
        )

    def cases(self, question: Question) -> list[Case]:
        """The question as it is and, if it has an answer, twice where the answer was taken out."""
        hits = self._retriever.search(question.text, _DEEP)
        cases = [self._ask(question, hits, answerable=bool(question.answers))]
        if question.answers:
            own = [hit for hit in hits if hit.passage.article_id in question.articles]
            others = [hit for hit in hits if hit.passage.article_id not in question.articles]
            rest = [hit for hit in own if not _holds_answer(hit, question)]
            cases += [self._ask(question, left, answerable=False) for left in (others, rest)]
        return cases

    def _ask(self, question: Question, hits: Sequence[Hit], *, answerable: bool) -> Case:
        with self._retriever.dealing(hits):
            reply = self._answerer.answer(question.text)
        if not isinstance(reply, Answer):
            return Case(evidence=None, f1=0.0, answerable=answerable)
        overlap = f1(question.answers, reply.text) if answerable else 0.0
        return Case(evidence=_log_odds(reply.confidence), f1=overlap, answerable=answerable)


def _log_odds(probability: float) -> float:
    """Undo the logistic curve; the ends are kept finite."""
    inside = min(max(probability, 1e-15), 1 - 1e-15)
    return math.log(inside / (1 - inside))


def _holds_answer(hit: Hit, question: Question) -> bool:
    text = normalize(hit.passage.text)
    return any(normalize(answer) in text for answer in question.answers)
