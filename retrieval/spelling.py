"""What a word may have been before a slip of the pen: a letter too many, too few, wrong, exchanged.

Norvig, "How to Write a Spelling Corrector" (2007): four slips in five are one edit from the word.
"""

import json
from functools import cache
from pathlib import Path
from string import ascii_lowercase

_TOKENIZER = Path(__file__).parent / "reader" / "model" / "tokenizer.json"


def one_edit_away(word: str) -> set[str]:
    """All that `word` may become by leaving out, exchanging, replacing or adding one letter."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(before + after[1:] for before, after in parts if after),
        *(before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1),
        *(
            before + letter + after[1:]
            for before, after in parts
            if after
            for letter in ascii_lowercase
        ),
        *(before + letter + after for before, after in parts for letter in ascii_lowercase),
    } - {word}


@cache
def common_words() -> frozenset[str]:
    """English words that are no slips: those that the shipped reader's tokenizer has whole.

    BERT's 30,000 commonest pieces of English books and Wikipedia, in lower case.
    """
    return frozenset(json.loads(_TOKENIZER.read_text("utf-8"))["model"]["vocab"])
