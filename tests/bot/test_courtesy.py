"""Courtesies around a question are left out; what may belong to the question is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.courtesy import without_courtesies


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("Hi! Who won?", "Who won?"),
        ("hello there, can you tell me who won", "who won"),
        ("Good morning,\nwhen does the ferry sail?", "when does the ferry sail?"),
        ("Could you please tell me where's the hall?", "where's the hall?"),
        ("Please let me know by when it is due.", "by when it is due."),
        ("I'd like to know how many came", "how many came"),
        ("Hi bot, I have a quick question: who won?", "who won?"),
        ("Quick question - what is the toll?", "what is the toll?"),
        ("Does anyone know why it closed?", "why it closed?"),
        ("Sorry, who won?", "who won?"),
        ("Who won? Thanks!", "Who won"),
        ("Who won, please?", "Who won"),
        ("who won pls", "who won"),
        ("Who won? Please! Thank you very much in advance.", "Who won"),
        ("🙏 Who won? 🤔👍🏽", "Who won?"),
    ],
)
def test_the_question_alone_is_left(typed: str, question: str) -> None:
    assert without_courtesies(typed) == question


@pytest.mark.parametrize(
    "question",
    [
        "Who won?",
        "Hello Kitty was drawn by whom?",
        "Hi-fi shops: where?",
        "Who asked him to tell me?",
        "Which members may vote as they please?",
        "When do Americans give thanks?",
        "Whom should one thank?",
        "Can you park at the hall?",
        "Do you know the mayor?",
        "Tell me about the ferry",
        "Question time: on which day?",
        "What does 🤔 mean?",
        "🤔",
        "",
    ],
)
def test_what_may_belong_to_the_question_stays(question: str) -> None:
    assert without_courtesies(question) == question


@given(st.text("who hi, please thanks?! tell me 🤔", max_size=60))
def test_what_is_left_is_a_part_of_what_was_typed_and_never_nothing(typed: str) -> None:
    bare = without_courtesies(typed)
    assert bare in typed
    assert bool(bare) == bool(typed)
    assert without_courtesies(bare) == bare
