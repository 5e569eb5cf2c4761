"""The line: turns go round between people, it is bounded, and nobody waits for ever."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.telegram_app.waiting import LONGEST, MOST_EACH, Busy, Dropped, Job, Late, WaitingLine

FOREVER = 60


class Desk:
    """A line with one worker, who is held up until `open`; `order` is what was done, in order."""

    def __init__(self, workers: ThreadPoolExecutor) -> None:
        self.line = WaitingLine(workers, at_once=1)
        self.order: list[str] = []
        self.open = threading.Event()
        self.begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hold_up() -> None:
            loop.call_soon_threadsafe(self.begun.set)
            assert self.open.wait(20)

        self.first = self.line.join(0, 0, hold_up)

    def job(self, name: str) -> Callable[[], str]:
        def work() -> str:
            self.order.append(name)
            return name

        return work

    def joins(self, user_id: int, name: str) -> Job:
        return self.line.join(user_id, user_id, self.job(name))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    with ThreadPoolExecutor(1) as workers:
        made = Desk(workers)
        await made.begun.wait()
        yield made
        made.open.set()


async def test_people_take_turns_and_each_ones_questions_keep_their_order(desk: Desk) -> None:
    jobs = [desk.joins(1, "a1"), desk.joins(1, "a2"), desk.joins(1, "a3"), desk.joins(2, "b1")]
    jobs.append(desk.joins(3, "c1"))
    desk.open.set()
    assert [await desk.line.result(job, FOREVER) for job in jobs] == ["a1", "a2", "a3", "b1", "c1"]
    assert desk.order == ["a1", "b1", "c1", "a2", "a3"]
    assert desk.line.idle


async def test_each_is_told_how_many_come_before(desk: Desk) -> None:
    # As the turns go round: a1 b1 a2 b2 a3, and c1 is served in the first round.
    ahead = [desk.joins(1, "a1").ahead, desk.joins(1, "a2").ahead, desk.joins(2, "b1").ahead]
    ahead += [desk.joins(1, "a3").ahead, desk.joins(3, "c1").ahead, desk.joins(2, "b2").ahead]
    assert ahead == [0, 1, 1, 3, 2, 4]


async def test_one_person_may_not_fill_the_line(desk: Desk) -> None:
    for number in range(MOST_EACH):
        desk.joins(1, f"a{number}")
    with pytest.raises(Busy) as refused:
        desk.joins(1, "one too many")
    assert refused.value.ahead == MOST_EACH
    assert desk.joins(2, "b1").ahead == 1


async def test_the_line_is_bounded(desk: Desk) -> None:
    for user_id in range(1, LONGEST + 1):
        desk.joins(user_id, "x")
    with pytest.raises(Busy) as refused:
        desk.joins(LONGEST + 1, "one too many")
    assert refused.value.ahead == LONGEST


async def test_who_waits_too_long_is_let_go_and_never_served(desk: Desk) -> None:
    job = desk.joins(1, "late")
    with pytest.raises(Late):
        await desk.line.result(job, 0.01)
    assert len(desk.line) == 0
    following = desk.joins(2, "next")
    desk.open.set()
    assert await desk.line.result(following, FOREVER) == "next"
    assert desk.order == ["next"]


async def test_what_runs_past_its_deadline_keeps_its_worker_busy(desk: Desk) -> None:
    with pytest.raises(Late):
        await desk.line.result(desk.first, 0.01)
    assert not desk.line.idle
    job = desk.joins(1, "a")
    assert len(desk.line) == 1
    desk.open.set()
    assert await desk.line.result(job, FOREVER) == "a"


async def test_what_waits_can_be_dropped_or_left_and_what_runs_goes_on(desk: Desk) -> None:
    one, other = desk.joins(1, "a"), desk.joins(2, "b")
    desk.line.drop(chat_id=1)
    with pytest.raises(Dropped):
        await desk.line.result(one, FOREVER)
    assert len(desk.line) == 1
    desk.line.leave()
    with pytest.raises(asyncio.CancelledError):
        await desk.line.result(other, FOREVER)
    desk.open.set()
    assert await desk.line.result(desk.first, FOREVER) is None
    assert desk.order == []


async def test_what_goes_wrong_in_a_job_goes_to_who_asked(desk: Desk) -> None:
    def fails() -> None:
        raise LookupError("no drawer")

    job = desk.line.join(1, 1, fails)
    after = desk.joins(1, "a")
    desk.open.set()
    with pytest.raises(LookupError, match="no drawer"):
        await desk.line.result(job, FOREVER)
    assert await desk.line.result(after, FOREVER) == "a"
