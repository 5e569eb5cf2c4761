"""`footnote eval`: its options. Heavy imports wait until it runs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.options import articles_path

_FILE = "FILE"
_MAKE = "Files to write"
_SCORE = "Predictions of another system"
_GATE = "Did it help?"


def evaluate(
    questions: Annotated[
        Path, typer.Argument(help="Question set: .jsonl, or SQuAD 1.1 / 2.0 .json, also .gz.")
    ],
    articles: Annotated[
        Path | None,
        typer.Option(
            "--articles",
            metavar="PATH",
            parser=articles_path,
            help="Folder or file (default: the set's own, else FOOTNOTE_ARTICLES, else seeds/).",
        ),
    ] = None,
    stage: Annotated[
        str, typer.Option(help="answer: the whole path; read: the reader; retrieve: the retriever.")
    ] = "answer",
    without_article: Annotated[
        bool,
        typer.Option(
            "--without-article",
            help="Ask each question once more with its article taken out of the collection.",
        ),
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an interrupted run stopped.")
    ] = False,
    json: Annotated[
        Path | None,
        typer.Option(
            "--json", metavar=_FILE, help="All figures and questions.", rich_help_panel=_MAKE
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar=_FILE, help="A page to look at, in HTML.", rich_help_panel=_MAKE),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(metavar=_FILE, help="{id: answer}, as SQuAD has it.", rich_help_panel=_MAKE),
    ] = None,
    na_probs: Annotated[
        Path | None,
        typer.Option(
            "--na-probs",
            metavar=_FILE,
            help="{id: probability of no answer}; read, not written, with --from-predictions.",
            rich_help_panel=_MAKE,
        ),
    ] = None,
    from_predictions: Annotated[
        Path | None,
        typer.Option(metavar=_FILE, help="Score this file of predictions.", rich_help_panel=_SCORE),
    ] = None,
    na_prob_thresh: Annotated[
        float,
        typer.Option(
            help="Above this probability a prediction counts as no answer.", rich_help_panel=_SCORE
        ),
    ] = 1.0,
    compare: Annotated[
        Path | None,
        typer.Option(
            metavar="OLD.json", help="What changed since that result.", rich_help_panel=_GATE
        ),
    ] = None,
    fail_below: Annotated[
        list[str] | None,
        typer.Option(
            metavar="METRIC=VALUE",
            help="End with status 1 if the metric is lower; may be repeated.",
            rich_help_panel=_GATE,
        ),
    ] = None,
    fail_on_regression: Annotated[
        float | None,
        typer.Option(
            metavar="POINTS",
            help="End with status 1 if f1 (or mrr) fell by more, against --compare.",
            rich_help_panel=_GATE,
        ),
    ] = None,
) -> None:
    """Score a question set: what the bot is worth, why it failed, whether a change helped.

    Exit status 0: done; 1: a figure that must hold does not; 130: interrupted.
    """
    from rich.console import Console

    from bot.evaluation.request import Request
    from bot.evaluation.run import evaluate_file
    from bot.settings import load_settings

    request = Request(
        questions=questions,
        articles=articles,
        stage=stage,
        json_file=json,
        report=report,
        predictions=predictions,
        na_probs=na_probs,
        from_predictions=from_predictions,
        na_prob_thresh=na_prob_thresh,
        without_article=without_article,
        compare=compare,
        fail_below=tuple(fail_below or ()),
        fail_on_regression=fail_on_regression,
        resume=resume,
    )
    unwrapped = None if sys.stdout.isatty() else 100_000
    console = Console(highlight=False, markup=False, width=unwrapped)
    notes = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    status = evaluate_file(request, settings=load_settings(), console=console, notes=notes)
    raise typer.Exit(status)
