"""What the documents promise exists: commands, make targets, files, settings."""

import re
from pathlib import Path

import pytest
import typer

from bot.cli import app
from bot.settings import KINDS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + [
    ROOT / "retrieval" / "reader" / "model" / "README.md"
]
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_named_exists(document: Path) -> None:
    named = set(re.findall(r"^\s*[^#\n]*?\bfootnote ([a-z]+)\b", document.read_text("utf-8"), re.M))

    assert named - COMMANDS == set()


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert {name for name in COMMANDS if f"footnote {name}" not in readme} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_local_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"^make (\w+)", (ROOT / "README.md").read_text("utf-8"), re.M))

    assert named == {"chat", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in named)


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    named = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.M))

    assert named == set(KINDS)
