"""The double refuses what Telegram refuses and delivers as Telegram does, or it proves nothing."""

import http.client
import json
from contextlib import closing
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from bot_api import BOT, TOKEN, BotApi, bad_gateway, dropped, refusal
from running import ANN
from telegram_html import Refused, parsed


def call(api: BotApi, method: str, token: str = TOKEN, **parameters: Any) -> tuple[int, Any]:
    """Status and decoded body of one call."""
    fields = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in parameters.items()
    }
    connection = http.client.HTTPConnection(urlsplit(api.url).netloc, timeout=20)
    try:
        connection.request("POST", f"/bot{token}/{method}", urlencode(fields))
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def refused(description: str, status: int = 400, **more: Any) -> tuple[int, Any]:
    return status, {"ok": False, "error_code": status, "description": description, **more}


def test_a_token_is_checked(api: BotApi) -> None:
    assert call(api, "getMe", token="1234:other") == refused("Unauthorized", 401)
    status, body = call(api, "getMe")
    assert (status, body["result"]["username"]) == (200, BOT["username"])


def fetched(api: BotApi, path: str, token: str = TOKEN) -> tuple[int, bytes]:
    """Status and body of one download."""
    with closing(http.client.HTTPConnection(urlsplit(api.url).netloc, timeout=20)) as connection:
        connection.request("GET", f"/file/bot{token}/{path}")
        response = connection.getresponse()
        return response.status, response.read()


def test_a_file_is_handed_out_to_whoever_has_the_token(api: BotApi) -> None:
    api.sends_file(ANN, "a.txt", b"One.")
    api.sends_file(ANN, "b.txt", bytes(20 * 1024 * 1024 + 1))
    (first, _) = (u["message"]["document"] for u in call(api, "getUpdates")[1]["result"])
    assert (first["file_name"], first["file_size"]) == ("a.txt", 4)
    status, body = call(api, "getFile", file_id=first["file_id"])
    path = body["result"]["file_path"]
    assert (status, body["result"]["file_size"]) == (200, 4)
    assert fetched(api, path) == (200, b"One.")
    assert fetched(api, path, token="1234:other")[0] == 404
    assert fetched(api, "../etc/passwd")[0] == 404
    assert call(api, "getFile", file_id="file-1") == refused("Bad Request: file is too big")
    assert call(api, "getFile", file_id="other") == refused("Bad Request: invalid file_id")


def test_updates_come_again_until_a_later_offset_confirms_them(api: BotApi) -> None:
    def numbers(**parameters: Any) -> list[int]:
        return [
            update["update_id"] for update in call(api, "getUpdates", **parameters)[1]["result"]
        ]

    api.writes(ANN, "one")
    api.writes(ANN, "two")
    assert numbers() == [1, 2]
    assert numbers() == [1, 2]
    assert numbers(offset=2) == [2]
    assert numbers(offset=3) == []


@pytest.mark.parametrize("method", ["deleteWebhook", "setWebhook"])
def test_updates_that_wait_are_dropped_only_if_asked_to_be(api: BotApi, method: str) -> None:
    api.writes(ANN, "hi")
    call(api, method, url="http://127.0.0.1")
    assert len(call(api, "getUpdates")[1]["result"]) == 1
    call(api, method, url="http://127.0.0.1", drop_pending_updates=True)
    assert call(api, "getUpdates")[1]["result"] == []


def test_unwanted_kinds_are_delivered_only_if_they_were_there_before(api: BotApi) -> None:
    def kinds(**parameters: Any) -> list[str]:
        return [list(update)[1] for update in call(api, "getUpdates", **parameters)[1]["result"]]

    api.writes(ANN, "one", kind="edited_message")
    assert kinds(allowed_updates=["message"]) == ["edited_message"]
    api.writes(ANN, "two", kind="edited_message")
    api.writes(ANN, "three")
    assert kinds() == ["edited_message", "message"]


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"chat_id": 99, "text": "hello"}, "chat not found"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "🙂" * 2049}, "message is too long"),
        ({"text": "&lt;" * 4097, "parse_mode": "HTML"}, "message is too long"),
        (
            {"text": "1 < 2", "parse_mode": "HTML"},
            "can't parse entities: Unclosed start tag at byte offset 2",
        ),
        (
            {"text": "hi", "reply_parameters": {"message_id": 5}},
            "message to be replied not found",
        ),
    ],
)
def test_a_message_is_refused(api: BotApi, parameters: dict[str, Any], description: str) -> None:
    api.writes(ANN, "hello")
    answer = call(api, "sendMessage", **{"chat_id": ANN.user_id, **parameters})
    assert answer == refused(f"Bad Request: {description}")


