"""Each answerable question is asked three times: with its article, without it, with its rest."""

import math

import pytest
from toys import PhraseReader, toy_article, toy_library

from bot.evaluation.cases import SEARCH, Case, CaseMaker
from bot.evaluation.question_sets import Question

FILLER = " ".join(f"Number {n} of the city council says nothing." for n in range(30))
LIBRARY = toy_library(
    toy_article("city.txt", f"The mayor of the city is Anna.\n\n{FILLER}"),
    toy_article("town.txt", "The mayor of the town is Bo."),
)
READER = PhraseReader({"Anna": 3.0, "Bo": 1.0, "Number 25": -2.0})


def evidence(case: Case) -> float:
    assert case.evidence is not None
    return case.evidence


def test_an_answerable_question_gives_three_cases() -> None:
    question = Question(
        id="1", text="Who is mayor of the city?", answers=("Anna",), articles=("city.txt",)
    )
    whole, without, rest = CaseMaker(LIBRARY, READER).cases(question)
    assert [case.answerable for case in (whole, without, rest)] == [True, False, False]
    assert [case.f1 for case in (whole, without, rest)] == [1.0, 0.0, 0.0]
    # Anna in the whole, Bo without her article, number 25 in the rest of it.
    margins = [evidence(case) - SEARCH for case in (whole, without, rest)]  # each the best hit
    assert margins == pytest.approx([3.0, 1.0, -2.0])


def test_an_unanswerable_question_gives_one_case() -> None:
    question = Question(id="1", text="Who is mayor of the village?", answers=())
    (only,) = CaseMaker(LIBRARY, READER).cases(question)
    assert (only.answerable, only.f1) == (False, 0.0)
    # The town is found first: it shares the one word that the city shares, and is shorter.
    assert 3.0 < evidence(only) < 3.0 + SEARCH


def test_where_nothing_is_found_there_is_no_evidence() -> None:
    question = Question(id="1", text="Which volcano erupted?", answers=("Etna",))
    assert CaseMaker(LIBRARY, READER).cases(question) == [
        Case(evidence=None, f1=0.0, answerable=True),
        Case(evidence=None, f1=0.0, answerable=False),
        Case(evidence=None, f1=0.0, answerable=False),
    ]


def test_a_margin_without_bounds_stays_finite() -> None:
    question = Question(id="1", text="Who is mayor of the village?", answers=())
    (only,) = CaseMaker(LIBRARY, PhraseReader({"Anna": 800.0})).cases(question)
    assert math.isfinite(evidence(only))
