"""python-telegram-bot's application, with the journal closed over each update."""

from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.telegram_app.journal import Journal


class JournaledApplication(Application[Any, Any, Any, Any, Any, Any]):
    """Notes in the journal when an update is done; once it leaves, it begins nothing new.

    What was cancelled on the way or never begun keeps its state, and is left to the next run.
    """

    __slots__ = ("_journal", "leaving")

    def __init__(self, *, journal: Journal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._journal = journal
        self.leaving = False

    async def process_update(self, update: object) -> None:
        """See `Application.process_update`."""
        if not isinstance(update, Update):
            await super().process_update(update)
        elif not self.leaving:
            await super().process_update(update)
            self._journal.finish(update.update_id)
