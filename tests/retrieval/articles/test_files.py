"""Files: their text as it stands, or a reason that a person understands."""

from pathlib import Path

import pytest

from retrieval.articles.files import decode, read_bytes, read_text
from retrieval.errors import ArticleError


def test_the_text_is_exactly_what_stands_in_the_file(tmp_path: Path) -> None:
    text = "One.\r\nTwo…\u00a0“three”\rFour.\u2028\x0c\n\n\n"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    assert read_text(path) == text


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfOne.\r\n") == "One.\r\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"GIF89a\0\x01", "is binary, not text"),
        (
            "Ståle said so.".encode("latin-1"),
            "is not UTF-8 (byte 2 is 0xe5); save it as UTF-8",
        ),
        ("cut at the end €".encode()[:-1], "is not UTF-8 (byte 15 is 0xe2); save it as UTF-8"),
        ("It’s UTF-16.".encode("utf-16"), "is UTF-16, not UTF-8; save it as UTF-8"),
    ],
)
def test_what_is_no_text_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as caught:
        decode(data)
    assert str(caught.value) == reason


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    assert read_text(path, max_bytes=10) == "0123456789"


def test_a_larger_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789a")
    with pytest.raises(ArticleError) as caught:
        read_bytes(path, 10)
    assert str(caught.value) == "is larger than 1e-05 MB; split it into articles"


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArticleError) as caught:
        read_text(tmp_path / "gone.txt")
    assert str(caught.value) == "cannot be read: No such file or directory"
