"""How long `footnote eval` takes, against asking its questions one by one, and in how much memory.

    .venv/bin/python benchmarks/eval.py QUESTIONS [--limit N] [--rounds N]

`ask` puts the questions to the same answerer and looks at nothing but the replies; `eval` does all
that `footnote eval` does, from the first question to the last figure, and its replies must be the
same. Each run is a process of its own whose clock starts once everything is loaded; the two take
turns, so that a machine whose speed drifts does so for both. Quote the ratio, of an idle machine.
Last comes `half`, `eval` on every other question: its peak memory is that of `eval` unless memory
grows with the set.
"""

import argparse
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.build import build_answerer, build_reader
from bot.calibration import Calibration
from bot.evaluation.figures import figures
from bot.evaluation.journal import open_journal
from bot.evaluation.plans import Plan, collection, make_plan
from bot.evaluation.question_sets import QuestionSet, load_question_set
from bot.evaluation.request import Request
from bot.evaluation.run import score
from bot.settings import Settings, load_settings
from retrieval.types import Answer

Replies = Iterable[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: the wall's and all processors' seconds, the process's peak memory, the replies."""

    questions: int
    seconds: float
    processor_seconds: float
    megabytes: float
    replies: str


def main() -> None:
    """Run both ways in turns, then print the medians, the ratios and the memory."""
    arguments = _arguments()
    if arguments.way is not None:
        print(json.dumps(asdict(_measure(arguments))))
        return
    pairs = []
    for _ in range(arguments.rounds):
        pairs.append((_run("ask", arguments), _run("eval", arguments)))
        print(*(f"{run.seconds:.1f} s" for run in pairs[-1]), sep=", ", flush=True)
    asked, evaluated = map(list, zip(*pairs, strict=True))
    for way, runs in (("ask", asked), ("eval", evaluated), ("half", [_run("half", arguments)])):
        _print(way, runs)
    _print_ratio("seconds", [b.seconds / a.seconds for a, b in pairs])
    _print_ratio("processor seconds", [b.processor_seconds / a.processor_seconds for a, b in pairs])
    if len({run.replies for run in (*asked, *evaluated)}) > 1:
        sys.exit("The replies differ.")


def _print(way: str, runs: list[Run]) -> None:
    """A line of medians."""
    seconds = statistics.median(run.seconds for run in runs)
    work = statistics.median(run.processor_seconds for run in runs)
    memory = statistics.median(run.megabytes for run in runs)
    print(
        f"{way:5}{runs[0].questions:6} questions {seconds:8.1f} s {work:8.1f} processor seconds "
        f"{memory:6.0f} MB at most"
    )


def _print_ratio(what: str, ratios: list[float]) -> None:
    print(
        f"eval / ask in {what}: {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f}, {len(ratios)} pairs)"
    )


def _run(way: str, arguments: argparse.Namespace) -> Run:
    """One run in a process of its own."""
    command = [sys.executable, __file__, str(arguments.questions), "--way", way]
    if arguments.limit is not None:
        command += ["--limit", str(arguments.limit)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Run(**json.loads(done.stdout))


def _measure(arguments: argparse.Namespace) -> Run:
    """What such a process does."""
    settings, loaded = load_settings(), load_question_set(arguments.questions)
    questions = loaded.questions[: arguments.limit][:: 2 if arguments.way == "half" else 1]
    question_set = QuestionSet(questions=questions, collection=loaded.collection)
    plan = make_plan(Request(questions=arguments.questions), question_set, settings)
    go = _asking(plan, question_set, settings) if arguments.way == "ask" else _evaluating(plan)
    began, work = time.perf_counter(), time.process_time()
    replies = "\n".join(go())
    return Run(
        questions=len(questions),
        seconds=time.perf_counter() - began,
        processor_seconds=time.process_time() - work,
        megabytes=_peak_megabytes(),
        replies=hashlib.sha256(replies.encode()).hexdigest(),
    )


def _asking(plan: Plan, question_set: QuestionSet, settings: Settings) -> Callable[[], Replies]:
    answerer = build_answerer(
        collection(question_set, None, settings),
        build_reader(settings.footnote_reader),
        calibration=Calibration(**plan.settings["thresholds"]),
    )

    def go() -> Replies:
        for question in plan.questions:
            reply = answerer.answer(question.text)
            yield reply.text if isinstance(reply, Answer) else ""

    return go


def _evaluating(plan: Plan) -> Callable[[], Replies]:
    def go() -> Replies:
        journal = open_journal(None, plan.settings, resume=False)
        tally, complete = score(plan, journal)
        assert complete
        figures(tally)
        yield from (record.prediction for record in journal.records())
        journal.close(finished=True)

    return go


def _peak_megabytes() -> float:
    """Of this process so far; Linux counts in kilobytes, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, help="a question set")
    parser.add_argument("--limit", type=int, help="only its first questions")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, after each other")
    parser.add_argument("--way", choices=("ask", "eval", "half"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
