"""Run the bot: put it together, connect to Telegram, serve, leave in an orderly way."""

import asyncio
import logging
import os
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.constants import UpdateType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder
from tornado.httpserver import HTTPServer

from bot.live import Live, Watcher
from bot.settings import Settings
from bot.telegram_app.access import access_rules
from bot.telegram_app.application import JournaledApplication
from bot.telegram_app.connection import (
    bot_id,
    bot_token,
    discreet_bot,
    privacy_mode,
    token_refused,
)
from bot.telegram_app.failures import Failures
from bot.telegram_app.feedback import Feedback
from bot.telegram_app.handlers import add_handlers
from bot.telegram_app.journal import Journal, Unfinished
from bot.telegram_app.limits import Limits, Pace
from bot.telegram_app.logs import log_changes, start_logging
from bot.telegram_app.memory import Memory
from bot.telegram_app.menus import offer_menus
from bot.telegram_app.polling import PollingRequest, PollWatch, Standstill
from bot.telegram_app.reading import Shelves
from bot.telegram_app.sending import Sender
from bot.telegram_app.services import Services
from bot.telegram_app.state import claim, lock_state, open_state
from bot.telegram_app.supervisor import keep_alive
from bot.telegram_app.waiting import WaitingLine
from bot.telegram_app.webhook import set_webhook, start_server, webhook_secret
from bot.wording import Wording
from retrieval.errors import FootnoteError

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
)
"""What Telegram is to send: it remembers the choice, so it is always named."""

WORKERS = 2
"""Questions read at the same time; each uses all processors, more would only share them."""

CHANGING = 1
"""Changes of the articles at the same time, beside the questions."""

AT_ONCE = 1024
"""Updates handled at the same time; most only wait, and the line bounds how many may."""

POLL = 10
"""Seconds that Telegram may hold a poll open while there is nothing new."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before the second try to connect, and between later ones at most."""

HOUSEKEEPING = 3600.0
"""Seconds between two times of forgetting what is too old."""

LOOKS = 10
"""Looks at the polls within the time after which they count as standing still."""

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, kw_only=True)
class TelegramBot:
    """The bot, put together and not yet connected."""

    application: JournaledApplication
    services: Services
    failures: Failures
    state: sqlite3.Connection


def run_telegram(live: Live, settings: Settings, wording: Wording) -> int:
    """Answer in Telegram until told to stop by SIGINT or SIGTERM; returns the exit status.

    Raises `SettingsError` if the token is missing or wrong or the state cannot be used, and
    `PollingError` if another program takes the messages.
    """
    token = bot_token(settings)
    start_logging(token)
    with (
        closing(lock_state(settings.footnote_state)),
        closing(open_state(settings.footnote_state, bot_id(token))) as state,
        Watcher(live, log_changes),
    ):
        workers = ThreadPoolExecutor(WORKERS + CHANGING, thread_name_prefix="worker")
        try:
            status, busy = asyncio.run(_run(token, live, settings, wording, state, workers))
        finally:
            workers.shutdown(wait=False, cancel_futures=True)
    if busy:  # a worker that outlasts the time to stop would hold the process
        logging.shutdown()
        os._exit(status)
    return status


async def _run(
    token: str,
    live: Live,
    settings: Settings,
    wording: Wording,
    state: sqlite3.Connection,
    workers: Executor,
) -> tuple[int, bool]:
    """The exit status, and whether something still runs that cannot be stopped.

    2 stands for what the next run would meet again; after 1 it is worth a try.
    """
    bot, status = None, 0
    try:
        bot = build_bot(token, live, settings, wording, state, workers)
        await _serve_until_signal(bot)
    except FootnoteError as error:
        if not _is_busy(bot):
            raise
        logger.critical("%s", error)
        status = 2
    except Standstill as error:
        logger.critical("%s", error)
        status = 1
    except Exception:  # the log keeps the token to itself, an uncaught traceback would not
        logger.critical("Stopped by an error of its own.", exc_info=True)
        status = 1
    return status, _is_busy(bot)


def _is_busy(bot: TelegramBot | None) -> bool:
    return bot is not None and not (bot.services.line.idle and bot.services.changing.idle)


def build_bot(
    token: str,
    live: Live,
    settings: Settings,
    wording: Wording,
    state: sqlite3.Connection,
    workers: Executor,
    pace: Pace | None = None,
) -> TelegramBot:
    """The bot with its handlers; must be called where an event loop runs.

    `workers` have a thread for each of `WORKERS` and `CHANGING`.
    """
    journal, watch = Journal(state), PollWatch(lambda: bot.get_me())
    memory, feedback = Memory(state, settings.footnote_keep_questions_days), Feedback(state)
    line = WaitingLine(workers, WORKERS)
    bot = discreet_bot(token, settings, PollingRequest(journal, watch))

    def migrated(old: int, new: int) -> None:
        memory.move(old, new)
        feedback.move(old, new)

    services = Services(
        live=live,
        shelves=Shelves(lambda: live.library.articles),
        settings=settings,
        wording=wording,
        journal=journal,
        memory=memory,
        feedback=feedback,
        access=access_rules(settings),
        limits=Limits(settings.footnote_questions_per_minute),
        line=line,
        changing=WaitingLine(workers, CHANGING),
        sender=Sender(
            bot,
            journal,
            Pace() if pace is None else pace,
            unreachable=line.drop,
            migrated=migrated,
            token_refused=watch.refused,
            cut_short=wording.say("telegram.cut_short"),
        ),
        watch=watch,
    )
    application: Any = (
        ApplicationBuilder()
        .application_class(JournaledApplication, {"journal": journal})
        .bot(bot)
        .concurrent_updates(AT_ONCE)
        .job_queue(None)
        .build()
    )
    return TelegramBot(
        application=application,
        services=services,
        failures=add_handlers(application, services),
        state=state,
    )


