"""Which group a question belongs to."""

import pytest

from bot.evaluation.breakdown import answer_words, groups, question_word
from bot.evaluation.question_sets import Question


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Who leads North Korea?", "who"),
        ("To whom did she write?", "who"),
        ("In which year did it end?", "which"),
        ("How many ships were sold?", "how many"),
        ("How did it come?", "how"),
        ("pompeo tokyo meeting with whom", "who"),
        ("Name the river.", "other"),
        ("Somehow it ended?", "other"),
        ("", "other"),
    ],
)
def test_the_first_question_word_counts(text: str, word: str) -> None:
    assert question_word(text) == word


@pytest.mark.parametrize(
    ("answers", "label"),
    [
        ((), "unanswerable"),
        (("Rhine",), "1 word"),
        (("the river Rhine", "the Rhine"), "2 words"),
        (("in the late summer",), "3 to 5 words"),
        (("to brief his counterparts on the talks",), "6 words or more"),
    ],
)
def test_the_shortest_answer_counts(answers: tuple[str, ...], label: str) -> None:
    assert answer_words(answers) == label


def test_each_kind_of_group_has_a_label() -> None:
    named = Question(id="1", text="Who?", answers=("Abe",), articles=("a.txt", "b.txt"))
    unnamed = Question(id="2", text="Why?", answers=())

    assert groups(named) == {
        "question_word": "who",
        "answer_words": "1 word",
        "article": "a.txt",
    }
    assert groups(unnamed)["article"] == "no article named"
