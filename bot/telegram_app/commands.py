"""The commands beside `/ask`: greet, help, list the articles, explain, report, forget."""

import time
from html import escape

from telegram import InlineKeyboardMarkup, Message, Update

from bot import __version__
from bot.explaining import why
from bot.telegram_app import buttons, views
from bot.telegram_app.addressing import arguments_of, author_of
from bot.telegram_app.questions import message_of
from bot.telegram_app.reading import Shelf, article_key
from bot.telegram_app.sending import place_of
from bot.telegram_app.services import Context, Services
from bot.wording import Wording
from retrieval.articles.loaders import ENDINGS
from retrieval.types import Article


class Commands:
    """Each command's reply; none of them waits for a worker."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def start(self, update: Update, _context: Context) -> None:
        """Greet, or open the article that a link `?start=<article>` names."""
        message = message_of(update)
        shelf = self._services.shelf
        article = shelf.by_key(arguments_of(message))
        if article is None:
            await self._say(update, message, "telegram.start")
            return
        html, keyboard = article_page(shelf, article, 1, self._services.wording)
        await self._services.sender.reply(place_of(update, message), html, keyboard)

    async def help(self, update: Update, _context: Context) -> None:
        """Say how to ask, how many articles there are, and to administrators how to add some."""
        message, words = message_of(update), self._services.wording
        count = len(self._services.library.articles)
        key = "telegram.help_one" if count == 1 else "telegram.help"
        said = words.say(key, articles=count)
        private = message.chat.type == message.chat.PRIVATE
        if private and self._services.access.is_admin(author_of(message) or 0):
            endings = ", ".join(ENDINGS)
            said = f"{said}\n\n{words.say('telegram.help_admin', endings=endings)}"
        await self._services.sender.reply(place_of(update, message), escape(said))

    async def sources(self, update: Update, _context: Context) -> None:
        """List the articles, each to be opened by a button."""
        html, keyboard = article_list(self._services.shelf, 1, self._services.wording)
        place = place_of(update, message_of(update))
        await self._services.sender.reply(place, html, keyboard)

    async def why(self, update: Update, _context: Context) -> None:
        """Explain the reply that the command replies to, or else the last one to this person."""
        message = message_of(update)
        memory, original = self._services.memory, message.reply_to_message
        kept = None
        if original is not None:
            kept = memory.of_message(message.chat_id, original.message_id)
        if kept is None:
            kept = memory.last(message.chat_id, author_of(message) or message.chat_id)
        if kept is None:
            await self._say(update, message, "telegram.why_nothing")
            return
        articles = len(self._services.library.articles)
        said = why(kept.reply, articles, self._services.wording)
        await self._services.sender.reply(place_of(update, message), escape(said))

    async def status(self, update: Update, context: Context) -> None:
        """How the bot is, for its administrators; to anyone else the command does not exist."""
        message = message_of(update)
        services, library = self._services, self._services.library
        if not services.access.is_admin(author_of(message) or 0):
            await self.unknown(update, context)
            return
        polled = services.watch.last_good
        counts = services.journal.counts()
        await self._say(
            update,
            message,
            "telegram.status",
            version=__version__,
            articles=len(library.articles),
            passages=len(library.passages),
            skipped=len(library.skipped),
            waiting=len(services.line),
            unfinished=counts["received"] + counts["sending"],
            done=counts["sent"],
            polled="–" if polled is None else f"{max(0, round(time.time() - polled))}",
        )

    async def forget_me(self, update: Update, _context: Context) -> None:
        """Delete what is kept about this person."""
        message = message_of(update)
        user_id = author_of(message) or message.chat_id
        replies = self._services.memory.forget(user_id)
        verdicts = self._services.feedback.forget(user_id)
        await self._say(update, message, "telegram.forgotten", replies=replies, verdicts=verdicts)

    async def migrated(self, update: Update, _context: Context) -> None:
        """The group became a supergroup: what is kept of it goes along."""
        message = message_of(update)
        if message.migrate_to_chat_id is not None:
            self._services.memory.move(message.chat_id, message.migrate_to_chat_id)
            self._services.feedback.move(message.chat_id, message.migrate_to_chat_id)

    async def unknown(self, update: Update, _context: Context) -> None:
        """Say that there is no such command, rather than search the articles for its name."""
        await self._say(update, message_of(update), "telegram.unknown_command")

    async def _say(self, update: Update, message: Message, key: str, **values: object) -> None:
        html = escape(self._services.wording.say(key, **values))
        await self._services.sender.reply(place_of(update, message), html)


def article_list(
    shelf: Shelf, page: int, words: Wording
) -> tuple[str, InlineKeyboardMarkup | None]:
    """Page `page` of the articles, from 1, with a button for each; any number is some page."""
    articles = shelf.articles
    pages = views.pages_of(articles)
    page = min(max(1, page), pages)
    first = (page - 1) * views.ARTICLES_A_PAGE
    rows = [
        [buttons.article_button(views.article_label(article), article_key(article.id))]
        for article in articles[first : first + views.ARTICLES_A_PAGE]
    ]
    turning = buttons.page_buttons("list", "", page, pages, words)
    rows = [*rows, turning] if turning else rows
    return views.list_html(articles, page, words), InlineKeyboardMarkup(rows) if rows else None


def article_page(
    shelf: Shelf, article: Article, page: int, words: Wording
) -> tuple[str, InlineKeyboardMarkup]:
    """Page `page` of an article on the shelf, from 1; any number is some page."""
    pages = len(shelf.pages(article.id))
    page = min(max(1, page), pages)
    place = shelf.articles.index(article)
    row = [
        *buttons.page_buttons("read", article_key(article.id), page, pages, words),
        buttons.back_to_list(place // views.ARTICLES_A_PAGE + 1, words),
    ]
    html = views.article_html(article, page, shelf, words)
    return html, InlineKeyboardMarkup([row])
