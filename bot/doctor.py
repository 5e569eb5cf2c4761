"""`footnote doctor`: look at everything that a run needs, and say what to do about what is amiss.

Each check is a function of the settings that yields findings; nothing is changed, and no secret is
shown. A check that needs something else, such as a database of the bot's, is one line in `CHECKS`.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.text import Text

from bot.build import Library, build_library, build_reader
from bot.errors import SettingsError
from bot.own_threshold import calibration_for
from bot.replies import printable
from bot.settings import SEEDS, Settings, misspelt_names
from bot.telegram_app.before_start import notes, refusals
from retrieval.articles.sandbox import Sandbox
from retrieval.errors import ArticleError, FootnoteError
from retrieval.types import Passage

if TYPE_CHECKING:
    from bot.telegram_app.connection import DiscreetBot

LEAST_FREE_BYTES = 500_000_000
"""Less room than this on a disk is told: articles, their copies and what is kept must fit."""

_PAGE = b"<html><body><p>Footnote reads this to see whether it can read pages.</p></body></html>"
_PASSAGE = Passage(id="p", article_id="a", start=0, text="The ferry sails from the first of May.")

Verdict = Literal["ok", "note", "amiss"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found; `amiss` says, too, what to do."""

    about: str
    verdict: Verdict
    says: str


Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings, console: Console) -> bool:
    """Print every finding as it is made; whether nothing is amiss."""
    well = True
    for check in CHECKS:
        for finding in check(settings):
            well = well and finding.verdict != "amiss"
            console.print(_line(finding))
    return well


def _line(finding: Finding) -> Text:
    styles = {"ok": "green", "note": "yellow", "amiss": "bold red"}
    line = Text(f"{finding.verdict:<6}", style=styles[finding.verdict])
    return line.append(printable(f"{finding.about}: {finding.says}"), style="default")


def _settings(settings: Settings) -> Iterator[Finding]:
    misspelt = misspelt_names()
    for says in refusals(settings, misspelt):
        yield Finding(about="settings", verdict="amiss", says=says)
    for says in notes(settings, misspelt):
        yield Finding(about="settings", verdict="note", says=says)


def _articles(settings: Settings) -> Iterator[Finding]:
    folder = settings.footnote_articles
    try:
        library = build_library(folder)
    except FootnoteError as error:
        yield Finding(about="articles", verdict="amiss", says=str(error))
        return
    counts = f"{len(library.articles)} read from {folder}, in passages: {len(library.passages)}"
    yield Finding(about="articles", verdict="ok", says=counts)
    if folder == SEEDS:
        yield Finding(
            about="articles",
            verdict="note",
            says="these are the ones that come along; set FOOTNOTE_ARTICLES to a folder of yours.",
        )
    skipped = [item for item in library.skipped if not item.quiet]
    if skipped:
        says = f"{len(skipped)} skipped, such as: {skipped[0]}. `footnote articles` lists them."
        yield Finding(about="articles", verdict="note", says=says)
    yield from _adding(settings)
    yield _threshold(settings, library)


def _adding(settings: Settings) -> Iterator[Finding]:
    """Only where somebody may add articles in a chat must their folder be one to write to."""
    folder = settings.footnote_articles
    if settings.admin_user_ids and not os.access(folder, os.W_OK | os.X_OK):
        says = f"{folder} cannot be written, so administrators can add none and /forget none."
        yield Finding(about="articles", verdict="note", says=says)


def _threshold(settings: Settings, library: Library) -> Finding:
    """The one that these articles are answered at; a threshold fitted on others does not count."""
    try:
        decided = calibration_for(settings, library)
    except FootnoteError as error:
        return Finding(about="threshold", verdict="amiss", says=str(error))
    if decided.complaint:
        return Finding(about="threshold", verdict="note", says=decided.complaint)
    own = settings.footnote_calibration.exists()
    says = f"your own, from {settings.footnote_calibration}" if own else "the shipped one"
    return Finding(about="threshold", verdict="ok", says=says)


def _formats(_: Settings) -> Iterator[Finding]:
    try:
        with Sandbox() as sandbox:
            sandbox.extract("html", _PAGE)
    except (ArticleError, OSError) as error:
        says = f"a page cannot be read here: it {error}. Install Footnote again."
        yield Finding(about="formats", verdict="amiss", says=says)
    else:
        yield Finding(
            about="formats", verdict="ok", says="pages are read in a process of their own"
        )


def _reader(settings: Settings) -> Iterator[Finding]:
    try:
        reader = build_reader(settings.footnote_reader)
        spans = reader.read("When does the ferry sail?", [_PASSAGE])
    except FootnoteError as error:
        yield Finding(about="reader", verdict="amiss", says=str(error))
        return
    if spans:
        yield Finding(about="reader", verdict="ok", says=f"{reader.name} reads")
    else:
        says = f"{reader.name} finds nothing at all; unset FOOTNOTE_READER or install it again."
        yield Finding(about="reader", verdict="amiss", says=says)


