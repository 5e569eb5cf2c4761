"""A file sent anew: it takes the place of the one of its name once its sender says so."""

from pathlib import Path

from administering import ANSWER, MAYOR, POOL, WHO, administered, held, locked, send
from bot_api import BotApi, Fault, Person
from examples import FOLDER
from running import (
    ANN,
    UNDER_ANSWER,
    UNDER_REFUSAL,
    ask,
    edit,
    off_loop,
    reply,
    running,
    transcript,
)
from toys import toy_answerer

from bot.live import LiveLibrary

OFFER = (
    "Nothing was changed: I have a file {} already. Shall yours take its place? "
    "Mine is then deleted."
)
UNDER_OFFER = [[("Replace it", "replace:0")]]


async def press(api: BotApi, message_id: int, data: str | None = None, who: Person = ANN) -> str:
    """`who` presses the button under an offer, or one of their own making; what they are told."""
    before = len(api.asked("answerCallbackQuery"))
    if data is None:
        api.presses(who, message_id, "Replace it")
    else:
        api.presses_data(who, message_id, data, chat_id=who.user_id)
    await off_loop(api.wait, lambda: len(api.asked("answerCallbackQuery")) > before)
    return str(api.asked("answerCallbackQuery")[before].get("text", ""))


async def test_a_newer_version_takes_the_place_of_a_file_once_its_sender_says_so(
    api: BotApi, folder: Path
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, "../basel.TXT", POOL)
        before = held(folder)
        assert await press(api, 2) == ""
        await off_loop(api.wait, lambda: len(api.asked("editMessageText")) == 1)
        await ask(api, WHO)
        await ask(api, "Who is the mayor?")
    assert before == {"basel.txt": MAYOR}
    assert held(folder.parent) == {"articles/basel.txt": POOL}
    assert transcript(api) == [
        reply(1, OFFER.format("basel.txt"), buttons=UNDER_OFFER),
        edit(2, "Replaced the former basel.txt.\nAdded basel.txt: The pool (passages: 1)"),
        reply(3, ANSWER.replace("pool.txt", "basel.txt"), buttons=UNDER_ANSWER),
        reply(
            5,
            "The articles do not mention this, so I cannot answer it.\n"
            "None of the articles mentions “mayor”.",
            buttons=UNDER_REFUSAL,
        ),
    ]


async def test_what_holds_no_article_takes_no_files_place(api: BotApi, folder: Path) -> None:
    whole = (FOLDER / "report.pdf").read_bytes()
    (folder / "report.pdf").write_bytes(whole)
    live = LiveLibrary(folder, toy_answerer)
    api.fails("download", Fault(status=200, body=b"no PDF"), Fault(status=404, body=b""))
    async with running(api, live, **administered(folder)):
        await send(api, "report.pdf", b"no PDF")
        await press(api, 2)
        await off_loop(api.wait_sent, 2)
        await press(api, 2)
        await off_loop(api.wait_sent, 3)
    assert transcript(api) == [
        reply(1, OFFER.format("report.pdf"), buttons=UNDER_OFFER),
        reply(
            1,
            "Nothing was changed: I could not get the file from Telegram. Please send it again.",
        ),
        reply(1, "Nothing was changed: report.pdf is not a PDF file."),
    ]
    assert held(folder.parent) == {"articles/basel.txt": MAYOR, "articles/report.pdf": whole}


async def test_an_offer_holds_while_the_file_is_there_and_its_sender_administrates(
    api: BotApi, folder: Path
) -> None:
    expired = "This is too old. Please ask again."
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        sent = await send(api, "basel.txt", POOL)
        await send(api, "basel.txt", POOL)
    async with running(api, live, footnote_articles=folder):
        assert await press(api, 4) == expired
    async with running(api, live, **administered(folder)):
        api.deletes(ANN, sent)
        assert await press(api, 2) == expired
        await ask(api, WHO)
        assert await press(api, 6, "replace::0") == expired
        before = held(folder)
        assert await press(api, 4) == ""
        await off_loop(api.wait, lambda: len(api.asked("editMessageText")) == 1)
    assert before == {"basel.txt": MAYOR}
    assert held(folder.parent) == {"articles/basel.txt": POOL}


async def test_a_message_edited_meanwhile_replaces_no_file_that_nobody_was_asked_about(
    api: BotApi, folder: Path
) -> None:
    (folder / "lake.txt").write_bytes(b"The lake is cold.\n")
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        for name in ("lake.txt", "lake"):
            sent = await send(api, "basel.txt", POOL)
            api.renames_file(ANN, sent, name)
            assert await press(api, sent + 1) == "This is too old. Please ask again."
    assert transcript(api) == [
        reply(n, OFFER.format("basel.txt"), buttons=UNDER_OFFER) for n in (1, 3)
    ]
    assert held(folder) == {"basel.txt": MAYOR, "lake.txt": b"The lake is cold.\n"}


async def test_where_nothing_is_replaced_any_more_it_is_only_added(
    api: BotApi, folder: Path
) -> None:
    live = LiveLibrary(folder, toy_answerer, may_be_empty=True)
    async with running(api, live, **administered(folder)):
        await send(api, "basel.txt", POOL)
        await ask(api, "/forget basel.txt")
        assert await press(api, 2) == ""
        await off_loop(api.wait, lambda: len(api.asked("editMessageText")) == 1)
    assert transcript(api)[1:] == [
        reply(3, "Removed basel.txt"),
        edit(2, "Added basel.txt: The pool (passages: 1)"),
    ]
    assert held(folder.parent) == {"articles/basel.txt": POOL}


async def test_a_button_pressed_twice_replaces_once(api: BotApi, folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, "basel.txt", POOL)
        with locked(folder):
            await press(api, 2)
            await press(api, 2)
        await off_loop(api.wait_sent, 2)
    assert [call["text"] for call in transcript(api)[1:]] == [
        "Replaced the former basel.txt.\nAdded basel.txt: The pool (passages: 1)",
        "Nothing was changed: basel.txt is among the articles already, as basel.txt.",
    ]
    assert held(folder.parent) == {"articles/basel.txt": POOL}
