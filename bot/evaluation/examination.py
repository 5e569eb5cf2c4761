"""What the whole path made of one question, and the scores that follow from it alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering import Guess
from bot.evaluation.baselines import best_sentence
from bot.evaluation.excerpts import holds
from bot.evaluation.failures import RIGHT_F1, Failure, Path, explain
from bot.evaluation.official import f1
from bot.evaluation.question_sets import Question
from bot.evaluation.relevance import Names, is_right_sentence, mentions
from bot.evaluation.stages import agreement, refusal, retrieval_scores
from retrieval.types import Answer, Citation, Hit, NoAnswer, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """One question, the reply, and what lay on the way to it.

    `hits` are all that were found and `read` those of their passages that were read; `unread` had
    their turn still to come when an answer was sure enough. `guesses` are all that was weighed,
    likeliest first; `right` the passages that answer, those found before others.
    """

    question: Question
    reply: Answer | NoAnswer
    hits: Sequence[Hit]
    read: Sequence[Passage]
    unread: Sequence[Passage]
    guesses: Sequence[Guess]
    right: Sequence[Passage]

    @property
    def answer(self) -> Answer | None:
        """The reply if it is an answer."""
        return self.reply if isinstance(self.reply, Answer) else None

    @property
    def prediction(self) -> str:
        """The answer's text, `""` for none."""
        return self.answer.text if self.answer else ""

    @property
    def guess(self) -> str:
        """The likeliest answer, said or held back; `""` if nothing was read."""
        return self.guesses[0].text if self.guesses else ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The answer's own citation and then those of other places with the same answer."""
        return (self.answer.citation, *self.answer.also_in) if self.answer else ()

    @property
    def right_was_found(self) -> bool:
        """Whether search brought a right passage to the reader."""
        return any(passage in self.right for passage in (*self.read, *self.unread))


def failure_of(asked: Examination) -> Failure | None:
    """Why it went wrong; None if it did not."""
    return explain(
        answerable=bool(asked.question.answers),
        answered=asked.answer is not None,
        best_is_right=bool(asked.guess) and _agrees(asked, asked.guess),
        path=Path(
            stands=bool(asked.right), read=asked.right_was_found, understood=_understood(asked)
        ),
    )


def _understood(asked: Examination) -> bool:
    """Whether the reader's best words in a right passage are right.

    If reading stopped before it came to one, another passage's words were too sure.
    """
    passages = [passage for passage in asked.read if passage in asked.right]
    if not passages:
        return asked.right_was_found
    best = (next((g for g in asked.guesses if holds(p, g)), None) for p in passages)
    return any(guess is not None and _agrees(asked, guess.text) for guess in best)


def _agrees(asked: Examination, text: str) -> bool:
    return f1(asked.question.answers, text) >= RIGHT_F1


def scores_of(asked: Examination, names: Names) -> dict[str, float]:
    """Every score, from 0 to 1, that makes sense for this question."""
    question = asked.question
    scores = agreement(question, asked.prediction)
    scores |= refusal(question, answered=asked.answer is not None)
    if question.answers:
        scores["f1_if_answered"] = f1(question.answers, asked.guess)
        scores |= retrieval_scores(asked.hits, question, names) | _sources(asked, names)
    return scores | _baseline(asked)


def _sources(asked: Examination, names: Names) -> dict[str, float]:
    """Whether the right article, and the right sentence, is among those cited."""
    if not asked.citations:
        return {}
    question = asked.question
    named = (names.is_named(one.article_id, question.articles) for one in asked.citations)
    exact = (is_right_sentence(one, question, names) for one in asked.citations)
    return {"citation_article": float(any(named)), "citation_sentence": float(any(exact))}


def _baseline(asked: Examination) -> dict[str, float]:
    """What quoting the best-matching sentence would have scored."""
    sentence = best_sentence(asked.question.text, asked.read)
    agreed = agreement(asked.question, sentence)
    scores = {f"best_sentence_{name}": value for name, value in agreed.items()}
    if asked.question.answers:
        scores["best_sentence_holds"] = float(mentions(sentence, asked.question.answers))
    return scores
