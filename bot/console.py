"""The console chat: a loop, a handful of commands, and how replies look there."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.answering import Answerer
from bot.build import Library
from bot.citing import paragraph
from bot.explaining import why
from bot.replies import highlighted, mended, printable, refusal, source, sureness
from bot.wording import Wording
from retrieval.types import Alternative, Answer, NoAnswer

_LEAVE = (["/quit"], ["/exit"])
HISTORY = Path.home() / ".footnote_history"

_BAR = "  │ "
_NARROWEST = 20
"""Columns that a quote takes however narrow the terminal says it is."""


class Chat:
    """One conversation: reads lines from `ask` until there are none, and prints to `console`."""

    def __init__(
        self, *, library: Library, answerer: Answerer, console: Console, wording: Wording
    ) -> None:
        self._library = library
        self._answerer = answerer
        self._console = console
        self._wording = wording
        self._last: Answer | NoAnswer | None = None
        self._commands: dict[str, Callable[[], None]] = {
            "/passage": self._passage,
            "/more": self._more,
            "/why": self._why,
            "/sources": self._sources,
            "/help": lambda: self._say("chat.help"),
        }

    def run(self, ask: Callable[[], str]) -> None:
        """Greet, then answer line by line; `ask` ends the chat by `EOFError` or an interrupt."""
        count = len(self._library.articles)
        self._say("chat.welcome_one" if count == 1 else "chat.welcome", articles=count)
        self._say("chat.hint")
        try:
            while (line := ask().strip()).split()[:1] not in _LEAVE:
                self._respond(line)
        except (EOFError, KeyboardInterrupt):
            self._console.print()
        self._say("chat.bye")

    def _respond(self, line: str) -> None:
        if line.startswith("/"):
            command = line.split()[0]
            act = self._commands.get(command)
            if act is None:
                self._say("chat.unknown_command", command=command)
            else:
                act()
        elif line:
            self._last = self._answerer.answer(line)
            show(self._last, self._console, self._wording)
            self._console.print()

    def _passage(self) -> None:
        if not isinstance(self._last, Answer):
            self._say("chat.nothing_yet" if self._last is None else "chat.no_passage")
            return
        answer = self._last
        article = next(a for a in self._library.articles if a.id == answer.citation.article_id)
        start, end = paragraph(article, answer.start, answer.end)
        text = Text(printable(article.text[start : answer.start]))
        text.append(printable(answer.text), style="bold green")
        text.append(printable(article.text[answer.end : end]))
        self._console.print(_indented(text))

    def _more(self) -> None:
        if self._last is None:
            self._say("chat.nothing_yet")
        elif isinstance(self._last, NoAnswer) or not self._last.alternatives:
            self._say("chat.no_more")
        else:
            self._say("chat.more", question=self._last.question)
            for alternative in self._last.alternatives:
                _show_quote(alternative, self._console, self._wording)

    def _why(self) -> None:
        if self._last is None:
            self._say("chat.nothing_to_explain")
            return
        for line in why(self._last, len(self._library.articles), self._wording).splitlines():
            self._console.print(_indented(Text(printable(line))))

    def _sources(self) -> None:
        self._say("chat.sources")
        for article in self._library.articles:
            parts = (article.title, article.publisher, article.published, article.path)
            line = printable(" · ".join(part for part in parts if part))
            self._console.print(_indented(Text(line)))

    def _say(self, key: str, **values: object) -> None:
        self._console.print(Text(printable(self._wording.say(key, **values))))


def show_articles(library: Library, console: Console, wording: Wording) -> None:
    """Print a table of the articles, their totals, and a line on each file that was skipped."""
    from rich.table import Table  # which no other command waits for

    passages = Counter(passage.article_id for passage in library.passages)
    table = Table(box=None, header_style="bold")
    for key in ("title", "published", "passages", "file"):
        table.add_column(wording.say(f"articles.{key}"), overflow="fold")
    for article in library.articles:
        cells = (article.title, article.published or "", str(passages[article.id]), article.path)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    console.print(table)
    words = sum(len(article.text.split()) for article in library.articles)
    totals = {"articles": len(library.articles), "passages": len(library.passages), "words": words}
    console.print(Text(wording.say("articles.total", **totals)))
    for skipped in library.skipped:
        console.print(Text(printable(wording.say("chat.skipped", skipped=skipped))))


def show(reply: Answer | NoAnswer, console: Console, wording: Wording) -> None:
    """Print a reply: the answer highlighted in its sentences, then where they stand."""
    if isinstance(reply, NoAnswer):
        console.print(Text(refusal(reply, wording), style="yellow"))
        if reply.nearest:
            console.print(Text(wording.say("answer.nearest"), style="dim"))
        for citation in reply.nearest:
            console.print(_indented(Text(source(citation), style="dim")))
        return
    console.print(Text(printable(reply.text), style="bold green"))
    _show_quote(reply, console, wording)
    for citation in reply.also_in:
        line = f"{wording.say('answer.also_in')} {source(citation)}"
        console.print(_indented(Text(line, style="dim")))
    for line in mended(reply, wording):
        console.print(_indented(Text(line, style="dim")))


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)


def _show_quote(answer: Answer | Alternative, console: Console, wording: Wording) -> None:
    before, text, after = highlighted(answer)
    quote = Text(before).append(text, style="bold green").append(after)
    # A bar rather than quotation marks: quotes from the news bring marks of their own.
    for line in quote.wrap(console, max(_NARROWEST, console.width - len(_BAR))):
        line.rstrip()
        console.print(Text.assemble((_BAR, "dim"), line))
    place = f"{source(answer.citation)} · {sureness(answer.confidence, wording)}"
    console.print(_indented(Text(place, style="dim")))


def keyboard(prompt: str) -> Callable[[], str]:
    """Lines typed by a person, with editing and history where the system has readline."""
    try:
        import readline
    except ImportError:  # not on Windows
        return lambda: input(prompt)
    with suppress(OSError):  # a chat without memory is better than none
        readline.read_history_file(HISTORY)

    def ask() -> str:
        line = input(prompt)
        with suppress(OSError):
            readline.write_history_file(HISTORY)
        return line

    return ask
