"""The objects a question meets on its way to an answer: frozen, and checked where they are made.

Offsets are characters, half-open, into a named text: `Article.text` for articles, passages,
citations and answers; `Passage.text` for spans.
"""

from dataclasses import dataclass
from typing import Literal

Region = tuple[int, int]
"""A half-open `(start, end)` stretch of a named text, in characters."""

Reason = Literal["empty", "too_long", "not_a_question", "no_match", "low_confidence"]
"""Why there is no answer, in the order in which the checks are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in its file a text stands from character `start` on: "page 3"; empty for no place."""

    start: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as read; `text` is never altered, `body` says which parts of it may be quoted.

    `text` is the file's own, or what was extracted from a format that is not text; then `places`
    says, in order, where in the file its parts stand.
    `id` is unique in its collection and stable: the path below the collection's folder, or the id
    that a JSON line gives. `published` is an ISO date, or whatever the source gives. `body` holds
    the regions of `text` that are article rather than site furniture, in order and apart.
    """

    id: str
    title: str
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    text: str
    body: tuple[Region, ...]
    path: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Whole sentences to search and read: `article.text[start:start + len(text)] == text`."""

    id: str
    article_id: str
    start: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found for a question.

    `score` is above 0 and comparable within one search only; `rank` counts from 1, ties are broken
    by passage id.
    """

    passage: Passage
    score: float
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a passage that may answer the question.

    `start` and `end` count in the passage's text. `score` is the reader's margin, in logits, over
    "no answer in this passage": comparable across the passages of one question.
    """

    passage_id: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The whole sentences around an answer: `quote == article.text[start:end]`.

    `place` says where in a file of pages or sections the answer stands: "page 3".
    """

    article_id: str
    title: str
    url: str | None
    published: str | None
    publisher: str | None
    start: int
    end: int
    quote: str
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """An answer that came second: another text, from wherever it stands."""

    text: str
    start: int
    end: int
    confidence: float
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """By what it was decided whether to answer: the best words found in `passages_read` passages.

    `margin` is the reader's, in logits, over "no answer in this passage"; `confidence` is the
    probability that it and the passage's place in the search stand for, and from `threshold` on one
    answers. Both are None if the reader found no words at all.
    """

    passages_read: int
    margin: float | None
    confidence: float | None
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A literal quote that answers: `text == article.text[start:end]`, inside the citation.

    `confidence` is the probability, from 0 to 1, that the answer is right. `also_in` cites other
    places that say the same, `alternatives` are clearly different answers, best first.
    `stopped_early` says that passages were left unread, being sure enough or out of time.
    `read_as` is the question as it was searched and read, where slips of the pen were mended in it.
    `weighed` is None where that is not known any more.
    """

    question: str
    text: str
    start: int
    end: int
    confidence: float
    citation: Citation
    also_in: tuple[Citation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    stopped_early: bool = False
    read_as: str | None = None
    weighed: Weighed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The articles do not say, or nothing was asked.

    `unknown_words` are the question's words that stand in no article. `nearest` cites the likeliest
    sentences of the best articles: where to look, not an answer. `stopped_early` says that time ran
    out before every passage was read. `read_as` is the question as it was searched and read, where
    slips of the pen were mended in it. `weighed` is None if nothing was read: there was no question
    or no match.
    """

    question: str
    reason: Reason
    unknown_words: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    stopped_early: bool = False
    read_as: str | None = None
    weighed: Weighed | None = None
