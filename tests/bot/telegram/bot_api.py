"""A Bot API server on loopback: a double that behaves as Telegram does, and remembers each call.

It delivers updates until they are confirmed, refuses what Telegram refuses in Telegram's own words
(tdlib/telegram-bot-api), and fails on request.
"""

import http.client
import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bot_api_server import BotApiServer
from telegram_html import Refused, parsed, utf16_units

TOKEN = "1234:no-token-of-any-bot"
BOT = {"id": 1234, "is_bot": True, "first_name": "Footnote", "username": "footnote_bot"}
LONGEST_POLL = 0.2
"""Seconds that a poll is held open here, whatever longer time is asked for."""

PATIENCE = 20
"""Seconds after which a test that waits for a call gives up."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a private chat with the bot; `user_id` is the chat's id too."""

    user_id: int
    name: str
    is_bot: bool = False

    def as_user(self) -> dict[str, Any]:
        return {"id": self.user_id, "is_bot": self.is_bot, "first_name": self.name}

    def as_chat(self) -> dict[str, Any]:
        return {"id": self.user_id, "type": "private", "first_name": self.name}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request to the server, its parameters decoded."""

    method: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens instead of an answer: an HTTP status with a body, or a dropped connection."""

    status: int = 0
    body: bytes = b""
    after_acting: bool = False
    """The call has its effect first: the message is delivered, only nobody is told."""
    held: bool = False
    """Nothing comes back at all, until the server closes."""


def dropped(*, after_acting: bool = False) -> Fault:
    """The connection breaks before an answer."""
    return Fault(after_acting=after_acting)


def held(*, after_acting: bool = False) -> Fault:
    """The connection stays open, and silent."""
    return Fault(after_acting=after_acting, held=True)


def bad_gateway() -> Fault:
    """What a proxy says while the server behind it is away."""
    return Fault(status=502, body=b"<html><h1>502 Bad Gateway</h1></html>")


def refusal(status: int, description: str, **parameters: Any) -> Fault:
    """An orderly refusal, such as 429 with `retry_after`."""
    refused = Refused(status, description, **parameters)
    return Fault(status=status, body=json.dumps(refused.payload).encode())


def push(webhook: dict[str, Any], body: bytes) -> int:
    """POST to a webhook as Telegram does; returns the status."""
    url = urlsplit(webhook["url"])
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=PATIENCE)
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret_token"]}
    with closing(connection):
        connection.request("POST", url.path, body, headers)
        return connection.getresponse().status


