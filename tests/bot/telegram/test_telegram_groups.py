"""In groups and topics the bot speaks only when spoken to; edits and access, over real HTTP."""

from typing import Any

import pytest
from answerers import HeldUp, Repeats
from bot_api import BotApi, Person
from running import (
    ANN,
    BOB,
    UNDER_REFUSAL,
    all_done,
    ask,
    off_loop,
    reply,
    running,
    transcript,
)
from telegram import Chat, Message, MessageEntity, User

from bot.telegram_app import sending
from bot.telegram_app.addressing import question_of
from bot.telegram_app.menus import COMMANDS

GROUP = {"id": -5, "type": "supergroup", "title": "All", "is_forum": True}
BOT_USER = {"id": 1234, "is_bot": True, "first_name": "Footnote", "username": "footnote_bot"}


def refused(to: int, word: str, **more: Any) -> dict[str, Any]:
    text = (
        "The articles do not mention this, so I cannot answer it.\n"
        f"None of the articles mentions “{word}”."
    )
    return reply(to, text, -5, UNDER_REFUSAL, **more)


async def test_each_way_to_address_the_bot_in_a_group(api: BotApi) -> None:
    asked = Repeats()
    async with running(api, asked):
        await ask(api, "/ask Who?", chat=GROUP)
        await ask(api, "/ASK@Footnote_Bot  Where?", chat=GROUP)
        await ask(api, "/Ask to whom?", chat=GROUP)
        await ask(api, "@FOOTNOTE_bot when?", chat=GROUP)
        await ask(api, "🙂 why, @footnote_bot, though?", chat=GROUP)
        original = {"message_id": 2, "date": 1, "chat": GROUP, "from": BOT_USER, "text": "x"}
        await ask(api, "how?", chat=GROUP, reply_to_message=original)
    assert asked.asked == ["Who?", "Where?", "to whom?", "when?", "🙂 why, , though?", "how?"]
    assert len(transcript(api)) == 6


async def test_what_is_not_for_the_bot_is_left_alone(api: BotApi) -> None:
    asked = Repeats()
    by_bob = {"message_id": 1, "date": 1, "chat": GROUP, "from": BOB.as_user(), "text": "x"}
    opened = {
        "message_id": 1,
        "date": 1,
        "chat": GROUP,
        "from": BOT_USER,
        "forum_topic_created": {"name": "Topic", "icon_color": 1},
    }
    robot = Person(user_id=9, name="Robot", is_bot=True)
    async with running(api, asked):
        for text in (
            "Who?",
            "/ask@other_bot Who?",
            "/weather",
            "@footnote_bots Who?",
            "mail@footnote_bot.org",
            "email me: x@footnote_bot",
            "footnote_bot, who?",
        ):
            api.writes(ANN, text, chat=GROUP)
        api.writes(ANN, "Who?", chat=GROUP, reply_to_message=by_bob)
        api.writes(ANN, "Who?", chat=GROUP, reply_to_message=opened)
        api.writes(robot, "/ask Who?", chat=GROUP)
        api.writes(ANN, "/ask Who?", chat=GROUP, is_automatic_forward=True)
        await ask(api, "/ask now", chat=GROUP)
    assert asked.asked == ["now"]
    assert transcript(api) == [refused(12, "now")]


async def test_a_mention_alone_asks_the_message_it_replies_to(api: BotApi) -> None:
    asked = Repeats()
    async with running(api, asked):
        question = api.writes(BOB, "Who met whom?", chat=GROUP)
        original = {"message_id": question, "date": 1, "chat": GROUP, "from": BOB.as_user()}
        original["text"] = "Who met whom?"
        await ask(api, "@footnote_bot", chat=GROUP, reply_to_message=original)
        await ask(api, "/ask", chat=GROUP, reply_to_message=original)
    assert asked.asked == ["Who met whom?"] * 2


async def test_the_answer_goes_into_the_topic_of_its_question(api: BotApi) -> None:
    async with running(api, Repeats()):
        await ask(api, "/ask Who?", chat=GROUP, message_thread_id=42, is_topic_message=True)
        await ask(api, "/ask Who?", chat=GROUP, message_thread_id=42)  # a thread, and no topic
    assert transcript(api) == [refused(1, "Who?", message_thread_id=42), refused(3, "Who?")]


