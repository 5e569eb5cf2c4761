"""The command `footnote`: parses, calls, prints, and turns every known error into one line.

Exit status: 0 done or answered, 1 no answer, 2 bad usage or configuration. Results go to standard
output, everything else to standard error. Heavy imports wait until a command needs them.
"""

import sys
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache, partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import __version__
from bot.evaluation.command import evaluate
from bot.options import articles_path
from retrieval.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from bot.answering import Answerer
    from bot.build import Library, Progress
    from bot.settings import Settings
    from retrieval.articles.skipped import Skipped

app = typer.Typer(
    help="Answers questions from your own articles, with literal quotes and their place.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Articles = Annotated[
    Path | None,
    typer.Option(
        "--articles",
        metavar="PATH",
        parser=articles_path,
        help="Folder or file (default: FOOTNOTE_ARTICLES, else seeds/).",
    ),
]


UNWRAPPED = 100_000
"""A width that no line reaches: programs want lines, not columns."""


def main() -> NoReturn:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # of an article's letters some terminals lack some
    try:
        app(standalone_mode=True)
    except FootnoteError as error:
        print(f"footnote: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        print(f"footnote: {error}", file=sys.stderr)  # noqa: T201
        with suppress(OSError):  # what could not be written is not tried again on leaving
            sys.stdout.close()
        sys.exit(2)
    sys.exit(0)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"footnote {__version__}")
        raise typer.Exit


@app.callback()
def _footnote(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def chat(articles: Articles = None) -> None:
    """Ask the articles in the console, question by question."""
    from bot.console import Chat, keyboard
    from bot.settings import load_settings
    from bot.wording import wording

    settings, words = load_settings(), wording()
    library = _library(settings, articles)
    conversation = Chat(
        library=library,
        answerer=_answerer(settings, library),
        console=_console(),
        wording=words,
    )
    # Without a person at the other end the prompt would only stand in the way of the answers.
    conversation.run(keyboard(words.say("chat.prompt") if sys.stdin.isatty() else ""))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    articles: Articles = None,
    json: Annotated[bool, typer.Option("--json", help="Print the whole reply as JSON.")] = False,
) -> None:
    """Answer one question. Exit status 0: answered; 1: the articles do not say."""
    from bot.replies import to_json
    from bot.settings import load_settings
    from retrieval.types import Answer

    settings = load_settings()
    reply = _answerer(settings, _library(settings, articles)).answer(question)
    if json:
        typer.echo(to_json(reply))
    else:
        from bot.console import show
        from bot.wording import wording

        show(reply, _console(), wording())
    raise typer.Exit(0 if isinstance(reply, Answer) else 1)


@app.command("articles")
def list_articles(articles: Articles = None) -> None:
    """List what was loaded, in how many passages, and what was skipped and why."""
    from bot.console import show_articles
    from bot.settings import load_settings
    from bot.wording import wording

    show_articles(_library(load_settings(), articles, warn=False), _console(), wording())


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Files to copy into the folder.")],
    articles: Articles = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a file of the same name.")
    ] = False,
) -> None:
    """Add files to the folder of articles, and say what was read in them."""
    from bot.changing import add_files
    from bot.settings import load_settings
    from bot.wording import wording

    folder = _folder(load_settings(), articles)
    add_files(files, folder, replace=replace, console=_console(), wording=wording())


@app.command()
def remove(
    article: Annotated[str, typer.Argument(help="Its file below the folder, its id or its title.")],
    articles: Articles = None,
) -> None:
    """Remove an article: its file is deleted from the folder of articles."""
    from bot.changing import remove_article
    from bot.settings import load_settings
    from bot.wording import wording

    folder = _folder(load_settings(), articles)
    remove_article(article, folder, console=_console(), wording=wording())


app.command("eval")(evaluate)


@app.command()
def calibrate(
    questions: Annotated[
        Path, typer.Argument(help="Your question set, as for eval; unanswerable ones help.")
    ],
    articles: Articles = None,
    precision: Annotated[
        float, typer.Option(help="The share of the answers that must be right.")
    ] = 0.9,
) -> None:
    """Fit how sure to be before answering, on your own questions."""
    from bot.evaluation.fit_threshold import calibrate_on
    from bot.settings import load_settings

    calibrate_on(
        questions,
        articles=articles,
        precision=precision,
        settings=load_settings(),
        console=_console(),
    )


