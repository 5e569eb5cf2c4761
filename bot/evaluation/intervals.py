"""How far a figure may be off by the luck of which questions were asked.

Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13: percentile intervals
over resampled questions. Questions on one article are alike, so the truth is somewhat wider.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
LEVEL = 95
_SEED = 1
_CELLS = 2_000_000
"""Numbers held at once, whatever the size of the set."""

Interval = tuple[float, float]


def intervals(columns: Mapping[str, NDArray[np.float64]]) -> dict[str, Interval]:
    """The interval, at `LEVEL` percent, of the mean of each column, in its own unit.

    The columns have a row for each question, NaN where it does not count; all are resampled alike.
    A column without a number has no interval.
    """
    counted = {name: column for name, column in columns.items() if not np.isnan(column).all()}
    if not counted:
        return {}
    means = _resampled(np.column_stack(list(counted.values())))
    tail = (100 - LEVEL) / 2
    low, high = np.nanpercentile(means, [tail, 100 - tail], axis=0)
    return {name: (float(a), float(b)) for name, a, b in zip(counted, low, high, strict=True)}


def all_alike(column: NDArray[np.float64]) -> Interval | None:
    """The interval of a share that came out as 0 or 1; None for any other.

    Resampling knows nothing there: two right of two would be 100 to 100 %. This is the exact
    interval of Clopper and Pearson, "The Use of Confidence or Fiducial Limits" (1934).
    """
    counted = column[~np.isnan(column)]
    if not counted.size or counted.min() != counted.max() or counted[0] not in (0, 1):
        return None
    least = ((100 - LEVEL) / 200) ** (1 / counted.size)
    return (least, 1.0) if counted[0] else (0.0, 1 - least)


def _resampled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(resamples, columns): each column's mean in each resample, NaN where nothing counts."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    rows = [
        _divide(counts @ filled, counts @ known.astype(np.float64))
        for counts in _resamples(len(values))
    ]
    return np.concatenate(rows)


def _divide(over: NDArray[np.float64], under: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)


def _resamples(questions: int) -> Iterator[NDArray[np.float64]]:
    """How often each question is drawn, some resamples at a time."""
    random = np.random.default_rng(_SEED)
    at_once = max(1, min(RESAMPLES, _CELLS // questions))
    for done in range(0, RESAMPLES, at_once):
        size = min(at_once, RESAMPLES - done)
        yield random.multinomial(questions, np.full(questions, 1 / questions), size=size).astype(
            np.float64
        )
