"""Figures that must hold, for CI: what `--fail-below` and `--fail-on-regression` ask."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.errors import SettingsError
from bot.evaluation.compare import Comparison
from bot.evaluation.old_results import PRIMARY


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A metric that must not be below `value`."""

    metric: str
    value: float


def floors(wanted: Iterable[str]) -> list[Floor]:
    """Each `METRIC=VALUE`. Raises `SettingsError`."""
    return [_floor(text) for text in wanted]


def _floor(text: str) -> Floor:
    metric, _, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SettingsError(f"--fail-below {text} is not METRIC=VALUE, as in --fail-below f1=60.")
    return Floor(metric=metric.strip(), value=number)


def below(floors: Iterable[Floor], metrics: Mapping[str, float]) -> list[str]:
    """A line for each floor that does not hold. Raises `SettingsError` for an unknown metric."""
    lines = []
    for floor in floors:
        if floor.metric not in metrics:
            raise SettingsError(
                f"--fail-below {floor.metric}: there is no such metric; choose one of "
                f"{', '.join(metrics)}."
            )
        if metrics[floor.metric] < floor.value:
            lines.append(f"{floor.metric} is {metrics[floor.metric]:.2f}, below {floor.value:g}.")
    return lines


def regressed(comparison: Comparison, points: float) -> list[str]:
    """A line if the primary score fell by more than `points`, over the questions that both have."""
    if comparison.gain >= -points:
        return []
    name = next((name for name in PRIMARY if name in comparison.changes), "The score")
    return [
        f"{name} fell by {-comparison.gain:.2f} points against {comparison.path}; "
        f"at most {points:g} are allowed."
    ]
