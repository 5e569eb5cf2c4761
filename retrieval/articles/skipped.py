"""What was left out of a collection, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file or line that gave no article; `reason` goes on where `path` stops, as a sentence does.

    `quiet` marks what nobody needs to be warned of, such as a question set beside the articles.
    """

    path: str
    reason: str
    quiet: bool = False

    def __str__(self) -> str:
        return f"{self.path} {self.reason}"
