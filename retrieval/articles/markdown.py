"""Markdown files, one article each, with optional front matter.

The text stays Markdown; code and markup lines are left out of what may be quoted. Headings stay in:
under "Opening hours" the words of the question may stand nowhere else.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from retrieval.articles.blocks import blocks, strip
from retrieval.articles.cleaning import first_words, is_chrome
from retrieval.articles.files import read_text
from retrieval.errors import ArticleError
from retrieval.types import Article, Region

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", re.S)
_FIELD = re.compile(r"^(\w+):[ \t]*[\"']?(.*?)[\"']?[ \t]*\r?$", re.M)
_CODE = re.compile(r"^(```|~~~).*?(?:^\1[^\n]*$|\Z)", re.S | re.M)
_HEADING = re.compile(r"#{1,6}[ \t]+")
_MARKUP = re.compile(r"[-=*_#>|\s:]+|!\[[^\]]*\]\([^)]*\)|<[^>]+>|\[[^\]]+\]:.*")
"""A rule, a table's frame, a picture, a tag or a link target, alone on its line."""

_BULLET = re.compile(r"(?:>[ \t]*)*(?:[-*+][ \t]+|\d+[.)][ \t]+)?")


def load_markdown(path: Path, name: str) -> Iterator[Article]:
    """The article in a `.md` file; its id is `name`. Raises `ArticleError`."""
    text = read_text(path)
    front = _FRONT_MATTER.match(text)
    fields = dict(_FIELD.findall(front.group(1))) if front else {}
    start = front.end() if front else 0
    headings, body = _read(text, start)
    if not body:
        raise ArticleError("holds no article text")
    yield Article(
        id=name,
        title=fields.get("title") or first_words(text, headings[0] if headings else body[0]),
        url=fields.get("url") or None,
        published=fields.get("date") or fields.get("published") or None,
        publisher=fields.get("publisher") or None,
        text=text,
        body=tuple(body),
        path=name,
    )


def _read(text: str, start: int) -> tuple[list[Region], list[Region]]:
    """The headings, without their marks, and the body's blocks."""
    code = [match.span() for match in _CODE.finditer(text, start)]
    headings: list[Region] = []
    body: list[Region] = []
    for first, end in blocks(text):
        if first < start or any(first < c_end and end > c_start for c_start, c_end in code):
            continue
        heading = _HEADING.match(text, first, end)
        if heading:
            headings.append((heading.end(), end))
        region = strip(text, heading.end() if heading else _after_bullet(text, first, end), end)
        chrome = not heading and is_chrome(text[first:end])
        if region and not chrome and not _MARKUP.fullmatch(text, *region):
            body.append(region)
    return headings, body


def _after_bullet(text: str, start: int, end: int) -> int:
    match = _BULLET.match(text, start, end)
    return match.end() if match else start
