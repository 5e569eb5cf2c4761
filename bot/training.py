"""`footnote train`: learn, export, calibrate, and say how good the result is."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot.build import Library
from bot.calibration import Calibration, load_calibration
from bot.evaluation.cases import CaseMaker
from bot.evaluation.fitting import best_null_margin, fit
from bot.evaluation.question_sets import QuestionSet, load_question_set
from bot.evaluation.stages import score_reader
from bot.progress import tracked
from retrieval.errors import QuestionSetError, ReaderError
from retrieval.interfaces import Reader
from retrieval.reader.onnx_reader import onnx_reader
from retrieval.reader.training.examples import validation_titles

if TYPE_CHECKING:
    from retrieval.reader.training.loop import Progress

CALIBRATED_ON = ("squad2", "new_wiki")
"""Validation articles of these sources: paragraphs as owners' articles have them."""

WITH_UNANSWERABLE = "squad2"
"""The one source whose own unanswerable questions can set the null margin."""


def train_reader(data: Path, out: Path, say: Callable[[str], None]) -> None:
    """Train on the files in `data`; `out/reader` is then a folder that `FOOTNOTE_READER` accepts.

    A folder holds the public files of the shipped reader, which is trained anew; a single SQuAD
    file is an owner's own, on which the shipped reader is trained on. Started again after a stop,
    it goes on where it was. Raises `ReaderError` without the extra.
    """
    try:
        from retrieval.reader.train import train, train_on
        from retrieval.reader.training.export import export
    except ImportError as error:
        raise ReaderError(
            "Training needs the extra train. Install it with: pip install 'footnote-qa[train]' "
            "(in a checkout: .venv/bin/pip install -e '.[train]')"
        ) from error
    own = data.is_file()
    (train_on if own else train)(data, out / "checkpoint", lambda progress: say(line(progress)))
    export(out / "checkpoint", out / "reader")
    if own:
        save(load_calibration(), out / "reader")
        say("It keeps the shipped calibration; fit your own with: footnote calibrate QUESTIONS")
    else:
        say("Calibrating on the validation articles ...")
        save(calibrate(data, onnx_reader(out / "reader")), out / "reader")
    say(f"Done. Use it with FOOTNOTE_READER={out / 'reader'}")


def line(progress: "Progress") -> str:
    """How far a training is, in a line."""
    return (
        f"step {progress.step:,} of {progress.steps:,}, loss {progress.loss:.2f}, "
        f"{progress.tokens_per_second:,.0f} tokens/s, {progress.minutes_left:.0f} min left"
    )


def calibrate(data: Path, reader: Reader) -> Calibration:
    """Fit the calibration on the validation articles of `data`."""
    null_margin = _null_margin(validation_set(data, WITH_UNANSWERABLE), reader)
    cases = []
    for source in CALIBRATED_ON:
        question_set = validation_set(data, source)
        ask = CaseMaker(_library(question_set), reader)
        cases += [case for q in tracked(question_set.questions) for case in ask.cases(q)]
    return fit(cases, reader.name, null_margin)


def validation_set(data: Path, source: str) -> QuestionSet:
    """The questions on one source's validation articles. Raises `QuestionSetError`."""
    found = sorted(data.glob(f"train-{source}.json*"))
    if not found:
        raise QuestionSetError(f"{data} holds no train-{source}.json or .json.gz to calibrate on.")
    return load_question_set(found[0], validation_titles()[source])


def _null_margin(question_set: QuestionSet, reader: Reader) -> float:
    """The margin at which "no answer" pays best on given paragraphs."""
    passages = {passage.id: passage for passage in _library(question_set).passages}
    outcome = score_reader(tracked(question_set.questions), passages, reader, null_margin=0.0)
    return best_null_margin(
        [record.scores["margin"] for record in outcome.records],
        [record.scores["f1_if_answered"] for record in outcome.records],
        [bool(record.question.answers) for record in outcome.records],
    )


def _library(question_set: QuestionSet) -> Library:
    if question_set.collection is None:
        raise QuestionSetError(
            "Calibrating needs SQuAD files: their paragraphs are the collection."
        )
    return question_set.collection


def save(calibration: Calibration, folder: Path) -> None:
    """Put the calibration beside the model that it belongs to."""
    text = json.dumps(asdict(calibration), indent=1)
    (folder / "calibration.json").write_text(text + "\n", "utf-8")
