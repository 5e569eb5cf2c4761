"""Small pieces that every section of the report is made of."""

from collections.abc import Iterable, Sequence
from html import escape

from bot.replies import printable


def text(raw: str) -> str:
    """Text from outside, fit for HTML: escaped, without what a browser must not see."""
    return escape(printable(raw))


def section(title: str, hint: str, anchor: str = "") -> str:
    """The start of a section: its title and a line on what it shows."""
    place = f' id="{anchor}"' if anchor else ""
    return f"<section><h2{place}>{title}</h2><p>{hint}</p>"


def table(headers: Sequence[str], rows: Iterable[str]) -> str:
    """A table that scrolls on a narrow page, its first column staying in sight."""
    head = "".join(f'<th scope="col">{header}</th>' for header in headers)
    return (
        f'<div class="scroll wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def row(*cells: str, kind: str = "") -> str:
    """A row of cells that are HTML already."""
    start = f'<tr class="{kind}">' if kind else "<tr>"
    return f"{start}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
