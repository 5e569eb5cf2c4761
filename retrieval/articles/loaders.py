"""Which loader reads which file, by the ending of its name."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from retrieval.articles.extracted import load_extracted
from retrieval.articles.json_lines import load_json_lines
from retrieval.articles.markdown import load_markdown
from retrieval.articles.plain import load_plain
from retrieval.articles.sandbox import Sandbox
from retrieval.articles.skipped import Skipped
from retrieval.errors import ArticleError
from retrieval.types import Article

Loader = Callable[[Path, str], Iterator[Article | Skipped]]
"""Reads one file, given its path and the name to call it by; raises `ArticleError`."""

_TEXT: dict[str, Loader] = {
    ".txt": load_plain,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".jsonl": load_json_lines,
}
_EXTRACTED = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
}

ENDINGS = (*_TEXT, *_EXTRACTED)
"""Of all files that can be read, in lower case."""


def loader_for(ending: str, sandbox: Sandbox) -> Loader | None:
    """The loader of files that end so, or None; `sandbox` is where it extracts text if it must."""
    kind = _EXTRACTED.get(ending.lower())
    if kind is not None:
        return partial(load_extracted, kind=kind, sandbox=sandbox)
    return _TEXT.get(ending.lower())


def load_file(path: Path, name: str, sandbox: Sandbox) -> tuple[Article | Skipped, ...]:
    """Everything in one file, whatever its format, with a line on what is not read and why."""
    loader = loader_for(path.suffix, sandbox)
    if loader is None:
        kind = path.suffix or "without an ending"
        return (Skipped(path=name, reason=f"is not one of {', '.join(ENDINGS)} (it is {kind})"),)
    items: list[Article | Skipped] = []
    try:
        items.extend(loader(path, name))
    except ArticleError as error:
        items.append(Skipped(path=name, reason=str(error)))
    return tuple(items)
