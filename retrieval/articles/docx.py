"""Word documents, with python-docx; the citation names the section, for pages exist only in print.

python-docx's own `Paragraph.text` passes over inserted text of tracked changes and over content
controls, so the text is taken from the document's tree.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle

from retrieval.articles.extraction import Extract, Paragraph, fact, plain, with_sections
from retrieval.articles.limits import Limits
from retrieval.articles.unpacking import unpack
from retrieval.errors import ArticleError

_P, _TR, _TC, _T = qn("w:p"), qn("w:tr"), qn("w:tc"), qn("w:t")
_MARKS = {qn("w:tab"): " ", qn("w:br"): " ", qn("w:cr"): " ", qn("w:noBreakHyphen"): "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs show instead of a text box: the same words once more."""

_DOCUMENT = "word/document.xml"


def extract_docx(data: bytes, limits: Limits) -> Extract:
    """The paragraphs and tables of a .docx file. Raises `ArticleError` if it is none."""
    with unpack(data, limits, "a .docx") as archive:
        if _DOCUMENT not in archive.namelist():
            raise ArticleError("is not a .docx file")
    document = Document(BytesIO(data))
    headings = frozenset(style.style_id for style in document.styles if _opens_section(style))
    found = list(_paragraphs(document.element.body, headings))
    title = fact(document.core_properties.title)
    heading = next((paragraph.text for paragraph in found if paragraph.heading), None)
    return Extract(
        paragraphs=tuple(with_sections(found, title if title else heading)),
        title=title,
    )


def _paragraphs(body: Any, headings: frozenset[str]) -> Iterator[Paragraph]:
    for element in body.iter(_P, _TR):
        if element.tag == _TR and _is_line(element):
            cells = (_joined(cell) for cell in element.iterchildren(_TC))
            text = " | ".join(cell for cell in cells if cell)
            heading = False
        elif element.tag == _P and not any(map(_is_line, element.iterancestors(_TR))):
            text, heading = _text(element), element.style in headings
        else:
            continue
        if text and next(element.iterancestors(_FALLBACK), None) is None:
            yield Paragraph(text=text, heading=heading)


def _is_line(row: Any) -> bool:
    """Whether a table's row reads as one line: no cell is a text of its own."""
    cells = list(row.iterchildren(_TC))
    return next(row.iterdescendants(_TR), None) is None and all(
        sum(1 for paragraph in cell.iter(_P) if _text(paragraph)) <= 1 for cell in cells
    )


def _joined(cell: Any) -> str:
    return " ".join(filter(None, map(_text, cell.iter(_P))))


def _text(paragraph: Any) -> str:
    """A paragraph's words; those of a text box anchored in it are paragraphs of their own."""
    return plain(
        "".join(
            (node.text or "") if node.tag == _T else _MARKS[node.tag]
            for node in paragraph.iter(_T, *_MARKS)
            if next(node.iterancestors(_P)) is paragraph
        )
    )


def _opens_section(style: BaseStyle) -> bool:
    name = style.name or ""
    return name == "Title" or name.startswith("Heading")
