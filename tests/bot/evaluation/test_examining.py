"""The whole path under examination, on articles small enough to know what should happen."""

from collections.abc import Iterator

import pytest
from toys import CALIBRATION, PhraseReader, ToyReader, toy_article, toy_library

from bot.answering import Answerer
from bot.build import build_retriever
from bot.evaluation.bench import WatchedReader, WatchedRetriever
from bot.evaluation.examining import Examiner
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Record
from bot.patience import TIRELESS, Patience
from retrieval.interfaces import Reader
from retrieval.terms import Vocabulary
from retrieval.types import Article

RHINE = toy_article("rhine.txt", "The Rhine rises in Switzerland. It ends in the North Sea.")
OSLO = toy_article("oslo.txt", "Oslo is the capital of Norway. The Rhine does not rise in Norway.")
NILE = toy_article("nile.txt", "The Nile is a river of Africa.")


def ticking() -> Iterator[float]:
    """A clock that goes on by a second each time it is looked at."""
    now = 0.0
    while True:
        now += 1.0
        yield now


def ask(
    question: Question,
    *articles: Article,
    reader: Reader | None = None,
    passages_read: int = 8,
    patience: Patience = TIRELESS,
    without_article: bool = False,
) -> Record:
    library = toy_library(*articles)
    ticks = ticking()

    def clock() -> float:
        return next(ticks)

    watched = WatchedReader(ToyReader() if reader is None else reader, clock)
    retriever = WatchedRetriever(build_retriever(library.articles, library.passages), clock)
    answerer = Answerer(
        articles=library.articles,
        retriever=retriever,
        reader=watched,
        vocabulary=Vocabulary(library.passages, (article.title for article in library.articles)),
        calibration=CALIBRATION,
        passages_read=passages_read,
        patience=patience,
    )
    examiner = Examiner(
        library=library,
        answerer=answerer,
        retriever=retriever,
        reader=watched,
        clock=clock,
        without_article=without_article,
    )
    return examiner.ask(question)


def phrases(**margins: float) -> PhraseReader:
    return PhraseReader({phrase.replace("_", " "): margin for phrase, margin in margins.items()})


def question(text: str, *answers: str, article: str | None = None) -> Question:
    return Question(
        id="1", text=text, answers=answers, articles=() if article is None else (article,)
    )


WHERE = question("Where does the Rhine rise?", "Switzerland", article="rhine.txt")


def test_a_right_answer_has_every_score_and_no_failure() -> None:
    record = ask(WHERE, RHINE, OSLO, reader=phrases(Switzerland=2, Norway=1))

    assert (record.prediction, record.guess, record.failure) == ("Switzerland", "Switzerland", None)
    assert record.confidence == pytest.approx(0.88079708)  # 1 / (1 + e^-2)
    assert record.no_answer == pytest.approx(1 - 0.88079708)
    assert record.excerpts == ()
    assert record.scores == {
        "exact": 1.0,
        "f1": 1.0,
        "answered": 1.0,
        "f1_if_answered": 1.0,
        "recall@1": 1.0,
        "recall@5": 1.0,
        "recall@20": 1.0,
        "mrr": 1.0,
        "citation_article": 1.0,
        "citation_sentence": 1.0,
        "perfect_retriever_exact": 1.0,
        "perfect_retriever_f1": 1.0,
        "perfect_reader_exact": 1.0,
        "perfect_reader_f1": 1.0,
        "best_sentence_exact": 0.0,
        "best_sentence_f1": pytest.approx(0.4),  # 1 of the 4 words of "Rhine rises in Switzerland"
        "best_sentence_holds": 1.0,
    }


def test_search_and_reading_are_timed_apart() -> None:
    """Each look at the clock takes a second: two around each stage, two around the whole."""
    record = ask(WHERE, RHINE, reader=phrases(Switzerland=2))

    assert record.latency == {"search": 1000.0, "read": 1000.0, "decide": 3000.0, "all": 5000.0}


