"""Every record goes to disk at once: a stop loses little, and memory does not grow.

A kill loses at most what is asked side by side and not yet in its turn; Ctrl-C not even that.

One JSON line with the settings, then one for each question. The file lies beside the result that it
is for, under the same name and `.partial`, until that result is written.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from bot.errors import SettingsError
from bot.evaluation.records import Record, from_fields, to_fields


class Journal:
    """The questions scored so far, in order; `path` is None for one that vanishes at the end."""

    def __init__(self, file: IO[str], path: Path | None) -> None:
        self._file = file
        self.path = path

    def add(self, record: Record) -> None:
        """Append a record; it is on its way to the disk when this returns."""
        self._file.seek(0, 2)
        self._file.write(json.dumps(to_fields(record), ensure_ascii=True) + "\n")
        self._file.flush()

    def lines(self) -> Iterator[str]:
        """Each record as one line of JSON."""
        self._file.seek(0)
        next(self._file, None)
        for line in self._file:
            yield line.rstrip("\n")

    def records(self) -> Iterator[Record]:
        """Each record, read back. Raises `SettingsError` for a line of another version."""
        for number, line in enumerate(self.lines(), start=2):
            try:
                record = from_fields(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise SettingsError(
                    f"{self.path}, line {number} cannot be read ({error!r}). Delete the file to "
                    "start anew."
                ) from error
            yield record

    def close(self, *, finished: bool) -> None:
        """Close the file, and remove it if it is no longer needed or holds nothing."""
        empty = next(self.lines(), None) is None
        self._file.close()
        if (finished or empty) and self.path is not None:
            self.path.unlink()


def open_journal(result: Path | None, settings: Mapping[str, Any], *, resume: bool) -> Journal:
    """The journal for `result`, with what an interrupted run left there if `resume`.

    Raises `SettingsError` if there is a left-over and no `resume`, if it came about with other
    settings, or if the file cannot be written.
    """
    header = json.dumps(settings, sort_keys=True, default=str)
    if result is None:
        return _begin(tempfile.TemporaryFile("w+", encoding="utf-8"), None, header)
    path = result.with_name(result.name + ".partial")
    if path.exists():
        return _resume(path, header) if resume else _refuse(path)
    try:
        return _begin(path.open("x+", encoding="utf-8"), path, header)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


def _begin(file: IO[str], path: Path | None, header: str) -> Journal:
    file.write(header + "\n")
    file.flush()
    return Journal(file, path)


def _refuse(path: Path) -> Journal:
    raise SettingsError(
        f"{path} holds what an interrupted run scored. Go on with --resume, or delete the file."
    )


def _resume(path: Path, header: str) -> Journal:
    try:
        _drop_torn_line(path)
        file = path.open("r+", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    written = file.readline().rstrip("\n")
    if not written:
        return _begin(file, path, header)
    if written != header:
        file.close()
        raise SettingsError(
            f"{path} was scored with other settings{_difference(written, header)}. Take those "
            "again, or delete the file."
        )
    return Journal(file, path)


def _drop_torn_line(path: Path) -> None:
    """A line that was cut off in the middle of being written, as by a power cut, is not there."""
    with path.open("rb+") as file:
        data_end = file.seek(0, 2)
        while data_end > 0:
            file.seek(data_end - 1)
            if file.read(1) == b"\n":
                break
            data_end -= 1
        file.truncate(data_end)


def _difference(written: str, header: str) -> str:
    try:
        before, now = json.loads(written), json.loads(header)
    except ValueError:
        return ""
    names = [name for name in now if before.get(name) != now[name]]
    return f" ({', '.join(names)})" if names else ""
