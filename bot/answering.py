"""The one path that a question takes: search, read, weigh, decide, cite.

Console, Telegram, `--json` and evaluation all enter at `Answerer.answer` and get the same object.
Nothing else decides what the answer is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot.calibration import Calibration
from bot.citing import cite
from bot.courtesy import without_courtesies
from bot.patience import TIRELESS, Patience
from bot.screening import turn_away
from retrieval.interfaces import Reader, Retriever
from retrieval.terms import Vocabulary
from retrieval.types import (
    Alternative,
    Answer,
    Article,
    Citation,
    Hit,
    NoAnswer,
    Passage,
    Reason,
    Span,
    Weighed,
)

PASSAGES_READ = 8
MAX_ALSO_IN = 5
MAX_ALTERNATIVES = 3
MAX_NEAREST = 2

_WORD = re.compile(r"\w+")

ALTERNATIVE_FLOOR = 0.5
"""A runner-up is worth showing from this share of the threshold on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A span placed in its article, with what speaks for it; offsets into `article.text`.

    `text` is what the reader saw there; citing proves that the article reads the same. The margin
    is the reader's alone, the evidence has the search's share in it; both are logits.
    """

    article: Article
    start: int
    end: int
    text: str
    margin: float
    evidence: float

    def citation(self) -> Citation:
        return cite(self.article, self.start, self.end, self.text)

    def overlaps(self, other: "_Candidate") -> bool:
        return (
            self.article.id == other.article.id
            and self.start < other.end
            and other.start < self.end
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """The candidates in the passages read, best first, and whether passages were left unread."""

    ranked: list[_Candidate]
    passages_read: int
    stopped_early: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A span as `Answerer` weighs it, sure enough to be said or not; offsets into the article."""

    article_id: str
    start: int
    end: int
    text: str
    confidence: float


