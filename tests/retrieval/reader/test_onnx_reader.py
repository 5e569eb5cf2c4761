"""The shipped reader loads without torch, and says clearly what is wrong when it cannot."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from bot.build import build_reader
from retrieval.errors import ReaderError
from retrieval.reader.onnx_reader import SHIPPED_MODEL, onnx_reader
from retrieval.types import Passage

PASSAGE = Passage(
    id="a#1",
    article_id="a",
    start=0,
    text="Secretary Pompeo met Foreign Minister Kang Kyung-wha in Seoul on Thursday.",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the files of the shipped model, to be spoilt."""
    folder = tmp_path / "reader"
    folder.mkdir()
    (folder / "model.onnx").symlink_to(SHIPPED_MODEL / "model.onnx")
    shutil.copy(SHIPPED_MODEL / "tokenizer.json", folder)
    return folder


def test_the_shipped_reader_answers() -> None:
    reader = onnx_reader()
    best = max(reader.read("Where did they meet?", [PASSAGE]), key=lambda span: span.score)
    assert reader.name == "shipped"
    assert PASSAGE.text[best.start : best.end] == "Seoul"
    assert best.score > 0


def test_a_copy_reads_as_the_shipped_one_does_with_any_number_of_threads(copy: Path) -> None:
    question = "Who met Pompeo?"
    shipped = onnx_reader().read(question, [PASSAGE])
    for threads in (1, 3):
        own = onnx_reader(copy, threads=threads).read(question, [PASSAGE])
        assert [(s.start, s.end) for s in own] == [(s.start, s.end) for s in shipped]
        assert [s.score for s in own] == pytest.approx([s.score for s in shipped], abs=1e-3)


def test_markdown_is_read_as_the_page_that_it_makes() -> None:
    plain = "The library is run by Inês Duarte of Porto. It keeps its archive in Braga."
    marked = (
        "The **library** is run by [Inês Duarte](https://hall.example/ines) of *Porto*. It keeps "
        "its _archive_ in `Braga`."
    )

    def best(text: str) -> tuple[str, float]:
        spans = onnx_reader().read("Who runs the library?", [replace(PASSAGE, text=text)])
        span = max(spans, key=lambda span: span.score)
        return text[span.start : span.end], span.score

    assert best(marked) == best(plain)
    assert best(plain)[0] == "Inês Duarte"


def test_another_folder_is_called_by_its_path(copy: Path) -> None:
    assert onnx_reader(copy).name == str(copy)


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(copy: Path, missing: str) -> None:
    (copy / missing).unlink()
    with pytest.raises(ReaderError) as error:
        onnx_reader(copy)
    assert str(error.value) == (
        f"The reader's file {copy / missing} is missing; install Footnote again."
    )


@pytest.mark.parametrize("broken", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"not a model", b"{}"], ids=["empty", "text", "json"])
def test_a_broken_file_is_one_clear_line(copy: Path, broken: str, content: bytes) -> None:
    (copy / broken).unlink()
    (copy / broken).write_bytes(content)
    with pytest.raises(ReaderError) as error:
        onnx_reader(copy)
    assert str(error.value).startswith(f"The reader in {copy} cannot be loaded: ")
    assert "\n" not in str(error.value)


def test_a_tokenizer_that_cannot_say_no_answer_is_a_clear_line(copy: Path) -> None:
    Tokenizer(WordLevel({"a": 0}, unk_token="a")).save(str(copy / "tokenizer.json"))
    with pytest.raises(ReaderError) as error:
        onnx_reader(copy)
    assert str(error.value) == (
        f"The reader in {copy} cannot be loaded: "
        "The tokenizer has no [CLS], <s> or <cls> token to stand for no answer."
    )


def test_a_folder_with_an_onnx_model_is_run_by_onnxruntime(copy: Path) -> None:
    assert build_reader(str(copy)).name == str(copy)
    assert build_reader(None).name == "shipped"


def test_without_torch_the_message_is_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)  # importing it fails, as where it is missing
    monkeypatch.delitem(sys.modules, "retrieval.reader.torch_reader", raising=False)
    with pytest.raises(ReaderError) as error:
        build_reader(str(tmp_path))
    assert str(error.value) == (
        f"FOOTNOTE_READER={tmp_path} needs the extra torch. "
        "Install it with: pip install 'footnote-qa[torch]' (in a checkout: "
        ".venv/bin/pip install -e '.[torch]')"
    )


@pytest.mark.parametrize("checkpoint", ["/nope", "./nope", "../nope", "~/nope", "a/b/nope"])
def test_a_folder_that_is_not_there_is_told_whatever_is_installed(checkpoint: str) -> None:
    with pytest.raises(ReaderError) as error:
        build_reader(checkpoint)
    assert str(error.value) == (
        f"FOOTNOTE_READER={checkpoint} does not exist. Name a folder that holds a reader, or unset "
        "it for the reader that comes along."
    )


def test_a_name_on_the_hub_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "retrieval.reader.torch_reader", raising=False)
    for name in ("somebody/some-reader", "some-reader"):
        with pytest.raises(ReaderError, match=f"^FOOTNOTE_READER={name} needs the extra torch"):
            build_reader(name)


def test_the_shipped_reader_imports_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from bot.build import build_reader; build_reader(None);"
        "print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_reading_tells_nobody_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """onnxruntime's telemetry would make a folder in the home folder as soon as it is imported."""
    script = "from retrieval.reader.onnx_reader import onnx_reader; onnx_reader()"
    left_alone = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    subprocess.run(
        [sys.executable, "-c", script], check=True, env={**left_alone, "HOME": str(tmp_path)}
    )
    assert list(tmp_path.iterdir()) == []
