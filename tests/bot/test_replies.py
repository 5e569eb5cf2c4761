"""Replies say exactly what the answer holds, and nothing from outside gets a say in their form."""

import json
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from toys import any_text

from bot.replies import (
    highlighted,
    linked_source,
    printable,
    quoted_at,
    refusal,
    source,
    sureness,
    to_html,
    to_json,
)
from bot.screening import MAX_QUESTION_CHARS
from bot.wording import wording
from retrieval.types import Alternative, Answer, Citation, NoAnswer, Weighed

WORDS = wording()
QUOTE = "They met in <Tokyo> & “Seoul”, \ttoo."


def citation(
    quote: str = QUOTE,
    *,
    start: int = 100,
    article_id: str = "a.txt",
    title: str = "Talks & <more>",
    url: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
) -> Citation:
    return Citation(
        article_id=article_id,
        title=title,
        url=url,
        published=published,
        publisher=publisher,
        start=start,
        end=start + len(quote),
        quote=quote,
    )


ELSEWHERE = citation("In <Tokyo>.", start=0, article_id="b.txt", title="B")
ANSWER = Answer(
    question="Where?",
    text="<Tokyo>",
    start=112,
    end=119,
    confidence=0.876,
    citation=citation(),
    also_in=(ELSEWHERE,),
    alternatives=(Alternative(text="In", start=0, end=2, confidence=0.31, citation=ELSEWHERE),),
    weighed=Weighed(passages_read=8, margin=10.5, confidence=0.876, threshold=0.36),
)
REFUSAL = NoAnswer(
    question="Who is <Zed>?",
    reason="low_confidence",
    unknown_words=("Zed",),
    nearest=(ELSEWHERE,),
    weighed=Weighed(passages_read=1, margin=None, confidence=None, threshold=0.36),
)


def test_json_holds_every_field_under_its_name() -> None:
    elsewhere = {
        "article_id": "b.txt",
        "title": "B",
        "url": None,
        "published": None,
        "publisher": None,
        "start": 0,
        "end": 11,
        "quote": "In <Tokyo>.",
        "place": None,
    }
    assert json.loads(to_json(ANSWER)) == {
        "type": "answer",
        "question": "Where?",
        "text": "<Tokyo>",
        "start": 112,
        "end": 119,
        "confidence": 0.876,
        "citation": {
            "article_id": "a.txt",
            "title": "Talks & <more>",
            "url": None,
            "published": None,
            "publisher": None,
            "start": 100,
            "end": 136,
            "quote": QUOTE,
            "place": None,
        },
        "also_in": [elsewhere],
        "alternatives": [
            {"text": "In", "start": 0, "end": 2, "confidence": 0.31, "citation": elsewhere}
        ],
        "stopped_early": False,
        "read_as": None,
        "weighed": {"passages_read": 8, "margin": 10.5, "confidence": 0.876, "threshold": 0.36},
    }
    assert json.loads(to_json(REFUSAL)) == {
        "type": "no_answer",
        "question": "Who is <Zed>?",
        "reason": "low_confidence",
        "unknown_words": ["Zed"],
        "nearest": [elsewhere],
        "stopped_early": False,
        "read_as": None,
        "weighed": {"passages_read": 1, "margin": None, "confidence": None, "threshold": 0.36},
    }


def test_how_the_question_was_read_is_told_below_the_reply() -> None:
    line = "I read your question as: Where is &lt;Tokyo&gt;?"
    answer, refused = (replace(r, read_as="Where is\n <Tokyo>?") for r in (ANSWER, REFUSAL))
    assert to_html(answer, WORDS) == f"{to_html(ANSWER, WORDS)}\n{line}"
    assert to_html(refused, WORDS) == f"{to_html(REFUSAL, WORDS)}\n{line}"


ANY_TEXT = any_text(min_size=1, max_size=30)


