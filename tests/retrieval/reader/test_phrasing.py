"""What is asked of the reader: one line with its mark, and a country's offices as news has them."""

import pytest
from hypothesis import given
from toys import any_text

from bot.build import build_library
from bot.settings import SEEDS
from retrieval.reader.nations import NATIONALITY
from retrieval.reader.onnx_reader import onnx_reader
from retrieval.reader.phrasing import as_the_passage_says, phrased, with_its_mark
from retrieval.types import Passage

PASSAGE = Passage(
    id="a#1",
    article_id="a",
    start=0,
    text="On June 12, US President Donald Trump and Kim met in Singapore. South Korean President "
    "Moon Jae-in said on Sunday that the talks would go on.",
)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Who is the president of South Korea?", "Who is the South Korean president?"),
        ("who is the president of south korea", "who is the South Korean president"),
        ("Who was president of Spain in 1873?", "Who was Spanish president in 1873?"),
        ("What king of Armenia was baptised?", "What Armenian king was baptised?"),
        (
            "Who was the first elected president of Egypt?",
            "Who was the first elected Egyptian president?",
        ),
        ("Who is the foreign minister of the U.K.?", "Who is the British foreign minister?"),
        ("Who is secretary of state of the United States?", "Who is US secretary of state?"),
        ("Who is South Korea's president?", "Who is the South Korean president?"),
        ("Who is the United States’ defense minister?", "Who is the US defense minister?"),
        ("What did the UK's prime minister say?", "What did the British prime minister say?"),
        ("Who leads North Korea?", "who is the North Korean leader?"),
        ("who leads the us now", "who is the US leader now"),
        (
            "Who is the president of Peru, and since when?",
            "Who is the Peruvian president, and since when?",
        ),
        ("Who led the Soviet Union?", "who was the Soviet leader?"),
        (
            "Did France ask the president of Papua New Guinea?",
            "Did France ask the Papua New Guinean president?",
        ),
    ],
)
def test_offices_are_asked_for_as_news_names_them(asked: str, read: str) -> None:
    assert as_the_passage_says(asked, PASSAGE.text) == read


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Who is the president?",
        "Who is the president of Sony?",
        "What is the capital of South Korea?",
        "What is South Korea's capital?",
        "Who leads the talks in North Korea?",
        "Is the vice-president of Peruvia ill?",
        "When did the president visit South Korea?",
        "Who is the king of Jordanville?",
        "Who leads us?",
        "Who leads China's space agency?",
        "Who is the leader of the UK Labour Party?",
        "Who is the president of Georgia Tech?",
        "Who is the finance minister of Congo-Brazzaville?",
        "Who led Japan to victory?",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert as_the_passage_says(question, PASSAGE.text) == question


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Who is the president of Peru?", "Ana Ríos, President of Peru, resigned."),
        ("Who is the president of the UK?", "No President of the UK was ever elected."),
        ("Who is Peru's president?", "Peru's president, Ana Ríos, resigned."),
        ("Who leads Peru?", "Ana Ríos, who leads Peru, resigned."),
    ],
)
def test_the_passages_own_words_are_kept(question: str, passage: str) -> None:
    assert as_the_passage_says(question, passage) == question
    assert as_the_passage_says(question, PASSAGE.text) != question


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Who signed the lease?", "Who signed the lease?"),
        ("who signed the lease", "who signed the lease?"),
        (" Who\u00a0signed\n the lease ?! ", "Who signed the lease?"),
        ("Tell me who signed it...", "Tell me who signed it?"),
        ("Why? Who signed it?", "Why? Who signed it?"),
        ("", ""),
        (" ?! ", " ?! "),
    ],
)
def test_a_question_is_one_line_that_ends_with_its_mark(asked: str, read: str) -> None:
    assert with_its_mark(asked) == read


def test_spaces_and_line_breaks_do_not_hide_a_country() -> None:
    question = "who is the  president\nof South\u00a0Korea"
    assert phrased(question, PASSAGE.text) == "who is the South Korean president?"


@given(any_text())
def test_any_text_can_be_asked(question: str) -> None:
    assert as_the_passage_says(question, question) == question
    assert phrased(phrased(question, ""), "") == phrased(question, "")


def test_a_question_without_its_mark_is_answered_no_more_readily() -> None:
    reader = onnx_reader()

    def margins(question: str) -> list[float]:
        return [span.score for span in reader.read(question, [PASSAGE])]

    assert margins("who met in Oslo") == margins("who met in Oslo?")


def test_every_country_is_known_by_one_adjective() -> None:
    assert NATIONALITY["south korea"] == "South Korean"
    assert NATIONALITY["u.s."] == "US"
    assert all(name == name.casefold().strip() for name in NATIONALITY)
    assert all(adjective[0].isupper() for adjective in NATIONALITY.values())


def test_the_shipped_reader_knows_whose_president_is_meant() -> None:
    passages = {passage.id: passage for passage in build_library(SEEDS).passages}
    reader = onnx_reader()

    def answer(question: str) -> str:
        best = max(reader.read(question, list(passages.values())), key=lambda span: span.score)
        return passages[best.passage_id].text[best.start : best.end]

    assert answer("Who is the president of South Korea?") == "Moon Jae-in"
    assert answer("Who is South Korea's president?") == "Moon Jae-in"
    assert answer("Who is the president of the United States?") == "Donald Trump"
    assert answer("Who leads North Korea?") == "Kim Jong Un"
