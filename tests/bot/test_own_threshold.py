"""An owner's threshold holds for the reader and the articles it was fitted for, and no others."""

from dataclasses import replace
from pathlib import Path

import pytest
from toys import CALIBRATION, toy_article, toy_library

from bot.errors import SettingsError
from bot.own_threshold import Decided, decide, fingerprint, keep_threshold

SEA = toy_article("sea.txt", "The sea is deep.")
HILL = toy_article("hill.txt", "The hill is steep.")
LIBRARY = toy_library(SEA, HILL)


def complaint(file: Path, why: str) -> str:
    return (
        f"Your calibration {file} {why}, so the reader's own threshold, 0.50, is used. "
        "Fit yours again with: footnote calibrate QUESTIONS"
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "calibration.json"


@pytest.fixture
def kept(file: Path) -> Path:
    keep_threshold(file, 0.75, CALIBRATION, LIBRARY)
    return file


def test_without_a_file_the_reader_decides(file: Path) -> None:
    assert decide(file, CALIBRATION, LIBRARY) == Decided(calibration=CALIBRATION)


def test_a_kept_threshold_is_used_for_the_same_reader_and_articles(kept: Path) -> None:
    own = Decided(calibration=replace(CALIBRATION, threshold=0.75))
    assert decide(kept, CALIBRATION, LIBRARY) == own
    assert decide(kept, CALIBRATION, toy_library(HILL, SEA)) == own
    assert [path.name for path in kept.parent.iterdir()] == ["calibration.json"]


def test_another_reader_falls_back_and_says_so(kept: Path) -> None:
    other = replace(CALIBRATION, slope=2.0)
    assert decide(kept, other, LIBRARY) == Decided(
        calibration=other, complaint=complaint(kept, "was fitted for another reader")
    )


@pytest.mark.parametrize(
    "articles",
    [
        (SEA,),
        (SEA, toy_article("hill.txt", "The hill is flat.")),
        (SEA, toy_article("mount.txt", HILL.text, title=HILL.title)),
        (SEA, replace(HILL, body=())),
    ],
    ids=["one is gone", "one reads otherwise", "one has another name", "one may be quoted less"],
)
def test_other_articles_fall_back_and_say_so(kept: Path, articles: tuple[object, ...]) -> None:
    assert decide(kept, CALIBRATION, toy_library(*articles)) == Decided(  # type: ignore[arg-type]
        calibration=CALIBRATION, complaint=complaint(kept, "was fitted for other articles")
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", "no json", '{"threshold": "high"}'])
def test_a_broken_file_falls_back_and_says_so(kept: Path, text: str) -> None:
    kept.write_text(text)
    assert decide(kept, CALIBRATION, LIBRARY) == Decided(
        calibration=CALIBRATION, complaint=complaint(kept, "cannot be read")
    )


def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as refused:
        keep_threshold(tmp_path / "file" / "c.json", 0.5, CALIBRATION, LIBRARY)
    assert str(refused.value) == (
        f"FOOTNOTE_CALIBRATION: {tmp_path / 'file' / 'c.json'} cannot be written: "
        "File exists. Name another file."
    )


def test_a_lone_surrogate_in_an_article_has_a_fingerprint() -> None:
    odd = toy_article("odd.txt", "A \ud800 mark.")
    assert fingerprint(toy_library(odd)) != fingerprint(LIBRARY)
