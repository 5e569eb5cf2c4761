"""Kinds of settings: what the text of one becomes, and what is told of a text that is none."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Generic, TypeVar

from bot.errors import SettingsError
from bot.secret import Secret

Ids = frozenset[int]
"""Telegram's ids of people or chats."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[T]):
    """`make` turns a text into a value, or raises `ValueError`; `holds` is what it must fulfil."""

    must_be: str
    make: Callable[[str], T]
    holds: Callable[[T], object] = lambda _: True
    shown: bool = True
    """Whether a text that is refused may be told, which may be a secret in the wrong place."""

    def read(self, name: str, text: str) -> T:
        """The value of the setting `name`. Raises `SettingsError`."""
        with suppress(ValueError):
            value = self.make(text)
            if self.holds(value):
                return value
        given = f", not {text!r}" if self.shown else ""
        raise SettingsError(
            f"{name} must be {self.must_be}{given}. Mend it in the environment or .env."
        )


TEXT = Kind(must_be="a text", make=str)

SECRET = Kind(must_be="a secret", make=Secret, shown=False)

FOLDER_OR_NAME = Kind(must_be="a folder or a name", make=os.path.expanduser)
"""A folder, or else what is known by that name elsewhere."""

PATH = Kind(must_be="a path", make=lambda text: Path(os.path.expanduser(text)))  # noqa: PTH111
"""A file or folder. No shell has put the home folder in the place of `~` in `.env`; the method of
`Path` would raise for people who are not there."""

WEB_ADDRESS = Kind(
    must_be="an https address (http for a Bot API server of your own)",
    make=str,
    holds=re.compile("https?://.*").fullmatch,
)

API_ADDRESS = Kind(
    must_be="an http or https address that ends in /bot",
    make=str,
    holds=re.compile("https?://.*/bot").fullmatch,
    shown=False,  # an owner may have put the token behind it
)

WEBHOOK_SECRET = Kind(
    must_be="32 to 256 letters, digits, _ or -",
    make=Secret,
    holds=lambda secret: re.fullmatch("[A-Za-z0-9_-]{32,256}", secret.reveal()),
    shown=False,
)


def number_above(bound: float) -> Kind[float]:
    """A finite number above `bound`."""
    return Kind(
        must_be=f"a number above {bound:g}", make=float, holds=lambda value: bound < value < inf
    )


def number_from(least: float) -> Kind[float]:
    """A finite number not below `least`."""
    return Kind(
        must_be=f"a number of at least {least:g}",
        make=float,
        holds=lambda value: least <= value < inf,
    )


def whole_number(least: int, most: int | None = None) -> Kind[int]:
    """A whole number from `least` to `most`, both allowed; to any height if `most` is None."""
    span = f"of at least {least}" if most is None else f"from {least} to {most}"
    return Kind(
        must_be=f"a whole number {span}",
        make=int,
        holds=lambda value: least <= value and (most is None or value <= most),
    )


def ids(sign: str, stands_for: Ids | None) -> Kind[Ids | None]:
    """Numbers with commas between them, or the sign alone."""

    def make(text: str) -> Ids | None:
        if text == sign:
            return stands_for
        return frozenset(int(part) for part in text.split(",") if part.strip())

    return Kind(
        must_be="numeric ids with commas between them, such as 42,-100",
        make=make,
        shown=False,  # a token may have been put in the wrong place
    )