class Answerer:
    """Answers from a collection; threads may share it, nothing changes after it is built."""

    def __init__(
        self,
        *,
        articles: Iterable[Article],
        retriever: Retriever,
        reader: Reader,
        vocabulary: Vocabulary,
        calibration: Calibration,
        passages_read: int = PASSAGES_READ,
        patience: Patience = TIRELESS,
    ) -> None:
        self._articles: Mapping[str, Article] = {article.id: article for article in articles}
        self._retriever = retriever
        self._reader = reader
        self._vocabulary = vocabulary
        self._calibration = calibration
        self._passages_read = passages_read
        self._patience = patience

    def answer(self, question: str) -> Answer | NoAnswer:
        """A quote that answers `question`, or why there is none; never raises for any text."""
        reason = turn_away(question)
        if reason is not None:
            return NoAnswer(question=question, reason=reason)
        asked = without_courtesies(question)
        spelt = self._vocabulary.spelt(asked)
        reply = self._answer(spelt)
        return replace(reply, question=question, read_as=None if spelt == asked else spelt)

    def _answer(self, question: str) -> Answer | NoAnswer:
        hits = self._retriever.search(question, self._passages_read)
        if not hits:
            return self._refuse(question, "no_match", [])
        reading = self._read(question, hits)
        weighed = self._weigh(reading)
        if weighed.confidence is None or weighed.confidence < weighed.threshold:
            refusal = self._refuse(question, "low_confidence", reading.ranked)
            return replace(refusal, stopped_early=reading.stopped_early, weighed=weighed)
        answer = self._compose(question, reading.ranked)
        return replace(answer, stopped_early=reading.stopped_early, weighed=weighed)

    def guesses(self, question: str, hits: Sequence[Hit]) -> list[Guess]:
        """What reading the passages of `hits` gives, the likeliest first: what `answer` decides by.

        For evaluation, which asks why an answer was not given. Empty if nothing is found.
        """
        spelt = self._vocabulary.spelt(without_courtesies(question))
        candidates = [c for hit in hits for c in self._candidates(spelt, hit, hits[0])]
        return [
            Guess(
                article_id=c.article.id,
                start=c.start,
                end=c.end,
                text=c.text,
                confidence=self._confidence(c),
            )
            for c in _ranked(candidates)
        ]

    def _read(self, question: str, hits: Sequence[Hit]) -> _Reading:
        """Read as many hits as there is patience for, the best of them first."""
        candidates: list[_Candidate] = []
        reading, passages_read, stopped_early = self._patience.begin(), 0, False
        for hit, following in zip_longest(hits, hits[1:]):
            candidates += self._candidates(question, hit, hits[0])
            passages_read += 1
            best = max((self._confidence(c) for c in candidates), default=0.0)
            stopped_early = following is not None and reading.is_over(
                confidence=best, next_score=_nearness(following, hits[0])
            )
            if stopped_early:
                break
        return _Reading(
            ranked=_ranked(candidates), passages_read=passages_read, stopped_early=stopped_early
        )

    def _weigh(self, reading: _Reading) -> Weighed:
        best = reading.ranked[0] if reading.ranked else None
        return Weighed(
            passages_read=reading.passages_read,
            margin=None if best is None else best.margin,
            confidence=None if best is None else self._confidence(best),
            threshold=self._calibration.threshold,
        )

    def _candidates(self, question: str, hit: Hit, best: Hit) -> list[_Candidate]:
        passages = {hit.passage.id: hit.passage}  # a span of any other is a reader's mistake
        spans = self._reader.read(question, [hit.passage])
        nearness = _nearness(hit, best)
        return [self._place(span, passages[span.passage_id], nearness) for span in spans]

    def _place(self, span: Span, passage: Passage, nearness: float) -> _Candidate:
        return _Candidate(
            article=self._articles[passage.article_id],
            start=passage.start + span.start,
            end=passage.start + span.end,
            text=passage.text[span.start : span.end],
            margin=span.score,
            evidence=self._calibration.evidence(span.score, nearness),
        )

    def _confidence(self, candidate: _Candidate) -> float:
        return self._calibration.confidence(candidate.evidence)

    def _compose(self, question: str, ranked: Sequence[_Candidate]) -> Answer:
        best, *others = _distinct(ranked)
        cited = best.citation()
        same = (c.citation() for c in others if _plain(c.text) == _plain(best.text))
        floor = ALTERNATIVE_FLOOR * self._calibration.threshold
        different = [
            c
            for c in others
            if not _alike(_plain(c.text), _plain(best.text)) and self._confidence(c) >= floor
        ]
        return Answer(
            question=question,
            text=best.text,
            start=best.start,
            end=best.end,
            confidence=self._confidence(best),
            citation=cited,
            also_in=_first_others(same, cited, MAX_ALSO_IN),
            alternatives=tuple(
                Alternative(
                    text=c.text,
                    start=c.start,
                    end=c.end,
                    confidence=self._confidence(c),
                    citation=c.citation(),
                )
                for c in _one_of_each_text(different)[:MAX_ALTERNATIVES]
            ),
        )

    def _refuse(self, question: str, reason: Reason, ranked: Sequence[_Candidate]) -> NoAnswer:
        nearest: dict[str, Citation] = {}
        for candidate in ranked:
            if len(nearest) < MAX_NEAREST and candidate.article.id not in nearest:
                nearest[candidate.article.id] = candidate.citation()
        return NoAnswer(
            question=question,
            reason=reason,
            unknown_words=self._vocabulary.unknown_words(question),
            nearest=tuple(nearest.values()),
        )


def _nearness(hit: Hit, best: Hit) -> float:
    """How near the search puts `hit` to the best one: 1 for that itself, above 0 for any."""
    return hit.score / best.score


def _ranked(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The one with the most evidence first; ties go by place."""
    return sorted(candidates, key=lambda c: (-c.evidence, c.article.id, c.start, c.end))


def _distinct(ranked: Iterable[_Candidate]) -> list[_Candidate]:
    """The candidates without those that overlap a better one, as in overlapping passages."""
    kept: list[_Candidate] = []
    for candidate in ranked:
        if not any(candidate.overlaps(better) for better in kept):
            kept.append(candidate)
    return kept


def _first_others(
    citations: Iterable[Citation], cited: Citation, count: int
) -> tuple[Citation, ...]:
    """The first `count` that differ; no more are made, since finding sentences takes time."""
    kept = {cited: None}
    for citation in citations:
        if len(kept) > count:
            break
        kept[citation] = None
    return tuple(kept)[1:]


def _one_of_each_text(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    kept: dict[str, _Candidate] = {}
    for candidate in candidates:
        kept.setdefault(_plain(candidate.text), candidate)
    return list(kept.values())


def _plain(text: str) -> str:
    """The text as the same answer would read elsewhere: case, spaces and outer marks aside."""
    return " ".join(text.casefold().split()).strip("\"'“”‘’.,;:()")


def _alike(one: str, other: str) -> bool:
    """Whether one answer's words are part of the other's, as "Pompeo" is of "Mike Pompeo"."""
    one, other = (f" {' '.join(_WORD.findall(text))} " for text in (one, other))
    return one in other or other in one
