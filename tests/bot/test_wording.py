"""Every word that is said stands in `prompts/`, and every one there can be said."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import get_args

import pytest

import bot
from bot.wording import LANGUAGE, Wording, wording
from retrieval.types import Reason

TEXTS: dict[str, dict[str, str]] = tomllib.loads(
    (files("prompts") / f"{LANGUAGE}.toml").read_text("utf-8")
)
KEYS = [f"{section}.{key}" for section, keys in TEXTS.items() for key in keys]

# What the code fills in, by key, as a person would meet it; every other key takes nothing.
VALUES: dict[str, dict[str, object]] = {
    "chat.welcome": {"articles": 2},
    "chat.welcome_one": {"articles": 1},
    "chat.unknown_command": {"command": "/what"},
    "chat.more": {"question": "Who met $name?"},
    "chat.skipped": {"skipped": "a.txt is empty"},
    "chat.more_skipped": {"count": 990},
    "answer.confidence": {"percent": 88},
    "answer.unknown_words": {"words": "“Zed”"},
    "answer.read_as": {"question": "Who met $name?"},
    "refusal.too_long": {"limit": 400},
    "telegram.help": {"articles": 2},
    "telegram.help_admin": {"endings": ".txt, .pdf"},
    "telegram.no_such_article": {"name": "a.pdf"},
    "telegram.name_taken": {"name": "a.pdf"},
    "telegram.replaced": {"name": "a.pdf"},
    "telegram.not_changed": {"name": "a.pdf", "reason": "is empty"},
    "telegram.too_large": {"name": "a.pdf", "limit": "20"},
    "telegram.folder_amiss": {"reason": "It cannot be written."},
    "telegram.more_lines": {"count": 3},
    "telegram.failed": {"incident": "1a2b"},
    "telegram.unsure": {"incident": "1a2b"},
    "articles.added": {"name": "a.pdf", "title": "A bridge", "passages": 3},
    "articles.added_dated": {
        "name": "a.pdf",
        "title": "A bridge",
        "passages": 3,
        "published": "2021-03-08",
    },
    "articles.removed": {"name": "a.pdf"},
    "telegram.not_allowed": {"user_id": 42},
    "telegram.queued": {"ahead": 2},
    "telegram.busy": {"ahead": 64},
    "telegram.more_answers": {"count": 3},
    "telegram.paragraph": {"number": 2, "count": 5},
    "telegram.other_answer": {"number": 2, "count": 3},
    "telegram.sources": {"articles": 9},
    "telegram.page": {"number": 1, "count": 2},
    "telegram.forgotten": {"replies": 3, "verdicts": 1},
    "why.question": {"question": "Who met $name?"},
    "why.searched": {"articles": 9, "words": "“met”"},
    "why.searched_one": {"articles": 1, "words": "“met”"},
    "why.matched": {"words": "“met”"},
    "why.read": {"passages": 8},
    "why.margin_above": {"margin": "+1.5"},
    "why.margin_below": {"margin": "−1.5"},
    "why.sure": {"sure": "88 % sure", "threshold": 50},
    "why.sure_only": {"sure": "88 % sure"},
    "why.unsure": {"percent": 23, "threshold": 36},
    "why.place": {"article": "a.txt", "start": 3, "end": 9},
    "telegram.status": {
        "version": "1.2.3",
        "articles": 9,
        "passages": 99,
        "skipped": 8,
        "waiting": 4,
        "unfinished": 5,
        "done": 77,
        "polled": 6,
    },
    "articles.total": {"articles": 2, "passages": 9, "words": 1234},
}


@pytest.mark.parametrize("key", KEYS)
def test_every_text_can_be_said_with_what_the_code_fills_in(key: str) -> None:
    values = VALUES.get(key, {})
    said = wording().say(key, **values)
    assert said.strip()
    section, _, name = key.partition(".")
    slots = Template(TEXTS[section][name]).get_identifiers()
    assert set(slots) <= set(values)
    assert all(str(values[slot]) in said for slot in slots)


def test_values_are_kept_for_keys_that_are_there() -> None:
    assert set(VALUES) <= set(KEYS)


def test_a_text_in_several_lines_loses_only_the_breaks_around_it() -> None:
    words = Wording({"chat": {"help": "\n  one\n  two $n\n\n"}})
    assert words.say("chat.help", n=2) == "  one\n  two 2"


def test_values_are_put_in_as_they_are() -> None:
    words = Wording({"chat": {"more": "Other: $question!"}})
    assert (
        words.say("chat.more", question="$question ${x} $$ \\n") == "Other: $question ${x} $$ \\n!"
    )


@pytest.mark.parametrize("key", ["chat.nothing_such", "nowhere.help", "chat", "", "chat."])
def test_an_unknown_key_is_an_error(key: str) -> None:
    with pytest.raises(KeyError):
        wording().say(key)


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="percent"):
        wording().say("answer.confidence")


def test_a_language_without_a_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        wording("tlh")


# From here on the source is read: which keys does the code say, and with which values?

SOURCES = sorted(Path(bot.__file__).parent.rglob("*.py"))
_KEY = re.compile(rf"((?:{'|'.join(TEXTS)})\.[a-z_]*)(\{{.*\}})?")
"""A key, or the first part of one that is put together while running (`f"refusal.{reason}"`)."""


def keys_of(text: str) -> list[str]:
    """The keys that a string of the source stands for; none if it is no key."""
    match = _KEY.fullmatch(text)
    if match is None:
        return []
    beginning, rest = match.groups()
    return [key for key in KEYS if key.startswith(beginning)] if rest else [beginning]


def said_in(source: str) -> Iterator[tuple[str, set[str] | None]]:
    """Each key said, and the names of the values given with it (None: given by `**`)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("say", "_say"):
                names = {keyword.arg for keyword in node.keywords}
                given = None if None in names else {n for n in names if n is not None}
                yield from ((text, given) for arg in node.args for text in strings_in(arg))


