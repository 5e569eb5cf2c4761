"""The report's section on what changed since an earlier result."""

from collections.abc import Iterator, Sequence

from bot.evaluation.compare import Comparison, Flip
from bot.evaluation.comparison_tables import verdict
from bot.evaluation.html_parts import row, table, text
from bot.evaluation.meanings import LOWER_IS_BETTER
from bot.evaluation.tables import COUNTS, PROBABILITIES

_SHOWN = 200


def changes(found: Comparison | None) -> Iterator[str]:
    """What changed, which questions flipped each way; nothing if nothing was compared."""
    if found is None:
        return
    yield f"<section><h2>Since {text(found.path.name)}</h2>"
    yield f'<p class="verdict">{text(verdict(found))}</p>'
    rows = [
        row(metric, f'<span class="{_tone(metric, change)}">{change:+.1f}</span>')
        for metric, change in found.changes.items()
        if metric not in COUNTS | PROBABILITIES and round(change, 1)
    ]
    if rows:
        yield f'<div class="panel">{table(("metric", "points"), rows)}</div>'
    for name, (before, now) in found.settings.items():
        yield f'<p class="tag">{text(f"{name}: {before} → {now}")}</p>'
    yield from _flips("mended", found.mended)
    yield from _flips("broken", found.broken)
    yield "</section>"


def _tone(metric: str, change: float) -> str:
    return "good" if (change < 0) == (metric in LOWER_IS_BETTER) else "bad"


def _flips(label: str, flips: Sequence[Flip]) -> Iterator[str]:
    if not flips:
        return
    rows = [
        row(text(flip.question), text(flip.before or "(none)"), text(flip.after or "(none)"))
        for flip in flips[:_SHOWN]
    ]
    yield f'<details><summary>{len(flips)} {label}</summary><div class="panel words">'
    yield table(("question", "before", "now"), rows) + "</div></details>"
