"""Inline mode: `@bot question` in any chat offers the answer and the next best passages.

Each keystroke is a query of its own; only a person's latest one is worked on.
"""

import asyncio
import hashlib
from contextlib import suppress
from html import escape

from telegram import (
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.replies import linked_source, printable, source
from bot.screening import turn_away
from bot.telegram_app.fitting import clipped, to_fitting_html, with_short_names
from bot.telegram_app.services import Context, Services
from bot.telegram_app.views import as_answer
from bot.telegram_app.waiting import Busy, Dropped, Late
from bot.wording import Wording
from retrieval.types import Answer, Citation, NoAnswer

PAUSE = 0.4
"""Seconds without another keystroke before a query is looked into."""

DEADLINE = 15.0
"""Seconds; Telegram forgets an inline query after 30."""

CACHE = 60
"""Seconds that Telegram may offer the same again to the same person."""

_LONGEST_QUOTE = 3000


class Inline:
    """Serves inline queries."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._latest: dict[int, str] = {}

    async def asked(self, update: Update, _context: Context) -> None:
        """Offer what answers the query, unless its author has typed on meanwhile."""
        query = update.inline_query
        if query is None:
            raise TypeError(f"Update {update.update_id} is no inline query.")
        user_id, text, services = query.from_user.id, query.query, self._services
        self._latest[user_id] = query.id
        await asyncio.sleep(PAUSE)

        def answer() -> Answer | NoAnswer | None:
            return services.live.answer(text) if self._is_latest(user_id, query.id) else None

        reply = None
        if self._is_latest(user_id, query.id) and turn_away(text) is None:
            try:
                job = services.line.join(user_id, user_id, answer)
                reply = await services.line.result(job, DEADLINE)
            except (Busy, Dropped, Late):
                return
        if not self._is_latest(user_id, query.id):
            return
        del self._latest[user_id]
        offered = [] if reply is None else results(reply, services.wording)
        with suppress(BadRequest):  # such as "query is too old"
            await query.answer(offered, cache_time=CACHE, is_personal=True)

    def _is_latest(self, user_id: int, query_id: str) -> bool:
        return self._latest.get(user_id) == query_id


def results(reply: Answer | NoAnswer, wording: Wording) -> list[InlineQueryResultArticle]:
    """The answer and the other possible ones, best first; else the nearest, named as what it is."""
    if isinstance(reply, NoAnswer):
        heading = wording.say("answer.nearest")
        return [
            _result(
                title=heading,
                citation=citation,
                html=f"{escape(heading)}\n{_quote_html(citation)}",
            )
            for citation in reply.nearest
        ]
    answers = [reply, *(as_answer(reply, other) for other in reply.alternatives)]
    return [
        _result(
            title=answer.text,
            citation=answer.citation,
            html=to_fitting_html(answer, wording),
        )
        for answer in answers
    ]


def _result(*, title: str, citation: Citation, html: str) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=hashlib.sha256(html.encode()).hexdigest(),
        title=clipped(printable(" ".join(title.split())), 100) or "…",
        description=clipped(source(citation), 200),
        input_message_content=InputTextMessageContent(
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )


def _quote_html(citation: Citation) -> str:
    quote = escape(clipped(printable(citation.quote), _LONGEST_QUOTE))
    return f"<blockquote>{quote}</blockquote>\n{linked_source(with_short_names(citation))}"
