"""Whether a question set and a collection belong together, by the articles that the set names."""

from collections.abc import Iterable
from pathlib import Path

from bot.build import Library
from bot.evaluation.question_sets import Question
from bot.evaluation.relevance import Names
from retrieval.errors import QuestionSetError


def complain_of_articles(questions: Iterable[Question], library: Library, path: Path) -> str:
    """A word on articles that the set in `path` names and nobody has, `""` if there are none.

    Raises `QuestionSetError` if none is there, as in another folder: no figure would mean a thing.
    """
    named = dict.fromkeys(name for question in questions for name in question.articles)
    lacking = Names(library.articles).lacking(named)
    if not lacking:
        return ""
    if len(lacking) == len(named):
        raise QuestionSetError(
            f"None of the articles that {path} names, {lacking[0]!r} first, is in the collection. "
            "Name the folder that they are in with --articles."
        )
    return (
        f"{path} names {len(lacking)} of {len(named)} articles that are not in the collection, "
        f"{lacking[0]!r} first: they have other names there, or are in another folder."
    )