@app.command()
def telegram(articles: Articles = None) -> None:
    """Run the Telegram bot; needs TELEGRAM_BOT_TOKEN in the environment or .env."""
    from bot.errors import SettingsError
    from bot.live import LiveLibrary
    from bot.settings import load_settings, misspelt_names
    from bot.telegram_app.app import run_telegram
    from bot.telegram_app.before_start import notes, refusals
    from bot.telegram_app.connection import bot_token
    from bot.wording import wording

    settings, misspelt = load_settings(), misspelt_names()
    for refusal in refusals(settings, misspelt):
        raise SettingsError(refusal)
    for note in notes(settings, misspelt):
        typer.echo(note, err=True)
    bot_token(settings)  # a missing token is told before anything is loaded
    settings = replace(settings, footnote_articles=_folder(settings, articles))
    with _loading() as progress:
        live = LiveLibrary(
            settings.footnote_articles,
            _builder(settings),
            progress,
            # The last article may have been forgotten in a chat, and the next be sent there.
            may_be_empty=bool(settings.admin_user_ids),
        )
    _warn_of(live.library.skipped)
    raise typer.Exit(run_telegram(live, settings, wording()))


feedback = typer.Typer(help="What people said of the Telegram bot's answers.", no_args_is_help=True)
app.add_typer(feedback, name="feedback")


@feedback.command("export")
def export_feedback(
    out: Annotated[Path, typer.Argument(help="Where to: .jsonl, or .json for SQuAD 2.0.")],
    articles: Articles = None,
) -> None:
    """Write the feedback as a question set for `footnote eval`."""
    from bot.settings import load_settings
    from bot.telegram_app.export import export

    settings = load_settings()
    library = _library(settings, articles)
    typer.echo(export(settings.footnote_state, out, library.articles), err=True)


@app.command()
def doctor(articles: Articles = None) -> None:
    """Check settings, articles, reader, Telegram and disk. Exit status 2: something is amiss."""
    from bot.doctor import examine
    from bot.settings import load_settings

    settings = load_settings()
    settings = replace(settings, footnote_articles=_folder(settings, articles))
    raise typer.Exit(0 if examine(settings, _console()) else 2)


@app.command()
def train(
    data: Annotated[
        Path,
        typer.Option(
            help="Folder with SQuAD files train-*.json[.gz]: train the shipped reader anew. "
            "One SQuAD file of your own: train the shipped reader on it further."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for checkpoints and the finished reader.")],
) -> None:
    """Train a reader and export it; needs the extra train. Resumes after a stop."""
    from bot.training import train_reader

    train_reader(data, out, say=lambda line: typer.echo(line, err=True))


def _library(settings: "Settings", articles: Path | None, *, warn: bool = True) -> "Library":
    """The articles, with a progress bar if there are many and a line on each file skipped."""
    from bot.build import build_library

    with _loading() as progress:
        library = build_library(_folder(settings, articles), progress)
    if warn:
        _warn_of(library.skipped)
    return library


@contextmanager
def _loading() -> "Iterator[Progress]":
    """Whom to tell how far reading the articles is: a person who watches, or nobody."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from bot.progress import counting
    from bot.wording import wording

    with counting(wording().say("chat.loading")) as progress:
        yield progress


def _warn_of(left_out: "tuple[Skipped, ...]") -> None:
    if not left_out:
        return
    from bot.skips import skip_lines
    from bot.wording import wording

    for line in skip_lines(left_out, wording()):
        typer.echo(line, err=True)


def _folder(settings: "Settings", articles: Path | None) -> Path:
    return articles if articles is not None else settings.footnote_articles


def _answerer(settings: "Settings", library: "Library") -> "Answerer":
    """The whole path over one library."""
    return _builder(settings)(library)


def _builder(settings: "Settings") -> "Callable[[Library], Answerer]":
    """What makes the whole path over a library, each time with the same reader.

    It is at the owner's threshold if that fits; why it does not is told once, not at each change.
    """
    from bot.build import build_answerer, build_reader
    from bot.own_threshold import calibration_for
    from bot.patience import patience_for

    reader = cache(partial(build_reader, settings.footnote_reader))
    told: set[str] = set()

    def build(library: "Library") -> "Answerer":
        decided = calibration_for(settings, library)
        if decided.complaint and decided.complaint not in told:
            told.add(decided.complaint)
            typer.echo(decided.complaint, err=True)
        return build_answerer(
            library,
            reader(),
            calibration=decided.calibration,
            patience=patience_for(len(library.passages), settings.footnote_time_budget),
        )

    return build


def _console() -> "Console":
    """Standard output: styled on a terminal, plain and unwrapped anywhere else."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else UNWRAPPED)
