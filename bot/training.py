"""Training from the command line, started by `footnote train`."""

from pathlib import Path


def train_reader(data: Path, out: Path) -> None:
    """Placeholder."""
    raise NotImplementedError
