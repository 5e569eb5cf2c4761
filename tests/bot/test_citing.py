"""A citation is whole sentences, and nothing is cited that the article does not read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import toy_article

from bot.citing import cite, paragraph, place_of
from retrieval.types import Citation, Place, Region

#        0         10        20        30        40
FIRST = "Dr. Berg met the U.S. envoy. He said “No!” twice."
TEXT = f"{FIRST}\n\nREAD MORE: Other news\n\nThe talks end on Friday. Nobody knows why."
ARTICLE = toy_article("a.txt", TEXT)


def cited(chosen: str, text: str = TEXT) -> str:
    start = text.index(chosen)
    return cite(toy_article("a.txt", text), start, start + len(chosen), chosen).quote


def test_a_citation_carries_everything_that_is_known_of_its_article() -> None:
    article = toy_article(
        "a.txt", TEXT, title="T", url="https://a.example", published="2018", publisher="P"
    )
    # "The talks" begins after the first paragraph (49), the line between (21) and two breaks (4).
    article = replace(
        article, places=(Place(start=0, name="page 1"), Place(start=60, name="page 2"))
    )
    assert cite(article, 74, 83, "The talks") == Citation(
        article_id="a.txt",
        title="T",
        url="https://a.example",
        published="2018",
        publisher="P",
        start=74,
        end=98,
        quote="The talks end on Friday.",
        place="page 2",
    )


@pytest.mark.parametrize(
    ("start", "place"),
    [
        (0, None),
        (9, None),
        (10, "page 1"),
        (29, "page 1"),
        (30, None),
        (40, "page 2"),
        (99, "page 2"),
    ],
)
def test_the_place_is_the_last_that_began(start: int, place: str | None) -> None:
    marks = ((10, "page 1"), (30, ""), (40, "page 2"))
    places = tuple(Place(start=start, name=name) for start, name in marks)
    assert place_of(replace(ARTICLE, places=places), start) == place


@pytest.mark.parametrize(
    ("chosen", "quote"),
    [
        ("envoy", "Dr. Berg met the U.S. envoy."),
        ("Dr.", "Dr. Berg met the U.S. envoy."),
        ("No", "He said “No!” twice."),
        ("envoy. He", FIRST),
        ("Friday. Nobody", "The talks end on Friday. Nobody knows why."),
        ("why.", "Nobody knows why."),
        ("envoy. ", "Dr. Berg met the U.S. envoy. "),
    ],
)
def test_the_quote_is_the_whole_sentences_around_the_answer(chosen: str, quote: str) -> None:
    assert cited(chosen) == quote


def test_a_sentence_ends_with_its_paragraph_even_without_a_stop() -> None:
    assert cited("Tokyo", "Talks in Tokyo\n\nThey were long.") == "Talks in Tokyo"


def test_an_answer_across_paragraphs_cites_from_the_first_to_the_last() -> None:
    text = "One. Talks in Tokyo\n\nthey were long. Two."
    assert cited("Tokyo\n\nthey", text) == "Talks in Tokyo\n\nthey were long."


def test_an_answer_outside_the_body_is_cited_as_it_stands() -> None:
    article = toy_article("a.txt", "Berg met Abe.")
    bodiless = type(article)(id="a.txt", title="", text=article.text, body=(), path="a.txt")
    assert cite(bodiless, 0, 4, "Berg").quote == "Berg"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 4, "Mr. "),  # another text
        (4, 4, ""),  # nothing
        (8, 4, ""),  # backwards
        (0, 99_999, TEXT),  # beyond the end
        (-4, -1, "why"),  # counted from the end
        (-4, len(TEXT), "why."),
        (99_999, 100_000, ""),
    ],
)
def test_what_the_article_does_not_read_there_is_refused(start: int, end: int, text: str) -> None:
    with pytest.raises(ValueError, match=r"^a\.txt does not read .* at characters"):
        cite(ARTICLE, start, end, text)


@st.composite
def _regions(draw: st.DrawFn) -> tuple[str, Region]:
    text = draw(st.text("ab. A”“?!\n\u00a0é", min_size=1, max_size=80))
    start = draw(st.integers(0, len(text) - 1))
    return text, (start, draw(st.integers(start + 1, len(text))))


@given(_regions())
def test_any_citation_is_literal_and_holds_the_answer(case: tuple[str, Region]) -> None:
    text, (start, end) = case
    citation = cite(toy_article("a.txt", text), start, end, text[start:end])
    assert 0 <= citation.start <= start < end <= citation.end <= len(text)
    assert citation.quote == text[citation.start : citation.end]


@given(_regions())
def test_any_paragraph_holds_the_answer_and_its_sentences(case: tuple[str, Region]) -> None:
    text, (start, end) = case
    article = toy_article("a.txt", text)
    first, last = paragraph(article, start, end)
    citation = cite(article, start, end, text[start:end])
    assert first <= citation.start < citation.end <= last


def test_a_paragraph_is_the_block_around_the_answer() -> None:
    start = TEXT.index("envoy")
    assert paragraph(ARTICLE, start, start + 5) == (0, len(FIRST))
    friday = TEXT.index("Friday")
    assert paragraph(ARTICLE, friday, friday + 6) == (74, len(TEXT))


def test_paragraphs_that_an_answer_joins_come_together() -> None:
    end = TEXT.index("The talks") + 3
    assert paragraph(ARTICLE, 40, end) == (0, len(TEXT))
