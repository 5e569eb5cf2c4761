"""What the handlers share: put together once, in `app.py`."""

from dataclasses import dataclass
from typing import Any

from telegram.ext import Application, ContextTypes

from bot.build import Library
from bot.live import Live
from bot.settings import Settings
from bot.telegram_app.access import Access
from bot.telegram_app.feedback import Feedback
from bot.telegram_app.journal import Journal
from bot.telegram_app.limits import Limits
from bot.telegram_app.memory import Memory
from bot.telegram_app.polling import PollWatch
from bot.telegram_app.reading import Shelf, Shelves
from bot.telegram_app.sending import Sender
from bot.telegram_app.waiting import WaitingLine
from bot.wording import Wording

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


@dataclass(frozen=True, kw_only=True)
class Services:
    """The bot without its handlers; in `line` wait questions, in `changing` changed articles."""

    live: Live
    shelves: Shelves
    settings: Settings
    wording: Wording
    journal: Journal
    memory: Memory
    feedback: Feedback
    access: Access
    limits: Limits
    line: WaitingLine
    changing: WaitingLine
    sender: Sender
    watch: PollWatch

    @property
    def library(self) -> Library:
        """The articles of this moment."""
        return self.live.library

    @property
    def shelf(self) -> Shelf:
        """The shelf of this moment; take it once where two looks must agree."""
        return self.shelves.now()
