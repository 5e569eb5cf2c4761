"""Take the question out of its courtesies: "Hi! Can you tell me who won? Thanks!" asks "who won?".

The reader learned from bare questions. Courtesies make it readier to answer what the articles do
not say, and their words are looked for in vain. What may belong to the question stays.
"""

import re

_ASKING = (
    r"(?:(?:about|at|by|for|from|in|of|on|since|to|until|under|with) )?"
    r"(?:who|whom|whose|what|when|where|which|why|how)(?:['’]?s)?\b"
)
"""What the question itself begins with."""

_GREETING = (
    r"(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|all|everyone|everybody|team|bot|footnote))?"
)
_YOU = r"(?:can|could|will|would) (?:you|u|anyone|anybody|someone|somebody)(?: please| kindly)?"
_REQUEST = (
    rf"(?:please )?(?:{_YOU} )?(?:please )?(?:tell|remind) (?:me|us)(?: please)?"
    rf"|(?:please )?(?:{_YOU} )?(?:please )?let (?:me|us) know"
    r"|do (?:you|u)(?: happen to)? know|does (?:anyone|anybody|someone|somebody) know"
    r"|(?:may|might|can|could) i ask(?: you)?"
    r"|(?:i|we)(?:['’]d| would) like to know|(?:i|we) (?:want|need) to know"
    r"|(?:i|we) wonder|(?:i['’]?m|i was|we were|just) wondering|i have no idea|any idea"
)
_NOTICE = (
    r"(?:i have|i['’]ve got) (?:a|one|another) (?:quick |short |simple )?question(?: for you)?"
    r"|(?:a |one |just a )?quick question|(?:my |the )?question(?: is)?"
)
_BEFORE = re.compile(
    rf"^(?:{_GREETING}[\s,!.:;–—-]+|(?:{_NOTICE})[\s,.:;–—-]+|(?:{_REQUEST})[\s,:]+"
    r"|(?:please|pls|so|and|ok|okay|well|sorry|excuse me)[\s,:]+)+"
    rf"(?={_ASKING})",
    re.IGNORECASE,
)
_THANKS = (
    r"(?:many |much )?(?:thanks|thank you|thx|cheers)"
    r"(?: (?:again|so much|very much|a lot|in advance|for your help))*"
)
_AFTER = re.compile(
    rf"(?:\s*[?!.,;]+\s*(?:{_THANKS}|please|pls)|(?<!\bto)(?<!\bi)(?<!\bwe)(?<!\byou)(?<!\bthey)"
    r"\s+(?:please|pls|plz|thx|thanks in advance))"
    r"\s*[?!.]*$",
    re.IGNORECASE,
)
_PICTURES = (
    "\u200d\ufe0e\ufe0f\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
)
_AROUND = re.compile(rf"^[\s{_PICTURES}]+|[\s{_PICTURES}]+$")


def without_courtesies(question: str) -> str:
    """The question without greeting, "can you tell me", thanks and emoji around it.

    What has nothing else, and what does not go on as a question does, stays as it is.
    """
    bare = _BEFORE.sub("", _AROUND.sub("", question))
    while (shorter := _AFTER.sub("", bare)) != bare:
        bare = shorter
    return bare or question
