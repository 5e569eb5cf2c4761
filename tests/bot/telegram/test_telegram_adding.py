"""Articles added and forgotten in a private chat, over real HTTP, and what is refused there."""

import json
from pathlib import Path
from typing import Any

import pytest
from administering import ANSWER, MAYOR, POOL, REFUSAL, WHO, administered, held, locked, send
from bot_api import BotApi, Fault, bad_gateway, dropped, refusal
from examples import FOLDER
from running import (
    ANN,
    BOB,
    UNDER_ANSWER,
    UNDER_REFUSAL,
    ask,
    off_loop,
    reply,
    running,
    telegram_settings,
    transcript,
    until,
)
from test_telegram_chat import HELP_ON_ONE
from toys import toy_answerer

from bot.live import LiveLibrary, Watcher
from bot.telegram_app import downloading
from bot.telegram_app.downloading import LARGEST
from bot.telegram_app.logs import log_changes

ENDINGS = ".txt, .md, .markdown, .jsonl, .html, .htm, .xhtml, .pdf, .docx, .epub"
UNKNOWN = "I do not know this command. Ask me a question in your own words, or see /help."


async def test_a_file_is_answered_from_at_once_until_it_is_forgotten(
    api: BotApi, folder: Path
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await ask(api, WHO)
        await send(api, "pool.txt", POOL)
        answered = await ask(api, WHO)
        await ask(api, "/sources")
        await ask(api, "/forget pool.txt")
        await ask(api, WHO)
        api.presses(ANN, answered + 1, "Show passage")
        await off_loop(api.wait, lambda: len(api.asked("answerCallbackQuery")) == 1)
    assert transcript(api) == [
        reply(1, REFUSAL, buttons=UNDER_REFUSAL),
        reply(3, "Added pool.txt: The pool (passages: 1)"),
        reply(5, ANSWER, buttons=UNDER_ANSWER),
        reply(
            7,
            "I answer from these 2 articles:",
            buttons=[
                [("The mayor of Basel, Anna Keller, opened a new bridge over…", "read:1")],
                [("The pool", "read:1")],
            ],
        ),
        reply(9, "Removed pool.txt"),
        reply(11, REFUSAL, buttons=UNDER_REFUSAL),
    ]
    assert api.asked("answerCallbackQuery")[0]["text"] == "This is too old. Please ask again."
    assert held(folder.parent) == {"articles/basel.txt": MAYOR}


async def test_what_was_read_is_told_with_its_date_and_what_was_left_out(
    api: BotApi, folder: Path
) -> None:
    lines = [{"id": str(n), "text": f"Notice number {n} is of the town."} for n in range(42)]
    notices = "\n".join([*map(json.dumps, lines), "no JSON"]).encode()
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, "bridge.html", (FOLDER / "bridge.html").read_bytes())
        await send(api, "notices.jsonl", notices)
        await send(api, "copy.txt", MAYOR.replace(b" opened", b"\nopened"))
    told = [call["text"] for call in transcript(api)]
    assert told[0] == (
        "Added bridge.html: Old bridge closes to cars in June, of 2021-03-08 (passages: 2)"
    )
    notice = "Added notices.jsonl: Notice number {} is of the town. (passages: 1)"
    assert told[1].split("\n") == [*(notice.format(n) for n in range(40)), "… and 3 lines more"]
    assert told[2].split("\n")[1:] == ["Skipped: copy.txt has the same text as basel.txt"]


async def test_what_was_read_is_told_in_parts_where_it_is_much(api: BotApi, folder: Path) -> None:
    lines = [
        {"id": str(n), "title": f"{n} {'long ' * 30}", "text": f"Number {n}."} for n in range(30)
    ]
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        api.sends_file(ANN, "a.jsonl", "\n".join(map(json.dumps, lines)).encode())
        await off_loop(api.wait_sent, 2)
    # A line takes 181 units, or 182 from number 10 on, with its break: 22 lines make 3,994.
    told = [f"Added a.jsonl: {n} {'long ' * 29}long (passages: 1)" for n in range(30)]
    assert [call["text"] for call in transcript(api)] == [
        "\n".join(told[:22]),
        "\n".join(told[22:]),
    ]


