"""Blocks: lines as scraped pages have them, paragraphs where lines are wrapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.blocks import blocks, strip

WRAPPED = (
    "The meeting was opened at seven by the chair, who thanked the members\n"
    "for coming in such numbers. The accounts for the year were read by the\n"
    "Treasurer and accepted without a vote against them."
)


def _blocks(text: str) -> list[str]:
    return [text[start:end] for start, end in blocks(text)]


def _is_blank(text: str) -> bool:
    return all(char.isspace() or char in "\ufeff\u200b" for char in text)


@given(st.text() | st.text("ab \n\r\t\u00a0\u2028\u2029\f\x85\ufeff\u200b."))
def test_blocks_are_in_order_and_hold_everything_but_white_space(text: str) -> None:
    reached = 0
    for start, end in blocks(text):
        assert _is_blank(text[reached:start])
        assert start < end
        assert text[start:end] == text[start:end].strip()
        reached = end
    assert _is_blank(text[reached:])


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_hard_wrapped_lines_are_one_block(line_end: str) -> None:
    text = WRAPPED.replace("\n", line_end)
    second = text.replace("seven", "eight")
    assert _blocks(f"{text}{line_end}{line_end}{second}{line_end}") == [text, second]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_lines_of_a_scraped_page_are_blocks_of_their_own(line_end: str) -> None:
    lines = ["Asia", "Find top stories and features from Asia and the Pacific region.", "Subscribe"]
    assert _blocks(line_end.join(lines)) == lines


@pytest.mark.parametrize("below", ["Subscribe", "By Dana Whit", "Share on Facebook  Tweet  Email"])
def test_a_headline_is_not_joined_with_what_stands_below_it(below: str) -> None:
    headline = "Council Votes to Close Harlow Creek’s Old Bridge to Cars"
    assert _blocks(f"{headline}\n{below}\n\n{WRAPPED}") == [headline, below, WRAPPED]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    lines = ["word " * 30 + "one.", "word " * 30 + "two."]
    assert _blocks("\n".join(lines)) == lines


def test_a_line_of_white_space_ends_a_paragraph() -> None:
    assert _blocks(f"{WRAPPED}\n \t\u00a0\n{WRAPPED}") == [WRAPPED, WRAPPED]


def test_a_form_feed_ends_a_paragraph() -> None:
    assert _blocks(f"{WRAPPED}\f{WRAPPED}") == [WRAPPED, WRAPPED]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("  a b \u00a0", (2, 5)),
        ("\ufeff a\u200b", (2, 3)),
        ("aa a", (0, 4)),
        (" \ufeff\u200b ", None),
        ("", None),
    ],
)
def test_strip_keeps_offsets(text: str, region: tuple[int, int] | None) -> None:
    assert strip(text, 0, len(text)) == region


def test_strip_counts_in_the_whole_text() -> None:
    assert strip("a  a  a", 1, 6) == (3, 4)
