"""What the bot lives through: crashes, restarts, floods, poison, a second poller, a lost token."""

import asyncio
import logging
import re
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from answerers import GREETING, Greeter, HeldUp
from bot_api import TOKEN, BotApi, Fault, bad_gateway, dropped, held, refusal
from running import (
    ANN,
    BOB,
    all_done,
    application,
    ask,
    off_loop,
    reply,
    running,
    transcript,
    until,
)
from telegram import Update
from telegram.error import NetworkError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest
from test_telegram_failures import RETRY_AFTER_WARNS, unsure

from bot.errors import SettingsError
from bot.telegram_app import polling
from bot.telegram_app.app import serve
from bot.telegram_app.journal import Journal
from bot.telegram_app.limits import Pace
from bot.telegram_app.polling import PollingError, PollingRequest, PollWatch, Standstill
from bot.telegram_app.sending import Place, Sender
from bot.telegram_app.state import open_state

TOO_FAST = "That is faster than I can answer. Please give me a minute."
STALE = "I was away when you wrote. If you still want to know, please ask again."


async def cut_off(serving: "asyncio.Task[None]") -> None:
    """End the bot without time to finish anything; real kills are in `tests/e2e`."""
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def nobody() -> None:
    """Asked whether the token is good; these tests never need to know."""


def incidents(log: str) -> list[str]:
    return re.findall(r"Incident (\w+), update", log)


async def test_a_question_received_before_a_crash_is_answered_after_it(api: BotApi) -> None:
    slow = HeldUp(Greeter())
    async with application(api, slow, footnote_stop_seconds=0.05) as bot:
        serving = asyncio.create_task(serve(bot))
        api.writes(ANN, "hi")
        await off_loop(slow.begun.acquire)
        await cut_off(serving)
        slow.go_on.set()
    assert transcript(api) == []
    async with running(api, Greeter()):
        await off_loop(api.wait_sent, 1)
    assert transcript(api) == [reply(1, GREETING)]


async def test_an_answer_cut_off_while_sending_is_not_sent_again_and_its_asker_is_told_once(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("sendMessage", held(after_acting=True))
    async with application(api, Greeter(), footnote_stop_seconds=0.01) as bot:
        serving = asyncio.create_task(serve(bot))
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 1)
        await cut_off(serving)
    async with running(api, Greeter()):
        await off_loop(api.wait_sent, 2)
    async with running(api, Greeter()):
        await ask(api, "hi", BOB)
    *_, number = incidents(caplog.text)  # the first was logged by the bot that was cut off
    assert transcript(api) == [reply(1, GREETING), unsure(1, number), reply(4, GREETING, BOB)]


async def test_an_update_delivered_again_is_answered_once_across_restarts(api: BotApi) -> None:
    async with running(api, Greeter()):
        await ask(api, "hi")
    api.delivers_again(1)
    async with running(api, Greeter()):
        await ask(api, "hi", BOB)
    assert transcript(api) == [reply(1, GREETING), reply(3, GREETING, BOB)]


async def test_a_poll_whose_answer_is_lost_loses_and_repeats_nothing(api: BotApi) -> None:
    api.writes(ANN, "hi")
    api.fails("getUpdates", dropped(after_acting=True), bad_gateway())
    async with running(api, Greeter()):
        await off_loop(api.wait_sent, 1)
    assert transcript(api) == [reply(1, GREETING)]


