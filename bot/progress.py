"""Progress on standard error, for people only: nothing is drawn without a terminal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")

MANY = 50
"""Fewer steps than this are over before anyone wonders."""


@contextmanager
def counting(label: str) -> Iterator[Callable[[int, int], None]]:
    """A callback (done, all) that draws a bar once there is much to do."""
    console = Console(stderr=True)
    with _bar(console, visible=console.is_terminal) as bar:
        task = bar.add_task(label, visible=False)

        def update(done: int, all_: int) -> None:
            bar.update(task, completed=done, total=all_, visible=all_ >= MANY)

        yield update


def tracked(items: Sequence[T], label: str = "") -> Iterable[T]:
    """The items one by one, with a bar and the time left."""
    with counting(label) as update:
        for done, item in enumerate(items, start=1):
            yield item
            update(done, len(items))


def _bar(console: Console, *, visible: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not visible,
    )
