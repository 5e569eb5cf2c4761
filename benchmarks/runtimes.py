"""How fast the reader's graph is in onnxruntime and in OpenVINO, on the same windows and threads.

    PYTHON benchmarks/runtimes.py [GRAPH ...]

PYTHON has onnxruntime, openvino and tokenizers, in an environment of its own; GRAPH is an ONNX file
of the reader, the shipped one if none is named. The runtimes take turns. Before each the threads of
the one before, which wait for work at full speed, get time to fall asleep, and the first pass over
the windows is not counted.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import openvino

sys.path.insert(0, str(Path(__file__).parent.parent))

from retrieval.reader.onnx_reader import SHIPPED_MODEL
from retrieval.reader.processors import processors

LENGTHS = (64, 128, 192, 256)
"""Tokens a window; a passage of 120 words has some 170."""

TURNS = 8
PASSES = 5
ASLEEP = 0.5

Run = Callable[[dict[str, np.ndarray]], object]


def in_onnxruntime(graph: Path, threads: int) -> Run:
    """As the reader that ships has it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    return lambda inputs: session.run(None, inputs)


def in_openvino(graph: Path, threads: int) -> Run:
    """Compiled for answers as soon as possible, one at a time."""
    model = openvino.Core().compile_model(
        graph, "CPU", {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads}
    )
    request = model.create_infer_request()
    return lambda inputs: request.infer(inputs)


def windows() -> list[dict[str, np.ndarray]]:
    """One window of each length, of arbitrary tokens: the time does not hang on which."""
    rng = np.random.default_rng(0)
    return [
        {
            "input_ids": rng.integers(1000, 20000, (1, length), dtype=np.int64),
            "attention_mask": np.ones((1, length), dtype=np.int64),
            "token_type_ids": np.zeros((1, length), dtype=np.int64),
        }
        for length in LENGTHS
    ]


def seconds(run: Run, inputs: dict[str, np.ndarray]) -> float:
    """The wall time of one run."""
    began = time.perf_counter()
    run(inputs)
    return time.perf_counter() - began


def main(graphs: Sequence[Path]) -> None:
    """Print the median of each runtime and graph, in ms, by length of the window."""
    threads = processors()
    runs = {
        f"{name} {graph.name}": start(graph, threads)
        for graph in graphs
        for name, start in (("onnxruntime", in_onnxruntime), ("openvino", in_openvino))
    }
    print(f"{threads} threads; ms a window of {', '.join(map(str, LENGTHS))} tokens")
    taken: dict[str, list[list[float]]] = {name: [[] for _ in LENGTHS] for name in runs}
    for _ in range(TURNS):
        for name, run in runs.items():
            time.sleep(ASLEEP)
            for times, inputs in zip(taken[name], windows(), strict=True):
                times += [seconds(run, inputs) for _ in range(PASSES + 1)][1:]
    for name, lengths in taken.items():
        medians = "  ".join(f"{1000 * statistics.median(times):6.1f}" for times in lengths)
        print(f"{name:40}{medians}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [SHIPPED_MODEL / "model.onnx"])