async def test_an_update_is_in_the_journal_before_it_is_confirmed(api: BotApi) -> None:
    slow = HeldUp(Greeter())
    async with application(api, slow) as bot:
        serving = asyncio.create_task(serve(bot))
        api.writes(ANN, "hi")
        await off_loop(api.wait_confirmed)
        assert [each.update_id for each in bot.services.journal.unfinished()] == [1]
        slow.go_on.set()
        await all_done(bot)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def test_a_poisonous_update_stops_nobody_and_is_taken_once(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.writes(ANN, "hi")
    api.delivers_raw({"message": {"message_id": "poison", "text": "a secret"}})
    api.writes(BOB, "hi")
    async with running(api, Greeter()):
        await off_loop(api.wait_sent, 2)
        await ask(api, "hi")
    assert sorted(transcript(api, BOB.user_id), key=str) == [reply(2, GREETING, BOB)]
    assert len(transcript(api, ANN.user_id)) == 2
    assert [record.getMessage() for record in caplog.records] == [
        "Update 2 cannot be understood and is passed over (KeyError)."
    ]


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_lost_while_running_ends_the_bot(
    api: BotApi, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """404 is what Telegram says of a token that cannot be one."""
    async with application(api, Greeter()) as bot:
        serving = asyncio.create_task(serve(bot))
        await ask(api, "hi")
        api.fails("getMe", refusal(status, "So it is"))
        api.fails("getUpdates", refusal(status, "So it is"))
        with pytest.raises(SettingsError, match="does not accept the token"):
            await asyncio.wait_for(serving, 20)
    assert caplog.text == ""


async def test_a_token_lost_while_sending_ends_the_bot_and_loses_no_question(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("getMe", None, refusal(401, "Unauthorized"))
    api.fails("sendMessage", refusal(401, "Unauthorized"))
    async with application(api, Greeter()) as bot:
        serving = asyncio.create_task(serve(bot))
        api.writes(ANN, "hi")
        with pytest.raises(SettingsError, match="does not accept the token"):
            await asyncio.wait_for(serving, 20)
        assert [each.state for each in bot.services.journal.unfinished()] == ["received"]
    assert caplog.text == ""
    async with running(api, Greeter()):
        await off_loop(api.wait_sent, 2)
    assert transcript(api) == [reply(1, GREETING)] * 2


async def test_a_token_lost_elsewhere_ends_the_bot_too(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("getMe", None, refusal(401, "Unauthorized"))
    api.fails("answerInlineQuery", refusal(401, "Unauthorized"))
    async with application(api, Greeter()) as bot:
        serving = asyncio.create_task(serve(bot))
        api.types(ANN, "hi")
        with pytest.raises(SettingsError, match="does not accept the token"):
            await asyncio.wait_for(serving, 20)
    assert caplog.text == ""


NOT_FOUND = Fault(status=404, body=b"<html><h1>404 Not Found</h1></html>")
"""What a proxy says while it does not know the server behind it."""

ONLY_ONCE = "The token was refused, but not to getMe. Going on."


@pytest.mark.parametrize(
    ("asked_again", "told"),
    [
        (None, ONLY_ONCE),
        (
            refusal(502, "Bad Gateway"),
            "The token was refused, and getMe failed (Bad Gateway). Going on.",
        ),
    ],
)
async def test_a_single_404_of_a_proxys_ends_nothing_and_the_answer_is_sent_again(
    api: BotApi, caplog: pytest.LogCaptureFixture, asked_again: Fault | None, told: str
) -> None:
    api.fails("getMe", None, asked_again)
    api.fails("sendMessage", NOT_FOUND)
    async with running(api, Greeter()):
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 2)
    assert transcript(api) == [reply(1, GREETING)] * 2
    logged = [record.getMessage() for record in caplog.records if record.name == polling.__name__]
    assert logged == [told]


async def test_a_single_404_to_a_poll_is_a_poll_that_failed(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("getUpdates", NOT_FOUND)
    async with running(api, Greeter()):
        await ask(api, "hi")
    assert transcript(api) == [reply(1, GREETING)]
    assert [record.getMessage() for record in caplog.records] == [
        ONLY_ONCE,
        "Polling failed (Refused with 404, but not to getMe). Trying again until it works.",
    ]


async def test_a_single_404_elsewhere_is_one_failure(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("answerInlineQuery", NOT_FOUND)
    async with running(api, Greeter()):
        api.types(ANN, "hi")
        await off_loop(api.wait, lambda: api.methods().count("getMe") == 2)
        await ask(api, "hi")
    assert transcript(api) == [reply(1, GREETING)]
    assert ONLY_ONCE in caplog.text
    assert len(incidents(caplog.text)) == 1


async def test_a_standstill_is_when_no_poll_ends_neither_well_nor_badly() -> None:
    watch = PollWatch(nobody)
    for status, patience in [(200, 0), (409, 0), (502, 0), (429, 1000)]:
        watch.pass_time(299, limit=300)
        watch.note(status, patience)
    watch.pass_time(1299, limit=300)
    watch.failed(NetworkError("down"))
    watch.pass_time(299, limit=300)
    assert not watch.given_up
    watch.pass_time(1, limit=300)
    assert repr(await watch.broken()) == repr(
        Standstill(
            "No poll of Telegram has ended for 300 seconds, neither well nor badly. Ending, to be "
            "started again."
        )
    )


async def test_a_poll_that_fails_or_is_told_to_wait_is_a_poll_that_ended(
    api: BotApi, tmp_path: Path
) -> None:
    url, watch = f"{api.url}{TOKEN}/getUpdates", PollWatch(nobody)
    patience = refusal(429, "Too Many Requests: retry after 1000", retry_after=1000)
    api.fails("getUpdates", patience, dropped())
    with closing(open_state(tmp_path / "state", 1)) as state:
        async with PollingRequest(Journal(state), watch) as request:
            await request.do_request(url, "POST")
            watch.pass_time(1299, limit=300)
            with pytest.raises(NetworkError):
                await request.do_request(url, "POST")
            watch.pass_time(299, limit=300)
            assert not watch.given_up


async def test_an_outage_is_logged_when_it_begins_when_it_changes_and_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, polling.__name__)
    watch = PollWatch(nobody)
    for error in ["down", "down", "down", "away"]:
        watch.failed(NetworkError(error))
    for _ in range(2):
        watch.note(200)
    watch.failed(NetworkError("down"))
    assert [record.getMessage() for record in caplog.records] == [
        "Polling failed (down). Trying again until it works.",
        "Polling failed (away). Trying again until it works.",
        "Polling works again.",
        "Polling failed (down). Trying again until it works.",
    ]


async def test_a_full_disk_is_no_good_poll_and_loses_nothing(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, polling.__name__)
    async with application(api, Greeter()) as bot:
        (pages,) = bot.state.execute("PRAGMA page_count").fetchone()
        bot.state.execute(f"PRAGMA max_page_count = {pages}")
        api.writes(ANN, "x" * 50_000)
        serving = asyncio.create_task(serve(bot))
        await until(lambda: len(api.asked("getUpdates")) >= 2)
        assert bot.services.watch.last_good is None
        bot.state.execute("PRAGMA max_page_count = 1000000")
        await off_loop(api.wait_sent, 1)
        await off_loop(api.wait_confirmed)
        await cut_off(serving)
    assert [record.getMessage() for record in caplog.records] == [
        "Polling failed (Unknown error in HTTP implementation: OperationalError('database or disk "
        "is full')). Trying again until it works.",
        "Polling works again.",
    ]
    assert transcript(api) == [reply(1, GREETING)]


async def test_a_second_poller_that_stays_ends_the_bot(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_CONFLICTS", 2)
    conflict = refusal(409, "Conflict: terminated by other getUpdates request")
    api.fails("getUpdates", conflict, conflict)
    async with application(api, Greeter()) as bot:
        with pytest.raises(PollingError, match="Another program answers with the same token"):
            await asyncio.wait_for(serve(bot), 20)


async def test_only_conflicts_in_a_row_count() -> None:
    watch = PollWatch(nobody)
    for status in [*[409] * 9, 200, *[409] * 9]:
        watch.note(status)
    assert not watch.given_up
    watch.note(409)
    assert watch.given_up


async def test_what_came_while_the_bot_was_away_gets_one_apology_a_chat(api: BotApi) -> None:
    long_ago = int(time.time()) - 3600
    for _ in range(3):
        api.writes(ANN, "hi", date=long_ago)
    api.writes(BOB, "hi")
    async with running(api, Greeter()):
        await off_loop(api.wait_sent, 2)
        await off_loop(api.wait_confirmed)
    assert sorted(transcript(api), key=lambda call: call["chat_id"]) == [
        reply(1, STALE),
        reply(4, GREETING, BOB),
    ]


async def test_a_flood_gets_one_warning_and_then_silence(api: BotApi) -> None:
    async with running(api, Greeter(), footnote_questions_per_minute=1):
        for _ in range(5):
            await ask(api, "hi")
        await ask(api, "hi")
        for _ in range(3):
            api.writes(ANN, "hi")
        await ask(api, "hi", BOB)
    expected = [reply(number, GREETING) for number in (1, 3, 5, 7, 9)]
    assert transcript(api, ANN.user_id) == [*expected, reply(11, TOO_FAST)]
    assert transcript(api, BOB.user_id) == [reply(16, GREETING, BOB)]


async def test_an_edit_beyond_the_limit_is_met_with_silence(api: BotApi) -> None:
    async with running(api, Greeter(), footnote_questions_per_minute=1) as bot:
        for _ in range(5):
            await ask(api, "hi")
        await all_done(bot)
        api.edits(ANN, 1, "hello")
    assert transcript(api) == [reply(number, GREETING) for number in (1, 3, 5, 7, 9)]


async def test_beyond_three_waiting_questions_one_is_told_to_come_back(api: BotApi) -> None:
    slow = HeldUp(Greeter())
    async with running(api, slow):
        for _ in range(5):  # two run, three wait
            await off_loop(api.wait_confirmed)
            api.writes(ANN, "hi")
        await off_loop(api.wait_confirmed)
        await off_loop(api.wait_sent, 1)  # the fifth hears that two are ahead of it
        await ask(api, "hi")
        slow.go_on.set()
        await off_loop(api.wait_sent, 7)
    queued, busy, *answers = transcript(api)
    assert queued == reply(
        5, "2 questions are ahead of yours. I answer as soon as it is your turn."
    )
    assert busy == reply(
        7, "I am busy: 3 questions are waiting already. Please ask again in a minute."
    )
    assert sorted(answers, key=str) == [reply(number, GREETING) for number in (1, 2, 3, 4, 5)]


async def test_who_waits_longer_than_the_deadline_is_told(api: BotApi) -> None:
    slow = HeldUp(Greeter())
    async with running(api, slow, footnote_deadline=0.05):
        await ask(api, "hi")
        slow.go_on.set()
    assert transcript(api) == [
        reply(1, "That took too long, and I gave up. Please ask again later.")
    ]


async def test_told_to_stop_it_finishes_what_runs_and_leaves_the_rest_to_the_next_start(
    api: BotApi,
) -> None:
    slow = HeldUp(Greeter())
    async with application(api, slow) as bot:
        serving = asyncio.create_task(serve(bot))
        for _ in range(4):
            api.writes(ANN, "hi")
        await off_loop(slow.begun.acquire)
        await off_loop(slow.begun.acquire)
        await off_loop(api.wait_confirmed)
        serving.cancel()
        await until(lambda: not len(bot.services.line))  # those who waited have left it
        slow.go_on.set()
        await asyncio.gather(serving, return_exceptions=True)
        assert [each.state for each in bot.services.journal.unfinished()] == ["received"] * 2
    assert sorted(transcript(api), key=str) == [reply(1, GREETING), reply(2, GREETING)]
    async with running(api, Greeter()):
        await off_loop(api.wait_sent, 4)
    assert sorted(transcript(api), key=str) == [reply(number, GREETING) for number in (1, 2, 3, 4)]


async def test_a_reader_that_never_ends_does_not_hold_the_stop(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    slow = HeldUp(Greeter())
    async with application(api, slow, footnote_stop_seconds=0.05) as bot:
        serving = asyncio.create_task(serve(bot))
        api.writes(ANN, "hi")
        await off_loop(slow.begun.acquire)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        assert not bot.services.line.idle
        assert [each.state for each in bot.services.journal.unfinished()] == ["received"]
        slow.go_on.set()
    assert "Not everything ended in time; the next start goes on with it." in caplog.text


NOBODY: dict[str, Any] = {
    "unreachable": lambda _: None,
    "migrated": lambda *_: None,
    "token_refused": nobody,
}
"""Nobody is told what a sender learns."""


class Astray(HTTPXRequest):
    """Its first request goes to a port that nobody listens to, as without a network."""

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        if not getattr(self, "strayed", False):
            self.strayed = True
            url = "http://127.0.0.1:9/"
        return await super().do_request(url, *args, **kwargs)


async def test_a_message_that_certainly_did_not_leave_is_sent_again(
    api: BotApi, tmp_path: Path
) -> None:
    api.writes(ANN, "hi")
    bot = ExtBot(TOKEN, base_url=api.url, request=Astray())
    with closing(open_state(tmp_path / "state", 1)) as state:
        sender = Sender(bot, Journal(state), Pace(), **NOBODY)
        async with bot.request:
            await sender.reply(Place(chat_id=ANN.user_id, reply_to=1), GREETING)
    assert transcript(api) == [reply(1, GREETING)]


async def test_once_it_leaves_it_begins_nothing_new(api: BotApi) -> None:
    api.writes(ANN, "hi")
    async with application(api, Greeter()) as bot:
        await bot.application.initialize()
        (update,) = await bot.application.bot.get_updates()
        bot.application.leaving = True
        await bot.application.process_update(update)
        assert [each.state for each in bot.services.journal.unfinished()] == ["received"]
        assert transcript(api) == []
        bot.application.leaving = False
        await bot.application.process_update(update)
        assert bot.services.journal.unfinished() == []
        await bot.application.shutdown()
    assert transcript(api) == [reply(1, GREETING)]


async def test_what_is_still_in_the_librarys_queue_at_a_stop_is_left_to_the_next_start(
    api: BotApi,
) -> None:
    async with application(api, Greeter()) as bot:
        serving = asyncio.create_task(serve(bot))
        await ask(api, "hi")
        await all_done(bot)
        chat = ANN.as_chat()
        message = {"message_id": 9, "date": int(time.time()), "chat": chat, "from": ANN.as_user()}
        raw = {"update_id": 99, "message": {**message, "text": "hi"}}
        bot.services.journal.receive([raw])
        serving.cancel()
        bot.application.update_queue.put_nowait(Update.de_json(raw, bot.application.bot))
        await asyncio.gather(serving, return_exceptions=True)
        assert [each.state for each in bot.services.journal.unfinished()] == ["received"]
    assert transcript(api) == [reply(1, GREETING)]


class Slow(Pace):
    """Lets everything wait for a moment, and remembers who was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def wait(self, chat_id: int) -> float:
        self.asked.append(chat_id)
        return 0.001


async def test_nothing_is_sent_or_changed_but_at_the_bots_pace(api: BotApi, tmp_path: Path) -> None:
    api.writes(ANN, "hi")
    bot = ExtBot(TOKEN, base_url=api.url)
    pace = Slow()
    with closing(open_state(tmp_path / "state", 1)) as state:
        sender = Sender(bot, Journal(state), pace, **NOBODY)
        place = Place(chat_id=ANN.user_id, reply_to=1)
        async with bot.request:
            sent = await sender.reply(place, GREETING)
            await sender.edit(place, sent.message_id, "Changed.")
        assert pace.asked == [ANN.user_id] * 2
        sender.close()
        with pytest.raises(asyncio.CancelledError):
            await sender.reply(place, GREETING)
    assert len(transcript(api)) == 2


@RETRY_AFTER_WARNS
async def test_while_telegram_asks_for_patience_a_stop_loses_nothing(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("sendMessage", refusal(429, "Too Many Requests: retry after 200", retry_after=200))
    async with application(api, Greeter()) as bot:
        serving = asyncio.create_task(serve(bot))
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 1)
        await until(
            lambda: [each.state for each in bot.services.journal.unfinished()] == ["received"]
        )
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    assert caplog.text == ""  # nothing had to be cut off when its time was up
    async with running(api, Greeter()):
        await off_loop(api.wait_sent, 2)
    assert transcript(api) == [reply(1, GREETING)] * 2


async def test_a_reply_whose_markup_cannot_be_read_goes_out_as_plain_text(api: BotApi) -> None:
    api.fails("sendMessage", refusal(400, "Bad Request: can't parse entities: Unclosed tag"))
    async with running(api, Greeter()):
        api.writes(ANN, "hi")
        await off_loop(api.wait_sent, 2)
    plain = {name: v for name, v in reply(1, GREETING).items() if name != "parse_mode"}
    assert transcript(api) == [reply(1, GREETING), plain]


async def test_a_topic_that_is_gone_is_left_out(api: BotApi) -> None:
    # In the double a negative topic does not exist.
    async with running(api, Greeter()):
        api.writes(ANN, "hi", message_thread_id=-1, is_topic_message=True)
        await off_loop(api.wait_sent, 2)
    assert transcript(api) == [
        reply(1, GREETING, message_thread_id=-1),
        reply(1, GREETING),
    ]


async def test_a_group_that_became_a_supergroup_is_answered_there(api: BotApi) -> None:
    group = {"id": -5, "type": "group", "title": "All"}
    api.migrates(-5, -1005)
    async with running(api, Greeter()):
        api.writes(ANN, "/ask hi", chat=group)
        await off_loop(api.wait_sent, 1, -1005)
    there = {name: v for name, v in reply(1, GREETING, -1005).items() if name != "reply_parameters"}
    assert transcript(api) == [reply(1, GREETING, -5), there]


async def test_what_waits_for_who_has_blocked_the_bot_is_dropped(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api.fails("sendMessage", refusal(403, "Forbidden: bot was blocked by the user"))
    slow = HeldUp(Greeter())
    async with running(api, slow) as bot:
        api.writes(BOB, "hi")
        api.writes(BOB, "hi")
        await off_loop(slow.begun.acquire)
        await off_loop(slow.begun.acquire)
        api.writes(ANN, "hi")
        await off_loop(api.wait_confirmed)
        await until(lambda: len(bot.services.line))
        await ask(api, "/help")  # refused: Ann has blocked the bot meanwhile
        await until(lambda: not len(bot.services.line))
        slow.go_on.set()
        await off_loop(api.wait_sent, 2, BOB)
    assert [call["chat_id"] for call in transcript(api)] == [7, 8, 8]
