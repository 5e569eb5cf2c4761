"""Read files of strangers in a process that can be lost: bounded in time, memory and reach.

The process is started for the first file that needs it and serves further ones, since starting it
takes longer than reading. Once a file has gone wrong in it, or it has served many, it is replaced.
"""

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from retrieval.articles import worker
from retrieval.articles.extraction import Extract, Paragraph
from retrieval.articles.limits import Limits
from retrieval.errors import ArticleError
from retrieval.types import Place

_FILES_EACH = 50
"""Files that one process serves: what a library keeps of each must not add up."""

_MAX_REPLY_BYTES = 128_000_000
"""What the process may send back for one file: the most characters allowed, all escaped."""

_ROOT = Path(__file__).parent.parent.parent
_KEPT = ("SYSTEMROOT",)
"""What of the environment the process needs: on Windows, where the system is."""


class Sandbox:
    """A process to read files in, as a context; threads may share it, one is served at a time."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = Limits() if limits is None else limits
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def extract(self, name: str, data: bytes) -> Extract:
        """What a file of the format `name` holds. Raises `ArticleError` with the reason if nothing.

        A file that takes too long, or brings the process down, costs the process, nothing else.
        """
        with self._lock:
            reply = self._ask(name, data)
        if "error" in reply:
            raise ArticleError(reply["error"])
        return _extract(reply)

    def close(self) -> None:
        """End the process, if there is one; the next file starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _ask(self, name: str, data: bytes) -> dict[str, Any]:
        if self._served >= _FILES_EACH:
            self.close()
        if self._process is None:
            self._process, self._served = _start(self._limits), 0
        self._served += 1
        process, late = self._process, threading.Event()
        clock = threading.Timer(self._limits.seconds, _stop, (process, late))
        clock.start()
        try:
            reply = _exchange(process, name, data)
        finally:  # an interrupt, too, must not leave the clock running
            clock.cancel()
        if reply is None or reply.get("exhausted"):
            self.close()
        return _lost(late.is_set(), self._limits) if reply is None else reply


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    """A new process: without this one's environment, which holds secrets, and without a terminal.

    `-P` keeps modules of the folder that this one was started in out of its way.
    """
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", worker.__name__, json.dumps(asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_ROOT), **{k: os.environ[k] for k in _KEPT if k in os.environ}},
        start_new_session=True,
    )


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _exchange(process: subprocess.Popen[bytes], name: str, data: bytes) -> dict[str, Any] | None:
    """The reply, or None if the process went down before there was a whole one."""
    requests, replies = process.stdin, process.stdout
    if requests is None or replies is None:
        raise TypeError("The process was started without pipes.")
    try:
        worker.send(requests, name.encode())
        worker.send(requests, data)
        reply = worker.receive(replies, _MAX_REPLY_BYTES)
    except OSError:  # it went down while it was being told
        return None
    return None if reply is None else json.loads(reply)


def _lost(late: bool, limits: Limits) -> dict[str, Any]:
    if late:
        return {"error": f"takes longer than {limits.seconds:g} seconds to read; split it"}
    return {"error": "is damaged: its reader broke down on it"}


def _extract(reply: dict[str, Any]) -> Extract:
    """The extract that the worker made, out of JSON."""
    paragraphs = tuple(
        Paragraph(
            text=paragraph["text"],
            heading=paragraph["heading"],
            places=tuple(Place(**place) for place in paragraph["places"]),
        )
        for paragraph in reply["paragraphs"]
    )
    return Extract(**{**reply, "paragraphs": paragraphs, "left_out": tuple(reply["left_out"])})
