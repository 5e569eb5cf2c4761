"""`footnote train`: learn, export, calibrate, and say how good the result is."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bot.build import Library, build_retriever
from bot.calibration import Calibration
from bot.evaluation.fitting import CaseMaker, best_null_margin, fit
from bot.evaluation.question_sets import QuestionSet, load_question_set
from bot.evaluation.stages import score_reader
from bot.progress import tracked
from retrieval.errors import QuestionSetError, ReaderError
from retrieval.interfaces import Reader
from retrieval.reader.onnx_reader import onnx_reader
from retrieval.reader.training.examples import validation_titles
from retrieval.terms import Vocabulary

CALIBRATED_ON = ("squad2", "new_wiki")
"""Validation articles of these sources: paragraphs as owners' articles have them."""

WITH_UNANSWERABLE = "squad2"
"""The one source whose own unanswerable questions can set the null margin."""


def train_reader(data: Path, out: Path, say: Callable[[str], None]) -> None:
    """Train on the files in `data`; `out/reader` is then a folder that `FOOTNOTE_READER` accepts.

    Started again after a stop, it goes on where it was. Raises `ReaderError` without the extra.
    """
    try:
        from retrieval.reader.train import train
        from retrieval.reader.training.export import export
    except ImportError as error:
        raise ReaderError(
            "Training needs the extra train. Install it with: pip install 'footnote-qa[train]' "
            "(in a checkout: .venv/bin/pip install -e '.[train]')"
        ) from error
    train(data, out / "checkpoint", report=lambda progress: say(str(progress)))
    export(out / "checkpoint", out / "reader")
    say("Calibrating on the validation articles ...")
    save(calibrate(data, onnx_reader(out / "reader")), out / "reader")
    say(f"Done. Use it with FOOTNOTE_READER={out / 'reader'}")


def calibrate(data: Path, reader: Reader) -> Calibration:
    """Fit the calibration on the validation articles of `data`."""
    null_margin = _null_margin(validation_set(data, WITH_UNANSWERABLE), reader)
    cases = []
    for source in CALIBRATED_ON:
        question_set = validation_set(data, source)
        ask = case_maker(question_set, reader)
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
    if question_set.library is None:
        raise QuestionSetError(
            "Calibrating needs SQuAD files: their paragraphs are the collection."
        )
    return question_set.library


def case_maker(question_set: QuestionSet, reader: Reader) -> CaseMaker:
    """Open retrieval over the paragraphs that came with the questions."""
    library = _library(question_set)
    return CaseMaker(
        articles=library.articles,
        retriever=build_retriever(library.articles, library.passages),
        reader=reader,
        vocabulary=Vocabulary(library.passages, (article.title for article in library.articles)),
    )


def save(calibration: Calibration, folder: Path) -> None:
    """Put the calibration beside the model that it belongs to."""
    text = json.dumps(asdict(calibration), indent=1)
    (folder / "calibration.json").write_text(text + "\n", "utf-8")