@st.composite
def _answers(draw: st.DrawFn) -> Answer:
    before, text, after = draw(st.text(max_size=20)), draw(ANY_TEXT), draw(ANY_TEXT)
    start = draw(st.integers(0, 1000))
    cited = citation(
        before + text + after,
        start=start,
        article_id=draw(ANY_TEXT),
        title=draw(ANY_TEXT),
        url=draw(st.none() | ANY_TEXT),
        published=draw(st.none() | ANY_TEXT),
        publisher=draw(st.none() | ANY_TEXT),
    )
    return Answer(
        question=draw(ANY_TEXT),
        text=text,
        start=start + len(before),
        end=start + len(before) + len(text),
        confidence=draw(st.floats(0, 1)),
        citation=cited,
        also_in=tuple(draw(st.lists(st.just(cited), max_size=2))),
    )


@given(_answers())
def test_json_gives_back_the_very_text_and_can_be_written_anywhere(answer: Answer) -> None:
    written = to_json(answer).encode("utf-8")
    read: dict[str, Any] = json.loads(written)
    assert read["text"] == answer.text
    assert read["question"] == answer.question
    assert read["citation"]["quote"] == answer.citation.quote
    assert read["citation"]["quote"][answer.start - answer.citation.start :].startswith(answer.text)


def test_json_keeps_letters_readable() -> None:
    reply = NoAnswer(question="Wer traf Müller in 서울?", reason="no_match")
    assert "Wer traf Müller in 서울?" in to_json(reply)


def test_html_marks_the_answer_in_its_sentence_then_says_where_and_how_sure() -> None:
    assert to_html(ANSWER, WORDS) == (
        "<blockquote>They met in <b>&lt;Tokyo&gt;</b> &amp; “Seoul”, \ttoo.</blockquote>\n"
        "Talks &amp; &lt;more&gt; · a.txt, characters 100–136\n"
        "also in B · b.txt, characters 0–11\n"
        "88 % sure"
    )


def test_html_of_a_refusal_is_its_words_escaped() -> None:
    reply = NoAnswer(question="?", reason="low_confidence", unknown_words=("<Zed>", "Ab&c"))
    assert to_html(reply, WORDS) == (
        "The articles do not seem to say. I would rather not guess.\n"
        "None of the articles mentions “&lt;Zed&gt;”, “Ab&amp;c”."
    )


