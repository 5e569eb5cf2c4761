"""The composition root: settings in, an `Answerer` out. The only file that names back ends."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering import Answerer
from bot.calibration import SHIPPED, Calibration, load_calibration
from bot.patience import Patience, patience_for
from retrieval.analyzer import NAME as ANALYZER
from retrieval.articles.collection import load_collection
from retrieval.articles.skipped import Skipped
from retrieval.bm25 import K1, TITLE_WEIGHT, B, BM25Retriever
from retrieval.errors import ReaderError
from retrieval.interfaces import Reader, Retriever
from retrieval.passages import split
from retrieval.terms import Vocabulary
from retrieval.types import Article, Passage

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A collection ready to be searched: its articles and the passages they were split into."""

    articles: tuple[Article, ...]
    passages: tuple[Passage, ...]
    skipped: tuple[Skipped, ...] = ()


def build_library(folder: Path, progress: Progress = lambda _done, _all: None) -> Library:
    """Load and split the articles in `folder`. Raises `CollectionError`."""
    collection = load_collection(folder, progress)
    return Library(
        articles=collection.articles,
        passages=tuple(passage for article in collection.articles for passage in split(article)),
        skipped=collection.skipped,
    )


def build_retriever(articles: Iterable[Article], passages: Sequence[Passage]) -> Retriever:
    """The retriever over these passages."""
    return BM25Retriever(passages, {article.id: article.title for article in articles})


def build_reader(checkpoint: str | None) -> Reader:
    """The shipped reader, or the one that `FOOTNOTE_READER` names. Raises `ReaderError`."""
    if checkpoint is None or _is_onnx(checkpoint):
        return _onnx_reader(checkpoint)
    if _is_missing_folder(checkpoint):
        raise ReaderError(
            f"FOOTNOTE_READER={checkpoint} does not exist. Name a folder that holds a reader, or "
            "unset it for the reader that comes along."
        )
    try:
        from retrieval.reader.torch_reader import torch_reader
    except ImportError as error:
        raise ReaderError(
            f"FOOTNOTE_READER={checkpoint} needs the extra torch. "
            "Install it with: pip install 'footnote-qa[torch]' (in a checkout: "
            ".venv/bin/pip install -e '.[torch]')"
        ) from error
    return torch_reader(checkpoint)


def build_narrow_reader(checkpoint: str | None) -> Reader | None:
    """The reader of `build_reader` on one processor, for several threads to read side by side.

    Its spans and scores are the same. None for torch, which sets its threads for all the process.
    """
    if checkpoint is None or _is_onnx(checkpoint):
        return _onnx_reader(checkpoint, threads=1)
    return None


def _is_onnx(checkpoint: str) -> bool:
    return (Path(checkpoint) / "model.onnx").is_file()


def _is_missing_folder(checkpoint: str) -> bool:
    """Whether this cannot be a name on the hub, which has one slash at most, and is not there."""
    path = Path(checkpoint)
    means_folder = path.is_absolute() or checkpoint.startswith((".", "~")) or len(path.parts) > 2
    return means_folder and not path.exists()


def _onnx_reader(checkpoint: str | None, threads: int | None = None) -> Reader:
    from retrieval.reader.onnx_reader import SHIPPED_MODEL, onnx_reader

    folder = SHIPPED_MODEL if checkpoint is None else Path(checkpoint)
    return onnx_reader(folder, threads=threads)


def reader_calibration(checkpoint: str | None) -> Calibration:
    """What came with the reader of `build_reader`; the shipped one where nothing did."""
    own = SHIPPED if checkpoint is None else Path(checkpoint) / SHIPPED.name
    return load_calibration(own if own.is_file() else SHIPPED)


def build_answerer(
    library: Library,
    reader: Reader,
    retriever: Retriever | None = None,
    *,
    calibration: Calibration | None = None,
    patience: Patience | None = None,
) -> Answerer:
    """The whole path over one library; what is not given is as shipped."""
    return Answerer(
        articles=library.articles,
        retriever=retriever or build_retriever(library.articles, library.passages),
        reader=reader,
        vocabulary=Vocabulary(library.passages, (article.title for article in library.articles)),
        calibration=calibration or load_calibration(),
        patience=patience or patience_for(len(library.passages)),
    )


def describe(library: Library) -> dict[str, object]:
    """What retrieval a figure came about with, for reports."""
    return {
        "retriever": f"rank-bm25, Lucene idf, k1 {K1}, b {B}, title {TITLE_WEIGHT}, {ANALYZER}",
        "collection": {"articles": len(library.articles), "passages": len(library.passages)},
    }
