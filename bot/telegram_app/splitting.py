"""Split a message that is too long into several: at ends of sentences, and never inside markup.

A tag that is open at a cut is closed there and opened again in the next part.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape

from bot.telegram_app.fitting import LIMIT, length, prefix, units
from retrieval.sentences import sentences
from retrieval.types import Region

MOST_PARTS = 4
"""Messages that one reply may take; nobody wants to scroll through more."""

_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_LINE_END = re.compile(r"\n+")


@dataclass(frozen=True, slots=True)
class _Tag:
    """An opening tag as written, and where, which tells it from its like."""

    at: int
    written: str

    @property
    def closing(self) -> str:
        return f"</{re.split(r'[^a-z-]', self.written[1:], maxsplit=1)[0]}>"


@dataclass(frozen=True, slots=True)
class _Run:
    """Text as people see it, in the same tags from its first character to its last."""

    text: str
    tags: tuple[_Tag, ...]


def split(html: str, cut_short: str, most: int = MOST_PARTS) -> list[str]:
    """`html` in parts that Telegram takes, each with something to see; at most `most` of them.

    What is more than that is left out, and the last part ends with a line that says `cut_short`.
    `html` is well-formed, and holds something to see.
    """
    if length(html) <= LIMIT:
        return [html]
    runs = list(_runs(html))
    text = "".join(run.text for run in runs)
    regions = [region for region in cuts(text, LIMIT) if text[slice(*region)].strip()]
    parts = [_written(_between(runs, *_trimmed(text, *region))) for region in regions[:most]]
    if len(regions) > most:
        start, end = _trimmed(text, *regions[most - 1])
        fitting = cuts(text[start:end], LIMIT - units(cut_short) - 1)[0][1]
        shown = _written(_between(runs, *_trimmed(text, start, start + fitting)))
        parts[-1] = f"{shown}\n{escape(cut_short)}"
    return parts


def cuts(text: str, limit: int) -> list[Region]:
    """Regions of at most `limit` units, one after the other, that together are the whole text.

    Each ends where a sentence or a line does; if none does within the limit, after a space; if
    there is none in the latter half, between any two characters.
    """
    ends, regions, start = _ends(text), list[Region](), 0
    while start < len(text):
        furthest = start + len(prefix(text[start : start + limit], limit))
        end = _end_of_part(text, ends, start, furthest)
        regions.append((start, end))
        start = end
    return regions


def _ends(text: str) -> list[int]:
    """After each sentence and each line, in order, and at the end."""
    # In one of many thousand characters `sentences` sees an end where its own view ends.
    of_sentences = {end for _, end in sentences(text) if text[end - 1].isspace()}
    return sorted({0, *of_sentences, *(m.end() for m in _LINE_END.finditer(text)), len(text)})


def _end_of_part(text: str, ends: Sequence[int], start: int, furthest: int) -> int:
    last = ends[bisect_right(ends, furthest) - 1]
    if last > start:
        return last
    latter_half = range(furthest, (start + furthest) // 2, -1)
    return next((at for at in latter_half if text[at - 1].isspace()), furthest)


def _trimmed(text: str, start: int, end: int) -> Region:
    """The region without white space around it, which Telegram does not show."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _runs(html: str) -> Iterator[_Run]:
    tags: list[_Tag] = []
    for token in _TOKEN.finditer(html):
        written = token.group()
        if written.startswith("</"):
            tags.pop()
        elif written.startswith("<"):
            tags.append(_Tag(token.start(), written))
        else:
            yield _Run(unescape(written), tuple(tags))


def _between(runs: Sequence[_Run], start: int, end: int) -> Iterator[_Run]:
    """What of the runs stands between two characters of their text, empty ones left out."""
    at = 0
    for run in runs:
        text = run.text[max(0, start - at) : max(0, end - at)]
        if text:
            yield _Run(text, run.tags)
        at += len(run.text)


def _written(runs: Iterator[_Run]) -> str:
    """The runs in HTML, each tag opened once for all runs in a row that stand in it."""
    pieces: list[str] = []
    tags: list[_Tag] = []
    for run in runs:
        while tags and tuple(tags) != run.tags[: len(tags)]:
            pieces.append(tags.pop().closing)
        opened = run.tags[len(tags) :]
        pieces += [*(tag.written for tag in opened), escape(run.text)]
        tags += opened
    return "".join([*pieces, *(tag.closing for tag in reversed(tags))])
