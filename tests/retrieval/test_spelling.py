"""Slips of the pen: every single one of a word leads back to it, and English words are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.spelling import is_english, one_edit_away

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


def test_all_single_edits_of_a_short_word() -> None:
    near = one_edit_away("at")
    assert {"a", "t", "ta", "aat", "att", "bat", "atz", "it", "an"} <= near
    assert "at" not in near
    # 2 deletions, 1 exchange, 2 * 25 replacements and 3 * 26 - 2 different insertions.
    assert len(near) == 2 + 1 + 50 + 76


@given(WORDS, st.data())
def test_what_is_one_edit_from_a_word_has_the_word_one_edit_away(
    word: str, data: st.DataObject
) -> None:
    slip = data.draw(st.sampled_from(sorted(one_edit_away(word))))
    assert word in one_edit_away(slip)


@pytest.mark.parametrize("word", ["horse", "ministers", "poaches", "gutter", "headers", "reuse"])
def test_english_words_are_known_in_all_their_forms(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("slip", ["presidnet", "ministre", "hotle", "parliment"])
def test_slips_are_no_english(slip: str) -> None:
    assert not is_english(slip)
