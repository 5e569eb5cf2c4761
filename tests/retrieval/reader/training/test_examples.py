"""SQuAD files come in whole, and no article stands on both sides of the split."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.reader.training.examples import (
    VALIDATION_TITLES,
    Example,
    read_squad,
    source_name,
    split,
)

CONTEXT = "Tin is a metal. Tin melts at 232 degrees."
SQUAD: dict[str, Any] = {
    "version": "v2.0",
    "data": [
        {
            "title": "Tin",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "1",
                            "question": " At what temperature does tin melt? ",
                            "is_impossible": False,
                            "answers": [
                                {"text": "232 degrees", "answer_start": 29},
                                {"text": "232", "answer_start": 29},
                                {"text": "232 degrees", "answer_start": 29},
                            ],
                        },
                        {
                            "id": "2",
                            "question": "When does lead melt?",
                            # Some files keep the plausible answers apart, some do not.
                            "is_impossible": True,
                            "answers": [{"text": "232 degrees", "answer_start": 29}],
                        },
                    ],
                }
            ],
        },
        {
            "title": "Oslo",
            "paragraphs": [
                {
                    "context": "Oslo is in Norway.",
                    # SQuAD 1.1 knows no `is_impossible`.
                    "qas": [
                        {
                            "id": "3",
                            "question": "Where is Oslo?",
                            "answers": [{"text": "Norway", "answer_start": 11}],
                        }
                    ],
                }
            ],
        },
    ],
}


@pytest.fixture(params=["train-new_wiki.json", "train-new_wiki.json.gz"])
def squad_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    content = json.dumps(SQUAD).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def test_every_question_comes_with_all_votes_in_file_order(squad_file: Path) -> None:
    assert read_squad(squad_file) == [
        Example(
            source="new_wiki",
            title="Tin",
            question="At what temperature does tin melt?",
            context=CONTEXT,
            answers=((29, 40), (29, 32), (29, 40)),
        ),
        Example(
            source="new_wiki",
            title="Tin",
            question="When does lead melt?",
            context=CONTEXT,
            answers=(),
        ),
        Example(
            source="new_wiki",
            title="Oslo",
            question="Where is Oslo?",
            context="Oslo is in Norway.",
            answers=((11, 17),),
        ),
    ]


def test_answers_are_the_text_that_stands_in_the_context(squad_file: Path) -> None:
    texts = [example.answer_texts for example in read_squad(squad_file)]
    assert texts == [("232 degrees", "232", "232 degrees"), (), ("Norway",)]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("train-squad2.json", "squad2"),
        ("train-amazon_reviews.json.gz", "amazon_reviews"),
        ("dev.json", "dev"),
    ],
)
def test_a_source_is_named_after_its_file(name: str, source: str) -> None:
    assert source_name(Path("somewhere") / name) == source


def test_an_article_is_held_out_of_its_own_source_only(squad_file: Path) -> None:
    tin, lead, oslo = read_squad(squad_file)
    elsewhere = Example(
        source="squad2", title="Tin", question="What is tin?", context=CONTEXT, answers=((9, 14),)
    )
    assert split([tin, lead, oslo, elsewhere]) == ([oslo, elsewhere], [tin, lead])


def test_the_split_loses_nothing_and_shares_no_article() -> None:
    listed = json.loads(VALIDATION_TITLES.read_text("utf-8"))
    pool = [
        Example(source=source, title=title, question=f"q{n}", context="c", answers=())
        for source, titles in listed.items()
        for title in [*titles, "Another article"]
        for n in range(2)
    ]
    train, validation = split(pool)
    assert {(e.source, e.title) for e in validation} == {
        (source, title) for source, titles in listed.items() for title in titles
    }
    assert sorted(train + validation, key=repr) == sorted(pool, key=repr)
    assert not {(e.source, e.title) for e in train} & {(e.source, e.title) for e in validation}
