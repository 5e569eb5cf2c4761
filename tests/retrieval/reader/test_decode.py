"""Decoding is a pure function: hand-made logits in, spans worked out by hand out."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.reader.decode import N_BEST, Scored, decode, merge, whole_words
from retrieval.reader.windows import Window

PASSAGE = "Ann met Bob today"

# Eight tokens:  0      1    2      3    4    5    6      7
#                [CLS]  who  [SEP]  Ann  met  Bob  today  [SEP]
EIGHT = Window(
    input_ids=tuple(range(8)),
    type_ids=(0, 0, 0, 1, 1, 1, 1, 1),
    offsets=((0, 3), (4, 7), (8, 11), (12, 17)),
    first=3,
    null=0,
)


def widened(passage: str, chosen: str) -> str:
    """What becomes of the span `chosen`, at its first place."""
    start = passage.index(chosen)
    region = whole_words(passage, start, start + len(chosen))
    assert region is not None
    return passage[slice(*region)]


def logits(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def read(spans: Sequence[Scored], passage: str = PASSAGE) -> list[tuple[str, float]]:
    return [(passage[s.start : s.end], round(s.margin, 3)) for s in spans]


def test_question_and_special_tokens_are_never_chosen() -> None:
    # The best numbers stand on the question, the separators and the end token; of the passage the
    # best are start Ann 5 and end Bob 6. Null is 1 + 1, so the margin is 5 + 6 - 2.
    starts = logits(1, 9, 9, 5, 0, 2, 0, 9)
    ends = logits(1, 9, 9, 0, 0, 6, 0, 9)
    assert read(decode(EIGHT, PASSAGE, starts, ends, n_best=1)) == [("Ann met Bob", 9.0)]


def test_an_end_never_lies_before_its_start() -> None:
    # Start Bob 6 and end Ann 6 would be 12 together, but backwards. What is left at 6 comes in
    # order of place: Ann (0 + 6), Bob (6 + 0), Bob today (6 + 0).
    starts = logits(0, 0, 0, 0, 0, 6, 0, 0)
    ends = logits(0, 0, 0, 6, 0, 0, 0, 0)
    assert read(decode(EIGHT, PASSAGE, starts, ends, n_best=3)) == [
        ("Ann", 6.0),
        ("Bob", 6.0),
        ("Bob today", 6.0),
    ]


def test_a_span_has_at_most_so_many_tokens() -> None:
    # Ann ... today would be 10 but is four tokens long. Of at most two tokens, those from Ann
    # (5 + 0) or to today (0 + 5) come first, the earlier and shorter before the others.
    starts = logits(0, 0, 0, 5, 0, 0, 0, 0)
    ends = logits(0, 0, 0, 0, 0, 0, 5, 0)
    assert read(decode(EIGHT, PASSAGE, starts, ends, n_best=4, max_answer_tokens=2)) == [
        ("Ann", 5.0),
        ("Ann met", 5.0),
        ("Bob today", 5.0),
        ("today", 5.0),
    ]
    assert read(decode(EIGHT, PASSAGE, starts, ends, n_best=1, max_answer_tokens=4)) == [
        ("Ann met Bob today", 10.0)
    ]


def test_the_best_n_come_best_first() -> None:
    # Starts Ann 3, Bob 1; ends Ann 2, Bob 4, all else -9:
    # Ann met Bob 3 + 4, Ann 3 + 2, Bob 1 + 4; the next has one -9, met Bob -9 + 4.
    starts = logits(0, 0, 0, 3, -9, 1, -9, 0)
    ends = logits(0, 0, 0, 2, -9, 4, -9, 0)
    best = [("Ann met Bob", 7.0), ("Ann", 5.0), ("Bob", 5.0), ("met Bob", -5.0)]
    assert read(decode(EIGHT, PASSAGE, starts, ends, n_best=4)) == best
    assert read(decode(EIGHT, PASSAGE, starts, ends, n_best=2)) == best[:2]


def test_the_margin_is_over_the_null_token_even_where_that_is_better() -> None:
    # Null is 4 + 3 = 7, the best span Bob 2 + 1 = 3.
    starts = logits(4, 0, 0, 0, 0, 2, 0, 0)
    ends = logits(3, 0, 0, 0, 0, 1, 0, 0)
    assert read(decode(EIGHT, PASSAGE, starts, ends, n_best=1)) == [("Bob", -4.0)]


def test_the_null_token_may_stand_at_the_end() -> None:
    window = Window(
        input_ids=(1, 2, 3, 9),
        type_ids=(0, 0, 0, 0),
        offsets=((0, 3), (4, 7)),
        first=1,
        null=3,
    )
    spans = decode(window, "Ann met", logits(0, 5, 0, 2), logits(0, 4, 0, 1), n_best=1)
    assert read(spans, "Ann met") == [("Ann", 6.0)]


# "Kyung-wha" is four tokens: Kyung, -, wh, ##a. Whatever is chosen in it, it is one answer.
MINISTER = "Kang Kyung-wha"
ONE_NAME = Window(
    input_ids=tuple(range(8)),
    type_ids=(0, 0, 0, 1, 1, 1, 1, 1),
    offsets=((5, 10), (10, 11), (11, 13), (13, 14)),
    first=3,
    null=0,
)


def test_spans_that_widen_to_the_same_words_are_one_with_the_best_margin() -> None:
    rising = logits(0, 0, 0, 1, 2, 3, 4, 0)
    assert read(decode(ONE_NAME, MINISTER, rising, rising), MINISTER) == [("Kyung-wha", 8.0)]


def test_pieces_of_one_word_are_not_read_backwards_either() -> None:
    # From ##a (9) back to Kyung (9) would be 18; forwards only one of them counts.
    starts = logits(0, 0, 0, 0, 0, 0, 9, 0)
    ends = logits(0, 0, 0, 9, 0, 0, 0, 0)
    assert read(decode(ONE_NAME, MINISTER, starts, ends), MINISTER) == [("Kyung-wha", 9.0)]


def test_a_window_of_punctuation_alone_has_no_span() -> None:
    window = Window(
        input_ids=(0, 1, 2, 3), type_ids=(0, 0, 1, 1), offsets=((0, 1), (2, 3)), first=2, null=0
    )
    assert decode(window, "… —", logits(0, 0, 1, 1), logits(0, 0, 1, 1)) == []


@pytest.mark.parametrize(
    ("passage", "chosen", "words"),
    [
        ("Minister Kang Kyung-wha said", "Kang Kyung", "Kang Kyung-wha"),
        ("Minister Kang Kyung-wha said", "wh", "Kyung-wha"),
        ("at the inter-Korean summit", "Korean", "inter-Korean"),
        ("at the inter‑Korean summit", "inter", "inter‑Korean"),
        ("the Indo-US talks", "-", "Indo-US"),
        ("for 3.5 hours", "5", "3.5"),
        ("for 3.5 hours", "3", "3.5"),
        ("1,200 people", "200", "1,200"),
        ("at 10:30 sharp", "30", "10:30"),
        ("on 2018-07-08 in", "07", "2018-07-08"),
        ("O’Brien left", "Brien", "O’Brien"),
        ("an AT&T line", "AT", "AT&T"),
        ("see example.org/news now", "org", "example.org/news"),
        ("in the U.S. on Friday", "U.S.", "U.S."),
        ("in the U.S. on Friday", "S", "U.S."),
        ("at 9 a.m. on Friday", "9 a", "9 a.m."),
        ("the U.S.-led force", "led", "U.S.-led"),
        ("cost $40 million", "$40", "$40"),
        ("rose by 40% today", "40%", "40%"),
        ("dogs and cats", "ogs and c", "dogs and cats"),
    ],
)
def test_a_span_is_widened_to_whole_words_and_names(passage: str, chosen: str, words: str) -> None:
    assert widened(passage, chosen) == words


@pytest.mark.parametrize(
    ("passage", "chosen", "words"),
    [
        ("a “gangster-like” demand", "“gangster", "gangster-like"),
        ("a “gangster-like” demand", "like”", "gangster-like"),
        ("a “gangster-like” demand", "“gangster-like”", "“gangster-like”"),
        ('said "no deal" again', '"no', "no"),
        ('said "no deal" again', '"no deal"', '"no deal"'),
        ("the agency (AFP) said", "(AFP", "AFP"),
        ("the agency (AFP) said", "AFP) ", "AFP"),
        ("the agency (AFP) said", "agency (AFP)", "agency (AFP)"),
        ("Tokyo, Seoul – and", "Tokyo,", "Tokyo"),
        ("Tokyo, Seoul – and", ", Seoul –", "Seoul"),
        ("said: [no] yes", ": [no", "no"),
        ("in\u00a0Tokyo\u00a0on", "\u00a0Tokyo\u00a0", "Tokyo"),
        ("(“Sanctions” remain", "(“Sanctions”", "“Sanctions”"),
    ],
)
def test_loose_marks_and_those_without_a_partner_are_dropped(
    passage: str, chosen: str, words: str
) -> None:
    assert widened(passage, chosen) == words


@pytest.mark.parametrize("chosen", ["— ", "…", " ", "”"])
def test_a_span_without_a_word_is_none(chosen: str) -> None:
    passage = "Ann” …— Bob"
    start = passage.index(chosen)
    assert whole_words(passage, start, start + len(chosen)) is None


LINKED = "See the [almond tart](https://bakery.example/almond_(new)) and [its](b.md) price."
WHOLE = "[almond tart](https://bakery.example/almond_(new))"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("almond", "almond"),
        ("[almond tart]", "almond tart"),
        ("tart](https://bakery", "tart"),
        (WHOLE, "almond tart"),
        ("the [almond", f"the {WHOLE}"),
        ("example/almond_(new)) and", f"{WHOLE} and"),
        ("bakery.example/almond", WHOLE),
        ("tart](https://bakery.example/almond_(new)) and [its", f"{WHOLE} and [its](b.md)"),
        ("See the", "See the"),
    ],
)
def test_no_link_is_cut_open(chosen: str, words: str) -> None:
    assert widened(LINKED, chosen) == words


@pytest.mark.parametrize(
    ("passage", "chosen", "words"),
    [
        ("So **Inês Duarte** won.", "**Inês Duarte", "Inês Duarte"),
        ("So **Inês Duarte** won.", "Duarte**", "Duarte"),
        ("So **Inês Duarte** won.", "Duarte** won", "**Inês Duarte** won"),
        ("So _Inês Duarte_ won.", "_Inês", "Inês"),
        ("So *Inês* and ~~Rui~~ won.", "Inês* and ~~Rui", "*Inês* and ~~Rui~~"),
        ("Set `max_size` to 3.", "`max_size`", "max_size"),
        ("She got an A* in Art.", "A*", "A*"),
        ("They watched M*A*S*H.", "M*A*S*H", "M*A*S*H"),
        ("Write to <ann@lib.example> today.", "<ann@lib.example", "ann@lib.example"),
    ],
)
def test_no_mark_of_markdown_is_left_without_its_partner(
    passage: str, chosen: str, words: str
) -> None:
    assert widened(passage, chosen) == words


@given(st.text("ab. -[]()\n", max_size=30), st.data())
def test_whatever_the_links_a_span_holds_a_word_and_none_in_half(
    text: str, data: st.DataObject
) -> None:
    passage = f"{text}[a-b](c d){text}"
    start = data.draw(st.integers(0, len(passage) - 1))
    region = whole_words(passage, start, data.draw(st.integers(start + 1, len(passage))))
    if region is not None:
        words = passage[slice(*region)]
        assert any(char.isalpha() for char in words)
        assert words in ("a-b", "a", "b") or ("[a-b](" in words) == ("c d)" in words)


@pytest.mark.parametrize("gap", ["\n\n", "\r\n \r\n", "\u2029", "\n\t\n\n"])
def test_no_span_reaches_across_a_blank_line(gap: str) -> None:
    # "People" and "met" would be best, 10 together; the best within a block is Ann met, 0 + 5.
    words = [f"People{gap}", "Ann ", "met\n", "Bob"]
    ends = [sum(map(len, words[: i + 1])) for i in range(4)]
    passage = "".join(words)
    window = replace(
        EIGHT,
        offsets=tuple(
            (e - len(w), e - len(w) + len(w.strip())) for w, e in zip(words, ends, strict=True)
        ),
    )
    starts = logits(0, 0, 0, 5, 0, -9, -9, 0)
    last = logits(0, 0, 0, -9, -9, 5, -9, 0)
    assert read(decode(window, passage, starts, last, n_best=1), passage) == [("Ann met", 5.0)]


def test_the_head_of_a_table_is_no_answer() -> None:
    # "Day" would be best, 10 together; then "Mon" with 5.
    passage = "| Day | At |\n|---|:--:|\n| Mon | 9 |"
    words = ["Day", "At", "Mon", "9"]
    offsets = tuple((passage.index(word), passage.index(word) + len(word)) for word in words)
    window = replace(EIGHT, offsets=offsets)
    starts = logits(0, 0, 0, 5, 0, 5, 0, 0)
    last = logits(0, 0, 0, 5, -9, 0, -9, 0)
    assert read(decode(window, passage, starts, last, n_best=1), passage) == [("Mon", 5.0)]


def test_a_letter_and_its_accent_are_not_parted() -> None:
    # Decomposed text, as some systems write it: the accent is a character of its own, which
    # BERT's tokenizers leave out of every token.
    passage = unicodedata.normalize("NFD", "near Orléans and Łódź, café")
    for word in ("Orléans", "Łódź", "café"):
        written = unicodedata.normalize("NFD", word)
        start = passage.index(written)
        region = whole_words(passage, start + 1, start + 2)
        assert region is not None
        assert passage[slice(*region)] == written


def _splits_word(text: str, at: int) -> bool:
    """Whether a cut at `at` goes through letters and digits, or beside a hyphen between two."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return True
    if after == "-":
        return before.isalnum() and text[at + 1 : at + 2].isalnum()
    return before == "-" and after.isalnum() and at > 1 and text[at - 2].isalnum()


