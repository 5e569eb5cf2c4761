"""Plain text files, one article each."""

from collections.abc import Iterator
from pathlib import Path

from retrieval.articles.cleaning import clean
from retrieval.articles.files import read_text
from retrieval.errors import ArticleError
from retrieval.types import Article


def load_plain(path: Path, name: str) -> Iterator[Article]:
    """The article in a `.txt` file; its id is `name`. Raises `ArticleError`."""
    text = read_text(path)
    cleaned = clean(text)
    if not cleaned.body:
        raise ArticleError("holds no article text")
    yield Article(
        id=name,
        title=cleaned.title,
        published=cleaned.published,
        publisher=cleaned.publisher,
        text=text,
        body=cleaned.body,
        path=name,
    )
