"""How Telegram reads a message in HTML, and in which words it refuses one.

After `do_parse_html` in td/telegram/MessageEntity.cpp.
"""

import re
from html import unescape
from typing import Any

_TAGS = frozenset(
    """
    a b strong i em u ins s strike del code pre blockquote span tg-spoiler tg-emoji
    """.split()
)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class Refused(Exception):  # noqa: N818  # as Telegram does, not as Python errs
    """Telegram refuses a call: HTTP status and description."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.payload = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.payload["parameters"] = parameters


def parsed(html: str) -> str:
    """The text of a message in HTML as Telegram reads it. Raises `Refused`, in its words."""
    text: list[str] = []
    open_tags: list[str] = []
    at = 0
    while at < len(html):
        entity = _ENTITY.match(html, at)
        if entity:
            text.append(unescape(entity.group()))
            at = entity.end()
        elif html[at] == "<":
            at = _read_tag(html, at, open_tags)
        else:
            text.append(html[at])
            at += 1
    if open_tags:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join(text)


def utf16_units(text: str) -> int:
    """The length that Telegram's limits count."""
    return len(text.encode("utf-16-le")) // 2


def _read_tag(html: str, at: int, open_tags: list[str]) -> int:
    """Past the tag that begins at `at`, keeping `open_tags`."""
    place = f"at byte offset {len(html[:at].encode())}"
    end = html.find(">", at)
    is_end = html.startswith("</", at)
    kind = "end" if is_end else "start"
    if is_end and not open_tags:
        raise _unparsable(f"Unexpected end tag {place}")
    if end < 0:
        raise _unparsable(f"Unclosed {kind} tag {place}")
    name = re.split(r"\s", html[at + 1 + is_end : end], maxsplit=1)[0].lower()
    if not is_end:
        if name not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{name}" {place}')
        open_tags.append(name)
    elif name != open_tags[-1]:
        found = f'expected "</{open_tags[-1]}>", found "</{name}>"'
        raise _unparsable(f"Unmatched end tag {place}, {found}")
    else:
        open_tags.pop()
    return end + 1


def _unparsable(problem: str) -> Refused:
    return Refused(400, f"Bad Request: can't parse entities: {problem}")
