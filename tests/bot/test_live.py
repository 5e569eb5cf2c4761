"""A folder that changes while questions are answered: noticed, read in part, swapped at once."""

import os
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from examples import FOLDER
from toys import toy_answerer

from bot.answering import Answerer
from bot.build import Library
from bot.live import Changes, LiveLibrary, Watcher
from retrieval.articles.collection import CollectionReader
from retrieval.articles.skipped import Skipped
from retrieval.errors import CollectionError
from retrieval.types import Answer

MAYOR = "Who is the mayor of Basel?"


def mayor(name: str) -> str:
    return f"The mayor of Basel, {name}, opened a new bridge over the river on Saturday.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder / "basel.txt", mayor("Anna Keller"))
    write(folder / "rhine.txt", "The Rhine rises in Switzerland. It ends in the North Sea.\n")
    return folder


def write(path: Path, text: str | bytes, at: int = 1_000_000_000) -> None:
    """A file that was changed at the second `at`, long enough ago to be relied on."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, (at, at))


def said(live: LiveLibrary, question: str = MAYOR) -> str | None:
    reply = live.answer(question)
    return reply.text if isinstance(reply, Answer) else None


def test_nothing_has_changed(folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    before = live.library
    assert live.refresh() == Changes()
    assert not live.refresh()
    assert live.library is before


def test_what_is_added_changed_and_removed_is_told_and_answered_from(folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    assert said(live) == "Anna Keller"

    write(folder / "basel.txt", mayor("Beat Meier"), at=1_000_000_100)
    write(folder / "pool.md", (FOLDER / "pool.md").read_bytes())
    write(folder / "broken.pdf", "no PDF")
    (folder / "rhine.txt").unlink()

    assert live.refresh() == Changes(
        added=("pool.md",),
        changed=("basel.txt",),
        removed=("rhine.txt",),
        skipped=(Skipped(path="broken.pdf", reason="is not a PDF file"),),
    )
    assert said(live) == "Beat Meier"
    assert said(live, "Where does the Rhine rise, in Switzerland?") is None
    assert [article.id for article in live.library.articles] == ["basel.txt", "pool.md"]


def test_the_passages_are_those_of_a_library_loaded_anew(folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    write(folder / "basel.txt", mayor("Beat Meier") * 3, at=1_000_000_100)
    live.refresh()
    fresh = LiveLibrary(folder, toy_answerer)
    assert live.library == fresh.library


def test_only_files_that_changed_are_read_again(folder: Path) -> None:
    reader = CollectionReader(folder, clock=lambda: time.time() + 60)
    first = {article.id: article for article in reader.read().articles}
    write(folder / "basel.txt", mayor("Beat Meier"), at=1_000_000_100)
    second = {article.id: article for article in reader.read().articles}
    assert second["rhine.txt"] is first["rhine.txt"]
    assert second["basel.txt"] is not first["basel.txt"]


def test_a_change_that_keeps_size_and_time_is_noticed_all_the_same(folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    write(folder / "basel.txt", mayor("Anna Kehler"))
    assert live.refresh() == Changes(changed=("basel.txt",))


def test_a_file_that_was_changed_just_now_is_looked_at_once_more(folder: Path) -> None:
    """Within the grain of the file system's clock a second change would not show."""
    reader = CollectionReader(folder)
    first = reader.read().articles
    assert reader.read().articles[0] is not first[0]
    assert reader.read().articles == first


def test_the_last_article_may_go(folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    for path in folder.iterdir():
        path.unlink()
    assert live.refresh() == Changes(removed=("basel.txt", "rhine.txt"))
    assert said(live) is None


def test_a_folder_that_is_gone_is_an_error_and_the_old_state_answers(folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(CollectionError, match="does not exist"):
        live.refresh()
    assert said(live) == "Anna Keller"
    folder.with_name("elsewhere").rename(folder)
    assert live.refresh() == Changes()


def test_an_empty_folder_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="There is no article to read in"):
        LiveLibrary(tmp_path, toy_answerer)


def test_a_folder_that_may_be_empty_is_answered_from_once_it_is_not(tmp_path: Path) -> None:
    live = LiveLibrary(tmp_path, toy_answerer, may_be_empty=True)
    assert said(live) is None
    write(tmp_path / "basel.txt", mayor("Anna Keller"))
    assert live.refresh() == Changes(added=("basel.txt",))
    assert said(live) == "Anna Keller"
    with pytest.raises(CollectionError, match="does not exist"):
        LiveLibrary(tmp_path / "gone", toy_answerer, may_be_empty=True)


def test_while_a_new_state_is_made_the_old_one_answers(folder: Path) -> None:
    made, go_on = threading.Event(), threading.Event()

    def build(library: Library) -> Answerer:
        answerer = toy_answerer(library)
        if any("Beat Meier" in article.text for article in library.articles):
            made.set()
            assert go_on.wait(60)
        return answerer

    live = LiveLibrary(folder, build)
    write(folder / "basel.txt", mayor("Beat Meier"), at=1_000_000_100)
    with ThreadPoolExecutor(1) as pool:
        refreshed = pool.submit(live.refresh)
        assert made.wait(60)
        assert said(live) == "Anna Keller"
        assert live.library.articles[0].text == mayor("Anna Keller")
        go_on.set()
        assert refreshed.result(60) == Changes(changed=("basel.txt",))
    assert said(live) == "Beat Meier"


@pytest.fixture
def told() -> "queue.Queue[object]":
    return queue.Queue()


def test_a_watcher_tells_what_changed(folder: Path, told: "queue.Queue[object]") -> None:
    live = LiveLibrary(folder, toy_answerer)
    with Watcher(live, told.put, every=0.01):
        write(folder / "basel.txt", mayor("Beat Meier"), at=1_000_000_100)
        assert told.get(timeout=60) == Changes(changed=("basel.txt",))
        assert said(live) == "Beat Meier"
    assert told.empty()


def test_a_watcher_tells_once_that_the_folder_is_gone_and_goes_on(
    folder: Path, told: "queue.Queue[object]"
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    with Watcher(live, told.put, every=0.01):
        folder.rename(folder.with_name("elsewhere"))
        assert str(told.get(timeout=60)).startswith("The articles folder")
        write(folder.with_name("elsewhere") / "new.txt", mayor("Cleo Graf"))
        folder.with_name("elsewhere").rename(folder)
        assert told.get(timeout=60) == Changes(added=("new.txt",))
    assert told.empty()


def test_a_watcher_ends_with_its_context(folder: Path, told: "queue.Queue[object]") -> None:
    def names() -> list[str]:
        return [thread.name for thread in threading.enumerate()]

    with Watcher(LiveLibrary(folder, toy_answerer), told.put):
        assert "articles" in names()
    assert "articles" not in names()
