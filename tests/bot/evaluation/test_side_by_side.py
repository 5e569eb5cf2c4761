"""Several questions at once: never out of order, never far ahead, and never mixed up."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from results import question, record
from toys import CALIBRATION, ToyReader, toy_article, toy_library

from bot.build import build_answerer, build_narrow_reader, build_retriever
from bot.evaluation.bench import WatchedReader, WatchedRetriever
from bot.evaluation.examining import Examiner
from bot.evaluation.journal import open_journal
from bot.evaluation.plans import Plan
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Record
from bot.evaluation.run import score
from bot.evaluation.side_by_side import AHEAD, Team, alone, in_order
from bot.patience import TIRELESS
from retrieval.reader.onnx_reader import SHIPPED_MODEL
from retrieval.types import Passage, Span

PAIR = Team(size=2, begin=lambda: None)
PATIENCE = 60
"""Seconds until a test that waits for another thread fails."""


def numbered(count: int) -> tuple[Question, ...]:
    return tuple(question(str(number), "Which river?", "Rhine") for number in range(1, count + 1))


def ids(records: Sequence[Record]) -> list[str]:
    return [one.question.id for one in records]


def test_an_early_question_that_ends_late_still_comes_first() -> None:
    second_is_done = threading.Event()

    def ask(asked: Question) -> Record:
        if asked.id == "1":
            assert second_is_done.wait(PATIENCE)
        if asked.id == "2":
            second_is_done.set()
        return record(asked, "Rhine", 1.0)

    assert ids(list(in_order(ask, numbered(3), PAIR))) == ["1", "2", "3"]


def test_no_more_are_begun_than_may_wait_for_an_earlier_one() -> None:
    taken: list[str] = []

    def one_by_one() -> Iterator[Question]:
        for asked in numbered(100):
            taken.append(asked.id)
            yield asked

    def ask(asked: Question) -> Record:
        return record(asked, "Rhine", 1.0)

    with closing(in_order(ask, one_by_one(), PAIR)) as records:
        assert ids([next(records), next(records)]) == ["1", "2"]
        assert len(taken) == AHEAD * PAIR.size + 1


def test_each_thread_begins_once() -> None:
    begun: list[int] = []
    meeting = threading.Barrier(2)
    team = Team(size=2, begin=lambda: begun.append(threading.get_ident()))

    def ask(asked: Question) -> Record:
        meeting.wait(PATIENCE)
        assert threading.get_ident() in begun
        return record(asked, "Rhine", 1.0)

    assert len(list(in_order(ask, numbered(6), team))) == 6
    assert len(begun) == len(set(begun)) == 2


class Asker:
    """Answers every question, but is interrupted the first time that it comes to the fifth."""

    def __init__(self) -> None:
        self.alone: list[str] = []
        self.interrupted = False

    def __call__(self, asked: Question) -> Record:
        if threading.current_thread() is threading.main_thread():
            self.alone.append(asked.id)
        if asked.id == "5" and not self.interrupted:
            self.interrupted = True
            raise KeyboardInterrupt
        return record(asked, "Rhine", 1.0)


def test_what_was_scored_before_ctrl_c_is_kept_and_the_rest_asked_later(tmp_path: Path) -> None:
    ask = Asker()
    plan = Plan(questions=numbered(9), ask=ask, settings={"stage": "answer"}, team=PAIR)
    journal = open_journal(tmp_path / "r.json", plan.settings, resume=False)

    tally, complete = score(plan, journal)

    assert (len(tally), complete) == (4, False)
    assert ids(list(journal.records())) == ["1", "2", "3", "4"]
    journal.close(finished=False)
    journal = open_journal(tmp_path / "r.json", plan.settings, resume=True)
    tally, complete = score(plan, journal)
    assert (len(tally), complete) == (9, True)
    assert ids(list(journal.records())) == [str(number) for number in range(1, 10)]
    assert ask.alone == ["1", "2", "3"]  # a quarter of nine, rounded up, and not once more
    journal.close(finished=True)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C interrupts, as it does not where tests run in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_loses_nothing_that_was_begun() -> None:
    begun: list[str] = []
    all_wait, others_are_done = threading.Event(), threading.Event()

    def one_by_one() -> Iterator[Question]:
        yield from numbered(6)
        all_wait.set()

    def ask(asked: Question) -> Record:
        begun.append(asked.id)
        if asked.id == "1":
            assert all_wait.wait(PATIENCE)
            assert others_are_done.wait(PATIENCE)
            signal.raise_signal(signal.SIGINT)
        if asked.id == "4":
            others_are_done.set()
        return record(asked, "Rhine", 1.0)

    scored: list[Record] = []
    with pytest.raises(KeyboardInterrupt), closing(in_order(ask, one_by_one(), PAIR)) as records:
        scored.extend(records)
    assert ids(scored) == sorted(begun)
    assert ids(scored)[:3] == ["1", "2", "3"]


@pytest.mark.parametrize(("questions", "first"), [(0, 0), (1, 1), (4, 1), (5, 2), (133, 34)])
def test_a_quarter_is_asked_alone(questions: int, first: int) -> None:
    assert alone(questions) == first


LIBRARY = toy_library(
    toy_article("rhine.txt", "The Rhine rises in Switzerland. It ends in the North Sea."),
    toy_article("nile.txt", "The Nile is a river of Africa. The Nile ends in Egypt."),
)
ASKED = (
    Question(id="1", text="Where does the Rhine rise?", answers=("Switzerland",)),
    Question(id="2", text="Where does the Nile end?", answers=("Sudan",)),
)


class MeetingReader:
    """Reads like a `ToyReader`, but not before both threads have come to read."""

    name = "meeting"

    def __init__(self) -> None:
        self._meeting = threading.Barrier(2)
        self._met = threading.local()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:
        """See `Reader.read`."""
        if not hasattr(self._met, "once"):
            self._met.once = self._meeting.wait(PATIENCE)
        return ToyReader().read(question, passages)


def examiner(reader: WatchedReader) -> Examiner:
    found = build_retriever(LIBRARY.articles, LIBRARY.passages)
    retriever = WatchedRetriever(found, clock=lambda: 0.0)
    return Examiner(
        library=LIBRARY,
        answerer=build_answerer(
            LIBRARY, reader, retriever, calibration=CALIBRATION, patience=TIRELESS
        ),
        retriever=retriever,
        reader=reader,
        clock=lambda: 0.0,
        without_article=True,
    )


def test_questions_on_the_way_at_once_are_not_mixed_up() -> None:
    one_by_one = [replace(examiner(WatchedReader(ToyReader())).ask(q), latency={}) for q in ASKED]
    reader = WatchedReader(ToyReader(), narrow=MeetingReader())
    team = Team(size=2, begin=reader.narrow)

    together = list(in_order(examiner(reader).ask, ASKED, team))

    assert together == one_by_one
    assert [one.prediction for one in together] == ["Switzerland", "Egypt"]


def test_only_a_question_that_is_asked_alone_is_timed() -> None:
    reader = WatchedReader(ToyReader(), clock=lambda: 0.0, narrow=ToyReader())
    ask = examiner(reader).ask
    (beside,) = in_order(ask, ASKED[:1], Team(size=1, begin=reader.narrow))

    assert ask(ASKED[0]).latency == {"search": 0.0, "read": 0.0, "decide": 0.0, "all": 0.0}
    assert beside.latency == {}


def test_the_shipped_reader_and_a_copy_can_read_side_by_side_and_torch_cannot(
    tmp_path: Path,
) -> None:
    for checkpoint in (None, str(SHIPPED_MODEL)):
        narrow = build_narrow_reader(checkpoint)
        assert narrow is not None
        assert narrow.name == "shipped"
    assert build_narrow_reader(str(tmp_path)) is None
