"""Score several questions at once, and get their records in the order of the questions.

The model gains less from two processors on one passage than from one on each of two. A first part
is asked one by one all the same, as users ask: from side by side nothing can be told of the time
that one of them waits.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import takewhile

from bot.evaluation.question_sets import Question
from bot.evaluation.records import Record

ALONE = 4
"""One question of so many is asked alone."""

AHEAD = 4
"""For each worker so many questions are under way or done, and wait for an earlier one."""

Ask = Callable[[Question], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """How many threads ask, and what each does before its first question."""

    size: int
    begin: Callable[[], None]


def alone(questions: int) -> int:
    """How many of so many questions, the first ones, are asked alone: rounded up."""
    return -(-questions // ALONE)


def in_order(ask: Ask, questions: Iterable[Question], team: Team) -> Generator[Record, None, None]:
    """The records of the questions, in order; what `ask` raises comes out at its question.

    Whoever stops early gets no more of them, and those not yet begun are never asked. An interrupt
    comes out behind the records of those that were begun, so that none is asked in vain.
    """
    pool = ThreadPoolExecutor(team.size, initializer=team.begin)
    waiting: deque[Future[Record]] = deque()
    try:
        for question in questions:
            waiting.append(pool.submit(ask, question))
            if len(waiting) == AHEAD * team.size:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    except KeyboardInterrupt:
        pool.shutdown(cancel_futures=True)
        # They are begun in order, so that no gap comes before one that is done.
        yield from map(Future.result, takewhile(_is_done, waiting))
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _next(waiting: deque[Future[Record]]) -> Record:
    """The record of the first, which leaves the line only with it: an interrupt may come before."""
    record = waiting[0].result()
    waiting.popleft()
    return record


def _is_done(future: Future[Record]) -> bool:
    return not future.cancelled() and future.exception() is None