def pressable(data: str, label: str = "x") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": data}]]}


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (pressable("x" * 65), "BUTTON_DATA_INVALID"),
        (pressable("é" * 33), "BUTTON_DATA_INVALID"),
        (pressable(""), "BUTTON_DATA_INVALID"),
        (pressable("x", label=" "), "text buttons can't be empty"),
    ],
)
def test_buttons_are_refused(api: BotApi, markup: dict[str, Any], description: str) -> None:
    api.writes(ANN, "hello")
    answer = call(api, "sendMessage", chat_id=ANN.user_id, text="hi", reply_markup=markup)
    assert answer == refused(f"Bad Request: {description}")


def test_an_edit_is_refused_if_nothing_changes_or_nothing_is_there(api: BotApi) -> None:
    api.writes(ANN, "hello")
    chat = {"chat_id": ANN.user_id}
    call(api, "sendMessage", **chat, text="hi", reply_markup=pressable("x"))

    def edited(message_id: int, **more: Any) -> tuple[int, Any]:
        return call(api, "editMessageText", **chat, message_id=message_id, text="hi", **more)

    not_modified = refused("Bad Request: message is not modified")
    assert edited(2, reply_markup=pressable("x")) == not_modified
    assert edited(3) == refused("Bad Request: message to edit not found")
    assert edited(2)[0] == 200  # the buttons go where an edit does not name them
    assert edited(2) == not_modified


def test_a_press_is_answered_once(api: BotApi) -> None:
    api.writes(ANN, "hello")
    call(api, "sendMessage", chat_id=ANN.user_id, text="hi", reply_markup=pressable("x"))
    api.presses(ANN, 2, "x")
    assert call(api, "answerCallbackQuery", callback_query_id="press-1")[0] == 200
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert call(api, "answerCallbackQuery", callback_query_id="press-1") == refused(too_old)


def test_a_group_that_moved_says_where(api: BotApi) -> None:
    api.migrates(-5, -1005)
    assert call(api, "sendMessage", chat_id=-5, text="hi") == refused(
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": -1005},
    )
    assert call(api, "sendMessage", chat_id=-1005, text="hi")[0] == 200


@pytest.mark.parametrize(
    "parameters",
    [
        {"text": "🙂" * 2048},
        {"text": "<b>&lt;</b>" * 4096, "parse_mode": "HTML"},
        {"text": "1 < 2"},
        {"text": "hi", "reply_parameters": {"message_id": 1}},
        {
            "text": "hi",
            "reply_parameters": {"message_id": 5, "allow_sending_without_reply": True},
        },
    ],
)
def test_a_message_is_taken(api: BotApi, parameters: dict[str, Any]) -> None:
    api.writes(ANN, "hello")
    status, body = call(api, "sendMessage", chat_id=ANN.user_id, **parameters)
    assert (status, body["ok"], body["result"]["message_id"]) == (200, True, 2)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <b>bold</b> <blockquote>x <i>y</i></blockquote>", "a bold x y"),
        ("&lt;b&gt; &amp;amp; &quot; &#x27; &#39;", "<b> &amp; \" ' '"),
        ("&copy; & &unknown;", "&copy; & &unknown;"),  # Telegram knows four names only
    ],
)
def test_html_is_read(html: str, text: str) -> None:
    assert parsed(html) == text


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<b>é<i>x</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_broken_html_is_refused(html: str, problem: str) -> None:
    with pytest.raises(Refused) as caught:
        parsed(html)
    assert str(caught.value) == f"Bad Request: can't parse entities: {problem}"


def test_faults_happen_once_each_and_in_order(api: BotApi) -> None:
    api.fails("getMe", refusal(429, "Too Many Requests", retry_after=3), dropped(), bad_gateway())
    assert call(api, "getMe") == refused("Too Many Requests", 429, parameters={"retry_after": 3})
    with pytest.raises(http.client.RemoteDisconnected):
        call(api, "getMe")
    with pytest.raises(json.JSONDecodeError):
        call(api, "getMe")
    assert call(api, "getMe")[0] == 200


def test_calls_are_remembered_with_what_they_asked(api: BotApi) -> None:
    call(api, "deleteWebhook", drop_pending_updates=False)
    call(api, "nonsense")
    assert [(made.method, made.parameters) for made in api.calls] == [
        ("deleteWebhook", {"drop_pending_updates": False}),
        ("nonsense", {}),
    ]
