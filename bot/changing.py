"""`footnote add` and `footnote remove`: change the folder of articles, and say what came of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.text import Text

from bot.errors import SettingsError
from bot.replies import printable
from bot.settings import SEEDS
from bot.wording import Wording
from retrieval.articles.extracted import MAX_FILE_BYTES
from retrieval.articles.files import read_bytes
from retrieval.articles.folder import Added, ArticleFolder
from retrieval.errors import ArticleError, CollectionError
from retrieval.passages import split


def add_files(
    files: Sequence[Path], folder: Path, *, replace: bool, console: Console, wording: Wording
) -> None:
    """Add each file that can be added, and print what was read of it.

    Raises `ArticleError` in the end, with a line on each file that could not be; `CollectionError`
    at once if the folder cannot be written, with those lines before its own.
    """
    articles, failed = own_folder(folder), list[str]()
    for path in files:
        try:
            added = articles.add(path.name, read_bytes(path, MAX_FILE_BYTES), replace=replace)
        except ArticleError as error:
            failed.append(f"{path} {error}.")
            continue
        except CollectionError as error:
            raise CollectionError("\n".join([*failed, str(error)])) from error
        for line in summary(added, wording):
            console.print(Text(printable(line)))
    if failed:
        raise ArticleError("\n".join(failed))


def remove_article(wanted: str, folder: Path, *, console: Console, wording: Wording) -> None:
    """Remove the article with this id or title, and say so. Raises `FootnoteError`."""
    try:
        name = own_folder(folder).remove(wanted)
    except ArticleError as error:
        raise ArticleError(f"{wanted} {error}.") from error
    console.print(Text(printable(wording.say("articles.removed", name=name))))


def summary(added: Added, wording: Wording) -> list[str]:
    """What was read of a file and what was not, a line each, for console and chat alike."""
    lines = []
    for article in added.articles:
        facts = {"title": article.title, "passages": len(split(article)), "name": added.name}
        if article.published is None:
            lines.append(wording.say("articles.added", **facts))
        else:
            lines.append(wording.say("articles.added_dated", published=article.published, **facts))
    return lines + [wording.say("chat.skipped", skipped=skipped) for skipped in added.left_out]


def why_unchangeable(folder: Path) -> Literal["seeds", "file"] | None:
    """Whether it is the articles that come along, or a single file: neither is changed."""
    if folder.resolve() == SEEDS.resolve():
        return "seeds"
    return "file" if folder.is_file() else None


def own_folder(folder: Path) -> ArticleFolder:
    """The folder to change. Raises `SettingsError` for the articles that come along, and a file."""
    why = why_unchangeable(folder)
    if why == "seeds":
        raise SettingsError(
            "The articles that come along stay as they are. Name a folder of your own with "
            "--articles or FOOTNOTE_ARTICLES."
        )
    if why == "file":
        raise SettingsError(f"--articles {folder} is a file; name the folder that it is in.")
    return ArticleFolder(folder)
