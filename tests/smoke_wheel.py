"""Build the wheel, install it into an empty environment elsewhere, and ask it a question there.

Run by `make smoke`, not by pytest: installing needs the package index or pip's cache.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parent.parent
QUESTION = "When did Trump and Kim meet?"
EXPECTED = ("June 12", "003_80d30dff493297d9.txt, characters 2960–3188")
EXAMPLE = ROOT / "tests/retrieval/examples/report.pdf"
"""A file whose text the installed wheel has to extract, in the process that it starts for that."""

NEEDED = (
    "prompts/en.toml",
    "retrieval/reader/model/calibration.json",
    "retrieval/reader/model/model.onnx",
    "retrieval/reader/model/tokenizer.json",
    "seeds/003_80d30dff493297d9.txt",
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="footnote-") as folder:
        wheel = build(Path(folder))
        check_members(wheel)
        chat(install(wheel, Path(folder)), Path(folder))
    sys.stdout.write(f"{wheel.name} answers from its own articles.\n")


def build(folder: Path) -> Path:
    """The wheel, built with the locked hatchling of this environment."""
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def check_members(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    missing = sorted(set(NEEDED) - set(names))
    foreign = [name for name in names if "test" in Path(name).parts[0] or name.endswith(".pyc")]
    if missing or foreign:
        sys.exit(f"The wheel lacks {missing} and should not hold {foreign}.")


def install(wheel: Path, folder: Path) -> Path:
    """The command `footnote` in an environment of its own, with the locked dependencies only."""
    venv.create(folder / "env", with_pip=True)
    pip = [str(folder / "env/bin/python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run([*pip, "install", "--require-hashes", "-r", str(ROOT / "requirements.lock")], folder)
    run([*pip, "install", "--no-deps", str(wheel)], folder)
    run([*pip, "check"], folder)
    return folder / "env/bin/footnote"


def chat(footnote: Path, folder: Path) -> None:
    empty = folder / "elsewhere"
    empty.mkdir()
    printed = run([str(footnote), "chat"], empty, f"{QUESTION}\n")
    if not all(expected in printed for expected in EXPECTED):
        sys.exit(f"footnote chat did not answer {EXPECTED}:\n{printed}")
    printed = run([str(footnote), "articles", "--articles", str(EXAMPLE)], empty)
    if "Harbour Trust" not in printed:
        sys.exit(f"footnote articles did not read {EXAMPLE.name}:\n{printed}")
    if list(empty.iterdir()):
        sys.exit(f"footnote left {list(empty.iterdir())} behind.")


def run(command: list[str], folder: Path, stdin: str = "") -> str:
    done = subprocess.run(
        command, cwd=folder, input=stdin, text=True, capture_output=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
