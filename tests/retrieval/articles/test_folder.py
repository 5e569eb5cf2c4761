"""A folder of articles changes in one step each, also when the process is killed in the middle."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from examples import FOLDER
from hypothesis import example, given
from hypothesis import strategies as st
from toys import any_text

from retrieval.articles.collection import load_collection
from retrieval.articles.folder import ArticleFolder, safe_name
from retrieval.articles.limits import Limits
from retrieval.articles.loaders import ENDINGS
from retrieval.errors import ArticleError, CollectionError, NoSuchArticle

OLD = b"The council voted on Monday to close the old bridge to cars from June.\n"
NEW = b"The council voted on Friday to open the old bridge to cars again.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_bytes(OLD)
    return folder


def held(folder: Path) -> dict[str, bytes]:
    """Everything in the folder, hidden files included."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refusal(folder: Path, name: str, data: bytes) -> str:
    before = held(folder)
    with pytest.raises(ArticleError) as caught:
        ArticleFolder(folder).add(name, data)
    assert held(folder) == before
    return str(caught.value)


def test_a_file_is_added_with_what_was_read_of_it(folder: Path) -> None:
    data = (FOLDER / "minutes.docx").read_bytes()
    added = ArticleFolder(folder).add("minutes.docx", data)
    assert held(folder) == {"a.txt": OLD, "minutes.docx": data}
    assert (added.name, added.left_out) == ("minutes.docx", ())
    assert added.articles == load_collection(FOLDER / "minutes.docx").articles


def test_a_folder_that_does_not_exist_is_made(tmp_path: Path) -> None:
    ArticleFolder(tmp_path / "new" / "articles").add("b.txt", NEW)
    assert held(tmp_path) == {"new/articles/b.txt": NEW}


def test_what_holds_no_article_is_not_kept(folder: Path) -> None:
    assert refusal(folder, "b.txt", b"") == "is empty"
    assert refusal(folder, "b.pdf", NEW) == "is not a PDF file"
    assert refusal(folder, "b.exe", NEW) == f"is not one of {', '.join(ENDINGS)} (it is .exe)"


def test_the_same_file_is_not_added_twice_whatever_its_name(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "b.txt").write_bytes(NEW)
    assert refusal(folder, "c.txt", NEW) == "is among the articles already, as deep/b.txt"


def test_another_file_with_a_name_that_is_taken_replaces_only_if_asked(folder: Path) -> None:
    assert refusal(folder, "a.txt", NEW) == (
        "has the name of another file, a.txt; remove that, give this one another name, "
        "or replace it"
    )
    ArticleFolder(folder).add("a.txt", NEW, replace=True)
    assert held(folder) == {"a.txt": NEW}


def test_an_article_is_removed_by_its_file_or_its_title(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "b.txt").write_bytes(b"Bridge opens again on Friday\n\n" + NEW)
    articles = ArticleFolder(folder)
    assert articles.remove("bridge opens again on friday") == "deep/b.txt"
    assert articles.remove("a.txt") == "a.txt"
    assert held(folder) == {}


def test_a_file_that_cannot_be_read_can_still_be_removed(folder: Path) -> None:
    (folder / "b.pdf").write_bytes(b"no PDF")
    assert ArticleFolder(folder).remove("b.pdf") == "b.pdf"


def test_articles_that_have_just_been_read_are_not_read_again(folder: Path) -> None:
    known = load_collection(folder).articles
    (folder / "a.txt").write_bytes(NEW)
    wanted = OLD.decode().strip()
    with pytest.raises(NoSuchArticle):
        ArticleFolder(folder).remove(wanted)
    assert ArticleFolder(folder).remove(wanted, known) == "a.txt"
    assert held(folder) == {}


def test_an_article_among_others_in_a_file_is_not_removed_alone(folder: Path) -> None:
    lines = b'{"id": "x", "text": "One came by."}\n{"id": "y", "text": "Two came by."}\n'
    (folder / "b.jsonl").write_bytes(lines)
    with pytest.raises(ArticleError) as caught:
        ArticleFolder(folder).remove("x")
    assert str(caught.value) == "is one of 2 articles in b.jsonl; edit that file instead"
    assert ArticleFolder(folder).remove("b.jsonl") == "b.jsonl"


@pytest.mark.parametrize(
    "wanted",
    ["b.txt", "x" * 300, "../secret.txt", "deep/../../secret.txt", "", ".", ".hidden.txt", "/"],
)
def test_what_is_no_article_is_not_removed(folder: Path, wanted: str) -> None:
    (folder.parent / "secret.txt").write_bytes(OLD)
    (folder / ".hidden.txt").write_bytes(OLD)
    (folder / "deep").mkdir()
    with pytest.raises(ArticleError, match="is not among the articles"):
        ArticleFolder(folder).remove(wanted)
    with pytest.raises(ArticleError, match="is not among the articles"):
        ArticleFolder(folder).remove(str(folder.parent / "secret.txt"))
    assert held(folder.parent) == {
        "articles/.hidden.txt": OLD,
        "articles/a.txt": OLD,
        "secret.txt": OLD,
    }


