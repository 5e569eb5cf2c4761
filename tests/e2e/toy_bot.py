"""The real bot in a process of its own, with a reader that takes as long as a test wants.

A question that begins with "wait" is answered once there is a file `go` in the working folder,
and "much" by more than one message can hold. TOY_STANDSTILL, in seconds, may be shorter than what
an owner may set.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from bot.build import Library
from bot.live import Changes
from bot.settings import Settings, load_settings
from bot.telegram_app.app import run_telegram
from bot.wording import wording
from retrieval.errors import FootnoteError
from retrieval.types import NoAnswer


class Patient:
    """Greets back, when it may; it has no articles."""

    library = Library(articles=(), passages=())

    def refresh(self) -> Changes:
        return Changes()

    def answer(self, question: str) -> NoAnswer:
        while question.startswith("wait") and not Path("go").exists():
            time.sleep(0.01)
        if question == "much":
            return NoAnswer(question=question, reason="no_match", unknown_words=("x" * 5000,))
        return NoAnswer(question=question, reason="not_a_question")


def toy_settings() -> Settings:
    settings = load_settings()
    standstill = os.environ.get("TOY_STANDSTILL", settings.footnote_standstill_seconds)
    return replace(settings, footnote_standstill_seconds=float(standstill))


if __name__ == "__main__":
    try:
        sys.exit(run_telegram(Patient(), toy_settings(), wording()))
    except FootnoteError as error:
        sys.stderr.write(f"footnote: {error}\n")
        sys.exit(2)
