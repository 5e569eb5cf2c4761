"""The whole schedule of a training run is made of batches that the model can take; needs torch."""

import json
from pathlib import Path

import pytest
from toys import toy_tokenizer

pytest.importorskip("torch", reason="the extra torch is not installed")

from retrieval.reader.train import TOKENS_PER_BATCH, training_schedule
from retrieval.reader.training.batches import collate
from retrieval.reader.windows import MAX_TOKENS

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


def test_a_schedule_has_both_passes_in_batches_that_fit_the_model(data: Path) -> None:
    schedule = training_schedule(data, data, seed=1)
    for group in schedule:
        ids = collate(group).input_ids
        assert ids.size <= TOKENS_PER_BATCH
        assert ids.shape[1] <= MAX_TOKENS
    # The first pass has some 3,000 examples of news and the last 1,500, one window each.
    assert sum(len(group) for group in schedule) > 4_500
