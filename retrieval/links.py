"""Links of Markdown in a text, whose halves would be no words to quote."""

import re

_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()\[\]\n]|\([^()\[\]\n]*\))*\)")


def links(text: str) -> list[re.Match[str]]:
    """Every `[words](address)` in `text`, in order; group 1 is the words that it shows."""
    # Most texts have none, and are not looked through for their brackets.
    return list(_LINK.finditer(text)) if "](" in text else []
