"""Polling, seen from inside: updates are written down before Telegram hears they were taken.

python-telegram-bot confirms updates as soon as they are in its queue in memory, fetches a batch
that it cannot decode again for ever, and lives on in silence once its token is refused or its
polling has died. This request stands between the two and sees each answer first.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.telegram_app.connection import TIMEOUT, token_refused
from bot.telegram_app.journal import Journal
from retrieval.errors import FootnoteError

logger = logging.getLogger(__name__)

_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)

MOST_CONFLICTS = 10
"""Polls in a row that another poller may end; the waits between them grow, to some 3 minutes."""


class PollingError(FootnoteError):
    """Polling cannot go on; the message says why."""


class Standstill(Exception):  # noqa: N818  # nothing is set up wrong; a new start may mend it
    """Polling has died in the middle: no poll ends any more, neither well nor badly."""


class PollWatch:
    """What is known of the polls: when the last good one was, and whether there is a point.

    An outage is no reason to end: each poll fails, the next may not, and a new start would help
    nobody. But polls are known to hang, and the library's task to die, in silence and for good.
    """

    def __init__(self, ask_again: Callable[[], Awaitable[object]]) -> None:
        """`ask_again` is getMe, which tells for sure whether the token is refused."""
        self._ask_again = ask_again
        self._asking = asyncio.Lock()
        self.last_good: float | None = None
        self._conflicts = 0
        self._quiet = 0.0
        self._complaint: str | None = None
        self._broken: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    def note(self, status: int, patience: float = 0.0) -> None:
        """Take note of a poll by the HTTP status of its answer.

        `patience` are the seconds for which Telegram wants no other.
        """
        self._quiet = -patience
        if status == HTTPStatus.OK:
            self.last_good = time.time()
            self._conflicts = 0
            if self._complaint is not None:
                logger.info("Polling works again.")
            self._complaint = None
        elif status == HTTPStatus.CONFLICT:
            self._conflicts += 1
            if self._conflicts >= MOST_CONFLICTS:
                self._give_up(
                    PollingError(
                        "Another program answers with the same token, and each takes messages "
                        "from the other. Stop one of the two, then start this one again."
                    )
                )

    def failed(self, error: TelegramError) -> None:
        """Take note of a poll without an answer, or with a bad one: one line for a whole outage."""
        self._quiet = 0.0
        if str(error) != self._complaint:
            logger.warning("Polling failed (%s). Trying again until it works.", error)
        self._complaint = str(error)

    async def refused(self) -> bool:
        """Whether the token is not taken any more, now that a call was answered so.

        Telegram is asked once more, since a proxy's page for what it cannot find looks the same.
        """
        async with self._asking:
            if not self.given_up:
                await self._make_sure()
        return self.given_up

    async def _make_sure(self) -> None:
        try:
            await self._ask_again()
        except InvalidToken:
            self._give_up(token_refused())
        except TelegramError as error:
            logger.warning("The token was refused, and getMe failed (%s). Going on.", error)
        else:
            logger.warning("The token was refused, but not to getMe. Going on.")

    def pass_time(self, seconds: float, limit: float) -> None:
        """So long no poll has ended; give up beyond `limit` seconds of that."""
        self._quiet += seconds
        if self._quiet >= limit:
            self._give_up(
                Standstill(
                    f"No poll of Telegram has ended for {limit:g} seconds, neither well nor badly. "
                    "Ending, to be started again."
                )
            )

    @property
    def given_up(self) -> bool:
        """Whether there is no point in polling on."""
        return self._broken.done()

    async def broken(self) -> Exception:
        """Wait until there is no point in polling on, and say why."""
        return await asyncio.shield(self._broken)

    def _give_up(self, error: Exception) -> None:
        if not self._broken.done():
            self._broken.set_result(error)


class PollingRequest(HTTPXRequest):
    """The request of getUpdates alone: keeps the journal, and takes out what cannot be decoded."""

    def __init__(self, journal: Journal, watch: PollWatch) -> None:
        super().__init__(
            connection_pool_size=1,
            read_timeout=TIMEOUT,
            write_timeout=TIMEOUT,
            connect_timeout=TIMEOUT,
            pool_timeout=TIMEOUT,
        )
        self._journal = journal
        self._watch = watch

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """See `BaseRequest.do_request`; a good answer holds only what has to be done."""
        if self._watch.given_up:  # the library's last poll, to confirm what it has taken
            return HTTPStatus.OK, b'{"ok": true, "result": []}'
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except TelegramError as error:
            self._watch.failed(error)
            raise
        if status == HTTPStatus.OK:
            payload = self._taken_in(payload)
        if status in _REFUSED and not await self._watch.refused():
            # The refusal itself would end the library's polling for good.
            once = NetworkError(f"Refused with {status}, but not to getMe")
            self._watch.failed(once)
            raise once
        self._watch.note(status, _patience(payload))  # now: what cannot be kept is no good poll
        if self._watch.given_up:
            await asyncio.Event().wait()  # the bot is about to stop; the library would shout
        return status, payload

    def _taken_in(self, payload: bytes) -> bytes:
        try:
            answer = json.loads(payload)
            updates = answer["result"]
        except (ValueError, KeyError, TypeError):
            return payload  # a proxy's page: for the library to complain of
        answer["result"] = take_in(updates, self._journal)
        return json.dumps(answer).encode()


def _patience(payload: bytes) -> float:
    """The seconds for which an answer asks the bot to be quiet; 0 for any other answer."""
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 0.0


def take_in(updates: list[dict[str, Any]], journal: Journal) -> list[dict[str, Any]]:
    """Write the updates down; what is known or cannot be decoded is left as its bare number."""
    good = [update for update in updates if is_decodable(update)]
    new = journal.receive(good)
    return [
        update if update["update_id"] in new else {"update_id": update["update_id"]}
        for update in updates
    ]


def is_decodable(update: dict[str, Any]) -> bool:
    """Whether the library understands the update; if not, a line is logged, without its text."""
    try:
        Update.de_json(update, None)
    except Exception as error:  # whatever a decoder may stumble over
        logger.error(
            "Update %s cannot be understood and is passed over (%s).",
            update.get("update_id"),
            type(error).__name__,
        )
        return False
    return True
