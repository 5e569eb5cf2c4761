"""One evaluation from file to figures: choose the collection, run the stage, say what came out."""

from dataclasses import asdict
from pathlib import Path
from typing import Literal, get_args

from rich.console import Console
from rich.table import Table

from bot.build import (
    Library,
    build_answerer,
    build_library,
    build_reader,
    build_retriever,
    describe,
    reader_calibration,
)
from bot.errors import SettingsError
from bot.evaluation.calibrating import ask_all, choose, table
from bot.evaluation.question_sets import QuestionSet, load_question_set
from bot.evaluation.report import lines, to_json
from bot.evaluation.stages import (
    Names,
    Outcome,
    score_answers,
    score_reader,
    score_retriever,
)
from bot.own_threshold import decide, keep_threshold
from bot.progress import tracked
from bot.settings import Settings
from retrieval.errors import QuestionSetError

Stage = Literal["answer", "read", "retrieve"]


def evaluate_file(
    path: Path,
    *,
    articles: Path | None,
    stage: str,
    json_file: Path | None,
    settings: Settings,
    console: Console,
) -> None:
    """Score the set in `path`, print the figures and write everything to `json_file` if given.

    Raises `QuestionSetError`, `CollectionError`, `ReaderError`, or `SettingsError` for a stage that
    does not exist or a file that cannot be written.
    """
    if stage not in get_args(Stage):
        raise SettingsError(f"--stage {stage} does not exist; choose {', '.join(get_args(Stage))}.")
    question_set = load_question_set(path)
    library = _library(question_set, articles, settings)
    outcome, used = _run(stage, question_set, library, settings)
    console.print(f"{path.name}, stage {stage}")
    console.print(_table(outcome))
    if json_file is not None:
        _write(json_file, to_json(outcome, {"questions": str(path), "stage": stage, **used}))


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
    library = _library(question_set, articles, settings)
    base = reader_calibration(settings.footnote_reader)
    reader = build_reader(settings.footnote_reader)
    asked = ask_all(tracked(question_set.questions), library, reader, base)
    chosen = choose(asked, precision)
    console.print(table(asked, chosen))
    keep_threshold(settings.footnote_calibration, chosen.threshold, base, library)
    console.print(
        f"Kept threshold {chosen.threshold:.3f} for these articles in "
        f"{settings.footnote_calibration}; it was {base.threshold:.3f}. Remove the file to undo."
    )


def _library(question_set: QuestionSet, articles: Path | None, settings: Settings) -> Library:
    """What `--articles` names, else the set's own paragraphs, else the usual folder."""
    if articles is not None:
        return build_library(articles)
    return question_set.library or build_library(settings.footnote_articles)


def _run(
    stage: str, question_set: QuestionSet, library: Library, settings: Settings
) -> tuple[Outcome, dict[str, object]]:
    """The stage's outcome, and the settings that it came about with."""
    names = Names(library.articles)
    questions = tracked(question_set.questions)
    if stage == "retrieve":
        retriever = build_retriever(library.articles, library.passages)
        return score_retriever(questions, retriever, names), describe(library)
    reader = build_reader(settings.footnote_reader)
    base = reader_calibration(settings.footnote_reader)
    calibration = decide(settings.footnote_calibration, base, library).calibration
    used = {**describe(library), "reader": reader.name, "thresholds": asdict(calibration)}
    if stage == "answer":
        return score_answers(questions, build_answerer(library, reader, calibration), names), used
    if question_set.library is None:
        raise QuestionSetError(
            "--stage read needs a SQuAD file: no other names the right paragraph."
        )
    passages = {passage.id: passage for passage in question_set.library.passages}
    return score_reader(questions, passages, reader, calibration.null_margin), used


def _table(outcome: Outcome) -> Table:
    table = Table(show_header=False, box=None)
    table.add_column(style="dim")
    table.add_column(justify="right")
    for name, value in lines(outcome):
        table.add_row(name, value)
    return table


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise SettingsError(f"--json {path} cannot be written: {error.strerror}.") from error
