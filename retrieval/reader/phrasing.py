"""Put a question to a small reader in the form that it understands best.

It was trained on questions that end with their mark, and is much readier to answer one that does
not. It takes "the president of South Korea" for any president near any Korea; asked for "the South
Korean president", as news has it, it knows whom that means. The model card says what either gave.
"""

import re
from collections.abc import Iterator

from retrieval.reader.nations import NATIONALITY

_OFFICE = (
    r"(?P<office>(?:(?:agriculture|defen[cs]e|deputy|education|energy|environment|finance|foreign"
    r"|health|interior|justice|prime|supreme|trade|vice) )*"
    r"(?:ambassador|chancellor|chief of staff|dictator|emperor|empress|head of government"
    r"|head of state|king|leader|minister|monarch|premier|president|queen|ruler"
    r"|secretary of state))"
)
_OFFICE_OF = re.compile(rf"\b{_OFFICE} of (?:the )?$", re.IGNORECASE)
_ITS_OFFICE = re.compile(rf"['’]s? {_OFFICE}\b", re.IGNORECASE)
_DONE = re.compile(
    r"\W*$|[,;?!]|\s+(?:after|at|before|did|does|during|had|has|in|is|met|meets?|now|on|said|says?"
    r"|since|today|until|was|when|while|will|would)\b",
    re.IGNORECASE,
)
"""What may follow a country that an office belongs to; "US Open" and "China's army" are others."""

_THE = re.compile(r"\bthe $", re.IGNORECASE)
_WHO_LEADS = re.compile(r"\bwho (?P<verb>leads|led) (?:the )?$", re.IGNORECASE)

_WORD = re.compile(r"\w[\w.]*")
_LONGEST_NAME = max(len(name.split()) for name in NATIONALITY)


def phrased(question: str, passage: str) -> str:
    """The question as the reader is to be asked over `passage`."""
    return as_the_passage_says(with_its_mark(question), passage)


def with_its_mark(question: str) -> str:
    """The question on one line with one "?" at its end, for people in chats leave it out.

    What has nothing but marks and spaces stays as it is.
    """
    words = " ".join(question.split()).rstrip("?!. ")
    return words + "?" if words else question


def as_the_passage_says(question: str, passage: str) -> str:
    """The question with "president of Peru" and the like as "Peruvian president", for a reader.

    A question of another kind stays as it is, and so does one whose very words the passage has.
    """
    for start, end in _countries(question):
        before, after = question[:start], question[end:]
        country, nationality = question[start:end], NATIONALITY[question[start:end].casefold()]
        named = _DONE.match(after)
        if named and (of := _OFFICE_OF.search(before)):
            asked = of[0] + country
            form = before[: of.start()] + f"{nationality} {of['office']}" + after
        elif its := _ITS_OFFICE.match(after):
            asked = country + its[0]
            form = f"{_THE.sub('', before)}the {nationality} {its['office']}{after[its.end() :]}"
        elif named and (leads := _WHO_LEADS.search(before)):
            asked = leads["verb"] + " " + country
            was = "is" if leads["verb"].casefold() == "leads" else "was"
            form = before[: leads.start()] + f"who {was} the {nationality} leader" + after
        else:
            continue
        return question if asked.casefold() in passage.casefold() else form
    return question


def _countries(question: str) -> Iterator[tuple[int, int]]:
    """Where the question names countries, the longest name at each place."""
    words = [match.span() for match in _WORD.finditer(question)]
    for first, (start, _) in enumerate(words):
        for _, end in reversed(words[first : first + _LONGEST_NAME]):
            name = question[start:end]
            is_pronoun = name == "us" and not _THE.search(question[:start])
            if name.casefold() in NATIONALITY and not is_pronoun:
                yield start, end
                break
