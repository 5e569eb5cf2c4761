"""Question sets: both formats, and a clear word on what is wrong with a broken one."""

import gzip
import json
from pathlib import Path

import pytest

from bot.evaluation.question_sets import Question, load_question_set
from retrieval.errors import QuestionSetError
from retrieval.types import Article, Passage

SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Black_Death",
            "paragraphs": [
                {
                    "context": "It came by the Silk Road.",
                    "qas": [
                        {
                            "id": "q1",
                            "question": "How did it come?",
                            "answers": [
                                {"text": "by the Silk Road", "answer_start": 8},
                                {"text": "the Silk Road", "answer_start": 11},
                            ],
                        },
                        {
                            "id": "q2",
                            "question": "Who brought it?",
                            "answers": [],
                            "is_impossible": True,
                            "plausible_answers": [{"text": "Silk", "answer_start": 15}],
                        },
                    ],
                },
                {"context": "It ended in 1353.", "qas": []},
            ],
        }
    ],
}


def write(path: Path, text: str) -> Path:
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", ["set.json", "set.json.gz"])
def test_squad_paragraphs_become_passages_and_titles_articles(tmp_path: Path, name: str) -> None:
    loaded = load_question_set(write(tmp_path / name, json.dumps(SQUAD)))

    assert loaded.questions == (
        Question(
            id="q1",
            text="How did it come?",
            answers=("by the Silk Road", "the Silk Road"),
            articles=("Black_Death",),
            passage_id="Black_Death#0000",
            places=((8, 24), (11, 24)),
        ),
        Question(
            id="q2",
            text="Who brought it?",
            answers=(),
            articles=("Black_Death",),
            passage_id="Black_Death#0000",
        ),
    )
    assert loaded.collection is not None
    text = "It came by the Silk Road.\n\nIt ended in 1353."
    assert loaded.collection.articles == (
        Article(
            id="Black_Death",
            title="Black Death",
            text=text,
            body=((0, 25), (27, 44)),
            path="Black_Death",
        ),
    )
    assert loaded.collection.passages == (
        Passage(id="Black_Death#0000", article_id="Black_Death", start=0, text=text[:25]),
        Passage(id="Black_Death#0001", article_id="Black_Death", start=27, text=text[27:]),
    )


def test_places_count_in_the_article(tmp_path: Path) -> None:
    question = {"id": "q", "question": "When?", "answers": [{"text": "1353", "answer_start": 12}]}
    paragraphs = [
        {"context": "It came by the Silk Road.", "qas": []},
        {"context": "It ended in 1353.", "qas": [question]},
    ]
    squad = {"data": [{"title": "x", "paragraphs": paragraphs}]}

    loaded = load_question_set(write(tmp_path / "set.json", json.dumps(squad)))

    assert loaded.collection is not None
    ((start, end),) = loaded.questions[0].places
    assert loaded.collection.articles[0].text[start:end] == "1353"


def test_squad_can_be_cut_to_some_titles(tmp_path: Path) -> None:
    path = write(tmp_path / "set.json", json.dumps(SQUAD))

    assert load_question_set(path, titles={"Black_Death"}) == load_question_set(path)
    assert load_question_set(path, titles=set()).questions == ()


def test_json_lines_name_no_article_one_or_several(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "question": "Who?", "answers": ["Abe"], "article": "a.txt"},
        {"id": "2", "question": "Where?", "answers": ["Rome"], "article": ["a.txt", "b.txt"]},
        {"id": "3", "question": "Why?", "answers": [], "article": None},
    ]
    text = "\n\n".join(json.dumps(line) for line in lines)

    loaded = load_question_set(write(tmp_path / "set.jsonl", text))

    assert loaded.collection is None
    assert loaded.questions == (
        Question(id="1", text="Who?", answers=("Abe",), articles=("a.txt",)),
        Question(id="2", text="Where?", answers=("Rome",), articles=("a.txt", "b.txt")),
        Question(id="3", text="Why?", answers=()),
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("s.jsonl", "", "holds no questions"),
        ("s.jsonl", '{"id": 1, "question": "Who?", "answers": []}\nno', "line 2 is no question"),
        ("s.jsonl", '{"id": 1, "answers": []}', "line 1 is no question ('question')"),
        ("s.jsonl", '{"id": 1, "question": "?", "answers": "x"}', '"answers" is not a list'),
        ("s.jsonl", "[]", "line 1 is no question"),
        (
            "s.jsonl",
            '{"id": 1, "question": "a", "answers": []}\n{"id": 1, "question": "b", "answers": []}',
            "line 2 repeats the id '1'",
        ),
        ("s.json", "{}", "neither SQuAD JSON"),
        ("s.json", "nonsense", "neither SQuAD JSON"),
        ("s.json", '{"data": [{"title": "x"}]}', "is not complete SQuAD JSON: KeyError"),
        ("s.json", '{"data": 3}', "is not complete SQuAD JSON"),
    ],
)
def test_a_broken_set_says_where(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = write(tmp_path / name, text)

    with pytest.raises(QuestionSetError) as caught:
        load_question_set(path)

    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_or_damaged_file_says_so(tmp_path: Path) -> None:
    damaged = tmp_path / "set.json.gz"
    damaged.write_bytes(b"\x1f\x8b no gzip")

    for path in (tmp_path / "missing.jsonl", damaged):
        with pytest.raises(QuestionSetError, match="cannot be read"):
            load_question_set(path)
