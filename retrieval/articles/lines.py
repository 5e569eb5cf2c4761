"""Put the lines of printed pages together to the paragraphs that they were broken from.

Page numbers and the lines that run along the top or bottom of the pages are left out; a sentence
that goes on overleaf is made whole, and what follows the turn is placed on its own page.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.articles.chrome import SENTENCE_END
from retrieval.articles.extraction import Paragraph, plain
from retrieval.types import Place

_PAGE_NUMBER = re.compile(
    r"\W*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.I
)
_BULLET = re.compile(r"[-–—•*·▪◦]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-\u2010]$")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

_EDGE_LINES = 2
"""A running line is among so many at the top or the bottom of a page."""

_RUNNING_PAGES = 3
"""On at least so many pages, and on half of all, a running line stands."""

_FULL_LINE = 0.75
"""A line shorter than this share of its page's width may be the last of its paragraph."""


_NARROWEST = 30
"""Characters of the narrowest column of text; a page without a wider line holds lists, tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line with the width, in characters, that the lines of its page have when they are full."""

    text: str
    page: int
    width: int
    after_gap: bool


def reflow(pages: Sequence[str]) -> Iterator[Paragraph]:
    """The paragraphs of pages of lines, each placed on its page, from 1; blank pages give none."""
    known = frozenset(word for page in pages for word in _WORDS.findall(page))
    paragraph: list[_Line] = []
    for line in _lines(pages):
        if paragraph and not _goes_on(paragraph[-1], line):
            yield _joined(paragraph, known)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield _joined(paragraph, known)


def _lines(pages: Sequence[str]) -> Iterator[_Line]:
    """The lines of all pages but for the blank and the running ones."""
    cut = [[plain(line) for line in page.splitlines()] for page in pages]
    running = _running(cut)
    for number, lines in enumerate(cut, start=1):
        width = max(_NARROWEST, *map(len, lines), 0)
        edges = _edges(lines)
        after_gap = False
        for i, text in enumerate(lines):
            if i in edges and (_PAGE_NUMBER.fullmatch(text) or _shape(text) in running):
                continue
            if text:
                yield _Line(text=text, page=number, width=width, after_gap=after_gap)
            after_gap = not text


def _edges(lines: Sequence[str]) -> set[int]:
    """The indexes of the first and the last lines that are not blank."""
    written = [i for i, line in enumerate(lines) if line]
    return {*written[:_EDGE_LINES], *written[-_EDGE_LINES:]}


def _running(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The shapes of lines that stand at the edge of page after page."""
    shapes = Counter(
        shape for lines in pages for shape in {_shape(lines[i]) for i in _edges(lines)}
    )
    least = max(_RUNNING_PAGES, len(pages) / 2)
    return frozenset(shape for shape, count in shapes.items() if count >= least)


def _shape(line: str) -> str:
    """The line with its numbers alike, as they change from page to page."""
    return re.sub(r"\d+", "0", line)


def _goes_on(last: _Line, line: _Line) -> bool:
    """Whether `line` goes on with the paragraph that `last` is the latest line of."""
    turned = line.page != last.page
    if _BULLET.match(line.text) or (line.after_gap and not turned):
        return False
    if line.text[0].islower():
        return not SENTENCE_END.search(last.text) or not turned
    full = len(last.text) >= _FULL_LINE * last.width
    return full and not (turned and SENTENCE_END.search(last.text))


def _joined(lines: Sequence[_Line], known: frozenset[str]) -> Paragraph:
    text, places, page = "", [], 0
    for line in lines:
        text = _before(text, line.text, known)
        if line.page != page:
            page = line.page
            places.append(Place(start=len(text), name=f"page {page}"))
        text += line.text
    return Paragraph(text=text, places=tuple(places))


def _before(text: str, line: str, known: frozenset[str]) -> str:
    """`text` made ready for `line` to follow: a space, or a word broken at the line end whole.

    Whether "long-/term" is "longterm" or "long-term" shows in the rest of the file.
    """
    broken = _BROKEN_WORD.search(text)
    rest = _WORDS.match(line)
    if broken is None or rest is None:
        return f"{text} " if text else text
    if f"{broken[1]}-{rest[0]}" in known or not line[0].islower():
        return text[:-1] + "-"
    return text[:-1]
