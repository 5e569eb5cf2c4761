"""Tell the article from what the site put around it.

Real scraped text carries navigation, headlines of other articles, prompts to subscribe and footers
in another language. Cleaning never rewrites the text: it names the regions that are article, and
what it found of title, date and publisher on the way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.articles.blocks import blocks, strip
from retrieval.articles.chrome import (
    SENTENCE_END,
    WORD,
    is_chrome,
    is_label,
    is_mark,
    points_on,
)
from retrieval.sentences import sentences_within
from retrieval.types import Region

_DATE = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_LEADING_DATE = re.compile(
    rf"(?:date|(?:last )?(?:published|posted|updated)(?: on)?)?\s*:?\s*({_DATE})\b[\s:;|,.–—-]*",
    re.I,
)
_PUBLISHER = re.compile(r"[-–—|]\s*(\S(?:.{0,40}\S)?)")
_COMMENTS = re.compile(
    r"\W*(?:(?:\d+ |no )?comments?\W*(?:\d+\W*)?$|leave a (?:comment|reply)"
    r"|join the (?:discussion|conversation)|be the first to comment"
    r"|to participate in the discussion)",
    re.I,
)
_FULL_STOP = re.compile(
    r"(?<!\b[A-Z])(?<!Dept)(?<!Inc)(?<!Corp)(?<!Ltd)(?<!Gov)(?<!Sen)(?<!Rep)(?<!Gen)(?<!Jr)(?<!Sr)"
    r"(?<!Dr)(?<!Mr)(?<!Mrs)(?<!St)(?<!No)(?<!vs)[.…][\"'”’»)\]]*(?:\s|$)|[:;]$"
)
_BYLINE = re.compile(r"(?:by|(?:last )?(?:published|posted|updated))\b[^.!?]*$", re.I)
_FACT = re.compile(r"[^\W\d_][\w ]{0,24}:\s.*\d", re.S)
_LETTER = re.compile(r"[^\W\d_]")

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
    regions = [
        region for s, e in blocks(text) if e > start and (region := strip(text, max(s, start), e))
    ]
    first = _first(text, regions)
    body = tuple(_body(text, regions[first:])) or tuple(_body(text, regions))
    return Cleaned(
        title=first_words(text, _title(text, body)),
        published=published,
        publisher=_publisher(text, regions[:first]),
        body=body,
    )


def _title(text: str, body: Sequence[Region]) -> Region:
    """The block to make a title from: the first but for a byline."""
    first = body[0] if body else (0, 0)
    return next((r for r in body if not _BYLINE.match(text, *r)), first)


def first_words(text: str, region: Region) -> str:
    """A block as a title: white space made plain, cut at a sentence or word end if it is long."""
    title = " ".join(text[slice(*region)].split())
    if len(title) <= _MAX_TITLE_CHARS:
        return title
    start, end = sentences_within(title, 0, len(title))[0]
    if end - start <= _MAX_TITLE_CHARS:
        return title[start:end]
    return title[:_MAX_TITLE_CHARS].rsplit(" ", 1)[0] + " …"


def _leading_date(text: str) -> tuple[str | None, int]:
    """The date glued to the front of the text, and where the text goes on."""
    begin = len(text) - len(text.lstrip())
    match = _LEADING_DATE.match(text, begin)
    return (match.group(1), match.end()) if match else (None, 0)


def _first(text: str, regions: Sequence[Region]) -> int:
    """The index of the block where the article begins: all above it is the site's.

    It begins with its headline: the first line that reads like one, with prose somewhere below.
    One paragraph may stand above it, right below chrome: what the section says of itself. The
    headline itself may be quoted: in a notice it often holds what is asked for.
    """
    lead = [text[slice(*region)] for region in regions[: _LEAD_BLOCKS + 1]]
    if not any(_is_prose(block) for block in lead):
        return 0  # a list of facts, whose lines look like a menu's
    chrome, prose = 0, 0
    for i, block in enumerate(lead[:_LEAD_BLOCKS]):
        may_follow = prose == 0 or (prose == 1 <= chrome and _is_title_case(block))
        if may_follow and _is_headline(block):
            return i
        if _is_furniture(block):
            chrome += 1
        elif not _BYLINE.match(block):
            prose += 1 if _follows(text, regions, i) else 2
    first = next((i for i, block in enumerate(lead) if not _is_furniture(block)), len(lead))
    # A short title, "Spring walk", looks like a menu entry, but a menu has more than one.
    return 0 if first == 1 and is_label(lead[0]) and not is_chrome(lead[0]) else first


def _follows(text: str, regions: Sequence[Region], i: int) -> bool:
    """Whether a block stands on the very next line below another."""
    return i > 0 and len(text[regions[i - 1][1] : regions[i][0]].splitlines()) == 1


def _is_furniture(block: str) -> bool:
    """Whether the block is chrome where it stands above an article."""
    return (
        is_chrome(block)
        or is_label(block)
        or is_mark(block)
        or _PUBLISHER.fullmatch(block) is not None
    )


def _is_headline(block: str) -> bool:
    """A line of some words that is no sentence: no full stop, but for that of an abbreviation."""
    low, high = _HEADLINE_WORDS
    return (
        low <= len(WORD.findall(block)) <= high
        and not _FULL_STOP.search(block)
        and not is_chrome(block)
        and not _BYLINE.match(block)
        and not _FACT.match(block)
        and block[0] not in "-–—|•*·"
    )


def _is_title_case(block: str) -> bool:
    words: list[str] = [word for word in WORD.findall(block) if len(word) > 3]
    return sum(word[0].isupper() for word in words) >= 0.6 * len(words)


def _body(text: str, regions: Sequence[Region]) -> Iterator[Region]:
    """The blocks that are article: no chrome, no footer, no foreign script, no paragraph twice."""
    english = _is_english(text)
    seen: set[str] = set()
    pointing = False
    for start, end in _without_footer(text, regions, english):
        block = " ".join(text[start:end].split())
        pointing = points_on(block) or (pointing and _is_headline(block))
        long = len(WORD.findall(block)) >= _PROSE_WORDS
        if (
            pointing
            or is_chrome(block)
            or is_mark(block)
            or (long and block in seen)
            or (english and _other_script(block))
        ):
            continue
        seen.add(block)
        yield start, end


def _without_footer(text: str, regions: Sequence[Region], english: bool) -> Sequence[Region]:
    """Up to the comments, and up to the first chrome below the last paragraph of prose.

    A footer mixes menu entries with lines that no pattern knows, in any language.
    """
    found = [" ".join(text[slice(*region)].split()) for region in regions]
    prose = [i for i, block in enumerate(found) if _is_prose(block) and _may_be(block, english)]
    for i, block in enumerate(found):
        if _COMMENTS.match(block) and is_chrome(block) and sum(j < i for j in prose) >= 2:
            return _without_footer(text, regions[:i], english)
    last = prose[-1] if prose else len(found)
    end = next((i for i in range(last + 1, len(found)) if is_chrome(found[i])), len(found))
    while last + 1 < end < len(found) and is_label(found[end - 1]):
        end -= 1
    return regions[:end]


def _is_prose(block: str) -> bool:
    return (
        len(WORD.findall(block)) >= _PROSE_WORDS
        and SENTENCE_END.search(block) is not None
        and not is_chrome(block)
    )


def _may_be(block: str, english: bool) -> bool:
    """Whether a paragraph may be in the article's language."""
    return not english or any(word.lower() in _COMMON for word in WORD.findall(block))


def _is_english(text: str) -> bool:
    words = [word.lower() for word in WORD.findall(text)]
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
            return " ".join(match.group(1).split())
    return None
