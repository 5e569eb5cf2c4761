"""From a margin to a probability, and from a probability to a decision: numbers, no text.

Platt, "Probabilistic Outputs for Support Vector Machines" (1999): a logistic curve through the
reader's margin, fitted on questions whose right answers are known.

How much of the question a passage covers is left out: on long articles it helps a little, and on a
few short ones it costs right answers, since there a good question often shares few words with its
answer and a near miss many.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ReaderError

SHIPPED = Path(__file__).parent.parent / "retrieval" / "reader" / "model" / "calibration.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How sure to be, and how sure one must be to answer.

    `slope` is what a logit of a span's margin over "no answer" is worth in log odds. Below the
    probability `threshold` the articles do not say. `null_margin` decides alone where
    there is no retrieval: the reader on a given passage.
    """

    reader: str
    slope: float
    bias: float
    threshold: float
    null_margin: float

    def confidence(self, margin: float) -> float:
        """The probability, from 0 to 1, that a span with that margin is right."""
        return probability(self.slope * margin + self.bias)


def probability(log_odds: float) -> float:
    """The logistic curve, from 0 to 1; beyond 500 either way it is flat, and `exp` stays finite."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, log_odds))))


def load_calibration(path: Path = SHIPPED) -> Calibration:
    """The calibration that was saved with a reader. Raises `ReaderError`."""
    try:
        fields = dict(json.loads(path.read_text("utf-8")))
        reader = str(fields.pop("reader", ""))
        return Calibration(reader=reader, **{name: float(value) for name, value in fields.items()})
    except (OSError, ValueError, TypeError) as error:
        raise ReaderError(f"The calibration {path} cannot be read: {error}") from error
