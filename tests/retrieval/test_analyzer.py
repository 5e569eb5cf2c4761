"""Words as search sees them: alike however they are written, and nothing else alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analyzer import NAME, STOP_WORDS, analyze, terms_of, words

ACCENTED = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F) | st.sampled_from("’-. \u00a0\n")
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pompeo's", "Pompeo’s"),
        ("Pompeo's", "Pompeo"),
        ("the players' bus", "player bus"),
        ("O’Brien", "o'brien"),
        ("O’Brien", "OBrien"),
        ("U.S.", "US"),
        ("U.S. State Dept.", "us state dept"),
        ("U.N.", "UN"),
        ("until\u00a0the\u00a0DPRK denuclearizes", "until the DPRK denuclearizes"),
        ("Pärnu", "Parnu"),
        ("São Paulo", "Sao Paulo"),
        ("Łódź", "Lodz"),
        ("Tromsø", "Tromso"),
        ("Straße", "strasse"),
        ("infor\u00admation", "information"),
        ("ﬁnal", "final"),
        ("Ｋｉｍ", "Kim"),
        ("“sanctions”", "sanctions"),
        ("‘sanctions’", "sanctions"),
        ("sanctions…", "sanction"),
        ("co\u2011operate", "co-operate"),
        ("denuclearisation’s", "denuclearisation"),
        ("THE TALKS", "talk"),
    ],
)
def test_spellings_that_mean_the_same_are_the_same(one: str, other: str) -> None:
    assert analyze(one) == analyze(other) != []


@pytest.mark.parametrize("asked", ["Kyungwha", "Kyung wha", "Kyung-wha", "kyung‐wha's"])
def test_a_hyphenated_name_is_found_however_it_is_typed(asked: str) -> None:
    assert set(analyze(asked)) <= set(analyze("Kang Kyung-wha"))
    assert analyze("Kang Kyung-wha") == ["kang", "kyungwha", "kyung", "wha"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        (" \n…—", []),
        ("Who is it and what was that?", []),
        ("don’t you? I'm not", []),
        ("What happened in May?", ["happen", "may"]),
        ("Do I need an ID?", ["need", "id"]),
        ("did the US agree", ["us", "agre"]),
        ("6,200 runners in 24 minutes", ["6", "200", "runner", "24", "minut"]),
        ("the 22-year-old", ["22yearold", "22", "year", "old"]),
        ("£3.5m on 2018-07-08", ["3", "5m", "20180708", "2018", "07", "08"]),
        ("Paris–Roubaix/Lille", ["pari", "roubaix", "lill"]),
        ("first_name", ["first", "name"]),
        ("talks, talks and talks", ["talk", "talk", "talk"]),
        ("the X-ray", ["xray", "x", "ray"]),
        ("state-of-the-art", ["stateoftheart", "state", "art"]),
        ("мэр 市長", ["мэр", "市長"]),
        ("\ud800 Kim \udfff", ["kim"]),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert analyze(text) == terms


@given(st.text() | ACCENTED)
def test_a_text_has_the_terms_of_its_words(text: str) -> None:
    assert analyze(text) == [term for word in words(text) for term in terms_of(word)]


@given(st.text() | ACCENTED)
def test_words_stand_in_the_text_as_they_are(text: str) -> None:
    at = 0
    for word in words(text):
        at = text.index(word, at) + len(word)


@given(ACCENTED)
def test_terms_are_folded_words(text: str) -> None:
    for term in analyze(text):
        assert term
        assert not set(term) & set("'’-. \u00a0")


@given(ACCENTED)
def test_composed_and_decomposed_text_have_the_same_terms(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert analyze(composed) == analyze(unicodedata.normalize("NFD", composed))


@given(st.lists(st.text("abcdefgxyzAEÉ0123456789", min_size=1, max_size=8)))
def test_any_white_space_separates_words(parts: list[str]) -> None:
    assert analyze(" ".join(parts)) == analyze("\u00a0\u202f\n".join(parts))


def test_stop_words_are_what_terms_of_drops() -> None:
    assert all(terms_of(word) == () for word in STOP_WORDS)
    assert not {"us", "may", "id", "north", "first"} & STOP_WORDS


def test_the_analyzer_has_a_name_and_version() -> None:
    language, _, version = NAME.partition("-")
    assert (language, version.isdigit()) == ("english", True)
