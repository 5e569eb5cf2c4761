"""From a margin to a probability, and from a probability to a decision: numbers, no text.

Platt, "Probabilistic Outputs for Support Vector Machines" (1999): a logistic curve through the
evidence, fitted on questions whose right answers are known. The evidence is the reader's margin and
how near the passage's score in the search comes to the best one: of two passages that read alike,
the one that search puts far behind is the likelier to speak of something else.
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

    `slope` is what a logit of evidence is worth in log odds. The evidence of a span is its margin
    over "no answer", and `search` logits for the best hit's passage, in proportion less for others.
    Below the probability `threshold` the articles do not say. `null_margin` decides alone where
    there is no retrieval: the reader on a given passage.
    """

    reader: str
    slope: float
    bias: float
    threshold: float
    null_margin: float
    search: float = 0.0

    def evidence(self, margin: float, nearness: float) -> float:
        """What speaks for a span, in logits; `nearness` is its hit's score over the best one's."""
        return margin + self.search * nearness

    def confidence(self, evidence: float) -> float:
        """The probability, from 0 to 1, that a span with that evidence is right."""
        return probability(self.slope * evidence + self.bias)


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
