"""A folder of articles: what is served, in which order, and a line on each file that is not."""

import json
import os
from pathlib import Path

import pytest

from retrieval.articles.collection import Collection, load_collection
from retrieval.articles.skipped import Skipped
from retrieval.errors import CollectionError

PROSE = "The council voted on Monday to close the old bridge to cars from June."
ENDINGS = ".txt, .md, .markdown, .jsonl, .html, .htm, .xhtml, .pdf, .docx, .epub"
PUT = f"put {', '.join(ENDINGS.split(', ')[:-1])} or .epub files there."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


def _write(folder: Path, name: str, text: str | None = None) -> Path:
    """A file with `text`, or with prose that stands in no other."""
    path = folder / name
    text = f"{PROSE} So says {name}." if text is None else text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def _line(article_id: str) -> str:
    return (
        json.dumps({"id": article_id, "title": "A title", "text": f"{PROSE} So says {article_id}."})
        + "\n"
    )


def _seen(collection: Collection) -> tuple[list[str], list[str]]:
    return [a.id for a in collection.articles], [str(item) for item in collection.skipped]


def test_every_format_is_read_at_any_depth_in_the_order_of_paths(folder: Path) -> None:
    _write(folder, "b.txt")
    _write(folder, "a/z.MD")
    _write(folder, "a/deep/er/n.markdown")
    _write(folder, "c.jsonl", _line("two") + _line("one"))
    assert _seen(load_collection(folder)) == (
        ["a/deep/er/n.markdown", "a/z.MD", "b.txt", "two", "one"],
        [],
    )


def test_what_cannot_be_read_is_one_line_each_and_the_rest_is_served(folder: Path) -> None:
    _write(folder, "a.txt")
    _write(folder, "binary.txt").write_bytes(b"\x89PNG\r\n\0\0")
    _write(folder, "empty.md", "")
    _write(folder, "furniture.txt", "Subscribe\n0\n")
    _write(folder, "latin.txt").write_bytes("Ståle said so.".encode("latin-1"))
    _write(folder, "lines.jsonl", _line("x") + "oops\n")
    _write(folder, "picture.jpg")
    _write(folder, "README")
    with _write(folder, "huge.txt").open("wb") as file:
        file.truncate(8_000_001)  # takes no room on disk
    collection = load_collection(folder)
    assert _seen(collection) == (
        ["a.txt", "x"],
        [
            f"README is not one of {ENDINGS} (it is without an ending)",
            "binary.txt is binary, not text",
            "empty.md is empty",
            "furniture.txt holds no article text",
            "huge.txt is larger than 8 MB; split it into articles",
            "latin.txt is not UTF-8 (byte 2 is 0xe5); save it as UTF-8",
            "lines.jsonl, line 2 is not JSON: Expecting value (character 1)",
            f"picture.jpg is not one of {ENDINGS} (it is .jpg)",
        ],
    )
    assert not any(item.quiet for item in collection.skipped)


needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)


@needs_permissions
def test_a_file_without_permission_is_skipped(folder: Path) -> None:
    _write(folder, "a.txt")
    _write(folder, "locked.txt").chmod(0)
    assert _seen(load_collection(folder)) == (
        ["a.txt"],
        ["locked.txt cannot be read: Permission denied"],
    )


@needs_permissions
def test_a_folder_that_may_be_listed_but_not_entered_does_not_stop_the_rest(folder: Path) -> None:
    _write(folder, "a.txt")
    _write(folder, "locked/b.txt")
    (folder / "locked").chmod(0o400)
    try:
        assert _seen(load_collection(folder)) == (
            ["a.txt"],
            ["locked/b.txt cannot be read: Permission denied"],
        )
    finally:
        (folder / "locked").chmod(0o700)


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / ".kept" / "articles"
    _write(folder, "a.txt")
    _write(folder, ".b.txt")
    _write(folder, ".git/c.txt")
    _write(folder, "d/.e/f.txt")
    assert _seen(load_collection(folder)) == (["a.txt"], [])


def test_a_folder_named_like_a_file_is_a_folder(folder: Path) -> None:
    _write(folder, "news.txt/a.txt")
    assert _seen(load_collection(folder)) == (["news.txt/a.txt"], [])


