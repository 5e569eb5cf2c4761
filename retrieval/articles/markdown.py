"""Markdown files, one article each, with optional front matter.

The text stays Markdown; code and markup lines are left out of what may be quoted. Headings stay in:
under "Opening hours" the words of the question may stand nowhere else.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from retrieval.articles.blocks import paragraphs, strip
from retrieval.articles.chrome import is_chrome, is_mark
from retrieval.articles.cleaning import first_words
from retrieval.articles.files import read_text
from retrieval.errors import ArticleError
from retrieval.types import Article, Region

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", re.S)
_FIELD = re.compile(r"^(\w+):[ \t]*[\"']?(.*?)[\"']?[ \t]*\r?$", re.M)
_CODE = re.compile(r"^(```|~~~).*?(?:^\1[^\n]*$|\Z)", re.S | re.M)
_HEADING = re.compile(r"#{1,6}[ \t]+")
_MARKUP = re.compile(r"[-=*_#>|\s:]+|!\[[^\]]*\]\([^)]*\)|<[^>]+>|\[[^\]]+\]:.*")
"""A rule, a table's frame, a picture, a tag or a link target, alone on its line."""

_UNDERLINE = re.compile(r"[^\S\r\n]*(?:\r\n|[\r\n])[ \t]*(?:={2,}|-{2,})[ \t]*(?=[\r\n]|$)")
"""What makes the line above it a heading."""

_STARTS_BLOCK = re.compile(
    r"#{1,6}[ \t]|[-*+][ \t]|\d+[.)][ \t]|[>|<]|```|~~~|!\[|\[[^\]]+\]:|[-=*_]{2,}[ \t]*$"
)
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
    for first, end in _blocks(text):
        if first < start or any(first < c_end and end > c_start for c_start, c_end in code):
            continue
        mark = _HEADING.match(text, first, end)
        heading = mark is not None or _UNDERLINE.match(text, end) is not None
        region = strip(text, mark.end() if mark else _after_bullet(text, first, end), end)
        if heading and region:
            headings.append(region)
        chrome = not heading and (is_chrome(text[first:end]) or is_mark(text[first:end]))
        if region and not chrome and not _MARKUP.fullmatch(text, *region):
            body.append(region)
    return headings, body


def _blocks(text: str) -> Iterator[Region]:
    """Headings, rows and list items, and paragraphs: a single line end does not end one."""
    for lines in paragraphs(text):
        start, end = lines[0]
        for first, last in lines[1:]:
            alone = (
                _HEADING.match(text, start)
                or text[start] in "|<"
                or text.startswith("```", start)
                or _MARKUP.fullmatch(text, start, end)
            )
            if alone or _STARTS_BLOCK.match(text, first, last):
                yield start, end
                start = first
            end = last
        yield start, end


def _after_bullet(text: str, start: int, end: int) -> int:
    match = _BULLET.match(text, start, end)
    return match.end() if match else start
