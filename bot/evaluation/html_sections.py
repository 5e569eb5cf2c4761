"""The sections of the report but for the failure table: figures in, HTML out."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from bot.evaluation.charts import interval_bar, reliability_plot, risk_coverage_plot
from bot.evaluation.failures import FAILURES, LABELS
from bot.evaluation.failures import MEANINGS as WHY
from bot.evaluation.figures import BY_GROUP, Figures
from bot.evaluation.html_parts import row, section, table, text
from bot.evaluation.meanings import MEANINGS, SECTIONS
from bot.evaluation.tables import KINDS, STAGES, SYSTEMS, number, timed

_CARDS = {
    "f1": "F1, all questions",
    "HasAns_exact": "Exactly right, where there is an answer",
    "citation_sentence": "Answers that cite the right sentence",
    "refusal_recall": "Refused where there is no answer",
    "recall@1": "Right passage found first",
    "recall@5": "… among the first 5",
    "recall@20": "… among the first 20",
    "mrr": "Mean reciprocal rank",
}
_MOST_CARDS = 4
_MOST_GROUPS = 20


def lead(found: Figures) -> str:
    """The result in a sentence or two."""
    counts, parts = found.counts, []
    if counts.get("answerable"):
        wrong = counts["answered"] - counts["right"]
        refused = counts["answerable"] - counts["answered"]
        parts.append(
            f"Of {counts['answerable']} questions that the articles answer, it answered "
            f"{counts['right']} right and {wrong} wrong, and refused {refused}."
        )
    if counts.get("unanswerable"):
        parts.append(
            f"Of {counts['unanswerable']} that they do not answer, it refused {counts['refused']}."
        )
    return " ".join(parts)


def cards(found: Figures) -> Iterator[str]:
    """The few figures that matter most, large, with their intervals."""
    yield '<ul class="cards">'
    for metric in [name for name in _CARDS if name in found.metrics][:_MOST_CARDS]:
        value, interval = found.metrics[metric], found.intervals.get(metric)
        between = f"95 %: {interval[0]:.1f} – {interval[1]:.1f}" if interval else ""
        yield (
            f'<li class="card"><div class="name">{_CARDS[metric]}</div>'
            f'<div class="value">{value:.1f}<small> %</small></div>'
            f'{interval_bar(value, interval)}<div class="between">{between}</div></li>'
        )
    yield "</ul>"


def mending(found: Figures) -> Iterator[str]:
    """Why questions failed, and what a perfect half would be worth."""
    if not found.failures:
        return
    yield section("What to mend first", "Each wrong question, counted where it failed first.")
    if "perfect_reader_HasAns_f1" in found.metrics:
        yield f'<p class="advice">{advice(found.metrics)}</p>'
    most = max(found.failures.values())
    yield '<div class="panel"><ul class="reasons">'
    for reason in FAILURES:
        count = found.failures.get(reason, 0)
        if count:
            yield (
                f'<li><a href="#{reason}">{LABELS[reason]}</a><span class="bar-cell">'
                f'<span class="bar" style="width:{100 * count / most:.1f}%"></span></span>'
                f'<span class="n">{count}</span><span class="why">{WHY[reason]}</span></li>'
            )
    yield "</ul></div>"
    yield from _bounds(found.metrics)
    yield "</section>"


def advice(metrics: Mapping[str, float]) -> str:
    """Which half to improve: the one whose perfection would gain more."""
    now = metrics["HasAns_f1"]
    search, read = metrics["perfect_retriever_HasAns_f1"], metrics["perfect_reader_HasAns_f1"]
    half = "reading" if read - now > search - now else "search"
    other = "search" if half == "reading" else "reading"
    return (
        f"Of the answerable questions it reaches f1 {now:.1f}. With a perfect retriever it would "
        f"reach {search:.1f}, with a perfect reader {read:.1f}: {half} has more to gain than "
        f"{other}."
    )


def _bounds(metrics: Mapping[str, float]) -> Iterator[str]:
    rows = {
        "as it is": "HasAns_f1",
        "with a perfect retriever": "perfect_retriever_HasAns_f1",
        "with a perfect reader": "perfect_reader_HasAns_f1",
    }
    known = {label: metrics[name] for label, name in rows.items() if name in metrics}
    if len(known) < len(rows):
        return
    yield '<div class="panel bounds"><h3>f1 of the answerable questions</h3>'
    for label, value in known.items():
        yield (
            f'<div class="row"><span>{label}</span><span class="bar-cell">'
            f'{interval_bar(value, None)}</span><span class="n">{value:.1f}</span></div>'
        )
    yield "</div>"


def sureness(found: Figures, threshold: float | None) -> Iterator[str]:
    """The two plots on what confidence is worth; answers are given from `threshold` on."""
    if found.risk_coverage is None:
        return
    title = "Does it know when it is right?"
    yield section(title, "Over the likeliest answer to every question, said or held back.")
    yield '<div class="two">'
    if found.reliability:
        given = " Answers are given to the right of the upright line." if threshold else ""
        yield (
            '<div class="panel"><h3>Reliability</h3><p>On the dashed line, 70 % sure would mean '
            "right 7 times in 10. Numbers count questions; the mean distance is "
            f"{found.metrics['ece']:.1f} points (expected calibration error).{given}</p>"
            f"{reliability_plot(found.reliability, threshold)}</div>"
        )
    yield (
        '<div class="panel"><h3>Risk and coverage</h3><p>Answering only the surest questions, how '
        "many answers are wrong? Dashed: if right answers were always surer. Mean risk "
        f"{found.metrics['risk_coverage_area']:.1f} %.</p>"
        f"{risk_coverage_plot(found.risk_coverage, _answered(found))}</div></div></section>"
    )


def _answered(found: Figures) -> float:
    return found.metrics.get("answered", 0.0) / 100


def baselines(found: Figures) -> Iterator[str]:
    """This bot beside what any bot must beat, and how long it takes."""
    if not found.baselines:
        return
    yield section("Against the simplest bots", "What any reader must beat.") + '<div class="two">'
    names = ("exact", "f1", "HasAns_f1", "NoAns_f1")
    rows = [_row("this one", found.metrics, names, kind="us")]
    rows += [_row(SYSTEMS[name], scores, names) for name, scores in found.baselines.items()]
    yield f'<div class="panel"><h3>Scores</h3>{table(("", *names), rows)}</div>'
    if found.latency:
        stages = [
            row(label, *(_milliseconds(found.latency[stage][which]) for which in ("median", "p95")))
            for stage, label in STAGES.items()
            if stage in found.latency
        ]
        headers = (f"milliseconds, {timed(found)}", "median", "95th percentile")
        yield f'<div class="panel"><h3>Time for a question</h3>{table(headers, stages)}</div>'
    yield "</div></section>"


def breakdown(found: Figures) -> Iterator[str]:
    """Every kind of group, the largest first."""
    kinds = {kind: groups for kind, groups in found.breakdown.items() if len(groups) > 1}
    if not kinds:
        return
    yield section("Where it does well and where not", "The largest groups first.")
    for kind, groups in kinds.items():
        largest = sorted(groups.items(), key=lambda item: (-item[1]["total"], item[0]))
        names = tuple(name for name in BY_GROUP if any(name in one for one in groups.values()))
        bars = "f1" if "f1" in names else "mrr"
        rows = [_group(label, scores, names, bars) for label, scores in largest[:_MOST_GROUPS]]
        rest = len(largest) - _MOST_GROUPS
        more = f'<p class="hint">{rest} more are in the result file.</p>' if rest > 0 else ""
        shown = table((f"by {KINDS[kind]}", "questions", *names), rows)
        yield f'<div class="panel" style="margin-bottom:16px">{shown}{more}</div>'
    yield "</section>"


def _group(label: str, scores: Mapping[str, float], names: tuple[str, ...], bars: str) -> str:
    cells = [_cell(scores, name) for name in names]
    if bars in scores:
        cells[names.index(bars)] += _mini(scores[bars])
    return row(text(label), f"{scores['total']:.0f}", *cells)


def _milliseconds(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _mini(value: float) -> str:
    return f'<span class="mini" style="--to:{value:.0f}%"></span>'


def all_figures(found: Figures) -> Iterator[str]:
    """Every metric under its own name, with what it says."""
    yield section("Every figure", "Under the names that the result file has.")
    yield '<div class="panel">'
    rows = []
    for metric in (name for names in SECTIONS for name in names if name in found.metrics):
        low, high = found.intervals.get(metric, (None, None))
        between = f"{low:.1f} – {high:.1f}" if low is not None and high is not None else ""
        rows.append(
            f"<tr><td>{metric}</td><td>{number(metric, found.metrics[metric])}</td>"
            f'<td>{between}</td><td class="text">{escape(MEANINGS[metric])}</td></tr>'
        )
    yield table(("metric", "%", "95 % interval", ""), rows) + "</div></section>"


def settings(used: Mapping[str, Any]) -> Iterator[str]:
    """What the figures came about with."""
    yield "<footer><dl>"
    for name, value in used.items():
        flat = value.items() if isinstance(value, Mapping) else None
        parts = [f"{k} {_plain(v)}" for k, v in flat] if flat is not None else [_plain(value)]
        shown = ", ".join(parts)
        yield f"<dt>{text(name)}</dt><dd>{text(shown)}</dd>"
    yield "</dl></footer>"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _row(label: str, scores: Mapping[str, float], names: tuple[str, ...], kind: str = "") -> str:
    return row(label, *(_cell(scores, name) for name in names), kind=kind)


def _cell(scores: Mapping[str, float], name: str) -> str:
    return number(name, scores[name]) if name in scores else "–"
