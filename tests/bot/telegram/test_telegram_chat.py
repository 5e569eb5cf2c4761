"""Whole conversations in Telegram, over real HTTP: every call that sends a message is asserted."""

import threading
import time
from typing import Any

from bot_api import BotApi, Person
from running import (
    ANN,
    BOB,
    UNDER_ANSWER,
    UNDER_REFUSAL,
    ask,
    off_loop,
    reply,
    running,
    transcript,
)
from toys import PhraseReader, toy_answerer, toy_article, toy_library

from bot.answering import Answerer
from retrieval.types import NoAnswer

TALKS = toy_article(
    "talks.txt",
    "The foreign ministers met in Tokyo on 8 July 2018. They agreed on sanctions.\n\n"
    "Kang Kyung-wha came from Seoul.",
    title="Ministers meet",
    published="2018-07-08",
    publisher="The Wire",
)
NEWS = toy_article("news.txt", "Later the ministers left Tokyo.", title="Departure")
ECHO = toy_article("echo.txt", "All of them met in Tokyo.", title="Meeting")

LIBRARY = toy_library(TALKS, NEWS)

START = (
    "Hello! Ask me a question, and I answer with a literal quote from the articles and where it "
    "stands.\nWhere they do not say, I tell you so."
)
HELP = (
    "Send me a question in one message, for example: Who met whom, where and when?\n"
    "I answer only from 2 articles, always with a quote, and I say so when they do not answer.\n\n"
    "In a group, mention me, reply to me, or write /ask and the question.\n"
    "/sources lists the articles, /why explains my last answer, /forgetme deletes what I keep "
    "about you."
)
HELP_ON_ONE = (
    "Send me a question in one message, for example: Who met whom, where and when?\n"
    "I answer only from one article, always with a quote, and I say so when it does not answer.\n\n"
    "In a group, mention me, reply to me, or write /ask and the question.\n"
    "/sources shows the article, /why explains my last answer, /forgetme deletes what I keep "
    "about you."
)
GREETING = "Hello! Ask me a question about the articles, and I will answer with a quote."


def answerer(**margins: float) -> Answerer:
    """A real answerer on two short articles, with a reader that knows the phrases given."""
    return toy_answerer(LIBRARY, PhraseReader(margins))


async def test_a_conversation_from_the_first_command_on(api: BotApi) -> None:
    # "8 July 2018" is characters 38 to 49 of the article, in a sentence of characters 0 to 50.
    # Confidence is 1 / (1 + e^-2) = 0.8808.
    async with running(api, answerer(**{"8 July 2018": 2.0}), LIBRARY):
        await ask(api, "/start")
        await ask(api, "/help")
        await ask(api, "When did the ministers meet?")
        await ask(api, "Which giraffe won the regatta?")
        await ask(api, "hi")
        await ask(api, "🙂 …")
        await ask(api, "/weather in Seoul")
    assert transcript(api) == [
        reply(1, START),
        reply(3, HELP),
        reply(
            5,
            "<blockquote>The foreign ministers met in Tokyo on <b>8 July 2018</b>.</blockquote>\n"
            "Ministers meet · The Wire · 2018-07-08 · talks.txt, characters 0–50\n"
            "88 % sure",
            buttons=UNDER_ANSWER,
        ),
        reply(
            7,
            "The articles do not mention this, so I cannot answer it.\n"
            "None of the articles mentions “giraffe”, “won”, “regatta”.",
            buttons=UNDER_REFUSAL,
        ),
        reply(9, GREETING),
        reply(11, GREETING),
        reply(13, "I do not know this command. Ask me a question in your own words, or see /help."),
    ]


async def test_what_the_articles_do_not_say_is_refused(api: BotApi) -> None:
    # A margin of -1 gives 1 / (1 + e) = 0.27, below the toy threshold of 0.5.
    async with running(api, answerer(Tokyo=-1.0), LIBRARY):
        await ask(api, "When did the ministers meet?")
        await ask(api, "ministers " * 41)  # 410 characters, 409 without the last space
    assert transcript(api) == [
        reply(
            1,
            "The articles do not seem to say. I would rather not guess.",
            buttons=UNDER_REFUSAL,
        ),
        reply(3, "That is longer than I can take in. Please ask in at most 400 characters."),
    ]


