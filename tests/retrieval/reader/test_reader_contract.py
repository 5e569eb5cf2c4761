"""What every reader promises, run over all of them; see `retrieval.interfaces.Reader`."""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toys import PhraseReader, ToyReader, any_text, save_tiny_checkpoint, toy_span_reader

from retrieval.interfaces import Reader
from retrieval.reader.onnx_reader import onnx_reader
from retrieval.types import Passage, Span

TEXTS = [
    "Minister Kang Kyung-wha met Mike Pompeo in Tokyo on Friday, June 29, 2018.",
    "The talks in Oslo took 3.5 hours. “Nobody left early,” said Anna Berg of the U.S. embassy.",
    # Long enough for several windows of any reader.
    " ".join(f"On day {day} Anna Berg flew from Oslo to city {day * 7}." for day in range(1, 31)),
    "Tokyo.",
    "In\u00a0Tokyo\u00a0they met the President (Moon Jae-in) — twice… “again”",
    "",
    " \n\u00a0 ",
    "… — “”",
    "Minister Kang Kyung-wha met Mike Pompeo in Tokyo on Friday, June 29, 2018.",
]
PASSAGES = [
    Passage(id=f"a#{number}", article_id="a", start=0, text=text)
    for number, text in enumerate(TEXTS)
]
BLANK = PASSAGES[5:8]
QUESTION = "Who met Mike Pompeo in Tokyo?"

# Each example may run the real model many times, at whatever speed the machine has.
SOME = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def _torch(folder: Path) -> Reader:
    pytest.importorskip("torch", reason="the extra torch is not installed")
    from retrieval.reader.torch_reader import torch_reader

    save_tiny_checkpoint(folder)
    return torch_reader(str(folder))


READERS: dict[str, Callable[[Path], Reader]] = {
    "shipped": lambda _: onnx_reader(),
    "spans": lambda _: toy_span_reader(),
    "toy": lambda _: ToyReader(),
    "phrases": lambda _: PhraseReader({"Tokyo": 2.0, "Anna Berg": 1.0}),
    "torch": _torch,
}


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return READERS[request.param](tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture(scope="module")
def alone(reader: Reader) -> dict[str, dict[tuple[int, int], float]]:
    """The spans of each passage with their scores, each passage read by itself."""
    return {passage.id: by_region(reader.read(QUESTION, [passage])) for passage in PASSAGES}


def by_region(spans: Sequence[Span]) -> dict[tuple[int, int], float]:
    return {(span.start, span.end): span.score for span in spans}


def test_a_reader_says_its_name(reader: Reader) -> None:
    assert reader.name


def test_spans_lie_inside_the_passages_that_were_given(reader: Reader) -> None:
    texts = {passage.id: passage.text for passage in PASSAGES}
    spans = reader.read(QUESTION, PASSAGES)
    assert {span.passage_id for span in spans} >= {"a#0", "a#4", "a#8"}
    for span in spans:
        assert 0 <= span.start < span.end <= len(texts[span.passage_id])
        assert math.isfinite(span.score)


def test_a_stretch_of_a_passage_comes_once(reader: Reader) -> None:
    spans = reader.read(QUESTION, PASSAGES)
    places = [(span.passage_id, span.start, span.end) for span in spans]
    assert len(set(places)) == len(places)


def test_no_passages_give_no_spans(reader: Reader) -> None:
    assert list(reader.read(QUESTION, [])) == []


@pytest.mark.parametrize("passage", BLANK, ids=["empty", "white", "marks"])
def test_a_passage_without_words_gives_no_spans(reader: Reader, passage: Passage) -> None:
    assert list(reader.read(QUESTION, [passage])) == []


def test_reading_again_gives_the_same(reader: Reader) -> None:
    assert reader.read(QUESTION, PASSAGES) == reader.read(QUESTION, PASSAGES)


@SOME
@given(batch=st.lists(st.sampled_from(PASSAGES), unique=True))
def test_a_passage_scores_the_same_read_alone_in_any_batch_and_order(
    reader: Reader,
    alone: dict[str, dict[tuple[int, int], float]],
    batch: list[Passage],
) -> None:
    spans = reader.read(QUESTION, batch)
    assert {span.passage_id for span in spans} <= {passage.id for passage in batch}
    for passage in batch:
        together = by_region([span for span in spans if span.passage_id == passage.id])
        assert together == pytest.approx(alone[passage.id], abs=1e-3)


def test_equal_texts_are_read_alike(reader: Reader) -> None:
    spans = reader.read(QUESTION, PASSAGES)
    first, last = (
        by_region([span for span in spans if span.passage_id == passage_id])
        for passage_id in ("a#0", "a#8")
    )
    assert first == pytest.approx(last, abs=1e-3)


@SOME
@given(question=any_text(max_size=60))
def test_any_question_is_read_without_an_error(reader: Reader, question: str) -> None:
    for span in reader.read(question, PASSAGES[:2]):
        assert math.isfinite(span.score)


@pytest.mark.parametrize(
    "question",
    ["", "Who " * 5000, "한국어 " * 64, "[CLS] [SEP] [PAD]", "\x00\x1b[31m", "\ud800", "🙂" * 400],
    ids=["empty", "long", "korean", "special", "control", "surrogate", "emoji"],
)
def test_hostile_questions_are_read_like_any_other(reader: Reader, question: str) -> None:
    for span in reader.read(question, PASSAGES[:1]):
        assert 0 <= span.start < span.end <= len(TEXTS[0])


@pytest.mark.parametrize(
    "text", ["Tokyo \ud800 Oslo", "\x00Tokyo\x1b", "🙂 Tokyo 🙂", "طوكيو Tokyo"]
)
def test_hostile_passages_are_read_like_any_other(reader: Reader, text: str) -> None:
    passage = Passage(id="b#1", article_id="b", start=0, text=text)
    for span in reader.read("Who was in Tokyo?", [passage]):
        assert 0 <= span.start < span.end <= len(text)
        assert any(char.isalnum() for char in text[span.start : span.end])


def test_threads_may_share_a_reader(reader: Reader) -> None:
    questions = [QUESTION, "Who flew to city 14?", "When did they meet?", "How long?"] * 2
    one_by_one = [reader.read(question, PASSAGES[:2]) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda question: reader.read(question, PASSAGES[:2]), questions))
    for one, other in zip(one_by_one, at_once, strict=True):
        assert by_region(one) == pytest.approx(by_region(other), abs=1e-3)


# The torch reader has random weights here, and finds nothing in particular.
@pytest.mark.parametrize("reader", ["shipped", "spans", "toy", "phrases"], indirect=True)
def test_a_long_passage_is_read_to_its_end(reader: Reader) -> None:
    # Only the last sentence knows the place, beyond any one window.
    filler = "Nothing else was said that day about the plan. " * 60
    text = filler + "Anna Berg met Mike Pompeo in Tokyo."
    spans = reader.read(QUESTION, [Passage(id="c#1", article_id="c", start=0, text=text)])
    assert any(span.end > len(filler) for span in spans)


def test_spans_of_model_readers_are_whole_words_best_first() -> None:
    spans = toy_span_reader().read(QUESTION, PASSAGES)
    for passage in PASSAGES:
        own = [span for span in spans if span.passage_id == passage.id]
        assert all(one.score >= other.score for one, other in pairwise(own))
        for span in own:
            around = passage.text[max(0, span.start - 1) : span.end + 1]
            words = passage.text[span.start : span.end]
            assert not (span.start > 0 and around[0].isalnum() and words[0].isalnum())
            assert not (
                span.end < len(passage.text) and around[-1].isalnum() and words[-1].isalnum()
            )
