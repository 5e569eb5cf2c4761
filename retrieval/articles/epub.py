"""E-books: the chapters of an EPUB in reading order, as its package document lists them.

EPUB 2 and 3, https://www.w3.org/TR/epub-33/. A chapter is not a web page: there is no site around
it, so its text is taken whole.
"""

from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from retrieval.articles.extraction import Extract, Paragraph, fact, with_sections
from retrieval.articles.limits import Limits
from retrieval.articles.markup import paragraphs
from retrieval.articles.unpacking import unpack
from retrieval.errors import ArticleError

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_HTML = ("application/xhtml+xml", "text/html")


def extract_epub(data: bytes, limits: Limits) -> Extract:
    """The text of an e-book. Raises `ArticleError` if the file is none, or is locked."""
    with unpack(data, limits, "an .epub") as archive:
        package_path = _package_path(archive)
        package = _xml(_read(archive, package_path))
        chapters = _chapters(package, dirname(package_path))
        if _locked(archive) & set(chapters):
            raise ArticleError("is protected against copying (DRM), so it cannot be read")
        title = _metadata(package, "title")
        found = [item for chapter in chapters for item in _paragraphs(_read(archive, chapter))]
    return Extract(
        paragraphs=tuple(with_sections(found, title)),
        title=title,
        published=_metadata(package, "date"),
        publisher=_metadata(package, "publisher"),
    )


def _package_path(archive: ZipFile) -> str:
    if _CONTAINER not in archive.namelist():
        raise ArticleError("is not an .epub file")
    root = _first(_xml(_read(archive, _CONTAINER)), "rootfile")
    if root is None:
        raise ArticleError("is not an .epub file: it names no package document")
    return unquote(root.get("full-path", ""))


def _chapters(package: Any, folder: str) -> list[str]:
    """The paths of the chapters inside the archive, in reading order."""
    items = {
        item.get("id"): normpath(join(folder, unquote(item.get("href", ""))))
        for item in _all(package, "item")
        if item.get("media-type") in _HTML
    }
    order = (reference.get("idref") for reference in _all(package, "itemref"))
    return list(dict.fromkeys(items[item] for item in order if item in items))


def _locked(archive: ZipFile) -> set[str]:
    """What is encrypted; in an unprotected book that may be its fonts."""
    if _ENCRYPTION not in archive.namelist():
        return set()
    references = _all(_xml(_read(archive, _ENCRYPTION)), "CipherReference")
    return {normpath(unquote(reference.get("URI", ""))) for reference in references}


def _paragraphs(chapter: bytes) -> Iterator[Paragraph]:
    try:
        root = _xml(chapter)
    except ArticleError:  # not well-formed, as many books are not
        parser = HTMLParser(encoding="utf-8", no_network=True)
        root = document_fromstring(chapter or b"<p/>", parser=parser)
    body = _first(root, "body")
    yield from paragraphs(root if body is None else body)


def _metadata(package: Any, name: str) -> str | None:
    element = _first(package, name)
    return None if element is None else fact("".join(element.itertext()))


def _read(archive: ZipFile, path: str) -> bytes:
    try:
        return archive.read(path)
    except KeyError as error:
        raise ArticleError(f"is damaged: {path} is missing in it") from error
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArticleError(f"is damaged: {path} cannot be unpacked") from error


def _xml(data: bytes) -> Any:
    """The tree of an XML document; entities stay as they are, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"is damaged: {error}") from error


def _all(root: Any, name: str) -> Iterator[Any]:
    yield from root.iter("{*}" + name)


def _first(root: Any, name: str) -> Any | None:
    return next(_all(root, name), None)
