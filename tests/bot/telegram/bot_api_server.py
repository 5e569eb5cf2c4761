"""The HTTP side of the Bot API double: requests in, statuses and bodies out."""

from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Handle = Callable[[str, str], tuple[int, bytes] | None]
"""Path and body of a request to status and body of the answer; None drops the connection."""


class BotApiServer(ThreadingHTTPServer):
    """Hands each request to `handle`, on a thread per connection, at a free port of loopback."""

    def __init__(self, handle: Handle) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = handle


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet, or the client waits for the second
    server: BotApiServer

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:  # the client changed its mind
            self.close_connection = True
            return
        answer = self.server.answer(self.path, body.decode())
        if answer is None:
            self.close_connection = True
            return
        status, payload = answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def do_GET(self) -> None:
        self.do_POST()

    def handle(self) -> None:
        with suppress(ConnectionError):  # a client that is told to stop leaves in mid-poll
            super().handle()

    def finish(self) -> None:
        with suppress(ConnectionError):
            super().finish()

    def log_message(self, *_: object) -> None:
        """Nothing: the calls are remembered."""
