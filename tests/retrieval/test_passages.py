"""Passages: whole sentences, literal, within bounds, and never across what was left out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.cleaning import clean
from retrieval.passages import MAX_WORDS, split
from retrieval.sentences import sentences_within
from retrieval.types import Article, Passage, Region

CHROME = "READ MORE: Rival Orders Ferries"


def _article(text: str, body: tuple[Region, ...]) -> Article:
    return Article(id="a.txt", title="A title", text=text, body=body, path="a.txt")


def _sentence(words: int, number: int) -> str:
    """A sentence of so many words, two at least, that cannot be mistaken for another."""
    return " ".join([f"Start{number}", *["word"] * (words - 2), "end."])


def _made(paragraphs: list[list[int] | None]) -> tuple[Article, list[list[Region]]]:
    """An article of paragraphs with sentences of so many words; None is a block left out.

    The second value is the sentences, a list for each stretch without a block left out.
    """
    text = ""
    body: list[Region] = []
    stretches: list[list[Region]] = [[]]
    for paragraph in paragraphs:
        if paragraph is None:
            text += CHROME + "\n\n"
            stretches.append([])
            continue
        start = len(text)
        for words in paragraph:
            sentence = _sentence(words, len(text))
            stretches[-1].append((len(text), len(text) + len(sentence)))
            text += sentence + " "
        text = text[:-1]
        body.append((start, len(text)))
        text += "\n\n"
    return _article(text, tuple(body)), stretches


TEXTS = st.text() | st.lists(st.sampled_from(["One. Two.", CHROME, "\n", "“A b… C”"])).map(" ".join)
PARAGRAPHS = st.lists(
    st.none() | st.lists(st.integers(2, 40), min_size=1, max_size=6), min_size=1, max_size=8
)
MAX = st.integers(1, 60)
OVERLAP = st.integers(0, 4)


def _regions(passages: list[Passage]) -> list[Region]:
    return [(passage.start, passage.start + len(passage.text)) for passage in passages]


@given(TEXTS)
def test_a_passage_is_a_literal_slice_of_any_article(text: str) -> None:
    article = _article(text, clean(text).body)
    passages = split(article, max_words=6)
    for passage in passages:
        assert article.text[passage.start : passage.start + len(passage.text)] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert passage.article_id == article.id
    assert bool(passages) == bool(article.body)


@given(TEXTS)
def test_a_passage_begins_and_ends_with_a_sentence_of_any_article(text: str) -> None:
    article = _article(text, clean(text).body)
    own = [region for block in article.body for region in sentences_within(text, *block)]
    for start, end in _regions(split(article, max_words=6)):
        assert start in {first for first, _ in own}
        assert end in {last for _, last in own}


@given(PARAGRAPHS, MAX, OVERLAP)
def test_passages_are_whole_sentences_of_one_stretch(
    paragraphs: list[list[int] | None], max_words: int, overlap: int
) -> None:
    article, stretches = _made(paragraphs)
    passages = split(article, max_words=max_words, overlap=overlap)
    assert not any(CHROME in passage.text for passage in passages)
    for start, end in _regions(passages):
        (stretch,) = [s for s in stretches if s and s[0][0] <= start < s[-1][1]]
        assert start in {first for first, _ in stretch}
        assert end in {last for _, last in stretch}


@given(PARAGRAPHS, MAX, OVERLAP)
def test_a_passage_is_within_bounds_unless_it_is_one_sentence(
    paragraphs: list[list[int] | None], max_words: int, overlap: int
) -> None:
    article, stretches = _made(paragraphs)
    own = {region for stretch in stretches for region in stretch}
    for start, end in _regions(split(article, max_words=max_words, overlap=overlap)):
        assert len(article.text[start:end].split()) <= max_words or (start, end) in own


@given(PARAGRAPHS, MAX, OVERLAP)
def test_every_sentence_stands_in_a_passage(
    paragraphs: list[list[int] | None], max_words: int, overlap: int
) -> None:
    article, stretches = _made(paragraphs)
    regions = _regions(split(article, max_words=max_words, overlap=overlap))
    for stretch in stretches:
        for first, last in stretch:
            assert any(start <= first and last <= end for start, end in regions)


@given(PARAGRAPHS, MAX, OVERLAP)
def test_no_passage_lies_inside_another(
    paragraphs: list[list[int] | None], max_words: int, overlap: int
) -> None:
    """Then starts and ends both rise, and the number of passages is at most that of sentences."""
    article, _ = _made(paragraphs)
    regions = _regions(split(article, max_words=max_words, overlap=overlap))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(regions))


@given(PARAGRAPHS, MAX)
def test_without_overlap_each_sentence_stands_in_one_passage(
    paragraphs: list[list[int] | None], max_words: int
) -> None:
    article, _ = _made(paragraphs)
    regions = _regions(split(article, max_words=max_words, overlap=0))
    assert all(a[1] <= b[0] for a, b in pairwise(regions))


def test_an_overlap_beyond_the_passage_ends_all_the_same() -> None:
    article, [own] = _made([[5, 5, 5, 5]])
    # Two sentences fill a passage; each next one starts a single sentence further on.
    assert _regions(split(article, max_words=10, overlap=99)) == [
        (own[0][0], own[1][1]),
        (own[1][0], own[2][1]),
        (own[2][0], own[3][1]),
    ]


def test_what_follows_starts_with_the_last_sentence_again() -> None:
    article, [own] = _made([[30, 30, 30, 30, 30]])
    assert _regions(split(article, max_words=100, overlap=1)) == [
        (own[0][0], own[2][1]),  # 90 words; a fourth sentence would make 120
        (own[2][0], own[4][1]),
    ]


def test_a_passage_ends_with_its_paragraph_once_it_is_half_full() -> None:
    article, [own] = _made([[30, 30], [30, 30]])
    # All four sentences have 120 words, three have 90, and the paragraph ends at 60 of 100.
    assert _regions(split(article, max_words=100, overlap=0)) == [
        (own[0][0], own[1][1]),
        (own[2][0], own[3][1]),
    ]


def test_a_short_paragraph_is_joined_with_the_next() -> None:
    article, [own] = _made([[20], [30, 30, 30]])
    # The paragraph ends at 20 of 100 words: too early, so the passage fills up to 80.
    assert _regions(split(article, max_words=100, overlap=0)) == [
        (own[0][0], own[2][1]),
        (own[3][0], own[3][1]),
    ]


def test_a_sentence_beyond_the_limit_is_a_passage_of_its_own() -> None:
    article, [own] = _made([[10, 10, 300, 10]])
    assert _regions(split(article, max_words=100, overlap=1)) == [
        (own[0][0], own[1][1]),
        own[2],
        own[3],
    ]


def test_a_block_left_out_ends_the_passage() -> None:
    article, [above, below] = _made([[5], None, [5]])
    assert _regions(split(article)) == [*above, *below]


def test_bullets_between_blocks_do_not() -> None:
    text = "Bring these along:\n- Sturdy shoes\n- Lunch\n1. Walk."
    body = tuple(
        (text.index(t), text.index(t) + len(t))
        for t in ["Bring these along:", "Sturdy shoes", "Lunch", "Walk."]
    )
    assert [passage.text for passage in split(_article(text, body))] == [text]


def test_ids_count_from_one_and_sort_as_the_passages_do() -> None:
    article, _ = _made([[10]] * 12)
    ids = [passage.id for passage in split(article, max_words=10, overlap=0)]
    assert ids == [f"a.txt#{number:04}" for number in range(1, 13)] == sorted(ids)


def test_an_article_without_body_has_no_passages() -> None:
    assert split(_article("Subscribe", ())) == []


def test_an_ordinary_paragraph_is_one_passage() -> None:
    article, [own] = _made([[MAX_WORDS // 4] * 4])
    assert _regions(split(article)) == [(own[0][0], own[-1][1])]
