"""The figures as tables for a terminal: what it is worth, why it failed, what changed."""

from collections.abc import Iterator, Mapping

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.evaluation.failures import FAILURES, LABELS
from bot.evaluation.figures import BY_GROUP, Figures
from bot.evaluation.meanings import MEANINGS, SECTIONS
from bot.replies import printable

COUNTS = {"total", "HasAns_total", "NoAns_total"}
PROBABILITIES = {"best_exact_thresh", "best_f1_thresh"}
MAX_GROUPS = 15

KINDS = {
    "question_word": "question word",
    "answer_words": "shortest answer",
    "article": "article",
}
STAGES = {"search": "search", "read": "read", "decide": "decide, cite", "all": "whole question"}
SYSTEMS = {"always_refuse": "always refuse", "best_sentence": "best-matching sentence"}


def number(metric: str, value: float) -> str:
    """A figure as people read it: percentages with one decimal, counts with none."""
    if metric in COUNTS:
        return f"{value:.0f}"
    return f"{value:.6g}" if metric in PROBABILITIES else f"{value:.1f}"


def tables(found: Figures) -> Iterator[RenderableType]:
    """One table after the other; what was not measured has none."""
    if found.counts:
        yield Text(summary(found.counts))
    yield _metrics(found)
    if found.failures:
        yield _failures(found)
    if found.baselines:
        yield _baselines(found)
    yield from _breakdown(found)
    if found.latency:
        yield _latency(found)


def new_table(*headers: str) -> Table:
    """An empty table: the first column is for names, the others for figures."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place else "left", no_wrap=place > 0)
    return table


def summary(counts: Mapping[str, int]) -> str:
    """How many of how many, which a percentage of a small set hides."""
    parts = []
    if counts.get("answerable"):
        parts.append("{answerable} answerable: {answered} answered, {right} right".format(**counts))
    if counts.get("unanswerable"):
        parts.append("{unanswerable} unanswerable: {refused} refused".format(**counts))
    return "; ".join(parts)


def _metrics(found: Figures) -> Table:
    table = new_table("metric", "%", "95 % interval")
    table.add_column("", style="dim")
    for section in SECTIONS:
        for metric in (name for name in section if name in found.metrics):
            low, high = found.intervals.get(metric, (None, None))
            between = f"{low:.1f} – {high:.1f}" if low is not None and high is not None else ""
            shown = number(metric, found.metrics[metric])
            table.add_row(metric, shown, between, MEANINGS[metric])
        table.add_section()
    return table


def _failures(found: Figures) -> Table:
    table = new_table("why it failed", "questions")
    for reason in FAILURES:
        if reason in found.failures:
            table.add_row(LABELS[reason], str(found.failures[reason]))
    return table


def _baselines(found: Figures) -> Table:
    names = ("exact", "f1", "HasAns_f1", "NoAns_f1")
    table = new_table("compared with", *names)
    systems: dict[str, Mapping[str, float]] = {"this": found.metrics}
    systems |= {label: found.baselines[n] for n, label in SYSTEMS.items() if n in found.baselines}
    for label, scores in systems.items():
        table.add_row(label, *(_cell(scores, name) for name in names))
    return table


def _breakdown(found: Figures) -> Iterator[Table]:
    """The largest groups of each kind; the result file has all."""
    for kind, groups in found.breakdown.items():
        if len(groups) < 2:
            continue
        names = [name for name in BY_GROUP if any(name in one for one in groups.values())]
        table = new_table(KINDS[kind], "questions", *names)
        largest = sorted(groups.items(), key=lambda item: (-item[1]["total"], item[0]))
        for label, scores in largest[:MAX_GROUPS]:
            table.add_row(
                printable(label), f"{scores['total']:.0f}", *(_cell(scores, n) for n in names)
            )
        if len(groups) > MAX_GROUPS:
            table.add_row(f"and {len(groups) - MAX_GROUPS} more", "")
        yield table


def _latency(found: Figures) -> Table:
    """Of the questions that were asked alone, as a user's are."""
    table = new_table(f"milliseconds, {timed(found)}", "median", "95th percentile")
    for stage, label in STAGES.items():
        if stage in found.latency:
            times = found.latency[stage]
            table.add_row(label, f"{times['median']:.1f}", f"{times['p95']:.1f}")
    return table


def timed(found: Figures) -> str:
    """How many questions the times are from."""
    questions = max(times["questions"] for times in found.latency.values())
    return f"{questions:.0f} question{'' if questions == 1 else 's'} asked alone"


def _cell(scores: Mapping[str, float], name: str) -> str:
    return number(name, scores[name]) if name in scores else ""
