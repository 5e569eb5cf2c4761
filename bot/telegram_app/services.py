"""What the handlers share: put together once, in `app.py`."""

from dataclasses import dataclass
from typing import Any

from telegram.ext import Application, ContextTypes

from bot.answering import Answerer
from bot.build import Library
from bot.settings import Settings
from bot.telegram_app.access import Access
from bot.telegram_app.feedback import Feedback
from bot.telegram_app.journal import Journal
from bot.telegram_app.limits import Limits
from bot.telegram_app.memory import Memory
from bot.telegram_app.polling import PollWatch
from bot.telegram_app.reading import Shelf
from bot.telegram_app.sending import Sender
from bot.telegram_app.waiting import WaitingLine
from bot.wording import Wording

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


@dataclass(frozen=True, kw_only=True)
class Services:
    """The bot without its handlers."""

    answerer: Answerer
    library: Library
    shelf: Shelf
    settings: Settings
    wording: Wording
    journal: Journal
    memory: Memory
    feedback: Feedback
    access: Access
    limits: Limits
    line: WaitingLine
    sender: Sender
    watch: PollWatch
