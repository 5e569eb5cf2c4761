"""Plain text files become articles without a character changed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.plain import load_plain
from retrieval.errors import ArticleError
from retrieval.types import Article

PROSE = "The council voted on Monday to close the old bridge to cars from June."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plain")


@given(rest=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_the_text_is_the_files_whatever_stands_in_it(folder: Path, rest: str) -> None:
    path = folder / "a.txt"
    text = f"{PROSE}\n\n{rest}"
    path.write_bytes(text.encode())
    (article,) = load_plain(path, "a.txt")
    assert article.text == text
    assert article.body[0] == (0, len(PROSE))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_an_article_has_what_cleaning_found(folder: Path, mark: bytes) -> None:
    text = f"- Coast Courier\r\nAsia\r\n\r\nOld Bridge Closes in June\r\n\r\n{PROSE}\r\n"
    path = folder / "b.txt"
    path.write_bytes(mark + text.encode())
    title, start = text.index("Old Bridge"), text.index(PROSE)
    assert list(load_plain(path, "news/b.txt")) == [
        Article(
            id="news/b.txt",
            title="Old Bridge Closes in June",
            publisher="Coast Courier",
            text=text,
            body=((title, title + 25), (start, start + len(PROSE))),
            path="news/b.txt",
        )
    ]


@pytest.mark.parametrize("text", ["\ufeff", "\u00a0\n", "***\n", "Subscribe\n0\n"])
def test_a_file_without_article_text_is_refused(folder: Path, text: str) -> None:
    path = folder / "c.txt"
    path.write_bytes(text.encode())
    with pytest.raises(ArticleError) as caught:
        list(load_plain(path, "c.txt"))
    assert str(caught.value) == "holds no article text"
