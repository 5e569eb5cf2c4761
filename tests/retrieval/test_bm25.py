"""BM25 against bm25s as oracle, and by hand on three documents."""

import math
from collections.abc import Sequence
from itertools import pairwise

import bm25s
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import analyze
from retrieval.bm25 import K1, TITLE_WEIGHT, B, BM25Retriever, lucene_idf
from retrieval.types import Passage

VOCABULARY = "ferry bridge river storm harbour mill walk council mayor norrline the of".split()
DOCUMENTS = st.lists(
    st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=20).map(" ".join),
    min_size=1,
    max_size=12,
).filter(lambda texts: any(analyze(text) for text in texts))
QUESTION = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5, unique=True).map(" ".join)


def _passages(texts: Sequence[str]) -> list[Passage]:
    return [
        Passage(id=f"a#{i:04}", article_id="a", start=0, text=text) for i, text in enumerate(texts)
    ]


def _oracle(texts: Sequence[str], question: str) -> dict[str, float]:
    """Each matching passage's score by bm25s.

    bm25s leaves out the constant factor k1 + 1 of the numerator, as Lucene does since version 8;
    rank-bm25 has it. No ranking depends on it.
    """
    documents = [analyze(text) for text in texts]
    index = bm25s.BM25(method="lucene", k1=K1, b=B)
    index.index(documents, show_progress=False)
    known = [term for term in analyze(question) if any(term in terms for terms in documents)]
    scores = index.get_scores(known) if known else [0.0] * len(texts)
    asked = set(known)
    return {
        passage.id: float(score) * (K1 + 1)
        for passage, terms, score in zip(_passages(texts), documents, scores, strict=True)
        if asked & set(terms)
    }


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


@given(DOCUMENTS, QUESTION)
def test_scores_and_ranking_are_those_of_bm25s(texts: list[str], question: str) -> None:
    hits = BM25Retriever(_passages(texts), {"a": "Ferry"}, title_weight=0).search(question, 100)
    expected = _oracle(texts, question)
    # bm25s keeps its scores as 32-bit floats.
    assert {hit.passage.id: hit.score for hit in hits} == pytest.approx(expected, rel=1e-5)
    for better, worse in pairwise(hits):
        assert expected[better.passage.id] >= expected[worse.passage.id] * (1 - 1e-5)


def test_scores_by_hand() -> None:
    # Lengths 2, 3 and 4, mean 3; "ferry" stands in 2 of 3: idf = ln(1 + 1.5 / 2.5) = 0.4700036.
    # score = idf * tf * 2.5 / (tf + 1.5 * (0.25 + 0.75 * length / 3))
    #   1: 0.4700036 * 2.5 / (1 + 1.5 * 0.75) = 0.4700036 * 2.5 / 2.125 = 0.552945
    #   2: 0.4700036 * 5.0 / (2 + 1.5 * 1.00) = 0.4700036 * 5.0 / 3.5   = 0.671434
    # "bridge" stands in 2 of 3 too:
    #   2: 0.4700036 * 2.5 / (1 + 1.5 * 1.00) = 0.470004
    #   3: 0.4700036 * 2.5 / (1 + 1.5 * 1.25) = 0.4700036 * 2.5 / 2.875 = 0.408699
    texts = ["harbour ferry", "ferry ferry bridge", "bridge road tunnel lake"]
    retriever = BM25Retriever(_passages(texts), {"a": "Untitled"}, k1=1.5, b=0.75)
    assert [(hit.passage.id, round(hit.score, 6)) for hit in retriever.search("ferry", 5)] == [
        ("a#0001", 0.671434),
        ("a#0000", 0.552945),
    ]
    found = retriever.search("Is the ferry at the bridge?", 5)
    assert [(hit.passage.id, round(hit.score, 6)) for hit in found] == [
        ("a#0001", 1.141437),  # 0.6714338 + 0.4700036
        ("a#0000", 0.552945),
        ("a#0002", 0.408699),
    ]


def test_a_word_asked_twice_counts_once() -> None:
    retriever = BM25Retriever(_passages(["A ferry.", "A bridge."]), {"a": "Untitled"})
    assert retriever.search("ferry, ferry, ferries", 5) == retriever.search("ferry", 5)


def test_the_title_counts_by_its_own_score_and_weight() -> None:
    # Passages: both of length 1, the mean; "ferry" in 2 of 2: ln(1 + 0.5 / 2.5) = ln 1.2,
    # and tf * 2.5 / (tf + 1.5) = 1. Titles: lengths 1 and 1; "norrline" in 1 of 2:
    # ln(1 + 1.5 / 1.5) = ln 2, times 1.
    passages = [
        Passage(id="a#1", article_id="a", start=0, text="The ferry."),
        Passage(id="b#1", article_id="b", start=0, text="A ferry."),
    ]
    retriever = BM25Retriever(passages, {"a": "Storm", "b": "Norrline"}, title_weight=0.5)
    hits = retriever.search("the ferry of Norrline", 5)
    assert [hit.passage.id for hit in hits] == ["b#1", "a#1"]
    assert [hit.score for hit in hits] == pytest.approx(
        [math.log(1.2) + 0.5 * math.log(2), math.log(1.2)]
    )


def test_a_title_is_weighed_once_however_many_passages_its_article_has() -> None:
    """The titles' lengths and frequencies count by article, not by passage."""
    many = [Passage(id=f"a#{i}", article_id="a", start=0, text=f"The ferry {i}.") for i in range(5)]
    other = [Passage(id="b#1", article_id="b", start=0, text="The bridge 9.")]
    titles = {"a": "Norrline", "b": "Storm"}
    plain = BM25Retriever([*many, *other], titles, title_weight=0).search("Norrline ferry", 9)
    lifted = BM25Retriever([*many, *other], titles, title_weight=1).search("Norrline ferry", 9)
    # "norrline" stands in 1 of 2 titles: ln 2, as above.
    assert [b.score - a.score for a, b in zip(plain, lifted, strict=True)] == pytest.approx(
        [math.log(2)] * 5
    )


def test_the_title_weighs_less_than_the_text() -> None:
    """So that one article's title does not lift all of it above the passage that answers."""
    assert 0 < TITLE_WEIGHT < 1


def test_the_settings_are_those_of_the_design() -> None:
    assert (K1, B) == (1.5, 0.75)
