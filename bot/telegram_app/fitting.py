"""Make every reply fit into one message, by shortening what is quoted and never the markup.

A reply to a question stays one message, so that its answer, where that stands and the buttons are
never apart, and an edited question has one message to edit; the rest of a long quote is behind
"Show passage". Whatever else is long is sent in parts: see `splitting`.
Telegram counts UTF-16 units of the text as people see it, after it has parsed the entities.
"""

import re
from dataclasses import replace
from html import unescape

from telegram.constants import MessageLimit

from bot.replies import printable, to_html
from bot.wording import Wording
from retrieval.types import Answer, Citation, NoAnswer

LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
"""UTF-16 units in one message."""

LEAST_QUOTE = 1024
"""UTF-16 units that the quote gets before other places are listed."""

_LONGEST_NAME = 200
_LONGEST_URL = 500

_TAG = re.compile(r"<[^>]*>")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]*(?=\s)")
_WORD_END = re.compile(r"\S(?=\s)")
_SENTENCE_START = re.compile(r"[.!?…][\"”’)\]]*\s+(?=\S)")
_WORD_START = re.compile(r"\s+(?=\S)")


def to_fitting_html(reply: Answer | NoAnswer, wording: Wording, spare: int = 0) -> str:
    """The reply as `bot.replies.to_html` writes it, of at most `LIMIT` units after parsing.

    `spare` units are left for what stands around it. A refusal needs no shortening: no question
    that is longer than a few hundred characters is looked into.
    """
    html = to_html(reply, wording)
    if isinstance(reply, NoAnswer) or length(html) <= LIMIT - spare:
        return html
    return to_html(_shortened(reply, wording, spare), wording)


def length(html: str) -> int:
    """The UTF-16 units of a message as Telegram counts them, without its markup."""
    return units(unescape(without_tags(html)))


def without_tags(html: str) -> str:
    """The message without its markup; what is escaped stays so, links go with their tags."""
    return _TAG.sub("", html)


def units(text: str) -> int:
    """The UTF-16 units of `text`: two for a character such as an emoji, one for most others."""
    return len(text) + sum(char > "\uffff" for char in text)


def head(text: str, limit: int) -> str:
    """The beginning of `text` in at most `limit` units, up to the end of a sentence or word.

    The cut is anywhere between two characters if no end stands in the latter half.
    """
    whole = prefix(text, limit)
    if whole == text:
        return text
    for pattern in (_SENTENCE_END, _WORD_END):
        ends = [match.end() for match in pattern.finditer(text[: len(whole) + 1])]
        if ends and 2 * ends[-1] >= len(whole):
            return whole[: ends[-1]]
    return whole


def tail(text: str, limit: int) -> str:
    """The end of `text` in at most `limit` units, from the start of a sentence or word on.

    The cut is anywhere between two characters if no start stands in the first half.
    """
    cut = len(text) - _count(text[::-1], limit)
    if cut == 0:
        return text
    for pattern in (_SENTENCE_START, _WORD_START):
        starts = (match.end() for match in pattern.finditer(text, max(0, cut - 1)))
        start = next((start for start in starts if start >= cut), len(text))
        if 2 * start <= cut + len(text):
            return text[start:]
    return text[cut:]


def prefix(text: str, limit: int) -> str:
    """The beginning of `text` in at most `limit` units, cut between any two characters."""
    return text[: _count(text, limit)]


def clipped(text: str, limit: int) -> str:
    """`text` in at most `limit` units, with an ellipsis where something is missing."""
    return text if units(text) <= limit else head(text, limit - 1) + "…"


def with_short_names(citation: Citation) -> Citation:
    """The citation with names, and an address, that leave room for the text."""
    url = citation.url
    return replace(
        citation,
        article_id=_short(citation.article_id),
        title=_short(citation.title),
        url=url if url is None or units(url) <= _LONGEST_URL else None,
        published=None
        if citation.published is None
        else clipped(citation.published, _LONGEST_NAME),
        publisher=None
        if citation.publisher is None
        else clipped(citation.publisher, _LONGEST_NAME),
    )


def _shortened(answer: Answer, wording: Wording, spare: int) -> Answer:
    """The answer with shorter names, then fewer other places, then a shorter quote, that fits.

    What is left of the quote is still a literal slice of its article, at the offsets that are told.
    """
    others = tuple(with_short_names(citation) for citation in answer.also_in)
    lean = replace(answer, citation=with_short_names(answer.citation), also_in=others)
    while _room(lean, wording) < LEAST_QUOTE + spare and lean.also_in:
        lean = replace(lean, also_in=lean.also_in[:-1])
    return _with_short_quote(lean, _room(lean, wording) - spare)


def _room(answer: Answer, wording: Wording) -> int:
    """The units that everything around the quote leaves for it."""
    around = length(to_html(answer, wording)) - units(printable(answer.citation.quote))
    # A quote that starts later starts at a number of more digits, though not of more than its end.
    return LIMIT - around - len(str(answer.citation.end))


def _short(name: str) -> str:
    return clipped(name, _LONGEST_NAME)


def _with_short_quote(answer: Answer, room: int) -> Answer:
    """The answer cited by at most `room` units around it, as many before it as after it."""
    quote, offset = answer.citation.quote, answer.citation.start
    start = answer.start - offset
    text = head(answer.text, room)
    end = start + len(text)
    spare = room - units(text)
    after = head(quote[end:], max(spare // 2, spare - units(quote[:start])))
    before = tail(quote[:start], spare - units(after))
    first, last = start - len(before), end + len(after)
    citation = replace(
        answer.citation, start=offset + first, end=offset + last, quote=quote[first:last]
    )
    return replace(answer, text=text, end=offset + end, citation=citation)


def _count(text: str, limit: int) -> int:
    """How many characters of `text`, from its beginning, fit into `limit` units."""
    used = 0
    for i, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > limit:
            return i
    return len(text)