def test_the_first_of_two_articles_with_one_id_is_served(folder: Path) -> None:
    _write(folder, "a.jsonl", _line("same") + _line("other") + _line("same"))
    _write(folder, "b.jsonl", _line("same") + _line("c.txt"))
    _write(folder, "c.txt")
    assert _seen(load_collection(folder)) == (
        ["same", "other", "c.txt"],
        [
            "a.jsonl has the id 'same', which a.jsonl has too",
            "b.jsonl has the id 'same', which a.jsonl has too",
            "c.txt has the id 'c.txt', which b.jsonl has too",
        ],
    )


def test_of_two_articles_with_the_same_words_the_first_is_served(folder: Path) -> None:
    _write(folder, "a.txt", f"{PROSE}\n\n{PROSE} They did.")
    _write(folder, "b/copy.txt", f"{PROSE}\r\n\r\n{PROSE}  They did.\r\n")
    _write(folder, "c.txt", f"{PROSE}\n\n{PROSE} They did not.")
    assert _seen(load_collection(folder)) == (
        ["a.txt", "c.txt"],
        ["b/copy.txt has the same text as a.txt"],
    )


def test_an_article_with_a_known_id_is_no_twin_of_others(folder: Path) -> None:
    """Skipped for its id, its words do not keep the next article with them out."""
    _write(folder, "a.jsonl", _line("same") + _line("same").replace("So says", "So says not"))
    _write(folder, "b.txt", f"{PROSE} So says not same.")
    assert _seen(load_collection(folder)) == (
        ["same", "b.txt"],
        ["a.jsonl has the id 'same', which a.jsonl has too"],
    )


def test_a_question_set_beside_the_articles_is_quiet(folder: Path) -> None:
    _write(folder, "a.txt")
    _write(folder, "questions.jsonl", '{"id": "q", "question": "Who?", "answers": []}\n')
    assert load_collection(folder).skipped == (
        Skipped(path="questions.jsonl", reason="is a question set, not articles", quiet=True),
    )


@pytest.mark.parametrize("name", ["a.txt", ".hidden.txt"])
def test_a_single_file_is_a_collection(folder: Path, name: str) -> None:
    _write(folder, "other.txt")
    path = _write(folder, name)
    assert _seen(load_collection(path)) == ([name], [])


def test_a_missing_folder_is_named(folder: Path) -> None:
    with pytest.raises(CollectionError) as caught:
        load_collection(folder / "gone")
    assert str(caught.value) == (
        f"The articles folder {folder / 'gone'} does not exist; name one that does."
    )


def test_an_empty_folder_says_what_to_put_there(folder: Path) -> None:
    with pytest.raises(CollectionError) as caught:
        load_collection(folder)
    assert str(caught.value) == (f"There is no article to read in {folder}; {PUT}")


def test_a_folder_with_nothing_readable_names_the_first_three_reasons(folder: Path) -> None:
    for name in ("a.txt", "b.md", "c.odt", "d.txt"):
        _write(folder, name, "")
    with pytest.raises(CollectionError) as caught:
        load_collection(folder)
    assert str(caught.value) == (
        f"There is no article to read in {folder}; {PUT}"
        " Skipped: a.txt is empty. Skipped: b.md is empty."
        f" Skipped: c.odt is not one of {ENDINGS} (it is .odt)."
    )


def test_progress_counts_every_file(folder: Path) -> None:
    _write(folder, "a.txt")
    _write(folder, "b.txt", "")
    _write(folder, "c.jsonl", _line("one") + _line("two"))
    calls: list[tuple[int, int]] = []
    load_collection(folder, lambda done, of: calls.append((done, of)))
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_a_link_to_a_file_is_read_and_a_broken_one_is_named(folder: Path, tmp_path: Path) -> None:
    target = _write(tmp_path, "elsewhere.txt")
    (folder / "a.txt").symlink_to(target)
    (folder / "b.txt").symlink_to(tmp_path / "gone.txt")
    assert _seen(load_collection(folder)) == (
        ["a.txt"],
        ["b.txt cannot be read: No such file or directory"],
    )


def test_loading_twice_gives_the_same(folder: Path) -> None:
    for name in ("b.txt", "a.txt", "c/a.txt"):
        _write(folder, name)
    assert load_collection(folder) == load_collection(folder)
