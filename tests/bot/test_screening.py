"""What is no question is turned away, and nothing that asks something is."""

import pytest
from hypothesis import given
from toys import any_text

from bot.screening import MAX_QUESTION_CHARS, turn_away


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0\u2003", "\r\n \x0b"])
def test_nothing_but_white_space_is_empty(text: str) -> None:
    assert turn_away(text) == "empty"


def test_the_longest_question_is_taken_and_one_character_more_is_not() -> None:
    question = "Who met Abe? " + "a" * MAX_QUESTION_CHARS
    assert turn_away(question[:MAX_QUESTION_CHARS]) is None
    assert turn_away(question[: MAX_QUESTION_CHARS + 1]) == "too_long"


def test_white_space_around_a_question_does_not_count() -> None:
    assert turn_away(" " * 1000 + "Who met Abe?" + "\n" * 1000) is None


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Hi!",
        "HELLO",
        "hello there",
        "hey bot",
        "Good morning!",
        "good evening everyone",
        "thanks",
        "Thank you so much :)",
        "thx",
        "ok",
        "Okay, cool",
        "bye",
        "lol",
        "Hello, how are you?",
        "how is it going my friend",
        "👍",
        "🙂🙂 🎉",
        "👨‍👩‍👧",
        "?",
        "...!",
        "___",
        "/start",
        "help",
    ],
)
def test_small_talk_and_signs_are_no_question(text: str) -> None:
    assert turn_away(text) == "not_a_question"


@pytest.mark.parametrize(
    "text",
    [
        "Who met Abe?",
        "Hi, who met Abe?",
        "Hello! Where is Tokyo?",
        "denuclearization",
        "Pompeo Tokyo Sunday",
        "thanks to whom was the deal signed?",
        "How many are there in Oslo?",
        "What is a test?",
        "2018?",
        "🙂 who met Abe",
        "кто встретил Абэ?",
        "who?",
        "Stop the war?",
    ],
)
def test_whatever_asks_something_is_a_question(text: str) -> None:
    assert turn_away(text) is None


@given(any_text())
def test_every_text_gets_one_verdict_whatever_surrounds_it(text: str) -> None:
    verdict = turn_away(text)
    assert verdict in (None, "empty", "too_long", "not_a_question")
    assert turn_away(f" \n{text}\t") == verdict
