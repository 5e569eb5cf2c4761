"""Ask the whole path one question, and find out how far the right answer came on it."""

from collections.abc import Sequence

from bot.answering import PASSAGES_READ, Answerer, Guess
from bot.build import Library
from bot.evaluation.baselines import best_sentence
from bot.evaluation.bench import Clock, WatchedReader, WatchedRetriever
from bot.evaluation.excerpts import excerpts, holds
from bot.evaluation.failures import RIGHT_F1, Path, explain
from bot.evaluation.official import f1
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Record
from bot.evaluation.relevance import (
    Names,
    RightPassages,
    is_right,
    is_right_sentence,
    mentions,
)
from bot.evaluation.stages import agreement, refusal, retrieval_scores
from retrieval.types import Answer, Citation, NoAnswer, Passage


class Examiner:
    """Asks an answerer that was built over `retriever` and `reader`, so that both are watched.

    With `without_article`, each question that has an answer in a named article is asked once more
    with that article taken out of the collection.
    """

    def __init__(
        self,
        *,
        library: Library,
        answerer: Answerer,
        retriever: WatchedRetriever,
        reader: WatchedReader,
        clock: Clock,
        without_article: bool = False,
    ) -> None:
        self._titles = {article.id: article.title for article in library.articles}
        self._names = Names(library.articles)
        self._right = RightPassages(library, self._names)
        self._answerer = answerer
        self._retriever = retriever
        self._reader = reader
        self._clock = clock
        self._without_article = without_article

    def ask(self, question: Question) -> Record:
        """The answerer's reply to `question`, scored and, where it is wrong, explained."""
        self._retriever.reset()
        self._reader.reset()
        started = self._clock()
        reply = self._answerer.answer(question.text)
        latency = self._latency(self._clock() - started)
        read = [hit.passage for hit in self._retriever.used]
        spans = self._reader.spans(read)
        guesses = self._answerer.guesses(question.text, self._retriever.used, spans)
        return self._record(question, reply, latency, guesses, read)

    def _latency(self, seconds: float) -> dict[str, float]:
        search, read = self._retriever.seconds, self._reader.seconds
        stages = {"search": search, "read": read, "decide": seconds - search - read}
        return {name: 1000 * value for name, value in (stages | {"all": seconds}).items()}

    def _record(
        self,
        question: Question,
        reply: Answer | NoAnswer,
        latency: dict[str, float],
        guesses: Sequence[Guess],
        read: Sequence[Passage],
    ) -> Record:
        answer = reply if isinstance(reply, Answer) else None
        right = self._right_passages(question)
        failure = explain(
            answerable=bool(question.answers),
            answered=answer is not None,
            best_is_right=bool(guesses) and f1(question.answers, guesses[0].text) >= RIGHT_F1,
            path=_path(question, guesses, read, right),
        )
        return Record(
            question=question,
            prediction=answer.text if answer else "",
            confidence=answer.confidence if answer else None,
            citations=(answer.citation, *answer.also_in) if answer else (),
            reason=None if isinstance(reply, Answer) else reply.reason,
            guess=guesses[0].text if guesses else "",
            no_answer=1 - guesses[0].confidence if guesses else 1.0,
            failure=failure,
            excerpts=excerpts(question, guesses[:1], read, right, self._titles) if failure else (),
            scores=self._scores(question, answer, guesses, read, right),
            latency=latency,
        )

    def _right_passages(self, question: Question) -> list[Passage]:
        """Those that were found, best first; else those that could have been."""
        found = [hit.passage for hit in self._retriever.hits]
        right = [passage for passage in found if is_right(passage, question, self._names)]
        return right or self._right.of(question)

    def _scores(
        self,
        question: Question,
        answer: Answer | None,
        guesses: Sequence[Guess],
        read: Sequence[Passage],
        right: Sequence[Passage],
    ) -> dict[str, float]:
        scores = agreement(question, answer.text if answer else "")
        scores |= refusal(question, answered=answer is not None)
        if question.answers:
            best = guesses[0].text if guesses else ""
            scores["f1_if_answered"] = f1(question.answers, best)
            scores |= retrieval_scores(self._retriever.hits, question, self._names)
            scores |= self._sources(question, (answer.citation, *answer.also_in) if answer else ())
        return scores | self._bounds(question, answer, read, right) | self._other(question, read)

    def _sources(self, question: Question, cited: Sequence[Citation]) -> dict[str, float]:
        """Whether the right article, and the right sentence, is among those cited."""
        if not cited:
            return {}
        named = [self._names.is_named(one.article_id, question.articles) for one in cited]
        exact = [is_right_sentence(one, question, self._names) for one in cited]
        return {"citation_article": float(any(named)), "citation_sentence": float(any(exact))}

    def _bounds(
        self,
        question: Question,
        answer: Answer | None,
        read: Sequence[Passage],
        right: Sequence[Passage],
    ) -> dict[str, float]:
        """What a perfect retriever would have made of it, and what a perfect reader would."""
        prediction = answer.text if answer else ""
        if right or question.answers:
            prediction = self._dealt(question, right[:PASSAGES_READ])
        found = float(not question.answers or _any_in(right, read))
        return {
            **{f"perfect_retriever_{k}": v for k, v in agreement(question, prediction).items()},
            "perfect_reader_exact": found,
            "perfect_reader_f1": found,
        }

    def _dealt(self, question: Question, passages: Sequence[Passage]) -> str:
        """The prediction if search found exactly these passages, `""` for none."""
        with self._retriever.dealing(passages):
            reply = self._answerer.answer(question.text)
        return reply.text if isinstance(reply, Answer) else ""

    def _other(self, question: Question, read: Sequence[Passage]) -> dict[str, float]:
        """The baseline, and the question once more with its article taken away."""
        sentence = best_sentence(question.text, read)
        scores = {f"best_sentence_{k}": v for k, v in agreement(question, sentence).items()}
        if question.answers:
            scores["best_sentence_holds"] = float(mentions(sentence, question.answers))
        if self._without_article and question.answers and question.articles:
            gone = self._names.ids(question.articles)
            left = self._retriever.without(question.text, PASSAGES_READ, gone)
            scores["without_article_refused"] = float(not self._dealt(question, left))
        return scores


def _path(
    question: Question, guesses: Sequence[Guess], read: Sequence[Passage], right: Sequence[Passage]
) -> Path:
    ids = {passage.id for passage in right}
    best = [
        next((guess for guess in guesses if holds(passage, guess)), None)
        for passage in read
        if passage.id in ids
    ]
    return Path(
        stands=bool(right),
        read=bool(best),
        understood=any(g is not None and f1(question.answers, g.text) >= RIGHT_F1 for g in best),
    )


def _any_in(right: Sequence[Passage], read: Sequence[Passage]) -> bool:
    ids = {passage.id for passage in right}
    return any(passage.id in ids for passage in read)
