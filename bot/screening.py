"""Turn away what is no question before anything is searched."""

import re

from retrieval.types import Reason

MAX_QUESTION_CHARS = 400
"""Some 70 words: more than the reader takes in, and more than a question needs."""

_SMALL_TALK = frozenset(
    """
    hi hello hey hallo hola yo hiya greetings howdy thanks thx ty cheers ok okay yes no yep
    nope bye goodbye please sorry cool great nice wow lol haha start stop help test ping
    """.split()
)
_FILLERS = frozenset(
    """
    there you all everyone bot so much a lot very many good morning day evening afternoon
    night thank to how are is it going my friend well
    """.split()
)
_WORD = re.compile(r"[^\W_]+")


def turn_away(question: str) -> Reason | None:
    """Why `question` is not to be answered as it stands, or None if it is one."""
    stripped = question.strip()
    if not stripped:
        return "empty"
    if len(stripped) > MAX_QUESTION_CHARS:
        return "too_long"
    if _is_small_talk(stripped):
        return "not_a_question"
    return None


def _is_small_talk(text: str) -> bool:
    """Greetings, thanks and the like, or no words at all (emoji, punctuation)."""
    words = _WORD.findall(text.casefold())
    return all(word in _SMALL_TALK or word in _FILLERS for word in words)
