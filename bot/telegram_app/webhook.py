"""Receive updates by webhook: a small HTTP server that trusts nobody without the secret.

python-telegram-bot's own compares the secret with `!=`, logs a wrong one, and reads up to 100 MB of
body before it looks. TLS is the business of the proxy in front.
"""

import hmac
import json
import logging
import secrets
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from telegram.error import BadRequest
from telegram.ext import ExtBot
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from bot.errors import SettingsError
from bot.settings import Settings
from bot.telegram_app.journal import Journal
from bot.telegram_app.polling import take_in

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header, not the secret

LARGEST = 1024 * 1024
"""Bytes of one update; Telegram's own are far smaller."""

CONNECTIONS = 20
"""At the same time from Telegram; the work itself waits in the bot's own line."""

Take = Callable[[dict[str, Any]], None]
"""Does the work of a raw update, later."""


def webhook_secret(settings: Settings) -> str:
    """The secret from the settings, or else a new one: Telegram is told it at each start."""
    if settings.webhook_secret is None:
        return secrets.token_urlsafe(32)
    return settings.webhook_secret.reveal()


def start_server(settings: Settings, secret: str, journal: Journal, take: Take) -> HTTPServer:
    """Listen for updates, on any path: the secret alone counts, and a proxy may change paths.

    Raises `SettingsError` if the port is not free.
    """
    handing = {"secret": secret, "journal": journal, "take": take}
    server = HTTPServer(
        Application([(".*", Receiver, handing)], log_function=lambda _: None),
        max_body_size=LARGEST,
        body_timeout=30,
        idle_connection_timeout=300,
    )
    try:
        server.listen(settings.webhook_port, settings.webhook_listen)
    except OSError as error:
        raise SettingsError(
            f"Nothing can listen on WEBHOOK_LISTEN {settings.webhook_listen}, WEBHOOK_PORT "
            f"{settings.webhook_port}: {error}"
        ) from error
    return server


async def set_webhook(bot: ExtBot[Any], url: str, secret: str, kinds: Sequence[str]) -> None:
    """Tell Telegram where to send updates. Raises `SettingsError` for an address it refuses."""
    try:
        await bot.set_webhook(
            url, secret_token=secret, allowed_updates=kinds, max_connections=CONNECTIONS
        )
    except BadRequest as error:
        raise SettingsError(f"Telegram does not accept WEBHOOK_URL {url}: {error}") from error
    known = await bot.get_webhook_info()
    logger.info("Telegram sends updates by webhook; %d wait there.", known.pending_update_count)


@stream_request_body
class Receiver(RequestHandler):
    """Takes one update: 403 without the secret, before the body is read; 200 before the work."""

    def initialize(self, secret: str, journal: Journal, take: Take) -> None:
        """See `RequestHandler.initialize`."""
        self._secret = secret.encode()
        self._journal = journal
        self._take = take
        self._body = bytearray()

    def prepare(self) -> None:
        """Turn strangers away, in the same time however much of their secret is right."""
        given = self.request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            raise HTTPError(HTTPStatus.FORBIDDEN)

    def data_received(self, chunk: bytes) -> None:
        """Gather the body; how much may come is the server's `max_body_size`."""
        self._body += chunk

    def post(self) -> None:
        """Write the update down, answer, and leave the rest to the bot."""
        try:
            update = json.loads(bytes(self._body))
        except ValueError:
            raise HTTPError(HTTPStatus.BAD_REQUEST) from None
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        (taken,) = take_in([update], self._journal)
        if len(taken) > 1:  # neither known already nor beyond understanding
            self._take(taken)

    def write_error(self, status_code: int, **_: Any) -> None:  # noqa: ARG002
        """No page, no reason."""
        self.finish()
