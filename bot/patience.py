"""When to leave the rest of the passages unread: it costs time, and hardly ever changes the answer.

Passages are read in the retriever's order, so what is left is ever less likely to hold a better
answer.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

SURE_ENOUGH = 0.9
"""Confidence from which on no further passage is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Reading goes on until an answer is `sure` enough or `seconds` are over; None: for ever.

    `clock` counts seconds from any point.
    """

    sure: float | None = SURE_ENOUGH
    seconds: float | None = None
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def begin(self) -> "Reading":
        """Start the clock for one question."""
        return Reading(patience=self, began=self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One question being read for."""

    patience: Patience
    began: float

    def is_over(self, confidence: float) -> bool:
        """Whether to stop, now that the best answer so far has this `confidence`."""
        sure, seconds = self.patience.sure, self.patience.seconds
        if sure is not None and confidence >= sure:
            return True
        return seconds is not None and self.patience.clock() - self.began >= seconds


TIRELESS = Patience(sure=None)
"""Reads everything, for measurements."""
