"""An answer out of each format is cited in the right place, from the file to the reply."""

import json
import subprocess
import sys

import pytest
from commands import footnote
from examples import EXAMPLES, Example
from toys import PhraseReader, toy_answerer

from bot.build import build_library
from bot.replies import source
from retrieval.types import Answer


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_answer_is_cited_where_it_stands(example: Example) -> None:
    library = build_library(example.path)
    answer = toy_answerer(library, PhraseReader({example.answer: 3.0})).answer(example.question)

    assert isinstance(answer, Answer)
    (article,) = library.articles
    assert article.text[answer.start : answer.end] == answer.text == example.answer
    citation = answer.citation
    assert article.text[citation.start : citation.end] == citation.quote == example.quote
    assert (citation.title, citation.place) == (example.title, example.place)


def test_the_place_is_told_beside_the_file() -> None:
    example = next(example for example in EXAMPLES if example.name == "report.pdf")
    library = build_library(example.path)
    answer = toy_answerer(library, PhraseReader({example.answer: 3.0})).answer(example.question)

    assert isinstance(answer, Answer)
    assert source(answer.citation) == (
        "Harbour Trust: Annual Report 2023 · report.pdf, page 2, "
        f"characters {answer.citation.start}–{answer.citation.end}"
    )


def test_an_answer_overleaf_is_placed_on_the_page_it_stands_on() -> None:
    """The sentence begins at the foot of page 1; its second half is on page 2."""
    example = next(example for example in EXAMPLES if example.name == "report.pdf")
    article = build_library(example.path).articles[0]
    turn = article.places[1].start
    assert article.places[1].name == "page 2"
    assert article.text[turn - 1] == " "
    assert article.text[turn - 2].isalpha()


def test_a_single_file_is_asked_from_the_command_line() -> None:
    example = next(example for example in EXAMPLES if example.name == "report.pdf")
    done = footnote("ask", example.question, "--json", "--articles", example.path)

    reply = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert reply["citation"]["article_id"] == "report.pdf"
    assert reply["citation"]["place"] == "page 2"
    assert reply["citation"]["quote"] == example.quote


def test_the_parsers_are_never_imported_by_the_bot_itself() -> None:
    """Text files start no slower for them, and other files are read in a process of their own."""
    script = (
        "import sys; from pathlib import Path; from bot.build import build_library\n"
        "for path in sys.argv[1:]: build_library(Path(path))\n"
        "print(sorted({'trafilatura', 'lxml', 'pypdf', 'docx'} & set(sys.modules)))\n"
    )
    paths = [str(example.path) for example in EXAMPLES]
    done = subprocess.run(
        [sys.executable, "-c", script, *paths], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
