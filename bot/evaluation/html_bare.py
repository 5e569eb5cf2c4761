"""The report's section on questions whose article was taken away and that were answered still."""

from collections.abc import Iterator, Sequence

from bot.evaluation.figures import Figures
from bot.evaluation.html_parts import row, section, table, text
from bot.evaluation.records import Record

SHOWN = 40


class StillAnswered:
    """Keeps the first few questions that were answered without their article."""

    def __init__(self, shown: int = SHOWN) -> None:
        self._shown = shown
        self.records: list[Record] = []

    def see(self, records: Iterator[Record]) -> Iterator[Record]:
        """The same records, looked at on their way."""
        for record in records:
            if record.without_article and len(self.records) < self._shown:
                self.records.append(record)
            yield record


def bare_section(found: Figures, still: Sequence[Record]) -> Iterator[str]:
    """What was quoted once the article was gone; nothing if that was not asked."""
    if "without_article_refused" not in found.metrics:
        return
    yield section(
        "With its article taken away",
        "Each question once more, its article out of the collection: "
        f"{found.metrics['without_article_refused']:.1f} % were refused, as all should be.",
    )
    rows = [
        row(text(one.question.text), text(one.question.answers[0]), text(one.without_article or ""))
        for one in still
    ]
    if rows:
        headers = ("question", "right answer", "quoted instead")
        yield f'<div class="panel words">{table(headers, rows)}</div>'
    yield "</section>"