def strings_in(node: ast.AST) -> Iterator[str]:
    """Every string of the source, those to be filled in while running as they are written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    children = ast.iter_child_nodes(node)
    if isinstance(node, ast.JoinedStr):
        yield ast.unparse(node)[2:-1]
        children = (part for part in children if isinstance(part, ast.FormattedValue))
    for child in children:
        yield from strings_in(child)


SAID = [
    pytest.param(text, given, id=f"{path.stem}-{text}")
    for path in SOURCES
    for text, given in said_in(path.read_text("utf-8"))
    if keys_of(text)
]
STRINGS = {text for path in SOURCES for text in strings_in(ast.parse(path.read_text("utf-8")))}
USED = {key for text in STRINGS for key in keys_of(text)}


def test_the_scan_finds_what_is_said() -> None:
    source = """
words.say("chat.bye"); self._say("a.one" if n else "a.two", n=n, m=m); say(f"refusal.{r}", **v)
"""
    said = list(said_in(source))
    assert ("chat.bye", set()) in said
    assert ("a.one", {"n", "m"}) in said
    assert ("a.two", {"n", "m"}) in said
    assert ("refusal.{r}", None) in said
    assert keys_of("refusal.{r}") == [f"refusal.{reason}" for reason in get_args(Reason)]
    assert len(SAID) > 15


@pytest.mark.parametrize(("text", "given"), SAID)
def test_every_key_that_the_code_says_is_there_with_its_values(
    text: str, given: set[str] | None
) -> None:
    keys = keys_of(text)
    assert set(keys) <= set(KEYS)
    if len(keys) == 1 and given is not None:
        section, _, name = keys[0].partition(".")
        assert set(Template(TEXTS[section][name]).get_identifiers()) <= given


def test_every_string_that_looks_like_a_key_is_one() -> None:
    assert set(KEYS) >= USED


def test_no_text_waits_in_vain_to_be_said() -> None:
    assert set(KEYS) - USED == set()
