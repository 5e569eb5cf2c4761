"""The whole schedule of a training run is made of batches that the model can take; needs torch."""

import json
from pathlib import Path

import numpy as np
import pytest
from toys import save_tiny_checkpoint, toy_tokenizer

torch = pytest.importorskip("torch", reason="the extra torch is not installed")

from retrieval.reader.train import TOKENS_PER_BATCH, average, training_schedule  # noqa: E402
from retrieval.reader.training.batches import collate  # noqa: E402
from retrieval.reader.training.recipe import shipped_recipe  # noqa: E402
from retrieval.reader.windows import MAX_TOKENS  # noqa: E402
from retrieval.types import Passage  # noqa: E402

# The exporter warns of much that is as it should be.
pytestmark = pytest.mark.filterwarnings("ignore")

CONTEXT = "The envoy Anna Berg went to Oslo in 1993. "


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for source in ("squad2", "new_wiki", "qamr"):
        qa = {
            "id": "1",
            "question": "Where did Anna Berg go?",
            "answers": [{"text": "Oslo", "answer_start": 28}],
        }
        paragraphs = [{"context": CONTEXT + f"Bees hum {n} times.", "qas": [qa]} for n in range(3)]
        squad = {"data": [{"title": "Envoys", "paragraphs": paragraphs}]}
        (tmp_path / f"train-{source}.json").write_text(json.dumps(squad), "utf-8")
    toy_tokenizer().save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def test_a_schedule_is_batches_that_fit_the_model(data: Path) -> None:
    for round_ in shipped_recipe(data, seed=1):
        schedule = training_schedule(round_, data, seed=1)
        for group in schedule:
            ids = collate(group).input_ids
            assert ids.size <= TOKENS_PER_BATCH
            assert ids.shape[1] <= MAX_TOKENS
        examples = sum(len(one_pass) for one_pass in round_.passes)
        assert sum(len(group) for group in schedule) >= examples
        assert schedule == training_schedule(round_, data, seed=1)


def test_weights_are_averaged(tmp_path: Path) -> None:
    from transformers import AutoModelForQuestionAnswering

    save_tiny_checkpoint(tmp_path)
    model = AutoModelForQuestionAnswering.from_pretrained(tmp_path)
    one = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    torch.save(one, tmp_path / "one.pt")
    torch.save({name: tensor + 1.0 for name, tensor in one.items()}, tmp_path / "two.pt")
    average(model, [tmp_path / "one.pt", tmp_path / "two.pt"])
    for name, tensor in model.state_dict().items():
        assert torch.allclose(tensor, one[name] + 0.5, atol=1e-6), name


def test_the_shipped_reader_trained_on_is_a_folder_that_reads(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the extra train is not installed")
    from retrieval.reader.onnx_reader import onnx_reader
    from retrieval.reader.train import train_on
    from retrieval.reader.training.export import export

    qa = {"id": "1", "question": "Who hums?", "answers": [{"text": "Bees", "answer_start": 0}]}
    paragraph = {"context": "Bees hum. The envoy Anna Berg went to Oslo.", "qas": [qa]}
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"data": [{"title": "t", "paragraphs": [paragraph]}]}), "utf-8")
    train_on(own, tmp_path / "checkpoint", lambda _: None)
    export(tmp_path / "checkpoint", tmp_path / "reader")

    passage = Passage(id="p", article_id="a", start=0, text=paragraph["context"])
    spans = onnx_reader(tmp_path / "reader").read("Where did Anna Berg go?", [passage])
    best = max(spans, key=lambda span: span.score)
    assert passage.text[best.start : best.end] == "Oslo"


def test_exported_weights_come_back_as_they_were_within_half_a_step(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the extra train is not installed")
    from transformers import AutoModelForQuestionAnswering

    from retrieval.reader.training.export import export
    from retrieval.reader.training.shipped_weights import shipped_weights

    save_tiny_checkpoint(tmp_path / "tiny")
    model = AutoModelForQuestionAnswering.from_pretrained(tmp_path / "tiny")
    for parameter in model.parameters():  # the exporter makes one of parameters that are equal
        parameter.data += 0.01 * torch.randn_like(parameter)
    model.save_pretrained(tmp_path / "tiny")
    export(tmp_path / "tiny", tmp_path / "reader")
    before = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    after = shipped_weights(tmp_path / "reader" / "model.onnx")
    assert after.keys() == before.keys()
    for name, weights in before.items():
        step = np.abs(weights).max() / 127
        assert np.abs(after[name] - weights).max() <= step, name
