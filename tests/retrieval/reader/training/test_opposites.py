"""A question turned around differs from the original by one word, and has no answer."""

import random

from retrieval.reader.training.examples import Example
from retrieval.reader.training.opposites import negations, opposites


def example(question: str, *, answerable: bool = True) -> Example:
    return Example(
        source="s",
        title="t",
        question=question,
        context="Anna went to Oslo.",
        answers=((0, 4),) if answerable else (),
    )


def turned(question: str) -> set[str]:
    """All that may become of the question."""
    seeds = range(60)
    return {e.question for n in seeds for e in opposites([example(question)], random.Random(n))}


def test_one_word_becomes_its_opposite() -> None:
    assert turned("Who won the first war?") == {
        "Who lost the first war?",
        "Who won the last war?",
        "Who won the first peace?",
    }


def test_a_word_with_several_opposites_becomes_any_of_them() -> None:
    assert turned("Who is the richest?") == {"Who is the poorest?"}
    assert turned("Which is older?") == {"Which is younger?"}
    assert turned("Who arrived in 1993?") == {"Who left in 1993?"}
    assert turned("What is nearest?") == {"What is farthest?"}
    assert turned("Which is the smallest?") == {"Which is the largest?", "Which is the biggest?"}


def test_names_and_parts_of_words_are_left_alone() -> None:
    assert turned("Where is North Korea's winery?") == set()
    assert turned("Who went to the Northern Lights?") == set()


def test_a_question_about_its_subject_is_negated() -> None:
    made = list(negations([example("Who was elected in 1993?"), example("Which city is old?")]))
    assert [e.question for e in made] == ["Who was not elected in 1993?", "Which city is not old?"]
    assert {e.source for e in made} == {"negation"}
    assert all(e.answers == () for e in made)


def test_where_not_would_stand_wrong_nothing_is_negated() -> None:
    for question in ("Where did Anna go?", "Who did Anna meet?", "Who won?", "When was it built?"):
        assert list(negations([example(question)])) == []


def test_what_has_no_answer_is_not_turned_around() -> None:
    unanswerable = example("Who was the first?", answerable=False)
    assert list(opposites([unanswerable], random.Random(0))) == []
    assert list(negations([unanswerable])) == []
