"""Windows cover the whole passage, and their offsets give back its very words."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from toys import any_text, toy_tokenizer

from retrieval.reader.windows import MAX_QUESTION_TOKENS, MAX_TOKENS, OVERLAP, Windower

SMALL = Windower(toy_tokenizer(), max_tokens=96, overlap=12)
FULL = Windower(toy_tokenizer())
PLAIN = toy_tokenizer()

TEXTS = st.text(alphabet="ab the Kang1.,-“”é한\u0301\u00a0\n🙂", max_size=300)


def tokens_of(text: str) -> list[tuple[int, int]]:
    return list(PLAIN.encode(text, add_special_tokens=False).offsets)


def test_a_short_passage_is_one_window_laid_out_as_bert_reads_it() -> None:
    (window,) = SMALL.windows("who met", "Kang met a")
    ids = [PLAIN.token_to_id(t) for t in "[CLS] who met [SEP] kang met a [SEP]".split()]
    assert window.input_ids == tuple(ids)
    assert window.type_ids == (0, 0, 0, 0, 1, 1, 1, 1)
    assert window.offsets == ((0, 4), (5, 8), (9, 10))
    assert window.first == 4
    assert window.null == 0


def test_neighbouring_windows_share_the_overlap_and_go_on_from_there() -> None:
    # [CLS] who [SEP] and the last [SEP] leave 96 - 4 = 92 for the passage; each window goes on
    # after 92 - 12 = 80. Of 200 tokens the windows begin at 0, 80 and 160.
    passage = " ".join("a" for _ in range(200))
    windows = SMALL.windows("who", passage)
    assert [w.offsets[0][0] // 2 for w in windows] == [0, 80, 160]
    assert [len(w.offsets) for w in windows] == [92, 92, 40]
    for one, other in pairwise(windows):
        assert one.offsets[-12:] == other.offsets[:12]


def test_the_offsets_give_back_the_passages_words() -> None:
    passage = "Kang Kyung‑wha met “the President”, in\u00a0Tokyo"
    (window,) = FULL.windows("who", passage)
    words = [passage[start:end] for start, end in window.offsets]
    assert "".join(words) == passage.replace(" ", "").replace("\u00a0", "")
    assert words[-3:] == [",", "in", "Tokyo"]


@pytest.mark.parametrize("passage", ["", "   ", "\n\n", "\u00a0", "\x00\x07"])
def test_a_passage_without_tokens_has_no_window(passage: str) -> None:
    assert FULL.windows("who met", passage) == []


@pytest.mark.parametrize("question", ["", " ", "\u00a0", "\x00"])
def test_an_empty_question_still_reads_the_passage(question: str) -> None:
    (window,) = FULL.windows(question, "in Tokyo")
    assert window.offsets == ((0, 2), (3, 8))


def test_a_long_question_is_cut_at_its_most_tokens() -> None:
    (window,) = FULL.windows("who met a " * 25, "in Tokyo")
    assert window.first == 1 + MAX_QUESTION_TOKENS + 1
    assert window.input_ids[1:4] == tuple(PLAIN.token_to_id(t) for t in ("who", "met", "a"))


def test_a_long_question_leaves_three_quarters_of_the_window_to_the_passage() -> None:
    windows = FULL.windows("who met a " * 1000, "a " * 500)
    assert len(windows[0].input_ids) == MAX_TOKENS
    assert len(windows[0].offsets) >= 0.75 * MAX_TOKENS
    assert windows[0].offsets[-OVERLAP:] == windows[1].offsets[:OVERLAP]


@pytest.mark.parametrize(
    "question", ["한국어 " * 60, "한" * 95, "한국 " * 2000, "éèê" * 80, "?" * 400]
)
def test_a_question_whose_characters_are_several_tokens_each_is_cut_too(question: str) -> None:
    windows = FULL.windows(question, "in Tokyo")
    assert [w.offsets for w in windows] == [((0, 2), (3, 8))]
    assert len(windows[0].input_ids) <= 96


@pytest.mark.parametrize("text", ["\ud800", "who \udfff met", "\ud83d \ude42"])
def test_half_characters_take_their_place_and_shift_nothing(text: str) -> None:
    passage = f"Kang {text} Tokyo"
    (window,) = FULL.windows(text, passage)
    assert passage[slice(*window.offsets[0])] == "Kang"
    assert passage[slice(*window.offsets[-1])] == "Tokyo"


@given(question=any_text(), passage=TEXTS)
@example(question="who", passage="a " * 300)
@example(question="한국어 " * 64, passage="Kang")
def test_every_token_of_the_passage_stands_in_some_window(question: str, passage: str) -> None:
    windows = SMALL.windows(question, passage)
    covered = {offset for window in windows for offset in window.offsets}
    assert covered == set(tokens_of(passage))
    for window in windows:
        assert len(window.input_ids) == len(window.type_ids) <= 96
        assert window.input_ids[window.null] == PLAIN.token_to_id("[CLS]")
        assert window.first + len(window.offsets) == len(window.input_ids) - 1
        assert list(window.offsets) == sorted(window.offsets)


@given(question=any_text(), passage=TEXTS)
def test_windows_come_in_order_and_are_the_same_every_time(question: str, passage: str) -> None:
    windows = SMALL.windows(question, passage)
    assert windows == SMALL.windows(question, passage)
    assert [w.offsets[0] for w in windows] == sorted(w.offsets[0] for w in windows)


def test_a_tokenizer_without_a_token_for_no_answer_is_refused() -> None:
    with pytest.raises(ValueError, match=r"The tokenizer has no \[CLS\], <s> or <cls> token"):
        Windower(Tokenizer(WordLevel({"a": 0}, unk_token="a")))


@pytest.mark.parametrize("token", ["[CLS]", "<s>", "<cls>"])
def test_the_null_token_goes_by_the_names_of_several_families(token: str) -> None:
    tokenizer = Tokenizer(WordLevel({token: 0, "a": 1}, unk_token="a"))
    (window,) = Windower(tokenizer).windows(token, "a")
    assert window.input_ids == (0, 1)
    assert (window.null, window.first) == (0, 1)
