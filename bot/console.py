"""The console chat: a loop, a handful of commands, and how replies look there."""

from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.answering import Answerer
from bot.build import Library
from bot.citing import paragraph
from bot.replies import highlighted, printable, refusal, source, sureness
from bot.wording import Wording
from retrieval.types import Alternative, Answer, NoAnswer

HISTORY = Path.home() / ".footnote_history"
_INDENT = (0, 0, 0, 2)


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
            "/sources": self._sources,
            "/help": lambda: self._say("chat.help"),
        }

    def run(self, ask: Callable[[], str]) -> None:
        """Greet, then answer line by line; `ask` ends the chat by `EOFError` or an interrupt."""
        count = len(self._library.articles)
        self._say("chat.welcome_one" if count == 1 else "chat.welcome", articles=count)
        self._say("chat.hint")
        while True:
            try:
                line = ask().strip()
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                break
            if line in ("/quit", "/exit"):
                break
            self._respond(line)
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

    def _passage(self) -> None:
        if not isinstance(self._last, Answer):
            self._say("chat.nothing_yet")
            return
        answer = self._last
        article = next(a for a in self._library.articles if a.id == answer.citation.article_id)
        start, end = paragraph(article, answer.start, answer.end)
        text = Text(printable(article.text[start : answer.start]))
        text.append(printable(answer.text), style="bold green")
        text.append(printable(article.text[answer.end : end]))
        self._console.print(Padding(text, _INDENT))

    def _more(self) -> None:
        if self._last is None:
            self._say("chat.nothing_yet")
        elif isinstance(self._last, NoAnswer) or not self._last.alternatives:
            self._say("chat.no_more")
        else:
            self._say("chat.more", question=self._last.question)
            for alternative in self._last.alternatives:
                _show_quote(alternative, self._console, self._wording)

    def _sources(self) -> None:
        self._say("chat.sources")
        for article in self._library.articles:
            parts = (article.title, article.publisher, article.published, article.path)
            line = printable(" · ".join(part for part in parts if part))
            self._console.print(Padding(Text(line), _INDENT))

    def _say(self, key: str, **values: object) -> None:
        self._console.print(Text(printable(self._wording.say(key, **values))))


def show(reply: Answer | NoAnswer, console: Console, wording: Wording) -> None:
    """Print a reply: the answer highlighted in its sentences, then where they stand."""
    if isinstance(reply, NoAnswer):
        console.print(Text(refusal(reply, wording), style="yellow"))
        for citation in reply.nearest:
            line = f"{wording.say('answer.nearest')}: {source(citation)}"
            console.print(Padding(Text(line, style="dim"), _INDENT))
        return
    console.print(Text(printable(reply.text), style="bold green"))
    _show_quote(reply, console, wording)
    for citation in reply.also_in:
        line = f"{wording.say('answer.also_in')} {source(citation)}"
        console.print(Padding(Text(line, style="dim"), _INDENT))


def _show_quote(answer: Answer | Alternative, console: Console, wording: Wording) -> None:
    before, text, after = highlighted(answer)
    quote = Text("“").append(before).append(text, style="bold green").append(after).append("”")
    console.print(Padding(quote, _INDENT))
    place = f"{source(answer.citation)} · {sureness(answer.confidence, wording)}"
    console.print(Padding(Text(place, style="dim"), _INDENT))


def keyboard(prompt: str) -> Callable[[], str]:
    """Lines typed by a person, with editing and history where the system has readline."""
    try:
        import readline
    except ImportError:  # not on Windows
        return lambda: input(prompt)
    if HISTORY.is_file():
        readline.read_history_file(HISTORY)

    def ask() -> str:
        line = input(prompt)
        readline.write_history_file(HISTORY)
        return line

    return ask
