"""Updates by webhook, over real HTTP: who gets in, how much, and that nothing is done twice."""

import http.client
import socket
from contextlib import closing
from typing import Any

import pytest
from answerers import GREETING, Greeter, HeldUp
from bot_api import BotApi, push, refusal
from running import ANN, BOB, all_done, application, off_loop, reply, running, transcript

from bot.errors import SettingsError
from bot.settings import Settings, load_settings
from bot.telegram_app.app import ALLOWED_UPDATES, serve
from bot.telegram_app.webhook import LARGEST


@pytest.fixture
def address() -> str:
    """A free port of loopback, with a path that nobody guesses."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}/long-path"


def by_webhook(address: str) -> dict[str, Any]:
    return {"webhook_url": address, "webhook_port": int(address.split(":")[2].split("/")[0])}


async def registered(api: BotApi) -> dict[str, Any]:
    """What the bot told Telegram of its webhook."""
    await off_loop(api.wait, lambda: "getWebhookInfo" in api.methods())
    assert api.webhook is not None
    return api.webhook


async def test_a_question_by_webhook_is_answered(api: BotApi, address: str) -> None:
    async with running(api, Greeter(), **by_webhook(address)):
        webhook = await registered(api)
        api.writes(ANN, "hi")
        await off_loop(api.pushes)
        await off_loop(api.wait_sent, 1)
    assert transcript(api) == [reply(1, GREETING)]
    assert webhook["url"] == address
    assert len(webhook["secret_token"]) >= 32
    assert webhook["allowed_updates"] == list(ALLOWED_UPDATES)
    assert "getUpdates" not in api.methods()


async def test_what_waits_at_telegram_when_it_starts_is_not_thrown_away(
    api: BotApi, address: str
) -> None:
    api.writes(ANN, "hi")
    async with running(api, Greeter(), **by_webhook(address)):
        await registered(api)
        await off_loop(api.pushes)
        await off_loop(api.wait_sent, 1)
    assert transcript(api) == [reply(1, GREETING)]


async def test_an_update_sent_twice_is_answered_once(api: BotApi, address: str) -> None:
    for _ in range(2):
        async with running(api, Greeter(), **by_webhook(address)) as bot:
            await registered(api)
            if not api.sent():
                api.writes(ANN, "hi")
            else:
                api.writes(BOB, "hi")
            await off_loop(api.pushes)
            api.delivers_again(1)
            await off_loop(api.pushes)
            await all_done(bot)
        api.calls = [call for call in api.calls if call.method == "sendMessage"]
    assert transcript(api) == [reply(1, GREETING), reply(3, GREETING, BOB)]


async def test_telegram_hears_200_before_the_work_is_done(api: BotApi, address: str) -> None:
    slow = HeldUp(Greeter())
    async with running(api, slow, **by_webhook(address)):
        await registered(api)
        api.writes(ANN, "hi")
        await off_loop(api.pushes)
        await off_loop(api.wait_confirmed)
        assert api.sent() == []
        slow.go_on.set()
        await off_loop(api.wait_sent, 1)


def headers_only(address: str, *headers: tuple[str, str]) -> int:
    """The status that comes back though the body never does."""
    host, _, rest = address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=20)
    with closing(connection):
        connection.putrequest("POST", f"/{rest}")
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status


async def test_strangers_are_turned_away_before_their_body_is_read(
    api: BotApi, address: str
) -> None:
    sixty = ("Content-Length", "60000000")
    little = ("Content-Length", "10")
    wrong = ("X-Telegram-Bot-Api-Secret-Token", "wrong-é")
    async with running(api, Greeter(), **by_webhook(address)):
        await registered(api)
        assert await off_loop(headers_only, address, little) == 403
        assert await off_loop(headers_only, address, little, wrong) == 403
        assert await off_loop(headers_only, address, sixty) in (400, 403)
        assert await off_loop(headers_only, address + "/other", little) == 403


async def test_with_the_secret_too_no_more_than_a_megabyte_is_read(
    api: BotApi, address: str
) -> None:
    async with running(api, Greeter(), **by_webhook(address)):
        webhook = await registered(api)
        right = ("X-Telegram-Bot-Api-Secret-Token", webhook["secret_token"])
        size = ("Content-Length", str(LARGEST + 1))
        assert await off_loop(headers_only, address, right, size) == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id": "x"}', b"\xff"])
async def test_what_is_no_update_is_refused(api: BotApi, address: str, body: bytes) -> None:
    async with running(api, Greeter(), **by_webhook(address)):
        webhook = await registered(api)
        assert await off_loop(push, webhook, body) == 400


async def test_a_poisonous_update_is_taken_and_passed_over(api: BotApi, address: str) -> None:
    async with running(api, Greeter(), **by_webhook(address)):
        webhook = await registered(api)
        assert await off_loop(push, webhook, b'{"update_id": 5, "message": {"x": 1}}') == 200


async def test_an_address_that_telegram_refuses_is_named(api: BotApi, address: str) -> None:
    api.fails("setWebhook", refusal(400, "Bad Request: bad webhook: getaddrinfo failed"))
    async with application(api, Greeter(), **by_webhook(address)) as bot:
        with pytest.raises(SettingsError) as caught:
            await serve(bot)
    assert str(caught.value) == (
        f"Telegram does not accept WEBHOOK_URL {address}: Bad webhook: getaddrinfo failed"
    )


def test_nobody_but_a_proxy_of_this_machine_is_listened_to_by_default() -> None:
    assert Settings().webhook_listen == "127.0.0.1"


def test_a_weak_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", "abc")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "WEBHOOK_SECRET must be 32 to 256 letters, digits, _ or -. "
        "Mend it in the environment or .env."
    )
