"""Markdown's marks within a line are told from what only looks like them, and never read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.inline_markup import unmarked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("So **Inês Duarte** won.", "So Inês Duarte won."),
        ("It is *very _very_ late*.", "It is very very late ."),
        ("***So*** ~~Rui~~ set `max_size`.", "So Rui set max_size ."),
        ("## Opening *hours*\n# Now", "Opening hours Now"),
        ("an [almond *tart*](https://a.example/b_(c)_d) and", "an almond tart and"),
        ("![A ferry](ferry.png) sails", "A ferry sails"),
        ("**[Rui](rui.md)** won", "Rui won"),
    ],
)
def test_marks_become_spaces(text: str, words: str) -> None:
    assert unmarked(text).split() == words.split()
    assert len(unmarked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "They watched M*A*S*H, 5 * 3 * 2 times.",
        "An A* in Art, a B in Music and an A* in French.",
        "Prices* may change. *Without tax.",
        "Set max_size and min_size to 3.",
        "#1 of C#, and #MeToo",
        "It fell.[1][2] (It rose.)[3] He [the mayor] (Rui) left ~5 or ~~ 6",
        "**One\n\ntwo**",
        "",
    ],
)
def test_what_only_looks_like_marks_stays(text: str) -> None:
    assert unmarked(text) == text


@given(st.text("ab #*_`~[]()!\n", max_size=40))
def test_every_offset_stays_and_only_marks_go(text: str) -> None:
    shown = unmarked(text)
    assert len(shown) == len(text)
    assert all(new in (old, " ") for new, old in zip(shown, text, strict=True))
    assert unmarked(shown) == shown
