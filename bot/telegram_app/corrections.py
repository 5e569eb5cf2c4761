"""The right answer, given in reply to the bot's question for it."""

from html import escape

from telegram import Message, Update
from telegram.ext import filters

from bot.telegram_app.addressing import author_of
from bot.telegram_app.export import locate
from bot.telegram_app.feedback import Feedback
from bot.telegram_app.questions import message_of
from bot.telegram_app.sending import place_of
from bot.telegram_app.services import Context, Services


class IsCorrection(filters.MessageFilter):
    """Replies to a message in which the bot asked their author for the right answer."""

    def __init__(self, feedback: Feedback) -> None:
        super().__init__()
        self._feedback = feedback

    def filter(self, message: Message) -> bool:
        """Whether `message` is such a reply."""
        return _key(message, self._feedback) is not None


class Corrections:
    """Takes right answers in, and says whether the articles hold them word for word."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def corrected(self, update: Update, _context: Context) -> None:
        """Note the right answer."""
        message = message_of(update)
        services = self._services
        key = _key(message, services.feedback)
        kept = None if key is None else services.memory.find(key)
        place = place_of(update, message)
        if kept is None:
            said = services.wording.say("telegram.expired")
        else:
            answer = (message.text or "").strip()
            services.feedback.give(kept, "corrected", answer)
            found = locate(answer, services.library.articles) is not None
            said = services.wording.say(
                "telegram.corrected" if found else "telegram.corrected_elsewhere"
            )
        await services.sender.reply(place, escape(said))


def _key(message: Message, feedback: Feedback) -> str | None:
    original, user_id = message.reply_to_message, author_of(message)
    if original is None or user_id is None:
        return None
    return feedback.asked_in(message.chat_id, user_id, original.message_id)
