"""Question to answer over ten retrieved passages: the shipped reader against the same weights in
transformers and in Haystack, question by question in turns.

    python -m venv rivals
    rivals/bin/pip install torch==2.13.0 transformers onnx haystack-ai transformers-haystack \
        numpy onnxruntime tokenizers
    .venv/bin/python benchmarks/reader.py bench-squad2.json.gz --rivals rivals/bin/python

Every system reads the same passages with the same number of threads, and answers with its best
span; F1 counts the answerable questions, "no answer" left aside. Each rival is a process of its own
that answers on standard input and output; the systems take turns, so that a machine whose speed
drifts does so for all. The rivals' weights are the shipped ones, back in floating point.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.answering import Answerer
from bot.build import Library, build_retriever
from bot.calibration import load_calibration
from bot.evaluation.bench import WatchedRetriever
from bot.evaluation.official import f1
from bot.evaluation.question_sets import Question, load_question_set
from bot.patience import TIRELESS, Patience
from bot.progress import tracked
from retrieval.interfaces import Retriever
from retrieval.reader.onnx_reader import onnx_reader
from retrieval.reader.span_reader import Logits, SpanReader
from retrieval.reader.windows import Window
from retrieval.terms import Vocabulary
from retrieval.types import Answer

PASSAGES = 10
RIVALS = ("transformers", "haystack")
WORKER = Path(__file__).with_name("rivals.py")

Results = dict[str, list[tuple[float, float]]]
"""For each system, (F1, seconds) of each question."""


class Rival:
    """A worker process and its answers."""

    def __init__(self, python: Path, name: str, checkpoint: Path) -> None:
        command = [str(python), str(WORKER), name, str(checkpoint)]
        quiet = {**os.environ, "HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        while (line := self._out.readline()).strip() != "ready":
            if not line:
                raise SystemExit(f"The worker {name} ended; its last words are above.")

    def __call__(self, question: str, texts: Sequence[str]) -> tuple[str, float]:
        """(answer, seconds)"""
        self._in.write(json.dumps([question, list(texts)]) + "\n")
        self._in.flush()
        text, seconds = json.loads(self._out.readline())
        return text, seconds

    def close(self) -> None:
        """End the process."""
        self._in.close()
        self._process.wait()


class Shipped:
    """The whole path of the product over given passages, with its time in the model apart."""

    def __init__(self, library: Library, retriever: Retriever, patience: Patience) -> None:
        shipped = onnx_reader()
        self._logits = shipped.logits
        self.in_model = 0.0
        self._answerer = Answerer(
            articles=library.articles,
            retriever=retriever,
            reader=SpanReader(name="timed", windower=shipped.windower, logits=self._timed),
            vocabulary=Vocabulary(library.passages, (a.title for a in library.articles)),
            calibration=replace(load_calibration(), threshold=0.0),
            passages_read=PASSAGES,
            patience=patience,
        )

    def _timed(self, window: Window) -> Logits:
        began = time.perf_counter()
        logits = self._logits(window)
        self.in_model += time.perf_counter() - began
        return logits

    def __call__(self, question: str) -> tuple[str, float]:
        """(answer, seconds)"""
        began = time.perf_counter()
        reply = self._answerer.answer(question)
        took = time.perf_counter() - began
        return (reply.text if isinstance(reply, Answer) else ""), took


def main() -> None:
    """Ask every system every question, in turns, and print medians, ratios and F1."""
    arguments = _arguments()
    loaded = load_question_set(arguments.questions)
    if loaded.collection is None:
        raise SystemExit(f"{arguments.questions} is no SQuAD file: there are no passages in it.")
    questions = [q for q in loaded.questions if q.answers][:: arguments.every]
    retriever = WatchedRetriever(
        build_retriever(loaded.collection.articles, loaded.collection.passages)
    )
    ours = {
        "shipped": Shipped(loaded.collection, retriever, TIRELESS),
        "shipped, stopping early": Shipped(loaded.collection, retriever, Patience()),
    }
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([arguments.rivals, WORKER, "export", folder], check=True)
        rivals = {name: Rival(arguments.rivals, name, Path(folder)) for name in RIVALS}
        results: Results = {name: [] for name in (*ours, *rivals)}
        for question in tracked(questions):
            hits = retriever.search(question.text, PASSAGES)
            with retriever.dealing(hits):  # found before, so that searching is not timed
                for name, system in ours.items():
                    results[name].append(_scored(question, *system(question.text)))
            texts = [hit.passage.text for hit in hits]
            for name, rival in rivals.items():
                results[name].append(_scored(question, *rival(question.text, texts)))
        for rival in rivals.values():
            rival.close()
    _report(results, ours)


def _scored(question: Question, text: str, seconds: float) -> tuple[float, float]:
    return f1(question.answers, text), seconds


def _report(results: Results, ours: dict[str, Shipped]) -> None:
    print(f"{_processor()}; {len(results['shipped'])} questions")
    print(f"{'':26}{'median ms':>10}{'p95 ms':>9}{'F1':>7}   times as fast as {', '.join(RIVALS)}")
    for name, rows in results.items():
        times = [seconds for _, seconds in rows]
        p95 = statistics.quantiles(times, n=20)[-1]
        score = 100 * statistics.mean(overlap for overlap, _ in rows)
        faster = [_ratio(results[rival], rows) for rival in RIVALS if name in ours]
        print(
            f"{name:26}{1000 * statistics.median(times):10.0f}{1000 * p95:9.0f}{score:7.1f}   "
            + "  ".join(f"{ratio:.2f}" for ratio in faster)
        )
    for name, system in ours.items():
        share = 1 - system.in_model / sum(seconds for _, seconds in results[name])
        print(f"{name}: {100 * share:.1f} % of the time outside the model")


def _ratio(rival: Sequence[tuple[float, float]], own: Sequence[tuple[float, float]]) -> float:
    """The median, question by question, of the rival's time over ours."""
    return statistics.median(r / o for (_, r), (_, o) in zip(rival, own, strict=True))


def _processor() -> str:
    """Name and the instruction sets that matter here."""
    try:
        text = Path("/proc/cpuinfo").read_text("ascii", "ignore")
    except OSError:
        return platform.processor() or platform.machine()
    name = text.partition("model name")[2].partition(":")[2].partition("\n")[0].strip()
    flags = text.partition("flags")[2].partition(":")[2].partition("\n")[0].split()
    wanted = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8", "amx_bf16")
    return f"{name} ({', '.join(flag for flag in wanted if flag in flags) or 'none of note'})"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, help="a SQuAD file")
    parser.add_argument("--rivals", type=Path, required=True, help="the Python with the rivals")
    parser.add_argument("--every", type=int, default=1, help="only every n-th answerable question")
    return parser.parse_args()


if __name__ == "__main__":
    main()
