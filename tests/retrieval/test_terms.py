"""Which words stand in a collection."""

import pytest

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
