"""Who starts over a folder is told what was left out, and not at any length."""

import pytest

from bot.skips import TOLD, skip_lines
from bot.wording import wording
from retrieval.articles.skipped import Skipped


def lines(count: int) -> list[str]:
    """What is told of so many files, each of which nobody else need hear of beside it."""
    files = [
        Skipped(path=f"{n}.txt", reason="is empty", quiet=quiet)
        for n in range(count)
        for quiet in (False, True)
    ]
    return skip_lines(files, wording())


@pytest.mark.parametrize("count", [0, 1, TOLD])
def test_each_file_has_its_line(count: int) -> None:
    assert lines(count) == [f"Skipped: {n}.txt is empty" for n in range(count)]


@pytest.mark.parametrize("more", [1, 990])
def test_from_some_on_they_are_counted(more: int) -> None:
    assert lines(TOLD + more) == [
        *lines(TOLD),
        f"… and {more} more; footnote articles lists them.",
    ]


def test_no_name_steers_the_terminal() -> None:
    hostile = Skipped(path="a\x1b[2J\u202e.txt", reason="is empty")
    assert skip_lines([hostile], wording()) == ["Skipped: a[2J.txt is empty"]