class BotApi:
    """The server, as a context; `url` is what goes into TELEGRAM_API_BASE_URL."""

    def __init__(self, token: str = TOKEN) -> None:
        self.calls: list[Call] = []
        self.refusals: list[str] = []
        self._token = token
        self._changed = threading.Condition()
        self._pending: dict[int, dict[str, Any]] = {}
        self._faults: dict[str, deque[Fault | None]] = {}
        self._chats: set[int] = set()
        self._messages: dict[tuple[int, int], dict[str, Any]] = {}
        self._replied: dict[tuple[int, int], int] = {}
        self._updates: dict[int, dict[str, Any]] = {}
        self._files: dict[str, bytes] = {}
        self._presses = 0
        self._open_presses: set[str] = set()
        self._migrated: dict[int, int] = {}
        self._last_message = self._last_update = 0
        self._allowed: list[str] | None = None
        self._closing = False
        self.webhook: dict[str, Any] | None = None
        self._server = BotApiServer(self.handle)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/bot"
        self.file_url = f"http://127.0.0.1:{self._server.server_port}/file/bot"

    def __enter__(self) -> "BotApi":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # What people do.

    def writes(self, person: Person, text: str, *, kind: str = "message", **fields: Any) -> int:
        """`person` writes to the bot; returns the message's id. `fields` go into the message."""
        message = {
            "date": int(time.time()),
            "chat": person.as_chat(),
            "from": person.as_user(),
            "text": text,
            "entities": _entities(text),
            **fields,
        }
        return self.delivers(message, kind=kind)

    def sends_file(self, person: Person, name: str | None, data: bytes, **fields: Any) -> int:
        """`person` sends a file; `fields` go into what the message says of it, such as its size."""
        file_id = f"file-{len(self._files)}"
        self._files[file_id] = data
        document = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(data)}
        named = {} if name is None else {"file_name": name}
        return self.delivers(
            {
                "date": int(time.time()),
                "chat": person.as_chat(),
                "from": person.as_user(),
                "document": {**document, **named, **fields},
            }
        )

    def renames_file(self, person: Person, message_id: int, name: str) -> None:
        """`person` puts the file under another name into a message that is there already."""
        with self._changed:
            message = self._messages[person.user_id, message_id]
            document = {**message["document"], "file_name": name}
            self._messages[person.user_id, message_id] = {**message, "document": document}

    def edits(self, person: Person, message_id: int, text: str, **fields: Any) -> None:
        """`person` changes the text of a message."""
        self.writes(
            person,
            text,
            kind="edited_message",
            message_id=message_id,
            edit_date=int(time.time()),
            **fields,
        )

    def presses(self, person: Person, message_id: int, label: str, **fields: Any) -> None:
        """`person` presses the button `label` under the bot's message; `fields` go into it."""
        chat_id = fields.pop("chat_id", person.user_id)
        shown = self._messages[chat_id, message_id]
        rows = shown["reply_markup"]["inline_keyboard"]
        data = next(b["callback_data"] for row in rows for b in row if b["text"] == label)
        self.presses_data(person, message_id, data, chat_id=chat_id, **fields)

    def presses_data(
        self, person: Person, message_id: int, data: str, *, chat_id: int, **fields: Any
    ) -> None:
        """`person` sends any data, as a client of their own making can."""
        self._presses += 1
        press = f"press-{self._presses}"
        self._open_presses.add(press)
        message = self._messages[chat_id, message_id]
        original = self._messages.get((chat_id, self._replied.get((chat_id, message_id), 0)))
        replied = {} if original is None else {"reply_to_message": original}
        shown = {k: v for k, v in message.items() if k != "reply_markup"}
        self.delivers_raw(
            {
                "callback_query": {
                    "id": press,
                    "from": person.as_user(),
                    "chat_instance": "1",
                    "data": data,
                    "message": {**shown, **replied},
                    **fields,
                }
            }
        )

    def delivers(self, message: dict[str, Any], *, kind: str = "message") -> int:
        """A new update with `message`, which gets the next id of its chat."""
        with self._changed:
            self._last_message += 1
            self._last_update += 1
            chat_id = message["chat"]["id"]
            self._chats.add(chat_id)
            message = {"message_id": self._last_message, **message}
            self._messages[chat_id, message["message_id"]] = message
            if self._allowed is None or kind in self._allowed:
                self._deliver({kind: message})
            self._changed.notify_all()
            return self._last_message

    def delivers_raw(self, update: dict[str, Any]) -> None:
        """An update as it is, be it one that no client understands."""
        with self._changed:
            self._last_update += 1
            self._deliver(update)
            self._changed.notify_all()

    def delivers_again(self, update_id: int) -> None:
        """An update comes once more, as after a crash of Telegram's own."""
        with self._changed:
            self._pending[update_id] = self._updates[update_id]
            self._changed.notify_all()

    def types(self, person: Person, query: str) -> str:
        """`person` types `@bot query` in some chat; returns the id of the inline query."""
        self._presses += 1
        number = f"query-{self._presses}"
        self._open_presses.add(number)
        inline = {"id": number, "from": person.as_user(), "query": query, "offset": ""}
        self.delivers_raw({"inline_query": inline})
        return number

    def deletes(self, person: Person, message_id: int) -> None:
        """`person` deletes a message."""
        with self._changed:
            self._messages.pop((person.user_id, message_id), None)

    def migrates(self, old: int, new: int) -> None:
        """A group becomes a supergroup, with a new id."""
        with self._changed:
            self._chats.add(new)
            self._migrated[old] = new

    def _deliver(self, update: dict[str, Any]) -> None:
        whole = {"update_id": self._last_update, **update}
        self._updates[self._last_update] = self._pending[self._last_update] = whole

    def pushes(self) -> None:
        """Send what is pending to the webhook; what is not taken with 2xx stays pending."""
        assert self.webhook is not None
        for number in sorted(self._pending):
            status = push(self.webhook, json.dumps(self._pending[number]).encode())
            if 200 <= status < 300:
                with self._changed:
                    del self._pending[number]
                    self._changed.notify_all()

    # What goes wrong.

    def fails(self, method: str, *faults: Fault | None) -> None:
        """The next calls of `method` meet these faults, one each; None lets one pass."""
        with self._changed:
            self._faults.setdefault(method, deque()).extend(faults)

    # What a test sees.

    def sent(self, chat: Person | int | None = None) -> list[dict[str, Any]]:
        """The parameters of each sendMessage so far, to `chat` or to anyone."""
        chat_id = chat.user_id if isinstance(chat, Person) else chat
        return [
            call.parameters
            for call in list(self.calls)
            if call.method == "sendMessage"
            and (chat_id is None or call.parameters["chat_id"] == chat_id)
        ]

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each call of `method` so far."""
        return [call.parameters for call in list(self.calls) if call.method == method]

    def methods(self) -> list[str]:
        """The methods called so far, in order, polls left out."""
        return [call.method for call in list(self.calls) if call.method != "getUpdates"]

    def wait(self, until: Callable[[], bool]) -> None:
        """Block until a call makes `until` true; a test never waits for a time to pass."""
        with self._changed:
            if not self._changed.wait_for(until, PATIENCE):
                raise AssertionError(f"It did not happen; the calls were {self.methods()}.")

    def wait_sent(self, count: int, chat: Person | int | None = None) -> list[dict[str, Any]]:
        """Block until `count` messages were sent, to `chat` or to anyone, and return them."""
        self.wait(lambda: len(self.sent(chat)) >= count)
        return self.sent(chat)

    def wait_confirmed(self) -> None:
        """Block until every update has been taken."""
        self.wait(lambda: not self._pending)

    # The server's side.

    def handle(self, path: str, body: str) -> tuple[int, bytes] | None:
        """Status and body for one request; None drops the connection."""
        is_file = path.startswith("/file/")
        if is_file:  # a download, which has no method of its own
            token, _, name = unquote(path).removeprefix("/file/bot").partition("/")
            method, parameters = "download", {"path": name}
        else:
            token, _, method = unquote(path).removeprefix("/bot").rpartition("/")
            parameters = _decoded(body)
        with self._changed:
            self.calls.append(Call(method=method, parameters=parameters))
            faults = self._faults.get(method)
            fault = faults.popleft() if faults else None
            if fault is None or fault.after_acting:
                hand = self._hand_out if is_file else partial(self._act, method=method)
                outcome = hand(token, parameters=parameters)
            self._changed.notify_all()
            if fault is not None and fault.held:
                self._changed.wait_for(lambda: self._closing)
        if fault is None:
            return outcome
        return (fault.status, fault.body) if fault.status else None

    def _hand_out(self, token: str, parameters: dict[str, Any]) -> tuple[int, bytes]:
        data = self._files.get(parameters["path"].removeprefix("documents/"))
        if token != self._token or data is None:
            return 404, b"Not Found"
        return 200, data

    def _act(self, token: str, method: str, parameters: dict[str, Any]) -> tuple[int, bytes]:
        try:
            if token != self._token:
                raise Refused(401, "Unauthorized")
            act = getattr(self, f"_on_{method.lower()}", None)
            if act is None:
                raise Refused(404, "Not Found: method not found")
            payload = {"ok": True, "result": act(parameters)}
        except Refused as refused:
            self.refusals.append(str(refused))
            return refused.status, json.dumps(refused.payload).encode()
        return 200, json.dumps(payload).encode()

    def _on_getme(self, _: dict[str, Any]) -> dict[str, Any]:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False}

    def _on_deletewebhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = None
        self._drop_pending(parameters)
        return True

    def _drop_pending(self, parameters: dict[str, Any]) -> None:
        if parameters.get("drop_pending_updates"):
            self._pending.clear()

    def _on_setwebhook(self, parameters: dict[str, Any]) -> bool:
        if not parameters["url"].startswith("http"):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided")
        self.webhook = parameters
        self._drop_pending(parameters)
        self._allowed = parameters.get("allowed_updates")
        return True

    def _on_getwebhookinfo(self, _: dict[str, Any]) -> dict[str, Any]:
        url = "" if self.webhook is None else self.webhook["url"]
        pending = len(self._pending)
        return {"url": url, "has_custom_certificate": False, "pending_update_count": pending}

    def _on_setmycommands(self, parameters: dict[str, Any]) -> bool:
        for command in parameters["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        scope = parameters.get("scope", {})
        if "chat_id" in scope and scope["chat_id"] not in self._chats:
            raise Refused(400, "Bad Request: chat not found")
        return True

    def _on_answerinlinequery(self, parameters: dict[str, Any]) -> bool:
        if parameters["inline_query_id"] not in self._open_presses:
            raise Refused(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self._open_presses.remove(parameters["inline_query_id"])
        results = parameters["results"]
        ids = [result["id"] for result in results]
        if len(results) > 50:
            raise Refused(400, "Bad Request: RESULTS_TOO_MUCH")
        if len(set(ids)) < len(ids) or not all(1 <= len(i.encode()) <= 64 for i in ids):
            raise Refused(400, "Bad Request: RESULT_ID_INVALID")
        for result in results:
            if not result["title"].strip():
                raise Refused(400, "Bad Request: ARTICLE_TITLE_EMPTY")
            content = result["input_message_content"]
            checked_text({**content, "text": content["message_text"]})
        return True

    def _on_answercallbackquery(self, parameters: dict[str, Any]) -> bool:
        if parameters["callback_query_id"] not in self._open_presses:
            raise Refused(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self._open_presses.remove(parameters["callback_query_id"])
        if len(parameters.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        return True

    def _on_getupdates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Updates from `offset` on, older ones being confirmed; held open while there are none."""
        if "allowed_updates" in parameters:
            self._allowed = parameters["allowed_updates"]
        for number in [n for n in self._pending if n < parameters.get("offset", 0)]:
            del self._pending[number]
        self._changed.notify_all()
        patience = min(LONGEST_POLL, parameters.get("timeout", 0))
        self._changed.wait_for(lambda: bool(self._pending) or self._closing, patience)
        return [self._pending[number] for number in sorted(self._pending)]

    def _on_getfile(self, parameters: dict[str, Any]) -> dict[str, Any]:
        file_id = parameters["file_id"]
        data = self._files.get(file_id)
        if data is None:
            raise Refused(400, "Bad Request: invalid file_id")
        if len(data) > 20 * 1024 * 1024:
            raise Refused(400, "Bad Request: file is too big")
        known = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(data)}
        return {**known, "file_path": f"documents/{file_id}"}

    def _on_sendchataction(self, parameters: dict[str, Any]) -> bool:
        self._check_chat(parameters)
        if parameters.get("action") != "typing":
            raise Refused(400, "Bad Request: wrong parameter action in request")
        return True

    def _on_sendmessage(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self._check_chat(parameters)
        text = checked_text(parameters)
        self._check_reply(parameters)
        check_buttons(parameters)
        thread = parameters.get("message_thread_id")
        if thread is not None and thread < 0:
            raise Refused(400, "Bad Request: message thread not found")
        self._last_message += 1
        chat_id = parameters["chat_id"]
        message = {
            "message_id": self._last_message,
            "date": int(time.time()),
            "chat": _chat(chat_id),
            "from": BOT,
            "text": text,
            **_markup(parameters),
        }
        self._messages[chat_id, self._last_message] = message
        replied = parameters.get("reply_parameters")
        if replied is not None:
            self._replied[chat_id, self._last_message] = replied["message_id"]
        return message

    def _on_editmessagetext(self, parameters: dict[str, Any]) -> dict[str, Any]:
        self._check_chat(parameters)
        message = self._messages.get((parameters["chat_id"], parameters["message_id"]))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        text = checked_text(parameters)
        check_buttons(parameters)
        kept = {name: value for name, value in message.items() if name != "reply_markup"}
        changed = {**kept, "text": text, **_markup(parameters)}
        if changed == message:
            raise Refused(400, "Bad Request: message is not modified")
        self._messages[parameters["chat_id"], parameters["message_id"]] = changed
        return changed

    def _check_chat(self, parameters: dict[str, Any]) -> None:
        chat_id = parameters.get("chat_id")
        if chat_id in self._migrated:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self._migrated[chat_id],
            )
        if chat_id not in self._chats:
            raise Refused(400, "Bad Request: chat not found")

    def _check_reply(self, parameters: dict[str, Any]) -> None:
        reply = parameters.get("reply_parameters")
        if reply is None or reply.get("allow_sending_without_reply"):
            return
        if (parameters["chat_id"], reply["message_id"]) not in self._messages:
            raise Refused(400, "Bad Request: message to be replied not found")


