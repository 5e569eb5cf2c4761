"""How much of this machine one file may take while it is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds, bytes and counts; a file that needs more is left out, and it is said why.

    `seconds` is time on the clock. `memory_bytes` is the address space of the reading process,
    some 200 MB of it the interpreter and its libraries. `unpacked_bytes` is what the members of a
    .docx or .epub may come to.
    """

    seconds: float = 60.0
    memory_bytes: int = 1_000_000_000
    pages: int = 2_000
    unpacked_bytes: int = 200_000_000
    text_chars: int = 8_000_000
    paragraphs: int = 200_000
