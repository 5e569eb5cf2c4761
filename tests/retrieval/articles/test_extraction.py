"""Extracted paragraphs become an article whose places and body fit its text."""

import pytest
from hypothesis import given
from toys import any_text

from retrieval.articles.extraction import Extract, Paragraph, plain, to_article, with_sections
from retrieval.errors import ArticleError
from retrieval.types import Article, Place


def test_an_article_is_its_paragraphs_with_a_line_between() -> None:
    extract = Extract(
        paragraphs=(
            Paragraph(text="The bridge", heading=True, places=(Place(start=0, name="page 1"),)),
            Paragraph(
                text="It closes in June.",
                places=(Place(start=0, name="page 1"), Place(start=10, name="page 2")),
            ),
            Paragraph(text="READ MORE: A cat", places=(Place(start=0, name="page 2"),)),
        ),
        url="https://a.example",
        published="2021-03-08",
        publisher="P",
    )
    # The second paragraph begins at 10 + 2, so that "in June." stands at 12 + 10.
    assert to_article(extract, "a.pdf") == Article(
        id="a.pdf",
        title="The bridge",
        url="https://a.example",
        published="2021-03-08",
        publisher="P",
        text="The bridge\n\nIt closes in June.\n\nREAD MORE: A cat",
        body=((0, 10), (12, 30)),
        path="a.pdf",
        places=(Place(start=0, name="page 1"), Place(start=22, name="page 2")),
    )


def test_the_files_own_title_is_preferred() -> None:
    extract = Extract(paragraphs=(Paragraph(text="It closes.", heading=True),), title="The bridge")
    assert to_article(extract, "a").title == "The bridge"


@pytest.mark.parametrize(
    "paragraphs",
    [
        (),
        (Paragraph(text="* * *"),),
        (Paragraph(text="Share"),),
        (Paragraph(text="1 Bees . . . . . . . 4"),),
    ],
)
def test_no_article_text_is_an_error(paragraphs: tuple[Paragraph, ...]) -> None:
    with pytest.raises(ArticleError, match=r"^holds no article text$"):
        to_article(Extract(paragraphs=paragraphs), "a")


def test_a_section_lasts_until_the_next_heading_and_the_title_opens_none() -> None:
    given_paragraphs = [
        Paragraph(text="Before."),
        Paragraph(text="The bridge", heading=True),
        Paragraph(text="Under the title."),
        Paragraph(text="Costs", heading=True),
        Paragraph(text="Much."),
    ]
    placed = with_sections(given_paragraphs, title="The bridge")
    assert [paragraph.places[0].name for paragraph in placed] == [
        "",
        "",
        "",
        "section “Costs”",
        "section “Costs”",
    ]


def test_a_long_heading_is_cut_at_a_word() -> None:
    (paragraph,) = with_sections([Paragraph(text="word " * 40, heading=True)])
    assert paragraph.places[0].name == f"section “{'word ' * 16}…”"


def test_plain_text_has_no_control_characters_and_single_spaces() -> None:
    assert plain(" a\x00b\u00ad\tc\n\x0b d\ufeff\u00a0e ") == "ab c d e"
    assert (
        plain("The o\ufb03ce \ufb01les e\ufb00ects on the \ufb02oor")
        == "The office files effects on the floor"
    )
    assert plain("half \ud83d, whole \ud83d\ude42") == "half \ufffd, whole 🙂"


@given(any_text())
def test_plain_text_can_always_be_written(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    plain(text).encode()
