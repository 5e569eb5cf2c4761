"""How the command line reads what several commands take."""

from pathlib import Path

from bot.errors import SettingsError


def articles_path(text: str) -> Path:
    """The path that `--articles` names: an empty one would be the folder that one happens to be in.

    Raises `SettingsError`.
    """
    if not text:
        raise SettingsError("--articles is empty. Name a folder or a file, or leave it out.")
    return Path(text)
