"""Cut a question and a passage into the token windows that a reader can take.

Knows tokens and character offsets; knows nothing of models, logits or answers.
"""

import re
from dataclasses import dataclass

from tokenizers import Encoding, Tokenizer

MAX_TOKENS = 320
"""Longest window, question and special tokens included; the reader is trained on no longer one."""

OVERLAP = 96
"""Passage tokens that two neighbouring windows share, to have an answer at a seam whole."""

MAX_QUESTION_TOKENS = 64
"""A longer question is cut, so that at least three quarters of each window are passage."""

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One model input, and where the passage's tokens lie in it.

    `offsets` holds one half-open `(start, end)` per passage token, in characters of the passage;
    the first of them is token `first` of `input_ids`. Token `null` stands for "no answer here".
    """

    input_ids: tuple[int, ...]
    type_ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    first: int
    null: int


class Windower:
    """Cuts windows with one tokenizer, the same for training and for reading."""

    def __init__(
        self, tokenizer: Tokenizer, *, max_tokens: int = MAX_TOKENS, overlap: int = OVERLAP
    ) -> None:
        """Take over `tokenizer`: its truncation and padding are set here."""
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens, stride=overlap, strategy="only_second")
        self._tokenizer = tokenizer
        self._null_id = _null_id(tokenizer)

    def windows(self, question: str, passage: str) -> list[Window]:
        """All windows over the passage, in order; none if the passage has no tokens."""
        question, passage = (_SURROGATE.sub("\ufffd", text) for text in (question, passage))
        encoding = self._tokenizer.encode(self._cut(question), passage)
        parts = [encoding, *encoding.overflowing]
        return [self._window(part) for part in parts if 1 in part.sequence_ids]

    def _cut(self, question: str) -> str:
        # As second sequence, for that is the one that this tokenizer truncates.
        offsets = self._tokenizer.encode("", question, add_special_tokens=False).offsets
        return question[: offsets[:MAX_QUESTION_TOKENS][-1][1]] if offsets else ""

    def _window(self, encoding: Encoding) -> Window:
        passage = [i for i, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
        return Window(
            input_ids=tuple(encoding.ids),
            type_ids=tuple(encoding.type_ids),
            offsets=tuple(encoding.offsets[passage[0] : passage[-1] + 1]),
            first=passage[0],
            null=encoding.ids.index(self._null_id),
        )


def _null_id(tokenizer: Tokenizer) -> int:
    """The token that BERT-like readers are trained to choose when there is no answer."""
    for token in ("[CLS]", "<s>", "<cls>"):
        token_id = tokenizer.token_to_id(token)
        if token_id is not None:
            return int(token_id)
    raise ValueError("The tokenizer has no [CLS], <s> or <cls> token to stand for no answer.")
