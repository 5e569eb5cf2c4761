"""Which passages are right where a question set gives words only."""

import pytest
from toys import toy_article, toy_library

from bot.evaluation.question_sets import Question
from bot.evaluation.relevance import Names, RightPassages, is_right, mentions, right_place
from retrieval.types import Passage

ABE = "Pompeo thanked Abe’s staff in the U.S. on 12 June 2018."


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("Abe", True),
        ("the staff", True),  # English articles count nowhere
        ("12 June", True),
        ("U.S.", True),
        ("2 June", False),  # a part of 12
        ("thank", False),
        ("the", False),
        ("", False),
    ],
)
def test_an_answer_stands_in_a_text_as_whole_words(answer: str, stands: bool) -> None:
    assert mentions(ABE, [answer]) is stands


def test_only_a_named_article_is_right_and_any_if_none_is_named() -> None:
    library = toy_library(toy_article("a.txt", ABE), toy_article("b.txt", ABE))
    names = Names(library.articles)
    first, second = library.passages
    named = Question(id="1", text="Who?", answers=("Abe",), articles=("b.txt",))
    unnamed = Question(id="2", text="Who?", answers=("Abe",))

    assert [is_right(p, named, names) for p in (first, second)] == [False, True]
    assert RightPassages(library, names).of(named) == [second]
    assert RightPassages(library, names).of(unnamed) == [first, second]
    assert names.ids(("b.txt", "c.txt")) == {"b.txt"}


def test_an_unanswerable_question_has_no_right_passage() -> None:
    library = toy_library(toy_article("a.txt", ABE))

    right = RightPassages(library, Names(library.articles))

    assert right.of(Question(id="1", text="Who?", answers=())) == []
    gone = Question(id="2", text="Who?", answers=("Abe",), passage_id="elsewhere#1")
    assert right.of(gone) == []


def test_the_longest_answer_is_marked_across_line_breaks() -> None:
    passage = Passage(id="p", article_id="a", start=0, text="So said Shinzo\nAbe; Abe left.")
    asked = Question(id="1", text="Who?", answers=("Abe", "Shinzo Abe", "Shinzo Abe himself"))

    place = right_place(passage, asked)

    assert place is not None
    assert passage.text[slice(*place)] == "Shinzo\nAbe"
    assert right_place(passage, Question(id="2", text="Who?", answers=("Moon",))) is None