def test_a_title_that_two_articles_have_asks_for_the_file(folder: Path) -> None:
    for name in ("b.txt", "c.txt"):
        (folder / name).write_bytes(b"Bridge opens again on Friday\n\n" + NEW + name.encode())
    with pytest.raises(ArticleError) as caught:
        ArticleFolder(folder).remove("Bridge opens again on Friday")
    assert str(caught.value) == "is the title of b.txt and c.txt; name one of them"


def test_a_file_where_the_folder_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "articles").write_bytes(b"")
    with pytest.raises(CollectionError) as caught:
        ArticleFolder(tmp_path / "articles").add("a.txt", NEW)
    assert str(caught.value) == f"{tmp_path / 'articles'} cannot be written: File exists."


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("Report 2023.PDF", "Report 2023.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\a.txt", "a.txt"),
        ("/abs/olute.md", "olute.md"),
        (".hidden.txt", "hidden.txt"),
        ("....txt", "article.txt"),
        ("a\x00b\n<c>.txt", "abc.txt"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("nul.txt", "_nul.txt"),
        ("한국어 기사.epub", "한국어 기사.epub"),
        (f"{'ä' * 300}.txt", f"{'ä' * 60}.txt"),
    ],
)
def test_a_senders_name_is_never_a_path(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@pytest.mark.parametrize("name", ["", "..", "/", "pdf", "a.exe", "a.txt/", "a.txt/.."])
def test_a_name_without_a_known_ending_is_refused(name: str) -> None:
    with pytest.raises(ArticleError, match="is not one of"):
        safe_name(name)


@example(stem="A\ud800\u0300", ending=".txt")
@example(stem="A\x00\u0300", ending=".txt")
@example(stem="con." + "a" * 56, ending=".txt")
@given(stem=any_text(), ending=st.sampled_from(ENDINGS))
def test_any_name_is_made_a_visible_name_in_the_folder(stem: str, ending: str) -> None:
    name = safe_name(stem + ending)
    assert Path(name).name == name
    assert not name.startswith(".")
    assert Path(name).suffix == ending
    assert len(os.fsencode(name)) <= 255
    assert safe_name(name) == name


KILLED = """
import os, pathlib, signal, sys
from retrieval.articles import folder as module

def killed(step, act):
    \"\"\"Act in a process that is killed at its step-th call into the system; whether it was.\"\"\"
    child = os.fork()
    if child == 0:
        calls = 0
        def count(frame, event, argument):
            nonlocal calls
            if event in ("c_call", "c_return") and frame.f_code.co_filename in watched:
                calls += 1
                if calls == step:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.setprofile(count)
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

def held():
    return {path.name: path.read_bytes() for path in where.iterdir()}

watched = (module.__file__, pathlib.__file__)
where = pathlib.Path(sys.argv[1])
articles = module.ArticleFolder(where)
deeds = {
    "add": lambda: articles.add("b.txt", NEW),
    "replace": lambda: articles.add("a.txt", NEW, replace=True),
    "remove": lambda: articles.remove("a.txt"),
}
step, going = 0, True
while going:
    step += 1
    for path in where.iterdir():
        path.unlink()
    (where / "a.txt").write_bytes(OLD)
    going = killed(step, deeds[sys.argv[2]])
    left = held()
    articles.add("c.txt", NEXT)
    print((going, left, held()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
@pytest.mark.parametrize(
    ("deed", "new"),
    [
        ("add", {"a.txt": OLD, "b.txt": NEW}),
        ("replace", {"a.txt": NEW}),
        ("remove", {}),
    ],
)
def test_a_kill_at_any_step_leaves_the_old_folder_or_the_new(
    deed: str, new: dict[str, bytes], folder: Path
) -> None:
    """Killed before and after each call into the system, until one run gets to its end.

    The change after it then finds the folder in order, and clears up what the killed one left.
    """
    old, following = {"a.txt": OLD}, b"The council voted on Sunday to think about it again.\n"
    script = f"OLD, NEW, NEXT = {OLD!r}, {NEW!r}, {following!r}\n{KILLED}"
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), deed],
        capture_output=True,
        text=True,
        check=True,
    )
    runs = [ast.literal_eval(line) for line in done.stdout.splitlines()]
    visible = [{name: data for name, data in left.items() if name[0] != "."} for _, left, _ in runs]
    assert all(held in (old, new) for held in visible)
    assert [after for _, _, after in runs] == [{**held, "c.txt": following} for held in visible]
    assert (visible[0], visible[-1]) == (old, new)
    assert [going for going, _, _ in runs] == [True] * (len(runs) - 1) + [False]
    assert any(name[0] == "." for _, left, _ in runs for name in left) == (deed != "remove")


def test_a_file_is_read_within_the_limits_given(folder: Path) -> None:
    data = (FOLDER / "report.pdf").read_bytes()
    with pytest.raises(ArticleError) as caught:
        ArticleFolder(folder, Limits(pages=2)).add("report.pdf", data)
    assert str(caught.value) == "has 3 pages; at most 2 are read: split it"
    assert held(folder) == {"a.txt": OLD}
