"""What stands in the bot's messages beside plain replies: passages, other answers, articles.

Pure: replies and articles in, HTML for one message out. The words come from `prompts/`.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from bot.replies import linked_source, one_line, printable
from bot.telegram_app.fitting import clipped, to_fitting_html, with_short_names
from bot.telegram_app.reading import Shelf, marked
from bot.wording import Wording
from retrieval.types import Alternative, Answer, Article

ARTICLES_A_PAGE = 8


def passage_number(answer: Answer, shelf: Shelf) -> int:
    """Which paragraph of its article the answer begins in, from 1."""
    regions = shelf.paragraphs(answer.citation.article_id)
    before = sum(start <= answer.start for start, _ in regions)
    return max(1, before)


def passage_html(answer: Answer, number: int, shelf: Shelf, wording: Wording) -> str:
    """Paragraph `number`, from 1, of the answer's article, with the answer in bold if it is there.

    Raises `IndexError` if there is no such paragraph.
    """
    article = shelf.by_id(answer.citation.article_id)
    regions = shelf.paragraphs(answer.citation.article_id)
    if article is None or not 1 <= number <= len(regions):
        raise IndexError(number)
    text = marked(article.text, regions[number - 1], (answer.start, answer.end))
    place = wording.say("telegram.paragraph", number=number, count=len(regions))
    return "\n".join(
        [
            f"<blockquote>{text}</blockquote>",
            linked_source(with_short_names(answer.citation)),
            escape(place),
        ]
    )


def other_html(answer: Answer, number: int, wording: Wording) -> str:
    """Other answer `number`, from 1. Raises `IndexError` if there is no such answer."""
    if not 1 <= number <= len(answer.alternatives):
        raise IndexError(number)
    other = answer.alternatives[number - 1]
    heading = wording.say("telegram.other_answer", number=number, count=len(answer.alternatives))
    # The heading counts less than what a quote gives up for it; see `fitting.LIMIT`.
    return f"{escape(heading)}\n{to_fitting_html(as_answer(answer, other), wording, spare=100)}"


def as_answer(answer: Answer, other: Alternative) -> Answer:
    """An answer that came second, as the answer that it would have been."""
    return replace(
        answer,
        text=other.text,
        start=other.start,
        end=other.end,
        confidence=other.confidence,
        citation=other.citation,
        also_in=(),
        alternatives=(),
    )


def list_html(articles: Sequence[Article], page: int, wording: Wording) -> str:
    """The heading over page `page`, from 1, of the articles, which stand on the buttons below."""
    count = len(articles)
    if not count:
        return escape(wording.say("telegram.sources_none"))
    key = "telegram.sources_one" if count == 1 else "telegram.sources"
    heading = escape(wording.say(key, articles=count))
    pages = pages_of(articles)
    if pages == 1:
        return heading
    return f"{heading}\n{escape(wording.say('telegram.page', number=page, count=pages))}"


def pages_of(articles: Sequence[Article]) -> int:
    """How many pages the list of articles has."""
    return max(1, -(-len(articles) // ARTICLES_A_PAGE))


def article_label(article: Article) -> str:
    """The article on a button."""
    return clipped(one_line(article.title) or one_line(article.id) or "…", 60)


def article_html(article: Article, page: int, shelf: Shelf, wording: Wording) -> str:
    """Page `page`, from 1, of an article. Raises `IndexError` if there is no such page."""
    pages = shelf.pages(article.id)
    if not 1 <= page <= len(pages):
        raise IndexError(page)
    parts = (article.title, article.publisher, article.published)
    heading = clipped(printable(" · ".join(" ".join(p.split()) for p in parts if p)), 300)
    body = "\n\n".join(marked(article.text, region, (0, 0)) for region in pages[page - 1])
    lines = [f"<b>{escape(heading)}</b>", "", body]
    if len(pages) > 1:
        lines += ["", escape(wording.say("telegram.page", number=page, count=len(pages)))]
    return "\n".join(lines)
