"""JSON Lines: an article a line, and a line on each line that is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.articles import json_lines
from retrieval.articles.json_lines import load_json_lines
from retrieval.articles.skipped import Skipped
from retrieval.errors import ArticleError
from retrieval.types import Article

PROSE = "The council voted on Monday to close the old bridge to cars from June."
OBJECT = 'is not a JSON object with "id", "title" and "text"'


def _load(tmp_path: Path, *lines: object) -> list[Article | Skipped]:
    path = tmp_path / "news.jsonl"
    rows = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(rows) + b"\n")
    return list(load_json_lines(path, "sub/news.jsonl"))


def _article(tmp_path: Path, fields: dict[str, Any]) -> Article:
    (article,) = _load(tmp_path, fields)
    assert isinstance(article, Article)
    return article


def _reasons(items: list[Article | Skipped]) -> list[str]:
    return [str(item) if isinstance(item, Skipped) else item.id for item in items]


def test_a_line_gives_all_its_fields(tmp_path: Path) -> None:
    fields = {
        "id": "a1",
        "title": "Old bridge closes",
        "text": f"\u00a0{PROSE}\r\n",
        "url": "https://news.example/1",
        "published": "8 July 2018",
        "publisher": "Coast Courier",
    }
    assert _load(tmp_path, fields) == [
        Article(**fields, body=((1, 1 + len(PROSE)),), path="sub/news.jsonl")
    ]


def test_what_a_line_leaves_out_is_found_in_its_text(tmp_path: Path) -> None:
    text = f"date 2018-07-08 {PROSE}"
    assert _load(tmp_path, {"text": text, "title": " ", "url": None}) == [
        Article(
            id="sub/news.jsonl:1",
            title=PROSE,
            published="2018-07-08",
            text=text,
            body=((16, 16 + len(PROSE)),),
            path="sub/news.jsonl",
        )
    ]


@pytest.mark.parametrize(
    ("given", "article_id"), [(7, "7"), (0, "0"), ("", "sub/news.jsonl:1"), (True, None)]
)
def test_ids_may_be_numbers(tmp_path: Path, given: object, article_id: str | None) -> None:
    article = _article(tmp_path, {"id": given, "text": PROSE})
    assert article.id == (article_id or "sub/news.jsonl:1")


@pytest.mark.parametrize(
    "text",
    [
        "Monday to Friday from 9 to 17",
        "Monday to Friday from 9 to 17\nSaturday from 10 to 14",
        f"Monday to Friday from 9 to 17\n\n{PROSE}",
    ],
)
def test_a_given_title_leaves_the_text_whole(tmp_path: Path, text: str) -> None:
    article = _article(tmp_path, {"title": "Opening hours", "text": text})
    assert article.title == "Opening hours"
    assert [text[start:end] for start, end in article.body] == [t for t in text.split("\n") if t]


def test_bad_lines_are_named_by_number_and_the_rest_is_served(tmp_path: Path) -> None:
    items = _load(
        tmp_path,
        {"id": "first", "text": PROSE},
        b"",
        b'{"id": "cut',
        [1, 2],
        {"id": "no text"},
        {"text": 7},
        {"text": " \u00a0"},
        "a string".encode("utf-16-le"),
        '"caf\u00e9"'.encode("latin-1"),
        b"[" * 100_000,
        {"id": "last", "text": PROSE},
    )
    reasons = _reasons(items)
    # What Python says of too deep a list differs between its versions.
    assert reasons.pop(8).startswith("sub/news.jsonl, line 10 is not JSON: ")
    assert reasons == [
        "first",
        "sub/news.jsonl, line 3 is not JSON: Unterminated string starting at (character 8)",
        f"sub/news.jsonl, line 4 {OBJECT}",
        'sub/news.jsonl, line 5 has no "text"',
        'sub/news.jsonl, line 6 has no "text"',
        'sub/news.jsonl, line 7 holds no article text in "text"',
        "sub/news.jsonl, line 8 is binary, not text",
        "sub/news.jsonl, line 9 is not UTF-8 (byte 4 is 0xe9); save it as UTF-8",
        "last",
    ]


def test_a_number_that_python_refuses_is_a_bad_line(tmp_path: Path) -> None:
    items = _load(
        tmp_path, b'{"id": ' + b"1" * 5000 + b', "text": "x"}', {"id": "b", "text": PROSE}
    )
    assert len(items) == 2
    assert _reasons(items)[0].startswith("sub/news.jsonl, line 1 is not JSON: ")
    assert _reasons(items)[1] == "b"


def test_half_a_character_is_a_bad_line(tmp_path: Path) -> None:
    """No output and no model takes a lone surrogate, which JSON can spell."""
    items = _load(tmp_path, b'{"text": "The sign \\ud83d is half."}', {"id": "b", "text": PROSE})
    assert _reasons(items) == [
        'sub/news.jsonl, line 1 holds half of a character (\\ud800 to \\udfff) in "text"',
        "b",
    ]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": PROSE}).encode()
    assert _reasons(_load(tmp_path, b"\xef\xbb\xbf" + line)) == ["a"]


@pytest.mark.parametrize("length", [100, 150, 200, 250, 301])
def test_a_line_that_is_too_long_is_one_bad_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(json_lines, "_MAX_LINE_BYTES", 99)
    items = _load(tmp_path, b"x" * length, {"id": "a", "text": PROSE})
    assert _reasons(items) == ["sub/news.jsonl, line 1 is longer than 9.9e-05 MB", "a"]


def test_a_question_set_is_passed_over_quietly(tmp_path: Path) -> None:
    question = {"id": "q1", "question": "Who?", "answers": ["Kim"], "article": "a.txt"}
    assert _load(tmp_path, question, question, b"{broken") == [
        Skipped(path="sub/news.jsonl", reason="is a question set, not articles", quiet=True)
    ]


@pytest.mark.parametrize("data", [b"", b"\n \n\r\n"])
def test_an_empty_file_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    with pytest.raises(ArticleError) as caught:
        list(load_json_lines(path, "a.jsonl"))
    assert str(caught.value) == "is empty"


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArticleError) as caught:
        list(load_json_lines(tmp_path / "a.jsonl", "a.jsonl"))
    assert str(caught.value) == "cannot be read: No such file or directory"
