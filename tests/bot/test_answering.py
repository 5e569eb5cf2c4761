"""The whole path on small collections: every value of every reply, worked out by hand.

With the toys' calibration the confidence is the logistic curve of the reader's margin:
0 gives 0.5, which is the threshold; 1 gives 0.731..., 2 gives 0.880..., 3 gives 0.952...
"""

import itertools
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from toys import (
    CALIBRATION,
    PhraseReader,
    ToyReader,
    any_text,
    toy_answerer,
    toy_article,
    toy_library,
    toy_span_reader,
)

from bot.answering import Guess
from bot.build import build_retriever
from bot.evaluation.bench import equal_hits
from bot.patience import TIRELESS, Patience, patience_for
from bot.screening import MAX_QUESTION_CHARS
from retrieval.interfaces import Reader
from retrieval.types import (
    Alternative,
    Answer,
    Article,
    Citation,
    NoAnswer,
    Passage,
    Span,
    Weighed,
)

#        0         10        20        30        40        50        60        70
TOKYO = "Mike Pompeo met Shinzo Abe in Tokyo on Sunday. They spoke about sanctions."
OSLO = "The minister flew home.\n\nAnna Berg met Shinzo Abe in Oslo in 2018, and then in Tokyo."


def certainty(margin: float) -> float:
    return 1 / (1 + math.exp(-margin))


def tokyo() -> Article:
    return toy_article(
        "tokyo.txt",
        TOKYO,
        title="Pompeo in Tokyo",
        url="https://example.org/tokyo",
        published="2018-07-08",
        publisher="Sputnik",
    )


def oslo() -> Article:
    return toy_article("oslo.txt", OSLO)


TOKYO_CITED = Citation(
    article_id="tokyo.txt",
    title="Pompeo in Tokyo",
    url="https://example.org/tokyo",
    published="2018-07-08",
    publisher="Sputnik",
    start=0,
    end=46,
    quote="Mike Pompeo met Shinzo Abe in Tokyo on Sunday.",
)
# "The minister flew home." and a blank line are 25 characters.
OSLO_CITED = Citation(
    article_id="oslo.txt",
    title="Oslo",
    url=None,
    published=None,
    publisher=None,
    start=25,
    end=85,
    quote="Anna Berg met Shinzo Abe in Oslo in 2018, and then in Tokyo.",
)


def test_an_answer_is_a_quote_with_its_sentence_and_where_it_stands() -> None:
    answerer = toy_answerer(toy_library(tokyo()), PhraseReader({"Tokyo": 2.0}))
    assert answerer.answer("Where did Pompeo meet Abe?") == Answer(
        question="Where did Pompeo meet Abe?",
        text="Tokyo",
        start=30,
        end=35,
        confidence=certainty(2.0),
        citation=TOKYO_CITED,
        also_in=(),
        alternatives=(),
        weighed=Weighed(passages_read=1, margin=2.0, confidence=certainty(2.0), threshold=0.5),
    )


def test_the_same_answer_in_another_article_is_cited_too() -> None:
    # The capitals of the second place differ, and it has no sentence end.
    shouting = toy_article("wire.txt", "FLASH: POMPEO MEETS ABE IN TOKYO")
    reader = PhraseReader({"Tokyo": 2.0, "TOKYO": 1.0})
    reply = toy_answerer(toy_library(tokyo(), oslo(), shouting), reader).answer(
        "Where did Pompeo meet Abe?"
    )
    assert isinstance(reply, Answer)
    # Both "Tokyo" have margin 2; of equals the first by article id wins, which is oslo.txt.
    assert (reply.text, reply.start, reply.citation) == ("Tokyo", 79, OSLO_CITED)
    assert reply.also_in == (
        TOKYO_CITED,
        Citation(
            article_id="wire.txt",
            title="Wire",
            url=None,
            published=None,
            publisher=None,
            start=0,
            end=32,
            quote="FLASH: POMPEO MEETS ABE IN TOKYO",
        ),
    )
    assert reply.alternatives == ()


