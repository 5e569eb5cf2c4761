"""From a reader's logits to answer spans: pure functions, no model and no tokenizer.

Devlin et al., "BERT" (2019), section 4.3: a span scores the sum of its start and end logits, and
"no answer" the sum of both logits at [CLS]. The difference, the margin, is comparable across
passages, where softmax within each passage would not be.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval.inline_markup import emphasis, links
from retrieval.reader.windows import Window
from retrieval.types import Region

if TYPE_CHECKING:  # it takes some milliseconds to import
    from numpy.typing import NDArray

MAX_ANSWER_TOKENS = 30
N_BEST = 5
_STARTS_TRIED = 20
"""Starts and ends considered, best first, as in the official BERT and SQuAD scripts."""

_LETTERS = r"\w[\w\u0300-\u036f]*"  # with the accents of decomposed text
_JOINED = rf"(?:[-‐‑'’.,:/@&]{_LETTERS})*"
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}(?!\w){_JOINED}|{_LETTERS}{_JOINED}")
"""What an answer never cuts through: initials, names with hyphens, numbers, times, addresses."""

_BLANK_LINE = re.compile(r"(?:\r\n|[\r\n\u2028])[^\S\r\n]*[\r\n\u2028]|[\u2029\f]")
"""What parts a heading from its paragraph, and that from the next: no answer reaches across it."""

_TABLE_HEAD = re.compile(r"^[ \t]*\|.*\n[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+", re.MULTILINE)
"""What names the columns of a table in Markdown: it answers nothing."""

_LOOSE_AT_START = " \t\r\n\u00a0,;:.!?)]}–—-"
_LOOSE_AT_END = " \t\r\n\u00a0,;:([{–—-"
_PAIRS = {"(": ")", "[": "]", "<": ">", "“": "”", "‘": "’", "«": "»"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A span of the passage in characters, and its margin over "no answer" in logits."""

    start: int
    end: int
    margin: float


def decode(
    window: Window,
    passage: str,
    start_logits: "NDArray[np.float32]",
    end_logits: "NDArray[np.float32]",
    *,
    n_best: int = N_BEST,
    max_answer_tokens: int = MAX_ANSWER_TOKENS,
) -> list[Scored]:
    """The window's best spans, best first, each whole words of `passage`, no two the same.

    The logits have one number per token of the window. Question and special tokens cannot be
    chosen, an end never lies before its start, and a span has at most `max_answer_tokens` tokens
    before it is widened to whole words.
    """
    null = float(start_logits[window.null] + end_logits[window.null])
    inside = slice(window.first, window.first + len(window.offsets))
    best: dict[Region, float] = {}
    for first, last, score in _spans(start_logits[inside], end_logits[inside], max_answer_tokens):
        region = whole_words(passage, window.offsets[first][0], window.offsets[last][1])
        if region is not None and _may_answer(passage, *region):
            best.setdefault(region, score - null)
        if len(best) == n_best:
            break
    return [Scored(start=s, end=e, margin=margin) for (s, e), margin in best.items()]


def _may_answer(passage: str, start: int, end: int) -> bool:
    """Whether the region lies in one block, and in no head of a table."""
    if _BLANK_LINE.search(passage, start, end):
        return False
    heads = _TABLE_HEAD.finditer(passage) if "|" in passage else ()
    return not any(head.start() < end and start < head.end() for head in heads)


def merge(windows: Sequence[Sequence[Scored]], n_best: int = N_BEST) -> list[Scored]:
    """The best spans of a passage read in several windows; a span seen twice keeps its best."""
    ranked = sorted((s for window in windows for s in window), key=lambda s: (-s.margin, s.start))
    unique: dict[Region, Scored] = {}
    for scored in ranked:
        unique.setdefault((scored.start, scored.end), scored)
    return list(unique.values())[:n_best]


def _spans(
    starts: "NDArray[np.float32]", ends: "NDArray[np.float32]", max_tokens: int
) -> Iterator[tuple[int, int, float]]:
    """(first token, last token, score), best score first; ties go to the earlier, shorter span."""
    best_starts = np.argsort(-starts, kind="stable")[:_STARTS_TRIED]
    best_ends = np.argsort(-ends, kind="stable")[:_STARTS_TRIED]
    spans = [
        (int(first), int(last), float(starts[first] + ends[last]))
        for first in best_starts
        for last in best_ends
        if first <= last < first + max_tokens
    ]
    yield from sorted(spans, key=lambda span: (-span[2], span[0], span[1]))


def whole_words(passage: str, start: int, end: int) -> Region | None:
    """The region widened to whole words and rid of loose punctuation; None if no word is left."""
    touched = [m for m in _WORD.finditer(passage) if m.start() < end and m.end() > start]
    if not touched:
        return None
    start = min(start, touched[0].start())
    end = max(end, touched[-1].end())
    return _tidy(passage, *_whole_markup(passage, start, end))


def _whole_markup(passage: str, start: int, end: int) -> Region:
    """The region with no link or emphasis cut open: the words it shows, or widened to all of it."""
    for found in (*links(passage), *emphasis(passage)):
        (first, last), (shown, shown_end) = found.span(), found.span("shown")
        inside = max(start, shown), min(end, shown_end)
        if first <= start and end <= last and _WORD.search(passage, *inside):
            start, end = inside
        elif start < last and first < end:
            start, end = min(start, first), max(end, last)
    return start, end


def _tidy(passage: str, start: int, end: int) -> Region:
    """Drop punctuation at the edges, and a quote or bracket that has no partner inside."""
    while True:
        before = (start, end)
        while passage[start] in _LOOSE_AT_START:
            start += 1
        while passage[end - 1] in _LOOSE_AT_END:
            end -= 1
        inside = passage[start:end]
        if _alone(inside[0], inside):
            start += 1
        if _alone(inside[-1], inside) and end - 1 > start:
            end -= 1
        if (start, end) == before:
            return start, end


def _alone(mark: str, inside: str) -> bool:
    """Whether a quotation mark or bracket lacks its partner."""
    if mark == '"':
        return inside.count('"') == 1
    for opening, closing in _PAIRS.items():
        if mark in (opening, closing):
            return not (opening in inside and closing in inside)
    return False
