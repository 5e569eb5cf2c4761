"""From evidence to a probability, and from a probability to a decision: numbers, no text.

Platt, "Probabilistic Outputs for Support Vector Machines" (1999): a logistic curve through the
reader's margin and the share of the question that the passage covers, fitted on questions whose
right answers are known.
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

    `margin` weighs a span's margin over "no answer" (logits), `coverage` the share of the question
    that its passage covers (0 to 1). Below the probability `threshold` the articles do not say.
    `null_margin` decides alone where there is no retrieval: the reader on a given passage.
    """

    reader: str
    margin: float
    coverage: float
    bias: float
    threshold: float
    null_margin: float

    def evidence(self, *, margin: float, coverage: float) -> float:
        """Log odds that the span is right; what candidates are ranked by."""
        return self.margin * margin + self.coverage * coverage + self.bias

    def confidence(self, evidence: float) -> float:
        """The probability, from 0 to 1, for a span with that evidence."""
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, evidence))))


def load_calibration(path: Path = SHIPPED) -> Calibration:
    """The calibration that was saved with a reader. Raises `ReaderError`."""
    try:
        fields = dict(json.loads(path.read_text("utf-8")))
        reader = str(fields.pop("reader", ""))
        return Calibration(reader=reader, **{name: float(value) for name, value in fields.items()})
    except (OSError, ValueError, TypeError) as error:
        raise ReaderError(f"The calibration {path} cannot be read: {error}") from error
