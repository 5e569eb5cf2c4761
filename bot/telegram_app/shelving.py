"""The part of a change in a chat that blocks: the folder on disk, and what is answered from."""

from bot.changing import summary
from bot.telegram_app.logs import log_changes
from bot.telegram_app.services import Services
from retrieval.articles.folder import ArticleFolder
from retrieval.articles.limits import Limits
from retrieval.errors import NameTaken

LIMITS = Limits(seconds=20.0)
"""For reading one file; on the command line, where nobody waits in a chat, there is more time."""


class Shelving:
    """Puts files into the folder of articles and takes them out; for a worker thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = ArticleFolder(services.settings.footnote_articles, LIMITS)

    def add(self, given: str, data: bytes, *, replace: bool) -> list[str]:
        """Read and keep the file; what came of it, a line for each article.

        What it replaces, if `replace` is set and there still is something, is told first.
        """
        words, first = self._services.wording, []
        try:
            added = self._folder.add(given, data)
        except NameTaken:
            if not replace:
                raise
            added = self._folder.add(given, data, replace=True)
            first = [words.say("telegram.replaced", name=added.name)]
        log_changes(self._services.live.refresh())
        # Only all articles together show that one has the text or the id of another.
        later = [
            words.say("chat.skipped", skipped=skipped)
            for skipped in self._services.library.skipped
            if skipped.path == added.name and skipped not in added.left_out
        ]
        return [*first, *summary(added, words), *later]

    def remove(self, wanted: str) -> str:
        """Delete the article's file; returns the file's name."""
        live = self._services.live
        log_changes(live.refresh())
        name = self._folder.remove(wanted, live.library.articles)
        log_changes(live.refresh())
        return name
