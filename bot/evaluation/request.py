"""What one `footnote eval` was asked to do, and whether that makes sense."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from bot.errors import SettingsError
from bot.evaluation.gates import floors
from bot.evaluation.official import OFFICIAL_THRESHOLD

Stage = Literal["answer", "read", "retrieve"]

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The options of `footnote eval`; see its help for each.

    `na_probs` is read beside `from_predictions`, and written otherwise.
    """

    questions: Path
    articles: Path | None = None
    stage: str = "answer"
    json_file: Path | None = None
    report: Path | None = None
    predictions: Path | None = None
    na_probs: Path | None = None
    from_predictions: Path | None = None
    na_prob_thresh: float = OFFICIAL_THRESHOLD
    without_article: bool = False
    compare: Path | None = None
    fail_below: tuple[str, ...] = ()
    fail_on_regression: float | None = None
    resume: bool = False

    def written(self) -> Iterator[tuple[str, Path]]:
        """(option, file) of everything that is to be written, in order."""
        files = {
            "--json": self.json_file,
            "--report": self.report,
            "--predictions": self.predictions,
        }
        if self.from_predictions is None:
            files["--na-probs"] = self.na_probs
        yield from ((option, file) for option, file in files.items() if file is not None)


def check(request: Request) -> None:
    """Raises `SettingsError` for what cannot be done, before anything is loaded or scored."""
    if request.stage not in get_args(Stage):
        raise SettingsError(
            f"--stage {request.stage} does not exist; choose {', '.join(get_args(Stage))}."
        )
    for senseless, message in _rules(request):
        if senseless:
            raise SettingsError(message)
    for option, file in request.written():
        if not file.absolute().parent.is_dir():
            raise SettingsError(f"{option} {file}: the folder {file.parent} does not exist.")
    floors(request.fail_below)


def _rules(request: Request) -> Iterator[tuple[bool, str]]:
    """(whether it is broken, what to say then)."""
    given = request.from_predictions is not None
    wants_texts = request.predictions is not None or (request.na_probs is not None and not given)
    thresh = request.na_prob_thresh != OFFICIAL_THRESHOLD
    yield (
        given and (request.stage != "answer" or request.articles is not None),
        "--from-predictions scores a file; it goes with neither --stage nor --articles.",
    )
    yield given and wants_texts, "--predictions writes what --from-predictions reads: choose one."
    yield (
        thresh and not (given and request.na_probs is not None),
        "--na-prob-thresh needs --from-predictions and --na-probs.",
    )
    yield (
        wants_texts and request.stage == "retrieve",
        "--stage retrieve makes no predictions that could be written.",
    )
    yield (
        request.without_article and (given or request.stage != "answer"),
        "--without-article asks the whole path; it goes with --stage answer only.",
    )
    yield (
        request.fail_on_regression is not None and request.compare is None,
        "--fail-on-regression needs --compare OLD.json to measure against.",
    )
    yield (
        request.resume and not any(request.written()),
        "--resume needs the file that the interrupted run was to write, such as --json FILE.",
    )
