"""Read SQuAD files into examples, and keep the validation articles apart from them.

An example is one question on one context, with each annotator's answer as a vote.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VALIDATION_TITLES = Path(__file__).with_name("validation.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question on a context; `answers` are half-open character spans, empty = not answerable.

    Every annotator's span is kept, repeated ones too: training takes them as votes.
    """

    source: str
    title: str
    question: str
    context: str
    answers: tuple[tuple[int, int], ...]

    @property
    def answer_texts(self) -> tuple[str, ...]:
        """The accepted answers as they stand in the context."""
        return tuple(self.context[start:end] for start, end in self.answers)


def read_squad(path: Path) -> list[Example]:
    """All examples of a SQuAD 1.1 or 2.0 file, plain or gzipped, in file order."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    return list(_examples(source_name(path), articles))


def source_name(path: Path) -> str:
    """`train-new_wiki.json.gz` -> `new_wiki`, the name by which a recipe speaks of a file."""
    return path.name.split(".")[0].removeprefix("train-")


def _examples(source: str, articles: Iterable[dict[str, Any]]) -> Iterator[Example]:
    for article in articles:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                yield Example(
                    source=source,
                    title=article["title"],
                    question=qa["question"].strip(),
                    context=paragraph["context"],
                    answers=() if qa.get("is_impossible") else tuple(_spans(qa["answers"])),
                )


def _spans(answers: Iterable[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    for answer in answers:
        start = answer["answer_start"]
        yield start, start + len(answer["text"])


def validation_titles() -> dict[str, set[str]]:
    """The articles that nothing is ever trained on, by source."""
    titles = json.loads(VALIDATION_TITLES.read_text("utf-8"))
    return {source: set(names) for source, names in titles.items()}


def split(examples: Iterable[Example]) -> tuple[list[Example], list[Example]]:
    """(training, validation): an article belongs to one side, named in `validation.json`."""
    titles = validation_titles()
    train: list[Example] = []
    validation: list[Example] = []
    for example in examples:
        held_out = example.title in titles.get(example.source, ())
        (validation if held_out else train).append(example)
    return train, validation
