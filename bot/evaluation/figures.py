"""From a tally to figures: what one evaluation found, ready to be printed, saved or drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.confidence import (
    Bin,
    RiskCoverage,
    calibration_error,
    reliability,
    risk_coverage,
    thin,
)
from bot.evaluation.failures import FAILURES, RIGHT_F1
from bot.evaluation.intervals import Interval, all_alike, intervals
from bot.evaluation.official import best_thresholds, metrics_of, percentage
from bot.evaluation.tally import Column, Tally

_EVERYWHERE = (
    *("answered", "refusal_precision", "refusal_recall"),
    *("recall@1", "recall@5", "recall@20", "mrr"),
    *("citation_article", "citation_sentence"),
    *("perfect_retriever_exact", "perfect_retriever_f1"),
    *("perfect_reader_exact", "perfect_reader_f1", "without_article_refused"),
)
"""Scores whose mean over the questions that have them is a metric of the same name."""

BY_GROUP = ("f1", "exact", "answered", "recall@5", "mrr")
"""What a breakdown tells of each group, in this order."""

_SENTENCE = "best_sentence_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that one evaluation found.

    `metrics` and everything in `intervals`, `baselines` and `breakdown` are percentages by name,
    but for the official thresholds and the totals. `counts` says how many questions were answered,
    right and refused. `latency` is in milliseconds by stage, over so many `questions`.
    """

    metrics: Mapping[str, float]
    counts: Mapping[str, int] = field(default_factory=dict)
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    baselines: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    breakdown: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    latency: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    reliability: tuple[Bin, ...] = ()
    risk_coverage: RiskCoverage | None = None


def figures(tally: Tally, official: Mapping[str, float] | None = None) -> Figures:
    """What the tally comes to; `official` replaces the official metrics if given."""
    columns = _columns(tally)
    bins, curve = _confidence(tally)
    metrics = dict(_official(tally) if official is None else official)
    for name, column in columns.items():
        metrics.setdefault(name, _mean(column))
    if bins:
        metrics["ece"] = 100 * calibration_error(bins)
    if curve is not None:
        metrics["risk_coverage_area"] = 100 * curve.area
    metrics.setdefault("total", len(tally))
    return Figures(
        metrics=metrics,
        counts=_counts(tally),
        intervals=_intervals(columns),
        failures={reason: n for reason in FAILURES if (n := tally.failures[reason])},
        baselines=_baselines(tally),
        breakdown=_breakdown(tally),
        latency=_latency(tally),
        reliability=tuple(bins),
        risk_coverage=None if curve is None else thin(curve),
    )


def _intervals(columns: Mapping[str, Column]) -> dict[str, Interval]:
    found = intervals(columns)
    for name, column in columns.items():
        found[name] = all_alike(column) or found[name]
    return {name: (100 * low, 100 * high) for name, (low, high) in found.items()}


def _counts(tally: Tally) -> dict[str, int]:
    """How many questions; right are answers that agree, as the failures count them."""
    if "exact" not in tally.scores:
        return {}
    answerable, said = tally.answerable, tally.predicted
    return {
        "answerable": int(answerable.sum()),
        "answered": int((answerable & said).sum()),
        "right": int((answerable & said & (tally.scores["f1"] >= RIGHT_F1)).sum()),
        "unanswerable": int((~answerable).sum()),
        "refused": int((~answerable & ~said).sum()),
    }


def _official(tally: Tally) -> dict[str, float]:
    if "exact" not in tally.scores:
        return {}
    scored = tally.scored()
    return metrics_of(scored) | best_thresholds(scored)


def _columns(tally: Tally) -> dict[str, Column]:
    """By metric, a number from 0 to 1 for each question that counts and NaN for the others."""
    answerable = tally.answerable
    found: dict[str, Column] = {}
    for name in ("exact", "f1"):
        if name in tally.scores:
            found[name] = tally.scores[name]
            found[f"HasAns_{name}"] = np.where(answerable, tally.scores[name], np.nan)
            found[f"NoAns_{name}"] = np.where(answerable, np.nan, tally.scores[name])
    if "f1_if_answered" in tally.scores:
        forced = "margin_ignored" if "margin" in tally.scores else "if_answered"
        found[f"HasAns_f1_{forced}"] = np.where(answerable, tally.scores["f1_if_answered"], np.nan)
    for name in _EVERYWHERE:
        if name in tally.scores:
            found[name] = tally.scores[name]
            if name.startswith("perfect_") and name.endswith("f1"):
                half = name.removesuffix("f1")
                found[f"{half}HasAns_f1"] = np.where(answerable, tally.scores[name], np.nan)
    return {name: column for name, column in found.items() if not np.isnan(column).all()}


def _mean(column: Column) -> float:
    return percentage(column[~np.isnan(column)])


def _confidence(tally: Tally) -> tuple[list[Bin], RiskCoverage | None]:
    """Reliability and risk over every likeliest answer, said or held back.

    A margin, or another system's score, orders answers as well as a probability does, but there is
    nothing that it should agree with: no reliability then.
    """
    given = ~np.isnan(tally.confidence)
    if not given.any():
        return [], None
    confidence, right = tally.confidence[given], tally.right[given]
    probable = "margin" not in tally.scores and confidence.min() >= 0 and confidence.max() <= 1
    bins = reliability(confidence, right) if probable else []
    return bins, risk_coverage(confidence, right, len(tally))


def _baselines(tally: Tally) -> dict[str, dict[str, float]]:
    """Exact and F1 of a bot that always refuses, and of one that quotes the best sentence."""
    if "exact" not in tally.scores or not len(tally):
        return {}
    refuse = (~tally.answerable).astype(np.float64)
    found = {"always_refuse": _scores({"exact": refuse, "f1": refuse}, tally.answerable)}
    if f"{_SENTENCE}f1" in tally.scores:
        names = ("exact", "f1", "holds")
        sentence = {name: tally.scores[_SENTENCE + name] for name in names}
        found["best_sentence"] = _scores(sentence, tally.answerable)
    return found


def _scores(columns: Mapping[str, Column], answerable: NDArray[np.bool_]) -> dict[str, float]:
    scores = {name: _mean(column) for name, column in columns.items() if not np.isnan(column).all()}
    for prefix, rows in (("HasAns_", answerable), ("NoAns_", ~answerable)):
        if rows.any():
            scores |= {f"{prefix}{name}": _mean(columns[name][rows]) for name in ("exact", "f1")}
    return scores


def _breakdown(tally: Tally) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = {}
    for kind, label, rows in tally.members():
        found.setdefault(kind, {})[label] = _group(tally, rows)
    return found


def _group(tally: Tally, rows: NDArray[np.bool_]) -> dict[str, float]:
    means = {
        name: _mean(tally.scores[name][rows])
        for name in BY_GROUP
        if not np.isnan(tally.scores[name][rows]).all()
    }
    return {"total": int(rows.sum()), **means}


def _latency(tally: Tally) -> dict[str, dict[str, float]]:
    """Median and 95th percentile of each stage, over the questions that were asked alone."""
    summary: dict[str, dict[str, float]] = {}
    for stage in tally.latency.names():
        times = tally.latency[stage]
        timed = int((~np.isnan(times)).sum())
        median, late = np.nanpercentile(times, [50, 95])
        summary[stage] = {"median": float(median), "p95": float(late), "questions": timed}
    return summary
