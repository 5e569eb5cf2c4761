"""How long `footnote ask` takes, against importing its two heaviest libraries in the same Python.

    .venv/bin/python benchmarks/ask.py

The two take turns, so that a machine whose speed drifts does so for both; quote the ratio.
"""

import os
import statistics
import subprocess
import sys
import time

RUNS = 10
IMPORTS = [sys.executable, "-c", "import onnxruntime, tokenizers"]
ASK = [sys.executable, "-m", "bot", "ask", "Who is the president of South Korea?"]
INSTALLED = {**os.environ, "ORT_DISABLE_TELEMETRY": "1", "PYTHONDONTWRITEBYTECODE": ""}
"""Telemetry as Footnote has it: left on, it would slow the imports alone. Compiled modules kept, as
an installation has them: where Python may not write any, each run would compile Footnote's anew."""


def seconds(command: list[str]) -> float:
    """The wall time of one run of `command`, which must not fail."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=INSTALLED)
    return time.perf_counter() - began


def main() -> None:
    """Warm the cache, then print both medians and the ratio."""
    for command in (IMPORTS, ASK):
        seconds(command)
    pairs = [(seconds(IMPORTS), seconds(ASK)) for _ in range(RUNS)]
    imports, ask = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(asked / imported for imported, asked in pairs)
    print(f"import onnxruntime, tokenizers   {1000 * imports:6.0f} ms  (median of {RUNS})")
    print(f"footnote ask                     {1000 * ask:6.0f} ms")
    print(f"ratio, pair by pair              {ratio:6.2f}")


if __name__ == "__main__":
    main()
