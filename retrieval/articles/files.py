"""Read a file's text as it stands, or say plainly why it cannot be read."""

import codecs
from pathlib import Path

from retrieval.errors import ArticleError

MAX_BYTES = 8_000_000
"""A text file beyond this is no article; some 1.3 million words."""


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file, line ends kept. Raises `ArticleError` with the reason."""
    return decode(read_bytes(path, max_bytes))


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The file's bytes, never more than `max_bytes` of them read. Raises `ArticleError`."""
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}") from error
    if len(data) > max_bytes:
        raise ArticleError(f"is larger than {max_bytes / 1e6:g} MB; split it into articles")
    return data


def decode(data: bytes) -> str:
    """UTF-8 text without its byte order mark. Raises `ArticleError` for anything else."""
    if not data.strip():
        raise ArticleError("is empty")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ArticleError("is UTF-16, not UTF-8; save it as UTF-8")
    if b"\0" in data:
        raise ArticleError("is binary, not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"is not UTF-8 (byte {error.start} is {data[error.start]:#04x}); save it as UTF-8"
        ) from error
