"""Tell the article from what the site put around it.

Real scraped text carries navigation, headlines of other articles, prompts to subscribe and footers
in another language. Cleaning never rewrites the text: it names the regions that are article, and
what it found of title, date and publisher on the way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.articles.blocks import blocks, strip
from retrieval.types import Region

_DATE = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
_LEADING_DATE = re.compile(rf"(?:date|published|posted|updated)?\s*:?\s*({_DATE})\b\W*", re.I)

_OTHER_ARTICLES = re.compile(
    r"\W*(?:read|see|watch|find out) (?:more|also|next|it here|all|the full)\b(?: \w+){0,2}"
    r"\s*(?:[:>»]|$)"
    r"|\W*(?:related|more on this|more from|most read|trending|recommended|you (?:may|might) also"
    r" (?:like|be interested)|don['’]t miss|editor['’]s picks?|also read|also on|top stories"
    r"|latest news|popular|in other news|further reading)\b(?: \w+){0,3}\s*(?:[:>»]|$)",
    re.I,
)
"""A pointer to something else on the site: what follows it on the line is not this article."""

_PROMPT = re.compile(
    r"\W*(?:subscribe|sign (?:up|in)|log ?(?:in|out)|register|share|tweet|e?-?mail|print|follow us"
    r"|like us|join (?:us|the)|comment|comments|leave a (?:comment|reply)|post a comment|reply"
    r"|to participate in the discussion|view (?:all|comments)|load(?:er|ing)|advertisement"
    r"|sponsored|newsfeed|newsletter|chats?|back to top|skip to|menu|search|home|contact us"
    r"|about us|privacy policy|terms (?:of|and)|cookies?|accept|download (?:the|our) app"
    r"|copy link|save|listen|play video|show more|next|previous|tags?|topics?|\d+ comments?"
    r"|be the first to comment|no comments)\b",
    re.I,
)
"""An order to the reader of a web page; only blocks of few words are held to it."""

_MAX_PROMPT_WORDS = 9

_SITE_SPEAKS = re.compile(
    r"(?:this (?:web)?site uses|we use|by (?:using|continuing)|your privacy|we and our partners)"
    r".*\bcookies\b|all rights reserved|©\s*(?:copyright\s*)?(?:19|20)\d\d"
    r"|copyright\s*(?:©|\(c\)|\d)"
    r"|(?:sign up|subscribe|register) (?:for|to|now)\b.*\b(?:newsletter|news|updates|alerts|inbox"
    r"|free|e-?mail)"
    r"|(?:what do you think|have your say|let us know|tell us).*\b(?:comments?|conversation)\b"
    r"|\b(?:in|to) your inbox\b"
    r"|\b(?:follow|like|join|find) us on\b|\benable javascript\b|\bad ?blocker\b"
    r"|(?:please )?(?:log ?in|sign in|register) (?:or|to)\b",
    re.I | re.S,
)
"""The site about itself, in whole sentences."""

_CREDIT = re.compile(
    r"[(\[]?\s*(?:©|\(c\)\s|photo(?:graph)?(?: credit| by|:)|image(?: credit| by|:)|picture:"
    r"|credit:"
    r"|source: (?:reuters|afp|ap)\b|getty images\b|file photo\W*$)",
    re.I,
)
_PUBLISHER = re.compile(r"[-–—|]\s*(\S(?:.{0,40}\S)?)")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_FULL_STOP = re.compile(
    r"(?<!\b[A-Z])(?<!Dept)(?<!Inc)(?<!Corp)(?<!Ltd)(?<!Gov)(?<!Sen)(?<!Rep)(?<!Gen)(?<!Jr)(?<!Sr)"
    r"(?<!Dr)(?<!Mr)(?<!Mrs)(?<!St)(?<!No)(?<!vs)[.…][\"'”’»)\]]*(?:\s|$)|[:;]$"
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LETTER = re.compile(r"[^\W\d_]")

_LABEL_WORDS = 3
_HEADLINE_WORDS = (4, 25)
_MAX_TITLE_CHARS = 110
_PROSE_WORDS = 8
_LEAD_BLOCKS = 15
"""How far down a headline is looked for."""

_COMMON = frozenset(
    """
    a an and are as at be by for from he her his in is it of on or she that the they this to
    was we were which will with you your not has had have
    """.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The article in a text: its body regions in order, and what was found beside them."""

    title: str
    published: str | None
    publisher: str | None
    body: tuple[Region, ...]


def clean(text: str) -> Cleaned:
    """Find the article in a plain text; blank text gives an empty body and title."""
    published, start = _leading_date(text)
    regions = [(s, e) for s, e in blocks(text) if e > start]
    if regions and regions[0][0] < start:
        regions[0] = strip(text, start, regions[0][1]) or regions.pop(0)
    body = tuple(_body(text, regions[_headline(text, regions) or 0 :]))
    return Cleaned(
        title=first_words(text, body[0] if body else (0, 0)),
        published=published,
        publisher=_publisher(text, regions[:_LEAD_BLOCKS]),
        body=body,
    )


