"""Whole conversations in the console, word for word, with a scripted person at the keyboard."""

import readline
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from toys import PhraseReader, ToyReader, toy_answerer, toy_article, toy_library

from bot import console as module
from bot.build import Library
from bot.console import Chat, keyboard, show, show_articles
from bot.wording import wording
from retrieval.articles.skipped import Skipped
from retrieval.interfaces import Reader
from retrieval.types import Passage, Span

TOKYO = toy_article(
    "tokyo.txt",
    "Mike Pompeo met Shinzo Abe in Tokyo on Sunday. They spoke about sanctions.\n\n"
    "Abe thanked Pompeo for his help.",
    title="Pompeo in Tokyo",
    published="2018-07-08",
    publisher="Sputnik",
)
OSLO = toy_article(
    "news/oslo.md",
    "The minister flew home.\n\nAnna Berg met Shinzo Abe in Oslo in 2018.",
    title="Talks in Oslo",
)
LIBRARY = toy_library(TOKYO, OSLO)
READER = PhraseReader({"Mike Pompeo": 2.0, "Anna Berg": 1.0, "2018": -0.5})

Line = str | BaseException


def scripted(lines: Sequence[Line]) -> Callable[[], str]:
    """A person who types these lines, presses what is no line, and then has no more input."""
    script = iter(lines)

    def ask() -> str:
        line = next(script, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line

    return ask


def chat(
    *lines: Line,
    reader: Reader = READER,
    library: Library = LIBRARY,
    terminal: bool = False,
) -> str:
    """The transcript, without the greeting's two lines and the blanks that pad wrapped lines."""
    out = StringIO()
    console = Console(
        file=out,
        width=80,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        highlight=False,
    )
    conversation = Chat(
        library=library,
        answerer=toy_answerer(library, reader),
        console=console,
        wording=wording(),
    )
    conversation.run(scripted(lines))
    shown = [line.rstrip() + "\n" for line in out.getvalue().splitlines()]
    hint = shown.index("/help lists what else I can do; /quit leaves.\n")
    return "".join(shown[hint + 1 :])


def test_a_conversation_is_greeted_and_ended() -> None:
    out = StringIO()
    console = Console(file=out, width=200, force_terminal=False)
    answerer = toy_answerer(LIBRARY, READER)
    words = wording()
    Chat(library=LIBRARY, answerer=answerer, console=console, wording=words).run(
        scripted(["/quit", "never read"])
    )
    assert out.getvalue() == (
        "Ask me about these 2 articles. I answer with a quote and its source, "
        "or say that they do not say.\n"
        "/help lists what else I can do; /quit leaves.\n"
        "Bye.\n"
    )


def test_one_article_is_not_spoken_of_as_several() -> None:
    out = StringIO()
    library = toy_library(TOKYO)
    Chat(
        library=library,
        answerer=toy_answerer(library, READER),
        console=Console(file=out, width=200, force_terminal=False),
        wording=wording(),
    ).run(scripted(["/exit"]))
    assert out.getvalue().splitlines()[0] == (
        "Ask me about this article. I answer with a quote and its source, "
        "or say that it does not say."
    )


def test_a_question_is_answered_with_the_quote_its_source_and_how_sure() -> None:
    assert chat("Who met Abe?", "/quit") == (
        "Mike Pompeo\n"
        "  │ Mike Pompeo met Shinzo Abe in Tokyo on Sunday.\n"
        "  Pompeo in Tokyo · Sputnik · 2018-07-08 · tokyo.txt, characters 0–46 · 88 %\n"
        "  sure\n"
        "\n"
        "Bye.\n"
    )


def test_the_same_answer_elsewhere_is_named() -> None:
    reader = PhraseReader({"Abe": 1.0})
    # Four times "Abe": by article id the one in news/oslo.md comes first.
    assert chat("Who met Abe in Oslo?", "/more", "/quit", reader=reader) == (
        "Abe\n"
        "  │ Anna Berg met Shinzo Abe in Oslo in 2018.\n"
        "  Talks in Oslo · news/oslo.md, characters 25–66 · 73 % sure\n"
        "  also in Pompeo in Tokyo · Sputnik · 2018-07-08 · tokyo.txt, characters 0–46\n"
        "  also in Pompeo in Tokyo · Sputnik · 2018-07-08 · tokyo.txt, characters 76–108\n"
        "\n"
        "I found no clearly different answer.\n"
        "Bye.\n"
    )


def test_how_a_question_with_slips_of_the_pen_was_read_is_told() -> None:
    assert chat("Who met Abe in Tokoy?", "/quit") == (
        "Mike Pompeo\n"
        "  │ Mike Pompeo met Shinzo Abe in Tokyo on Sunday.\n"
        "  Pompeo in Tokyo · Sputnik · 2018-07-08 · tokyo.txt, characters 0–46 · 88 %\n"
        "  sure\n"
        "  I read your question as: Who met Abe in Tokyo?\n"
        "\n"
        "Bye.\n"
    )


def test_passage_shows_the_whole_paragraph_of_the_answer() -> None:
    assert chat("Who met Abe?", "/passage", "/quit").splitlines()[5:] == [
        "  Mike Pompeo met Shinzo Abe in Tokyo on Sunday. They spoke about sanctions.",
        "Bye.",
    ]


def test_more_shows_the_runners_up_with_their_own_quotes() -> None:
    assert chat("Who met Abe?", "/more", "/quit").splitlines()[5:] == [
        'Other places that may answer "Who met Abe?":',
        "  │ Anna Berg met Shinzo Abe in Oslo in 2018.",
        "  Talks in Oslo · news/oslo.md, characters 25–66 · 73 % sure",
        "  │ Anna Berg met Shinzo Abe in Oslo in 2018.",
        "  Talks in Oslo · news/oslo.md, characters 25–66 · 38 % sure",
        "Bye.",
    ]


def test_a_refusal_says_why_and_what_is_nearest() -> None:
    reader = PhraseReader({"Mike Pompeo": -1.0, "Anna Berg": -2.0})
    transcript = chat(
        "Which zebra met Abe?", "/more", "/passage", "Is a [red]zebra[/red] here?", reader=reader
    )
    assert transcript == (
        "The articles do not seem to say. I would rather not guess.\n"
        "None of the articles mentions “zebra”.\n"
        "The nearest I found, though not an answer:\n"
        "  Pompeo in Tokyo · Sputnik · 2018-07-08 · tokyo.txt, characters 0–46\n"
        "  Talks in Oslo · news/oslo.md, characters 25–66\n"
        "\n"
        "I found no clearly different answer.\n"
        "I did not answer that, so there is no passage to show.\n"
        "The articles do not mention this, so I cannot answer it.\n"
        "None of the articles mentions “red”, “zebra”.\n"
        "\n"
        "\n"
        "Bye.\n"
    )


def test_why_explains_an_answer_and_a_refusal() -> None:
    reader = PhraseReader({"Mike Pompeo": 2.0})
    asked = chat(
        "/why", "Who met Abe?", "/why", "Is a [red]zebra[/red] here?", "/why", reader=reader
    )
    assert asked.splitlines() == [
        "Ask something first; then I can tell you why I answered so.",
        "Mike Pompeo",
        "  │ Mike Pompeo met Shinzo Abe in Tokyo on Sunday.",
        "  Pompeo in Tokyo · Sputnik · 2018-07-08 · tokyo.txt, characters 0–46 · 88 %",
        "  sure",
        "",
        "  Your question: Who met Abe?",
        "  Searched in 2 articles for: “met”, “Abe”",
        "  The quoted sentences or their title hold: “met”, “Abe”",
        "  Read: the 2 passages that share most with your question.",
        "  The best words found have a margin of +2.0 over “not in here”: above 0 the",
        "  reader takes them for the likelier. How well their passage matched your words",
        "  counts too.",
        "  How certain: 88 % sure; I answer from 50 % on.",
        "  Where: tokyo.txt, characters 0–11",
        "The articles do not mention this, so I cannot answer it.",
        "None of the articles mentions “red”, “zebra”.",
        "",
        "  Your question: Is a [red]zebra[/red] here?",
        "  Searched in 2 articles for: “red”, “zebra”",
        "  None of the articles mentions “red”, “zebra”.",
        "  No passage shares a word with your question.",
        "",
        "Bye.",
    ]


def test_small_talk_is_answered_in_kind() -> None:
    assert chat("hi", "/quit") == (
        "Hello! Ask me a question about the articles, and I will answer with a quote.\n\nBye.\n"
    )


def test_sources_lists_the_articles() -> None:
    assert chat("/sources", "/quit") == (
        "I answer from these articles:\n"
        "  Pompeo in Tokyo · Sputnik · 2018-07-08 · tokyo.txt\n"
        "  Talks in Oslo · news/oslo.md\n"
        "Bye.\n"
    )


def test_help_lists_every_command() -> None:
    assert chat("/help", "/quit") == (
        "Type a question, or one of these:\n"
        "  /passage   the paragraph of the last answer\n"
        "  /more      other possible answers to the last question\n"
        "  /why       why I answered so\n"
        "  /sources   the articles I answer from\n"
        "  /help      this list\n"
        "  /quit      leave\n"
        "Bye.\n"
    )


def test_before_any_question_there_is_nothing_to_show() -> None:
    assert chat("/passage", "/more", "/quit") == (
        "Ask something first; then I can show you more of it.\n" * 2 + "Bye.\n"
    )


def test_an_unknown_command_is_named_and_the_talk_goes_on() -> None:
    assert chat("/sing a song", "/", "/$command [b]", "hi", "/quit") == (
        "I do not know /sing. /help lists what I can do.\n"
        "I do not know /. /help lists what I can do.\n"
        "I do not know /$command. /help lists what I can do.\n"
        "Hello! Ask me a question about the articles, and I will answer with a quote.\n"
        "\n"
        "Bye.\n"
    )


@pytest.mark.parametrize("command", ["/quit", "/exit", "  /quit  ", "/quit now, please"])
def test_quit_leaves(command: str) -> None:
    assert chat(command, "Who met Abe?") == "Bye.\n"


def test_an_empty_line_is_passed_over() -> None:
    assert chat("", "   ", "\t", "/quit") == "Bye.\n"


@pytest.mark.parametrize("end", [EOFError(), KeyboardInterrupt()], ids=["end", "interrupt"])
def test_the_end_of_input_and_an_interrupt_leave_quietly(end: BaseException) -> None:
    # The blank line ends the one with the prompt, on which nothing was typed.
    assert chat("hi", end) == (
        "Hello! Ask me a question about the articles, and I will answer with a quote.\n\n\nBye.\n"
    )


class Interrupted(ToyReader):
    """A reader that is too slow for the person, who presses Ctrl-C."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:  # noqa: ARG002
        raise KeyboardInterrupt


def test_an_interrupt_while_an_answer_is_sought_leaves_quietly_too() -> None:
    try:
        transcript = chat("Who met Abe?", "never read", reader=Interrupted())
    except KeyboardInterrupt:  # which would end the whole test run
        pytest.fail("The interrupt left the chat as an error.")
    assert transcript == "\nBye.\n"


def test_the_last_answer_counts_for_passage_and_more() -> None:
    transcript = chat("Who met Abe?", "Who is in Oslo?", "/passage", "/quit")
    assert transcript.splitlines()[-2] == "  Anna Berg met Shinzo Abe in Oslo in 2018."


def test_on_a_terminal_the_answer_is_highlighted_in_its_sentence() -> None:
    # 1;32 is bold green, 2 is dim.
    lines = chat("Who met Abe?", "/passage", "/quit", terminal=True).splitlines()
    assert lines[0] == "\x1b[1;32mMike Pompeo\x1b[0m"
    bar = "\x1b[2m  │ \x1b[0m"
    assert lines[1] == f"{bar}\x1b[1;32mMike Pompeo\x1b[0m met Shinzo Abe in Tokyo on Sunday."
    assert lines[2].startswith("  \x1b[2mPompeo in Tokyo")
    assert lines[5] == (
        "  \x1b[1;32mMike Pompeo\x1b[0m met Shinzo Abe in Tokyo on Sunday. "
        "They spoke about sanctions."
    )


def test_what_an_article_holds_can_neither_style_nor_steer_the_terminal() -> None:
    hostile = toy_article(
        "bad[b].txt",
        "Eve \x1b[31m[red]met[/red]\u202e Abe\x07 :smile: today.",
        title="[link=x]Bad\x1b]0;title\x07[/link]",
        publisher="\u2067turned",
    )
    library = toy_library(hostile)
    reader = PhraseReader({"Eve": 2.0})
    transcript = chat("Who met Abe?", "/passage", "/sources", reader=reader, library=library)
    assert transcript == (
        "Eve\n"
        "  │ Eve [31m[red]met[/red] Abe :smile: today.\n"
        "  [link=x]Bad]0;title[/link] · turned · bad[b].txt, characters 0–44 · 88 % sure\n"
        "\n"
        "  Eve [31m[red]met[/red] Abe :smile: today.\n"
        "I answer from these articles:\n"
        "  [link=x]Bad]0;title[/link] · turned · bad[b].txt\n"
        "\n"
        "Bye.\n"
    )


def test_articles_are_listed_with_totals_and_what_was_skipped() -> None:
    out = StringIO()
    library = Library(
        articles=(TOKYO, toy_article("[b].txt", "Berg left.", title="[red]Bad\x1b[/red]")),
        passages=toy_library(TOKYO).passages,
        skipped=(Skipped(path="a.pdf", reason="is not [b] one of .txt"),),
    )
    show_articles(library, Console(file=out, width=80, force_terminal=False), wording())
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    # 13 + 6 words and 2 words.
    assert lines == [
        " Title            Published   Passages  File",
        " Pompeo in Tokyo  2018-07-08  1         tokyo.txt",
        " [red]Bad[/red]               0         [b].txt",
        "Articles: 2, passages: 1, words: 21",
        "Skipped: a.pdf is not [b] one of .txt",
    ]


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A history file of this test, and readline without any memory before and after."""
    path = tmp_path / "history"
    monkeypatch.setattr(module, "HISTORY", path)
    readline.clear_history()
    yield path
    readline.clear_history()


def test_the_keyboard_gives_lines_until_there_are_none(
    history: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("Who met Abe?\n/quit\n"))
    ask = keyboard(">>> ")
    assert [ask(), ask()] == ["Who met Abe?", "/quit"]
    with pytest.raises(EOFError):
        ask()
    assert capsys.readouterr().out == ">>> " * 3
    assert history.is_file()


def test_the_keyboard_remembers_what_was_typed_in_an_earlier_chat(history: Path) -> None:
    readline.add_history("Who met Abe?")
    readline.write_history_file(history)
    readline.clear_history()
    keyboard("")
    assert [
        readline.get_history_item(n + 1) for n in range(readline.get_current_history_length())
    ] == ["Who met Abe?"]


def test_a_chat_goes_on_where_no_history_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HISTORY", tmp_path / "no such folder" / "history")
    monkeypatch.setattr("sys.stdin", StringIO("Who met Abe?\n"))
    assert keyboard("")() == "Who met Abe?"


def test_a_long_quote_keeps_its_bar_on_every_line() -> None:
    out = StringIO()
    library = toy_library(toy_article("a.txt", "Berg met Abe in Tokyo, " + "and so on " * 9 + "."))
    reply = toy_answerer(library).answer("Who met Abe?")
    show(reply, Console(file=out, width=40, force_terminal=False), wording())
    lines = out.getvalue().splitlines()
    assert lines[:5] == [
        "Berg",
        "  │ Berg met Abe in Tokyo, and so on and",
        "  │ so on and so on and so on and so on",
        "  │ and so on and so on and so on and so",
        "  │ on .",
    ]
