"""The words that the bot says, from `prompts/`, one file per language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

LANGUAGE = "en"

PROMPTS = Path(__file__).parent.parent / "prompts"


class Wording:
    """The texts of one language, by section and key, with `$name` filled in."""

    def __init__(self, sections: Mapping[str, Mapping[str, str]]) -> None:
        self._sections = sections

    def say(self, key: str, **values: object) -> str:
        """The text of `section.key`. Raises `KeyError` for an unknown key or a missing value."""
        section, _, name = key.partition(".")
        text = self._sections[section][name].strip("\n")
        return Template(text).substitute({k: str(v) for k, v in values.items()})


@cache
def wording(language: str = LANGUAGE) -> Wording:
    """The wording of a language that `prompts/` has a file for."""
    return Wording(tomllib.loads((PROMPTS / f"{language}.toml").read_text("utf-8")))
