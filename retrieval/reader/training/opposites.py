"""Turn questions into their opposites, which their contexts do not answer.

A fifth of the unanswerable questions of SQuAD 2.0 were made with an antonym and a tenth with a
negation (Rajpurkar et al., "Know What You Don't Know", 2018, table 2). Some of what is made here
still has an answer: "the first" may be "the last" too.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.reader.training.examples import Example

_PAIRS = [
    tuple(pair.split("/"))
    for pair in """
    first/last earliest/latest largest/smallest biggest/smallest highest/lowest longest/shortest
    oldest/youngest oldest/newest most/least best/worst more/less more/fewer greater/smaller
    higher/lower larger/smaller longer/shorter older/younger earlier/later better/worse
    strongest/weakest stronger/weaker richest/poorest closest/farthest nearest/farthest
    before/after begin/end began/ended begins/ends start/stop started/stopped starts/stops
    starting/ending beginning/end open/close opened/closed increase/decrease increased/decreased
    increases/decreases increasing/decreasing rise/fall rose/fell grew/shrank gain/lose gained/lost
    win/lose won/lost wins/loses winner/loser accept/reject accepted/rejected accepts/rejects
    support/oppose supported/opposed supports/opposes supporter/opponent supporters/opponents
    approve/reject approved/rejected allow/forbid allowed/forbidden allows/forbids permit/ban
    permitted/banned agree/disagree agreed/disagreed love/hate loved/hated like/dislike
    liked/disliked north/south northern/southern east/west eastern/western northeast/southwest
    northwest/southeast upper/lower top/bottom inside/outside internal/external inner/outer
    import/export imported/exported imports/exports arrive/leave arrived/left enter/leave
    entered/left join/leave joined/left include/exclude included/excluded includes/excludes
    born/buried birth/death create/destroy created/destroyed build/demolish built/demolished
    found/abolished established/abolished add/remove added/removed buy/sell bought/sold
    lend/borrow give/refuse gave/refused major/minor majority/minority maximum/minimum rich/poor
    public/private positive/negative success/failure successful/unsuccessful true/false
    legal/illegal common/rare commonly/rarely often/seldom usually/rarely always/never
    easy/difficult advantage/disadvantage advantages/disadvantages benefit/harm strength/weakness
    hot/cold warm/cool dry/wet high/low long/short large/small big/small old/new early/late
    ancient/modern young/old strong/weak fast/slow heavy/light deep/shallow wide/narrow male/female
    men/women man/woman boys/girls father/mother husband/wife brother/sister king/queen
    attack/defend attacked/defended enemy/ally enemies/allies victory/defeat war/peace
    friend/enemy appoint/dismiss appointed/dismissed elected/defeated hired/fired promote/demote
    promoted/demoted arrested/released guilty/innocent confirm/deny confirmed/denied
    admit/deny admitted/denied praise/criticize praised/criticized encourage/discourage
    encouraged/discouraged cause/prevent caused/prevented causes/prevents known/unknown
    important/unimportant similar/different same/different above/below over/under with/without
    current/former maternal/paternal simple/complex temporary/permanent voluntary/compulsory
    """.split()
]
_OPPOSITE: dict[str, list[str]] = {}
for _one, _other in _PAIRS:
    _OPPOSITE.setdefault(_one, []).append(_other)
    _OPPOSITE.setdefault(_other, []).append(_one)

_WORD = re.compile(r"[a-z]+")
_AUXILIARY = re.compile(
    r"\b(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|should|may|must)\b"
)


def opposites(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """One unanswerable copy of each answerable example whose question can be turned around."""
    for example in examples:
        turned = _antonym(example.question, rng) if example.answers else None
        if turned is not None:
            yield replace(example, question=turned, answers=(), source="opposite")


def negations(examples: Sequence[Example]) -> Iterator[Example]:
    """One unanswerable copy of each answerable example whose question can be negated."""
    for example in examples:
        negated = _negated(example.question) if example.answers else None
        if negated is not None:
            yield replace(example, question=negated, answers=(), source="negation")


def _antonym(question: str, rng: random.Random) -> str | None:
    found = [match for match in _WORD.finditer(question) if match.group() in _OPPOSITE]
    if not found:
        return None
    match = rng.choice(found)
    opposite = rng.choice(_OPPOSITE[match.group()])
    return question[: match.start()] + opposite + question[match.end() :]


def _negated(question: str) -> str | None:
    """ "Who was elected?" -> "Who was not elected?": only after a subject question word.

    In "Where did the king go?" the "not" belongs behind the subject, whose end is not known.
    """
    match = re.match(r"(?:Who|What|Which \w+|What \w+) (\w+) ", question)
    if match is None or not _AUXILIARY.fullmatch(match.group(1)):
        return None
    if match.group(1) in ("did", "do", "does"):
        return None
    return f"{question[: match.end()]}not {question[match.end() :]}"
