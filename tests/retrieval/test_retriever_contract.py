"""What every back end of `Retriever` keeps to; a new one adds a line to `BACK_ENDS`."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import analyze
from retrieval.bm25 import BM25Retriever
from retrieval.interfaces import Retriever
from retrieval.types import Passage

Make = Callable[[Sequence[Passage], Mapping[str, str]], Retriever]

BACK_ENDS: dict[str, Make] = {"bm25": BM25Retriever}

VOCABULARY = ["ferry", "bridge", "river", "storm", "the", "of", "Kyung-wha"]
TEXTS = st.lists(st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join), max_size=8)
QUESTIONS = st.lists(st.sampled_from([*VOCABULARY, "zeppelin", "?"]), max_size=6).map(" ".join)

BERLIN = "The wall in Berlin was opened in November. People crossed the border all night."
FERRY = "Ferry operator Norrline will sell two ships. The ferry to Sandvik sails on."
WALK = "The walk takes place in May. It starts at the old mill by the river."
BRIDGE = "The council closed the bridge over the river to cars."
STORM = "A storm closed the harbour. Forty boats waited inside."
NEWS = [BERLIN, FERRY, WALK, BRIDGE, STORM]
ASKED = [
    "When was the wall in Berlin opened?",
    "Which ships will the ferry operator sell?",
    "Where does the walk in May start?",
    "Who closed the bridge to cars?",
    "How many boats waited in the harbour?",
]
"""Each is answered by the article at its place in `NEWS`."""


@pytest.fixture(params=list(BACK_ENDS), scope="module")
def make(request: pytest.FixtureRequest) -> Make:
    return BACK_ENDS[request.param]


def _passages(texts: Sequence[str], article: str = "a") -> list[Passage]:
    return [
        Passage(id=f"{article}#{i:04}", article_id=article, start=0, text=text)
        for i, text in enumerate(texts, start=1)
    ]


def _collection(*texts: str) -> tuple[list[Passage], dict[str, str]]:
    """One article for each text, titled by what it lacks: no title shares a word with any."""
    passages = [p for i, text in enumerate(texts) for p in _passages([text], f"n{i}")]
    return passages, {passage.article_id: "Untitled" for passage in passages}


def _ids(retriever: Retriever, question: str, k: int = 10) -> list[str]:
    return [hit.passage.id for hit in retriever.search(question, k)]


@given(texts=TEXTS, question=QUESTIONS, k=st.integers(0, 10))
def test_hits_are_ranked_from_one_by_falling_score_and_then_by_id(
    make: Make, texts: list[str], question: str, k: int
) -> None:
    hits = make(_passages(texts), {"a": "Storm"}).search(question, k)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len(hits) <= k
    assert all(hit.score > 0 for hit in hits)
    order = [(-hit.score, hit.passage.id) for hit in hits]
    assert order == sorted(set(order))


@given(texts=TEXTS, question=QUESTIONS)
def test_the_hits_are_the_passages_that_share_a_word(
    make: Make, texts: list[str], question: str
) -> None:
    """Never one that shares none, not even by its title; never one fewer."""
    passages = _passages(texts)
    asked = set(analyze(question))
    sharing = {p.id for p in passages if asked & set(analyze(p.text))}
    assert set(_ids(make(passages, {"a": "The ferry"}), question, 100)) == sharing


@given(texts=TEXTS, question=QUESTIONS, data=st.data())
def test_the_order_of_the_passages_changes_nothing(
    make: Make, texts: list[str], question: str, data: st.DataObject
) -> None:
    passages, titles = _collection(*texts)
    shuffled = data.draw(st.permutations(passages))
    reordered = dict(data.draw(st.permutations(list(titles.items()))))
    assert make(passages, titles).search(question, 5) == make(shuffled, reordered).search(
        question, 5
    )


@given(texts=TEXTS, question=QUESTIONS, k=st.integers(0, 8))
def test_fewer_hits_are_the_first_of_more(
    make: Make, texts: list[str], question: str, k: int
) -> None:
    retriever = make(_passages(texts), {"a": "Storm"})
    assert retriever.search(question, k) == retriever.search(question, 100)[:k]


def test_searching_changes_nothing(make: Make) -> None:
    retriever = make(*_collection(*NEWS))
    first = retriever.search("Who closed the bridge?", 5)
    retriever.search("When is the walk in May?", 5)
    assert retriever.search("Who closed the bridge?", 5) == first


def test_passages_and_titles_are_not_changed(make: Make) -> None:
    passages, titles = _collection(*reversed(NEWS))
    kept = (list(passages), dict(titles))
    make(passages, titles).search("Who closed the bridge?", 5)
    assert (passages, titles) == kept


def test_a_hit_holds_the_passage_that_was_given(make: Make) -> None:
    passages, titles = _collection(*NEWS)
    (hit,) = make(passages, titles).search("Norrline", 5)
    assert hit.passage == passages[1]


@pytest.mark.parametrize("question", ["zeppelin", "", "?!…", "Who is it of the?", "\ud800"])
def test_no_shared_word_is_no_hit(make: Make, question: str) -> None:
    assert make(*_collection(*NEWS)).search(question, 5) == []


@pytest.mark.parametrize("texts", [[], [""], ["of the", "…"]])
def test_a_collection_without_words_has_no_hits(make: Make, texts: list[str]) -> None:
    assert make(*_collection(*texts)).search("Who closed the bridge?", 5) == []


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_one_to_five_short_articles_are_enough(make: Make, size: int) -> None:
    """In a few passages the best words stand in half of them, and must count all the same."""
    retriever = make(*_collection(*NEWS[:size]))
    best = [retriever.search(question, 1)[0].passage.text for question in ASKED[:size]]
    assert best == NEWS[:size]


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_a_word_in_every_passage_still_finds_them_all(make: Make, size: int) -> None:
    texts = [f"The ferry number {i}." for i in range(size)]
    assert len(make(*_collection(*texts)).search("ferry", 100)) == size


@pytest.mark.parametrize("size", [2, 4, 10])
def test_a_word_in_half_of_the_passages_finds_that_half(make: Make, size: int) -> None:
    texts = ["The ferry left." if i % 2 else "The bridge fell." for i in range(size)]
    assert len(make(*_collection(*texts)).search("Which ferry?", 100)) == size // 2


def test_equal_passages_are_ordered_by_id(make: Make) -> None:
    passages, titles = _collection("A ferry.", "A ferry.", "A ferry.")
    hits = make([passages[2], passages[0], passages[1]], titles).search("ferry", 5)
    assert [hit.passage.id for hit in hits] == ["n0#0001", "n1#0001", "n2#0001"]
    assert len({hit.score for hit in hits}) == 1


def test_a_title_lifts_the_passages_of_its_article(make: Make) -> None:
    passages = [*_passages(["The ferry left."], "a"), *_passages(["The ferry left."], "b")]
    retriever = make(passages, {"a": "A storm", "b": "Norrline in trouble"})
    assert _ids(retriever, "When did the ferry of Norrline leave?") == ["b#0001", "a#0001"]


def test_a_title_does_not_bring_in_a_passage_that_shares_no_word(make: Make) -> None:
    passages = _passages(["The ferry left.", "It came back."], "b")
    retriever = make(passages, {"b": "Norrline in trouble"})
    assert _ids(retriever, "Where is the Norrline ferry?") == ["b#0001"]
    assert _ids(retriever, "Who is Norrline?") == []


@pytest.mark.parametrize("titles", [{"a": ""}, {"a": "…"}, {"a": "", "b": "Ferry"}])
def test_empty_titles_are_no_trouble(make: Make, titles: dict[str, str]) -> None:
    assert _ids(make(_passages(["The ferry left."]), titles), "ferry") == ["a#0001"]


def test_typographic_marks_hide_no_word(make: Make) -> None:
    passages, titles = _collection("It is\u00a0“Norrline’s”\u00a0ferry…")
    assert _ids(make(passages, titles), "Who owns Norrline's ferry?") == ["n0#0001"]
