"""Why a question went wrong: the first stage on its path that failed it. Pure decisions, no text.

The order is that of the path, so that a reason names what to mend first: a question whose passage
was never found stays "not retrieved" however the reader fared with the wrong ones.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Failure = Literal[
    "not_in_collection",
    "not_retrieved",
    "misread",
    "outranked",
    "refused_wrongly",
    "answered_wrongly",
    "should_refuse",
]
"""`answered_wrongly` is for predictions of other systems, of which only the words are known."""

FAILURES: tuple[Failure, ...] = get_args(Failure)

LABELS: dict[Failure, str] = {
    "not_in_collection": "not in the collection",
    "not_retrieved": "not retrieved",
    "misread": "retrieved but misread",
    "outranked": "read but outranked",
    "refused_wrongly": "refused wrongly",
    "answered_wrongly": "answered wrongly",
    "should_refuse": "answered where it should refuse",
}

MEANINGS: dict[Failure, str] = {
    "not_in_collection": "No passage of the collection holds an accepted answer: the article is "
    "missing, or cleaning or cutting lost the sentence.",
    "not_retrieved": "The answer is there, but search did not bring its passage to the reader.",
    "misread": "The right passage was read, and the reader chose other words in it.",
    "outranked": "The reader found the answer, but another passage's words scored higher.",
    "refused_wrongly": "There is an answer, and none was sure enough to be said.",
    "answered_wrongly": "An answer was given, and it is not one of the accepted ones.",
    "should_refuse": "The articles do not answer the question, and something was quoted anyway.",
}

RIGHT_F1 = 0.5
"""An answer counts as right from this F1 on, here and for the calibration: "Moon Jae-in" for
"President Moon Jae-in"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """How far the right answer came, each step as yes or no.

    `stands`: a passage of the collection holds it. `read`: such a passage was among those read.
    `understood`: the reader's best words in such a passage are right.
    """

    stands: bool
    read: bool
    understood: bool


def explain(*, answerable: bool, answered: bool, best_is_right: bool, path: Path) -> Failure | None:
    """Why the question went wrong; None if it did not.

    `best_is_right` tells of the likeliest answer, whether it was said or held back.
    """
    if not answerable:
        return "should_refuse" if answered else None
    if best_is_right:
        return None if answered else "refused_wrongly"
    if not path.stands:
        return "not_in_collection"
    if not path.read:
        return "not_retrieved"
    return "outranked" if path.understood else "misread"


def explain_words(*, answerable: bool, answered: bool, right: bool) -> Failure | None:
    """The same where only the prediction's words are known, and nothing of how it came about."""
    if not answerable:
        return "should_refuse" if answered else None
    if not answered:
        return "refused_wrongly"
    return None if right else "answered_wrongly"
