"""Markdown within a line: links and emphasis, which are not to be read, nor quoted in halves.

What is found has the part that a page would show in the group `shown`.
"""

import re

_LINK = re.compile(r"!?\[(?P<shown>[^\[\]]*)\]\((?:[^()\[\]\n]|\([^()\[\]\n]*\))*\)")

_EMPHASIS = re.compile(
    r"(?P<mark>\*{1,3}|(?<!\w)_{1,3}|`{1,2}|~~)(?=[^\s*_`~])"
    r"(?P<shown>(?:[^*`~\n]|\n(?!\s*\n))*?[^\s*_`~])"
    r"(?P=mark)(?![*_`~\w])"
)
"""M*A*S*H, snake_case and a footnote's star have none: no space stands inside the marks, no letter
behind them."""


def links(text: str) -> list[re.Match[str]]:
    """Every `[words](address)` in `text`, in order."""
    # Most texts have none, and are not looked through for their brackets.
    return list(_LINK.finditer(text)) if "](" in text else []


def emphasis(text: str) -> list[re.Match[str]]:
    """Every `**word**`, `_word_`, `` `word` `` or `~~word~~` in `text`, in order and apart."""
    if not any(mark in text for mark in "*_`~"):
        return []
    return list(_EMPHASIS.finditer(text))
