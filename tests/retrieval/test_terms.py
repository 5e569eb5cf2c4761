"""What a collection knows of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.terms import Vocabulary, lucene_idf
from retrieval.types import Passage


def _vocabulary(*texts: str, titles: tuple[str, ...] = ()) -> Vocabulary:
    return Vocabulary(
        [
            Passage(id=f"a#{i}", article_id="a", start=0, text=text)
            for i, text in enumerate(texts, start=1)
        ],
        titles,
    )


# ln(1 + (N - df + 0.5) / (df + 0.5))
@pytest.mark.parametrize(
    ("df", "documents", "idf"),
    [
        (0, 0, 0.693147),  # ln(1 + 0.5 / 0.5) = ln 2
        (0, 1, 1.386294),  # ln(1 + 1.5 / 0.5) = ln 4
        (1, 1, 0.287682),  # ln(1 + 0.5 / 1.5) = ln 4/3
        (1, 2, 0.693147),  # ln(1 + 1.5 / 1.5) = ln 2: half of the passages, and it counts
        (2, 3, 0.470004),  # ln(1 + 1.5 / 2.5) = ln 1.6
        (3, 3, 0.133531),  # ln(1 + 0.5 / 3.5) = ln 8/7: in every passage, and it counts
        (10, 1000, 4.557380),  # ln(1 + 990.5 / 10.5) = ln 95.33
    ],
)
def test_lucene_idf_by_hand(df: int, documents: int, idf: float) -> None:
    assert lucene_idf(df, documents) == pytest.approx(idf, abs=1e-6)


@given(st.integers(1, 10**6), st.data())
def test_idf_is_above_zero_and_falls_as_a_word_gets_common(
    documents: int, data: st.DataObject
) -> None:
    df = data.draw(st.integers(1, documents))
    assert 0 < lucene_idf(df, documents) < lucene_idf(df - 1, documents)


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
