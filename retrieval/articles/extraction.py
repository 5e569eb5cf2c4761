"""What a loader gets out of a format that is not text, and how an article is made of it.

Extraction happens in a process of its own (`sandbox`), so what it yields is plain data. The
article's text is the extracted text: paragraphs with a blank line between them, white space made
plain. Its places say where in the file each part of it stands.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from retrieval.articles.chrome import is_chrome, is_mark
from retrieval.articles.cleaning import first_words
from retrieval.errors import ArticleError
from retrieval.types import Article, Place, Region

_BETWEEN = "\n\n"
_LEADERS = re.compile(r"(?:\.\s?){6}")
"""The dots of a table of contents, which repeats the headings and nothing else."""

_MAX_SECTION_CHARS = 80
_MAX_FACT_CHARS = 300
_UNWANTED = dict.fromkeys((*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0xFEFF))
"""Control characters, the soft hyphen and the byte order mark: no part of what a page shows."""

_LIGATURES = dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), start=0xFB00))
"""Of typesetting, not of writing: a reader that learned from letters does not know "oﬃce"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, heading or table row of a file; `places` count in its own text."""

    text: str
    heading: bool = False
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Everything that was read out of one file; `left_out` says what was not, a phrase each.

    `left_out` goes on where the file's name stops ("has 2 pages without text").
    """

    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    left_out: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Text out of a parser: no control or half characters, no ligatures, single spaces."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(whole.translate({**_UNWANTED, **_LIGATURES}).split())


def fact(text: str | None) -> str | None:
    """What a file says of itself, such as its title: short and plain, or None for nothing."""
    return plain((text or "")[:_MAX_FACT_CHARS]) or None


def with_sections(paragraphs: Iterable[Paragraph], title: str | None = None) -> list[Paragraph]:
    """The paragraphs, each placed in the section whose heading stands above it.

    A heading that is the article's `title` opens no section of its own.
    """
    placed, place = [], Place(start=0, name="")
    for paragraph in paragraphs:
        if paragraph.heading:
            name = "" if paragraph.text == title else _section(paragraph.text)
            place = Place(start=0, name=name)
        placed.append(replace(paragraph, places=(place,)))
    return placed


def to_article(extract: Extract, name: str) -> Article:
    """The article of an extract; its id is `name`. Raises `ArticleError` if there is no text."""
    text = _BETWEEN.join(paragraph.text for paragraph in extract.paragraphs)
    placed = list(_regions(extract.paragraphs))
    body = [region for paragraph, region in placed if _is_article(paragraph)]
    if not body:
        raise ArticleError("holds no article text")
    heading = next((region for paragraph, region in placed if paragraph.heading), body[0])
    return Article(
        id=name,
        title=extract.title or first_words(text, heading),
        url=extract.url,
        published=extract.published,
        publisher=extract.publisher,
        text=text,
        body=tuple(body),
        path=name,
        places=tuple(_places(placed)),
    )


def _section(heading: str) -> str:
    if len(heading) > _MAX_SECTION_CHARS:
        heading = heading[:_MAX_SECTION_CHARS].rsplit(" ", 1)[0] + " …"
    return f"section “{heading}”"


def _regions(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, Region]]:
    start = 0
    for paragraph in paragraphs:
        end = start + len(paragraph.text)
        yield paragraph, (start, end)
        start = end + len(_BETWEEN)


def _is_article(paragraph: Paragraph) -> bool:
    if is_mark(paragraph.text) or _LEADERS.search(paragraph.text):
        return False
    return paragraph.heading or not is_chrome(paragraph.text)


def _places(placed: Iterable[tuple[Paragraph, Region]]) -> Iterator[Place]:
    """The places where the name changes, counted in the article's text."""
    last = ""
    for paragraph, (start, _) in placed:
        for place in paragraph.places:
            if place.name != last:
                yield Place(start=start + place.start, name=place.name)
                last = place.name
