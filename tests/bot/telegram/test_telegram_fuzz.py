"""Whatever stands in articles and messages, no call is made that Telegram would refuse.

2,000 examples; as many as FUZZ_EXAMPLES says with `make fuzz`.
"""

import os
import random
from html import escape
from typing import Any

from bot_api import BotApi, check_buttons, checked_text
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from running import ANN, BOB, all_done, running
from telegram import Chat, Message, MessageEntity, Update, User
from toys import PhraseReader, any_text, toy_answerer, toy_article, toy_library

from bot.build import Library
from bot.explaining import why
from bot.telegram_app import buttons, views
from bot.telegram_app.addressing import author_of, command_of, is_addressed, question_of
from bot.telegram_app.fitting import to_fitting_html
from bot.telegram_app.inline import results
from bot.telegram_app.menus import COMMANDS
from bot.telegram_app.polling import is_decodable
from bot.telegram_app.reading import Shelf, article_key
from bot.telegram_app.splitting import MOST_PARTS, split
from bot.wording import wording
from retrieval.types import Answer, NoAnswer

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2000"))
MANY = settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.generate])

HOSTILE = [
    *("<b>", "</blockquote>", "&amp;", "&", "<", ">", '"', "'", "&#x27", "\u202e", "\x00", "🙂"),
    *("Tokyo ", "Tokyo. ", "\n\n", "word ", " ", "[x](tg://user?id=1)", "javascript:alert(1) "),
    "https://evil.example/ ",
]
# As a text and how often it is repeated, so that a failing example can be read.
texts = st.tuples(
    st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join),
    st.sampled_from([1, 1, 1, 1, 1, 1, 1, 20, 300]),
)


def written(text: tuple[str, int]) -> str:
    """The text as often as it says; the words that answer only once, or reading takes for ever."""
    piece, times = text
    rest = piece.replace("Tokyo", "").replace("word", "")
    return piece + rest * (times - 1)


urls = st.none() | st.sampled_from(
    [
        "https://a.example/x?y=<b>&z='\"",
        "javascript:alert(1)",
        "tg://user?id=1",
        "https://a b",
        "http://plain.example",
        "https://a.example/" + "x" * 3000,
    ]
)


recipes = st.lists(
    st.tuples(texts, texts, texts, texts, any_text(), any_text(max_size=9), urls),
    min_size=1,
    max_size=2,
)


def written_library(recipe: Any) -> Library:
    """Articles that a hostile website could hold."""
    return toy_library(
        *(
            toy_article(
                f"{number}{name}",
                f"{written(before)}Tokyo {written(after)}",
                title=written(title),
                url=url,
                published=published,
                publisher=written(publisher),
            )
            for number, (before, after, title, publisher, published, name, url) in enumerate(recipe)
        )
    )


def takes(html: str, keyboard: Any = None) -> None:
    """Telegram would take this message. Raises `Refused`."""
    checked_text({"text": html, "parse_mode": "HTML"})
    markup = {} if keyboard is None else {"reply_markup": keyboard.to_dict()}
    check_buttons(markup)
    html.encode()  # no half characters
    assert 'href="' not in html.replace('href="https://', "")


@MANY
@given(recipes, any_text(max_size=60))
def test_every_view_of_every_article_can_be_sent(recipe: Any, extra: str) -> None:
    library = written_library(recipe)
    words, shelf = wording(), Shelf(library.articles)
    reader = PhraseReader({"Tokyo": 2.0, "word": 1.9})
    reply = toy_answerer(library, reader).answer(f"Tokyo word {extra}")
    takes(to_fitting_html(reply, words), buttons.reply_buttons(reply, "k" * 12, words))
    for part in split(escape(why(reply, len(library.articles), words)), "…"):
        takes(part)
    for offered in results(reply, words):
        takes(offered.input_message_content.message_text)
        assert offered.title.strip()
    if isinstance(reply, Answer):
        for number in range(1, len(reply.alternatives) + 1):
            takes(views.other_html(reply, number, words))
        count = len(shelf.paragraphs(reply.citation.article_id))
        number = views.passage_number(reply, shelf)
        assert 1 <= number <= count
        for each in {1, number, count}:
            takes(
                views.passage_html(reply, each, shelf, words),
                buttons.passage_buttons("k" * 12, each, count, words),
            )
    for article in library.articles:
        assert views.article_label(article).strip()
        button = buttons.article_button(views.article_label(article), article_key(article.id))
        assert len(str(button.callback_data).encode()) <= 64
        for page in {1, len(shelf.pages(article.id))} - {0}:
            takes(views.article_html(article, page, shelf, words))


entities = st.builds(
    MessageEntity,
    type=st.sampled_from(["mention", "text_mention", "bot_command", "url"]),
    offset=st.integers(0, 40),
    length=st.integers(0, 40),
)


@MANY
@given(any_text(max_size=40), st.lists(entities, max_size=3), st.sampled_from(["private", "group"]))
def test_no_message_is_too_strange_to_be_looked_at(text: str, found: Any, kind: str) -> None:
    me = User(1234, "Footnote", is_bot=True, username="footnote_bot")
    message = Message(
        1, None, Chat(5, kind), text=text, entities=found, from_user=User(7, "A", False)
    )
    assert author_of(message) == 7
    assert isinstance(is_addressed(message, me, COMMANDS), bool)
    assert isinstance(question_of(message, me), str)
    command_of(message)


leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
things = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["message", "chat", "id", "from", "text", "date"]), inner)
    ),
    max_leaves=8,
)


@MANY
@given(st.dictionaries(st.sampled_from(["message", "callback_query", "inline_query"]), things))
def test_any_update_is_decoded_or_passed_over(parts: dict[str, Any]) -> None:
    update = {"update_id": 1, **parts}
    if is_decodable(update):
        assert Update.de_json(update, None).update_id == 1


async def test_hostile_messages_all_get_an_answer_that_telegram_takes(api: BotApi) -> None:
    chance = random.Random(1)
    library = toy_library(toy_article("a.txt", "".join(HOSTILE) * 3, title="".join(HOSTILE)))
    answerer = toy_answerer(library, PhraseReader({"Tokyo": 2.0}))
    async with running(api, answerer, library, footnote_keep_questions_days=1) as bot:
        for _ in range(40):
            text = "".join(chance.choices([*HOSTILE, "/why ", "/start ", "@"], k=6)) + " Tokyo"
            api.writes(chance.choice([ANN, BOB]), text * chance.choice([1, 1, 300]))
            await all_done(bot)
    assert api.refusals == []
    assert {call["text"][:9] for call in api.sent()} >= {"<blockquo"}
    assert not any("went wrong" in call["text"] for call in api.sent())


def test_a_refusal_of_any_question_can_be_sent() -> None:
    for question in ["<" * 400, "\ud800" * 400, "🙂" * 400]:
        reply = NoAnswer(question=question, reason="no_match", unknown_words=(question,) * 5)
        parts = split(escape(why(reply, 2, wording())), "…")
        assert len(parts) < MOST_PARTS
        for part in parts:
            takes(part)
