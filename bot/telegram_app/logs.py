"""What is written to the log: neither the bot's token nor, by default, what people ask."""

import logging
import re
import traceback
from collections.abc import Mapping
from copy import copy
from typing import TextIO
from urllib.parse import quote

from bot.live import Changes
from bot.replies import printable
from retrieval.errors import CollectionError

logger = logging.getLogger(__name__)

Args = tuple[object, ...] | Mapping[str, object] | None
"""What a log record may carry to be put into its message."""

QUIET = {
    # At INFO the HTTP client logs each address it calls, and the address holds the token.
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    # What it logs with a traceback it raises as well, such as each answer that is no JSON.
    "telegram.request.BaseRequest": logging.CRITICAL,
}
"""The least level of loggers that say too much."""

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class DiscreetFormatter(logging.Formatter):
    """Blots out the token wherever it stands, tracebacks included.

    Above the level DEBUG it also withholds what python-telegram-bot adds to its own complaints:
    when it cannot understand an update, it logs all of it.
    """

    def __init__(self, token: str) -> None:
        super().__init__(FORMAT)
        self._token = re.compile("|".join(re.escape(form) for form in (token, quote(token, ""))))

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, safe to keep and to show."""
        if record.name.split(".")[0] == "telegram" and record.levelno > logging.DEBUG:
            record = copy(record)
            record.args = _withheld(record.args)
        return self._token.sub("[token]", super().format(record))


def start_logging(token: str, stream: TextIO | None = None) -> None:
    """Log from INFO on to `stream`, standard error if None, for the whole process."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter(token))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


NAMED = 5
"""Articles that a line of the log names before it only counts."""


def log_changes(told: Changes | CollectionError) -> None:
    """Log which articles came, changed and went, or why the folder cannot be read."""
    if isinstance(told, CollectionError):
        logger.warning("%s Answering from the articles as they were.", printable(str(told)))
        return
    for what, names in (
        ("added", told.added),
        ("changed", told.changed),
        ("removed", told.removed),
        ("skipped", [str(skipped) for skipped in told.skipped if not skipped.quiet]),
    ):
        if names:
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            logger.info("Articles %s: %s%s", what, printable("; ".join(names[:NAMED])), more)


def account(error: BaseException, question: str) -> str:
    """The traceback of `error`, without the question, which may stand in its message."""
    told = "".join(traceback.format_exception(error))
    for form in (question, repr(question)[1:-1]):
        told = told.replace(form, "[the question]") if form.strip() else told
    return told


def _withheld(args: Args) -> Args:
    """Arguments of a log record with all but numbers and exceptions left out."""
    if isinstance(args, Mapping):
        return {name: _harmless(arg) for name, arg in args.items()}
    return None if args is None else tuple(_harmless(arg) for arg in args)


def _harmless(arg: object) -> object:
    return arg if isinstance(arg, int | float | BaseException) else "[withheld]"
