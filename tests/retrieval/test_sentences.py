"""Sentences partition any text, and are cut where a person would cut them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences import sentences, sentences_within
from retrieval.types import Region

GOLD = [
    json.loads(line)
    for line in (Path(__file__).parent / "sentences_gold.jsonl").read_text("utf-8").splitlines()
]

KNOWN_FAILURES = {
    # Blocks have cut these lines apart before sentences are looked for.
    "US, South Korea Agree to Keep up": "a line end after an abbreviation is not seen",
    "Asia\nFind top stories and features": "a line end after a label is not seen",
    "• Apples\n• Pears\nThe end.": "a line end after the last item of a list is not seen",
    "© AP Photo / Lee Jin-manA man": "a line end after a button is not seen",
    # These are left as they are: a repair would cut elsewhere.
    'He said, "We will win. It is certain.': "two sentences inside one pair of straight quotes",
    "iPhone sales rose. eBay sales fell.": "a name that begins with a lower-case letter",
}

QUOTED = st.text("Aa. ?!…\"'“”‘’()[]\n\r\t\u00a0\ud800\udfff\x00\x85\u2028123,;:-•")
JOINED = st.lists(
    st.sampled_from(
        ["The U.S. left.", "He said so…", "“No!”", '"Why?"', "(She stayed.)", "on May.", "c. 1850"]
    )
    | st.text(max_size=8),
    max_size=12,
).map(" ".join)
TEXTS = st.text() | st.text(st.characters()) | QUOTED | JOINED


def _partitions(text: str, regions: list[Region]) -> bool:
    edges = [0, *(end for _, end in regions)]
    return (
        [start for start, _ in regions] == edges[:-1]
        and edges[-1] == len(text)
        and all(start < end for start, end in regions)
    )


@given(TEXTS)
def test_sentences_partition_any_text(text: str) -> None:
    assert _partitions(text, sentences(text))


def _no_end(size: int) -> str:
    return "word " * (size // 5)


def _no_space(size: int) -> str:
    return "x" * size


def _only_ends(size: int) -> str:
    return "." * size


def _abbreviations(size: int) -> str:
    return "He met Mr. Lee of the U.S. Senate on Jan. 5 " * (size // 44)


def _quotes(size: int) -> str:
    return "“Never again…” he said. " * (size // 24)


def _open_links(size: int) -> str:
    return "[]((" * (size // 4)


@pytest.mark.parametrize(
    "make", [_no_end, _no_space, _only_ends, _abbreviations, _quotes, _open_links]
)
@pytest.mark.parametrize("size", [8191, 8192, 8193, 100_000])
def test_a_line_of_any_length_is_partitioned(make: Callable[[int], str], size: int) -> None:
    text = make(size)
    assert _partitions(text, sentences(text))


def test_a_long_line_is_cut_as_its_parts_are() -> None:
    """sentencex sees 8192 characters at once; no boundary may be lost or made at the seams."""
    sentence = "The council of the U.S. town met Mr. Lee on Jan. 5 and said so. "
    regions = sentences(sentence * 1600)  # some 100 kB
    width = len(sentence)
    assert regions == [(i * width, (i + 1) * width) for i in range(1600)]


def test_the_end_of_a_stretch_makes_no_boundary() -> None:
    """Wherever the last of the 8192 characters falls: "Mr.", "U.S." or "Jan." may be the last."""
    sentence = "The council of the U.S. Senate met Mr. Lee on Jan. 5 and said so. "
    for shift in range(0, len(sentence), 2):
        first = "word " * 1500 + "x" * shift + " end. "  # no boundary to go on from
        starts = [0, *(len(first) + i * len(sentence) for i in range(20))]
        assert [start for start, _ in sentences(first + sentence * 20)] == starts


@given(TEXTS)
def test_trailing_white_space_belongs_to_the_sentence_before(text: str) -> None:
    for start, end in sentences(text)[1:]:
        assert not text[start].isspace(), text[start:end]


@given(TEXTS, st.data())
def test_sentences_within_a_block_are_trimmed_and_in_the_texts_offsets(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    reached = start
    for first, last in sentences_within(text, start, end):
        assert reached <= first < last <= end
        assert text[first:last] == text[first:last].strip()
        assert not text[reached:first].strip()
        reached = last
    assert not text[reached:end].strip()


def test_gold_cases_are_cut_right_but_for_the_known_ones() -> None:
    """In either direction: a repair takes its case off the list."""
    wrong = {
        case["text"]
        for case in GOLD
        if [case["text"][start:end] for start, end in sentences(case["text"])] != case["sentences"]
    }
    known = {text for text in wrong if any(text.startswith(start) for start in KNOWN_FAILURES)}
    assert wrong == known
    assert len(wrong) == len(KNOWN_FAILURES) == 6
    assert len(GOLD) == 79


def test_the_gold_itself_partitions_its_texts() -> None:
    assert all("".join(case["sentences"]) == case["text"] for case in GOLD)


@pytest.mark.parametrize(
    "expected",
    [
        ["The State Dept. Spokeswoman left.", "No date was given."],
        ["He was elected in May.", "Lee lost."],
        ["“It is over…”", "The room fell silent."],
        ["Its motto is “Work!”", "Nobody works."],
        ["It was built c. 1850.", "It burnt down in vol. 3."],
        ["They pulled out (see Fig. 3).", "It\u00a0was\u00a0late."],
        ["“Stop!” cried the guard.", "The thief ran."],
        ["The council met on\nMonday in the\nold hall.", "It rained."],
    ],
)
def test_sentences_of_the_news_are_whole(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences_within(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    "link",
    [
        "[The plan (2018.) They met](https://a.example/b)",
        "[It is over… They met](b.md)",
        '[What is\nnew](<a b.md> "Of 5 May. Last")',
        "[New at Mill St. Jo](https://a.example/Mill_(St._Jo)?a. B)",
    ],
)
def test_a_link_of_markdown_is_not_cut_open(link: str) -> None:
    expected = [f"See {link} for more.", f"See [sic] (in the U.S.) and {link}.", "He said so."]
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences_within(text, 0, len(text))] == expected


@pytest.mark.parametrize("text", ["A \u00a0. “éA", "By A\u00a0. B", "A\u2003. 한"])
def test_a_wide_space_behind_an_initial_does_no_harm(text: str) -> None:
    # sentencex 1.0.32 ends in a panic on each of them.
    assert [text[start:end] for start, end in sentences(text)] == [text]
