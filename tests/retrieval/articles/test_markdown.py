"""Markdown files: headings and lists are text, code and markup lines are not."""

from pathlib import Path

import pytest

from retrieval.articles.markdown import load_markdown
from retrieval.errors import ArticleError
from retrieval.types import Article

PROSE = "The walk along the river takes place on Sunday and starts at the old mill."


def _load(tmp_path: Path, text: str) -> Article:
    path = tmp_path / "a.md"
    path.write_bytes(text.encode())
    (article,) = load_markdown(path, "a.md")
    assert isinstance(article, Article)
    assert article.text == text
    assert (article.id, article.path) == ("a.md", "a.md")
    return article


def _body(article: Article) -> list[str]:
    return [article.text[start:end] for start, end in article.body]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_front_matter_gives_what_is_known_of_the_article(tmp_path: Path, line_end: str) -> None:
    lines = [
        "---",
        'title: "Spring walk: the river"',
        "date: 2024-05-05",
        "url: https://club.example/walk?x=1",
        "publisher: 'Rowing Club'",
        "tags: [walk, river]",
        "---",
        "",
        PROSE,
        "",
    ]
    article = _load(tmp_path, line_end.join(lines))
    assert (article.title, article.published, article.url, article.publisher) == (
        "Spring walk: the river",
        "2024-05-05",
        "https://club.example/walk?x=1",
        "Rowing Club",
    )
    assert _body(article) == [PROSE]


def test_without_front_matter_the_first_heading_is_the_title(tmp_path: Path) -> None:
    article = _load(tmp_path, f"Intro.\n\n# Spring walk\n\n## What to bring\n\n{PROSE}\n")
    assert (article.title, article.published, article.url, article.publisher) == (
        "Spring walk",
        None,
        None,
        None,
    )
    assert _body(article) == ["Intro.", "Spring walk", "What to bring", PROSE]


def test_an_underlined_heading_is_a_heading(tmp_path: Path) -> None:
    text = f"Intro.\n\nSpring walk\n===========\n\nWhat to bring\n---\n\n{PROSE}\n"
    article = _load(tmp_path, text)
    assert article.title == "Spring walk"
    assert _body(article) == ["Intro.", "Spring walk", "What to bring", PROSE]


def test_a_line_of_marks_is_no_part_of_the_paragraph_below_it(tmp_path: Path) -> None:
    text = f"# Notes\n\nHours\n-----\n{PROSE}\n\n***\n{PROSE}\n![A ferry](ferry.png)\n{PROSE}\n"
    article = _load(tmp_path, text)
    assert _body(article) == ["Notes", "Hours", PROSE, PROSE, PROSE]


def test_without_a_heading_the_first_words_are_the_title(tmp_path: Path) -> None:
    assert _load(tmp_path, PROSE).title == PROSE


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    article = _load(tmp_path, f"---\n\n{PROSE}\n")
    assert _body(article) == [PROSE]


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_code_is_left_out(tmp_path: Path, fence: str) -> None:
    text = f"{PROSE}\n\n{fence}python\n# The heading of nothing\nprint('It is code.')\n\n{fence}\n"
    article = _load(tmp_path, f"{text}\nThe end of it is here.\n")
    assert article.title == PROSE
    assert _body(article) == [PROSE, "The end of it is here."]


def test_an_open_fence_reaches_to_the_end(tmp_path: Path) -> None:
    assert _body(_load(tmp_path, f"{PROSE}\n\n```\nThis is code until the end.\n")) == [PROSE]


def test_markup_alone_on_its_line_is_left_out(tmp_path: Path) -> None:
    marks = [
        "***",
        "![The old mill by the river in spring](mill.jpg)",
        "<div align='center'>",
        "[mill]: https://club.example/mill",
        "<!-- nothing to see here, please go on -->",
    ]
    assert _body(_load(tmp_path, "\n\n".join([*marks, PROSE]))) == [PROSE]


def test_list_items_are_text_without_their_bullets(tmp_path: Path) -> None:
    text = f"{PROSE}\n\n- Sturdy shoes\n* Water\n  + Lunch for two\n1. Take bus 12\n2) Walk on\n"
    assert _body(_load(tmp_path, text)) == [
        PROSE,
        "Sturdy shoes",
        "Water",
        "Lunch for two",
        "Take bus 12",
        "Walk on",
    ]


def test_quotes_lose_their_mark(tmp_path: Path) -> None:
    assert _body(_load(tmp_path, f"> {PROSE}\n")) == [PROSE]


def test_rows_of_a_table_are_text_and_its_frame_is_not(tmp_path: Path) -> None:
    rows = ["| Day | Hours |", "|-----|:-----:|", "| Monday | 9 to 12 |", "| Sunday | closed |"]
    assert _body(_load(tmp_path, "\n".join(rows) + f"\n\n{PROSE}\n")) == [
        rows[0],
        rows[2],
        rows[3],
        PROSE,
    ]


def test_a_single_line_end_does_not_end_a_paragraph(tmp_path: Path) -> None:
    """Markdown is often broken after each clause, into lines of any length."""
    paragraph = (
        "Opening times are\nMonday to Friday from nine to five,\nand on Saturday\nfrom ten to two."
    )
    item = "- Sturdy shoes,\n  because the path\n  along the river is wet"
    assert _body(_load(tmp_path, f"# Walk\n{paragraph}\n{item}\n- Water\n")) == [
        "Walk",
        paragraph,
        item[2:],
        "Water",
    ]


def test_chrome_is_left_out_here_too(tmp_path: Path) -> None:
    text = f"# Old bridge\n\nSubscribe\n\n{PROSE}\n\nREAD MORE: Another Walk\n\n[Share](/share)\n"
    assert _body(_load(tmp_path, text))[:2] == ["Old bridge", PROSE]
    assert "READ MORE: Another Walk" not in _body(_load(tmp_path, text))


@pytest.mark.parametrize("text", ["---\ntitle: A walk\n---\n", "```\ncode\n```\n", "***\n"])
def test_a_file_without_text_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text)
    with pytest.raises(ArticleError) as caught:
        list(load_markdown(path, "a.md"))
    assert str(caught.value) == "holds no article text"
