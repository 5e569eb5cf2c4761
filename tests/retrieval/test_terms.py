"""Which words stand in a collection."""

import pytest
from hypothesis import given
from toys import any_text

from retrieval.terms import Vocabulary
from retrieval.types import Passage


def _vocabulary(*texts: str, titles: tuple[str, ...] = ()) -> Vocabulary:
    return Vocabulary(
        [
            Passage(id=f"a#{i}", article_id="a", start=0, text=text)
            for i, text in enumerate(texts, start=1)
        ],
        titles,
    )


def test_unknown_words_are_named_as_typed_in_order_and_once() -> None:
    vocabulary = _vocabulary("The ferry left Kyung-wha behind.", titles=("Old bridges",))
    asked = "Did the Zeppelins of Müller’s bridge, Zeppelins or FERRIES leave Kyung-ho’s Foo-bar?"
    assert vocabulary.unknown_words(asked) == ("Zeppelins", "Müller’s", "leave", "Foo-bar")


@pytest.mark.parametrize("asked", ["", "Who is it?", "…", "The ferry?", "Kyungwha wha Kyung-ho"])
def test_stop_words_and_known_words_are_not_unknown(asked: str) -> None:
    vocabulary = _vocabulary("The ferry left Kyung-wha behind.")
    assert vocabulary.unknown_words(asked) == ()


def test_an_empty_collection_knows_no_word() -> None:
    vocabulary = _vocabulary()
    assert vocabulary.unknown_words("Where is the ferry?") == ("ferry",)


FERRY = (
    "The ferry to Tromsø left D’Olier Quay. Müller’s ferries run to Singapore, the ferrys do not."
)


@pytest.mark.parametrize(
    ("asked", "spelt"),
    [
        ("When did the feryr leave?", "When did the ferry leave?"),
        ("who is mueller, and who is mulelr?", "who is mueller, and who is Müller?"),
        ("Where is SINGAPUR’s quay?", "Where is SINGAPUR’s quay?"),
        ("Where is Singaproe?", "Where is Singapore?"),
        ("Is Trømso Tromos?", "Is Trømso Tromsø?"),
        ("Is Mu\u0308lelr the man?", "Is Müller the man?"),
        ("Is Mu\u0308ller the man?", "Is Mu\u0308ller the man?"),
        ("Did the ferrry or the ferrries leave?", "Did the ferry or the ferries leave?"),
    ],
)
def test_a_slip_of_the_pen_becomes_the_word_that_the_articles_use_most(
    asked: str, spelt: str
) -> None:
    assert _vocabulary(FERRY).spelt(asked) == spelt


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "Where is the ferry to Olier Quay?",
        "Who ferried Tromsø?",
        "Was the merry berry there?",  # English words, one edit from "ferry"
        "Is a feri a fery?",  # too short to tell
        "Which Tromsoe?",  # may be a form of the word: its stem is known
        "Did Zeppelins leave?",
        "Is https://fery.no/feryrs or a@feryr or feryr.no open?",
        "Shouln't it leave?",
    ],
)
def test_words_that_are_no_slips_stay_as_they_are(asked: str) -> None:
    assert _vocabulary(FERRY).spelt(asked) == asked


def test_titles_are_spelt_after_too_and_an_empty_collection_mends_nothing() -> None:
    assert _vocabulary(titles=("Old bridges",)).spelt("Which brdiges?") == "Which bridges?"
    assert _vocabulary(titles=("Old bridges",)).spelt("WHICH BRDIGES?") == "WHICH BRIDGES?"
    assert _vocabulary().spelt("Which brdiges?") == "Which brdiges?"


@given(any_text())
def test_a_question_in_the_collections_own_words_is_never_changed(text: str) -> None:
    assert _vocabulary(text).spelt(text) == text
