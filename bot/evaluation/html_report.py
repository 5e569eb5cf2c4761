"""One self-contained page that shows an evaluation: no script, no font, nothing from elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.evaluation import html_sections as sections
from bot.evaluation.compare import Comparison
from bot.evaluation.figures import Figures
from bot.evaluation.html_bare import StillAnswered, bare_section
from bot.evaluation.html_comparison import changes
from bot.evaluation.html_failures import collect, failures_section
from bot.evaluation.html_parts import text
from bot.evaluation.records import Record
from bot.evaluation.report import write_file

_STYLE = Path(__file__).with_name("report.css")


def write_report(
    path: Path,
    found: Figures,
    settings: Mapping[str, Any],
    comparison: Comparison | None,
    records: Iterable[Record],
) -> None:
    """Write the page to `path`, piece by piece. Raises `SettingsError` if it cannot be written."""
    pieces = page(found, settings, comparison, records)
    write_file("--report", path, lambda file: file.writelines(pieces))


def page(
    found: Figures,
    settings: Mapping[str, Any],
    comparison: Comparison | None,
    records: Iterable[Record],
) -> Iterator[str]:
    """The page in pieces; everything from outside is escaped."""
    name = text(Path(str(settings["questions"])).name)
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="data:,">'
        f"<title>{name} · Footnote</title><style>{_STYLE.read_text('utf-8')}</style></head><body>"
        '<header><p class="mark">Footnote<sup>1</sup></p>'
        f'<h1>{name}</h1><p class="lead">{sections.lead(found)}</p>'
        f'<p class="about">{text(_about(settings))}</p></header><main>'
    )
    yield from sections.cards(found)
    yield from changes(comparison)
    yield from sections.mending(found)
    yield from sections.sureness(found, _threshold(settings))
    yield from sections.baselines(found)
    yield from sections.breakdown(found)
    still = StillAnswered()
    failures = collect(still.see(iter(records)))
    yield from bare_section(found, still.records)
    yield from failures_section(failures, found.failures)
    yield from sections.all_figures(found)
    yield "</main>"
    yield from sections.settings(settings)
    yield "</body></html>\n"


_STAGES = {
    "answer": "the whole path",
    "read": "the reader on the right paragraph",
    "retrieve": "the retriever",
    "predictions": "predictions of another system",
}


def _about(settings: Mapping[str, Any]) -> str:
    parts = [_STAGES.get(settings["stage"], str(settings["stage"]))]
    if "reader" in settings:
        parts.append(str(settings["reader"]))
    if "collection" in settings:
        size = settings["collection"]
        parts.append(f"{size['articles']} articles, {size['passages']} passages")
    return " · ".join(parts)


def _threshold(settings: Mapping[str, Any]) -> float | None:
    """The confidence from which the whole path answers."""
    return float(settings["thresholds"]["threshold"]) if settings["stage"] == "answer" else None
