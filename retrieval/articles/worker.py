"""The process that reads files of strangers: started by `sandbox`, never imported by the rest.

It gets a file's bytes, never its path, and gives back an `Extract` as JSON. It has little memory,
may open no socket, write no file and start no program, and a clock of the system's ends it even
when nobody is left to. Where Linux lets it, it has no network to open a socket to either. Its
parsers are imported when a file needs them.

A message is its length, 8 bytes big-endian, and its bytes. A request is two messages, the format's
name and the file; the reply is one.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from typing import IO, Any

from retrieval.articles.extraction import Extract
from retrieval.articles.limits import Limits
from retrieval.errors import ArticleError

EXTRACTORS = {
    name: f"retrieval.articles.{name}:extract_{name}" for name in "docx epub html pdf".split()
}
"""By format: the module and, behind the colon, its function."""

LENGTH_BYTES = 8

_GRACE = 10.0
"""Seconds after which this process ends by itself if the sandbox, which should, has gone."""

_CLONE_NEWNET, _CLONE_NEWUSER = 0x4000_0000, 0x1000_0000
"""From linux/sched.h; the module os names them, and unshare, only from Python 3.12 on."""

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")
_FORBIDDEN_TOO = frozenset(
    {"os.system", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.kill"}
)


def main() -> None:
    """Serve requests on standard input until it ends; `sys.argv[1]` holds the limits as JSON."""
    limits = Limits(**json.loads(sys.argv[1]))
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak into the replies
    confine(limits)
    while (name := receive(requests)) is not None:
        data = receive(requests)
        if data is None:
            return
        _ring(limits.seconds + _GRACE)
        send(replies, json.dumps(_reply(name.decode(), data, limits)).encode())
        _ring(0)


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(LENGTH_BYTES, "big"))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes], most: int | None = None) -> bytes | None:
    """The next message, or None if there is none, or it is cut off, or longer than `most`."""
    head = stream.read(LENGTH_BYTES)
    size = int.from_bytes(head, "big")
    if len(head) < LENGTH_BYTES or (most is not None and size > most):
        return None
    message = stream.read(size)
    return message if len(message) == size else None


def _reply(name: str, data: bytes, limits: Limits) -> dict[str, Any]:
    """The extract as JSON, or what is wrong with the file, for a person."""
    try:
        extract = _extractor(name)(data, limits)
        _check_size(extract, limits)
    except ArticleError as error:
        return {"error": str(error)}
    except MemoryError:
        most = f"{limits.memory_bytes / 1e6:.0f} MB"
        return {"error": f"needs more than {most} of memory to be read", "exhausted": True}
    except Exception as error:  # a parser's own: whatever a damaged or hostile file brought about
        return {"error": f"is damaged, or not what its name says ({type(error).__name__})"}
    return asdict(extract)


def _check_size(extract: Extract, limits: Limits) -> None:
    if len(extract.paragraphs) > limits.paragraphs:
        raise ArticleError(f"holds more than {limits.paragraphs} paragraphs; split it")
    if sum(len(paragraph.text) for paragraph in extract.paragraphs) > limits.text_chars:
        most = f"{limits.text_chars / 1e6:g} million"
        raise ArticleError(f"holds more than {most} characters; split it")


def _extractor(name: str) -> Callable[[bytes, Limits], Extract]:
    module, _, function = EXTRACTORS[name].partition(":")
    found: Callable[[bytes, Limits], Extract] = getattr(import_module(module), function)
    return found


def confine(limits: Limits) -> None:
    """Take from this process, for good, what reading a file does not need."""
    _leave_network()
    with suppress(ImportError):  # Windows: without these the sandbox's own clock must do
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):  # a system that does not know or allow this one
                resource.setrlimit(kind, (most, most))
    sys.addaudithook(_forbid)


def _leave_network() -> None:
    """Move, where Linux lets this process, to a network that holds nothing and leads nowhere.

    That binds the parsers' native code, too, which asks no Python. Root may go there at once,
    others as the root of a user namespace; where a container forbids both, `_forbid` must do.
    """
    if sys.platform != "linux":
        return
    with suppress(ImportError, OSError, AttributeError):  # a Python or a C library without it
        import ctypes

        libc = ctypes.CDLL(None)
        for flags in (_CLONE_NEWNET, _CLONE_NEWNET | _CLONE_NEWUSER):
            if libc.unshare(flags) == 0:
                return


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    """No network, no other program, no file changed: refused wherever Python code asks for it."""
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
    if event.startswith(_FORBIDDEN) or event in _FORBIDDEN_TOO or writes:
        raise PermissionError(f"{event} is not allowed while a file is read")


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _ring(seconds: float) -> None:
    """Have the system end this process after so many seconds, whatever it is busy with; 0: not."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
