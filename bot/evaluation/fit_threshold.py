"""`footnote calibrate` from file to threshold: load, ask, choose, keep."""

from pathlib import Path

from rich.console import Console

from bot.build import build_reader, reader_calibration
from bot.evaluation.belonging import complain_of_articles
from bot.evaluation.calibrating import ask_all, choose, doubt, table
from bot.evaluation.plans import collection, placed
from bot.evaluation.question_sets import load_question_set
from bot.own_threshold import keep_threshold
from bot.progress import tracked
from bot.settings import Settings


def calibrate_on(
    path: Path,
    *,
    articles: Path | None,
    precision: float,
    settings: Settings,
    console: Console,
) -> None:
    """Fit the threshold on the set in `path`, show what each gives, and keep the chosen one.

    Raises as `evaluate_file` does, and `QuestionSetError` if no threshold is right often enough.
    """
    question_set = load_question_set(path)
    library = collection(question_set, articles, settings)
    questions = placed(question_set, articles)
    note = complain_of_articles(questions, library, path)
    if note:
        console.print(note)
    base = reader_calibration(settings.footnote_reader)
    reader = build_reader(settings.footnote_reader)
    asked = ask_all(tracked(questions), library, reader, base)
    chosen = choose(asked, precision)
    console.print(table(asked, chosen))
    doubts = doubt(asked, chosen.threshold)
    if doubts:
        console.print(doubts)
    keep_threshold(settings.footnote_calibration, chosen.threshold, base, library)
    console.print(
        f"Kept threshold {chosen.threshold:.3f} for these articles in "
        f"{settings.footnote_calibration}; it was {base.threshold:.3f}. Remove the file to undo."
    )
