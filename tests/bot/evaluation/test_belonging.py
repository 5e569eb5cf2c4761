"""A question set over another folder than its own is told, and no nonsense is scored."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from toys import toy_article, toy_library

from bot.evaluation.belonging import complain_of_articles
from bot.evaluation.fit_threshold import calibrate_on
from bot.evaluation.question_sets import Question
from bot.evaluation.request import Request
from bot.evaluation.run import evaluate_file
from bot.settings import Settings
from retrieval.errors import QuestionSetError

LIBRARY = toy_library(toy_article("news/rhine.txt", "The Rhine."), toy_article("nile.txt", "Nile."))
SET = Path("set.jsonl")

LINE = '{"id": "1", "question": "Which river?", "answers": ["the Rhine"], "article": "%s"}\n'
NONE_THERE = (
    "None of the articles that {} names, 'rhein.txt' first, is in the collection. "
    "Name the folder that they are in with --articles."
)


def naming(*articles: str) -> Question:
    return Question(id="1", text="Which river?", answers=("Rhine",), articles=articles)


@pytest.mark.parametrize("named", [(), ("rhine.txt",), ("news/rhine.txt", "nile.txt")])
def test_nothing_is_said_where_all_is_there_or_nothing_named(named: tuple[str, ...]) -> None:
    assert complain_of_articles([naming(), naming(*named)], LIBRARY, SET) == ""


def test_a_set_that_names_none_of_the_articles_is_refused() -> None:
    with pytest.raises(QuestionSetError) as refused:
        complain_of_articles([naming(), naming("rhein.txt", "nil.txt")], LIBRARY, SET)
    assert str(refused.value) == NONE_THERE.format(SET)


def test_articles_that_are_not_there_are_counted_once_each() -> None:
    questions = [naming("rhine.txt", "nil.txt"), naming("etna.txt"), naming("nil.txt")]
    assert complain_of_articles(questions, LIBRARY, SET) == (
        "set.jsonl names 2 of 3 articles that are not in the collection, 'nil.txt' first: "
        "they have other names there, or are in another folder."
    )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "rhine.txt").write_text("The Rhine is a river of Europe.")
    return tmp_path


def evaluated(
    files: Path, questions: str, *, name: str = "set.jsonl", by_setting: bool = False
) -> str:
    """What was noted of an evaluation of search, over the folder named in one way or the other."""
    (files / name).write_text(questions)
    folder = files / "articles"
    notes = StringIO()
    evaluate_file(
        Request(
            questions=files / name,
            articles=None if by_setting else folder,
            stage="retrieve",
        ),
        settings=Settings(footnote_articles=folder) if by_setting else Settings(),
        console=Console(file=StringIO()),
        notes=Console(file=notes, width=500),
    )
    return notes.getvalue()


@pytest.mark.parametrize("by_setting", [True, False])
def test_an_evaluation_over_another_folder_ends_with_what_to_do(
    files: Path, *, by_setting: bool
) -> None:
    with pytest.raises(QuestionSetError) as refused:
        evaluated(files, LINE % "rhein.txt", by_setting=by_setting)
    assert str(refused.value) == NONE_THERE.format(files / "set.jsonl")


def test_an_evaluation_goes_on_where_some_are_there(files: Path) -> None:
    questions = LINE % "rhine.txt" + LINE.replace("1", "2") % "nile.txt"
    assert "set.jsonl names 1 of 2 articles that are not in" in evaluated(files, questions)


def test_squad_over_other_articles_names_none(files: Path) -> None:
    squad = (
        '{"data": [{"title": "Rhein", "paragraphs": [{"context": "The Rhine.", "qas": '
        '[{"id": "1", "question": "Which river?", "answers": [{"text": "Rhine"}]}]}]}]}'
    )
    assert evaluated(files, squad, name="set.json") == ""


def test_no_threshold_is_fitted_over_another_folder(files: Path) -> None:
    (files / "set.jsonl").write_text(LINE % "rhein.txt")
    with pytest.raises(QuestionSetError) as refused:
        calibrate_on(
            files / "set.jsonl",
            articles=files / "articles",
            precision=0.9,
            settings=Settings(),
            console=Console(file=StringIO()),
        )
    assert str(refused.value) == NONE_THERE.format(files / "set.jsonl")
