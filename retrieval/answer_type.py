"""Whether an answer can be of the kind that the question asks for: a number, a time, a name.

Answer typing, as in Li and Roth, "Learning Question Classifiers" (2002), kept to the cases that the
form alone decides. Knows words only: no model, no scores.
"""

import re

_NUMBER = (
    r"\d|\b(?:no|none|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter"
    r"|single|both|twice|once|couple|several|few|many|most|majority|all|free)\b"
)
_CALENDAR = (
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|mon(?:day)?|tues(?:day)?"
    r"|wednes(?:day)?|thurs(?:day)?|fri(?:day)?|satur(?:day)?|sun(?:day)?|spring|summer|autumn|fall"
    r"|winter|easter|christmas)\b"
)
_DURATION = r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\b"
_TIME = (
    rf"{_CALENDAR}|{_DURATION}|\d|\b(?:today|tonight|yesterday|tomorrow|now|recent(?:ly)?|soon|later"
    r"|earl(?:y|ier)|late|last|next|past|ago|after|before|during|since|until|till|when|while|once"
    r"|upon|between|night|morning|evening|afternoon|noon|midnight|weekends?|dawn|dusk|era|ages?"
    r"|period|time|war|annual(?:ly)?|daily|weekly|monthly|yearly|always|never|every)\b"
)
_LENGTH = rf"{_NUMBER}|{_DURATION}|\b(?:until|till|since|forever|long|short|brief|permanent|life)\b"

_WANTED = (
    (
        re.compile(r"\bhow (?:many|old|tall|high|fast|far|big|large|heavy|deep|wide)\b", re.I),
        _NUMBER,
    ),
    (re.compile(r"\bhow much (?:money|did|does|do|is|was|were|will|has|had|of)\b", re.I), _NUMBER),
    (re.compile(r"\bhow long\b", re.I), _LENGTH),
    (
        re.compile(r"\bwhen\b|\b(?:what|which) (?:year|month|day|date|century|decade)\b", re.I),
        _TIME,
    ),
)
_BARE = re.compile(
    rf"{_CALENDAR}|{_DURATION}|[\d.:%]+|in|on|at|by|since|until|from|early|mid|late|last|next|this|the"
    r"|of",
    re.I,
)
"""A word of which a bare time or number consists."""

_PART = re.compile(r"[^\s,–—-]+")

_NEVER_BARE = re.compile(r"^\W*(?:who|whom|whose|where)\b", re.I)


def clashes(question: str, answer: str) -> bool:
    """Whether `answer` cannot be of the kind that `question` asks for: "How old …?" – "in Oslo".

    False wherever the form does not decide.
    """
    for asked, shape in _WANTED:
        if asked.search(question):
            return re.search(shape, answer, re.I) is None
    return _NEVER_BARE.search(question) is not None and _is_bare(answer)


def _is_bare(answer: str) -> bool:
    """Whether the answer is nothing but a time or a number."""
    return all(_BARE.fullmatch(part) for part in _PART.findall(answer))
