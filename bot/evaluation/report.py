"""The result file: everything as JSON for programs, written without holding it in memory."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from bot.errors import SettingsError
from bot.evaluation.figures import Figures


def figures_fields(found: Figures) -> dict[str, Any]:
    """The figures as JSON holds them, beside `settings` and `questions`."""
    curve = found.risk_coverage
    return {
        "metrics": dict(found.metrics),
        "counts": dict(found.counts),
        "intervals": {name: list(ends) for name, ends in found.intervals.items()},
        "failures": dict(found.failures),
        "baselines": found.baselines,
        "breakdown": found.breakdown,
        "latency_ms": found.latency,
        "reliability": [
            {name: getattr(one, name) for name in one.__slots__} for one in found.reliability
        ],
        "risk_coverage": None
        if curve is None
        else {"coverage": list(curve.coverage), "risk": list(curve.risk)},
    }


def write_result(path: Path, fields: Mapping[str, Any], questions: Iterable[str]) -> None:
    """`fields` and then `questions`, each already a JSON object. Raises `SettingsError`."""

    def write(file: IO[str]) -> None:
        head = json.dumps(fields, ensure_ascii=False, indent=1)
        file.write(head.removesuffix("\n}") + ',\n "questions": [')
        _items(file, questions)
        file.write("\n ]\n}\n")

    write_file("--json", path, write)


def write_object(option: str, path: Path, items: Iterable[tuple[str, object]]) -> None:
    """One JSON object, an entry a line, in order. Raises `SettingsError`."""

    def write(file: IO[str]) -> None:
        file.write("{")
        _items(file, (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in items))
        file.write("\n}\n")

    write_file(option, path, write)


def _items(file: IO[str], items: Iterable[str]) -> None:
    for number, item in enumerate(items):
        file.write(",\n  " if number else "\n  ")
        file.write(item)


def write_file(option: str, path: Path, write: Callable[[IO[str]], None]) -> None:
    """Open `path` and let `write` fill it. Raises `SettingsError`, naming the option."""
    try:
        with path.open("w", encoding="utf-8") as file:
            write(file)
    except OSError as error:
        raise SettingsError(f"{option} {path} cannot be written: {error.strerror}.") from error
