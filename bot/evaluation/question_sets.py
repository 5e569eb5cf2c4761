"""Read question sets: JSON Lines, and SQuAD 1.1 or 2.0, plain or gzipped."""

import gzip
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.build import Library
from retrieval.errors import QuestionSetError
from retrieval.types import Article, Passage, Region

_BETWEEN_PARAGRAPHS = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its accepted answers; none = the articles do not answer it.

    `articles` names, by id or file name, the articles that answer; empty if the set does not say.
    `passage_id` is the right paragraph and `places` are the answers' regions in the article's text,
    which only SQuAD knows.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    articles: tuple[str, ...] = ()
    passage_id: str | None = None
    places: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Questions in file order; `collection` is the paragraphs that came with them, if any did."""

    questions: tuple[Question, ...]
    collection: Library | None


def load_question_set(path: Path, titles: Collection[str] | None = None) -> QuestionSet:
    """The questions in `path`; of a SQuAD file, only those on the articles in `titles` if given.

    Raises `QuestionSetError`, naming the line or field at fault.
    """
    text = _read(path)
    if path.name.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return QuestionSet(questions=tuple(_from_lines(text, path)), collection=None)
    try:
        data = json.loads(text)
        articles = data["data"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise QuestionSetError(
            f"{path} is neither SQuAD JSON (an object with a list 'data') nor JSON Lines (a file "
            "name that ends in .jsonl)."
        ) from error
    try:
        return _from_squad([a for a in articles if titles is None or a["title"] in titles])
    except (KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(
            f"{path} is not complete SQuAD JSON: {error!r} is missing."
        ) from error


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"The question set {path} cannot be read: {error}") from error


def _from_lines(text: str, path: Path) -> Iterator[Question]:
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionSetError(
                f"{path}, line {number} is no question ({error}); it should look like "
                '{"id": "1", "question": "Who …?", "answers": ["…"], "article": "file.txt"}'
            ) from error
        if question.id in seen:
            raise QuestionSetError(f"{path}, line {number} repeats the id {question.id!r}.")
        seen.add(question.id)
        yield question
    if not seen:
        raise QuestionSetError(f"{path} holds no questions.")


def _question(fields: Mapping[str, Any]) -> Question:
    answers = fields["answers"]
    if not isinstance(answers, list):
        raise TypeError('"answers" is not a list')
    return Question(
        id=str(fields["id"]),
        text=str(fields["question"]),
        answers=tuple(str(answer) for answer in answers),
        articles=_names(fields.get("article")),
    )


def _names(named: object) -> tuple[str, ...]:
    """No name, one, or a list of them."""
    if named is None:
        return ()
    return tuple(str(name) for name in named) if isinstance(named, list) else (str(named),)


def _from_squad(data: Sequence[Mapping[str, Any]]) -> QuestionSet:
    """Each title an article, each paragraph a passage of it."""
    paragraphs: dict[str, list[Mapping[str, Any]]] = {}
    for entry in data:
        paragraphs.setdefault(entry["title"], []).extend(entry["paragraphs"])
    articles: list[Article] = []
    passages: list[Passage] = []
    questions: list[Question] = []
    for title, members in paragraphs.items():
        article = _article(title, [member["context"] for member in members])
        articles.append(article)
        for number, ((start, end), member) in enumerate(zip(article.body, members, strict=True)):
            passage = Passage(
                id=f"{title}#{number:04}",
                article_id=title,
                start=start,
                text=article.text[start:end],
            )
            passages.append(passage)
            questions.extend(_squad_question(qa, passage) for qa in member["qas"])
    return QuestionSet(
        questions=tuple(questions),
        collection=Library(articles=tuple(articles), passages=tuple(passages)),
    )


def _article(title: str, contexts: Sequence[str]) -> Article:
    body: list[Region] = []
    at = 0
    for context in contexts:
        body.append((at, at + len(context)))
        at += len(context) + len(_BETWEEN_PARAGRAPHS)
    return Article(
        id=title,
        title=title.replace("_", " "),
        text=_BETWEEN_PARAGRAPHS.join(contexts),
        body=tuple(body),
        path=title,
    )


def _squad_question(qa: Mapping[str, Any], passage: Passage) -> Question:
    answers = [] if qa.get("is_impossible") else qa["answers"]
    return Question(
        id=str(qa["id"]),
        text=qa["question"],
        answers=tuple(answer["text"] for answer in answers),
        articles=(passage.article_id,),
        passage_id=passage.id,
        places=tuple(dict.fromkeys(_places(answers, passage))),
    )


def _places(answers: Iterable[Mapping[str, Any]], passage: Passage) -> Iterator[Region]:
    for answer in answers:
        if "answer_start" in answer:
            start = passage.start + int(answer["answer_start"])
            yield start, start + len(answer["text"])
