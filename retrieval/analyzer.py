"""Words as search sees them: folded, without possessives, stop words or endings.

The same analyzer cuts passages, titles and questions; `NAME` changes when its output does, so that
whatever was built with another can tell.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

NAME = "english-1"

_INSIDE = "\u0300-\u036f\u00ad\u200c\u200d\u2060"
"""Accents that stand by themselves, as files from a Mac have them, and what shows nothing."""

_CHARS = rf"(?:[^\W_][{_INSIDE}]*)+"
_WORD = re.compile(rf"(?:[^\W\d_][{_INSIDE}]*\.){{2,}}|{_CHARS}(?:['’ʼ\-‐‑]{_CHARS})*")
"""Initials ("U.S."), or letters and digits held together by apostrophes and hyphens."""

_UNACCENTED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_INVISIBLE = re.compile("[\u00ad\u200c\u200d\u2060]")

_APOSTROPHE = re.compile(r"['’ʼ]")
_POSSESSIVE = re.compile(r"['’ʼ]s?$")
_HYPHEN = re.compile(r"[-‐‑]")

# "us" is missing on purpose: folded to lower case it is the country.
STOP_WORDS = frozenset(
    """
    a about after again all also although am an and any are as at be because been before
    being between both but by can could did do does doing done down during each either else
    ever for from further had has have having he hence her here hers herself him himself his
    how however i if in into is it its itself just many me might more most much must my
    myself neither no nor not of off on once only or other our ours ourselves out over own
    per same shall she should since so some such than that the their theirs them themselves
    then there these they this those though through to too under until up upon very was we
    were what when where whether which while who whom whose why will with within without
    would yet you your yours yourself im ive dont doesnt didnt isnt arent wasnt werent
    cant couldnt wont wouldnt shouldnt hasnt havent hadnt whats whos wheres whens hows thats
    theres lets please tell
    """.split()
)

_stem = Stemmer.Stemmer("english", 0).stemWord


def analyze(text: str) -> list[str]:
    """The terms of `text` in order, repeats kept; empty for text without content words.

    A hyphenated word gives its parts and the whole, so that "Kang Kyung-wha" is found by
    "Kyungwha", "Kyung wha" and "Kyung-wha" alike.
    """
    return [term for word in _WORD.findall(text) for term in terms_of(word)]


def words(text: str) -> list[str]:
    """The words of `text` as they stand, before analysis, to speak of them to a person."""
    return _WORD.findall(text)


@lru_cache(maxsize=100_000)  # a collection repeats its words, and is gone through more than once
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of one word: none for a stop word, several for a hyphenated one."""
    return tuple(_stem(form) for form in _forms(fold(word)) if form not in STOP_WORDS)


def _forms(word: str) -> Iterator[str]:
    word = _POSSESSIVE.sub("", word).replace(".", "")
    word = _APOSTROPHE.sub("", word)
    parts = _HYPHEN.split(word)
    if len(parts) > 1:
        yield "".join(parts)
    yield from parts


def fold(word: str) -> str:
    """Lower case without accents; compatibility forms (ligatures, full width) made plain."""
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", word).casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(_UNACCENTED)
