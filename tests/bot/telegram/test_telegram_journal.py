"""The journal's states over the life of an update, and a state file that always opens."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from answerers import Greeter
from bot_api import TOKEN, BotApi
from running import running, until

from bot.errors import SettingsError
from bot.settings import Settings
from bot.telegram_app.connection import bot_id
from bot.telegram_app.journal import REMEMBERED, Journal, Unfinished
from bot.telegram_app.memory import Memory
from bot.telegram_app.state import claim, lock_state, open_state
from retrieval.types import NoAnswer

UPDATE = {"update_id": 5, "message": {"text": "Who \ud83d?"}}  # half an emoji, as JSON allows

BROKEN = b"SQLite format 3\0" + b"and nothing of a database, " * 100


def reopened(state: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """The state as the next process finds it after a crash: nothing was closed."""
    del state
    return open_state(path, 1)


def test_what_was_received_is_found_by_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    state = open_state(path, 1)
    assert Journal(state).receive([UPDATE, {"update_id": 4}]) == {4, 5}
    with closing(reopened(state, path)) as after:
        assert Journal(after).unfinished() == [
            Unfinished(update_id=4, state="received", body={"update_id": 4}),
            Unfinished(update_id=5, state="received", body=UPDATE),
        ]
    state.close()


def test_an_update_is_new_once(tmp_path: Path) -> None:
    with closing(open_state(tmp_path / "state", 1)) as state:
        journal = Journal(state)
        assert journal.receive([UPDATE]) == {5}
        assert journal.receive([UPDATE]) == set()
        journal.finish(5)
        assert journal.receive([UPDATE, {"update_id": 6}]) == {6}


def test_the_states(tmp_path: Path) -> None:
    with closing(open_state(tmp_path / "state", 1)) as state:
        journal = Journal(state)

        def states() -> list[str]:
            return [each.state for each in journal.unfinished()]

        journal.receive([UPDATE])
        journal.sending(5)
        assert states() == ["sending"]
        journal.refused(5)
        assert states() == ["received"]
        journal.finish(5)
        assert states() == []
        journal.sending(5)  # what is done stays done
        assert states() == []
        assert journal.counts() == {"received": 0, "sending": 0, "sent": 1}


def test_the_text_of_what_is_done_is_forgotten_and_its_id_later(tmp_path: Path) -> None:
    now = [1000.0]
    with closing(open_state(tmp_path / "state", 1)) as state:
        journal = Journal(state, now=lambda: now[0])
        journal.receive([UPDATE, {"update_id": 6}])
        journal.finish(5)
        assert state.execute("SELECT body FROM updates WHERE update_id = 5").fetchone() == (None,)
        now[0] += REMEMBERED + 1
        journal.prune()
        assert [each.update_id for each in journal.unfinished()] == [6]
        assert journal.receive([UPDATE]) == {5}


def test_a_batch_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with closing(open_state(tmp_path / "state", 1)) as state:
        journal = Journal(state)
        with pytest.raises(KeyError):
            journal.receive([UPDATE, {"no": "id"}])
        assert journal.unfinished() == []


def test_a_broken_file_is_set_aside_and_a_fresh_one_made(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(BROKEN)
    with closing(open_state(path, 1)) as state:
        assert Journal(state).unfinished() == []
    (broken,) = tmp_path.glob("state.sqlite.broken-*")
    assert broken.read_bytes() == BROKEN


def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy bread.")
    for use in (lock_state, lambda path: open_state(path, 1)):
        with pytest.raises(SettingsError) as caught:
            use(path)
        assert str(caught.value) == (
            f"{path} is no state file of Footnote. Set FOOTNOTE_STATE to another file."
        )
    assert [(each, each.read_text()) for each in tmp_path.iterdir()] == [(path, "Buy bread.")]


def test_an_empty_file_becomes_the_state(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.touch()
    with closing(open_state(path, 1)) as state:
        assert Journal(state).receive([UPDATE]) == {5}
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_damaged_further_in_is_set_aside_as_well(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with closing(open_state(path, 1)) as state:
        Journal(state).receive({"update_id": n, "text": "x" * 100} for n in range(1000))
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(data[:middle] + bytes(20_000) + data[middle + 20_000 :])
    with closing(open_state(path, 1)) as state:
        assert Journal(state).unfinished() == []
    assert len(list(tmp_path.glob("state.sqlite.broken-*"))) == 1


async def test_what_is_too_old_is_forgotten_at_a_start(api: BotApi) -> None:
    with closing(open_state(Settings().footnote_state, bot_id(TOKEN))) as state:
        journal = Journal(state, now=lambda: 0.0)
        journal.receive([UPDATE])
        journal.finish(5)
        reply = NoAnswer(question="Who?", reason="no_match")
        about = {"chat_id": 7, "user_id": 7, "question_id": 1}
        old = Memory(state, 30, now=lambda: 0.0).keep(reply, **about) or ""
        new = Memory(state, 30).keep(reply, **about) or ""
    async with running(api, Greeter()) as bot:
        memory = bot.services.memory
        await until(lambda: memory.find(old) is None)
        assert memory.find(new) is not None
        await until(lambda: bot.services.journal.counts()["sent"] == 0)


def test_one_who_reads_the_state_does_not_hold_up_the_bot(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with closing(open_state(path, 1)) as state, closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT COUNT(*) FROM updates").fetchone() == (0,)
        assert Journal(state).receive([UPDATE]) == {5}


def test_the_state_of_another_bot_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    open_state(path, 2).close()  # as with a token that Telegram does not accept
    with closing(open_state(path, 1)) as state:
        claim(state, 1)
    with pytest.raises(SettingsError) as caught:
        open_state(path, 2)
    assert str(caught.value) == (
        f"The state file {path} belongs to another bot. Set FOOTNOTE_STATE to another file."
    )
    open_state(path, 1).close()


def test_a_state_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"cannot be used .* Set FOOTNOTE_STATE"):
        open_state(tmp_path / "file" / "state.sqlite", 1)


def test_a_lock_that_cannot_be_written_names_the_state(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "state.sqlite.lock").mkdir()
    for path, why in [
        (tmp_path / "file" / "state.sqlite", f"[Errno 17] File exists: '{tmp_path / 'file'}'"),
        (tmp_path / "state.sqlite", "unable to open database file"),
    ]:
        with pytest.raises(SettingsError) as caught:
            lock_state(path)
        assert str(caught.value) == (
            f"The state file {path} cannot be used ({why}). Set FOOTNOTE_STATE to a file in a "
            "folder that can be written to."
        )


def test_two_bots_cannot_share_a_state_and_readers_can(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    lock = lock_state(path)
    with pytest.raises(SettingsError, match="Another footnote telegram runs with the state file"):
        lock_state(path)
    open_state(path, 1).close()
    lock.close()
    lock_state(path).close()
