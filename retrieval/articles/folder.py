"""Put articles into a folder and take them out again, in one step each.

Whenever the process is killed, the folder holds what it held before or what it was to hold: a file
is written under a hidden name, which no loader reads, and gets its own once it is whole and on the
disk. What a killed process left under a hidden name the next one clears away.
"""

import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from retrieval.articles.collection import load_collection
from retrieval.articles.limits import Limits
from retrieval.articles.loaders import ENDINGS, load_file
from retrieval.articles.sandbox import Sandbox
from retrieval.articles.skipped import Skipped
from retrieval.errors import ArticleError, CollectionError, NameTaken, NoSuchArticle
from retrieval.types import Article

_HIDDEN = ".adding-"
_UNWANTED = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
"""File names that Windows keeps for devices."""

_MAX_STEM_CHARS = 60
"""At most 240 bytes, so that a name with its ending fits everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A file that is in the folder now: its articles, and a line on each part that is not read."""

    name: str
    articles: tuple[Article, ...]
    left_out: tuple[Skipped, ...]


def safe_name(given: str) -> str:
    """A file name out of what a sender calls a file: never a path, never hidden.

    Raises `ArticleError` if the ending is not one that can be read.
    """
    # What is dropped goes first: between a letter and its accent it would keep NFC from making them
    # one, until somebody looks at the name again.
    wanted = _UNWANTED.sub("", given.encode("utf-8", "ignore").decode())
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", wanted))[-1]
    stem, dot, ending = last.rstrip().rpartition(".")
    ending = (dot + ending).lower()
    if ending not in ENDINGS:
        kind = ending if dot else "without an ending"
        raise ArticleError(f"is not one of {', '.join(ENDINGS)} (it is {kind})")
    stem = stem[:_MAX_STEM_CHARS].strip(". ") or "article"
    if _RESERVED.match(stem):
        stem = f"_{stem}"[:_MAX_STEM_CHARS].rstrip(". ")
    return stem + ending


class ArticleFolder:
    """A folder of articles that may be added to and removed from, by several processes at once."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        """`limits` are for reading a file that is added; the usual ones if none are given."""
        self._folder = folder
        self._limits = limits

    def add(self, given: str, data: bytes, *, replace: bool = False) -> Added:
        """Read the file that its sender calls `given`, and keep it if it holds an article.

        Raises `ArticleError`, with the reason, if it holds none or is there already; `NameTaken` if
        another file has its name and `replace` is not set; `CollectionError` if the folder cannot
        be written. Nothing has changed then.
        """
        name = safe_name(given)
        with self._changing():
            self._refuse_twin(name, data, replace=replace)
            with self._written(data, Path(name).suffix) as hidden:
                with Sandbox(self._limits) as sandbox:
                    items = load_file(hidden, name, sandbox)
                articles = tuple(item for item in items if isinstance(item, Article))
                left_out = tuple(item for item in items if isinstance(item, Skipped))
                if not articles:
                    raise ArticleError(left_out[0].reason)
                hidden.replace(self._folder / name)
            _sync(self._folder)
        return Added(name=name, articles=articles, left_out=left_out)

    def remove(self, wanted: str, articles: Sequence[Article] | None = None) -> str:
        """Delete the file of the article with the id or title `wanted`; returns the file's name.

        `articles` are those in the folder, where they have just been read; None reads them here.
        Raises `NoSuchArticle`; `ArticleError` if there are more, or its file holds others too;
        `CollectionError` if the folder cannot be read or written.
        """
        with self._changing():
            name = self._file_of(wanted, articles)
            (self._folder / name).unlink()
            _sync(self._folder)
        return name

    def _file_of(self, wanted: str, articles: Sequence[Article] | None) -> str:
        if self._is_one(wanted):
            return wanted
        if articles is None:
            articles = load_collection(self._folder).articles
        found = [article for article in articles if wanted in (article.id, article.path)] or [
            article for article in articles if article.title.casefold() == wanted.casefold()
        ]
        names = {article.path for article in found}
        if not names:
            raise NoSuchArticle("is not among the articles; footnote articles lists them")
        if len(names) > 1:
            raise ArticleError(f"is the title of {' and '.join(sorted(names))}; name one of them")
        name = names.pop()
        others = sum(article.path == name for article in articles) - len(found)
        if others:
            raise ArticleError(f"is one of {others + 1} articles in {name}; edit that file instead")
        return name

    def _is_one(self, wanted: str) -> bool:
        """Whether `wanted` names a file here that is one article, so that no other need be read."""
        parts = Path(wanted).parts
        path = self._folder / wanted
        inside = bool(parts) and not any(part.startswith((".", os.sep)) for part in parts)
        with suppress(OSError):  # a title may be too long for any name
            return inside and path.suffix.lower() != ".jsonl" and path.is_file()
        return False

    def _refuse_twin(self, name: str, data: bytes, *, replace: bool) -> None:
        for path in self._folder.rglob("*"):
            if not path.name.startswith(".") and _holds(path, data):
                there = path.relative_to(self._folder).as_posix()
                raise ArticleError(f"is among the articles already, as {there}")
        if not replace and (self._folder / name).exists():
            raise NameTaken(
                f"has the name of another file, {name}; remove that, give this one another name, "
                "or replace it"
            )

    @contextmanager
    def _written(self, data: bytes, ending: str) -> Iterator[Path]:
        """A hidden file that holds `data`, on the disk; gone at the end, whatever happens."""
        hidden = self._folder / f"{_HIDDEN}{secrets.token_hex(8)}{ending}"
        try:
            with hidden.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield hidden
        finally:
            hidden.unlink(missing_ok=True)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone with the folder: one process at a time changes it, and clears up after the dead."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with _locked(self._folder):
                for left in self._folder.glob(f"{_HIDDEN}*"):
                    left.unlink(missing_ok=True)
                yield
        except OSError as error:
            raise CollectionError(f"{self._folder} cannot be written: {error.strerror}.") from error


def _holds(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    return False


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone with the folder among the processes that ask so; closing it lets the next one in."""
    try:
        import fcntl
    except ImportError:  # Windows, which has no such lock
        yield
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _sync(folder: Path) -> None:
    """Have the change of names on the disk, where the system lets one ask for it."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
