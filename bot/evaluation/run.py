"""One evaluation from file to figures: choose the collection, score, say what came out."""

import hashlib
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.evaluation import compare
from bot.evaluation.compare import Comparison
from bot.evaluation.comparison_tables import comparison_tables
from bot.evaluation.figures import Figures, figures
from bot.evaluation.gates import below, floors, regressed
from bot.evaluation.html_report import write_report
from bot.evaluation.journal import Journal, open_journal
from bot.evaluation.old_results import load_result
from bot.evaluation.plans import Plan, make_plan
from bot.evaluation.question_sets import Question, load_question_set
from bot.evaluation.records import Record
from bot.evaluation.report import figures_fields, write_object, write_result
from bot.evaluation.request import INTERRUPTED, Request, check
from bot.evaluation.side_by_side import alone, in_order
from bot.evaluation.tables import tables
from bot.evaluation.tally import Tally
from bot.progress import counting
from bot.settings import Settings


def evaluate_file(request: Request, *, settings: Settings, console: Console, notes: Console) -> int:
    """Score the set, print the figures to `console` and write the files that were asked for.

    The exit status: 0; 1 if a figure that must hold does not; `INTERRUPTED` after Ctrl-C. What is
    not a result goes to `notes`. Raises `QuestionSetError`, `CollectionError`, `ReaderError`, or
    `SettingsError` for options that make no sense or a file that cannot be written.
    """
    check(request)
    old = load_result(request.compare) if request.compare is not None else None
    plan = make_plan(request, load_question_set(request.questions), settings)
    if old is not None:
        compare.check_comparable(old, str(plan.settings["stage"]))
    if plan.note:
        notes.print(plan.note)
    journal = open_journal(_result_file(request), _fingerprint(plan), resume=request.resume)
    if request.resume and next(journal.lines(), None) is None:
        notes.print("There is nothing to go on from; starting anew.")
    comparison, finished = None, False
    try:
        tally, complete = score(plan, journal)
        found = figures(tally, plan.official if complete else None)
        if complete:
            if old is not None:
                comparison = compare.compare(old, journal.records(), found.metrics, plan.settings)
            _write(request, plan, found, comparison, journal)
            finished = True
    finally:
        journal.close(finished=finished)
    _print(request, plan, found, len(tally), console)
    if not finished:
        notes.print(_interrupted(journal, len(tally), len(plan.questions)))
        return INTERRUPTED
    return _judge(request, found, comparison, console, notes)


def score(plan: Plan, journal: Journal) -> tuple[Tally, bool]:
    """The tally of all that is in the journal in the end, and whether nothing is left to ask."""
    tally, done = Tally(), set()
    for record in journal.records():
        tally.add(record)
        done.add(record.question.id)
    left = [question for question in plan.questions if question.id not in done]
    try:
        with counting("") as update, closing(_records(plan, left)) as records:
            for number, record in enumerate(records, start=1):
                journal.add(record)
                tally.add(record)
                update(number, len(left))
    except KeyboardInterrupt:
        return tally, False
    return tally, True


def _records(plan: Plan, left: Sequence[Question]) -> Generator[Record, None, None]:
    """The record of each question that is left, in order."""
    if plan.team is None:
        yield from map(plan.ask, left)
        return
    done = len(plan.questions) - len(left)
    first = max(0, alone(len(plan.questions)) - done)
    yield from map(plan.ask, left[:first])
    yield from in_order(plan.ask, left[first:], plan.team)


def _result_file(request: Request) -> Path | None:
    """The file that an interrupted run is kept beside; none if it goes to a pipe or nowhere."""
    files = (request.json_file, request.report, request.predictions)
    first = next((file for file in files if file is not None), None)
    return None if first is None or (first.exists() and not first.is_file()) else first


def _fingerprint(plan: Plan) -> dict[str, Any]:
    """What a run must have in common with the one that it goes on from."""
    digest = hashlib.sha256()
    for question in plan.questions:
        digest.update(repr(question).encode("utf-8", "surrogatepass"))
    return {**plan.settings, "questions_digest": digest.hexdigest()}


def _print(request: Request, plan: Plan, found: Figures, asked: int, console: Console) -> None:
    stage = plan.settings["stage"]
    console.print(f"{request.questions.name}, stage {stage}, {asked} questions")
    for table in tables(found):
        console.print()
        console.print(table)


def _interrupted(journal: Journal, done: int, questions: int) -> str:
    scored = f"Interrupted: {done} of {questions} questions are scored."
    if journal.path is None:
        return f"{scored} To be able to go on, name a file with --json."
    return f"{scored} They are in {journal.path}; the same command with --resume goes on."


def _write(
    request: Request, plan: Plan, found: Figures, comparison: Comparison | None, journal: Journal
) -> None:
    """The files that were asked for."""
    if request.json_file is not None:
        fields = {**figures_fields(found), "settings": dict(plan.settings)}
        if comparison is not None:
            fields["comparison"] = compare.to_fields(comparison)
        write_result(request.json_file, fields, journal.lines())
    if request.report is not None:
        write_report(request.report, found, plan.settings, comparison, journal.records())
    if request.predictions is not None:
        texts = ((r.question.id, r.prediction) for r in journal.records())
        write_object("--predictions", request.predictions, texts)
    if request.na_probs is not None and request.from_predictions is None:
        odds = ((r.question.id, r.no_answer) for r in journal.records())
        write_object("--na-probs", request.na_probs, odds)


def _judge(
    request: Request,
    found: Figures,
    comparison: Comparison | None,
    console: Console,
    notes: Console,
) -> int:
    """Print what changed, and end with 1 if a figure that must hold does not."""
    failed = below(floors(request.fail_below), found.metrics)
    if comparison is not None:
        for part in comparison_tables(comparison):
            console.print()
            console.print(part)
        if request.fail_on_regression is not None:
            failed += regressed(comparison, request.fail_on_regression)
    for line in failed:
        notes.print(f"Failed: {line}")
    return 1 if failed else 0