async def test_it_types_in_the_topic_again_and_again_while_it_reads(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram shows an action for five seconds."""
    monkeypatch.setattr(sending, "TYPING_LASTS", 0.01)
    slow = HeldUp(Repeats())
    async with running(api, slow):
        api.writes(ANN, "/ask Who?", chat=GROUP, message_thread_id=42, is_topic_message=True)
        await off_loop(api.wait, lambda: len(api.asked("sendChatAction")) >= 3)
        slow.go_on.set()
        await off_loop(api.wait_sent, 1)
    actions = api.asked("sendChatAction")
    typing = {"chat_id": -5, "action": "typing", "message_thread_id": 42}
    assert actions == [typing] * len(actions)


async def test_who_writes_for_the_group_itself_is_answered(api: BotApi) -> None:
    anonymous = Person(user_id=1087968824, name="Group", is_bot=True)
    async with running(api, Repeats()):
        await ask(api, "/ask Who?", anonymous, chat=GROUP, sender_chat=GROUP)
    assert transcript(api) == [refused(1, "Who?")]


async def test_ask_without_a_question_says_how(api: BotApi) -> None:
    async with running(api, Repeats()):
        await ask(api, "/ask")
    how = "Write the question behind the command, for example: /ask Who met whom, where and when?"
    assert transcript(api) == [reply(1, how)]


async def test_an_edited_question_changes_its_answer_in_place(api: BotApi) -> None:
    asked = Repeats()
    async with running(api, asked) as bot:
        question = await ask(api, "/ask Who?", chat=GROUP)
        await all_done(bot)
        api.edits(ANN, question, "/ask Who else?", chat=GROUP)
        await off_loop(api.wait, lambda: "editMessageText" in api.methods())
        api.edits(ANN, question, "/ask Who else?", chat=GROUP)  # nothing new
        api.edits(ANN, 99, "/ask never answered", chat=GROUP)
        api.edits(ANN, question, "no longer for the bot", chat=GROUP)
    changed = refused(1, "Who else?")
    del changed["reply_parameters"]
    assert transcript(api) == [refused(1, "Who?"), {**changed, "message_id": 2}]
    assert asked.asked == ["Who?", "Who else?"]


async def test_a_stranger_hears_their_number_once_and_nothing_in_groups(api: BotApi) -> None:
    asked = Repeats()
    rules = {"allowed_telegram_user_ids": frozenset({ANN.user_id})}
    async with running(api, asked, footnote_questions_per_minute=1, **rules):
        await ask(api, "Who?", BOB)
        api.writes(BOB, "Who?")
        api.writes(BOB, "/start")
        api.writes(BOB, "/ask Who?", chat=GROUP)
        await ask(api, "Who?")
    assert transcript(api, BOB.user_id) == [
        reply(1, "I may not answer you. If you know my owner, tell them your number: 8", BOB)
    ]
    assert transcript(api, -5) == []
    assert asked.asked == ["Who?"]


async def test_buttons_obey_the_access_rules_too(api: BotApi) -> None:
    async with running(api, Repeats()) as bot:
        await ask(api, "Who?", BOB)
        await all_done(bot)
    async with running(api, Repeats(), allowed_telegram_user_ids=frozenset({ANN.user_id})):
        api.presses(BOB, 2, "👎")
        api.presses(BOB, 2, "👎", id="long ago")  # what Telegram refuses by then is no failure
        await off_loop(api.wait, lambda: len(api.asked("answerCallbackQuery")) == 2)
    answer, _ = api.asked("answerCallbackQuery")
    assert answer["text"] == "I may not answer you. If you know my owner, tell them your number: 8"
    assert len(transcript(api)) == 1


@pytest.mark.parametrize(
    ("text", "offset", "length", "question"),
    [
        ("@footnote_bot who?", 0, 13, "who?"),
        ("who? @footnote_bot", 5, 13, "who?"),
        ("🙂🙂 @footnote_bot who?", 5, 13, "🙂🙂 who?"),
        ("\ud83d @footnote_bot who?", 2, 13, "\ud83d who?"),  # half an emoji, as JSON allows
        ("@footnote_bot", 0, 13, ""),
    ],
)
def test_offsets_count_utf16_units(text: str, offset: int, length: int, question: str) -> None:
    entity = MessageEntity(MessageEntity.MENTION, offset, length)
    message = Message(1, None, Chat(-5, Chat.SUPERGROUP), text=text, entities=[entity])
    assert question_of(message, User(**BOT_USER)) == question


def test_every_command_of_a_menu_is_known() -> None:
    private = {"start", "help", "ask", "sources", "why", "forgetme"}
    assert private | {"forget", "status"} == COMMANDS
