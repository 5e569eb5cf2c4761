"""Ask the whole path one question, and find out how far the right answer came on it."""

from bot.answering import PASSAGES_READ, Answerer
from bot.build import Library
from bot.evaluation.bench import Clock, WatchedReader, WatchedRetriever, equal_hits
from bot.evaluation.examination import Examination, failure_of, scores_of
from bot.evaluation.excerpts import excerpts
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Excerpt, Record
from bot.evaluation.relevance import Names, RightPassages, is_right
from bot.evaluation.stages import agreement
from retrieval.types import Answer, Hit, NoAnswer, Passage


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
        return self._record(self._asked(question, reply), latency)

    def _latency(self, seconds: float) -> dict[str, float]:
        """Milliseconds by stage; none beside other questions, where a user would not wait so."""
        if not self._reader.alone:
            return {}
        search, read = self._retriever.seconds, self._reader.seconds
        stages = {"search": search, "read": read, "decide": seconds - search - read}
        return {name: 1000 * value for name, value in (stages | {"all": seconds}).items()}

    def _asked(self, question: Question, reply: Answer | NoAnswer) -> Examination:
        found = self._retriever.used
        read = [hit for hit in found if self._reader.has_read(hit.passage)]
        return Examination(
            question=question,
            reply=reply,
            hits=self._retriever.hits,
            read=[hit.passage for hit in read],
            unread=[hit.passage for hit in found if hit not in read],
            guesses=self._answerer.guesses(question.text, read),
            right=self._right_passages(question),
        )

    def _right_passages(self, question: Question) -> list[Passage]:
        """Those that were found, best first; else those that could have been."""
        found = [hit.passage for hit in self._retriever.hits]
        right = [passage for passage in found if is_right(passage, question, self._names)]
        return right or self._right.of(question)

    def _record(self, asked: Examination, latency: dict[str, float]) -> Record:
        failure, bare = failure_of(asked), self._bare(asked.question)
        scores = scores_of(asked, self._names) | self._bounds(asked)
        if bare is not None:
            scores["without_article_refused"] = float(not bare)
        return Record(
            question=asked.question,
            prediction=asked.prediction,
            confidence=asked.answer.confidence if asked.answer else None,
            citations=asked.citations,
            reason=asked.reply.reason if isinstance(asked.reply, NoAnswer) else None,
            guess=asked.guess,
            no_answer=1 - asked.guesses[0].confidence if asked.guesses else 1.0,
            failure=failure,
            excerpts=self._excerpts(asked) if failure else (),
            without_article=bare,
            scores=scores,
            latency=latency,
        )

    def _excerpts(self, asked: Examination) -> tuple[Excerpt, ...]:
        best = asked.guesses[0] if asked.guesses else None
        return excerpts(asked.question, best, asked.read, asked.right, self._titles)

    def _bounds(self, asked: Examination) -> dict[str, float]:
        """What a perfect retriever would have made of it, and what a perfect reader would."""
        prediction, question = asked.prediction, asked.question
        if asked.right or question.answers:
            prediction = self._dealt(question, equal_hits(asked.right[:PASSAGES_READ]))
        found = float(not question.answers or asked.right_was_found)
        return {
            **{f"perfect_retriever_{k}": v for k, v in agreement(question, prediction).items()},
            "perfect_reader_exact": found,
            "perfect_reader_f1": found,
        }

    def _bare(self, question: Question) -> str | None:
        """The prediction once the article is taken away, `""` for none; None if not asked."""
        if not (self._without_article and question.answers and question.articles):
            return None
        gone = self._names.ids(question.articles)
        return self._dealt(question, self._retriever.without(question.text, PASSAGES_READ, gone))

    def _dealt(self, question: Question, hits: list[Hit]) -> str:
        """The prediction if search found exactly these hits, `""` for none."""
        with self._retriever.dealing(hits):
            reply = self._answerer.answer(question.text)
        return reply.text if isinstance(reply, Answer) else ""
