"""Files made to do harm, built in memory: small to send, and large or endless to read."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from examples import FOLDER

_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_FONT = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources "
    + _FONT
    + b">>"
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    data, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(data + b"startxref\n%d\n%%%%EOF" % table)


def pdf_page(content: bytes) -> bytes:
    """A PDF of one page that draws `content`, packed as small as it gets."""
    packed = zlib.compress(content, 9)
    head = b"<< /Length %d /Filter /FlateDecode >>" % len(packed)
    return pdf_of(_CATALOG, _ONE_PAGE, _PAGE, head + b"\nstream\n" + packed + b"\nendstream")


def pdf_with_pages(pages: bytes) -> bytes:
    """A PDF whose tree of pages begins with the object `pages`."""
    return pdf_of(_CATALOG, pages, _PAGE, b"<< /Length 0 >>\nstream\n\nendstream")


def pdf_pages(*texts: str) -> bytes:
    """A PDF with a line of text on each page; none on a page for the empty text."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * i) for i in range(len(texts)))
    objects = [_CATALOG, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(texts))]
    for i, text in enumerate(texts):
        content = b"BT /F 12 Tf 9 9 Td (%s) Tj ET" % text.encode() if text else b""
        objects.append(_PAGE.replace(b"4 0 R", b"%d 0 R" % (4 + 2 * i)))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return pdf_of(*objects)


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive of these members."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def unzipped(name: str) -> dict[str, bytes]:
    """The members of one of the examples."""
    with ZipFile(FOLDER / name) as archive:
        return {member: archive.read(member) for member in archive.namelist()}


def docx_of(body: str, *, doctype: str = "") -> bytes:
    """A .docx whose document holds `body`, with a document type before it."""
    document = (
        f'<?xml version="1.0"?>{doctype}<w:document {_W}><w:body>{body}</w:body></w:document>'
    )
    return zipped({**unzipped("minutes.docx"), "word/document.xml": document.encode()})


def docx_text(text: str) -> str:
    """A paragraph of a .docx document."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def epub_of(chapter: str) -> bytes:
    """An .epub whose first chapter is `chapter`, an XML document."""
    return zipped({**unzipped("bees.epub"), "OEBPS/text/first.xhtml": chapter.encode()})


def lying_about_size(data: bytes, member: str, size: int) -> bytes:
    """The archive with another size announced for a member in its directory."""
    with ZipFile(BytesIO(data)) as archive:
        true = archive.getinfo(member).file_size.to_bytes(4, "little")
    at = data.rindex(member.encode())  # the directory stands at the end
    head = data.rindex(b"PK\x01\x02", 0, at)
    assert data[head + 24 : head + 28] == true
    return data[: head + 24] + size.to_bytes(4, "little") + data[head + 28 :]


BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{10 * f"&{a};"}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
"""Declares `j`, which is a billion times "ha"."""
