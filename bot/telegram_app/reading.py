"""Articles as one reads them in a chat: by short keys, paragraph by paragraph, page by page."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256
from html import escape

from bot.replies import printable
from bot.telegram_app.fitting import units
from bot.telegram_app.splitting import cuts
from retrieval.types import Article, Region

PAGE = 3000
"""UTF-16 units of article text in one message; the rest of the 4,096 is for what stands around."""


class Shelf:
    """The articles of the collection by key and by id, and their pages."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = tuple(articles)
        self._by_key = {article_key(article.id): article for article in articles}
        self._by_id = {article.id: article for article in articles}
        # Caches of its own, which go when the shelf does: there is a new one for each change.
        self.paragraphs = lru_cache(maxsize=256)(self._paragraphs)
        self.pages = lru_cache(maxsize=256)(self._pages)

    def by_key(self, key: str) -> Article | None:
        """The article that a button or deep link names."""
        return self._by_key.get(key)

    def by_id(self, article_id: str) -> Article | None:
        """The article with this id."""
        return self._by_id.get(article_id)

    def _paragraphs(self, article_id: str) -> tuple[Region, ...]:
        """The article's paragraphs, those too long for one message cut at sentence ends."""
        article = self._by_id[article_id]
        return tuple(part for block in article.body for part in _cut(article.text, block, PAGE))

    def _pages(self, article_id: str) -> tuple[tuple[Region, ...], ...]:
        """The article's paragraphs in pages of at most `PAGE` units; one page even if empty."""
        text = self._by_id[article_id].text
        pages: list[list[Region]] = [[]]
        room = PAGE + 2
        for start, end in self.paragraphs(article_id):
            size = units(text[start:end]) + 2
            if size > room:
                pages.append([])
                room = PAGE + 2
            pages[-1].append((start, end))
            room -= size
        return tuple(tuple(page) for page in pages)


class Shelves:
    """The shelf of the moment: a new one as soon as the articles are others.

    A view takes one shelf and keeps it, so that all it shows is of one moment.
    """

    def __init__(self, articles: Callable[[], tuple[Article, ...]]) -> None:
        """`articles` gives those of the moment, the same object until they change."""
        self._articles = articles
        self._shelf = Shelf(articles())

    def now(self) -> Shelf:
        """The shelf of the articles as they are now."""
        articles = self._articles()
        if self._shelf.articles is not articles:
            self._shelf = Shelf(articles)
        return self._shelf


def article_key(article_id: str) -> str:
    """A short name for buttons and deep links, which allow few characters and 64 of them."""
    return sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def marked(text: str, region: Region, mark: Region) -> str:
    """The region of `text` as HTML, with what it shares with `mark` in bold."""
    start, end = region
    first, last = min(max(mark[0], start), end), max(min(mark[1], end), start)
    if first >= last:
        return _html(text[start:end])
    bold = f"<b>{_html(text[first:last])}</b>" if text[first:last].strip() else ""
    return f"{_html(text[start:first])}{bold}{_html(text[last:end])}"


def _html(text: str) -> str:
    return escape(printable(text))


def _cut(text: str, region: Region, limit: int) -> list[Region]:
    """The region in parts of at most `limit` units, cut at ends of sentences where there are."""
    start, end = region
    if units(text[start:end]) <= limit:
        return [region]
    return [(start + first, start + last) for first, last in cuts(text[start:end], limit)]
