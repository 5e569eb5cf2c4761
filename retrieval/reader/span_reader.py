"""Reading with any model: word the question, cut windows, ask the model for logits, decode spans.

A back end gives the logits of one window; everything else is the same for all of them. Windows are
run alone, never padded into a batch: with dynamic 8-bit quantisation a passage's answer would hang
on its neighbours and on the padding, and without padding reading alone is as fast.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from retrieval.reader.decode import Scored, decode, merge
from retrieval.reader.phrasing import phrased
from retrieval.reader.readable import readable
from retrieval.reader.windows import Window, Windower
from retrieval.types import Passage, Span

if TYPE_CHECKING:  # it takes some milliseconds to import
    import numpy as np
    from numpy.typing import NDArray

Logits = tuple["NDArray[np.float32]", "NDArray[np.float32]"]
"""Start and end logits of one window, one number per token each."""


class SpanReader:
    """A `Reader` over a model that gives the logits of a window."""

    def __init__(
        self, *, name: str, windower: Windower, logits: Callable[[Window], Logits]
    ) -> None:
        self.name = name
        self.windower = windower
        self.logits = logits

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:
        """See `Reader.read`."""
        return [span for passage in passages for span in self._read(question, passage)]

    def _read(self, question: str, passage: Passage) -> list[Span]:
        asked = phrased(question, passage.text)
        windows = self.windower.windows(asked, readable(passage.text))
        best = merge([self._decode(window, passage.text) for window in windows])
        return [Span(passage_id=passage.id, start=s.start, end=s.end, score=s.margin) for s in best]

    def _decode(self, window: Window, passage: str) -> list[Scored]:
        starts, ends = self.logits(window)
        return decode(window, passage, starts, ends)
