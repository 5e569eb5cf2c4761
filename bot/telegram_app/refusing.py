"""What is said where the articles were not changed, or not yet."""

from bot.replies import one_line
from bot.telegram_app.downloading import LARGEST, KeptElsewhere, TooLarge
from bot.telegram_app.fitting import clipped
from bot.telegram_app.waiting import Late
from bot.wording import Wording
from retrieval.errors import ArticleError, CollectionError, NoSuchArticle

REFUSED = (TooLarge, KeptElsewhere, ArticleError, CollectionError, Late)
"""What may come in the way of a change; `refusal` has words for each."""

LONGEST_LINE = 300
_LONGEST_NAME = 100


def refusal(error: Exception, name: str, words: Wording) -> str:
    """What to tell somebody who wanted a change; `name` is what they call the file or article."""
    shown, reason = shown_name(name, words), clipped(one_line(str(error)), LONGEST_LINE)
    match error:
        case TooLarge():
            return words.say("telegram.too_large", name=shown, limit=f"{LARGEST / 1e6:g}")
        case KeptElsewhere():
            return words.say("telegram.kept_elsewhere")
        case NoSuchArticle():
            return words.say("telegram.no_such_article", name=shown)
        case ArticleError():
            return words.say("telegram.not_changed", name=shown, reason=reason)
        case CollectionError():
            return words.say("telegram.folder_amiss", reason=reason)
        case _:
            return words.say("telegram.still_changing")


def shown_name(name: str, words: Wording) -> str:
    """What a person calls a file, fit to stand in a sentence."""
    return clipped(one_line(name), _LONGEST_NAME) or words.say("telegram.unnamed")
