"""Group an article's sentences into passages of the length that the reader is best at.

Consecutive paragraphs go together until the passage is full; what follows starts with the last
sentence again, so that a fact told across the seam is whole in one of the two. A passage never
reaches across what cleaning left out.

The length was chosen on the validation articles, cut anew in each (`benchmarks/passages.py`, every
tenth question; most words, sentences shared; the shipped reader, all questions answered):

    words    60/1   90/1  120/1  120/0  160/1  220/1
    recall@5 91.7   90.6   95.8   93.8   94.8   96.9
    F1       77.2   80.2   80.5   75.6   81.3   74.9
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.sentences import sentences_within
from retrieval.types import Article, Passage, Region

MAX_WORDS = 120
OVERLAP_SENTENCES = 1

_FULL = 0.5
"""From here on a passage ends with its paragraph rather than inside the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    start: int
    end: int
    words: int
    ends_paragraph: bool


def split(
    article: Article, *, max_words: int = MAX_WORDS, overlap: int = OVERLAP_SENTENCES
) -> list[Passage]:
    """The article's passages in order; a sentence beyond `max_words` is a passage of its own."""
    return [
        Passage(
            id=f"{article.id}#{number:04}",
            article_id=article.id,
            start=start,
            text=article.text[start:end],
        )
        for number, (start, end) in enumerate(_regions(article, max_words, overlap), start=1)
    ]


def _regions(article: Article, max_words: int, overlap: int) -> Iterator[Region]:
    for run in _runs(article):
        sentences = list(_sentences(article.text, run))
        first, done = 0, -1
        while done + 1 < len(sentences):
            last = _last(sentences, first, max_words)
            if last <= done:  # a long sentence follows: the overlap alone is no passage
                first = done + 1
                continue
            yield sentences[first].start, sentences[last].end
            first, done = max(first + 1, last + 1 - overlap), last


def _runs(article: Article) -> Iterator[list[Region]]:
    """Stretches of body blocks with nothing between them but white space and marks of a list."""
    run: list[Region] = []
    for region in article.body:
        between = article.text[run[-1][1] : region[0]] if run else ""
        if any(char.isalpha() for char in between):
            yield run
            run = []
        run.append(region)
    if run:
        yield run


def _sentences(text: str, run: Sequence[Region]) -> Iterator[_Sentence]:
    for block in run:
        regions = sentences_within(text, *block)
        for i, (start, end) in enumerate(regions, start=1):
            yield _Sentence(
                start=start,
                end=end,
                words=len(text[start:end].split()),
                ends_paragraph=i == len(regions),
            )


def _last(sentences: Sequence[_Sentence], first: int, max_words: int) -> int:
    """The last sentence of the passage that begins with `first`."""
    words = sentences[first].words
    last, paragraph_end = first, None
    for i in range(first + 1, len(sentences)):
        words += sentences[i].words
        if words > max_words:
            return last if paragraph_end is None else paragraph_end
        last = i
        if sentences[i].ends_paragraph and words >= _FULL * max_words:
            paragraph_end = i
    return last
