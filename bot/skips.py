"""What to tell, before anything is asked, of the files that were left out."""

from collections.abc import Iterable
from itertools import islice

from bot.replies import printable
from bot.wording import Wording
from retrieval.articles.skipped import Skipped

TOLD = 10
"""Files that get a line of their own; a folder of photographs would push all else away."""


def skip_lines(left_out: Iterable[Skipped], wording: Wording) -> list[str]:
    """A line on each file that somebody needs to know of; from `TOLD` on they are only counted."""
    known = (skipped for skipped in left_out if not skipped.quiet)
    lines = [
        printable(wording.say("chat.skipped", skipped=skipped)) for skipped in islice(known, TOLD)
    ]
    more = sum(1 for _ in known)
    return [*lines, wording.say("chat.more_skipped", count=more)] if more else lines
