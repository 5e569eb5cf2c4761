"""Any transformers checkpoint reads by the same windows and decoding; needs the extra torch."""

from pathlib import Path

import pytest
from toys import save_tiny_checkpoint, toy_tokenizer

from retrieval.errors import ReaderError
from retrieval.reader.decode import decode
from retrieval.reader.windows import Windower
from retrieval.types import Passage

torch = pytest.importorskip("torch", reason="the extra torch is not installed")

from bot.build import build_reader  # noqa: E402
from retrieval.reader.torch_reader import torch_reader  # noqa: E402

TEXT = "Minister Kang Kyung-wha met Mike Pompeo in Tokyo on Friday."
QUESTION = "Where did they meet?"


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "checkpoint"
    save_tiny_checkpoint(folder)
    return folder


def test_it_decodes_the_logits_that_transformers_gives(checkpoint: Path) -> None:
    from transformers import BertForQuestionAnswering

    model = BertForQuestionAnswering.from_pretrained(checkpoint).eval()
    (window,) = Windower(toy_tokenizer()).windows(QUESTION, TEXT)
    with torch.inference_mode():
        output = model(
            input_ids=torch.tensor([window.input_ids]),
            token_type_ids=torch.tensor([window.type_ids]),
        )
    expected = decode(window, TEXT, output.start_logits[0].numpy(), output.end_logits[0].numpy())
    passage = Passage(id="a#1", article_id="a", start=0, text=TEXT)
    spans = torch_reader(str(checkpoint)).read(QUESTION, [passage])
    assert [(s.start, s.end) for s in spans] == [(s.start, s.end) for s in expected]
    assert [s.score for s in spans] == pytest.approx([s.margin for s in expected], abs=1e-4)


def test_a_checkpoint_folder_is_what_the_setting_names(checkpoint: Path) -> None:
    assert build_reader(str(checkpoint)).name == str(checkpoint)


def broken(folder: Path, name: str, content: bytes | None) -> str:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    return str(folder)


def assert_clear_line(checkpoint: str) -> None:
    with pytest.raises(ReaderError) as error:
        torch_reader(checkpoint)
    message = str(error.value)
    start = f"FOOTNOTE_READER={checkpoint} cannot be loaded as a question-answering model: "
    assert message.startswith(start)
    assert len(message) > len(start)
    assert "\n" not in message


def test_a_folder_that_is_not_there_is_a_clear_line(tmp_path: Path) -> None:
    assert_clear_line(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", None),
        ("config.json", b"not json"),
        ("config.json", b'{"model_type": "nothing-known"}'),
        ("model.safetensors", None),
        ("model.safetensors", b"not weights"),
        ("tokenizer.json", b"not a tokenizer"),
    ],
)
def test_a_broken_checkpoint_is_a_clear_line(
    checkpoint: Path, name: str, content: bytes | None
) -> None:
    assert_clear_line(broken(checkpoint, name, content))


def test_a_checkpoint_without_a_head_for_questions_is_a_clear_line(checkpoint: Path) -> None:
    # transformers would put a random head on it and only warn: each answer would be a dice roll.
    from transformers import BertForQuestionAnswering

    BertForQuestionAnswering.from_pretrained(checkpoint).bert.save_pretrained(checkpoint)
    assert_clear_line(str(checkpoint))
