"""Run the bot in the test's own process against a Bot API double, and let people write to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from bot_api import TOKEN, BotApi, Person
from pydantic import SecretStr

from bot.settings import Settings
from bot.telegram_app.app import WORKERS, build_application, serve
from bot.telegram_app.handlers import App, Handlers
from bot.wording import wording

T = TypeVar("T")

ANN = Person(user_id=7, name="Ann")
BOB = Person(user_id=8, name="Bob")


def telegram_settings(api: BotApi, token: str = TOKEN) -> Settings:
    """Settings that lead to the double."""
    return Settings(telegram_bot_token=SecretStr(token), telegram_api_base_url=api.url)


@asynccontextmanager
async def application(
    api: BotApi, answerer: Any, *, articles: int = 2, token: str = TOKEN
) -> AsyncIterator[App]:
    """The bot's application, built and not connected."""
    with ThreadPoolExecutor(WORKERS) as workers:
        handlers = Handlers(
            answerer=answerer, wording=wording(), articles=articles, workers=workers
        )
        built = build_application(token, telegram_settings(api, token), handlers)
        yield built
        await built.bot.shutdown()


@asynccontextmanager
async def running(api: BotApi, answerer: Any, *, articles: int = 2) -> AsyncIterator[App]:
    """The bot at work; after the block it has finished with every message it was given."""
    async with application(api, answerer, articles=articles) as built:
        serving = asyncio.create_task(serve(built))
        try:
            yield built
            await off_loop(api.wait_confirmed)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
        if not serving.cancelled():
            serving.result()


async def off_loop(block: Callable[..., T], *args: Any) -> T:
    """Run what blocks, such as waiting for a call to the double, beside the event loop."""
    return await asyncio.to_thread(block, *args)


async def ask(api: BotApi, text: str, person: Person = ANN, **fields: Any) -> None:
    """`person` writes `text` and waits for one more message from the bot."""
    before = len(api.sent(person))
    api.writes(person, text, **fields)
    await off_loop(api.wait_sent, before + 1, person)


def reply(to: int, text: str, person: Person = ANN) -> dict[str, Any]:
    """The whole call that sends `text` to `person` as the reply to their message `to`."""
    return {
        "chat_id": person.user_id,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_parameters": {"message_id": to, "allow_sending_without_reply": True},
    }
