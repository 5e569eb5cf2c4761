"""Before and after as tables for a terminal."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.evaluation.compare import Comparison, Flip
from bot.evaluation.tables import COUNTS, PROBABILITIES, new_table
from bot.replies import printable

MAX_FLIPS = 20


def comparison_tables(found: Comparison) -> Iterator[RenderableType]:
    """What changed, which questions flipped each way, and whether chance explains it."""
    yield Text(f"Against {found.path.name}: {verdict(found)}")
    changed = {
        metric: change
        for metric, change in found.changes.items()
        if metric not in COUNTS | PROBABILITIES and round(change, 1)
    }
    if changed:
        table = new_table("metric", "points")
        for metric, change in changed.items():
            table.add_row(metric, f"{change:+.1f}")
        yield table
    for name, (before, now) in found.settings.items():
        yield Text(f"{name}: {before} → {now}")
    for label, flips in (("mended", found.mended), ("broken", found.broken)):
        if flips:
            yield _flips(label, flips)


def verdict(found: Comparison) -> str:
    """The gain with its interval, the flips and how likely chance alone makes them."""
    between = ""
    if found.gain_interval is not None:
        low, high = found.gain_interval
        between = f" (95 % interval {low:+.1f} to {high:+.1f})"
    flips = len(found.mended) + len(found.broken)
    sure = "chance alone would seldom do this" if found.p < 0.05 else "this may well be chance"
    told = f"exact McNemar test p = {found.p:.3f}: {sure}" if flips else "no question flipped"
    apart = found.only_before + found.only_now
    return (
        f"{found.shared} questions in both: {found.gain:+.1f} points{between}; "
        f"{len(found.mended)} mended, {len(found.broken)} broken; {told}."
        + (f" {apart} questions are in one result only." if apart else "")
    )


def _flips(label: str, flips: tuple[Flip, ...]) -> Table:
    table = Table("id", label, "before", "now", box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for flip in flips[:MAX_FLIPS]:
        said = (flip.before or "(none)", flip.after or "(none)")
        table.add_row(*map(printable, (flip.id, flip.question, *said)))
    if len(flips) > MAX_FLIPS:
        table.add_row("", f"and {len(flips) - MAX_FLIPS} more", "", "")
    return table
