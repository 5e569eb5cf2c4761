"""Run the bot in the test's own process against a Bot API double, and let people write to it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from typing import Any, TypeVar

from bot_api import PATIENCE, TOKEN, BotApi, Person
from toys import StillLibrary, toy_article, toy_library

from bot.build import Library
from bot.live import LiveLibrary
from bot.secret import Secret
from bot.settings import Settings
from bot.telegram_app.app import CHANGING, WORKERS, TelegramBot, build_bot, serve
from bot.telegram_app.connection import bot_id
from bot.telegram_app.limits import Pace
from bot.telegram_app.state import open_state
from bot.wording import wording

T = TypeVar("T")

ANN = Person(user_id=7, name="Ann")
BOB = Person(user_id=8, name="Bob")

TWO = toy_library(toy_article("one.txt", "One."), toy_article("two.txt", "Two."))

VERDICTS = [("👍", "right:0"), ("👎", "wrong:0")]
UNDER_ANSWER = [[("Show passage", "passage:0")], VERDICTS]
UNDER_REFUSAL = [VERDICTS]

Buttons = list[list[tuple[str, str]]]
"""Rows of labels with their data, without the key, which is random."""


def telegram_settings(api: BotApi, token: str = TOKEN, **more: Any) -> Settings:
    """Settings that lead to the double; a person may ask as fast as a test can."""
    fast = {"footnote_questions_per_minute": 100_000}
    return Settings(
        telegram_bot_token=Secret(token),
        telegram_api_base_url=api.url,
        telegram_api_file_url=api.file_url,
        **(fast | more),
    )


@asynccontextmanager
async def application(
    api: BotApi, answerer: Any, library: Library = TWO, *, token: str = TOKEN, **settings: Any
) -> AsyncIterator[TelegramBot]:
    """The bot, built and not connected; its state is in the test's own folder.

    `answerer` is a `LiveLibrary`, or anything that answers, which `library` then goes with.
    """
    chosen = telegram_settings(api, token, **settings)
    clock = itertools.count(0, 1000)  # a thousand seconds a look, so that it never has to wait
    with (
        ThreadPoolExecutor(WORKERS + CHANGING) as workers,
        closing(open_state(chosen.footnote_state, bot_id(token))) as state,
    ):
        live = (
            answerer
            if isinstance(answerer, LiveLibrary)
            else StillLibrary(answerer.answer, library)
        )
        pace = Pace(lambda: next(clock))
        built = build_bot(token, live, chosen, wording(), state, workers, pace)
        yield built
        await built.application.bot.shutdown()


@asynccontextmanager
async def running(
    api: BotApi, answerer: Any, library: Library = TWO, **settings: Any
) -> AsyncIterator[TelegramBot]:
    """The bot at work; after the block it has finished with every message it was given."""
    async with application(api, answerer, library, **settings) as built:
        serving = asyncio.create_task(serve(built))
        try:
            yield built
            await off_loop(api.wait_confirmed)
            await all_done(built)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
        if not serving.cancelled():
            serving.result()


async def all_done(bot: TelegramBot) -> None:
    """Wait until the journal has nothing left to do."""
    await until(lambda: not bot.services.journal.unfinished())


async def until(condition: Callable[[], object]) -> None:
    """Wait until `condition` holds; a test that waits in vain fails."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


async def off_loop(block: Callable[..., T], *args: Any) -> T:
    """Run what blocks, such as waiting for a call to the double, beside the event loop."""
    return await asyncio.to_thread(block, *args)


async def ask(api: BotApi, text: str, person: Person = ANN, **fields: Any) -> int:
    """`person` writes `text` and waits for one more message from the bot; returns its id."""
    chat_id = fields.get("chat", person.as_chat())["id"]
    before = len(api.sent(chat_id))
    message_id = api.writes(person, text, **fields)
    await off_loop(api.wait_sent, before + 1, chat_id)
    return message_id


def transcript(api: BotApi, chat_id: int | None = None) -> list[dict[str, Any]]:
    """Each sendMessage and editMessageText so far, the random keys left out of the buttons."""
    return [
        without_keys(call.parameters)
        for call in list(api.calls)
        if call.method in ("sendMessage", "editMessageText")
        and (chat_id is None or call.parameters["chat_id"] == chat_id)
    ]


def without_keys(parameters: dict[str, Any]) -> dict[str, Any]:
    """A call with its buttons' data as `action:number`."""
    if "reply_markup" not in parameters:
        return parameters
    rows = [
        [{**button, "callback_data": _without_key(button["callback_data"])} for button in row]
        for row in parameters["reply_markup"]["inline_keyboard"]
    ]
    return {**parameters, "reply_markup": {"inline_keyboard": rows}}


def reply(
    to: int | None, text: str, chat: Person | int = ANN, buttons: Buttons | None = None, **more: Any
) -> dict[str, Any]:
    """The whole call that sends `text` as the reply to the message `to`."""
    answered = {"message_id": to, "allow_sending_without_reply": True}
    return {
        "chat_id": chat if isinstance(chat, int) else chat.user_id,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **({} if to is None else {"reply_parameters": answered}),
        **({} if buttons is None else {"reply_markup": keyboard(buttons)}),
        **more,
    }


def edit(
    message_id: int, text: str, chat: Person | int = ANN, buttons: Buttons | None = None
) -> dict[str, Any]:
    """The whole call that changes the bot's message `message_id`."""
    return reply(None, text, chat, buttons, message_id=message_id)


def keyboard(buttons: Buttons) -> dict[str, Any]:
    """Rows of buttons as Telegram is sent them."""
    rows = [[{"text": label, "callback_data": data} for label, data in row] for row in buttons]
    return {"inline_keyboard": rows}


def _without_key(data: str) -> str:
    action, _, number = data.split(":")
    return f"{action}:{number}"