_PASSAGES = st.text(alphabet="abZ09éß한-‐'’.,:;()[]“”\"«»–… \u00a0\n", min_size=1, max_size=40)
_LOGIT = st.floats(-50, 50, width=32)


@st.composite
def _windows_with_logits(draw: st.DrawFn) -> tuple[str, Window, np.ndarray, np.ndarray]:
    """A passage cut into tokens anywhere, as no tokenizer promises to respect words."""
    passage = draw(_PASSAGES)
    cuts = sorted(draw(st.sets(st.integers(0, len(passage)), min_size=2)) | {0, len(passage)})
    offsets = tuple((start, end) for start, end in pairwise(cuts) if draw(st.booleans())) or (
        (cuts[0], cuts[1]),
    )
    size = 3 + len(offsets) + 1
    window = Window(
        input_ids=tuple(range(size)),
        type_ids=(0,) * size,
        offsets=offsets,
        first=3,
        null=0,
    )
    starts, ends = (
        np.array(draw(st.lists(_LOGIT, min_size=size, max_size=size)), dtype=np.float32)
        for _ in range(2)
    )
    return passage, window, starts, ends


@given(_windows_with_logits(), st.integers(1, 6), st.integers(1, 40))
def test_whatever_the_logits_spans_are_whole_words_of_the_passage(
    case: tuple[str, Window, np.ndarray, np.ndarray], n_best: int, max_tokens: int
) -> None:
    passage, window, starts, ends = case
    spans = decode(window, passage, starts, ends, n_best=n_best, max_answer_tokens=max_tokens)
    regions = [(s.start, s.end) for s in spans]
    margins = [s.margin for s in spans]
    assert len(spans) <= n_best
    assert len(set(regions)) == len(regions)
    assert margins == sorted(margins, reverse=True)
    for start, end in regions:
        assert 0 <= start < end <= len(passage)
        assert any(char.isalnum() for char in passage[start:end])
        assert passage[start:end] == passage[start:end].strip()
        assert not _splits_word(passage, start)
        assert not _splits_word(passage, end)