def is_chrome(block: str) -> bool:
    """Whether a block, by itself, is site furniture rather than article."""
    block = " ".join(block.split())
    words = _WORD.findall(block)
    return (
        not any(len(word) > 1 or not word.isdigit() for word in words)
        or _OTHER_ARTICLES.match(block) is not None
        or (
            len(words) <= _MAX_PROMPT_WORDS
            and _PROMPT.match(block) is not None
            and not _says(block)
        )
        or _SITE_SPEAKS.search(block) is not None
        or _CREDIT.match(block) is not None
        or _is_label(block, words)
    )


def _says(block: str) -> bool:
    """Whether a short block is a sentence of prose ("Comments by the minister angered many.")."""
    return len(_WORD.findall(block)) >= 5 and block.rstrip().endswith((".", "”", '"'))


def _is_label(block: str, words: Sequence[str]) -> bool:
    """A word or two without a sentence, such as "Asia": a menu entry; not "Price: 20 EUR"."""
    return (
        len(words) <= _LABEL_WORDS
        and not _SENTENCE_END.search(block)
        and not any(char.isdigit() or char in ":=|" for char in block)
    )


def _leading_date(text: str) -> tuple[str | None, int]:
    """The date glued to the front of the text, and where the text goes on."""
    begin = len(text) - len(text.lstrip())
    match = _LEADING_DATE.match(text, begin)
    return (match.group(1), match.end()) if match else (None, 0)


def _headline(text: str, regions: Sequence[Region]) -> int | None:
    """The index of the headline, where the article begins: all above it is the site's.

    One paragraph may stand above it, if chrome does too: what the section says of itself. The
    headline itself may be quoted: in a notice it often holds what is asked for.
    """
    chrome, prose = 0, 0
    for i, (start, end) in enumerate(regions[:_LEAD_BLOCKS]):
        block = text[start:end]
        if _is_headline(block) and prose <= min(1, chrome):
            return i
        if is_chrome(block) or _PUBLISHER.fullmatch(block):
            chrome += 1
        else:
            prose += 1
    return None


def _is_headline(block: str) -> bool:
    """A line of some words that is no sentence: no full stop, but for that of an abbreviation."""
    words = _WORD.findall(block)
    low, high = _HEADLINE_WORDS
    return (
        low <= len(words) <= high
        and not _FULL_STOP.search(block)
        and not is_chrome(block)
        and block[0] not in "-–—|"
    )


def _body(text: str, regions: Sequence[Region]) -> Iterator[Region]:
    """The blocks that are article: no chrome, no footer, no foreign script, no line twice."""
    english = _is_english(text)
    seen: set[str] = set()
    for start, end in _without_footer(text, regions):
        block = " ".join(text[start:end].split())
        if block in seen or is_chrome(block) or (english and _other_script(block)):
            continue
        seen.add(block)
        yield start, end


def _without_footer(text: str, regions: Sequence[Region]) -> Sequence[Region]:
    """Up to the last paragraph of prose, if what follows it has any chrome in it.

    A footer mixes menu entries with lines that no pattern knows, in any language.
    """
    last = max(
        (i for i, region in enumerate(regions) if _is_prose(text[slice(*region)])), default=-1
    )
    tail = regions[last + 1 :]
    has_chrome = any(is_chrome(text[slice(*region)]) for region in tail)
    return regions[: last + 1] if last >= 0 and has_chrome else regions


def _is_prose(block: str) -> bool:
    return (
        len(_WORD.findall(block)) >= _PROSE_WORDS
        and _SENTENCE_END.search(block) is not None
        and not is_chrome(block)
    )


def _is_english(text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    return sum(word in _COMMON for word in words) > 0.15 * len(words)


def _other_script(block: str) -> bool:
    """Whether most letters are not Latin: in an English article, a foreign block."""
    letters = _LETTER.findall(block)
    return bool(letters) and sum(ord(letter) > 0x024F for letter in letters) > 0.5 * len(letters)


def _publisher(text: str, lead: Sequence[Region]) -> str | None:
    """A line such as "- Sputnik International" above the article names its publisher."""
    for start, end in lead:
        match = _PUBLISHER.fullmatch(text, start, end)
        if match:
            return match.group(1)
    return None


def first_words(text: str, region: Region) -> str:
    """A block as a title: white space made plain, cut at a sentence or word end if it is long."""
    title = " ".join(text[slice(*region)].split())
    if len(title) <= _MAX_TITLE_CHARS:
        return title
    sentence = re.match(rf".{{20,{_MAX_TITLE_CHARS}}}?[.!?](?=\s)", title)
    return sentence.group() if sentence else title[:_MAX_TITLE_CHARS].rsplit(" ", 1)[0] + " …"
