"""Excerpts are whole sentences and keep their answers; contexts without the answer lose only it."""

import random

from hypothesis import given
from hypothesis import strategies as st

from retrieval.reader.training.examples import Example
from retrieval.reader.training.excerpts import MAX_WORDS, excerpt, without_answer
from retrieval.sentences import sentences


def example(context: str, *answers: str) -> Example:
    starts = [(context.index(answer), answer) for answer in answers]
    return Example(
        source="s",
        title="t",
        question="q",
        context=context,
        answers=tuple((start, start + len(answer)) for start, answer in starts),
    )


STORY = "Anna Berg went to Oslo. She stayed for 12 days. Her brother Jan came later."


def test_a_context_without_the_sentence_of_its_answer_says_the_rest() -> None:
    assert list(without_answer([example(STORY, "12 days")])) == [
        Example(
            source="without_answer",
            title="t",
            question="q",
            context="Anna Berg went to Oslo. Her brother Jan came later.",
            answers=(),
        )
    ]


def test_every_annotators_sentence_is_taken_out() -> None:
    (made,) = without_answer([example(STORY, "12 days", "Oslo")])
    assert made.context == "Her brother Jan came later."


def test_nothing_is_made_where_nothing_is_left_or_the_answer_stands_again() -> None:
    assert list(without_answer([example("Anna went to Oslo.", "Oslo")])) == []
    assert list(without_answer([example("Anna went to Oslo. It is OSLO.", "Oslo")])) == []
    assert list(without_answer([example(STORY)])) == []


SENTENCES = [f"Sentence number {n} has eight words in all." for n in range(40)]
LONG = " ".join(SENTENCES)


@given(st.integers(0, 39), st.integers())
def test_an_excerpt_is_whole_sentences_around_the_answer(number: int, seed: int) -> None:
    whole = example(LONG, f"number {number} has")
    cut = excerpt(whole, random.Random(seed))
    assert cut.answer_texts == whole.answer_texts
    assert cut.context in LONG
    kept = [cut.context[start:end].strip() for start, end in sentences(cut.context)]
    assert kept == SENTENCES[SENTENCES.index(kept[0]) :][: len(kept)]
    assert MAX_WORDS - 8 < len(cut.context.split()) <= MAX_WORDS


def test_an_excerpt_of_an_unanswerable_question_begins_anywhere() -> None:
    firsts = {excerpt(example(LONG), random.Random(seed)).context[:18] for seed in range(300)}
    assert len(firsts) == 40 - MAX_WORDS // 8 + 1


def test_a_short_context_and_one_whose_answers_are_far_apart_stay_whole() -> None:
    assert excerpt(example(STORY, "Oslo"), random.Random(0)) == example(STORY, "Oslo")
    apart = example(LONG, "number 0 has", "number 39 has")
    assert excerpt(apart, random.Random(0)) == apart
