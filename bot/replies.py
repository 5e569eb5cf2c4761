"""A reply as text, HTML or JSON: pure functions; the words come from `prompts/`."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from urllib.parse import quote

from bot.screening import MAX_QUESTION_CHARS
from bot.wording import Wording
from retrieval.types import Alternative, Answer, Citation, NoAnswer

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, which could steer a terminal, and bidi controls, which could turn a quote."""

_HTTPS = re.compile(r"https://[!-~]+")
"""An address with nothing in it that would have to be encoded first."""

_EDGE_WORDS = 5

_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(reply: Answer | NoAnswer) -> str:
    """The whole reply, text untouched: `type` is `answer` or `no_answer`, the rest its fields."""
    kind = "answer" if isinstance(reply, Answer) else "no_answer"
    written = json.dumps({"type": kind, **asdict(reply)}, ensure_ascii=False, indent=2)
    # Half characters cannot be encoded; JSON has a way to spell them.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", written)


def to_html(reply: Answer | NoAnswer, wording: Wording) -> str:
    """The reply in the HTML subset of Telegram's Bot API: everything from outside is escaped."""
    if isinstance(reply, NoAnswer):
        return escape(refusal(reply, wording))
    before, text, after = (escape(part) for part in highlighted(reply))
    lines = [
        f"<blockquote>{before}<b>{text}</b>{after}</blockquote>",
        linked_source(reply.citation),
        *(f"{escape(wording.say('answer.also_in'))} {linked_source(c)}" for c in reply.also_in),
        escape(sureness(reply.confidence, wording)),
        *(escape(line) for line in mended(reply, wording)),
    ]
    return "\n".join(lines)


def highlighted(answer: Answer | Alternative) -> tuple[str, str, str]:
    """The citation's quote in three parts, fit to print: before, the answer itself, after."""
    cited, offset = answer.citation.quote, answer.citation.start
    start, end = answer.start - offset, answer.end - offset
    return printable(cited[:start]), printable(cited[start:end]), printable(cited[end:])


def source(citation: Citation) -> str:
    """Where a quote stands, for people: title, publisher, date, file, page, characters."""
    where = (citation.article_id, citation.place, f"characters {citation.start}–{citation.end}")
    place = ", ".join(part for part in where if part)
    parts = (citation.title, citation.publisher, citation.published, citation.url, place)
    return " · ".join(one_line(part) for part in parts if part)


def linked_source(citation: Citation) -> str:
    """`source` in HTML; with an https address, the title opens the page at the quoted words.

    Of an article only its own metadata become a link, and no address but an https one.
    """
    link = quoted_at(citation)
    if link is None:
        return escape(source(citation))
    title = escape(one_line(citation.title) or one_line(citation.article_id) or "…")
    parts = (citation.publisher, citation.published)
    rest = "".join(f" · {escape(one_line(part))}" for part in parts if part)
    return f'<a href="{escape(link)}">{title}</a>{rest}'


def quoted_at(citation: Citation) -> str | None:
    """The article's address with a text fragment, which browsers scroll to and highlight.

    None without an https address. A long quote is named by its first and last words
    (https://wicg.github.io/scroll-to-text-fragment/).
    """
    url = citation.url or ""
    if not _HTTPS.fullmatch(url):
        return None
    words = citation.quote.encode("utf-8", "ignore").decode().split()
    short = len(words) <= 2 * _EDGE_WORDS
    parts = [words] if short else [words[:_EDGE_WORDS], words[-_EDGE_WORDS:]]
    # A dash and a comma mean something in a fragment; `quote` leaves the dash as it is.
    text = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in parts)
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"


def refusal(reply: NoAnswer, wording: Wording) -> str:
    """Why there is no answer, in courteous words, and which of the question's words are unknown."""
    lines = [wording.say(f"refusal.{reply.reason}", limit=MAX_QUESTION_CHARS)]
    if reply.unknown_words:
        lines.append(wording.say("answer.unknown_words", words=quoted(reply.unknown_words)))
    return "\n".join([*lines, *mended(reply, wording)])


def mended(reply: Answer | NoAnswer, wording: Wording) -> list[str]:
    """The line that tells how the question was read, if slips of the pen were mended in it."""
    if reply.read_as is None:
        return []
    return [wording.say("answer.read_as", question=one_line(reply.read_as))]


def sureness(confidence: float, wording: Wording) -> str:
    """The confidence as a whole percentage, never 0 or 100: nothing here is certain."""
    return wording.say("answer.confidence", percent=min(99, max(1, round(100 * confidence))))


def quoted(words: Iterable[str]) -> str:
    """Words of a question, fit to print, to speak of them."""
    return ", ".join(f"“{printable(word)}”" for word in words)


def printable(text: str) -> str:
    """`text` without what could steer a terminal or turn the reading direction."""
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """`text` on one line, fit to print; empty if nothing of it can be seen."""
    return " ".join(printable(" ".join(text.split())).split())
