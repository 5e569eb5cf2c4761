"""A passage is shown to the reader as prose; no character moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.reader.readable import readable


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
    assert readable(text).split() == words.split()
    assert len(readable(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "They watched M*A*S*H, 5 * 3 * 2 times.",
        "An A* in Art, a B in Music and an A* in French.",
        "Prices* may change. *Without tax.",
        "Set max_size and min_size to 3.",
        "#1 of C#, and #MeToo",
        "It fell.[1][2] (It rose.)[3] He [the mayor] (Rui) left ~5 or ~~ 6",
        "**One.\n\nTwo.**",
        "",
    ],
)
def test_what_only_looks_like_marks_stays(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (
            "| Day | Hours |\n|-----|:-----:|\n| Monday | 9 to 12 |\n| Sunday | closed |\n\nCome!",
            "  Day - Hours ;\n               \n  Monday - 9 to 12 ;\n  Sunday - closed ;\n\nCome!",
        ),
        (  # as an extracted table has it, after its heading
            "Hours\n\nMonday | 9 to 12\n\nSunday | closed\n\nSee you.",
            "Hours;\nMonday - 9 to 12;\nSunday - closed.\nSee you.",
        ),
        ("Opening hours\r\n\r\nWe open at nine.", "Opening hours.\n\r\nWe open at nine."),
        ("Fees\n\n- A card: 5\n- Late.\n* Lost", "Fees;\n- A card: 5;- Late.\n* Lost"),
        ("1. Ask\n2. “Wait.”\n3) Go", "1. Ask;2. “Wait.”\n3) Go"),
        ("Phone: 555 0100  \nE-mail: a@b.example", "Phone: 555 0100; \nE-mail: a@b.example"),
        ("## **Fees**\n\nNone.", "     Fees. \n\nNone."),
    ],
)
def test_headings_items_and_rows_end_with_a_stop(text: str, prose: str) -> None:
    assert readable(text) == prose


@pytest.mark.parametrize(
    "text",
    [
        "A line that goes\non in the next, and\nin one more.",
        "He said: no.\nThen he\nleft: by\ntrain",
        "One.\n\n“Two?”\n\n(Three!)\n\nFour:\n\n– five",
        "It is a|b or a || b.",
        "The end",
        "The end\n\n  \n",
    ],
)
def test_prose_stays(text: str) -> None:
    assert readable(text) == text


@given(st.text("ab 1|#*_`~[]()!.:-\n\r", max_size=60))
def test_nothing_moves_and_what_changes_is_a_space_or_a_stop(text: str) -> None:
    prose = readable(text)
    assert len(prose) == len(text)
    assert {new for old, new in zip(text, prose, strict=True) if old != new} <= set(" ;.-")