def _telegram(settings: Settings) -> Iterator[Finding]:
    from telegram.error import InvalidToken, TelegramError

    from bot.telegram_app.connection import bot_token, discreet_bot, privacy_mode, token_refused

    if settings.telegram_bot_token is None and settings.telegram_bot_token_file is None:
        says = "TELEGRAM_BOT_TOKEN is not set; only `footnote telegram` needs it."
        yield Finding(about="telegram", verdict="note", says=says)
        return
    try:
        bot = discreet_bot(bot_token(settings), settings)
        asyncio.run(_introduce(bot))
    except (SettingsError, InvalidToken) as error:
        refused = error if isinstance(error, SettingsError) else token_refused()
        yield Finding(about="telegram", verdict="amiss", says=str(refused))
    except TelegramError as error:
        says = (
            f"{settings.telegram_api_base_url} does not answer as it should ({error}). Check the "
            "network and TELEGRAM_API_BASE_URL."
        )
        yield Finding(about="telegram", verdict="amiss", says=says)
    else:
        yield Finding(about="telegram", verdict="ok", says=f"the token is that of @{bot.username}")
        reads_all = bot.bot.can_read_all_group_messages
        verdict: Verdict = "note" if reads_all else "ok"
        yield Finding(about="telegram", verdict=verdict, says=privacy_mode(reads_all))


async def _introduce(bot: "DiscreetBot") -> None:
    """Have the bot ask who it is."""
    try:
        await bot.initialize()
    finally:
        await bot.shutdown()


def _disk(settings: Settings) -> Iterator[Finding]:
    for folder in dict.fromkeys(
        map(_existing, (settings.footnote_articles, settings.footnote_calibration))
    ):
        free = shutil.disk_usage(folder).free
        says = f"{free / 1e9:.1f} GB free at {folder}"
        if free < LEAST_FREE_BYTES:
            says = f"only {says}; make room."
        verdict: Verdict = "amiss" if free < LEAST_FREE_BYTES else "ok"
        yield Finding(about="disk", verdict=verdict, says=says)


def _state(settings: Settings) -> Iterator[Finding]:
    folder = _existing(settings.footnote_calibration.parent)
    if os.access(folder, os.W_OK | os.X_OK):
        yield Finding(about="state", verdict="ok", says=f"can be kept in {folder}")
    else:
        says = f"{folder} cannot be written; set FOOTNOTE_CALIBRATION to a file that can."
        yield Finding(about="state", verdict="amiss", says=says)


def _existing(path: Path) -> Path:
    """The nearest folder of `path` that is there."""
    path = path.absolute()
    return next(parent for parent in (path, *path.parents) if parent.is_dir())


def _telegram_state(settings: Settings) -> Iterator[Finding]:
    from bot.telegram_app.state import is_foreign, look_into

    path, about = settings.footnote_state, "telegram state"
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        if settings.telegram_bot_token is not None or settings.telegram_bot_token_file is not None:
            yield _to_be_kept(path)
        return
    try:
        if is_foreign(path):
            says = f"{path} is no state file of Footnote. Set FOOTNOTE_STATE to another file."
            yield Finding(about=about, verdict="amiss", says=says)
            return
        owner, left = look_into(path)
    except (OSError, sqlite3.OperationalError) as error:
        says = f"{path} cannot be used ({error}). Set FOOTNOTE_STATE to a file that can."
        yield Finding(about=about, verdict="amiss", says=says)
    except sqlite3.DatabaseError as error:
        says = (
            f"{path} is damaged ({error}). Put a copy of it back, or start the bot, which sets it "
            "aside and begins a new one."
        )
        yield Finding(about=about, verdict="amiss", says=says)
    else:
        yield _kept(settings, owner, left)


def _to_be_kept(path: Path) -> Finding:
    folder, about = _existing(path.parent), "telegram state"
    if os.access(folder, os.W_OK | os.X_OK):
        return Finding(about=about, verdict="ok", says=f"can be kept in {folder}")
    says = f"{folder} cannot be written; set FOOTNOTE_STATE to a file that can."
    return Finding(about=about, verdict="amiss", says=says)


def _kept(settings: Settings, owner: int | None, left: int) -> Finding:
    """What is said of a state that is whole: it must be this bot's, and the bot must write it."""
    from bot.telegram_app.connection import bot_id, bot_token

    path, about = settings.footnote_state, "telegram state"
    try:
        mine = bot_id(bot_token(settings))
    except SettingsError:
        mine = None  # no token, or no good one, which has been told
    if mine is not None and owner is not None and owner != mine:
        says = f"{path} belongs to another bot; set FOOTNOTE_STATE to another file."
        return Finding(about=about, verdict="amiss", says=says)
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)):
        says = f"{path} cannot be written; set FOOTNOTE_STATE to a file that can."
        return Finding(about=about, verdict="amiss", says=says)
    return Finding(about=about, verdict="ok", says=f"{path} is whole; updates to finish: {left}")


CHECKS: tuple[Check, ...] = (
    _settings,
    _articles,
    _formats,
    _reader,
    _telegram,
    _disk,
    _state,
    _telegram_state,
)
"""In the order of a question's way; the settings themselves have been read by then."""
