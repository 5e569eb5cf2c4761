"""The owner's own threshold, kept with the reader and the articles that it was fitted for.

A threshold means something only for those: with another reader or other articles the shipped one
is used, and the owner is told.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.build import Library, reader_calibration
from bot.calibration import Calibration
from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The calibration to answer with, and why it is not the owner's own, if there is one."""

    calibration: Calibration
    complaint: str | None = None


def keep_threshold(file: Path, threshold: float, base: Calibration, library: Library) -> None:
    """Save a threshold fitted for `library` and for the reader whose calibration is `base`.

    Raises `SettingsError` if the file cannot be written.
    """
    kept = {"threshold": threshold, "reader": asdict(base), "collection": fingerprint(library)}
    partial = file.with_suffix(".partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        partial.replace(file)
    except OSError as error:
        raise SettingsError(
            f"FOOTNOTE_CALIBRATION: {file} cannot be written: {error.strerror}. Name another file."
        ) from error


def calibration_for(settings: "Settings", library: Library) -> Decided:
    """What the reader of these settings answers by over this library."""
    base = reader_calibration(settings.footnote_reader)
    return decide(settings.footnote_calibration, base, library)


def decide(file: Path, base: Calibration, library: Library) -> Decided:
    """The owner's threshold in `file` if it fits, else the one of the reader's own calibration."""
    if not file.exists():
        return Decided(calibration=base)
    try:
        kept = json.loads(file.read_text("utf-8"))
        threshold, reader, collection = kept["threshold"], kept["reader"], kept["collection"]
        own, fitted_for = replace(base, threshold=float(threshold)), Calibration(**reader)
    except (OSError, ValueError, KeyError, TypeError):
        return _shipped(base, file, "cannot be read")
    if fitted_for != base:
        return _shipped(base, file, "was fitted for another reader")
    if collection != fingerprint(library):
        return _shipped(base, file, "was fitted for other articles")
    return Decided(calibration=own)


def _shipped(base: Calibration, file: Path, why: str) -> Decided:
    complaint = (
        f"Your calibration {file} {why}, so the reader's own threshold, {base.threshold:.2f}, is "
        "used. Fit yours again with: footnote calibrate QUESTIONS"
    )
    return Decided(calibration=base, complaint=complaint)


def fingerprint(library: Library) -> str:
    """A digest of the articles that may be quoted: other articles, another digest."""
    digest = hashlib.sha256()
    for article in sorted(library.articles, key=lambda article: article.id):
        for part in (article.id, article.title, article.text, repr(article.body)):
            digest.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()
