"""From a margin to a probability: the numbers by hand, and broken files as one clear line."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calibration import Calibration, load_calibration
from retrieval.errors import ReaderError

HAND_SET = Calibration(reader="toy", slope=0.5, bias=-1.0, threshold=0.4, null_margin=0.25)

_MARGIN = st.floats(allow_nan=False)


@pytest.mark.parametrize(
    ("log_odds", "confidence"),
    [(0.0, 0.5), (math.log(3), 0.75), (-math.log(3), 0.25), (math.log(99), 0.99)],
)
def test_confidence_is_the_probability_of_those_log_odds(
    log_odds: float, confidence: float
) -> None:
    margin = (log_odds + 1.0) / 0.5  # undoes the slope and the bias
    assert HAND_SET.confidence(margin) == pytest.approx(confidence)


def test_the_evidence_is_the_margin_and_what_search_is_worth() -> None:
    searching = replace(HAND_SET, search=2.0)
    assert searching.evidence(1.0, nearness=1.0) == 3.0
    assert searching.evidence(1.0, nearness=0.25) == 1.5
    assert HAND_SET.evidence(1.0, nearness=1.0) == 1.0


@given(_MARGIN)
def test_confidence_is_a_probability_for_any_margin(margin: float) -> None:
    assert 0 <= HAND_SET.confidence(margin) <= 1


@given(_MARGIN, _MARGIN)
def test_a_greater_margin_is_never_less_sure(one: float, other: float) -> None:
    low, high = sorted([one, other])
    assert HAND_SET.confidence(low) <= HAND_SET.confidence(high)


def test_a_saved_calibration_is_loaded_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(asdict(HAND_SET)), "utf-8")
    assert load_calibration(path) == HAND_SET


def test_the_shipped_calibration_makes_sense() -> None:
    shipped = load_calibration()
    assert shipped.reader
    assert 0 < shipped.threshold < 1
    assert shipped.slope > 0  # a greater margin must speak for an answer


FIELDS = asdict(HAND_SET)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[1, 2]",
        b"null",
        b"\xff\xfe",
        json.dumps({k: v for k, v in FIELDS.items() if k != "threshold"}).encode(),
        json.dumps({**FIELDS, "surplus": 1}).encode(),
        json.dumps({**FIELDS, "slope": "much"}).encode(),
        json.dumps({**FIELDS, "threshold": None}).encode(),
    ],
    ids=["empty", "text", "list", "null", "bytes", "missing", "surplus", "words", "none"],
)
def test_a_broken_calibration_is_a_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calibration.json"
    path.write_bytes(content)
    with pytest.raises(ReaderError) as error:
        load_calibration(path)
    assert str(error.value).startswith(f"The calibration {path} cannot be read: ")
    assert "\n" not in str(error.value)


def test_a_missing_calibration_is_a_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"The calibration .*nowhere\.json cannot be read: "):
        load_calibration(tmp_path / "nowhere.json")


def test_a_calibration_cannot_be_changed_under_way() -> None:
    with pytest.raises(AttributeError):
        HAND_SET.threshold = 0.9  # type: ignore[misc]
    assert replace(HAND_SET, threshold=0.9).threshold == 0.9
