"""What happens when a button is pressed: another view in the same message, or a verdict."""

from contextlib import suppress
from html import escape

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest

from bot.telegram_app import buttons, views
from bot.telegram_app.buttons import Pressed
from bot.telegram_app.commands import article_list, article_page
from bot.telegram_app.fitting import to_fitting_html
from bot.telegram_app.memory import Kept
from bot.telegram_app.reading import Shelf
from bot.telegram_app.sending import Place, place_of
from bot.telegram_app.services import Context, Services
from retrieval.types import Answer


class Pressing:
    """Serves the buttons; each press is answered first, or Telegram shows it as failed."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def pressed(self, update: Update, _context: Context) -> None:
        """Serve one press, whatever its data holds."""
        query = update.callback_query
        if query is None:
            raise TypeError(f"Update {update.update_id} is no press of a button.")
        message = query.message
        pressed = buttons.read_data(query.data)
        if not isinstance(message, Message) or pressed is None:
            await self._answer(query, "telegram.expired")
            return
        place = place_of(update, message)
        if pressed.action in ("list", "read"):
            await self._answer(query)
            await self._turn_page(place, message, pressed)
            return
        kept = self._services.memory.find(pressed.key)
        if kept is None or kept.chat_id != message.chat_id:
            await self._answer(query, "telegram.expired")
        elif kept.user_id not in (query.from_user.id, kept.chat_id):
            await self._answer(query, "telegram.not_yours")
        elif pressed.action in ("right", "wrong", "none"):
            await self._judge(query, place, kept, pressed)
        else:
            await self._show(query, place, message, kept, pressed)

    async def _show(
        self, query: CallbackQuery, place: Place, message: Message, kept: Kept, pressed: Pressed
    ) -> None:
        """Another view of a reply, as far as the article is still as it was."""
        reply, shelf = kept.reply, self._services.shelf
        if not isinstance(reply, Answer) or not _still_stands(reply, shelf):
            await self._answer(query, "telegram.expired")
            return
        await self._answer(query)
        words = self._services.wording
        if pressed.action == "passage":
            paragraphs = len(shelf.paragraphs(reply.citation.article_id))
            number = pressed.number or views.passage_number(reply, shelf)
            number = min(number, paragraphs)
            html = views.passage_html(reply, number, shelf, words)
            keyboard = buttons.passage_buttons(kept.key, number, paragraphs, words)
        elif pressed.action == "other" and reply.alternatives:
            number = min(max(1, pressed.number), len(reply.alternatives))
            html = views.other_html(reply, number, words)
            keyboard = buttons.other_buttons(kept.key, number, len(reply.alternatives), words)
        else:
            html = to_fitting_html(reply, words)
            under = buttons.reply_buttons(reply, kept.key, words)
            await self._services.sender.edit(place, message.message_id, html, under)
            return
        await self._services.sender.edit(place, message.message_id, html, keyboard)

    async def _judge(
        self, query: CallbackQuery, place: Place, kept: Kept, pressed: Pressed
    ) -> None:
        """Note a verdict; after "wrong" ask for the right answer."""
        feedback = self._services.feedback
        if pressed.action == "right":
            feedback.give(kept, "right")
            await self._answer(query, "telegram.thanks")
        elif pressed.action == "none":
            feedback.give(kept, "unanswerable")
            await self._answer(query, "telegram.thanks")
        else:
            feedback.give(kept, "wrong")
            await self._answer(query)
            words = self._services.wording
            sent = await self._services.sender.reply(
                place,
                escape(words.say("telegram.what_is_right")),
                buttons.not_in_articles_button(kept.key, words),
            )
            feedback.prompted(kept.key, sent.message_id)

    async def _turn_page(self, place: Place, message: Message, pressed: Pressed) -> None:
        words, shelf = self._services.wording, self._services.shelf
        article = shelf.by_key(pressed.key)
        keyboard: InlineKeyboardMarkup | None
        if pressed.action == "read" and article is not None:
            html, keyboard = article_page(shelf, article, pressed.number, words)
        else:
            html, keyboard = article_list(shelf, pressed.number, words)
        await self._services.sender.edit(place, message.message_id, html, keyboard)

    async def _answer(self, query: CallbackQuery, key: str | None = None) -> None:
        """Tell Telegram that the press was heard; too late for that is no harm."""
        with suppress(BadRequest):
            await query.answer(None if key is None else self._services.wording.say(key))


def _still_stands(answer: Answer, shelf: Shelf) -> bool:
    """Whether the article is here and reads as it did; it may have been changed or removed."""
    article = shelf.by_id(answer.citation.article_id)
    return article is not None and article.text[answer.start : answer.end] == answer.text