async def test_a_page_is_forgotten_by_its_title(api: BotApi, folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, "minutes.docx", (FOLDER / "minutes.docx").read_bytes())
        await ask(api, "/forget minutes of the allotment society")
        await ask(api, "/forget minutes of the allotment society")
        await ask(api, "/forget ../../basel.txt")
        await ask(api, f"/forget {'x' * 4000}")
        await ask(api, "/forget")
    assert transcript(api)[1:] == [
        reply(3, "Removed minutes.docx"),
        reply(
            5, "minutes of the allotment society is not among the articles. /sources lists them."
        ),
        reply(7, "../../basel.txt is not among the articles. /sources lists them."),
        reply(9, f"{'x' * 99}… is not among the articles. /sources lists them."),
        reply(
            11,
            "Write the file or title of the article behind the command, for example: "
            "/forget report.pdf",
        ),
    ]
    assert held(folder.parent) == {"articles/basel.txt": MAYOR}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.txt", "x.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.TXT", "boot.txt"),
        (".hidden.txt", "hidden.txt"),
        ("con.txt", "_con.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ("<b>&amp;.txt", "b&amp;.txt"),
    ],
)
async def test_a_senders_name_is_never_a_path(
    api: BotApi, folder: Path, name: str, kept: str
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, name, POOL)
    shown = kept.replace("&", "&amp;")
    assert transcript(api) == [reply(1, f"Added {shown}: The pool (passages: 1)")]
    assert held(folder.parent) == {"articles/basel.txt": MAYOR, f"articles/{kept}": POOL}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../../x", f"../../x is not one of {ENDINGS} (it is without an ending)"),
        (None, f"A file without a name is not one of {ENDINGS} (it is without an ending)"),
        ("\u202e\n", f"A file without a name is not one of {ENDINGS} (it is without an ending)"),
        ("film.mp4", f"film.mp4 is not one of {ENDINGS} (it is .mp4)"),
        ("pool.txt.exe", f"pool.txt.exe is not one of {ENDINGS} (it is .exe)"),
        ("a" * 300, f"{'a' * 99}… is not one of {ENDINGS} (it is without an ending)"),
    ],
)
async def test_a_file_of_another_kind_is_refused_before_it_is_fetched(
    api: BotApi, folder: Path, name: str | None, told: str
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, name, POOL)
    assert transcript(api) == [reply(1, f"Nothing was changed: {told}.")]
    assert not {"getFile", "download"} & set(api.methods())
    assert held(folder.parent) == {"articles/basel.txt": MAYOR}


async def test_a_file_that_is_too_large_is_refused_before_and_while_it_is_fetched(
    api: BotApi, folder: Path
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    api.fails("download", Fault(status=200, body=b"a" * (LARGEST + 1)))
    async with running(api, live, **administered(folder)):
        await send(api, "told.txt", POOL, file_size=LARGEST + 1)
        before = api.methods()
        await send(api, "lied.txt", POOL)
        await send(api, "pool.txt", POOL)
    larger = (
        "Nothing was changed: {} is larger than the 20 MB that I take here. Split it, or add it "
        "on the machine that I run on."
    )
    assert transcript(api) == [
        reply(1, larger.format("told.txt")),
        reply(3, larger.format("lied.txt")),
        reply(5, "Added pool.txt: The pool (passages: 1)"),
    ]
    assert "getFile" not in before
    assert held(folder.parent) == {"articles/basel.txt": MAYOR, "articles/pool.txt": POOL}


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("getFile", refusal(400, "Bad Request: file is too big")),
        ("getFile", bad_gateway()),
        ("getFile", dropped()),
        ("download", Fault(status=404, body=b"Not Found")),
        ("download", Fault(status=302, body=b"elsewhere")),
        ("download", dropped()),
    ],
)
async def test_a_file_that_does_not_come_is_told_and_the_next_one_is_taken(
    api: BotApi,
    folder: Path,
    method: str,
    fault: Fault,
    caplog: pytest.LogCaptureFixture,
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    api.fails(method, fault)
    async with running(api, live, **administered(folder)):
        await send(api, "pool.txt", POOL)
        await send(api, "pool.txt", POOL)
    assert transcript(api) == [
        reply(
            1,
            "Nothing was changed: I could not get the file from Telegram. Please send it again.",
        ),
        reply(3, "Added pool.txt: The pool (passages: 1)"),
    ]
    assert "no-token-of-any-bot" not in caplog.text


@pytest.mark.parametrize("there", [True, False])
async def test_a_path_on_a_bot_api_servers_own_disk_is_told_and_not_read(
    api: BotApi, folder: Path, tmp_path: Path, there: bool
) -> None:
    """As a Bot API server that runs with `--local` says where a file is."""
    kept = tmp_path / "kept.txt"
    if there:
        kept.write_bytes(POOL)
    found = {"file_id": "f", "file_unique_id": "f", "file_path": str(kept)}
    answer = json.dumps({"ok": True, "result": found}).encode()
    api.fails("getFile", Fault(status=200, body=answer))
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, "pool.txt", POOL)
    assert transcript(api) == [
        reply(
            1,
            "Nothing was changed: the Bot API server that I am connected to runs with --local and "
            "hands out no files. Start it without --local, or add the file on the machine that I "
            "run on.",
        )
    ]
    assert "download" not in api.methods()
    assert held(folder) == {"basel.txt": MAYOR}


