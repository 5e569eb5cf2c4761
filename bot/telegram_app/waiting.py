"""The line in which questions wait for a worker: bounded, fair between people, with a deadline."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

LONGEST = 64
"""Questions that may wait; the next is refused rather than left to hope."""

MOST_EACH = 3
"""Questions that one person may have waiting."""


class Busy(Exception):  # noqa: N818  # what it says to the asker, not a fault
    """The line is full; `ahead` questions wait."""

    def __init__(self, ahead: int) -> None:
        super().__init__(f"{ahead} questions wait already")
        self.ahead = ahead


class Late(Exception):  # noqa: N818  # what it says to the asker, not a fault
    """The answer did not come by the deadline."""


class Dropped(Exception):  # noqa: N818  # there is nobody left to tell
    """The chat that asked has shut the bot out."""


@dataclass(eq=False)
class Job:
    """A question in the line. `ahead` questions waited before it when it came."""

    user_id: int
    chat_id: int
    work: Callable[[], Any]
    ahead: int
    done: asyncio.Future[Any] = field(repr=False)


class WaitingLine:
    """Hands jobs to `workers`, `at_once` at a time: each person in turn, each one's in order.

    A worker that has begun cannot be stopped: a job past its deadline goes on to hold its place
    until it ends, only nobody waits for it any more.
    """

    def __init__(self, workers: Executor, at_once: int) -> None:
        self._workers = workers
        self._at_once = self._free = at_once
        self._waiting: dict[int, deque[Job]] = {}

    def __len__(self) -> int:
        """How many wait."""
        return sum(len(jobs) for jobs in self._waiting.values())

    @property
    def idle(self) -> bool:
        """Whether no worker is at it."""
        return self._free == self._at_once

    def join(self, user_id: int, chat_id: int, work: Callable[[], T]) -> Job:
        """Stand in line. Raises `Busy` if it is full, or too many are the person's own."""
        own = self._waiting.get(user_id, ())
        if len(self) >= LONGEST or len(own) >= MOST_EACH:
            raise Busy(len(self))
        job = Job(
            user_id=user_id,
            chat_id=chat_id,
            work=work,
            ahead=self._before(user_id),
            done=asyncio.get_running_loop().create_future(),
        )
        self._waiting.setdefault(user_id, deque()).append(job)
        self._start()
        return job

    async def result(self, job: Job, deadline: float) -> Any:
        """What its work returned or raised. Raises `Dropped`; `Late` after `deadline` seconds."""
        try:
            return await asyncio.wait_for(job.done, deadline)
        except TimeoutError:
            raise Late from None
        finally:
            self._remove(job)

    def drop(self, chat_id: int) -> None:
        """Nobody in this chat can be answered any more: what waits there ends in `Dropped`."""
        for job in self._all():
            if job.chat_id == chat_id:
                self._remove(job)
                job.done.set_exception(Dropped())

    def leave(self) -> None:
        """Cancel all that waits; what runs goes on."""
        for job in self._all():
            self._remove(job)
            job.done.cancel()

    def _all(self) -> list[Job]:
        return [job for jobs in self._waiting.values() for job in jobs]

    def _before(self, user_id: int) -> int:
        """How many get their turn before a new job of this person: in each round one of each."""
        rounds = len(self._waiting.get(user_id, ())) + 1
        others = (jobs for user, jobs in self._waiting.items() if user != user_id)
        return rounds - 1 + sum(min(len(jobs), rounds) for jobs in others)

    def _start(self) -> None:
        while self._free and self._waiting:
            user_id, jobs = next(iter(self._waiting.items()))
            job = jobs.popleft()
            del self._waiting[user_id]
            if jobs:  # to the end of the line, behind everyone else's first
                self._waiting[user_id] = jobs
            self._free -= 1
            running = asyncio.get_running_loop().run_in_executor(self._workers, job.work)
            running.add_done_callback(partial(self._ended, job))

    def _ended(self, job: Job, ended: asyncio.Future[Any]) -> None:
        self._free += 1
        error = None if ended.cancelled() else ended.exception()
        if not job.done.done():
            if ended.cancelled():
                job.done.cancel()
            elif error is not None:
                job.done.set_exception(error)
            else:
                job.done.set_result(ended.result())
        self._start()

    def _remove(self, job: Job) -> None:
        jobs = self._waiting.get(job.user_id)
        if jobs is not None and job in jobs:
            jobs.remove(job)
            if not jobs:
                del self._waiting[job.user_id]