class StrictParser(HTMLParser):
    """Reads the two elements that we use, each once and in order, and refuses everything else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.texts: dict[str, str] = {"": "", "blockquote": "", "b": ""}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        assert (tag, self.open) in [("blockquote", []), ("b", ["blockquote"])]
        assert not self.texts[tag]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert not set(data) & set("<>&")
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add({"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name])

    def handle_charref(self, name: str) -> None:
        self._add({"x27": "'"}[name])

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"A comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"A declaration: {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"An instruction: {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"A declaration: {data!r}")

    def _add(self, data: str) -> None:
        for element in self.open or [""]:
            self.texts[element] += data


def parse(html: str) -> StrictParser:
    parser = StrictParser()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def attacking(text: str) -> Answer:
    return Answer(
        question=text,
        text=text,
        start=0,
        end=len(text),
        confidence=0.5,
        citation=citation(text, start=0, title=text, article_id=text, url=text),
    )


@given(_answers())
@example(attacking("</b></blockquote><a href='tg://user'>x</a><!-- &lt; &#60; ]]>"))
@example(attacking("<b>&amp;</b>"))
@example(attacking("<script>alert(1)</script> <?php ?> <!DOCTYPE x>"))
def test_whatever_the_article_holds_html_has_two_elements_and_the_right_text(
    answer: Answer,
) -> None:
    texts = parse(to_html(answer, WORDS)).texts
    assert texts["b"] == printable(answer.text)
    assert texts["blockquote"] == printable(answer.citation.quote)
    places = "".join(
        f"\n{prefix}{source(cited)}"
        for prefix, cited in [("", answer.citation), *(("also in ", c) for c in answer.also_in)]
    )
    assert texts[""] == f"{places}\n{sureness(answer.confidence, WORDS)}"


@given(st.lists(ANY_TEXT, max_size=3))
def test_whatever_was_asked_a_refusal_in_html_is_plain_text(words: list[str]) -> None:
    reply = NoAnswer(question="?", reason="no_match", unknown_words=tuple(words))
    texts = parse(to_html(reply, WORDS)).texts
    assert texts == {"": refusal(reply, WORDS), "blockquote": "", "b": ""}


@given(_answers())
def test_the_three_parts_of_a_quote_are_the_whole_quote(answer: Answer) -> None:
    before, text, after = highlighted(answer)
    assert text == printable(answer.text)
    assert before + text + after == printable(answer.citation.quote)


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "Talks & <more> · a.txt, characters 100–136"),
        (
            {"publisher": "Sputnik", "published": "2018-07-08", "url": "https://a.example/1"},
            "Talks & <more> · Sputnik · 2018-07-08 · https://a.example/1"
            " · a.txt, characters 100–136",
        ),
        ({"title": "", "published": "2018"}, "2018 · a.txt, characters 100–136"),
    ],
)
def test_a_source_says_what_is_known_and_leaves_out_what_is_not(
    fields: dict[str, Any], line: str
) -> None:
    assert source(citation(**fields)) == line


def test_a_source_is_one_line_even_of_a_title_with_line_breaks() -> None:
    assert "\n" not in source(citation(title="Two\nlines"))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("empty", "Please ask a question, for example: Who did what, where or when?"),
        (
            "too_long",
            "That is longer than I can take in. "
            f"Please ask in at most {MAX_QUESTION_CHARS} characters.",
        ),
        (
            "not_a_question",
            "Hello! Ask me a question about the articles, and I will answer with a quote.",
        ),
        ("no_match", "The articles do not mention this, so I cannot answer it."),
        ("low_confidence", "The articles do not seem to say. I would rather not guess."),
    ],
)
def test_each_reason_has_its_own_courteous_words(reason: Any, words: str) -> None:
    assert refusal(NoAnswer(question="?", reason=reason), WORDS) == words


def test_a_refusal_names_the_words_that_no_article_knows() -> None:
    reply = NoAnswer(question="?", reason="no_match", unknown_words=("Zed\x1b[31m", "$name"))
    assert refusal(reply, WORDS).splitlines()[1] == (
        "None of the articles mentions “Zed[31m”, “$name”."
    )


@pytest.mark.parametrize(
    ("confidence", "percent"),
    [
        (0.0, 1),
        (0.004, 1),
        (0.0149, 1),
        (0.0151, 2),
        (0.5, 50),
        (0.876, 88),
        (0.994, 99),
        (0.9999, 99),
        (1.0, 99),
    ],
)
def test_sureness_is_a_whole_percentage_from_1_to_99(confidence: float, percent: int) -> None:
    assert sureness(confidence, WORDS) == f"{percent} % sure"


BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("char", BIDI, ids=[f"U+{ord(char):04X}" for char in BIDI])
def test_what_turns_the_reading_direction_is_not_printed(char: str) -> None:
    assert printable(f"a{char}b") == "ab"


@given(any_text())
def test_what_is_printed_steers_no_terminal_and_can_be_encoded(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    assert all(unicodedata.category(c) != "Cc" or c in "\t\n" for c in shown)
    assert printable(shown) == shown


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs", "M"))))
def test_what_is_meant_to_be_read_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text


def linked(url: str | None, quote: str = QUOTE, title: str = "Talks & <more>") -> str:
    return linked_source(citation(quote, url=url, title=title, publisher="The \u202eWire"))


def test_a_source_with_an_https_address_opens_at_the_quoted_words() -> None:
    assert linked("https://a.example/x?y=1&z=2", "They met - in Tokyo, too.") == (
        '<a href="https://a.example/x?y=1&amp;z=2#:~:text='
        'They%20met%20%2D%20in%20Tokyo%2C%20too.">Talks &amp; &lt;more&gt;</a> · The Wire'
    )


def test_a_long_quote_is_named_by_its_first_and_last_words() -> None:
    words = " ".join(f"w{number}" for number in range(30))
    assert quoted_at(citation(words, url="https://a.example/#part")) == (
        "https://a.example/#part:~:text=w0%20w1%20w2%20w3%20w4,w25%20w26%20w27%20w28%20w29"
    )


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "http://a.example/",
        "javascript:alert(1)",
        "tg://user?id=1",
        "https://a b",
        "https://ü",
    ],
)
def test_no_other_address_becomes_a_link(url: str | None) -> None:
    assert "<a " not in linked(url)


def test_a_link_always_has_something_to_click_on() -> None:
    assert ">a.txt</a>" in linked("https://a.example/", title="\ud800 \u202e")
