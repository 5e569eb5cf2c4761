"""How well the reader finds the right row of tables and lists, as they stand and as it sees them.

    .venv/bin/python benchmarks/tables.py

Small tables of invented facts, each in every form that articles have them in: Markdown, rows out of
a page or a document, items with and without bullets. Right is F1 of at least one half. The way rows
and items are shown to the reader was chosen on other tables than these.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation.official import f1
from retrieval.reader.decode import decode, merge
from retrieval.reader.onnx_reader import onnx_reader
from retrieval.reader.phrasing import with_its_mark
from retrieval.reader.readable import readable
from retrieval.reader.span_reader import SpanReader

SEED = 7
TABLES_OF_A_KIND = 8
RIGHT_F1 = 0.5

PEOPLE = ("Mara Lind", "Jonas Weber", "Aisha Bello", "Pedro Gil", "Yuki Mori", "Eva Novotná")
TOWNS = ("Lorch", "Bingen", "Worms", "Speyer", "Mainz", "Trier")
COURSES = ("Pottery", "Italian", "First aid", "Chess", "Photography")
CLUBS = ("Rovers", "Harbour Boys", "Old Mill", "Northside", "Red Star")

Row = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A title, a head, and rows; `questions` have the cell that answers each."""

    title: str
    rows: Sequence[Row]
    questions: Sequence[tuple[str, str]]


def main() -> None:
    """Print the share of right answers for each form."""
    rng, reader = random.Random(SEED), onnx_reader()
    tables = [
        make(rng) for make in (trains, courses, clubs, years) for _ in range(TABLES_OF_A_KIND)
    ]
    print("form                 as it stands    as the reader sees it")
    for name, form in FORMS.items():
        stands, seen = (
            _right(reader, tables, form, shown) for shown in (lambda text: text, readable)
        )
        print(f"{name:<20} {stands:>8.0%} {seen:>20.0%}")


def trains(rng: random.Random) -> Table:
    """Which train leaves when, and from where."""
    rows = [
        (town, f"{rng.randint(6, 22)}:{rng.randint(10, 59)}", f"{rng.randint(1, 14)}")
        for town in TOWNS
    ]
    rng.shuffle(rows)
    when = [(f"When does the train to {town} leave?", time) for town, time, _ in rows]
    where = [(f"From which platform does the train to {town} leave?", at) for town, _, at in rows]
    return Table(
        title="Departures", rows=[("To", "Departs", "Platform"), *rows], questions=when + where
    )


def courses(rng: random.Random) -> Table:
    """Who teaches what, and when."""
    days = rng.sample(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), 5)
    rows = list(zip(COURSES, rng.sample(PEOPLE, 5), days, strict=True))
    rng.shuffle(rows)
    who = [(f"Who teaches {course.lower()}?", person) for course, person, _ in rows]
    when = [(f"On which day is {course.lower()}?", day) for course, _, day in rows]
    return Table(
        title="Evening classes", rows=[("Course", "Teacher", "Day"), *rows], questions=who + when
    )


def clubs(rng: random.Random) -> Table:
    """How many points each club has."""
    rows = [
        (club, str(points)) for club, points in zip(CLUBS, rng.sample(range(9, 70), 5), strict=True)
    ]
    rng.shuffle(rows)
    asked = [(f"How many points does {club} have?", points) for club, points in rows]
    return Table(title="The league in May", rows=[("Club", "Points"), *rows], questions=asked)


def years(rng: random.Random) -> Table:
    """Who won in which year."""
    first = rng.randint(1990, 2015)
    rows = [(str(first + i), person) for i, person in enumerate(rng.sample(PEOPLE, 6))]
    asked = [(f"Who won the prize in {year}?", person) for year, person in rows]
    return Table(title="Winners of the prize", rows=[("Year", "Winner"), *rows], questions=asked)


def _lines(
    table: Table, write: Callable[[Row], str], between: str = "\n", head: bool = True
) -> str:
    return table.title + "\n\n" + between.join(map(write, table.rows if head else table.rows[1:]))


def _labelled(row: Row) -> str:
    return f"{row[0]}: {', '.join(row[1:])}"


FORMS: dict[str, Callable[[Table], str]] = {
    "Markdown table": lambda table: _lines(table, lambda row: f"| {' | '.join(row)} |"),
    "extracted table": lambda table: _lines(table, " | ".join, "\n\n"),
    "bullets": lambda table: _lines(table, lambda row: f"- {' '.join(row)}", head=False),
    "bullets and labels": lambda table: _lines(
        table, lambda row: f"- {_labelled(row)}", head=False
    ),
    "labelled lines": lambda table: _lines(table, _labelled, head=False),
    "extracted list": lambda table: _lines(table, _labelled, "\n\n", head=False),
}


def _right(
    reader: SpanReader,
    tables: Sequence[Table],
    form: Callable[[Table], str],
    shown: Callable[[str], str],
) -> float:
    right = list(_each(reader, tables, form, shown))
    return sum(right) / len(right)


def _each(
    reader: SpanReader,
    tables: Sequence[Table],
    form: Callable[[Table], str],
    shown: Callable[[str], str],
) -> Iterator[bool]:
    """Whether each question is answered rightly, over the text of its table alone."""
    for table in tables:
        text = form(table)
        for question, cell in table.questions:
            windows = reader.windower.windows(with_its_mark(question), shown(text))
            best = merge([decode(window, text, *reader.logits(window)) for window in windows])[0]
            yield f1([cell], text[best.start : best.end]) >= RIGHT_F1


if __name__ == "__main__":
    main()
