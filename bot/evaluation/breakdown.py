"""Which group a question belongs to: by its question word, its answer's length and its article."""

import re
from itertools import pairwise

from bot.evaluation.question_sets import Question

_WORD = re.compile(r"[^\W_]+")
_QUESTION_WORDS = {
    "who": "who",
    "whom": "who",
    "whose": "who",
    "what": "what",
    "when": "when",
    "where": "where",
    "which": "which",
    "why": "why",
    "how": "how",
}
_AMOUNTS = frozenset(
    "many much long old far often tall big large high deep fast late soon heavy wide".split()
)
UNNAMED = "no article named"


def groups(question: Question) -> dict[str, str]:
    """The label of `question` in each kind of group."""
    return {
        "question_word": question_word(question.text),
        "answer_words": answer_words(question.answers),
        "article": question.articles[0] if question.articles else UNNAMED,
    }


def question_word(text: str) -> str:
    """The first question word, wherever it stands; "how many" for all that ask an amount."""
    words = [word.casefold() for word in _WORD.findall(text)]
    for word, following in pairwise([*words, ""]):
        if word in _QUESTION_WORDS:
            return "how many" if word == "how" and following in _AMOUNTS else _QUESTION_WORDS[word]
    return "other"


def answer_words(answers: tuple[str, ...]) -> str:
    """How many words the shortest accepted answer has, in ranges."""
    if not answers:
        return "unanswerable"
    words = min(len(answer.split()) for answer in answers)
    if words <= 1:
        return "1 word"
    return "2 words" if words == 2 else "3 to 5 words" if words <= 5 else "6 words or more"