def test_a_different_runner_up_is_an_alternative_with_its_own_confidence_and_citation() -> None:
    reader = PhraseReader({"Mike Pompeo": 2.0, "Anna Berg": 1.0, "2018": -3.0})
    reply = toy_answerer(toy_library(tokyo(), oslo()), reader).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert (reply.text, reply.citation) == ("Mike Pompeo", TOKYO_CITED)
    # "2018" has a confidence of 0.047, below half of the threshold of 0.5.
    assert reply.alternatives == (
        Alternative(
            text="Anna Berg",
            start=25,
            end=34,
            confidence=certainty(1.0),
            citation=OSLO_CITED,
        ),
    )


def test_a_runner_up_is_shown_from_half_the_threshold_on() -> None:
    # Half of 0.5 is 0.25, which is a margin of ln(1/3) = -1.0986.
    for margin, shown in ((-1.09, 1), (-1.11, 0)):
        reader = PhraseReader({"Mike Pompeo": 2.0, "Anna Berg": margin})
        reply = toy_answerer(toy_library(tokyo(), oslo()), reader).answer("Who met Abe?")
        assert isinstance(reply, Answer)
        assert len(reply.alternatives) == shown


def test_a_part_of_the_answer_is_no_alternative_to_it() -> None:
    reader = PhraseReader({"Mike Pompeo": 2.0, "Pompeo": 1.5})
    elsewhere = toy_article("wire.txt", "Pompeo met the press.")
    reply = toy_answerer(toy_library(tokyo(), elsewhere), reader).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert reply.alternatives == ()
    assert reply.also_in == ()


def test_a_number_or_name_that_merely_has_the_same_letters_is_an_alternative() -> None:
    article = toy_article(
        "dead.txt", "The storm killed 5 people, police said.\n\nThe storm killed 15 people by noon."
    )
    reply = toy_answerer(toy_library(article), PhraseReader({" 5": 2.0, " 15": 1.0})).answer(
        "How many people did the storm kill?"
    )
    assert isinstance(reply, Answer)
    assert (reply.text, [a.text for a in reply.alternatives]) == (" 5", [" 15"])


def test_the_same_runner_up_comes_once_and_three_are_enough() -> None:
    names = ["Berg", "Novak", "Keller", "Santos", "Moreau"]
    text = " ".join(f"{name} met Abe. {name} left." for name in names)
    reader = PhraseReader({name: 3.0 - place for place, name in enumerate(names)})
    reply = toy_answerer(toy_library(toy_article("a.txt", text)), reader).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert reply.text == "Berg"
    assert [a.text for a in reply.alternatives] == ["Novak", "Keller", "Santos"]


def test_the_same_place_is_never_cited_twice() -> None:
    text = "Berg, so Berg says, met Abe; Berg left.\n\nBerg met Abe, so Berg says again."
    reply = toy_answerer(
        toy_library(toy_article("a.txt", text)), PhraseReader({"Berg": 2.0})
    ).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert reply.citation.quote == "Berg, so Berg says, met Abe; Berg left."
    assert [c.quote for c in reply.also_in] == ["Berg met Abe, so Berg says again."]


def test_equal_answers_are_cited_in_at_most_five_other_places() -> None:
    articles = [toy_article(f"{n}.txt", f"Report {n}: Berg met Abe.") for n in range(8)]
    reply = toy_answerer(toy_library(*articles), PhraseReader({"Berg": 2.0})).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert reply.citation.article_id == "0.txt"
    assert [c.article_id for c in reply.also_in] == ["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"]


def test_a_sentence_that_two_passages_share_gives_one_answer() -> None:
    # Each sentence has 11 words, so passages of at most 120 overlap by one sentence.
    sentences = [f"Nothing else was said on day {n} about the long plan." for n in range(30)]
    sentences[9] = "On that day the envoy Berg met Abe and then left."
    library = toy_library(toy_article("a.txt", " ".join(sentences)))
    assert sum("Berg" in passage.text for passage in library.passages) == 2
    reply = toy_answerer(library, PhraseReader({"Berg": 2.0})).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert reply.citation.quote == sentences[9]
    assert (reply.also_in, reply.alternatives) == ((), ())


