"""An outcome as JSON for programs and as lines for people."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from bot.evaluation.stages import Outcome, Record

_UNITS = {"total", "HasAns_total", "NoAns_total"}


def to_json(outcome: Outcome, settings: Mapping[str, Any]) -> str:
    """`metrics` (flat, 0 to 100), `settings` and `questions`, one object each."""
    return json.dumps(
        {
            "metrics": dict(outcome.metrics),
            "settings": dict(settings),
            "questions": [_question(record) for record in outcome.records],
        },
        ensure_ascii=False,
        indent=1,
    )


def _question(record: Record) -> dict[str, Any]:
    citations = [asdict(citation) for citation in record.citations]
    return {
        "id": record.question.id,
        "question": record.question.text,
        "answers": list(record.question.answers),
        "prediction": record.prediction,
        "confidence": record.confidence,
        "reason": record.reason,
        "citation": citations[0] if citations else None,
        "also_in": citations[1:],
        "scores": dict(record.scores),
    }


def lines(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """(name, value) of each metric, percentages with one decimal, then the counts behind them."""
    for name, value in outcome.metrics.items():
        yield name, f"{value:.0f}" if name in _UNITS else f"{value:.1f}"
    yield from counts(outcome.records).items()


def counts(records: tuple[Record, ...]) -> dict[str, str]:
    """How many of how many, which a percentage of a small set hides."""
    answerable = [record for record in records if record.question.answers]
    rest = [record for record in records if not record.question.answers]
    tally = {}
    if answerable and "exact" in answerable[0].scores:
        right = sum(record.scores["f1"] >= _RIGHT for record in answerable)
        answered = sum(bool(record.prediction) for record in answerable)
        tally["answerable, answered"] = f"{answered} of {len(answerable)}"
        tally["answerable, right (F1 from 50)"] = f"{right} of {len(answerable)}"
    if rest:
        refused = sum(not record.prediction for record in rest)
        tally["unanswerable, refused"] = f"{refused} of {len(rest)}"
    return tally


_RIGHT = 0.5
