"""PDF files, with pypdf; the citation names the page.

A PDF knows lines, not paragraphs: `lines` puts these together again.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from retrieval.articles.extraction import Extract, fact
from retrieval.articles.limits import Limits
from retrieval.articles.lines import reflow
from retrieval.errors import ArticleError

_HEADER_WITHIN = 1024
"""Bytes in which the mark of a PDF must stand; some programs put their own before it."""

_PAGES_NAMED = 5
_MADE_UP = re.compile(r"^(?:untitled|microsoft )|\.(?:docx?|indd|pdf|tex|dvi|qxd|odt|rtf)$", re.I)
"""A title that no person gave."""


def extract_pdf(data: bytes, limits: Limits) -> Extract:
    """The text of a PDF, page by page. Raises `ArticleError` if it is none, or is locked."""
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        raise ArticleError("is not a PDF file")
    reader = _open(data)
    if len(reader.pages) > limits.pages:
        raise ArticleError(
            f"has {len(reader.pages)} pages; at most {limits.pages} are read: split it"
        )
    found = [_page_text(reader, number) for number in range(len(reader.pages))]
    pages = [text or "" for text in found]
    if not any(text.strip() for text in pages):
        if None in found:
            raise ArticleError("is damaged: none of its pages can be read")
        raise ArticleError("holds no text; if it is scanned, run it through text recognition first")
    return Extract(
        paragraphs=tuple(reflow(pages)), title=_title(reader), left_out=tuple(_left_out(found))
    )


def _open(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(data))
        # Most locked files open with an empty password: only copying and printing are locked.
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("is locked with a password; save it without one")
        len(reader.pages)
    except DependencyError as error:
        raise ArticleError("is encrypted; save it without a password") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArticleError("is damaged or cut off: its pages cannot be found") from error
    return reader


def _page_text(reader: PdfReader, number: int) -> str | None:
    """A page's lines; None for a damaged page, so that the others are read all the same."""
    try:
        return reader.pages[number].extract_text()
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def _title(reader: PdfReader) -> str | None:
    """The title in the metadata, unless a program filled in the name of a file."""
    given = reader.metadata.title if reader.metadata is not None else None
    title = fact(given)
    return None if title is None or _MADE_UP.search(title) else title


def _left_out(pages: Sequence[str | None]) -> Iterator[str]:
    """Which pages gave nothing, as two phrases at most."""
    damaged = [number for number, text in enumerate(pages, start=1) if text is None]
    blank = [
        number
        for number, text in enumerate(pages, start=1)
        if text is not None and not text.strip()
    ]
    if damaged:
        yield f"has damaged pages that are left out: {_named(damaged)}"
    if blank:
        yield f"has pages without text: {_named(blank)}"


def _named(pages: Sequence[int]) -> str:
    more = f" and {len(pages) - _PAGES_NAMED} more" if len(pages) > _PAGES_NAMED else ""
    return ", ".join(map(str, pages[:_PAGES_NAMED])) + more
