"""Web pages: trafilatura tells the article from the site around it, and reads its metadata."""

from typing import Any

from retrieval.articles.extraction import Extract, fact, with_sections
from retrieval.articles.limits import Limits
from retrieval.articles.markup import paragraphs
from retrieval.errors import ArticleError

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def extract_html(data: bytes, limits: Limits) -> Extract:  # noqa: ARG001
    """The article of a web page. Raises `ArticleError` if the file is not one or holds none."""
    if b"\0" in data and not data.startswith(_UTF16):
        raise ArticleError("is binary, not HTML")
    from trafilatura import bare_extraction

    page: Any = bare_extraction(data, include_comments=False, with_metadata=True)
    if page is None or page.body is None:
        raise ArticleError("holds no article text")
    title = fact(page.title)
    return Extract(
        paragraphs=tuple(with_sections(paragraphs(page.body), title)),
        title=title,
        url=fact(page.url),
        published=fact(page.date),
        publisher=fact(page.sitename),
    )
