"""A passage as the reader is to see it: prose, with every character where it was.

The reader learned from plain paragraphs. It takes the marks of Markdown for words and what they
enclose for answers, runs headings into the text below them, and mistakes one row of a table or item
of a list for another. The model card says what each of these costs.
"""

import re
from itertools import pairwise

from retrieval.inline_markup import emphasis, links

_HEADING = re.compile(r"^#{1,6}(?=[ \t])", re.MULTILINE)
_ROW = re.compile(r"[ \t]*\|.*\||.*\S[ \t]+\|[ \t]+\S.*")
_FRAME = re.compile(r"[\s|:-]+")
_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪–]|\d{1,3}[.)])\s")
_LABELLED = re.compile(r"\s*[^\s:][^:]{0,30}:\s+\S")

_STOPS = ".!?…:;,-–—"
_BEHIND_STOPS = ")]}\"'”’»*_`~"


def readable(text: str) -> str:
    """`text` of the same length, with its marks, rows and headings written as prose would be."""
    lines = _without_marks(text).splitlines(keepends=True)
    return "".join(_with_stops([_without_bars(line) for line in lines]))


def _without_marks(text: str) -> str:
    """`text` with spaces for the marks of headings, links and emphasis: what they show stays."""
    text = _HEADING.sub(lambda mark: " " * len(mark[0]), text)
    while marks := [*links(text), *emphasis(text)]:
        for mark in marks:
            (start, end), (shown, shown_end) = mark.span(), mark.span("shown")
            words = text[shown:shown_end]
            text = "".join(
                (text[:start], " " * (shown - start), words, " " * (end - shown_end), text[end:])
            )
    return text


def _without_bars(line: str) -> str:
    """The row "| Monday | 9 to 12 |" as "  Monday - 9 to 12 ;", any other line as it is."""
    row = line.rstrip()
    if not _ROW.fullmatch(row):
        return line
    if _FRAME.fullmatch(row):
        return " " * len(row) + line[len(row) :]
    last = ";" if row.endswith("|") else row[-1]
    start = len(row) - len(row.lstrip(" \t|"))
    return " " * start + row[start:-1].replace("|", "-") + last + line[len(row) :]


def _with_stops(lines: list[str]) -> list[str]:
    """The lines, with a stop where a heading, an item or a row ends without one.

    Between items it is a semicolon, which the reader keeps apart better than sentences.
    """
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for here, next_ in pairwise(filled):
        line, below = lines[here], lines[next_]
        is_item = bool(_ITEM.match(below) or (_LABELLED.match(line) and _LABELLED.match(below)))
        if not _ended(line) and (is_item or next_ > here + 1):
            words = line.rstrip()
            stop = ";" if is_item or not _ended(below) else "."
            lines[here] = words + stop + line[len(words) + 1 :]
    return lines


def _ended(line: str) -> bool:
    return line.rstrip().rstrip(_BEHIND_STOPS).endswith(tuple(_STOPS))
