"""Answer types: what the form of question and answer decides, and nothing beyond."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer_type import clashes


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people died?", "nationals"),
        ("how old is she", "in Oslo"),
        ("How much did it cost?", "the bridge"),
        ("How long did the call last?", "the foreign minister"),
        ("When was he elected?", "Singapore"),
        ("In which year did it open?", "the museum"),
        ("Where was the summit held?", "late April"),
        ("Who won?", "2018"),
        ("Who came?", "on Friday, June 12"),
    ],
)
def test_an_answer_of_another_kind_clashes(question: str, answer: str) -> None:
    assert clashes(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people died?", "at least 12"),
        ("How many people died?", "dozens"),
        ("How old is she?", "twenty-nine"),
        ("How much did it cost?", "$3 million"),
        ("How much pressure?", "maximum"),  # no question for a number
        ("How long was the trip?", "five-day"),
        ("How long will it last?", "until peace is signed"),
        ("When was he elected?", "late April"),
        ("When does it open?", "after the war"),
        ("Where was the summit held?", "Singapore"),
        ("Who won?", "President May"),
        ("Who scored?", "smokers"),
        ("Which hotel?", "1900"),  # a name may be a number
        ("What happened on Friday?", "Friday prayers"),
    ],
)
def test_an_answer_that_may_be_right_does_not_clash(question: str, answer: str) -> None:
    assert not clashes(question, answer)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_judged(question: str, answer: str) -> None:
    assert clashes(question, answer) in (True, False)
