"""The training loop learns, and goes on after a stop as if there had been none; needs torch."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from toys import save_tiny_checkpoint, toy_tokenizer

from retrieval.errors import ReaderError
from retrieval.reader.training.batches import Sample, batches, samples
from retrieval.reader.training.news import news
from retrieval.reader.windows import Windower

torch = pytest.importorskip("torch", reason="the extra torch is not installed")

from retrieval.reader.training.loop import (  # noqa: E402
    LoopSettings,
    Progress,
    _rate,
    kept_weights,
    run,
)

Schedule = Sequence[Sequence[Sample]]


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """So small a model only waits for its threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    windower = Windower(toy_tokenizer(), max_tokens=96, overlap=12)
    rng = random.Random(0)
    pool = list(samples(news(12, rng), windower))[:24]
    return batches(pool, tokens_per_batch=288, rng=rng)[:8]


@pytest.fixture
def model(tmp_path: Path) -> Any:
    from transformers import AutoModelForQuestionAnswering

    save_tiny_checkpoint(tmp_path / "untrained")
    return AutoModelForQuestionAnswering.from_pretrained(tmp_path / "untrained")


def weights(model: Any) -> dict[str, Any]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


class StopAt:
    """A person who stops the run at the report of a step."""

    def __init__(self, step: int) -> None:
        self._step = step

    def __call__(self, progress: Progress) -> None:
        if progress.step == self._step:
            raise KeyboardInterrupt


@pytest.mark.parametrize("interrupted_after", [2, 6])
def test_a_run_that_was_stopped_ends_with_the_weights_of_one_that_was_not(
    model: Any, schedule: Schedule, tmp_path: Path, interrupted_after: int
) -> None:
    settings = LoopSettings(save_every=2)
    untrained = weights(model)
    run(model, schedule, tmp_path / "whole.pt", settings, lambda _: None)
    whole = weights(model)

    model.load_state_dict(untrained)
    stopped = tmp_path / "stopped.pt"
    with pytest.raises(KeyboardInterrupt):
        run(model, schedule, stopped, settings, StopAt(interrupted_after))
    model.load_state_dict(untrained)  # a new process begins with fresh weights
    steps: list[int] = []
    run(model, schedule, stopped, settings, lambda progress: steps.append(progress.step))

    assert steps == list(range(interrupted_after + 2, 9, 2))
    resumed = weights(model)
    assert all(torch.allclose(resumed[name], whole[name], atol=1e-6) for name in whole)
    assert any(not torch.allclose(whole[name], untrained[name], atol=1e-4) for name in whole)


def test_a_finished_run_started_again_changes_nothing(
    model: Any, schedule: Schedule, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "run.pt"
    run(model, schedule, checkpoint, LoopSettings(), lambda _: None)
    trained = weights(model)
    reports: list[Progress] = []
    run(model, schedule, checkpoint, LoopSettings(), reports.append)
    assert reports == []
    assert all(torch.equal(tensor, trained[name]) for name, tensor in weights(model).items())


def test_only_whole_checkpoints_lie_on_the_disk(
    model: Any, schedule: Schedule, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    run(model, schedule, folder / "checkpoint.pt", LoopSettings(save_every=3), lambda _: None)
    assert [path.name for path in folder.iterdir()] == ["checkpoint.pt"]
    assert torch.load(folder / "checkpoint.pt", weights_only=True)["step"] == 8


def test_weights_are_kept_before_amid_and_after(
    model: Any, schedule: Schedule, tmp_path: Path
) -> None:
    untrained = weights(model)
    checkpoint = tmp_path / "run.pt"
    with pytest.raises(KeyboardInterrupt):
        run(model, schedule, checkpoint, LoopSettings(save_every=2), StopAt(4), keep=(0, 3, 8))
    run(model, schedule, checkpoint, LoopSettings(save_every=2), lambda _: None, keep=(0, 3, 8))
    before, amid, after = (
        torch.load(kept_weights(checkpoint, step), weights_only=True) for step in (0, 3, 8)
    )
    assert all(torch.equal(before[name], untrained[name]) for name in untrained)
    assert all(torch.equal(after[name], tensor) for name, tensor in weights(model).items())
    assert any(not torch.equal(amid[name], after[name]) for name in amid)


def test_a_checkpoint_of_another_run_is_refused(
    model: Any, schedule: Schedule, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "run.pt"
    run(model, schedule, checkpoint, LoopSettings(), lambda _: None)
    with pytest.raises(ReaderError) as refused:
        run(model, schedule[:3], checkpoint, LoopSettings(), lambda _: None)
    assert str(refused.value) == (
        f"{checkpoint} is from a run of 8 steps, and this one has 3: "
        "other data or another version. Remove it, or name another folder."
    )


def test_the_loss_falls_on_what_is_read_again_and_again(
    model: Any, schedule: Schedule, tmp_path: Path
) -> None:
    losses: list[float] = []
    settings = LoopSettings(learning_rate=3e-3, save_every=1)
    run(
        model,
        [schedule[0]] * 30,
        tmp_path / "run.pt",
        settings,
        lambda progress: losses.append(progress.loss),
    )
    assert len(losses) == 30
    assert losses[-1] < 0.8 * losses[0]


def test_the_rate_rises_over_the_warm_up_and_falls_to_nothing() -> None:
    # 10 steps, 2 of them warm-up: 1/2, 2/2, then 8/8 down by an eighth a step.
    rates = [_rate(step, 10, 0.2) for step in range(11)]
    assert rates == pytest.approx([0.5, 1, 1, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8, 0])


@pytest.mark.parametrize(("steps", "warm_up"), [(1, 0.06), (2, 0.0), (3, 1.0), (1000, 0.06)])
def test_the_rate_stays_between_nothing_and_whole(steps: int, warm_up: float) -> None:
    rates = [_rate(step, steps, warm_up) for step in range(steps)]
    assert all(0 < rate <= 1 for rate in rates)
    assert max(rates) == 1
    assert _rate(steps, steps, warm_up) == 0
