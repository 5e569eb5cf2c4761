"""Files made to do harm are refused for a clear reason, and the next file is read as ever."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from examples import FOLDER
from hostile import (
    BILLION_LAUGHS,
    docx_of,
    docx_text,
    epub_of,
    lying_about_size,
    pdf_page,
    pdf_pages,
    pdf_with_pages,
    unzipped,
    zipped,
)

from retrieval.articles.collection import load_collection
from retrieval.articles.extraction import Extract
from retrieval.articles.limits import Limits
from retrieval.articles.sandbox import Sandbox
from retrieval.errors import ArticleError, CollectionError

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One for all: whatever a file did to it, the next one is read."""
    limits = Limits(unpacked_bytes=10 * MEGABYTE, pages=50, text_chars=100_000, paragraphs=2_000)
    with Sandbox(limits) as one:
        yield one


def refusal(sandbox: Sandbox, kind: str, data: bytes) -> str:
    with pytest.raises(ArticleError) as caught:
        sandbox.extract(kind, data)
    assert sandbox.extract("pdf", pdf_pages("All is well.")) == well()
    return str(caught.value)


def well() -> Extract:
    with Sandbox() as fresh:
        return fresh.extract("pdf", pdf_pages("All is well."))


def text_of(extract: Extract) -> str:
    return "\n".join(paragraph.text for paragraph in extract.paragraphs)


@pytest.mark.parametrize(("kind", "name"), [("docx", "minutes.docx"), ("epub", "bees.epub")])
def test_an_archive_that_announces_too_much_is_not_unpacked(
    sandbox: Sandbox, kind: str, name: str
) -> None:
    data = zipped({**unzipped(name), "bomb": bytes(20 * MEGABYTE)})
    assert len(data) < 100_000
    assert refusal(sandbox, kind, data) in (
        "unpacks to 20 MB; at most 10 MB are read",
        "unpacks to 21 MB; at most 10 MB are read",
    )


def test_an_archive_that_lies_about_a_size_gives_no_more_than_it_announced(
    sandbox: Sandbox,
) -> None:
    chapter = "OEBPS/text/first.xhtml"
    bomb = zipped({**unzipped("bees.epub"), chapter: bytes(20 * MEGABYTE)})
    lying = lying_about_size(bomb, chapter, 100)
    assert refusal(sandbox, "epub", lying) == f"is damaged: {chapter} cannot be unpacked"


def test_an_archive_of_too_many_files_is_not_unpacked(sandbox: Sandbox) -> None:
    data = zipped({f"{number}": b"" for number in range(10_001)})
    assert refusal(sandbox, "docx", data) == "holds 10001 files; at most 10000 are unpacked"


def test_a_nested_archive_stays_packed(sandbox: Sandbox) -> None:
    inner = zipped({"bomb": bytes(20 * MEGABYTE)})
    extract = sandbox.extract("epub", zipped({**unzipped("bees.epub"), "inner.zip": inner}))
    assert extract == sandbox.extract("epub", (FOLDER / "bees.epub").read_bytes())


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("docx", docx_of(docx_text("Bees &j; hum."), doctype=BILLION_LAUGHS)),
        ("epub", epub_of(f"{BILLION_LAUGHS}<html><body><p>Bees &j; hum.</p></body></html>")),
        ("html", f"{BILLION_LAUGHS}<html><body><p>Bees &j; hum.</p></body></html>".encode()),
    ],
    ids=["docx", "epub", "html"],
)
def test_entities_are_not_multiplied(sandbox: Sandbox, kind: str, data: bytes) -> None:
    try:
        text = text_of(sandbox.extract(kind, data))
    except ArticleError as error:
        text = str(error)
    assert len(text) < 2_000
    assert "haha" not in text


@pytest.mark.parametrize("kind", ["docx", "epub", "html"])
def test_no_entity_reads_a_file_of_this_machine(
    sandbox: Sandbox, kind: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("open sesame")
    doctype = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    page = f"{doctype}<html><body><p>Bees &x; hum in the garden.</p></body></html>"
    data = {
        "docx": docx_of(docx_text("Bees &x; hum."), doctype=doctype),
        "epub": epub_of(page),
        "html": page.encode(),
    }[kind]
    try:
        text = text_of(sandbox.extract(kind, data))
    except ArticleError as error:
        text = str(error)
    assert text
    assert "sesame" not in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            pdf_with_pages(b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
            "is damaged or cut off: its pages cannot be found",
        ),
        (
            pdf_with_pages(b"<< /Kids " + 100_000 * b"[" + 100_000 * b"]" + b" /Count 1 >>"),
            "is damaged or cut off: its pages cannot be found",
        ),
        (pdf_page(bytes(100 * MEGABYTE)), "is damaged: none of its pages can be read"),
        (pdf_pages(*(51 * ["Again."])), "has 51 pages; at most 50 are read: split it"),
        (
            pdf_pages("", ""),
            "holds no text; if it is scanned, run it through text recognition first",
        ),
    ],
    ids=["loop", "deep", "flate bomb", "many pages", "scan"],
)
def test_a_pdf_without_end_is_refused(sandbox: Sandbox, data: bytes, reason: str) -> None:
    assert len(data) < MEGABYTE
    assert refusal(sandbox, "pdf", data) == reason


def test_pages_that_give_nothing_are_told_and_the_rest_is_read(sandbox: Sandbox) -> None:
    extract = sandbox.extract("pdf", pdf_pages("One.", "", "Three.", ""))
    assert text_of(extract) == "One.\nThree."
    assert extract.left_out == ("has pages without text: 2, 4",)


