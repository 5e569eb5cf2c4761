"""Run the bot: connect to Telegram, poll for messages, leave in an orderly way."""

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from telegram.constants import UpdateType
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder

from bot.answering import Answerer
from bot.errors import SettingsError
from bot.settings import Settings
from bot.telegram_app.connection import bot_token, discreet_bot, token_refused
from bot.telegram_app.handlers import App, Handlers
from bot.telegram_app.logs import start_logging
from bot.wording import Wording

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = (UpdateType.MESSAGE,)
"""What Telegram is to send: it remembers the choice, so it is always named."""

WORKERS = 2
"""Questions read at the same time; each uses all processors, more would only share them."""

POLL = 10
"""Seconds that Telegram may hold a poll open while there is nothing new."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before the second try to connect, and between later ones at most."""

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_telegram(answerer: Answerer, settings: Settings, wording: Wording, *, articles: int) -> int:
    """Answer in Telegram until told to stop by SIGINT or SIGTERM; returns the exit status.

    `articles` is how many there are, for `/help`. Raises `SettingsError` if the token is missing
    or wrong.
    """
    token = bot_token(settings)
    start_logging(token)
    try:
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="reader") as workers:
            handlers = Handlers(
                answerer=answerer, wording=wording, articles=articles, workers=workers
            )
            asyncio.run(_serve_until_signal(build_application(token, settings, handlers)))
    except SettingsError:
        raise
    except Exception:  # the log keeps the token to itself, an uncaught traceback would not
        logger.critical("Stopped by an error of its own.", exc_info=True)
        return 1
    return 0


def build_application(token: str, settings: Settings, handlers: Handlers) -> App:
    """The application with its handlers, not yet connected."""
    application = (
        ApplicationBuilder()
        .bot(discreet_bot(token, settings))
        .concurrent_updates(True)
        .job_queue(None)
        .post_init(handlers.offer_commands)
        .build()
    )
    handlers.add_to(application)
    return application


async def serve(application: App) -> None:
    """Poll and answer until cancelled, then answer what has been taken in.

    Raises `SettingsError` if Telegram refuses the token; without a network it keeps trying.
    """
    updater = application.updater
    if updater is None:
        raise TypeError("The application was built without an updater.")
    try:
        await _connect(application)
        if application.post_init is not None:
            await application.post_init(application)
        await updater.start_polling(
            timeout=POLL,
            bootstrap_retries=-1,
            allowed_updates=ALLOWED_UPDATES,
            error_callback=_poll_failed,
        )
        await application.start()
        logger.info("Answering as @%s.", application.bot.username)
        await asyncio.get_running_loop().create_future()
    except InvalidToken:
        raise token_refused() from None
    finally:
        await _disconnect(application)


async def _serve_until_signal(application: App) -> None:
    loop = asyncio.get_running_loop()
    serving = loop.create_task(serve(application))

    def stop() -> None:
        for number in _STOP_SIGNALS:  # a second signal ends the process at once
            loop.remove_signal_handler(number)
        serving.cancel()

    with suppress(NotImplementedError):  # Windows: only Ctrl-C, which asyncio.run turns into this
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, stop)
    with suppress(asyncio.CancelledError):
        await serving


async def _connect(application: App) -> None:
    """Try until Telegram answers; a refused token ends it at once. Raises `InvalidToken`."""
    pause = FIRST_PAUSE
    while True:
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            logger.warning("No connection (%s). Trying again in %.0f seconds.", error, pause)
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, 2 * pause)


async def _disconnect(application: App) -> None:
    if application.updater is not None and application.updater.running:
        await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()  # which shutdown leaves open if it was never initialized


def _poll_failed(error: TelegramError) -> None:
    """Say it in one line; the updater goes on trying by itself."""
    if isinstance(error, Conflict):
        logger.error("Another program polls with the same token; stop one of the two. (%s)", error)
    else:
        logger.warning("Polling failed (%s). Trying again.", error)