def test_overlapping_spans_give_the_best_of_them() -> None:
    reader = PhraseReader({"Pompeo met": 1.0, "Mike Pompeo": 2.0, "Pompeo met Shinzo Abe": 0.5})
    reply = toy_answerer(toy_library(tokyo()), reader).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert (reply.text, reply.also_in, reply.alternatives) == ("Mike Pompeo", (), ())


def test_an_answer_across_two_sentences_cites_both() -> None:
    reader = PhraseReader({"Sunday. They spoke": 2.0})
    reply = toy_answerer(toy_library(tokyo()), reader).answer("Were there sanctions on Sunday?")
    assert isinstance(reply, Answer)
    assert reply.citation.quote == TOKYO
    assert reply.text == TOKYO[reply.start : reply.end] == "Sunday. They spoke"


def test_at_the_threshold_there_is_an_answer_and_just_below_there_is_none() -> None:
    library = toy_library(tokyo())
    assert isinstance(
        toy_answerer(library, PhraseReader({"Tokyo": 0.0})).answer("Where was Abe?"), Answer
    )
    assert isinstance(
        toy_answerer(library, PhraseReader({"Tokyo": -0.01})).answer("Where was Abe?"), NoAnswer
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "empty"),
        (" \n\u00a0", "empty"),
        ("Who met Abe" + "?" * MAX_QUESTION_CHARS, "too_long"),
        ("hi", "not_a_question"),
        ("Thanks a lot!", "not_a_question"),
        ("👍🏽👍", "not_a_question"),
        ("?!", "not_a_question"),
    ],
)
def test_what_is_no_question_is_turned_away_with_nothing_more_said(
    question: str, reason: str
) -> None:
    answerer = toy_answerer(toy_library(tokyo()), PhraseReader({"Tokyo": 9.0}))
    assert answerer.answer(question) == NoAnswer(
        question=question,
        reason=reason,  # type: ignore[arg-type]
        unknown_words=(),
        nearest=(),
        weighed=None,
    )


def test_a_question_that_shares_no_word_with_the_articles_has_no_match() -> None:
    answerer = toy_answerer(toy_library(tokyo()), PhraseReader({"Tokyo": 9.0}))
    assert answerer.answer("Which wizard's cat can juggle, and can the cat?") == NoAnswer(
        question="Which wizard's cat can juggle, and can the cat?",
        reason="no_match",
        unknown_words=("wizard's", "cat", "juggle"),
        nearest=(),
        weighed=None,
    )


def test_a_slip_of_the_pen_is_searched_and_read_as_the_articles_have_the_word() -> None:
    class Told(ToyReader):
        """Keeps what it was asked."""

        def __init__(self) -> None:
            super().__init__()
            self.asked: list[str] = []

        def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:
            self.asked.append(question)
            return super().read(question, passages)

    reader = Told()
    answerer = toy_answerer(toy_library(tokyo()), reader)
    reply = answerer.answer("What of the sancitons?")
    assert (reply.question, reply.read_as) == ("What of the sancitons?", "What of the sanctions?")
    assert answerer.answer("What of the sanctions?") == replace(
        reply, question="What of the sanctions?", read_as=None
    )
    assert reader.asked == ["What of the sanctions?", "What of the sanctions?"]
    assert answerer.guesses(reply.question, equal_hits([])) == []


def test_below_the_threshold_the_nearest_sentences_of_the_best_articles_are_named() -> None:
    reader = PhraseReader({"Anna Berg": -1.0, "2018": -1.5, "Sunday": -2.0, "sanctions": -3.0})
    reply = toy_answerer(toy_library(tokyo(), oslo()), reader).answer("Which zebra met Abe?")
    assert reply == NoAnswer(
        question="Which zebra met Abe?",
        reason="low_confidence",
        unknown_words=("zebra",),
        nearest=(OSLO_CITED, TOKYO_CITED),
        # Both articles have a passage on meeting Abe.
        weighed=Weighed(passages_read=2, margin=-1.0, confidence=certainty(-1.0), threshold=0.5),
    )


