"""Small toys with real behaviour, for tests that need a reader or the whole path without a model.

`ToyReader` and `PhraseReader` are readers by rule, the toy tokenizer and logits make a `SpanReader`
that runs in microseconds, and the helpers build a real `Answerer` over texts given in the test.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from bot.answering import Answerer
from bot.build import Library, build_retriever
from bot.calibration import Calibration
from bot.live import Changes
from bot.patience import TIRELESS, Patience
from retrieval.analyzer import analyze
from retrieval.articles.blocks import blocks
from retrieval.interfaces import Reader
from retrieval.passages import split
from retrieval.reader.span_reader import Logits, SpanReader
from retrieval.reader.windows import Window, Windower
from retrieval.sentences import sentences_within
from retrieval.terms import Vocabulary
from retrieval.types import Answer, Article, NoAnswer, Passage, Region, Span

_ANY_CHARACTER = st.one_of(
    st.characters(exclude_categories=()),
    st.sampled_from("\ud800\x00\x1b\r\n\u00a0\u0301\u202e\ufeff<>&\"'한🙂"),
)


def any_text(*, min_size: int = 0, max_size: int = 60) -> st.SearchStrategy[str]:
    """Any text at all, with the troublesome characters often (`st.text` would level them out)."""
    return st.lists(_ANY_CHARACTER, min_size=min_size, max_size=max_size).map("".join)


CALIBRATION = Calibration(reader="toy", slope=1.0, bias=0.0, threshold=0.5, null_margin=0.0)
"""Confidence is the logistic curve of the margin alone, so a margin from 0 on is an answer."""

_CAPITALISED = re.compile(r"[A-Z][\w'’-]*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ASKS_NUMBER = re.compile(
    r"\s*(?:how (?:many|much|long|old)|when|(?:in|on) (?:which|what))\b", re.I
)


class ToyReader:
    """Finds names, or numbers if asked for one, in sentences that share the question's words.

    A sentence that shares n terms gives its phrases a margin of 2n - 3, a tenth less for each
    phrase before it: one shared word is too little to answer, two are enough. Phrases that the
    question holds itself are passed over.
    """

    name = "toy"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:
        """See `Reader.read`."""
        asked = frozenset(analyze(question))
        pattern = _numbers if _ASKS_NUMBER.match(question) else _names
        return [
            Span(passage_id=passage.id, start=start, end=end, score=2.0 * shared - 3 - 0.1 * place)
            for passage in passages
            for first, last in sentences_within(passage.text, 0, len(passage.text))
            if (shared := len(asked.intersection(analyze(passage.text[first:last]))))
            for place, (start, end) in enumerate(
                region
                for region in pattern(passage.text, first, last)
                if asked.isdisjoint(analyze(passage.text[slice(*region)]))
            )
        ]


def _numbers(text: str, start: int, end: int) -> Iterator[Region]:
    yield from (match.span() for match in _NUMBER.finditer(text, start, end))


def _names(text: str, start: int, end: int) -> Iterator[Region]:
    """Runs of capitalised words with one space between, stop words ("The", "On") left out."""
    run: Region | None = None
    for match in _CAPITALISED.finditer(text, start, end):
        if not analyze(match.group()):
            continue
        if run is not None and text[run[1] : match.start()] == " ":
            run = (run[0], match.end())
            continue
        if run is not None:
            yield run
        run = match.span()
    if run is not None:
        yield run


class PhraseReader:
    """Knows phrases by heart, each with its margin, and finds every place where one stands."""

    name = "phrases"

    def __init__(self, margins: Mapping[str, float]) -> None:
        self._margins = margins

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:  # noqa: ARG002
        """See `Reader.read`."""
        return [
            Span(passage_id=passage.id, start=match.start(), end=match.end(), score=margin)
            for passage in passages
            for phrase, margin in self._margins.items()
            for match in re.finditer(re.escape(phrase), passage.text)
        ]


def toy_article(
    article_id: str,
    text: str,
    *,
    title: str | None = None,
    url: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
) -> Article:
    """An article whose every block is body; the title is its id, capitalised, if none is given."""
    return Article(
        id=article_id,
        title=article_id.partition(".")[0].capitalize() if title is None else title,
        url=url,
        published=published,
        publisher=publisher,
        text=text,
        body=tuple(blocks(text)),
        path=article_id,
    )


def toy_library(*articles: Article) -> Library:
    """A library of these articles, split into passages as always."""
    return Library(
        articles=articles,
        passages=tuple(passage for article in articles for passage in split(article)),
    )


class StillLibrary:
    """Stands where a `LiveLibrary` does, over articles that never change."""

    def __init__(self, answer: Callable[[str], Answer | NoAnswer], library: Library) -> None:
        self.answer = answer
        self.library = library

    def refresh(self) -> Changes:
        """See `Live.refresh`."""
        return Changes()


def toy_answerer(
    library: Library,
    reader: Reader | None = None,
    calibration: Calibration = CALIBRATION,
    patience: Patience = TIRELESS,
) -> Answerer:
    """The whole real path over `library`, every passage read, by a `ToyReader` if no other."""
    return Answerer(
        articles=library.articles,
        retriever=build_retriever(library.articles, library.passages),
        reader=ToyReader() if reader is None else reader,
        vocabulary=Vocabulary(library.passages, (article.title for article in library.articles)),
        calibration=calibration,
        patience=patience,
    )


_WORDS = "the a in of who what where when did met president tokyo talks kang ##kan ##an ##ing"
_LETTERS = string.ascii_lowercase + string.digits + unicodedata.normalize("NFD", "한국어")


def toy_tokenizer() -> Tokenizer:
    """A BERT tokenizer with a few words, all letters and punctuation, and Korean letters.

    As in BERT a Korean syllable falls apart into up to three letters, a token each.
    """
    pieces = [
        *("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
        *_WORDS.split(),
        *string.punctuation,
        *_LETTERS,
        *(f"##{letter}" for letter in _LETTERS),
    ]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    return tokenizer


def toy_logits(window: Window) -> Logits:
    """A span begins after a token of the question and ends before one; place breaks the ties."""
    ids = np.array(window.input_ids)
    shared = np.isin(ids, ids[1 : window.first - 1])
    place = np.arange(len(ids)) / len(ids)
    starts = 4.0 * np.roll(shared, 1) - shared - place
    ends = 4.0 * np.roll(shared, -1) - shared + place
    return starts.astype(np.float32), ends.astype(np.float32)


def toy_span_reader() -> SpanReader:
    """A `SpanReader` with small windows, so that a few sentences take several."""
    windower = Windower(toy_tokenizer(), max_tokens=96, overlap=12)
    return SpanReader(name="toy spans", windower=windower, logits=toy_logits)


def save_tiny_checkpoint(folder: Path) -> None:
    """Write a two-layer BERT with random weights and the toy tokenizer to `folder`; needs torch."""
    import torch
    from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=toy_tokenizer(),
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=320,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        initializer_range=0.5,
    )
    BertForQuestionAnswering(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