def test_an_answer_that_stands_nowhere_is_not_in_the_collection() -> None:
    record = ask(
        question("Where does the Rhine rise?", "Graubünden", article="rhine.txt"),
        RHINE,
        reader=phrases(Switzerland=2),
    )

    assert record.failure == "not_in_collection"
    assert record.scores["perfect_retriever_f1"] == record.scores["perfect_reader_f1"] == 0.0


def test_a_passage_that_search_did_not_bring_is_not_retrieved() -> None:
    asked = question("Which river is African?", "Switzerland", article="rhine.txt")
    record = ask(asked, RHINE, NILE, reader=phrases(Switzerland=2, Africa=1))

    assert record.failure == "not_retrieved"
    assert (record.scores["mrr"], record.scores["perfect_reader_f1"]) == (0.0, 0.0)
    # Given the right passage the reader would have known.
    assert record.scores["perfect_retriever_f1"] == 1.0
    ours, right = record.excerpts
    assert (ours.article_id, ours.right) == ("nile.txt", None)
    assert ours.ours is not None
    assert ours.text[slice(*ours.ours)] == "Africa"
    assert (right.article_id, right.ours) == ("rhine.txt", None)
    assert right.right is not None
    assert right.text[slice(*right.right)] == "Switzerland"


def test_other_words_of_the_right_passage_are_misread() -> None:
    record = ask(WHERE, RHINE, reader=phrases(North_Sea=2, Switzerland=1))

    assert record.failure == "misread"
    (shown,) = record.excerpts
    assert shown.right is not None
    assert shown.ours is not None
    assert shown.text[slice(*shown.right)] == "Switzerland"
    assert shown.text[slice(*shown.ours)] == "North Sea"
    assert record.scores["citation_sentence"] == 0.0
    assert record.scores["perfect_reader_f1"] == 1.0


def test_words_of_another_passage_that_score_higher_outrank() -> None:
    record = ask(WHERE, RHINE, OSLO, reader=phrases(Norway=2, Switzerland=1))

    assert (record.prediction, record.failure) == ("Norway", "outranked")
    assert (record.scores["citation_article"], record.scores["perfect_retriever_f1"]) == (0.0, 1.0)


def test_a_passage_left_unread_because_another_was_sure_is_outranked() -> None:
    asked = question(
        "Which capital of Norway does the Rhine not rise in?", "Switzerland", article="rhine.txt"
    )
    reader = CountingReader(phrases(Norway=5, Switzerland=1))

    record = ask(asked, RHINE, OSLO, reader=reader, patience=Patience())

    assert (record.prediction, record.failure) == ("Norway", "outranked")
    assert record.scores["perfect_reader_f1"] == 1.0
    # Read once it was dealt alone, for the perfect retriever.
    assert record.scores["perfect_retriever_f1"] == 1.0
    assert len(reader.read_ids) == 2


def test_a_right_answer_held_back_is_refused_wrongly() -> None:
    record = ask(WHERE, RHINE, reader=phrases(Switzerland=-1))

    assert (record.prediction, record.guess, record.reason) == ("", "Switzerland", "low_confidence")
    assert record.failure == "refused_wrongly"
    assert record.scores["f1_if_answered"] == 1.0
    assert record.scores["refusal_precision"] == 0.0
    assert "citation_article" not in record.scores


@pytest.mark.parametrize(("margin", "failure"), [(1.0, "should_refuse"), (-1.0, None)])
def test_an_unanswerable_question_should_be_refused(margin: float, failure: str | None) -> None:
    record = ask(question("Who rules Norway?"), OSLO, reader=phrases(Oslo=margin))

    assert record.failure == failure
    assert record.scores["refusal_recall"] == float(failure is None)
    assert record.scores["perfect_reader_f1"] == 1.0
    assert "mrr" not in record.scores


def test_a_question_that_is_turned_away_was_not_searched() -> None:
    record = ask(question("hi", "Switzerland", article="rhine.txt"), RHINE)

    assert (record.reason, record.guess, record.no_answer) == ("not_a_question", "", 1.0)
    assert record.failure == "not_retrieved"


