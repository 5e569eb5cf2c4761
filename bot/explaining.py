"""Why a reply is as it is, in words: what was searched, what matched, the margin, the threshold.

One text for the console and Telegram, unescaped; the words come from `prompts/`. Of a refusal no
words are shown that could be taken for an answer, nor where they stand.
"""

from collections.abc import Sequence

from bot.replies import mended, one_line, printable, quoted, sureness
from bot.screening import MAX_QUESTION_CHARS
from bot.wording import Wording
from retrieval.analyzer import analyze, words
from retrieval.types import Answer, NoAnswer, Weighed


def why(reply: Answer | NoAnswer, articles: int, wording: Wording) -> str:
    """Explain `reply`, which was sought in so many articles."""
    lines = [wording.say("why.question", question=_shortened(reply.question))]
    if isinstance(reply, NoAnswer) and reply.reason in ("empty", "too_long", "not_a_question"):
        return "\n".join([*lines, wording.say("why.not_searched")])
    lines += mended(reply, wording)
    read = reply.read_as or reply.question
    searched = [word for word in dict.fromkeys(words(read)) if analyze(word)]
    key = "why.searched_one" if articles == 1 else "why.searched"
    lines.append(wording.say(key, articles=articles, words=quoted(searched) or "–"))
    if isinstance(reply, Answer):
        lines += [*_matched(reply, searched, wording), *_sure(reply, wording)]
    else:
        if reply.unknown_words:
            lines.append(wording.say("answer.unknown_words", words=quoted(reply.unknown_words)))
        lines += _unsure(reply, wording)
    return "\n".join(lines)


def _matched(answer: Answer, searched: Sequence[str], wording: Wording) -> list[str]:
    """Which of the words that were searched for stand where the answer does."""
    terms = frozenset(analyze(f"{answer.citation.title} {answer.citation.quote}"))
    matched = [word for word in searched if not terms.isdisjoint(analyze(word))]
    return [wording.say("why.matched", words=quoted(matched))] if matched else []


def _sure(answer: Answer, wording: Wording) -> list[str]:
    sure, weighed = sureness(answer.confidence, wording), answer.weighed
    if weighed is None:
        lines = [wording.say("why.sure_only", sure=sure)]
    else:
        threshold = _percent(weighed.threshold)
        lines = _read(weighed, answer.stopped_early, wording)
        lines.append(wording.say("why.sure", sure=sure, threshold=threshold))
    article = one_line(answer.citation.article_id)
    return [*lines, wording.say("why.place", article=article, start=answer.start, end=answer.end)]


def _unsure(reply: NoAnswer, wording: Wording) -> list[str]:
    weighed = reply.weighed
    if reply.reason == "no_match":
        return [wording.say("why.no_match")]
    if weighed is None:
        return [wording.say("why.unsure_only")]
    lines = _read(weighed, reply.stopped_early, wording)
    if weighed.confidence is None:
        return lines
    threshold = _percent(weighed.threshold)
    # A near miss is not to look like enough because both are rounded.
    percent = max(0, min(_percent(weighed.confidence), threshold - 1))
    return [*lines, wording.say("why.unsure", percent=percent, threshold=threshold)]


def _read(weighed: Weighed, stopped_early: bool, wording: Wording) -> list[str]:
    """How much was read, and what the reader made of the best words in it."""
    key = "why.read_one" if weighed.passages_read == 1 else "why.read"
    lines = [wording.say(key, passages=weighed.passages_read)]
    if stopped_early:
        lines.append(wording.say("why.stopped_early"))
    if weighed.margin is None:
        return [*lines, wording.say("why.nothing_found")]
    key = "why.margin_above" if weighed.margin > 0 else "why.margin_below"
    margin = f"{weighed.margin:+.1f}".replace("-", "−")
    return [*lines, wording.say(key, margin=margin)]


def _shortened(question: str) -> str:
    """The question as a person would recognise it, however long it was."""
    shown = one_line(printable(question))
    return shown if len(shown) <= MAX_QUESTION_CHARS else f"{shown[:MAX_QUESTION_CHARS]}…"


def _percent(share: float) -> int:
    return round(100 * share)
