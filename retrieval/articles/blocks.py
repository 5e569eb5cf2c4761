"""Cut a text into blocks: the paragraphs, headings and stray lines that it consists of.

Knows lines and characters; judges nothing.
"""

import re
from collections.abc import Iterator

from retrieval.types import Region

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_LINE_END = r"(?>\r\n|[\r\n\u2028])"  # atomic: a CR LF is one line end, not two
_PARAGRAPH_BREAK = re.compile(rf"{_LINE_END}[^\S\r\n]*{_LINE_END}|\u2029|\f")

_MAX_WRAP_WIDTH = 100
"""Hard-wrapped text keeps its lines within this; a longer line is a paragraph of its own."""

_FULL_LINE = 0.6
"""A wrapped line is at least this full, but for the last: a list of labels is more ragged."""


def blocks(text: str) -> Iterator[Region]:
    """The blocks of `text` without white space around them, in order; none for blank text.

    Lines between two blank ones are one block each, as scraped pages have them, unless they look
    hard-wrapped, as in mail and old books: then they are one block. Lines that a sentence runs
    across are; a headline with its byline below has the same widths, but starts afresh.
    """
    for lines in paragraphs(text):
        if _wrapped(lines) and any(text[start].islower() for start, _ in lines[1:]):
            yield lines[0][0], lines[-1][1]
        else:
            yield from lines


def paragraphs(text: str) -> Iterator[list[Region]]:
    """The lines between two blank ones, without white space around them; never an empty list."""
    for first, last in _paragraphs(text):
        lines = [
            region
            for match in _LINE.finditer(text, first, last)
            if (region := strip(text, match.start(), match.end()))
        ]
        if lines:
            yield lines


def strip(text: str, start: int, end: int) -> Region | None:
    """The region without white space at its ends, or None if nothing else is in it."""
    part = text[start:end]
    kept = part.strip().strip("\ufeff\u200b").strip()
    if not kept:
        return None
    start += part.index(kept)
    return start, start + len(kept)


def _paragraphs(text: str) -> Iterator[Region]:
    start = 0
    for match in _PARAGRAPH_BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _wrapped(lines: list[Region]) -> bool:
    widths = [end - start for start, end in lines]
    return (
        len(lines) > 1
        and max(widths) <= _MAX_WRAP_WIDTH
        and min(widths[:-1]) >= _FULL_LINE * max(widths)
        and max(widths) > _MAX_WRAP_WIDTH / 2
    )