def test_a_file_that_takes_too_long_is_given_up() -> None:
    endless = pdf_page(b"BT /F 12 Tf " + 3_000_000 * b"(word) Tj 0 -9 Td ")
    with Sandbox(Limits(seconds=1)) as sandbox, pytest.raises(ArticleError) as caught:
        sandbox.extract("pdf", endless)
    assert str(caught.value) == "takes longer than 1 seconds to read; split it"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is not limited like this")
def test_a_file_that_needs_too_much_memory_is_given_up() -> None:
    bomb = pdf_page(bytes(100 * MEGABYTE))
    with Sandbox(Limits(memory_bytes=100 * MEGABYTE)) as sandbox:
        assert refusal(sandbox, "pdf", bomb) == "needs more than 100 MB of memory to be read"


def test_more_text_or_paragraphs_than_allowed_are_refused(sandbox: Sandbox) -> None:
    long, many = docx_of(docx_text("word " * 25_000)), docx_of(2_001 * docx_text("word"))
    assert refusal(sandbox, "docx", long) == "holds more than 0.1 million characters; split it"
    assert refusal(sandbox, "docx", many) == "holds more than 2000 paragraphs; split it"


def test_a_huge_page_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.html").open("wb") as file:
        file.truncate(100 * MEGABYTE)  # takes no room on disk
    with pytest.raises(CollectionError) as caught:
        load_collection(tmp_path)
    assert str(caught.value).endswith(
        "Skipped: huge.html is larger than 10 MB; split it into articles."
    )


def test_tags_without_end_are_survived(sandbox: Sandbox) -> None:
    deep = b"<html><body>" + 100_000 * b"<div>" + b"Bees hum in the garden."
    try:
        text = text_of(sandbox.extract("html", deep))
    except ArticleError as error:
        text = str(error)
    assert text in ("holds no article text", "Bees hum in the garden.")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("pdf", "is not a PDF file"),
        ("docx", "is not a .docx file, or is cut off"),
        ("epub", "is not an .epub file, or is cut off"),
        ("html", "is binary, not HTML"),
    ],
)
def test_a_picture_with_another_name_is_found_out(sandbox: Sandbox, kind: str, reason: str) -> None:
    assert refusal(sandbox, kind, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0") == reason


@pytest.mark.parametrize(
    ("kind", "example", "reason"),
    [
        ("docx", "bees.epub", "is not a .docx file"),
        ("epub", "minutes.docx", "is not an .epub file"),
    ],
)
def test_an_archive_of_another_kind_is_found_out(
    sandbox: Sandbox, kind: str, example: str, reason: str
) -> None:
    assert refusal(sandbox, kind, (FOLDER / example).read_bytes()) == reason


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_page(bytes(10 * MEGABYTE)))
    (tmp_path / "b.pdf").write_bytes(pdf_pages("All is well."))
    script = (
        "import os, sys; from pathlib import Path\n"
        "from retrieval.articles.collection import load_collection\n"
        "print([article.text for article in load_collection(Path(sys.argv[1])).articles])\n"
        "try: print(os.waitpid(-1, os.WNOHANG))\n"
        "except ChildProcessError: print('alone')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "['All is well.']\nalone\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 1))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:1/')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('left behind', 'w')",
        "import os; os.remove('here')",
    ],
)
def test_whoever_reads_files_may_not_reach_out_or_write(deed: str, tmp_path: Path) -> None:
    (tmp_path / "here").write_text("here")
    confine = (
        "from retrieval.articles import worker; from retrieval.articles.limits import Limits\n"
        f"worker.confine(Limits())\n{deed}"
    )
    done = subprocess.run(
        [sys.executable, "-c", confine], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "is not allowed while a file is read" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


CONNECT = """
import ctypes, struct, sys
from retrieval.articles import worker
from retrieval.articles.limits import Limits

def reached(libc, port):
    address = struct.pack("=H", 2) + struct.pack(">H4s8x", port, bytes([127, 0, 0, 1]))
    return libc.connect(libc.socket(2, 1, 0), address, len(address)) == 0

libc = ctypes.CDLL(None)
before = reached(libc, int(sys.argv[1]))
worker.confine(Limits())
print(before, reached(libc, int(sys.argv[1])))
"""
"""Connects by the C library itself, as a parser's native code would, where no Python forbids it."""


def may_leave_network() -> bool:
    """Whether this machine lets its users have a network of their own."""
    unshare = shutil.which("unshare")
    as_root = ("--net", "--map-root-user", "true")
    return unshare is not None and not subprocess.run([unshare, *as_root], check=False).returncode


@pytest.mark.skipif(not may_leave_network(), reason="only some Linux machines allow it")
def test_native_code_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-c", CONNECT, str(server.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"


def test_the_process_does_not_get_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:secret")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    with Sandbox() as sandbox:
        sandbox.extract("pdf", pdf_pages("All is well."))
        process = sandbox._process
        assert process is not None
        environment = Path(f"/proc/{process.pid}/environ")
        if not environment.exists():
            pytest.skip("only Linux shows a process's environment")
        assert b"secret" not in environment.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_an_interrupt_ends_reading_at_once(tmp_path: Path) -> None:
    """Long before the file would have taken its time."""
    (tmp_path / "a.pdf").write_bytes(pdf_page(b"BT /F 12 Tf " + 3_000_000 * b"(word) Tj 0 -9 Td "))
    script = (
        "import os, signal, sys, threading; from pathlib import Path\n"
        "from retrieval.articles.limits import Limits\n"
        "from retrieval.articles.sandbox import Sandbox\n"
        # Started in the background of a shell, tests and their children ignore Ctrl-C.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "with Sandbox(Limits(seconds=1_000_000)) as sandbox:\n"
        "    sandbox.extract('pdf', Path(sys.argv[1]).read_bytes())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.pdf")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGINT
    assert done.stderr.endswith("KeyboardInterrupt\n")
