"""How many processors there are to read with."""

import os


def processors() -> int:
    """The processors that this process may use; not every system can tell it from all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