async def serve(bot: TelegramBot) -> None:
    """Take in and answer until cancelled, then finish what runs and leave the rest.

    Raises `FootnoteError` if there is no point in going on, `Standstill` if polling has died;
    without a network it keeps trying.
    """
    application, services = bot.application, bot.services
    beside = [asyncio.create_task(_keep_house(services)), asyncio.create_task(keep_alive())]
    server: HTTPServer | None = None
    try:
        await _patiently(application.initialize)
        claim(bot.state, application.bot.id)
        logger.info("%s", privacy_mode(application.bot.can_read_all_group_messages))
        await offer_menus(application, services.access, services.wording)
        left = services.journal.unfinished()
        server = await _start_receiving(bot)
        if server is None:
            beside.append(asyncio.create_task(_watch_polls(services)))
        await application.start()
        _resume(bot, left)
        logger.info("Answering as @%s.", application.bot.username)
        raise await services.watch.broken()
    except InvalidToken:
        raise token_refused() from None
    finally:
        for task in beside:
            task.cancel()
        if server is not None:
            server.stop()
            await server.close_all_connections()
        await _leave(bot)


async def _start_receiving(bot: TelegramBot) -> HTTPServer | None:
    """Poll, or listen for what Telegram sends; returns the server that listens, if any."""
    application, services = bot.application, bot.services
    url = services.settings.webhook_url
    if url is None:
        await _start_polling(application, services.watch)
        return None
    secret = webhook_secret(services.settings)

    def take(raw: dict[str, Any]) -> None:
        services.watch.note(HTTPStatus.OK)
        application.update_queue.put_nowait(Update.de_json(raw, application.bot))

    server = start_server(services.settings, secret, services.journal, take)
    try:
        await _patiently(lambda: set_webhook(application.bot, url, secret, ALLOWED_UPDATES))
    except BaseException:
        server.stop()
        raise
    return server


async def _start_polling(application: JournaledApplication, watch: PollWatch) -> None:
    if application.updater is None:
        raise TypeError("The application was built without an updater.")
    await application.updater.start_polling(
        timeout=POLL,
        bootstrap_retries=-1,
        allowed_updates=ALLOWED_UPDATES,
        error_callback=watch.failed,
    )


def _resume(bot: TelegramBot, left: list[Unfinished]) -> None:
    """Do what a former run took in; what it was sending is not sent again."""
    for each in left:
        update = Update.de_json(each.body, bot.application.bot)
        if each.state == "received":
            bot.application.update_queue.put_nowait(update)
        else:
            bot.application.create_task(bot.failures.answer_may_be_lost(update), update)


async def _serve_until_signal(bot: TelegramBot) -> None:
    loop = asyncio.get_running_loop()
    serving = loop.create_task(serve(bot))

    def stop() -> None:
        for number in _STOP_SIGNALS:  # a second signal ends the process at once
            loop.remove_signal_handler(number)
        serving.cancel()

    with suppress(NotImplementedError):  # Windows: only Ctrl-C, which asyncio.run turns into this
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, stop)
    with suppress(asyncio.CancelledError):
        await serving


async def _patiently(call: Callable[[], Awaitable[None]]) -> None:
    """Try until Telegram answers; a refused token ends it at once. Raises `InvalidToken`."""
    pause = FIRST_PAUSE
    while True:
        try:
            await call()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            logger.warning("No connection (%s). Trying again in %.0f seconds.", error, pause)
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, 2 * pause)


async def _watch_polls(services: Services) -> None:
    """Look at the polls now and then.

    Steps are counted, not the clock: a process that was frozen with its machine for an hour has
    lost no more than one.
    """
    limit = services.settings.footnote_standstill_seconds
    while True:
        await asyncio.sleep(limit / LOOKS)
        services.watch.pass_time(limit / LOOKS, limit)


async def _keep_house(services: Services) -> None:
    while True:
        services.journal.prune()
        services.memory.prune()
        await asyncio.sleep(HOUSEKEEPING)


async def _leave(bot: TelegramBot) -> None:
    """Take in nothing more, finish what runs, within the time to stop; the journal has the rest."""
    bot.application.leaving = True
    bot.services.line.leave()
    bot.services.changing.leave()
    bot.services.sender.close()
    # Not asyncio.timeout: Updater.stop swallows the one cancellation that it would send.
    leaving = asyncio.create_task(_disconnect(bot.application))
    done, _ = await asyncio.wait({leaving}, timeout=bot.services.settings.footnote_stop_seconds)
    if done:
        leaving.result()
    else:
        leaving.cancel()
        logger.warning("Not everything ended in time; the next start goes on with it.")


async def _disconnect(application: JournaledApplication) -> None:
    if application.updater is not None and application.updater.running:
        with suppress(TelegramError):
            await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()  # which shutdown leaves open if it was never initialized
