"""What answers in the tests of Telegram, where the answer itself is beside the point."""

import threading
from typing import Protocol

from retrieval.types import NoAnswer

GREETING = "Hello! Ask me a question about the articles, and I will answer with a quote."


class Answers(Protocol):
    """Answers questions, or does not."""

    def answer(self, question: str) -> NoAnswer:
        """See `Answerer.answer`."""


class Greeter:
    """Greets back, whatever is said."""

    def answer(self, question: str) -> NoAnswer:
        return NoAnswer(question=question, reason="not_a_question")


class Repeats:
    """Refuses, repeating the question, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, question: str) -> NoAnswer:
        self.asked.append(question)
        return NoAnswer(question=question, reason="no_match", unknown_words=(question,))


class HeldUp:
    """Answers as another does once it may, and says when it has begun."""

    def __init__(self, other: Answers) -> None:
        self._other = other
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()

    def answer(self, question: str) -> NoAnswer:
        self.begun.release()
        assert self.go_on.wait(20)
        return self._other.answer(question)
