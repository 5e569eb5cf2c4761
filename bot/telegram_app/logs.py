"""What is written to the log: neither the bot's token nor, by default, what people ask."""

import logging
import re
import traceback
from copy import copy
from typing import TextIO
from urllib.parse import quote

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
    # At INFO the HTTP client logs each address it calls, and the address holds the token.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def account(error: BaseException, question: str) -> str:
    """The traceback of `error`, without the question, which may stand in its message."""
    told = "".join(traceback.format_exception(error))
    for form in (question, repr(question)[1:-1]):
        told = told.replace(form, "[the question]") if form.strip() else told
    return told


def _withheld(args: object) -> tuple[object, ...] | None:
    """Arguments of a log record with all but numbers and exceptions left out."""
    if args is None:
        return None
    several = args if isinstance(args, tuple) else (args,)
    return tuple(
        arg if isinstance(arg, int | float | BaseException) else "[withheld]" for arg in several
    )
