"""`/why`, word for word: what was searched, what matched, the margin and the threshold."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import CALIBRATION, PhraseReader, any_text, toy_answerer, toy_article, toy_library

from bot.answering import Answerer
from bot.explaining import why
from bot.patience import Patience
from bot.replies import printable
from bot.wording import wording
from retrieval.types import Answer, NoAnswer, Weighed

TOKYO = toy_article("tokyo.txt", "Mike Pompeo met Shinzo Abe in Tokyo.", title="Talks")
OSLO = toy_article("oslo.txt", "Anna Berg met Shinzo Abe in Oslo.")
LIBRARY = toy_library(TOKYO, OSLO)
QUESTION = "Who met Abe during the talks?"


def answerer(**margins: float) -> Answerer:
    return toy_answerer(LIBRARY, PhraseReader(margins))


def lines(answerer: Answerer, question: str = QUESTION, articles: int = 2) -> list[str]:
    return why(answerer.answer(question), articles, wording()).splitlines()


ASKED = [
    "Your question: Who met Abe during the talks?",
    "Searched in 2 articles for: “met”, “Abe”, “talks”",
]
READ = "Read: the 2 passages that share most with your question."
# By the toys' calibration a margin of 2 is 88 % sure, one of -1.2 23 %, and half is enough.
SEARCH = " How well their passage matched your words counts too."
ABOVE = "The best words found have a margin of +2.0 over “not in here”: above 0 the reader takes "
BELOW = "The best words found have a margin of −1.2 over “not in here”: up to 0 the reader "


def test_an_answer_is_explained() -> None:
    assert lines(answerer(Pompeo=2.0, Berg=1.0)) == [
        *ASKED,
        "The quoted sentences or their title hold: “met”, “Abe”, “talks”",
        READ,
        ABOVE + "them for the likelier." + SEARCH,
        "How certain: 88 % sure; I answer from 50 % on.",
        "Where: tokyo.txt, characters 5–11",
    ]


def test_a_refusal_is_explained_and_names_neither_words_nor_place() -> None:
    assert lines(answerer(Pompeo=-1.2), "Which zebra met Abe?") == [
        "Your question: Which zebra met Abe?",
        "Searched in 2 articles for: “zebra”, “met”, “Abe”",
        "None of the articles mentions “zebra”.",
        READ,
        BELOW + "takes “not in here” for the likelier." + SEARCH,
        "The best words found were judged 23 % sure to be right; I answer from 50 % on.",
    ]


def test_what_was_searched_are_the_words_that_slips_of_the_pen_were_meant_to_be() -> None:
    assert lines(answerer(Pompeo=-1.2), "Which zebra met Pompoe?") == [
        "Your question: Which zebra met Pompoe?",
        "I read your question as: Which zebra met Pompeo?",
        "Searched in 2 articles for: “zebra”, “met”, “Pompeo”",
        "None of the articles mentions “zebra”.",
        READ,
        BELOW + "takes “not in here” for the likelier." + SEARCH,
        "The best words found were judged 23 % sure to be right; I answer from 50 % on.",
    ]


def test_a_refusal_for_which_no_words_were_found_has_no_margin() -> None:
    assert lines(answerer()) == [*ASKED, READ, "I found no words in them that could answer."]


def test_one_article_and_one_passage_are_not_spoken_of_as_several() -> None:
    one = toy_answerer(toy_library(OSLO), PhraseReader({}))
    assert lines(one, "Who met Abe?", articles=1)[1:3] == [
        "Searched in one article for: “met”, “Abe”",
        "Read: the one passage that shares most with your question.",
    ]


def test_what_was_left_unread_is_told() -> None:
    sure = toy_answerer(LIBRARY, PhraseReader({"met": 9.0}), patience=Patience())
    assert lines(sure)[3:5] == [
        "Read: the one passage that shares most with your question.",
        "Others were left unread: I was sure enough, or time was over.",
    ]


def test_without_a_match_nothing_was_read() -> None:
    assert lines(answerer(Pompeo=2.0), "Which giraffe won?") == [
        "Your question: Which giraffe won?",
        "Searched in 2 articles for: “giraffe”, “won”",
        "None of the articles mentions “giraffe”, “won”.",
        "No passage shares a word with your question.",
    ]


@pytest.mark.parametrize(
    ("question", "shown"),
    [("hi", "hi"), ("", ""), (" a\x1b[31m\nb? " * 99, "a[31m b? " * 44 + "a[31…")],
    ids=["small talk", "empty", "too long"],
)
def test_what_was_no_question_was_not_searched_for(question: str, shown: str) -> None:
    assert lines(answerer(), question) == [
        f"Your question: {shown}",
        "I did not search for this.",
    ]


def test_of_an_answer_that_was_not_weighed_the_margin_is_not_known_any_more() -> None:
    answer = answerer(Pompeo=2.0).answer(QUESTION)
    told = why(replace(answer, weighed=None), 2, wording()).splitlines()
    assert told[3:] == [
        "How certain: 88 % sure. What margin and threshold that came from I no longer know.",
        "Where: tokyo.txt, characters 5–11",
    ]


def test_of_a_refusal_that_was_not_weighed_the_margin_is_not_known_any_more() -> None:
    refusal = answerer(Pompeo=-2.0).answer(QUESTION)
    told = why(replace(refusal, weighed=None), 2, wording()).splitlines()
    assert told[2:] == [
        "No words found were sure enough. What margin and threshold that came from I no longer "
        "know."
    ]


def test_words_that_share_no_word_with_the_question_hold_none() -> None:
    other = toy_article("other.txt", "Abe came.\n\nOf that nobody spoke.")
    reader = PhraseReader({"nobody": 2.0})
    told = lines(toy_answerer(toy_library(other), reader), "Who is Abe?", articles=1)
    assert told[1:3] == [
        "Searched in one article for: “Abe”",
        "Read: the one passage that shares most with your question.",
    ]


@pytest.mark.parametrize(
    ("confidence", "threshold", "percent"),
    [(0.23, 0.36, 23), (0.3599, 0.36, 35), (0.361, 0.364, 35), (0.0, 0.36, 0), (0.0, 0.001, 0)],
)
def test_a_near_miss_does_not_look_like_enough(
    confidence: float, threshold: float, percent: int
) -> None:
    refusal = NoAnswer(
        question="Who?",
        reason="low_confidence",
        weighed=Weighed(passages_read=1, margin=0.0, confidence=confidence, threshold=threshold),
    )
    assert (
        why(refusal, 2, wording())
        .splitlines()[-1]
        .startswith(f"The best words found were judged {percent} % sure to be right; ")
    )


def test_the_owners_threshold_is_named() -> None:
    own = replace(CALIBRATION, threshold=0.55)
    told = lines(toy_answerer(LIBRARY, PhraseReader({"Pompeo": 2.0}), own))
    assert told[5] == "How certain: 88 % sure; I answer from 55 % on."


@given(any_text(), st.floats(-9, 9))
def test_no_explanation_steers_a_terminal_and_none_of_a_refusal_quotes(
    extra: str, margin: float
) -> None:
    hostile = toy_article(extra, f"Met {extra} Abe.", title=extra)
    reply = toy_answerer(toy_library(hostile), PhraseReader({"Met": margin})).answer(f"Abe {extra}")
    told = why(reply, 1, wording())
    assert told == printable(told)
    assert isinstance(reply, Answer) == ("\nWhere: " in told)
