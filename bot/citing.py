"""Cite the exact place: whole sentences, and proof that they stand there."""

from bisect import bisect_right

from retrieval.sentences import sentences_within
from retrieval.types import Article, Citation, Region


def cite(article: Article, start: int, end: int, text: str) -> Citation:
    """The whole sentences of `article` around its characters `start` to `end`, which read `text`.

    Raises `ValueError` if they do not: what cannot be proved to be a quote is never shown.
    """
    fits = 0 <= start < end <= len(article.text)
    if not fits or article.text[start:end] != text:
        raise ValueError(f"{article.id} does not read {text!r} at characters {start} to {end}.")
    first, last = _sentences_around(article, start, end)
    return Citation(
        article_id=article.id,
        title=article.title,
        url=article.url,
        published=article.published,
        publisher=article.publisher,
        start=first,
        end=last,
        quote=article.text[first:last],
        place=place_of(article, start),
    )


def place_of(article: Article, start: int) -> str | None:
    """Where in its file character `start` of the text stands; None if the file has no places."""
    before = bisect_right(article.places, start, key=lambda place: place.start)
    return (article.places[before - 1].name or None) if before else None


def paragraph(article: Article, start: int, end: int) -> Region:
    """The body blocks that the region touches, from the first's start to the last's end."""
    touched = [block for block in article.body if block[0] < end and block[1] > start]
    return (min(start, touched[0][0]), max(end, touched[-1][1])) if touched else (start, end)


def _sentences_around(article: Article, start: int, end: int) -> Region:
    touched = [
        (first, last)
        for block in article.body
        if block[0] < end and block[1] > start
        for first, last in sentences_within(article.text, *block)
        if first < end and last > start
    ]
    return (min(start, touched[0][0]), max(end, touched[-1][1])) if touched else (start, end)
