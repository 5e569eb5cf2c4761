"""JSON Lines files: an article a line, `{"id", "title", "text"}` and what else is known of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from retrieval.articles.cleaning import clean
from retrieval.articles.files import MAX_BYTES, decode
from retrieval.articles.skipped import Skipped
from retrieval.errors import ArticleError
from retrieval.types import Article

_MAX_LINE_BYTES = MAX_BYTES
_SURROGATE = re.compile("[\ud800-\udfff]")


def load_json_lines(path: Path, name: str) -> Iterator[Article | Skipped]:
    """The articles of a `.jsonl` file; a bad line is skipped with its number and the reason.

    An article's id is the line's own, or `name:line` if it has none. A file whose lines are
    questions is no collection: it gives one quiet `Skipped`. Raises `ArticleError` for a file that
    cannot be read at all.
    """
    found = False
    try:
        with path.open("rb") as file:
            for number, line in enumerate(_lines(file), 1):
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


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only the beginning, never all in memory."""
    while line := file.readline(_MAX_LINE_BYTES + 1):
        yield line
        while len(line) > _MAX_LINE_BYTES and not line.endswith(b"\n"):
            line = file.readline(_MAX_LINE_BYTES + 1)


class _QuestionSetError(Exception):
    """The line is a question with its answers."""


def _article(line: bytes, number: int, name: str) -> Article:
    fields = _fields(line)
    text = fields.get("text")
    if text is None and "question" in fields:
        raise _QuestionSetError
    if not isinstance(text, str):
        raise ArticleError('has no "text"')
    if _SURROGATE.search(text):
        raise ArticleError('holds half of a character (\\ud800 to \\udfff) in "text"')
    cleaned = clean(text)
    if not cleaned.body:
        raise ArticleError('holds no article text in "text"')
    return Article(
        id=_string(fields, "id") or f"{name}:{number}",
        title=_string(fields, "title") or cleaned.title,
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
        fields = json.loads(decode(line.rstrip(b"\r\n")))
    except json.JSONDecodeError as error:  # its own text counts lines within the line
        raise ArticleError(f"is not JSON: {error.msg} (character {error.pos + 1})") from error
    except (ValueError, RecursionError) as error:
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
