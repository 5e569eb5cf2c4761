"""What must not be seen where its holder is printed, logged or part of an error."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that prints as stars."""

    _text: str

    def reveal(self) -> str:
        """The text itself, for where it is needed."""
        return self._text

    def __repr__(self) -> str:
        return "**********"
