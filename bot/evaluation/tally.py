"""What stays in memory of a question once it is scored: a row of numbers, however long the text."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.breakdown import groups
from bot.evaluation.failures import RIGHT_F1
from bot.evaluation.official import Scored, f1
from bot.evaluation.records import Record

Column = NDArray[np.float64]


class Columns:
    """Numbers by name, a row for each question; NaN where a row has none of that name."""

    def __init__(self) -> None:
        self._columns: dict[str, array[float]] = {}
        self._rows = 0

    def add(self, row: Mapping[str, float]) -> None:
        """Append one row; a name that was never met before gets a column."""
        for name in row.keys() - self._columns.keys():
            self._columns[name] = array("d", [math.nan] * self._rows)
        for name, column in self._columns.items():
            column.append(row.get(name, math.nan))
        self._rows += 1

    def __len__(self) -> int:
        return self._rows

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> Column:
        """The column as an array, all NaN if no row has the name."""
        if name not in self._columns:
            return np.full(self._rows, math.nan)
        return np.array(self._columns[name], dtype=np.float64)

    def names(self) -> list[str]:
        """The names met so far, sorted."""
        return sorted(self._columns)


class Tally:
    """The numbers of all questions scored so far, in order.

    `confidence` and `right` tell of each question's likeliest answer, said or held back; NaN where
    there was none. `groups` holds, by kind of group, the label of each row.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.scores = Columns()
        self.latency = Columns()
        self.failures: Counter[str] = Counter()
        self._facts = Columns()
        self._labels: dict[str, dict[str, int]] = {}
        self._groups: dict[str, array[int]] = {}
        for record in records:
            self.add(record)

    def __len__(self) -> int:
        return len(self.scores)

    def add(self, record: Record) -> None:
        """Count one more question."""
        self.scores.add(record.scores)
        self.latency.add(record.latency)
        self._facts.add(_facts(record))
        if record.failure is not None:
            self.failures[record.failure] += 1
        for kind, label in groups(record.question).items():
            labels = self._labels.setdefault(kind, {})
            self._groups.setdefault(kind, array("L")).append(labels.setdefault(label, len(labels)))

    @property
    def answerable(self) -> NDArray[np.bool_]:
        """Which questions have an answer."""
        return np.equal(self._facts["answerable"], 1)

    @property
    def predicted(self) -> NDArray[np.bool_]:
        """Which questions got an answer."""
        return np.equal(self._facts["predicted"], 1)

    @property
    def confidence(self) -> Column:
        """How sure the likeliest answer was, from 0 to 1."""
        return self._facts["confidence"]

    @property
    def right(self) -> Column:
        """1 where the likeliest answer was right, else 0."""
        return self._facts["right"]

    def members(self) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
        """(kind of group, label, which questions belong to it), labels in order."""
        for kind, labels in self._labels.items():
            codes = np.array(self._groups[kind])
            for label, code in sorted(labels.items()):
                yield kind, label, codes == code

    def scored(self) -> list[Scored]:
        """Each question's raw scores, as the official metrics need them."""
        rows = zip(
            self.scores["exact"],
            self.scores["f1"],
            self._facts["answerable"],
            self._facts["predicted"],
            self._facts["no_answer"],
            strict=True,
        )
        return [
            Scored(
                exact=float(exact),
                f1=float(overlap),
                answerable=bool(answerable),
                predicted=bool(predicted),
                no_answer=None if math.isnan(no_answer) else float(no_answer),
            )
            for exact, overlap, answerable, predicted, no_answer in rows
        ]


def _facts(record: Record) -> dict[str, float]:
    question = record.question
    facts = {
        "answerable": float(bool(question.answers)),
        "predicted": float(bool(record.prediction)),
    }
    if record.no_answer is not None:
        facts["no_answer"] = record.no_answer
    if record.no_answer is not None and record.guess:
        facts["confidence"] = 1 - record.no_answer
        facts["right"] = float(
            bool(question.answers) and f1(question.answers, record.guess) >= RIGHT_F1
        )
    return facts
