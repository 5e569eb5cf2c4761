"""JSON Lines files: an article a line, `{"id", "title", "text"}` and what else is known of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retrieval.articles.cleaning import clean, first_words
from retrieval.articles.files import MAX_BYTES, decode
from retrieval.articles.skipped import Skipped
from retrieval.errors import ArticleError
from retrieval.types import Article

_MAX_LINE_BYTES = MAX_BYTES


def load_json_lines(path: Path, name: str) -> Iterator[Article | Skipped]:
    """The articles of a `.jsonl` file; a bad line is skipped with its number and the reason.

    An article's id is the line's own, or `name:line` if it has none. A file whose lines are
    questions is no collection: it gives one quiet `Skipped`. Raises `ArticleError` for a file that
    cannot be read at all.
    """
    found = False
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_MAX_LINE_BYTES + 1), b""), 1):
                if not line.strip():
                    continue
                found = True
                try:
                    yield _article(line, number, name)
                except _QuestionSetError:
                    yield Skipped(path=name, reason="is a question set, not articles", quiet=True)
                    return
                except ArticleError as error:
                    yield Skipped(path=f"{name}, line {number}", reason=str(error))
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}") from error
    if not found:
        raise ArticleError("is empty")


class _QuestionSetError(Exception):
    """The line is a question with its answers."""


def _article(line: bytes, number: int, name: str) -> Article:
    fields = _fields(line)
    text = fields.get("text")
    if text is None and "question" in fields:
        raise _QuestionSetError
    if not isinstance(text, str):
        raise ArticleError('has no "text"')
    cleaned = clean(text)
    if not cleaned.body:
        raise ArticleError('holds no article text in "text"')
    return Article(
        id=_string(fields, "id") or f"{name}:{number}",
        title=_string(fields, "title") or first_words(text, cleaned.body[0]),
        url=_string(fields, "url"),
        published=_string(fields, "published") or cleaned.published,
        publisher=_string(fields, "publisher") or cleaned.publisher,
        text=text,
        body=cleaned.body,
        path=name,
    )


def _fields(line: bytes) -> dict[str, Any]:
    if len(line) > _MAX_LINE_BYTES:
        raise ArticleError(f"is longer than {_MAX_LINE_BYTES / 1e6:g} MB")
    try:
        fields = json.loads(decode(line))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArticleError(f"is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise ArticleError('is not a JSON object with "id", "title" and "text"')
    return fields


def _string(fields: dict[str, Any], key: str) -> str | None:
    """A field as text; numbers are common as ids and years."""
    value = fields.get(key)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip() or None
    return None
