"""What to ask whom: one way of scoring a question for each stage, over the right collection."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot.build import (
    Library,
    build_answerer,
    build_library,
    build_narrow_reader,
    build_reader,
    build_retriever,
    describe,
)
from bot.evaluation.belonging import complain_of_articles
from bot.evaluation.bench import WatchedReader, WatchedRetriever
from bot.evaluation.examining import Examiner
from bot.evaluation.predictions import (
    complain,
    load_no_answer,
    load_predictions,
    official_of,
    predicted,
)
from bot.evaluation.question_sets import Question, QuestionSet
from bot.evaluation.records import Record
from bot.evaluation.relevance import Names
from bot.evaluation.request import Request
from bot.evaluation.side_by_side import Team
from bot.evaluation.stages import read_one, retrieve_one
from bot.own_threshold import calibration_for
from bot.settings import Settings
from retrieval.errors import QuestionSetError
from retrieval.reader.processors import processors


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The questions that count and how to score one; `settings` says what figures come about with.

    A `team` may ask several at once; None where it must be one after the other. `official` are the
    official metrics where they are known beforehand, and `note` is a word to the user, `""` for
    none.
    """

    questions: tuple[Question, ...]
    ask: Callable[[Question], Record]
    settings: Mapping[str, Any]
    team: Team | None = None
    official: Mapping[str, float] | None = None
    note: str = ""


def make_plan(request: Request, question_set: QuestionSet, settings: Settings) -> Plan:
    """Load what the stage needs. Raises `QuestionSetError`, `CollectionError`, `ReaderError`."""
    if request.from_predictions is not None:
        return _from_predictions(request, request.from_predictions, question_set)
    library = collection(question_set, request.articles, settings)
    questions = placed(question_set, request.articles)
    note = complain_of_articles(questions, library, request.questions)
    if request.stage == "retrieve":
        return replace(_retrieve(request, questions, library), note=note)
    if request.stage == "read":
        return _read(request, question_set, settings)
    return replace(_answer(request, questions, library, settings), note=note)


def collection(question_set: QuestionSet, articles: Path | None, settings: Settings) -> Library:
    """What `--articles` names, else the set's own paragraphs, else the usual folder."""
    if articles is not None:
        return build_library(articles)
    return question_set.collection or build_library(settings.footnote_articles)


def placed(question_set: QuestionSet, articles: Path | None) -> tuple[Question, ...]:
    """The questions; of SQuAD asked of other articles than its own, only the words are known."""
    if articles is None or question_set.collection is None:
        return question_set.questions
    return tuple(
        replace(question, articles=(), passage_id=None, places=())
        for question in question_set.questions
    )


def _used(request: Request, **used: object) -> dict[str, object]:
    stage = "predictions" if request.from_predictions is not None else request.stage
    return {"questions": str(request.questions), "stage": stage, **used}


def _answer(
    request: Request, questions: tuple[Question, ...], library: Library, settings: Settings
) -> Plan:
    narrow = build_narrow_reader(settings.footnote_reader) if processors() > 1 else None
    reader = WatchedReader(build_reader(settings.footnote_reader), narrow=narrow)
    calibration = calibration_for(settings, library).calibration
    retriever = WatchedRetriever(build_retriever(library.articles, library.passages))
    examiner = Examiner(
        library=library,
        answerer=build_answerer(library, reader, retriever, calibration=calibration),
        retriever=retriever,
        reader=reader,
        clock=time.perf_counter,
        without_article=request.without_article,
    )
    used = _used(
        request,
        **describe(library),
        reader=reader.name,
        thresholds=asdict(calibration),
        without_article=request.without_article,
    )
    team = Team(size=processors(), begin=reader.narrow) if narrow is not None else None
    return Plan(questions=questions, ask=examiner.ask, settings=used, team=team)


def _read(request: Request, question_set: QuestionSet, settings: Settings) -> Plan:
    library = question_set.collection
    if library is None:
        raise QuestionSetError(
            "--stage read needs a SQuAD file: no other names the right paragraph."
        )
    passages = {passage.id: passage for passage in library.passages}
    reader = build_reader(settings.footnote_reader)
    calibration = calibration_for(settings, library).calibration

    def ask(question: Question) -> Record:
        passage = passages[question.passage_id or ""]
        return read_one(question, passage, reader, calibration.null_margin)

    used = _used(request, **describe(library), reader=reader.name, thresholds=asdict(calibration))
    return Plan(questions=question_set.questions, ask=ask, settings=used)


def _retrieve(request: Request, questions: tuple[Question, ...], library: Library) -> Plan:
    retriever = build_retriever(library.articles, library.passages)
    names = Names(library.articles)
    return Plan(
        questions=tuple(question for question in questions if question.answers),
        ask=lambda question: retrieve_one(question, retriever, names),
        settings=_used(request, **describe(library)),
    )


def _from_predictions(request: Request, path: Path, question_set: QuestionSet) -> Plan:
    questions, library = question_set.questions, question_set.collection
    texts = load_predictions(path)
    note = complain(questions, texts, path)
    no_answer = load_no_answer(request.na_probs, questions) if request.na_probs is not None else {}
    threshold = request.na_prob_thresh
    passages = {passage.id: passage for passage in library.passages} if library else {}

    def ask(question: Question) -> Record:
        said, passage = texts.get(question.id, ""), passages.get(question.passage_id or "")
        return predicted(question, said, no_answer.get(question.id), threshold, passage)

    return Plan(
        questions=questions,
        ask=ask,
        settings=_used(request, predictions=str(path), na_prob_thresh=threshold),
        official=official_of(questions, texts, no_answer, threshold),
        note=note,
    )
