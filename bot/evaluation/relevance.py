"""Which passages, sentences and articles are the right ones for a question.

SQuAD names the right paragraph and the places of the answers. Other sets give the words only: there
a passage is right if it stands in a named article and holds an accepted answer, whole words.
"""

import re
from collections.abc import Iterable, Sequence

from bot.build import Library
from bot.evaluation.question_sets import Question
from retrieval.types import Article, Citation, Passage, Region

_WORD = re.compile(r"\w+")
_ENGLISH_ARTICLES = frozenset(("a", "an", "the"))


class Names:
    """The names that a question set may call an article by: its id, its path or its file name."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._names = {
            article.id: {article.id, article.path, article.path.rsplit("/", 1)[-1]}
            for article in articles
        }

    def is_named(self, article_id: str, names: Sequence[str]) -> bool:
        """Whether `names` has a name of the article; no names at all allow every article."""
        return not names or not self._names[article_id].isdisjoint(names)

    def ids(self, names: Sequence[str]) -> frozenset[str]:
        """The articles that `names` calls by name; none if there are no names."""
        wanted = frozenset(names)
        return frozenset(id_ for id_, own in self._names.items() if not own.isdisjoint(wanted))

    def lacking(self, names: Iterable[str]) -> list[str]:
        """Those of `names` that no article has, in order."""
        known = frozenset[str]().union(*self._names.values())
        return [name for name in names if name not in known]


def is_right(passage: Passage, question: Question, names: Names) -> bool:
    """Whether the passage answers: it is the right paragraph, or holds an answer in its article."""
    if question.passage_id is not None:
        return passage.id == question.passage_id
    return names.is_named(passage.article_id, question.articles) and mentions(
        passage.text, question.answers
    )


def is_right_sentence(citation: Citation, question: Question, names: Names) -> bool:
    """Whether the citation quotes an accepted answer, at one of its places where they are known."""
    if not names.is_named(citation.article_id, question.articles):
        return False
    if question.places:
        return any(a < citation.end and citation.start < b for a, b in question.places)
    return mentions(citation.quote, question.answers)


class RightPassages:
    """Looks through the whole collection for the passages that answer a question."""

    def __init__(self, library: Library, names: Names) -> None:
        self._names = names
        self._by_id = {passage.id: passage for passage in library.passages}
        self._by_article: dict[str, list[Passage]] = {}
        for passage in library.passages:
            self._by_article.setdefault(passage.article_id, []).append(passage)
        self._plain: dict[str, str] = {}

    def of(self, question: Question) -> list[Passage]:
        """The right passages in the order of the collection; empty where it does not answer."""
        if question.passage_id is not None:
            found = self._by_id.get(question.passage_id)
            return [found] if found is not None else []
        wanted = [plain for answer in question.answers if (plain := _plain(answer)).strip()]
        articles = self._names.ids(question.articles) if question.articles else self._by_article
        return [
            passage
            for article_id, passages in self._by_article.items()
            if article_id in articles
            for passage in passages
            if any(plain in self._plain_text(passage) for plain in wanted)
        ]

    def _plain_text(self, passage: Passage) -> str:
        if passage.id not in self._plain:
            self._plain[passage.id] = _plain(passage.text)
        return self._plain[passage.id]


def mentions(text: str, answers: Iterable[str]) -> bool:
    """Whether one of the answers stands in `text`: whole words; case, marks and a/an/the aside."""
    plain = _plain(text)
    return any(answer in plain for answer in map(_plain, answers) if answer.strip())


def _plain(text: str) -> str:
    words = (word for word in _WORD.findall(text.casefold()) if word not in _ENGLISH_ARTICLES)
    return f" {' '.join(words)} "


def right_place(passage: Passage, question: Question) -> Region | None:
    """Where in the passage's text the answer stands: the longest that does; None if none does."""
    for start, end in sorted(question.places, key=lambda place: place[0] - place[1]):
        if question.passage_id == passage.id:
            return start - passage.start, end - passage.start
    for answer in sorted(question.answers, key=len, reverse=True):
        words = r"\s+".join(map(re.escape, answer.split()))
        found = re.search(rf"(?<!\w){words}(?!\w)", passage.text, re.I) if words else None
        if found is not None:
            return found.span()
    return None
