"""The buttons under the bot's messages, and what their data says.

Data is `action:key:number`, at most 64 bytes. A client may send any data for any message, so a key
is only a name: whose reply it is, and in which chat, stands in the bot's memory.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.wording import Wording
from retrieval.types import Answer, NoAnswer

Action = Literal["passage", "other", "back", "right", "wrong", "none", "list", "read", "replace"]
"""passage, other: a view of a reply, by number; back: the reply itself; right, wrong, none:
feedback; list: a page of the articles; read: a page of one article; replace: a file, by the one of
its name that the message replies to."""

REPLACE = r"^replace:"
"""The data of `replace_button`, as a pattern."""

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What the data of a button says; `key` names a reply, an article or a file."""

    action: Action
    key: str
    number: int


def read_data(data: str | None) -> Pressed | None:
    """The meaning of a button's data, or None if it has none."""
    action, _, rest = (data or "").partition(":")
    key, _, number = rest.rpartition(":")
    if action not in get_args(Action) or not (number.isascii() and number.isdecimal()):
        return None
    return Pressed(action=action, key=key, number=int(number[:6]))  # type: ignore[arg-type]


def reply_buttons(
    reply: Answer | NoAnswer, key: str | None, wording: Wording
) -> InlineKeyboardMarkup | None:
    """Under an answer: its passage, the others, feedback; under a refusal: feedback alone."""
    if key is None:
        return None
    verdicts = [
        _button(wording.say("telegram.right"), "right", key),
        _button(wording.say("telegram.wrong"), "wrong", key),
    ]
    if isinstance(reply, NoAnswer):
        # What was no question needs no verdict.
        searched = reply.reason in ("no_match", "low_confidence")
        return InlineKeyboardMarkup([verdicts]) if searched else None
    views = [_button(wording.say("telegram.show_passage"), "passage", key)]
    if reply.alternatives:
        label = wording.say("telegram.more_answers", count=len(reply.alternatives))
        views.append(_button(label, "other", key))
    return InlineKeyboardMarkup([views, verdicts])


def passage_buttons(key: str, at: int, count: int, wording: Wording) -> InlineKeyboardMarkup:
    """Around paragraph `at`, from 1, of `count`."""
    return _with_back(_neighbours("passage", key, at, count, wording), key, wording)


def other_buttons(key: str, at: int, count: int, wording: Wording) -> InlineKeyboardMarkup:
    """Around other answer `at`, from 1, of `count`."""
    return _with_back(_neighbours("other", key, at, count, wording), key, wording)


def page_buttons(
    action: Literal["list", "read"], key: str, at: int, count: int, wording: Wording
) -> Row:
    """To the pages beside page `at`, from 1, of `count`."""
    return _neighbours(action, key, at, count, wording)


def article_button(label: str, key: str) -> InlineKeyboardButton:
    """Opens an article at its first page."""
    return _button(label, "read", key, 1)


def back_to_list(page: int, wording: Wording) -> InlineKeyboardButton:
    """From an article to the list."""
    return _button(wording.say("telegram.all_articles"), "list", "", page)


def not_in_articles_button(key: str, wording: Wording) -> InlineKeyboardMarkup:
    """Instead of the right answer: there is none."""
    return InlineKeyboardMarkup([[_button(wording.say("telegram.not_in_articles"), "none", key)]])


def replace_button(key: str, wording: Wording) -> InlineKeyboardMarkup:
    """Under the word that a file's name is taken: the file takes it over."""
    return InlineKeyboardMarkup([[_button(wording.say("telegram.replace"), "replace", key)]])


def _with_back(row: Row, key: str, wording: Wording) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[*row, _button(wording.say("telegram.back"), "back", key)]])


def _neighbours(action: Action, key: str, at: int, count: int, wording: Wording) -> Row:
    row = []
    if at > 1:
        row.append(_button(wording.say("telegram.previous"), action, key, at - 1))
    if at < count:
        row.append(_button(wording.say("telegram.next"), action, key, at + 1))
    return row


def _button(label: str, action: Action, key: str, number: int = 0) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"{action}:{key}:{number}")
