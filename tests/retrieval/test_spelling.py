"""Slips of the pen: every single one of a word leads back to it, and English words are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.spelling import common_words, one_edit_away

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


@pytest.mark.parametrize("word", ["horse", "minister", "hotel", "singapore"])
def test_english_words_are_common(word: str) -> None:
    assert word in common_words()


@pytest.mark.parametrize("slip", ["presidnet", "ministre", "singapur", "hotle"])
def test_slips_are_not_common(slip: str) -> None:
    assert slip not in common_words()
