"""The lowest threshold that is right often enough, found on questions with known answers."""

import pytest
from toys import CALIBRATION, PhraseReader, toy_article, toy_library

from bot.errors import SettingsError
from bot.evaluation.calibrating import (
    ENOUGH,
    Asked,
    Setting,
    ask_all,
    choose,
    doubt,
    setting,
    table,
)
from bot.evaluation.question_sets import Question
from retrieval.errors import QuestionSetError


def asked(confidence: float, *, right: bool = False, answerable: bool = True) -> Asked:
    return Asked(answerable=answerable, confidence=confidence, right=right)


ASKED = [
    asked(0.9, right=True),
    asked(0.8, right=True),
    asked(0.7),
    asked(0.6, right=True),
    asked(0.5, answerable=False),
    asked(0.4, right=True),
    asked(0.3, answerable=False),
    asked(0.0),
]
"""Five of eight are answerable and found, four of them right; one is answerable and not found."""


def test_what_a_threshold_gives() -> None:
    # At 0.6: 0.9, 0.8, 0.7 and 0.6 are answered, three of four rightly; of the six answerable
    # ones four are answered, of the two unanswerable ones none.
    assert setting(ASKED, 0.6) == Setting(
        threshold=0.6, precision=3 / 4, answered=4 / 6, refused=1.0
    )
    # At 0.4 the unanswerable one of 0.5 is answered too, and so is the right one of 0.4.
    assert setting(ASKED, 0.4) == Setting(
        threshold=0.4, precision=4 / 6, answered=5 / 6, refused=1 / 2
    )


def test_where_nothing_is_answered_or_asked_there_is_no_share() -> None:
    assert setting(ASKED, 0.95) == Setting(
        threshold=0.95, precision=None, answered=0.0, refused=1.0
    )
    assert setting([asked(0.5)], 0.1).refused is None


def test_what_was_not_found_is_not_answered_at_any_threshold() -> None:
    assert setting([asked(0.0)], 0.0).answered == 0.0


@pytest.mark.parametrize(("precision", "threshold"), [(0.75, 0.6), (0.6, 0.4), (1.0, 0.8)])
def test_the_lowest_threshold_that_is_right_often_enough_is_chosen(
    precision: float, threshold: float
) -> None:
    assert choose(ASKED, precision).threshold == threshold


def test_a_precision_out_of_reach_is_refused_with_the_best_there_is() -> None:
    with pytest.raises(QuestionSetError) as refused:
        choose([asked(0.9), asked(0.5, right=True)], 0.9)
    assert str(refused.value) == (
        "No threshold is right in 90% of its answers on these questions; the best reaches 50%. "
        "Ask for less with --precision, and see footnote eval for what fails."
    )


@pytest.mark.parametrize("precision", [0.0, -1.0, 1.1, 90.0])
def test_a_precision_that_is_no_share_is_refused(precision: float) -> None:
    with pytest.raises(SettingsError, match=r"^--precision .* is no share; choose one such as 0.9"):
        choose(ASKED, precision)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        # The exact interval of one of one is 2.5 to 100 %, that of three of three 29 to 100 %.
        (1, 0, "Only 1 answer decides this: 100% right, where chance alone leaves open 2% to 100%"),
        (
            3,
            0,
            "Only 3 answers decide this: 100% right, where chance alone leaves open 29% to 100%",
        ),
        # The standard error of eight of ten is 12.6 points; resampled by tenths.
        (
            8,
            2,
            "Only 10 answers decide this: 80% right, where chance alone leaves open 50% to 100%",
        ),
    ],
)
def test_few_answers_are_told_with_what_they_leave_open(right: int, wrong: int, words: str) -> None:
    answers = [asked(0.6, right=True)] * right + [asked(0.6)] * wrong
    unanswered = [asked(0.5, right=True)] * 50 + [asked(0.0)] * 50
    assert doubt([*answers, *unanswered], 0.6) == (
        f"{words} (95 % interval). From 35 answers on it is known to some 10 points."
    )


def test_enough_answers_leave_no_doubt() -> None:
    answers = [asked(0.6, right=True)] * (ENOUGH - 1)
    assert doubt(answers, 0.6) != ""
    assert doubt([*answers, asked(0.6)], 0.6) == ""
    assert doubt([], 0.6) == ""


def test_every_question_is_answered_as_if_there_were_no_threshold() -> None:
    library = toy_library(toy_article("sea.txt", "The mayor is Anna. The king is Bo."))
    reader = PhraseReader({"Anna": -2.0, "Bo": -5.0})
    questions = [
        Question(id="1", text="Who is the mayor?", answers=("Anna",)),
        Question(id="2", text="Who is the king?", answers=("Bo",)),
        Question(id="3", text="Who is the mayor now?", answers=()),
        Question(id="4", text="Which volcano erupted?", answers=("Etna",)),
    ]
    low = CALIBRATION.confidence(-2.0)
    assert ask_all(questions, library, reader, CALIBRATION) == [
        asked(low, right=True),
        asked(low),
        asked(low, answerable=False),
        asked(0.0),
    ]


def test_the_table_marks_the_chosen_threshold_among_the_steps() -> None:
    chosen = choose(ASKED, 0.75)
    columns = [list(column.cells) for column in table(ASKED, chosen).columns]
    rows = list(zip(*columns, strict=True))
    assert len(rows) == 20
    assert ("0.600", "75.0 %", "66.7 %", "100.0 %", "chosen") in rows
    assert ("0.950", "-", "0.0 %", "100.0 %", "") in rows
