"""Load a folder of articles: everything that can be read, and a line on everything that cannot.

A folder that changes can be read again: only what changed in it is.
"""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from retrieval.articles.loaders import ENDINGS, load_file
from retrieval.articles.sandbox import Sandbox
from retrieval.articles.skipped import Skipped
from retrieval.errors import CollectionError
from retrieval.types import Article

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""

_SETTLED = 2.0
"""Seconds without a change after which a file's time of change can be relied on: some file systems
keep even seconds only, and a file may be written twice within one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Articles in the order of their paths, ids and texts unique, and what was skipped."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]


def load_collection(folder: Path, progress: Progress = lambda _done, _all: None) -> Collection:
    """Every article below `folder`, or in the file `folder`; hidden files are passed over.

    Raises `CollectionError` if the folder is missing or nothing in it can be read.
    """
    collection = CollectionReader(folder).read(progress)
    if not collection.articles:
        raise nothing_to_read(folder, collection.skipped)
    return collection


def nothing_to_read(folder: Path, skipped: Iterable[Skipped]) -> CollectionError:
    """What to tell whoever needs an article where there is none."""
    kinds = f"{', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
    message = f"There is no article to read in {folder}; put {kinds} files there."
    return CollectionError(
        " ".join([message, *(f"Skipped: {item}." for item in islice(skipped, 3))])
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a file gave, and how it looked just before; `stamp` is None if it was still changing."""

    stamp: tuple[int, ...] | None
    items: tuple[Article | Skipped, ...]


class CollectionReader:
    """Reads one folder, or one file, as often as asked; a file that did not change only once."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives the seconds that file systems count in."""
        self._folder = folder
        self._clock = clock
        self._read: dict[Path, _Read] = {}

    def read(self, progress: Progress = lambda _done, _all: None) -> Collection:
        """What the folder holds now; an article of an unchanged file is the same object as before.

        An empty folder gives an empty collection. Raises `CollectionError` if it is missing.
        """
        files = _files(self._folder)
        read: dict[Path, _Read] = {}
        with Sandbox() as sandbox:
            for done, path in enumerate(files, start=1):
                read[path] = self._file(path, sandbox)
                progress(done, len(files))
        self._read = read
        return _collect(item for path in files for item in read[path].items)

    def _file(self, path: Path, sandbox: Sandbox) -> _Read:
        stamp = _stamp(
            path, self._clock()
        )  # before reading: a change meanwhile is then seen the next time
        known = self._read.get(path)
        if known is not None and stamp is not None and known.stamp == stamp:
            return known
        name = path.name if path == self._folder else path.relative_to(self._folder).as_posix()
        return _Read(stamp=stamp, items=load_file(path, name, sandbox))


def _stamp(path: Path, now: float) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    if min(abs(now - found.st_mtime), abs(now - found.st_ctime)) < _SETTLED:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _collect(items: Iterable[Article | Skipped]) -> Collection:
    """The articles, the first of each id and of each text, and what was skipped."""
    articles: dict[str, Article] = {}
    texts: dict[bytes, str] = {}
    skipped: list[Skipped] = []
    for item in items:
        if isinstance(item, Skipped):
            skipped.append(item)
            continue
        words = _words(item)
        if item.id in articles:
            reason = f"has the id {item.id!r}, which {articles[item.id].path} has too"
            skipped.append(Skipped(path=item.path, reason=reason))
        elif words in texts:
            reason = f"has the same text as {texts[words]}"
            skipped.append(Skipped(path=item.path, reason=reason))
        else:
            articles[item.id] = item
            texts[words] = item.path
    return Collection(articles=tuple(articles.values()), skipped=tuple(skipped))


def _words(article: Article) -> bytes:
    """A digest of an article's words: the same for two copies, however their lines are broken."""
    words = " ".join(article.text.split())
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise CollectionError(f"The articles folder {folder} does not exist; name one that does.")
    return sorted(
        path for path in folder.rglob("*") if not _hidden(path, folder) and _is_file(path)
    )


def _is_file(path: Path) -> bool:
    """Whether to try and read it; a broken link too, so that somebody hears of it."""
    try:
        return path.is_file() or (path.is_symlink() and not path.exists())
    except OSError:  # its folder may be listed but not entered
        return True


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
