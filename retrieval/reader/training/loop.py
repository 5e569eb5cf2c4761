"""The training loop: batches in, a better model out, resumable after a stop at any moment."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import log_softmax
from transformers import PreTrainedModel

from retrieval.errors import ReaderError
from retrieval.reader.training.batches import Batch, Sample, collate


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopSettings:
    """How one run learns; the defaults made the shipped reader."""

    learning_rate: float = 1.5e-4
    warm_up: float = 0.06  # share of the steps
    weight_decay: float = 0.01
    max_gradient_norm: float = 1.0
    save_every: int = 100  # steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a round stands; `loss` is a running mean, in nats a window."""

    step: int
    steps: int
    loss: float
    tokens_per_second: float
    minutes_left: float


def run(
    model: PreTrainedModel,
    schedule: Sequence[Sequence[Sample]],
    checkpoint: Path,
    settings: LoopSettings,
    report: Callable[[Progress], None],
    keep: Collection[int] = (),
) -> None:
    """Train `model` in place over `schedule`, one step a batch, from `checkpoint` if it exists.

    After each step in `keep`, 0 being before the first, the weights stay in `kept_weights`.

    The checkpoint is replaced whole, so a kill leaves the old or the new one. Raises `ReaderError`
    if it belongs to a schedule of another length.
    """
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
    )
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate(step, len(schedule), settings.warm_up)
    )
    first = _resume(checkpoint, len(schedule), model, optimizer, scheduler)
    model.train()
    _keep(model, checkpoint, first, keep)
    loss, tokens, began = 0.0, 0, time.monotonic()
    for step in range(first, len(schedule)):
        batch = collate(schedule[step])
        value = _step(model, optimizer, batch, settings.max_gradient_norm)
        scheduler.step()
        loss = value if step == first else 0.98 * loss + 0.02 * value
        tokens += batch.input_ids.size
        _keep(model, checkpoint, step + 1, keep)
        if (step + 1) % settings.save_every == 0 or step + 1 == len(schedule):
            _save(checkpoint, model, optimizer, scheduler, step + 1, len(schedule))
            report(_progress(step, first, len(schedule), loss, tokens, time.monotonic() - began))


def kept_weights(checkpoint: Path, step: int) -> Path:
    """Where a run with this checkpoint keeps its weights after `step` steps."""
    return checkpoint.with_name(f"{checkpoint.stem}-step-{step}.pt")


def _keep(model: PreTrainedModel, checkpoint: Path, step: int, keep: Collection[int]) -> None:
    """Never behind a checkpoint: a run that goes on from an earlier one writes the file again."""
    if step in keep:
        _replace(kept_weights(checkpoint, step), model.state_dict())


def _progress(
    step: int, first: int, steps: int, loss: float, tokens: int, seconds: float
) -> Progress:
    done = step + 1 - first
    return Progress(
        step=step + 1,
        steps=steps,
        loss=loss,
        tokens_per_second=tokens / seconds,
        minutes_left=(steps - step - 1) * seconds / done / 60,
    )


def _rate(step: int, steps: int, warm_up: float) -> float:
    """Share of the learning rate: up over the warm-up, then down to nothing, both linearly."""
    rising = max(1, round(steps * warm_up))
    return min((step + 1) / rising, max(0.0, (steps - step) / max(1, steps - rising)))


def _step(
    model: PreTrainedModel, optimizer: torch.optim.Optimizer, batch: Batch, max_norm: float
) -> float:
    device = model.device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        output = model(
            input_ids=torch.from_numpy(batch.input_ids).to(device),
            token_type_ids=torch.from_numpy(batch.type_ids).to(device),
            attention_mask=torch.from_numpy(batch.mask).to(device),
        )
    mask = torch.from_numpy(batch.mask).to(device)
    loss = 0.5 * (
        _soft_cross_entropy(output.start_logits, torch.from_numpy(batch.starts).to(device), mask)
        + _soft_cross_entropy(output.end_logits, torch.from_numpy(batch.ends).to(device), mask)
    )
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


def _soft_cross_entropy(
    logits: torch.Tensor, target: torch.Tensor, mask: torch.Tensor
) -> torch.Tensor:
    """Mean over the windows; padding is kept out of the distribution."""
    logits = logits.float().masked_fill(mask == 0, -1e9)
    return -(target * log_softmax(logits, dim=-1)).sum(dim=-1).mean()


def _resume(
    checkpoint: Path,
    steps: int,
    model: PreTrainedModel,
    optimizer: torch.optim.Optimizer,
    scheduler: torch.optim.lr_scheduler.LRScheduler,
) -> int:
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, weights_only=True, map_location=model.device)
    if state["steps"] != steps:
        raise ReaderError(
            f"{checkpoint} is from a run of {state['steps']} steps, and this one has {steps}: "
            "other data or another version. Remove it, or name another folder."
        )
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    return int(state["step"])


def _save(
    checkpoint: Path,
    model: PreTrainedModel,
    optimizer: torch.optim.Optimizer,
    scheduler: torch.optim.lr_scheduler.LRScheduler,
    step: int,
    steps: int,
) -> None:
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "step": step,
        "steps": steps,
    }
    _replace(checkpoint, state)


def _replace(file: Path, state: Mapping[str, Any]) -> None:
    partial = file.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(file)
