"""Lines of printed pages become paragraphs again, and no word is lost but the running ones."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.extraction import Paragraph
from retrieval.articles.lines import reflow
from retrieval.types import Place

WIDE = "The council voted on Monday to close the old bridge to all cars from June"


def texts(*pages: str) -> list[str]:
    return [paragraph.text for paragraph in reflow(pages)]


def test_full_lines_are_one_paragraph_until_a_short_one_that_ends_a_sentence() -> None:
    ring = "Buses take the ring road, which is longer than the one"
    page = f"{WIDE}\nand it will stay closed.\n{ring}\nby the river."
    assert texts(page) == [
        f"{WIDE} and it will stay closed.",
        f"{ring} by the river.",
    ]


def test_a_heading_and_a_list_keep_their_lines() -> None:
    page = f"What it costs\n{WIDE}\nat last.\n• Cars wait\n• Buses turn\n1. Bicycles go"
    assert texts(page) == [
        "What it costs",
        f"{WIDE} at last.",
        "• Cars wait",
        "• Buses turn",
        "1. Bicycles go",
    ]


def test_a_blank_line_ends_a_paragraph_unless_the_sentence_runs_on() -> None:
    assert texts(f"{WIDE}\n\nAll agreed.") == [WIDE, "All agreed."]


def test_a_sentence_goes_on_overleaf_and_each_part_is_on_its_page() -> None:
    # 73 characters of WIDE and a space come before what stands on page 2.
    assert list(reflow([WIDE, "of next year."])) == [
        Paragraph(
            text=f"{WIDE} of next year.",
            places=(Place(start=0, name="page 1"), Place(start=len(WIDE) + 1, name="page 2")),
        )
    ]


def test_a_page_that_ends_with_its_sentence_ends_the_paragraph() -> None:
    assert list(reflow([f"{WIDE}.", "Others went home."])) == [
        Paragraph(text=f"{WIDE}.", places=(Place(start=0, name="page 1"),)),
        Paragraph(text="Others went home.", places=(Place(start=0, name="page 2"),)),
    ]


def test_an_empty_page_is_counted() -> None:
    (paragraph,) = reflow(["", " \n", "Here."])
    assert paragraph.places == (Place(start=0, name="page 3"),)
    assert texts("", "\n") == []


def test_a_word_broken_at_the_line_end_is_whole_again() -> None:
    assert texts(f"{WIDE} and a com-\nmittee was named") == [f"{WIDE} and a committee was named"]


def test_a_hyphen_that_the_file_writes_elsewhere_stays() -> None:
    page = f"A long-term plan was made.\n{WIDE} for a long-\nterm repair"
    assert texts(page)[-1] == f"{WIDE} for a long-term repair"


def test_a_name_with_a_hyphen_keeps_it() -> None:
    assert texts(f"{WIDE} said Anna Keller-\nMeyer today") == [
        f"{WIDE} said Anna Keller-Meyer today"
    ]


def test_running_lines_and_page_numbers_are_left_out() -> None:
    pages = [f"Annual report 202{n}\n{n}{WIDE}.\n{n} of 3" for n in "678"]
    assert texts(*(page.replace("6The", "The").replace("8The", "Here the") for page in pages)) == [
        f"{WIDE}.",
        f"7{WIDE}.",
        f"Here the{WIDE[3:]}.",
    ]


def test_what_stands_on_two_pages_only_is_no_running_line() -> None:
    assert texts("Prices\nBread.", "Prices\nMilk.") == ["Prices", "Bread.", "Prices", "Milk."]


def test_a_number_inside_a_page_stays() -> None:
    assert "1871" in texts(f"{WIDE}.\nMore.\n1871\nLess.\n{WIDE}.")


WORD = st.text("abcdefgh", min_size=1, max_size=8)
PAGE = st.lists(st.lists(WORD, min_size=1, max_size=9).map(" ".join), max_size=6).map("\n".join)


@given(st.lists(PAGE, max_size=2))
def test_no_word_is_lost_or_moved(pages: list[str]) -> None:
    """Two pages have no running lines, and a word of these letters is no page number."""
    found = " ".join(paragraph.text for paragraph in reflow(pages))
    assert found.split() == " ".join(pages).split()


@given(st.lists(PAGE, max_size=6))
def test_places_are_inside_their_paragraph_and_pages_only_grow(pages: list[str]) -> None:
    paragraphs = list(reflow(pages))
    assert all(0 <= p.start < len(one.text) for one in paragraphs for p in one.places)
    numbers = [int(p.name.removeprefix("page ")) for one in paragraphs for p in one.places]
    assert numbers == sorted(numbers)