@given(_windows_with_logits())
def test_margins_do_not_depend_on_a_constant_added_to_the_logits(
    case: tuple[str, Window, np.ndarray, np.ndarray],
) -> None:
    passage, window, starts, ends = case
    starts, ends = np.round(starts), np.round(ends)  # so that adding does not round
    assert decode(window, passage, starts + 7, ends - 3) == decode(window, passage, starts, ends)


def scored(start: int, end: int, margin: float) -> Scored:
    return Scored(start=start, end=end, margin=margin)


def test_merging_windows_keeps_the_best_of_a_span_seen_twice() -> None:
    first = [scored(4, 9, 3.0), scored(0, 2, -1.0)]
    second = [scored(4, 9, 5.0), scored(12, 15, 4.0)]
    assert merge([first, second]) == [
        scored(4, 9, 5.0),
        scored(12, 15, 4.0),
        scored(0, 2, -1.0),
    ]


def test_merging_cuts_to_the_best_n_and_puts_the_earlier_of_equals_first() -> None:
    windows = [[scored(8, 9, 1.0)], [scored(2, 3, 1.0), scored(5, 6, 0.0)]]
    assert merge(windows, n_best=2) == [scored(2, 3, 1.0), scored(8, 9, 1.0)]
    assert merge([]) == []
    assert merge([[], []]) == []


_SCORED = st.builds(scored, st.integers(0, 3), st.integers(4, 6), st.floats(-9, 9))


@given(st.lists(st.lists(_SCORED, max_size=6), max_size=4))
def test_a_merged_span_is_one_of_the_windows_own(windows: list[list[Scored]]) -> None:
    merged = merge(windows)
    pooled = [span for window in windows for span in window]
    assert len(merged) == min(N_BEST, len({(s.start, s.end) for s in pooled}))
    assert [s.margin for s in merged] == sorted((s.margin for s in merged), reverse=True)
    for span in merged:
        alike = [s.margin for s in pooled if (s.start, s.end) == (span.start, span.end)]
        assert span.margin == max(alike)