async def test_a_file_that_comes_too_slowly_is_given_up(
    api: BotApi, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "PATIENCE", 0.05)
    api.fails("download", Fault(held=True))
    async with running(api, LiveLibrary(folder, toy_answerer), **administered(folder)):
        await send(api, "pool.txt", POOL)
    assert transcript(api)[0]["text"].startswith("Nothing was changed: I could not get the file")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.txt", b"", "empty.txt is empty"),
        ("broken.pdf", b"no PDF", "broken.pdf is not a PDF file"),
        ("again.txt", MAYOR, "again.txt is among the articles already, as basel.txt"),
    ],
)
async def test_a_file_that_holds_nothing_new_to_read_is_refused(
    api: BotApi, folder: Path, name: str, data: bytes, told: str
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, name, data)
    assert transcript(api) == [reply(1, f"Nothing was changed: {told}.")]
    assert held(folder.parent) == {"articles/basel.txt": MAYOR}


async def test_a_pdf_cut_off_in_the_middle_is_refused_and_the_bot_goes_on(
    api: BotApi, folder: Path
) -> None:
    whole = (FOLDER / "report.pdf").read_bytes()
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await send(api, "cut.pdf", whole[: len(whole) // 8])
        await send(api, "report.pdf", whole)
    cut, added = (call["text"] for call in transcript(api))
    assert cut.startswith("Nothing was changed: cut.pdf ")
    assert added.startswith("Added report.pdf: Harbour Trust: Annual Report 2023")
    assert held(folder.parent) == {"articles/basel.txt": MAYOR, "articles/report.pdf": whole}


async def test_questions_are_answered_while_a_file_is_being_added(
    api: BotApi, folder: Path
) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        with locked(folder):
            api.sends_file(ANN, "pool.txt", POOL)
            await off_loop(api.wait, lambda: "download" in api.methods())
            await ask(api, WHO)  # of the one who adds, and of somebody else
            await ask(api, WHO, BOB)
        await off_loop(api.wait_sent, 2, ANN)
        await ask(api, WHO)
    assert transcript(api, ANN.user_id) == [
        reply(2, REFUSAL, buttons=UNDER_REFUSAL),
        reply(1, "Added pool.txt: The pool (passages: 1)"),
        reply(7, ANSWER, buttons=UNDER_ANSWER),
    ]
    assert transcript(api, BOB.user_id) == [reply(4, REFUSAL, BOB, UNDER_REFUSAL)]


async def test_the_last_article_may_be_forgotten_and_another_be_the_first(
    api: BotApi, folder: Path
) -> None:
    (folder / "basel.txt").unlink()
    live = LiveLibrary(folder, toy_answerer, may_be_empty=True)
    async with running(api, live, **administered(folder)):
        await send(api, "pool.txt", POOL)
        await ask(api, WHO)
        await ask(api, "/forget pool.txt")
        await ask(api, "/sources")
        await ask(api, WHO)
    assert transcript(api) == [
        reply(1, "Added pool.txt: The pool (passages: 1)"),
        reply(3, ANSWER, buttons=UNDER_ANSWER),
        reply(5, "Removed pool.txt"),
        reply(7, "There are no articles to answer from at the moment."),
        reply(9, REFUSAL, buttons=UNDER_REFUSAL),
    ]


async def test_an_album_of_files_is_added_one_by_one(api: BotApi, folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    settings = {"footnote_questions_per_minute": 1, **administered(folder)}
    async with running(api, live, **settings):
        for number in range(10):
            api.sends_file(ANN, f"{number}.txt", b"One day number %d came.\n" % number)
        await off_loop(api.wait_sent, 10)
    assert transcript(api) == [
        reply(n + 1, f"Added {n}.txt: One day number {n} came. (passages: 1)") for n in range(10)
    ]


async def test_files_of_others_are_met_with_silence_as_pictures_are(
    api: BotApi, folder: Path
) -> None:
    group = {"id": -5, "type": "group", "title": "All"}
    live = LiveLibrary(folder, toy_answerer)
    api.sends_file(BOB, "pool.txt", POOL)
    api.delivers(_document(group))
    api.delivers({**_document(ANN.as_chat()), "animation": _document(group)["document"]})
    api.delivers({**_document(ANN.as_chat()), "edit_date": 1}, kind="edited_message")
    async with running(api, live, **administered(folder)):
        await ask(api, "/forget basel.txt", BOB)
        await ask(api, "/forget basel.txt", chat=group)
    assert transcript(api) == [reply(5, UNKNOWN, BOB), reply(7, UNKNOWN, -5)]
    assert held(folder.parent) == {"articles/basel.txt": MAYOR}
    assert "getFile" not in api.methods()


def _document(chat: dict[str, Any]) -> dict[str, Any]:
    document = {"file_id": "f", "file_unique_id": "f", "file_name": "pool.txt"}
    moving = {"width": 1, "height": 1, "duration": 1}
    return {
        "date": 1,
        "chat": chat,
        "from": ANN.as_user(),
        "document": {**document, **moving},
    }


async def test_a_single_file_and_the_articles_that_come_along_are_not_changed(
    api: BotApi, folder: Path
) -> None:
    file = folder / "basel.txt"
    async with running(api, LiveLibrary(file, toy_answerer), **administered(file)):
        await send(api, "pool.txt", POOL)
        await ask(api, "/forget basel.txt")
    seeds = telegram_settings(api).footnote_articles
    before = held(seeds)
    async with running(api, LiveLibrary(seeds, toy_answerer), **administered(seeds)):
        await send(api, "pool.txt", POOL)
    single = (
        "Nothing was changed: I was started with a single file. Start me with the folder that it "
        "is in, by --articles or FOOTNOTE_ARTICLES."
    )
    assert transcript(api) == [
        reply(1, single),
        reply(3, single),
        reply(
            5,
            "Nothing was changed: I answer from the articles that come along, and they stay as "
            "they are. Start me with a folder of your own, by --articles or FOOTNOTE_ARTICLES.",
        ),
    ]
    assert (held(seeds), held(folder)) == (before, {"basel.txt": MAYOR})
    assert "getFile" not in api.methods()


async def test_a_folder_that_is_gone_is_told(api: BotApi, folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        folder.rename(folder.with_name("elsewhere"))
        await ask(api, "/forget basel.txt")
    assert [call["text"] for call in transcript(api)] == [
        f"The articles cannot be changed: The articles folder {folder} does not exist; name one "
        "that does."
    ]


async def test_help_tells_administrators_how_to_add_in_private_only(
    api: BotApi, folder: Path
) -> None:
    group = {"id": -5, "type": "group", "title": "All"}
    live = LiveLibrary(folder, toy_answerer)
    async with running(api, live, **administered(folder)):
        await ask(api, "/help")
        await ask(api, "/help", BOB)
        await ask(api, "/help", chat=group)
    assert transcript(api) == [
        reply(
            1,
            f"{HELP_ON_ONE}\n\nYou are one of my administrators. Send me a file here ({ENDINGS}), "
            "and I add it to the articles and answer from it at once.\n/forget deletes an "
            "article, by its file or title; /status tells how I am.",
        ),
        reply(3, HELP_ON_ONE, BOB),
        reply(5, HELP_ON_ONE, -5),
    ]


async def test_what_another_program_changes_is_in_every_view(api: BotApi, folder: Path) -> None:
    live = LiveLibrary(folder, toy_answerer)
    with Watcher(live, log_changes, every=0.01):
        async with running(api, live, **administered(folder)):
            await ask(api, "/help", BOB)
            (folder / "pool.txt").write_bytes(POOL)
            await until(lambda: len(live.library.articles) == 2)
            answered = await ask(api, WHO)
            api.presses(ANN, answered + 1, "Show passage")
            await off_loop(api.wait, lambda: len(api.asked("editMessageText")) == 1)
            (folder / "pool.txt").unlink()
            await until(lambda: len(live.library.articles) == 1)
            await ask(api, WHO)
    assert transcript(api)[0] == reply(1, HELP_ON_ONE, BOB)
    assert transcript(api)[1] == reply(3, ANSWER, buttons=UNDER_ANSWER)
    assert transcript(api)[2]["text"] == (
        "<blockquote><b>Cara Blum</b> runs the pool. It opens at nine.</blockquote>\n"
        "The pool · pool.txt, characters 10–34\n"
        "Paragraph 2 of 2"
    )
    assert transcript(api)[3] == reply(5, REFUSAL, buttons=UNDER_REFUSAL)
