"""Records and results made by hand, for the tests of what is done with them."""

from collections.abc import Sequence

from bot.evaluation.failures import RIGHT_F1, Failure, explain_words
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Excerpt, Record


def question(id_: str, text: str = "Which river?", *answers: str) -> Question:
    return Question(id=id_, text=text, answers=answers, articles=("rhine.txt",) if answers else ())


def record(
    asked: Question,
    prediction: str,
    f1: float,
    *,
    guess: str = "",
    no_answer: float = 0.25,
    failure: Failure | None = None,
    excerpts: Sequence[Excerpt] = (),
) -> Record:
    """What became of `asked`; the failure follows from the words where none is given."""
    explained = explain_words(
        answerable=bool(asked.answers), answered=bool(prediction), right=f1 >= RIGHT_F1
    )
    return Record(
        question=asked,
        prediction=prediction,
        confidence=1 - no_answer if prediction else None,
        guess=guess or prediction,
        no_answer=no_answer,
        failure=failure or explained,
        excerpts=tuple(excerpts),
        scores={"exact": float(f1 == 1), "f1": f1, "answered": float(bool(prediction))},
        latency={"all": 20.0},
    )
