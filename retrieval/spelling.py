"""What a word may have been before a slip of the pen: a letter too many, too few, wrong, exchanged.

Norvig, "How to Write a Spelling Corrector" (2007): four slips in five are one edit from the word.
"""

from functools import cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spellchecker import SpellChecker


def one_edit_away(word: str) -> set[str]:
    """All that `word` may become by leaving out, exchanging, replacing or adding one letter."""
    # pyspellchecker has the same, but only once its list is loaded, which few questions need.
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


def is_english(word: str) -> bool:
    """Whether the word, in lower case and in any of its forms, stands in an English word list."""
    return word in _word_list()


@cache
def _word_list() -> "SpellChecker":
    from spellchecker import SpellChecker

    return SpellChecker(language="en")
