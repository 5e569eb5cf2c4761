"""The bot's memory on disk: one SQLite file that a crash at any moment leaves whole.

The journal, the kept replies and the feedback are tables of it; each has its own module.
"""

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from bot.errors import SettingsError

_HEADER = b"SQLite format 3\0"
"""What every SQLite file begins with: https://www.sqlite.org/fileformat.html, 1.3.1."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS owner (bot_id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS updates (
    update_id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('received', 'sending', 'sent')),
    received_at REAL NOT NULL,
    body TEXT
);
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    message_id INTEGER,
    kept_at REAL NOT NULL,
    reply TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS replies_by_question ON replies (chat_id, question_id);
CREATE TABLE IF NOT EXISTS feedback (
    key TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    given_at REAL NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong', 'corrected', 'unanswerable')),
    question TEXT NOT NULL,
    answer TEXT,
    article_id TEXT,
    prompt_id INTEGER
);
"""


def open_state(path: Path, bot_id: int) -> sqlite3.Connection:
    """The state in the file `path`, made if it is missing, and set aside if it is broken.

    In WAL mode with autocommit: what was written survives the death of the process. Raises
    `SettingsError` if the file cannot be used, is no SQLite file or keeps the state of another bot.
    """
    try:
        _refuse_foreign(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            state = _open(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # a damaged one: start afresh, lose nothing
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    broken = path.with_name(path.name + suffix)
                    broken.rename(f"{path}.broken-{time.strftime('%Y%m%d-%H%M%S')}{suffix}")
            state = _open(path)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from error
    if state.execute("SELECT bot_id FROM owner").fetchone() not in (None, (bot_id,)):
        state.close()
        raise SettingsError(
            f"The state file {path} belongs to another bot. Set FOOTNOTE_STATE to another file."
        )
    return state


def claim(state: sqlite3.Connection, bot_id: int) -> None:
    """Keep the state for the bot with this id alone, once Telegram has accepted its token.

    Earlier, a token that was copied wrongly would keep the right one out for good.
    """
    state.execute("INSERT INTO owner SELECT ? WHERE NOT EXISTS (SELECT 1 FROM owner)", (bot_id,))


def look_into(path: Path) -> tuple[int | None, int]:
    """The id of the bot that the state in the file `path` is of, and its updates not finished.

    Nothing is changed. Raises `sqlite3.Error` if it is no database, damaged, or cannot be read.
    """
    # SQLite makes files beside a database in WAL mode unless it is told that nobody writes to it:
    # without one of those files there nobody does.
    way = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True)) as state:
        if state.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the check of its pages failed")
        owner = state.execute("SELECT bot_id FROM owner").fetchone()
        left = state.execute("SELECT COUNT(*) FROM updates WHERE state != 'sent'").fetchone()
    return None if owner is None else int(owner[0]), int(left[0])


def lock_state(path: Path) -> sqlite3.Connection:
    """Hold the state for this process until the connection is closed or the process ends.

    A second database takes the lock, so that the state itself stays readable to others. Raises
    `SettingsError` if another process holds it, its folder cannot be used, or it is no SQLite file.
    """
    try:
        _refuse_foreign(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        return _locked(Path(f"{path}.lock"))
    except (OSError, sqlite3.Error) as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            raise _unusable(path, error) from error
        raise SettingsError(
            f"Another footnote telegram runs with the state file {path}. Stop it first, or set "
            "FOOTNOTE_STATE to another file."
        ) from error


def is_foreign(path: Path) -> bool:
    """Whether the file is there and is neither a SQLite file, be it a damaged one, nor empty."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_HEADER)) not in (b"", _HEADER)


def _refuse_foreign(path: Path) -> None:
    """Whoever names a file of another kind by mistake finds it, and its folder, as they were."""
    if is_foreign(path):
        raise SettingsError(
            f"{path} is no state file of Footnote. Set FOOTNOTE_STATE to another file."
        )


def _locked(file: Path) -> sqlite3.Connection:
    lock = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        lock.close()
        raise
    return lock


def _unusable(path: Path, error: Exception) -> SettingsError:
    return SettingsError(
        f"The state file {path} cannot be used ({error}). Set FOOTNOTE_STATE to a file in a "
        "folder that can be written to."
    )


def _open(path: Path) -> sqlite3.Connection:
    state = sqlite3.connect(path, isolation_level=None)
    try:
        state.execute("PRAGMA journal_mode = WAL")
        state.execute("PRAGMA synchronous = NORMAL")
        if state.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the check of its pages failed")
        state.executescript(_SCHEMA)
    except sqlite3.Error:
        state.close()
        raise
    return state
