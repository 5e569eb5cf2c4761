"""Records survive being written and read back."""

import json

from results import question

from bot.evaluation.records import Excerpt, Record, from_fields, to_fields
from retrieval.types import Citation

CITATION = Citation(
    article_id="rhine.txt",
    title="Rhine",
    url=None,
    published="2019-05-04",
    publisher=None,
    start=10,
    end=20,
    quote="It ends in",
)


def test_a_record_comes_back_from_json_as_it_was() -> None:
    before = Record(
        question=question("1", "Which river?", "the Rhine", "Rhine"),
        prediction="Rhine",
        confidence=0.75,
        citations=(CITATION, CITATION),
        guess="Rhine",
        no_answer=0.25,
        failure="misread",
        excerpts=(
            Excerpt(
                article_id="a", title="A", start=5, text="The Rhine", right=(4, 9), ours=(0, 3)
            ),
            Excerpt(article_id="b", title="B", start=0, text="The \ud83d Nile"),
        ),
        without_article="Nile",
        scores={"f1": 0.1 + 0.2},
        latency={"all": 12.5},
    )

    assert from_fields(json.loads(json.dumps(to_fields(before)))) == before


def test_the_names_in_the_result_file() -> None:
    asked = question("1", "Which river?", "the Rhine")

    assert to_fields(Record(question=asked, prediction="", reason="no_match", scores={})) == {
        "id": "1",
        "question": "Which river?",
        "answers": ["the Rhine"],
        "articles": ["rhine.txt"],
        "prediction": "",
        "confidence": None,
        "reason": "no_match",
        "guess": "",
        "no_answer": None,
        "failure": None,
        "citation": None,
        "also_in": [],
        "excerpts": [],
        "without_article": None,
        "scores": {},
        "latency_ms": {},
    }
