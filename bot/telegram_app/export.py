"""Feedback as a question set that `footnote eval` reads: JSON Lines, or SQuAD 2.0.

In SQuAD each answer stands at its place in an article; an answer that no article holds word for
word has no place there, and is left out. JSON Lines holds it nevertheless.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.telegram_app.feedback import Given, all_feedback
from retrieval.types import Article, Region

VERSION = "v2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article holds a text: a region of `article.text`, inside a block of its body."""

    article: Article
    region: Region
    block: Region


def export(state: Path, out: Path, articles: Sequence[Article]) -> str:
    """Write the feedback in the file `state` to `out`, whose ending says how; returns a summary.

    Raises `SettingsError` if there is no feedback, or `out` ends in neither .jsonl nor .json.
    """
    if out.suffix not in (".jsonl", ".json"):
        raise SettingsError(f"{out} should end in .jsonl, or in .json for SQuAD 2.0.")
    given = _read(state)
    if not any(labelled(given)):
        raise SettingsError(
            f"There is no feedback in {state} that says what is right ({len(given)} verdicts in "
            "all). People give it with the buttons under the bot's answers."
        )
    if out.suffix == ".jsonl":
        text = to_json_lines(given, articles)
        written = text.count("\n")
    else:
        squad = to_squad(given, articles)
        text = json.dumps(squad, ensure_ascii=False, indent=1)
        written = sum(len(p["qas"]) for entry in squad["data"] for p in entry["paragraphs"])
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{out} cannot be written: {error}") from error
    return f"{written} of {len(given)} verdicts written to {out}."


def _read(state: Path) -> list[Given]:
    """All feedback; a bot may be running with the same file."""
    try:
        with closing(sqlite3.connect(f"{state.absolute().as_uri()}?mode=ro", uri=True)) as reading:
            return list(all_feedback(reading))
    except sqlite3.Error as error:
        raise SettingsError(
            f"The state file {state} cannot be read ({error}). FOOTNOTE_STATE should name the file "
            "that `footnote telegram` uses."
        ) from error


def labelled(given: Iterable[Given]) -> Iterator[Given]:
    """The feedback that says what is right; "wrong" alone does not."""
    return (each for each in given if each.answer is not None or each.verdict == "unanswerable")


def to_json_lines(given: Iterable[Given], articles: Sequence[Article]) -> str:
    """One question a line; `article` only where it is known. Empty for no labelled feedback."""
    lines = []
    for each in labelled(given):
        fields: dict[str, Any] = {
            "id": each.key,
            "question": each.question,
            "answers": [] if each.answer is None else [each.answer],
        }
        place = None if each.answer is None else locate(each.answer, articles, each.article_id)
        if place is not None:
            fields["article"] = place.article.id
        lines.append(json.dumps(fields, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def to_squad(given: Iterable[Given], articles: Sequence[Article]) -> dict[str, Any]:
    """SQuAD 2.0: every article with its paragraphs, each question at the paragraph that answers.

    A question that no article answers is put to the first paragraph of all, as impossible.
    """
    asked: dict[tuple[str, Region], list[dict[str, Any]]] = {}
    anywhere = next((a.id, block) for a in articles for block in a.body)
    for each in labelled(given):
        question = {"id": each.key, "question": each.question}
        if each.answer is None:
            entry = {**question, "answers": [], "is_impossible": True}
            asked.setdefault(anywhere, []).append(entry)
            continue
        place = locate(each.answer, articles, each.article_id)
        if place is not None:
            (start, end), block = place.region, place.block
            text = place.article.text[start:end]
            answer = {"text": text, "answer_start": start - block[0]}
            entry = {**question, "answers": [answer], "is_impossible": False}
            asked.setdefault((place.article.id, block), []).append(entry)
    return {"version": VERSION, "data": [_entry(article, asked) for article in articles]}


def locate(text: str, articles: Sequence[Article], article_id: str | None = None) -> Place | None:
    """The first place that reads `text`, white space and case aside; in `article_id` if there.

    None for an empty text, or one that no block of any body holds.
    """
    words = text.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words), re.IGNORECASE)
    ordered = sorted(articles, key=lambda article: article.id != article_id)
    for article in ordered:
        for start, end in article.body:
            match = pattern.search(article.text, start, end)
            if match:
                return Place(article=article, region=match.span(), block=(start, end))
    return None


def _entry(article: Article, asked: dict[tuple[str, Region], list[dict[str, Any]]]) -> Any:
    paragraphs = [
        {"context": article.text[start:end], "qas": asked.get((article.id, (start, end)), [])}
        for start, end in article.body
    ]
    return {"title": article.id, "paragraphs": paragraphs}