async def test_one_article_is_not_called_several(api: BotApi) -> None:
    async with running(api, answerer(), toy_library(TALKS)):
        await ask(api, "/help")
    assert transcript(api) == [reply(1, HELP_ON_ONE)]


async def test_the_same_answer_elsewhere_is_listed(api: BotApi) -> None:
    library = toy_library(ECHO, NEWS)
    async with running(api, toy_answerer(library, PhraseReader({"Tokyo": 2.0})), library):
        await ask(api, "Who met in Tokyo?")
    assert transcript(api) == [
        reply(
            1,
            "<blockquote>All of them met in <b>Tokyo</b>.</blockquote>\n"
            "Meeting · echo.txt, characters 0–25\n"
            "also in Departure · news.txt, characters 0–31\n"
            "88 % sure",
            buttons=UNDER_ANSWER,
        )
    ]


async def test_markup_in_articles_is_shown_as_it_stands(api: BotApi) -> None:
    hostile = toy_article(
        "<i>.txt",
        "The <b>ministers</i> & \u202ethe &lt;guests&gt; met in Tokyo </blockquote><script>.",
        title='<a href="tg://user?id=1">Click</a>',
    )
    library = toy_library(hostile)
    async with running(api, toy_answerer(library, PhraseReader({"Tokyo <": 2.0})), library):
        await ask(api, "Where did the ministers meet?")
    # The bidi control U+202E is left out: it would turn the rest of the line around.
    assert transcript(api) == [
        reply(
            1,
            "<blockquote>The &lt;b&gt;ministers&lt;/i&gt; &amp; the &amp;lt;guests&amp;gt; met in "
            "<b>Tokyo &lt;</b>/blockquote&gt;&lt;script&gt;.</blockquote>\n"
            "&lt;a href=&quot;tg://user?id=1&quot;&gt;Click&lt;/a&gt; · "
            "&lt;i&gt;.txt, characters 0–78\n"
            "88 % sure",
            buttons=UNDER_ANSWER,
        )
    ]


async def test_a_quote_that_is_too_long_for_one_message_still_arrives(api: BotApi) -> None:
    # 4,000 emoji are 8,000 UTF-16 units: too long by units, though not by characters. Below the
    # quote stand 45 units; with 4 kept for a longer number, 4,096 - 49 = 4,047 are left for it.
    # "The ministers met in Tokyo " takes 27 of them, which leaves 2,010 emoji of two units each.
    long = toy_article("long.txt", "The ministers met in Tokyo " + "🙂" * 4000 + ".")
    library = toy_library(long)
    async with running(api, toy_answerer(library, PhraseReader({"Tokyo": 2.0})), library):
        await ask(api, "Where did the ministers meet?")
    assert transcript(api) == [
        reply(
            1,
            f"<blockquote>The ministers met in <b>Tokyo</b> {'🙂' * 2010}</blockquote>\n"
            "Long · long.txt, characters 0–2037\n"
            "88 % sure",
            buttons=UNDER_ANSWER,
        )
    ]


async def test_a_reply_arrives_even_if_its_question_was_deleted(api: BotApi) -> None:
    question = api.writes(ANN, "/help")
    api.deletes(ANN, question)
    async with running(api, answerer(), LIBRARY):
        await off_loop(api.wait_sent, 1)
    assert transcript(api) == [reply(1, HELP)]