def test_where_the_reader_finds_nothing_at_all_confidence_is_low_and_nothing_is_near() -> None:
    reply = toy_answerer(toy_library(tokyo()), PhraseReader({})).answer("Where was Abe?")
    assert reply == NoAnswer(
        question="Where was Abe?",
        reason="low_confidence",
        weighed=Weighed(passages_read=1, margin=None, confidence=None, threshold=0.5),
    )


def test_at_most_eight_passages_are_read() -> None:
    reader = CountingReader({"Berg": 1.0})
    reply = toy_answerer(REPORTS, reader).answer("Who met Abe?")
    assert reader.passages_read == 8
    assert not reply.stopped_early


def test_the_rest_is_left_unread_once_the_answer_is_sure_enough() -> None:
    # A margin of 5 is 99 % sure, and stands in the first passage already.
    reader = CountingReader({"Berg": 5.0})
    reply = toy_answerer(REPORTS, reader, patience=Patience()).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert (reply.text, reply.stopped_early, reader.passages_read) == ("Berg", True, 1)


def test_what_was_found_far_worse_is_left_unread_once_an_answer_is_likely() -> None:
    # A margin of 0 is 50 % sure: likely. The second report shares only one of three rare words.
    library = toy_library(
        toy_article("a.txt", "Berg met Abe about sanctions in Oslo."),
        toy_article("b.txt", "Berg likes Oslo in the long and rainy winter of the far north."),
    )
    question = "Who met Abe about sanctions in Oslo?"
    for margin, read in ((0.0, 1), (-1.0, 2)):
        reader = CountingReader({"Berg": margin})
        reply = toy_answerer(library, reader, patience=Patience()).answer(question)
        assert (reply.stopped_early, reader.passages_read) == (read == 1, read)


def test_what_was_found_as_well_is_read_even_if_an_answer_is_likely() -> None:
    reader = CountingReader({"Berg": 0.0})
    reply = toy_answerer(REPORTS, reader, patience=Patience()).answer("Who met Abe?")
    assert (reply.stopped_early, reader.passages_read) == (False, 8)


def test_nothing_was_left_out_if_the_last_passage_makes_it_sure() -> None:
    library = toy_library(toy_article("a.txt", "Berg met Abe."))
    reader = PhraseReader({"Berg": 5.0})
    reply = toy_answerer(library, reader, patience=Patience()).answer("Who met Abe?")
    assert isinstance(reply, Answer)
    assert not reply.stopped_early


@pytest.mark.parametrize(
    ("margin", "kind"), [(1.0, Answer), (-1.0, NoAnswer)], ids=["answered", "refused"]
)
def test_reading_stops_when_the_time_is_over(margin: float, kind: type) -> None:
    # The clock is looked at once to begin and once after each passage: 0, then 1, 2 and 3.
    reader = CountingReader({"Berg": margin})
    patience = Patience(seconds=3, clock=itertools.count().__next__)
    reply = toy_answerer(REPORTS, reader, patience=patience).answer("Who met Abe?")
    assert type(reply) is kind
    assert (reply.stopped_early, reader.passages_read) == (True, 3)
    assert reply.weighed == Weighed(
        passages_read=3, margin=margin, confidence=certainty(margin), threshold=0.5
    )


def test_a_small_collection_is_read_to_the_end_unless_time_is_over() -> None:
    assert patience_for(99, seconds=3) == Patience(seconds=3, tireless=True)
    assert patience_for(100) == Patience()


def test_one_passage_is_read_in_any_case() -> None:
    patience = Patience(seconds=0, clock=itertools.count().__next__)
    reply = toy_answerer(REPORTS, PhraseReader({"Berg": 1.0}), patience=patience).answer("Abe?")
    assert isinstance(reply, Answer)
    assert reply.text == "Berg"