def _chat(chat_id: int) -> dict[str, Any]:
    if chat_id > 0:
        return {"id": chat_id, "type": "private"}
    return {"id": chat_id, "type": "supergroup", "title": "All"}


def _markup(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: parameters[name] for name in ("reply_markup",) if name in parameters}


def checked_text(parameters: dict[str, Any]) -> str:
    """The text as people see it. Raises `Refused`."""
    html = parameters.get("parse_mode") == "HTML"
    text = parsed(parameters["text"]) if html else str(parameters["text"])
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if utf16_units(text.strip()) > 4096:
        raise Refused(400, "Bad Request: message is too long")
    return text


def check_buttons(parameters: dict[str, Any]) -> None:
    """Raises `Refused` for data that is too long, a button without a label, or too many."""
    rows = parameters.get("reply_markup", {}).get("inline_keyboard", [])
    if sum(len(row) for row in rows) > 100:
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            raise Refused(400, "Bad Request: text buttons can't be empty")
        if not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")


_TEXTS = frozenset(
    """
    text parse_mode action file_id callback_query_id inline_query_id url secret_token next_offset
    """.split()
)


def _decoded(body: str) -> dict[str, Any]:
    """Form fields; numbers, booleans, lists and objects come as JSON, as Telegram takes them."""
    fields = parse_qs(body, keep_blank_values=True, strict_parsing=bool(body))
    return {
        name: values[0] if name in _TEXTS else json.loads(values[0])
        for name, values in fields.items()
    }


def _entities(text: str) -> list[dict[str, Any]]:
    """What a client finds in a text: a command at its beginning, and mentions."""
    command = re.match(r"/\w+(?:@\w+)?", text)
    found = [{"type": "bot_command", "offset": 0, "length": command.end()}] if command else []
    for mention in re.finditer(r"(?<!\w)@\w+", text):
        at = utf16_units(text[: mention.start()])
        length = utf16_units(mention.group())
        if not command or mention.start() >= command.end():
            found.append({"type": "mention", "offset": at, "length": length})
    return found
