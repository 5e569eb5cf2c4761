"""How long a chat takes to add a file of each format, answer from it, and forget it.

    .venv/bin/python benchmarks/adding.py

The real `footnote telegram`, in a process of its own, and the tests' Bot API double over HTTP on
loopback. A time counts from the moment the message is there to be polled until the bot's own has
come in; of some rounds the slowest is told. Ends with 1 where one took longer than `LONGEST`
seconds, or a file was not answered from until it was forgotten, and no longer.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "bot" / "telegram")]

from bot_api import TOKEN, BotApi, Person  # noqa: E402
from examples import EXAMPLES, Example  # noqa: E402

ROUNDS = 5
LONGEST = 5.0
"""Seconds that a person is made to wait at most."""

RESIDENT = "The ferry to Skarholm sails at nine.\n"
"""An article that stays, so that there is something to answer from once the file has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds until the receipt, the answer, the word that it is forgotten, and the refusal."""

    added: float
    answered: float
    removed: float
    refused: float


@contextmanager
def bot(folder: Path, api: BotApi, administrators: list[Person]) -> Iterator[None]:
    """The bot over an own folder of articles, as its owner runs it."""
    (folder / "articles").mkdir()
    (folder / "articles" / "resident.txt").write_text(RESIDENT)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "telegram", "--articles", str(folder / "articles")],
        env={
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            "HOME": str(folder),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": api.url,
            "TELEGRAM_API_FILE_URL": api.file_url,
            "ADMIN_USER_IDS": ",".join(str(person.user_id) for person in administrators),
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def timed(api: BotApi, person: Person, act: Callable[[], object]) -> tuple[float, str]:
    """Have `person` do something; the seconds until the bot's next message, and its text."""
    before, began = len(api.sent(person)), time.perf_counter()
    act()
    messages = api.wait_sent(before + 1, person)
    return time.perf_counter() - began, messages[before]["text"]


def go_through(api: BotApi, person: Person, example: Example) -> Times:
    """Send the example, ask it, forget it and ask again. Raises `AssertionError` if that fails."""
    data, name = example.path.read_bytes(), example.name
    added, receipt = timed(api, person, lambda: api.sends_file(person, name, data))
    answered, answer = timed(api, person, lambda: api.writes(person, example.question))
    removed, farewell = timed(api, person, lambda: api.writes(person, f"/forget {name}"))
    refused, refusal = timed(api, person, lambda: api.writes(person, example.question))
    assert receipt.startswith(f"Added {name}: {example.title}"), receipt
    assert example.title in answer, answer
    assert farewell == f"Removed {name}", farewell
    assert refusal.startswith("The articles do not "), refusal
    return Times(added=added, answered=answered, removed=removed, refused=refused)


def main() -> int:
    """Print the slowest of each step for each format; the exit status."""
    # To each person at each time their own chat: the bot slows down in one that gets much at once.
    people = [Person(user_id=n + 1, name="Ann") for n in range(ROUNDS * len(EXAMPLES) + 1)]
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, BotApi() as api, bot(Path(folder), api, people):
        first = people.pop()
        begun, _ = timed(api, first, lambda: api.writes(first, "/help"))
        print(f"start, until /help is answered: {begun:.2f} s; then, in seconds:")
        print(f"{'':<15}{'added':>9}{'answered':>9}{'removed':>9}{'refused':>9}")
        for example in EXAMPLES:
            rounds = [go_through(api, people.pop(), example) for _ in range(ROUNDS)]
            worst = [
                max(getattr(times, step) for times in rounds)
                for step in ("added", "answered", "removed", "refused")
            ]
            slowest = max(slowest, *worst)
            print(f"{example.name:<15}" + "".join(f"{seconds:9.2f}" for seconds in worst))
    print(f"slowest of {ROUNDS} rounds: {slowest:.2f} s; at most {LONGEST:g} s are allowed")
    return 0 if slowest <= LONGEST else 1


if __name__ == "__main__":
    sys.exit(main())
