"""Feedback as a question set that `footnote eval` reads: JSON Lines, or SQuAD 2.0.

In SQuAD each answer stands at its place in an article; an answer that no article holds word for
word has no place there, and is left out. JSON Lines holds it nevertheless.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.telegram_app.feedback import Given
from retrieval.types import Article, Region

VERSION = "v2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article holds a text: a region of `article.text`, inside a block of its body."""

    article: Article
    region: Region
    block: Region


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
