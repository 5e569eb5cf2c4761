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


def test_what_can_be_added_is_and_each_file_that_cannot_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (tmp_path / "broken.pdf").write_bytes(b"no PDF")

    done = footnote(
        "add",
        tmp_path / "broken.pdf",
        FOLDER / "bees.epub",
        tmp_path / "gone.md",
        FOLDER / "pool.md",
        "--articles",
        folder,
    )
    assert (done.returncode, done.stderr) == (
        2,
        f"footnote: {tmp_path}/broken.pdf is not a PDF file.\n"
        f"{tmp_path}/gone.md cannot be read: No such file or directory.\n",
    )
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        "Added bees.epub",
        "Added pool.md",
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["bees.epub", "pool.md"]


def test_a_folder_that_cannot_be_written_ends_it_with_all_that_failed_before(
    tmp_path: Path,
) -> None:
    (tmp_path / "in the way").write_bytes(b"")
    folder = tmp_path / "in the way" / "articles"
    done = footnote("add", tmp_path / "gone.md", FOLDER / "pool.md", "--articles", folder)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"footnote: {tmp_path}/gone.md cannot be read: No such file or directory.\n"
        f"{folder} cannot be written: Not a directory.\n",
    )


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
