"""Tell site furniture from text by the words of one block; knows nothing of its neighbours.

A page of a help desk or a club gives orders too ("Log in to the portal", "Join us on Sunday"), so
a pattern here names what sites say of themselves, not the verbs that they say it with.
"""

import re

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")

_MORE = r"(?:stor(?:y|ies)|articles?|news|posts?|reads?|topics?|content|links?|coverage|videos?)"
POINTER = re.compile(
    r"\W*(?:(?:read|see|watch|find out) (?:more|also|next|it here|all|the full)\b(?: \w+){0,2}"
    rf"|related(?: {_MORE})?|more on this(?: \w+)?|more from(?: \w+){{1,3}}"
    r"|most (?:read|popular)(?: \w+){0,3}|trending(?: \w+){0,2}"
    rf"|recommended(?: {_MORE}| for you| reading)?|popular(?: {_MORE})?"
    r"|you (?:may|might) also (?:like|be interested)(?: \w+){0,2}|don['’]t miss"
    r"|editor['’]s picks?|also (?:read|on)(?: \w+){0,3}|top stories|latest news"
    r"|in other news|further reading)\s*(?:[:>»]\s*(?P<rest>.*)|$)",
    re.I | re.S,
)
"""A pointer to something else on the site: what follows it on the line is not this article."""

_GO_ON = r"(?:continue|comment|post|reply|participate|join the|read|get|receive)"
_PROMPT = re.compile(
    rf"\W*(?:subscribe\b|(?:sign (?:up|in)|log ?in|register)(?:\W*$| now| here| or| to {_GO_ON}\b"
    rf"| for (?:our|the daily|the weekly|free|breaking))|please (?:log|sign) ?in to {_GO_ON}\b"
    r"|(?:share|tweet|print|save|e-?mail|listen to|like|rate) (?:this|on|via|it)\b"
    r"|(?:(?:share|tweet|facebook|twitter|whatsapp|linkedin|e-?mail|print|copy link)\b\W*){2,}$"
    r"|follow us|like us|join (?:the|our) (?:conversation|discussion|newsletter|mailing)"
    r"|(?:\d+ |no |view (?:all )?(?:\d+ )?|show )?comments?\W*(?:\d+\W*)?$"
    r"|leave a (?:comment|reply)|post a comment|be the first to comment|comments are closed"
    r"|to participate in the discussion|advertisement\b|sponsored (?:content|by|post)"
    r"|back to top|skip to|privacy policy|terms (?:of|and) (?:use|service|conditions)"
    r"|cookie (?:policy|settings|notice)|(?:accept|manage|reject) (?:all|cookies|preferences)"
    r"|we (?:value|care about|respect) your privacy|download (?:the|our) app|play video"
    r"|show more|load(?:ing)? more|click here (?:to|for) (?:read|see|more|subscribe)"
    r"|(?:story|article|content) continues|continue reading|home\s*[|>›»/]"
    r"|(?:contact|about) us\s*[|>›»/])",
    re.I,
)
"""An order to the reader of a web page; only blocks of few words are held to it."""

_BUTTON = re.compile(
    r"\W*(?:share|tweet|facebook|twitter|whatsapp|linkedin|e-?mail|print|save|listen|search|menu|home"
    r"|log ?in|log ?out|sign (?:in|up)|register|reply|like|next|previous|close|accept|tags?|loading"
    r"|loader|chats?|newsfeed|newsletter|sponsored|copy link|cookies?)\W*",
    re.I,
)
"""A button or a heading of the site's own, when nothing else is in the block."""

_SITE_OPENS = re.compile(
    r"\W*(?:(?:this (?:web)?site uses|we use|by (?:using|continuing)|your privacy"
    r"|we and our (?:\d+ )?partners).{0,300}\bcookies?\b"
    r"|(?:what do you think|have your say|let us know|tell us)\b.{0,120}"
    r"\b(?:comments?|conversation)\b"
    r"|copyright\s*(?:©|\(c\)|(?:19|20)\d\d,? by)|please enable javascript)",
    re.I | re.S,
)
"""The site about itself, from the first word on."""

_SITE_SPEAKS = re.compile(
    r"all rights reserved|(?:©|\(c\))\s*(?:copyright\s*)?(?:19|20)\d\d|copyright\s*(?:19|20)\d\d"
    r"|(?:sign up|subscribe|register) (?:for|to|now)\b.*\b(?:newsletter|updates|alerts|inbox)\b"
    r"|(?:straight|direct(?:ly)?|delivered) to your inbox|in your inbox (?:every|each|daily)"
    r"|\b(?:follow|like|join|find) us on (?:facebook|twitter|x\b|instagram|linkedin|youtube"
    r"|telegram|whatsapp|social)|javascript (?:is disabled|must be enabled)"
    r"|you (?:are|seem to be) using an ad ?blocker",
    re.I | re.S,
)
"""The site about itself, somewhere in a short block: a long one is article all the same."""

_CREDIT = re.compile(
    r"[(\[]?\s*(?:©|photo(?:graph)?(?: credit| by|:)|image(?: credit| by|:)|picture:"
    r"|credit:(?!.*\d)|source: (?:reuters|afp|ap)\b|getty images\s*(?:[/|,)\]]|$)|file photo\W*$)",
    re.I,
)
_MENU = re.compile(r"(?:\w[\w&' ]{0,20}\s+[|>›»•·/]\s+){2,}\w[\w&' ]{0,20}\W*")

_MAX_PROMPT_WORDS = 9
_MAX_SPEECH_WORDS = 30
_MAX_OPENING_WORDS = 150
_LABEL_WORDS = 3


def is_chrome(block: str) -> bool:
    """Whether a block, by itself, is site furniture rather than article."""
    block = " ".join(block.split())
    words = len(WORD.findall(block))
    return (
        POINTER.match(block) is not None
        or _BUTTON.fullmatch(block) is not None
        or (words <= _MAX_PROMPT_WORDS and _PROMPT.match(block) is not None and not _says(block))
        or (words <= _MAX_OPENING_WORDS and _SITE_OPENS.match(block) is not None)
        or (words <= _MAX_SPEECH_WORDS and _SITE_SPEAKS.search(block) is not None)
        or _CREDIT.match(block) is not None
        or (_MENU.fullmatch(block) is not None and not any(char.isdigit() for char in block))
    )


def points_on(block: str) -> bool:
    """Whether the block only announces what follows it, such as "READ MORE:" on its own line."""
    match = POINTER.match(" ".join(block.split()))
    return match is not None and not match["rest"]


def is_label(block: str) -> bool:
    """A word or two without a sentence: above the article a menu entry, such as "Asia"."""
    return (
        block[0] not in "-–—•*·"
        and len(WORD.findall(block)) <= _LABEL_WORDS
        and not SENTENCE_END.search(block)
        and not any(char.isdigit() or char in ":=|@" for char in block)
    )


def is_mark(block: str) -> bool:
    """Whether nothing is in the block but signs or a single digit: a rule, a count of comments."""
    return not any(len(word) > 1 or not word.isdigit() for word in WORD.findall(block))


def _says(block: str) -> bool:
    """Whether a short block is a sentence of prose ("Comments by the minister angered many.")."""
    return len(WORD.findall(block)) >= 5 and block.endswith((".", "”", '"'))