def test_the_tireless_read_everything_however_sure() -> None:
    reader = CountingReader({"Berg": 50.0})
    reply = toy_answerer(REPORTS, reader, patience=TIRELESS).answer("Who met Abe?")
    assert (reply.stopped_early, reader.passages_read) == (False, 8)


class CountingReader(PhraseReader):
    """Counts the passages that it is given."""

    passages_read = 0

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:
        self.passages_read += len(passages)
        return super().read(question, passages)


REPORTS = toy_library(*(toy_article(f"{n}.txt", f"Report {n}: Berg met Abe.") for n in range(20)))


class Liar:
    """Claims the same span in whatever it is given, or in a passage that it is not given."""

    name = "liar"

    def __init__(self, start: int, end: int, passage_id: str | None = None) -> None:
        self._start, self._end, self._passage_id = start, end, passage_id

    def read(self, question: str, passages: Sequence[Passage]) -> list[Span]:  # noqa: ARG002
        ids = [self._passage_id or passage.id for passage in passages]
        return [Span(passage_id=i, start=self._start, end=self._end, score=9.0) for i in ids]


@pytest.mark.parametrize(
    ("start", "end"),
    [(4, 4), (9, 4), (4, 99), (13, 99), (99, 120), (-4, 4), (-5, -1), (-20, 4)],
    ids=["empty", "backwards", "over", "over-last", "beyond", "before", "negative", "far-before"],
)
def test_a_reader_whose_span_does_not_fit_its_passage_is_found_out(start: int, end: int) -> None:
    answerer = toy_answerer(toy_library(toy_article("a.txt", "Berg met Abe.")), Liar(start, end))
    with pytest.raises(ValueError, match=r"a\.txt does not read .* at characters"):
        answerer.answer("Who met Abe?")


def test_a_span_that_runs_on_into_the_next_passage_is_found_out() -> None:
    long = " ".join(f"Berg met Abe on day {n} and nothing else was said." for n in range(30))
    answerer = toy_answerer(toy_library(toy_article("a.txt", long)), Liar(0, 1200))
    with pytest.raises(ValueError, match=r"a\.txt does not read"):
        answerer.answer("Who met Abe?")


def test_a_span_of_a_passage_that_was_not_given_is_found_out() -> None:
    answerer = toy_answerer(toy_library(toy_article("a.txt", "Berg met Abe.")), Liar(0, 4, "b#1"))
    with pytest.raises(KeyError, match="b#1"):
        answerer.answer("Who met Abe?")


HOSTILE = [
    "Who met Abe? " + "x" * 10_240,
    "Who \ud800 met Abe\udfff?",
    "Who met Abe? \x00\x1b[31m\x07\r\b",
    "🤖 Who met Abe? 🙂👨‍👩‍👧",
    "\u202eWho met Abe?\u202c \u2066من التقى آبي؟\u2069",
    "한국어 " * 60 + "Abe",
    "'; DROP TABLE articles; -- <b>Abe</b> $name {0} %s",
    "(" * 390 + "Abe",
    "Abe\u0301\u0302\u0303" * 80,
    "ﷺ Abe " * 60,
]

ANSWERERS = {
    reader.name: toy_answerer(
        toy_library(
            tokyo(), oslo(), toy_article("odd.txt", "Abe \ud800 met \x00 “Berg”… 🙂 مع Abe.")
        ),
        reader,
    )
    for reader in (ToyReader(), toy_span_reader())
}


def assert_literal(reply: Answer | NoAnswer, articles: dict[str, str]) -> None:
    if isinstance(reply, NoAnswer):
        citations = list(reply.nearest)
    else:
        assert 0 < reply.confidence < 1
        citations = [reply.citation, *reply.also_in]
        claims: list[Answer | Alternative] = [reply, *reply.alternatives]
        for one in claims:
            text = articles[one.citation.article_id]
            assert 0 <= one.citation.start <= one.start < one.end <= one.citation.end <= len(text)
            assert text[one.start : one.end] == one.text
            citations.append(one.citation)
    for citation in citations:
        text = articles[citation.article_id]
        assert text[citation.start : citation.end] == citation.quote
        assert citation.quote