@pytest.mark.parametrize(("margin", "bare"), [(1.0, "Norway"), (-1.0, "")])
def test_without_its_article_a_question_should_be_refused(margin: float, bare: str) -> None:
    reader = phrases(Switzerland=2, Norway=margin)
    record = ask(WHERE, RHINE, OSLO, reader=reader, without_article=True)

    assert (record.prediction, record.without_article) == ("Switzerland", bare)
    assert record.scores["without_article_refused"] == float(not bare)
    assert ask(WHERE, RHINE, OSLO, reader=reader).without_article is None


def test_without_the_only_article_nothing_is_left_to_quote() -> None:
    record = ask(WHERE, RHINE, reader=phrases(Switzerland=2), without_article=True)

    assert record.scores["without_article_refused"] == 1.0


def test_the_articles_behind_many_hits_of_the_one_taken_away_are_found() -> None:
    many = toy_article(
        "many.txt", "\n\n".join(f"The Rhine rises in place {i}." for i in range(600))
    )
    asked = question("Where does the Rhine rise?", "place 7", article="many.txt")
    reader = phrases(Norway=1)

    record = ask(asked, many, OSLO, reader=reader, without_article=True)

    assert record.scores["without_article_refused"] == 0.0


ATTIC = toy_article("attic.txt", "The red roof burned in May.")
WALL = toy_article("wall.txt", "The red roof burned in June.")
GATE = toy_article("gate.txt", "The red roof of the gate burned in 1990.")
BURNED = question("When did the red roof of the gate burn?", "1990", article="gate.txt")


def test_without_its_article_reading_goes_on_while_what_is_left_was_found_as_well() -> None:
    """A margin of 1 is a confidence of 0.73: enough to stop before a hit that is much worse."""
    reader = phrases(**{"1990": 3, "May": 1, "June": 2})

    record = ask(
        BURNED, GATE, ATTIC, WALL, reader=reader, patience=Patience(), without_article=True
    )

    assert (record.prediction, record.without_article) == ("1990", "June")


def test_of_the_right_passages_a_perfect_retriever_finds_none_better_than_another() -> None:
    first = toy_article("first.txt", "In 1990, or in May.")
    second = toy_article("second.txt", "In 1991.")
    reader = phrases(**{"May": 1, "1991": 2})

    record = ask(
        question("When was the roof mended?", "1990", "1991"),
        first,
        second,
        reader=reader,
        patience=Patience(),
    )

    assert (record.failure, record.scores["perfect_retriever_f1"]) == ("not_retrieved", 1.0)


class CountingReader:
    """Reads like the one inside, and counts the passages."""

    name = "counting"

    def __init__(self, inner: Reader) -> None:
        self._inner = inner
        self.read_ids: list[str] = []

    def read(self, question: str, passages: list) -> list:  # type: ignore[type-arg]
        self.read_ids += [passage.id for passage in passages]
        return self._inner.read(question, passages)


def test_no_passage_is_read_twice_for_one_question() -> None:
    reader = CountingReader(phrases(Switzerland=2, Norway=1))

    ask(WHERE, RHINE, OSLO, reader=reader, without_article=True)

    assert sorted(reader.read_ids) == sorted(set(reader.read_ids))
    assert len(reader.read_ids) == 2


def test_the_place_that_squad_names_decides_which_sentence_is_right() -> None:
    twice = toy_article(
        "twice.txt", "The Rhine rises in Switzerland.\n\nSwitzerland has mountains."
    )
    (passage,) = toy_library(twice).passages
    at = passage.text.rindex("Switzerland")
    asked = Question(
        id="1",
        text="Where does the Rhine rise?",
        answers=("Switzerland",),
        articles=("twice.txt",),
        passage_id=passage.id,
        places=((at, at + 11),),
    )

    record = ask(asked, twice, reader=phrases(in_Switzerland=2))

    assert record.scores["citation_article"] == 1.0
    assert record.scores["citation_sentence"] == 0.0
