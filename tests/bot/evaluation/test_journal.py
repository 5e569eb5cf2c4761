"""The journal: nothing that was scored is lost, and nothing is mixed up."""

from pathlib import Path

import pytest
from results import question, record

from bot.errors import SettingsError
from bot.evaluation.journal import open_journal

SETTINGS = {"stage": "answer", "reader": "toy"}
ONE = record(question("1", "Which river?", "Rhine"), "Rhine", 1.0)
TWO = record(question("2", "Which volcano? \ud83d\u2028"), "Etna\nor so", 0.0)


def test_what_was_scored_before_a_stop_is_there_again(tmp_path: Path) -> None:
    result = tmp_path / "r.json"
    journal = open_journal(result, SETTINGS, resume=False)
    journal.add(ONE)
    journal.add(TWO)
    journal.close(finished=False)

    again = open_journal(result, SETTINGS, resume=True)

    assert list(again.records()) == [ONE, TWO]
    again.add(ONE)
    assert [r.question.id for r in again.records()] == ["1", "2", "1"]
    again.close(finished=True)
    assert list(tmp_path.iterdir()) == []


def test_every_record_is_on_disk_at_once(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "r.json", SETTINGS, resume=False)
    journal.add(ONE)

    assert (tmp_path / "r.json.partial").read_text().count("\n") == 2
    journal.close(finished=False)


def test_a_line_torn_in_the_middle_is_asked_again(tmp_path: Path) -> None:
    result = tmp_path / "r.json"
    journal = open_journal(result, SETTINGS, resume=False)
    journal.add(ONE)
    journal.add(TWO)
    journal.close(finished=False)
    partial = tmp_path / "r.json.partial"
    partial.write_bytes(partial.read_bytes()[:-5])

    again = open_journal(result, SETTINGS, resume=True)

    assert list(again.records()) == [ONE]
    again.add(TWO)
    assert list(again.records()) == [ONE, TWO]
    again.close(finished=True)


@pytest.mark.parametrize("left", ["", '{"sta'])
def test_a_file_torn_in_its_first_line_begins_anew(tmp_path: Path, left: str) -> None:
    (tmp_path / "r.json.partial").write_text(left)

    again = open_journal(tmp_path / "r.json", SETTINGS, resume=True)
    again.add(ONE)

    assert list(again.records()) == [ONE]
    again.close(finished=True)


def test_a_left_over_is_neither_overwritten_nor_mixed_with_other_settings(tmp_path: Path) -> None:
    result = tmp_path / "r.json"
    journal = open_journal(result, SETTINGS, resume=False)
    journal.add(ONE)
    journal.close(finished=False)

    with pytest.raises(SettingsError, match="Go on with --resume, or delete the file"):
        open_journal(result, SETTINGS, resume=False)
    with pytest.raises(SettingsError, match=r"other settings \(reader\)"):
        open_journal(result, {**SETTINGS, "reader": "another"}, resume=True)
    again = open_journal(result, SETTINGS, resume=True)
    assert list(again.records()) == [ONE]
    again.close(finished=True)


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"id": "1"}'])
def test_a_line_that_is_no_record_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    journal = open_journal(tmp_path / "r.json", SETTINGS, resume=False)
    journal.add(ONE)
    journal.close(finished=False)
    with (tmp_path / "r.json.partial").open("a") as file:
        file.write(line + "\n")

    again = open_journal(tmp_path / "r.json", SETTINGS, resume=True)

    with pytest.raises(SettingsError, match="line 3 cannot be read"):
        list(again.records())
    again.close(finished=False)


def test_nothing_scored_leaves_nothing_behind(tmp_path: Path) -> None:
    open_journal(tmp_path / "r.json", SETTINGS, resume=False).close(finished=False)

    assert list(tmp_path.iterdir()) == []


def test_without_a_result_file_the_journal_vanishes(tmp_path: Path) -> None:
    journal = open_journal(None, SETTINGS, resume=False)
    journal.add(ONE)

    assert (list(journal.records()), journal.path) == ([ONE], None)
    journal.close(finished=False)
    assert list(tmp_path.iterdir()) == []
