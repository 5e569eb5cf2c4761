"""Answers from a folder that changes meanwhile: whoever asks gets one state of it, old or new.

`LiveLibrary` stands where an `Answerer` does. `refresh` reads what has changed and then swaps the
whole state by one assignment, so that a question that is being answered keeps the articles, the
index and the places it began with. `Watcher` refreshes now and then in a thread of its own.

To add a file that came in a chat: `ArticleFolder(folder).add(name, data)`, then `refresh()`, which
returns once questions are answered from it; `ArticleFolder(folder).remove(article)` and
`refresh()` to forget it. Each blocks and belongs in a worker thread of an async program.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from bot.answering import Answerer
from bot.build import Library
from retrieval.articles.collection import Collection, CollectionReader, Progress, nothing_to_read
from retrieval.articles.skipped import Skipped
from retrieval.errors import CollectionError
from retrieval.passages import split
from retrieval.types import Answer, Article, NoAnswer, Passage

EVERY = 2.0
"""Seconds between two looks at the folder; a look asks for each file's time of change."""

LEAVE = 2.0
"""Seconds that a look may still take once nobody needs it; a file may keep it busy for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a refresh brought: ids of articles, in order, and what is skipped now and was not."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.skipped)


class Live(Protocol):
    """What a program that runs for long answers from: `LiveLibrary`, or a toy in its place."""

    @property
    def library(self) -> Library:
        """The articles of this moment; look once where two looks must agree."""
        ...

    def answer(self, question: str) -> Answer | NoAnswer:
        """See `Answerer.answer`."""
        ...

    def refresh(self) -> Changes:
        """See `LiveLibrary.refresh`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Everything that one answer needs, of one moment."""

    library: Library
    answerer: Answerer


class LiveLibrary:
    """The articles in a folder, and answers from them, as the folder was at the last refresh.

    Threads may share it: any number may ask while one refreshes.
    """

    def __init__(
        self,
        folder: Path,
        build: Callable[[Library], Answerer],
        progress: Progress = lambda _done, _all: None,
        *,
        may_be_empty: bool = False,
    ) -> None:
        """Read `folder`; `build` makes an answerer over each state; let it share one reader.

        Raises `CollectionError` if the folder is missing, or nothing in it can be read and it may
        not be empty.
        """
        self._files = CollectionReader(folder)
        self._build = build
        self._refreshing = threading.Lock()
        collection = self._files.read(progress)
        if not (collection.articles or may_be_empty):
            raise nothing_to_read(folder, collection.skipped)
        self._state = self._state_of(collection, {}, {})

    @property
    def library(self) -> Library:
        """The articles of the last refresh; empty if the last one has been removed."""
        return self._state.library

    def answer(self, question: str) -> Answer | NoAnswer:
        """See `Answerer.answer`."""
        return self._state.answerer.answer(question)

    def refresh(self) -> Changes:
        """Read what has changed in the folder; afterwards, questions are answered from it.

        Raises `CollectionError` if the folder is gone; what was answered from before still is.
        """
        with self._refreshing:
            before = self._state.library
            collection = self._files.read()
            if (collection.articles, collection.skipped) == (before.articles, before.skipped):
                return Changes()
            old = {article.id: article for article in before.articles}
            passages: dict[str, list[Passage]] = {}
            for passage in before.passages:
                passages.setdefault(passage.article_id, []).append(passage)
            self._state = self._state_of(collection, old, passages)
            return _changes(before, self._state.library)

    def _state_of(
        self,
        collection: Collection,
        old: dict[str, Article],
        passages: dict[str, list[Passage]],
    ) -> _State:
        """The state of a collection; an article that is as before is not split again."""
        library = Library(
            articles=collection.articles,
            passages=tuple(
                passage
                for article in collection.articles
                for passage in (
                    passages.get(article.id, [])
                    if old.get(article.id) == article
                    else split(article)
                )
            ),
            skipped=collection.skipped,
        )
        return _State(library=library, answerer=self._build(library))


class Watcher:
    """Refreshes a live library every few seconds, in a thread that lasts while the context does.

    A look that takes much longer ends with the process; it changes nothing on disk.
    """

    def __init__(
        self,
        library: Live,
        tell: Callable[[Changes | CollectionError], None],
        every: float = EVERY,
    ) -> None:
        """`tell` is called, in the watcher's thread, with what changed, or why nothing can be read.

        It is told once of a folder that is gone, not at every look.
        """
        self._library = library
        self._tell = tell
        self._every = every
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="articles", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left.set()
        self._thread.join(LEAVE)

    def _watch(self) -> None:
        told: str | None = None
        while not self._left.wait(self._every):
            try:
                changes = self._library.refresh()
            except CollectionError as error:
                if str(error) != told:
                    self._tell(error)
                told = str(error)
                continue
            told = None
            if changes:
                self._tell(changes)


def _changes(before: Library, after: Library) -> Changes:
    old = {article.id: article for article in before.articles}
    new = {article.id: article for article in after.articles}
    return Changes(
        added=tuple(name for name in new if name not in old),
        changed=tuple(name for name in new if name in old and new[name] != old[name]),
        removed=tuple(name for name in old if name not in new),
        skipped=tuple(item for item in after.skipped if item not in set(before.skipped)),
    )
