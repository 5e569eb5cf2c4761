"""The failure table of the report: question, right answer, ours, and the passages marked."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise

from bot.evaluation.failures import FAILURES, LABELS, MEANINGS
from bot.evaluation.html_parts import section, text
from bot.evaluation.records import Excerpt, Record
from retrieval.types import Region

SHOWN = 40
"""Failures shown for each reason, the surest first: they tell most about what goes wrong."""

OPEN = 4
"""Failures of each reason whose passages are open from the start."""

_MARKS = {(True, False): "right", (False, True): "ours", (True, True): "both"}


def collect(records: Iterable[Record], shown: int = SHOWN) -> dict[str, list[Record]]:
    """By reason, the failures to show, surest first; holds no more than those at any time."""
    kept: dict[str, list[tuple[float, int, Record]]] = {}
    for place, record in enumerate(records):
        if record.failure is not None:
            sure = 0.0 if record.no_answer is None else 1 - record.no_answer
            heap = kept.setdefault(record.failure, [])
            heapq.heappush(heap, (sure, -place, record))
            if len(heap) > shown:
                heapq.heappop(heap)
    return {
        reason: [
            record for *_, record in sorted(kept[reason], key=lambda one: one[:2], reverse=True)
        ]
        for reason in FAILURES
        if reason in kept
    }


def failures_section(shown: Mapping[str, list[Record]], counts: Mapping[str, int]) -> Iterator[str]:
    """The section, piece by piece; nothing if nothing failed."""
    if not shown:
        return
    hint = "By what failed first on the question's way, the surest mistakes on top."
    yield section("Every kind of mistake", hint, "failures")
    yield '<p class="key"><mark class="right">right answer</mark><mark class="ours">ours</mark>'
    yield '<mark class="both">both</mark></p><ul class="jump">'
    for reason in shown:
        yield f'<li><a href="#{reason}">{_label(reason)}<b>{counts[reason]}</b></a></li>'
    yield "</ul>"
    for reason, records in shown.items():
        yield f'<h3 class="reason" id="{reason}">{_label(reason).capitalize()}</h3>'
        yield f'<p class="hint">{escape(_meaning(reason))}</p>'
        yield from (failure(record, closed=i >= OPEN) for i, record in enumerate(records))
        if counts[reason] > len(records):
            more = counts[reason] - len(records)
            yield f'<p class="hint">{more} more are in the result file.</p>'
    yield "</section>"


def _label(reason: str) -> str:
    return escape(next(label for name, label in LABELS.items() if name == reason))


def _meaning(reason: str) -> str:
    return next(meaning for name, meaning in MEANINGS.items() if name == reason)


def failure(record: Record, *, closed: bool = False) -> str:
    """One wrong question, its passages folded if `closed`; everything from outside is escaped."""
    passages = "".join(map(_quote, record.excerpts))
    if closed and passages:
        passages = f"<details><summary>the passage</summary>{passages}</details>"
    return (
        f'<article class="failure"><p class="q">{text(record.question.text)}</p>'
        f'<dl class="answers"><div><dt>Right answer</dt>{_right(record)}</div>'
        f"<div><dt>{_said(record)}</dt>{_ours(record)}</div></dl>"
        f"{passages}</article>"
    )


def _right(record: Record) -> str:
    answers = list(dict.fromkeys(record.question.answers))
    if not answers:
        return "<dd>none: the articles do not say</dd>"
    others = (
        f'<dd class="others">or {", or ".join(map(text, answers[1:4]))}</dd>' if answers[1:] else ""
    )
    return f'<dd class="good">{text(answers[0])}</dd>{others}'


def _said(record: Record) -> str:
    return "Our answer" if record.prediction else "Our answer, held back"


def _ours(record: Record) -> str:
    if not record.guess:
        return "<dd>none found</dd>"
    return f'<dd class="bad">{text(record.guess)}</dd><dd class="others">{_sure(record)}</dd>'


def _sure(record: Record) -> str:
    if "margin" in record.scores:
        return f"margin {record.scores['margin']:+.1f} logits"
    if record.no_answer is None or not 0 <= record.no_answer <= 1:
        return ""
    return f"{100 * (1 - record.no_answer):.0f} % sure"


def _quote(excerpt: Excerpt) -> str:
    end = excerpt.start + len(excerpt.text)
    place = f"{excerpt.article_id}, characters {excerpt.start}–{end}"
    named = excerpt.title not in ("", excerpt.article_id)
    source = f"{excerpt.title} · {place}" if named else place
    return f"<blockquote>{highlight(excerpt)}<cite>{text(source)}</cite></blockquote>"


def highlight(excerpt: Excerpt) -> str:
    """The excerpt's text with the right answer and ours marked, also where they overlap."""
    ends = {0, len(excerpt.text)}
    for region in (excerpt.right, excerpt.ours):
        ends.update(region or ())
    cuts = sorted(ends)
    return "".join(_marked(excerpt, start, end) for start, end in pairwise(cuts))


def _marked(excerpt: Excerpt, start: int, end: int) -> str:
    part = text(excerpt.text[start:end])
    mark = _MARKS.get((_within(excerpt.right, start, end), _within(excerpt.ours, start, end)))
    return f'<mark class="{mark}">{part}</mark>' if mark else part


def _within(region: Region | None, start: int, end: int) -> bool:
    return region is not None and region[0] <= start and end <= region[1]
