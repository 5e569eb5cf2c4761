"""`footnote add` and `remove`: what they say, and that articles answer from then on, or no more."""

from pathlib import Path

import pytest
from commands import footnote
from examples import FOLDER

from bot.settings import SEEDS

QUESTION = "Where was the new pump bought?"


def test_an_added_file_answers_until_it_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "articles"

    added = footnote("add", FOLDER / "minutes.docx", FOLDER / "bridge.html", "--articles", folder)
    assert (added.returncode, added.stderr, added.stdout) == (
        0,
        "",
        "Added minutes.docx: Minutes of the allotment society (passages: 2)\n"
        "Added bridge.html: Old bridge closes to cars in June, of 2021-03-08 (passages: 2)\n",
    )
    answered = footnote("ask", QUESTION, "--articles", folder)
    assert answered.returncode == 0
    assert "minutes.docx, section “Water”, characters " in answered.stdout

    removed = footnote("remove", "Minutes of the allotment society", "--articles", folder)
    assert (removed.returncode, removed.stderr, removed.stdout) == (0, "", "Removed minutes.docx\n")
    assert footnote("ask", QUESTION, "--articles", folder).returncode == 1
    assert [path.name for path in folder.iterdir()] == ["bridge.html"]


def test_the_first_file_that_cannot_be_added_is_named_and_those_before_it_stay(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "articles"
    (tmp_path / "broken.pdf").write_bytes(b"no PDF")

    done = footnote(
        "add",
        FOLDER / "bees.epub",
        tmp_path / "broken.pdf",
        FOLDER / "pool.md",
        "--articles",
        folder,
    )
    assert (done.returncode, done.stderr) == (
        2,
        f"footnote: {tmp_path}/broken.pdf is not a PDF file.\n",
    )
    assert [path.name for path in folder.iterdir()] == ["bees.epub"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "gone.pdf"), "gone.pdf cannot be read: No such file or directory."),
        (
            ("remove", "gone.pdf"),
            "gone.pdf is not among the articles; footnote articles lists them.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line(
    arguments: tuple[str, str], message: str, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pool.md").write_bytes((FOLDER / "pool.md").read_bytes())
    done = footnote(*arguments, "--articles", tmp_path / "own")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"footnote: {message}\n")


def test_the_articles_that_come_along_are_not_changed() -> None:
    before = sorted(path.name for path in SEEDS.iterdir())
    for arguments in (("add", FOLDER / "pool.md"), ("remove", before[0])):
        done = footnote(*arguments)
        assert done.returncode == 2
        assert done.stderr == (
            "footnote: The articles that come along stay as they are. "
            "Name a folder of your own with --articles or FOOTNOTE_ARTICLES.\n"
        )
    assert sorted(path.name for path in SEEDS.iterdir()) == before
