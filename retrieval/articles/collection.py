"""Load a folder of articles: everything that can be read, and a line on everything that cannot."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.articles.json_lines import load_json_lines
from retrieval.articles.markdown import load_markdown
from retrieval.articles.plain import load_plain
from retrieval.articles.skipped import Skipped
from retrieval.errors import ArticleError, CollectionError
from retrieval.types import Article

Loader = Callable[[Path, str], Iterator[Article | Skipped]]
"""Reads one file, given its path and the name to call it by; raises `ArticleError`."""

LOADERS: dict[str, Loader] = {
    ".txt": load_plain,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".jsonl": load_json_lines,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Articles in the order of their paths, ids unique, and what was skipped."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]


def load_collection(
    folder: Path, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Collection:
    """Every article below `folder`, or in the file `folder`; hidden files are passed over.

    `progress` is told how many of how many files are done. Raises `CollectionError` if the folder
    is missing or nothing in it can be read.
    """
    files = _files(folder)
    articles: dict[str, Article] = {}
    skipped: list[Skipped] = []
    for done, path in enumerate(files, start=1):
        name = path.name if path == folder else path.relative_to(folder).as_posix()
        for item in _load(path, name):
            if isinstance(item, Skipped):
                skipped.append(item)
            elif item.id in articles:
                skipped.append(
                    Skipped(
                        path=name,
                        reason=f"has the id {item.id!r}, which {articles[item.id].path} has too",
                    )
                )
            else:
                articles[item.id] = item
        progress(done, len(files))
    if not articles:
        raise CollectionError(_nothing(folder, skipped))
    return Collection(articles=tuple(articles.values()), skipped=tuple(skipped))


def _load(path: Path, name: str) -> Iterator[Article | Skipped]:
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        kind = path.suffix or "without an ending"
        yield Skipped(path=name, reason=f"is not one of {', '.join(LOADERS)} (it is {kind})")
        return
    try:
        yield from loader(path, name)
    except ArticleError as error:
        yield Skipped(path=name, reason=str(error))


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


def _nothing(folder: Path, skipped: list[Skipped]) -> str:
    message = f"There is no article to read in {folder}; put .txt, .md or .jsonl files there."
    return " ".join([message, *(f"Skipped: {item}." for item in skipped[:3])])