@settings(deadline=None)
@pytest.mark.parametrize("name", ANSWERERS)
@given(
    question=any_text()
    | st.lists(st.sampled_from([*TOKYO.split(), *OSLO.split(), "who", "\ud800", "한국"])).map(
        " ".join
    )
)
@example(question="Who met Shinzo Abe in Tokyo?")
def test_any_question_gets_a_literal_answer_or_none(name: str, question: str) -> None:
    answerer = ANSWERERS[name]
    reply = answerer.answer(question)
    assert isinstance(reply, Answer | NoAnswer)
    assert reply.question == question
    assert_literal(reply, {a.id: a.text for a in answerer._articles.values()})


@pytest.mark.parametrize("name", ANSWERERS)
@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_questions_are_answered_or_refused_like_any_other(name: str, question: str) -> None:
    answerer = ANSWERERS[name]
    reply = answerer.answer(question)
    assert_literal(reply, {a.id: a.text for a in answerer._articles.values()})


@pytest.mark.parametrize("reader", [ToyReader(), toy_span_reader()], ids=["toy", "spans"])
def test_the_same_question_gets_the_same_reply_in_any_order_of_articles_and_threads(
    reader: Reader,
) -> None:
    articles = [tokyo(), oslo(), toy_article("c.txt", "Berg met Shinzo Abe in Tokyo, too.")]
    question = "Who met Shinzo Abe in Tokyo?"
    first = toy_answerer(toy_library(*articles), reader).answer(question)
    assert isinstance(first, Answer)
    backwards = toy_answerer(toy_library(*reversed(articles)), reader)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(backwards.answer, [question] * 8)) == [first] * 8


def test_guesses_are_all_that_was_read_likeliest_first() -> None:
    library = toy_library(tokyo(), oslo())
    reader = PhraseReader({"Tokyo": 1.0, "Oslo": -1.0})
    question = "Where did Abe go?"

    guesses = toy_answerer(library, reader).guesses(question, equal_hits(library.passages))

    at = OSLO.index("Tokyo")
    assert guesses == [
        Guess(article_id="oslo.txt", start=at, end=at + 5, text="Tokyo", confidence=certainty(1)),
        Guess(article_id="tokyo.txt", start=30, end=35, text="Tokyo", confidence=certainty(1)),
        Guess(article_id="oslo.txt", start=53, end=57, text="Oslo", confidence=certainty(-1)),
    ]
    assert toy_answerer(library, reader).guesses(question, []) == []


def test_of_two_that_read_alike_the_better_found_is_the_answer_if_search_counts() -> None:
    library = toy_library(
        toy_article("far.txt", "Berg spoke for hours. The envoy left."),
        toy_article("near.txt", "The envoy Kang spoke."),
    )
    reader = PhraseReader({"Berg": 1.2, "Kang": 1.0})
    question = "Which envoy spoke?"
    counting = replace(CALIBRATION, search=2.0)
    alone = toy_answerer(library, reader).answer(question)
    found = toy_answerer(library, reader, counting).answer(question)
    assert isinstance(alone, Answer)
    assert isinstance(found, Answer)
    assert (alone.text, found.text) == ("Berg", "Kang")
    assert found.weighed == Weighed(
        passages_read=2, margin=1.0, confidence=certainty(3.0), threshold=0.5
    )
    hits = build_retriever(library.articles, library.passages).search(question, 2)
    guesses = toy_answerer(library, reader, counting).guesses(question, hits)
    assert [(guess.text, guess.confidence) for guess in guesses] == [
        ("Kang", certainty(1.0 + 2.0)),
        ("Berg", pytest.approx(certainty(1.2 + 2.0 * hits[1].score / hits[0].score))),
    ]
