"""Cut a tree of HTML, or of what trafilatura makes of it, into paragraphs, headings and rows.

Tag names of both are known, so that web pages and the chapters of a book are read alike.
"""

from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

from retrieval.articles.extraction import Paragraph, plain

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 head".split())
_ROWS = frozenset("tr row".split())
_CELLS = frozenset("td th cell".split())
_BREAKS = frozenset("br lb hr".split())
_BLOCKS = (
    _HEADINGS
    | _ROWS
    | frozenset(
        """
    address article aside blockquote body caption center code dd details div dl dt fieldset
    figcaption figure footer form header item li list main nav ol p pre quote section summary table
    tbody tfoot thead ul
    """.split()
    )
)
_HIDDEN = frozenset(
    "script style template noscript svg math iframe object audio video rp rt".split()
)
_CELL_MARK = " | "


def paragraphs(root: Any) -> Iterator[Paragraph]:
    """The paragraphs below an lxml element, in order; a table's row is one, its cells apart."""
    return _Reading().of(root)


class _Reading:
    """One walk over a tree: the words since the last paragraph, and what they stand in."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._headings = 0
        self._rows = 0

    def of(self, root: Any) -> Iterator[Paragraph]:
        for opens, element, name in _walk(root):
            yield from self._open(element, name) if opens else self._close(element, name)
            if not opens and element is not root:
                self._words.append(element.tail or "")

    def _open(self, element: Any, name: str) -> Iterator[Paragraph]:
        if name in _BLOCKS:
            yield from self._flush()
        self._headings += name in _HEADINGS
        self._rows += name in _ROWS
        if name not in _HIDDEN:
            self._words.append(" " if name in _BREAKS else _own_text(element))

    def _close(self, element: Any, name: str) -> Iterator[Paragraph]:
        self._rows -= name in _ROWS
        if name in _CELLS and element.getnext() is not None:
            self._words.append(_CELL_MARK)
        if name in _BLOCKS:
            yield from self._flush()
        self._headings -= name in _HEADINGS

    def _flush(self) -> Iterator[Paragraph]:
        """What has been read so far, unless a row is open: its cells stay together."""
        if self._rows:
            self._words.append(" ")
            return
        text = plain("".join(self._words))
        self._words.clear()
        if text:
            yield Paragraph(text=text, heading=self._headings > 0)


def _own_text(element: Any) -> str:
    """The text before an element's first child; a reference such as `&nbsp;` is its character."""
    if element.tag is etree.Entity:
        return unescape(element.text)
    return (element.text or "") if isinstance(element.tag, str) else ""


def _walk(root: Any) -> Iterator[tuple[bool, Any, str]]:
    """Every node as it opens (True) and closes; no recursion, however deep the tree is."""
    yield True, root, _name(root)
    open_nodes = [(root, iter(root))]
    while open_nodes:
        element, children = open_nodes[-1]
        child = next(children, None)
        if child is None:
            open_nodes.pop()
            yield False, element, _name(element)
            continue
        name = _name(child)
        yield True, child, name
        open_nodes.append((child, iter(() if name in _HIDDEN else child)))


def _name(element: Any) -> str:
    """The tag without its namespace; empty for a comment or an entity."""
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