async def test_only_new_messages_of_people_in_private_chats_are_heard(api: BotApi) -> None:
    text = "When did the ministers meet?"
    group = {"id": -5, "type": "group", "title": "All"}
    # What was sent before the first poll arrives whatever kinds the poll then names.
    api.writes(ANN, text, chat=group)
    api.writes(ANN, "/weather", chat=group)
    api.writes(ANN, "/help@other_bot", chat=group)
    api.writes(ANN, text, kind="edited_message", edit_date=1_700_000_002)
    api.writes(Person(user_id=9, name="Robot", is_bot=True), text)
    api.writes(ANN, text, via_bot=Person(user_id=9, name="Robot", is_bot=True).as_user())
    channel = {"id": -6, "type": "channel", "title": "News"}
    api.delivers({"date": int(time.time()), "chat": channel, "text": text}, kind="channel_post")
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    api.delivers(
        {
            "date": int(time.time()),
            "chat": ANN.as_chat(),
            "from": ANN.as_user(),
            "photo": photo,
            "caption": text,
        }
    )
    async with running(api, answerer(**{"8 July 2018": 2.0}), LIBRARY):
        await ask(api, "/help@footnote_bot")
    assert transcript(api) == [reply(9, HELP)]


async def test_a_channel_is_not_even_told_that_it_posts_too_fast(api: BotApi) -> None:
    channel = {"id": -6, "type": "channel", "title": "News"}
    entities = [{"type": "bot_command", "offset": 0, "length": 4}]
    post = {"date": int(time.time()), "chat": channel, "sender_chat": channel}
    for _ in range(20):  # more than even a group may ask at once
        api.delivers({**post, "text": "/ask Who?", "entities": entities}, kind="channel_post")
    async with running(api, answerer(), LIBRARY, footnote_questions_per_minute=1):
        await ask(api, "/help")
    assert transcript(api) == [reply(21, HELP)]


async def test_telegram_is_asked_for_what_is_handled_only(api: BotApi) -> None:
    async with running(api, answerer(), LIBRARY):
        await ask(api, "/help")
    polls = [call.parameters for call in api.calls if call.method == "getUpdates"]
    assert [poll["allowed_updates"] for poll in polls] == [
        ["message", "edited_message", "callback_query", "inline_query"]
    ] * len(polls)


async def test_each_kind_of_chat_has_its_menu(api: BotApi) -> None:
    api.writes(BOB, "/help")  # an administrator who has written before has a menu of their own
    async with running(api, answerer(), LIBRARY, admin_user_ids=frozenset({BOB.user_id})):
        await off_loop(api.wait_sent, 1)
    menus = {
        str(call["scope"]): [command["command"] for command in call["commands"]]
        for call in api.asked("setMyCommands")
    }
    private = ["start", "help", "ask", "sources", "why", "forgetme"]
    assert menus == {
        "{'type': 'all_private_chats'}": private,
        "{'type': 'all_group_chats'}": ["ask", "sources", "why", "help"],
        "{'chat_id': 8, 'type': 'chat'}": [*private, "forget", "status"],
    }


class SlowAnswerer:
    """Takes as long as the test wants for each question."""

    def __init__(self) -> None:
        self.started = threading.Semaphore(0)
        self.go_on = threading.Event()

    def answer(self, question: str) -> NoAnswer:
        self.started.release()
        assert self.go_on.wait(20)
        return NoAnswer(question=question, reason="no_match")


def refused(to: int, person: Person = ANN) -> dict[str, Any]:
    text = "The articles do not mention this, so I cannot answer it."
    return reply(to, text, person, UNDER_REFUSAL)


async def test_a_slow_question_delays_nobody_elses_help(api: BotApi) -> None:
    slow = SlowAnswerer()
    async with running(api, slow):
        for _ in range(3):  # one more than there are workers
            api.writes(ANN, "Who met whom?")
        await off_loop(slow.started.acquire)
        await ask(api, "/help", BOB)
        assert transcript(api) == [reply(4, HELP, BOB)]
        slow.go_on.set()
        await off_loop(api.wait_sent, 3, ANN)
    assert sorted(transcript(api, ANN.user_id), key=str) == [refused(1), refused(2), refused(3)]


async def test_the_bot_types_while_it_reads(api: BotApi) -> None:
    slow = SlowAnswerer()
    async with running(api, slow):
        api.writes(ANN, "Who met whom?")
        await off_loop(api.wait, lambda: "sendChatAction" in api.methods())
        slow.go_on.set()
        await off_loop(api.wait_sent, 1)
    (action,) = [call.parameters for call in api.calls if call.method == "sendChatAction"]
    assert action == {"chat_id": 7, "action": "typing"}
    assert transcript(api) == [refused(1)]
