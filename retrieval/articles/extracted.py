"""Files whose text has to be extracted, one article each: the loader of four formats."""

from collections.abc import Iterator
from pathlib import Path

from retrieval.articles.extraction import to_article
from retrieval.articles.files import read_bytes
from retrieval.articles.sandbox import Sandbox
from retrieval.articles.skipped import Skipped
from retrieval.errors import ArticleError
from retrieval.types import Article

MAX_HTML_BYTES = 10_000_000
MAX_FILE_BYTES = 50_000_000
"""Pictures make files large, not text: what a file unpacks to has a limit of its own."""


def load_extracted(
    path: Path, name: str, *, kind: str, sandbox: Sandbox
) -> Iterator[Article | Skipped]:
    """The article in a file of the format `kind`; its id is `name`. Raises `ArticleError`.

    What could not be read in it, such as pages without text, is one `Skipped` each.
    """
    data = read_bytes(path, MAX_HTML_BYTES if kind == "html" else MAX_FILE_BYTES)
    if not data:
        raise ArticleError("is empty")
    extract = sandbox.extract(kind, data)
    yield to_article(extract, name)
    for left_out in extract.left_out:
        yield Skipped(path=name, reason=left_out)
