"""Whole pages: which lines of each are left out, and what is found of title, date, publisher."""

from pathlib import Path

import pytest

from retrieval.articles.cleaning import Cleaned, clean

PAGES = Path(__file__).parent.parent / "pages"
SEEDS = Path(__file__).parents[3] / "seeds"
NBSP = "\u00a0"

# name: (title, published, publisher, the lines that are not article)
EXPECTED: dict[str, tuple[str, str | None, str | None, list[str]]] = {
    "scraped.txt": (
        "Ferry Operator Norrline to Sell Two Ships After Loss",
        None,
        "Coast Courier",
        [
            "- Coast Courier",
            "Business",
            "Companies, ports and people from the northern coast. All you want to know about"
            " ferries, fish and freight.",
            "We use cookies to improve your visit. By continuing to browse you accept our cookie"
            " policy. OK",
            "Sign up for our newsletter",
            "Share",
            "© Photo : Coast Courier / Ida BergA Norrline ferry leaves the port of Sandvik,"
            " January 2017",
            "Subscribe",
            "READ MORE: Rival Nordsund Orders Three Battery-Powered Ferries",
            "Related: Sandvik Airport Reports Record Passenger Numbers",
            "Comments",
            "0",
            "Be the first to comment",
            "To participate in the discussion",
            "log in or register",
            "Loe ka eesti keeles. Kõik õigused kaitstud.",
            "Заголовок открываемого материала",
        ],
    ),
    "dated.txt": (
        "“I only came here to learn,” Faith Ouma said after she won the Lakeside Marathon on"
        " Sunday.",
        "2019-03-04",
        None,
        ["date 2019-03-04"],
    ),
    "notice.txt": ("Spring walk", None, None, []),
    "helpdesk.txt": ("How do I reset my password?", None, None, []),
    "pointers.txt": (
        "Minister Visits Harbour for Talks on Fish",
        None,
        None,
        [
            "READ MORE:",
            "Key Talks Called Off Amid Trade Tensions",
            "Related stories",
            "Herring Prices Reach Ten-Year High",
            "Storm Closes Harbour for a Second Day",
        ],
    ),
    "comments.txt": (
        "Council votes to close Harlow Creek’s iron bridge",
        None,
        None,
        [
            "Share",
            "3 comments",
            "What do you think? Join the conversation below.",
            "3 comments",
            "Bob77",
            "I think that the mayor has lost his mind and should resign at once.",
            "Reply",
            "© 2019 Harlow Media. All rights reserved.",
        ],
    ),
    "consent.txt": (
        "Storm closes the harbour for a second day",
        None,
        None,
        [
            "We value your privacy",
            "We and our 27 partners store cookies on your device and read them.",
            "Accept all",
            "News | Sport | Weather | Shop",
            "Skip to main content",
            "Story continues below advertisement",
        ],
    ),
    "one_line.txt": ("Storm closes the harbour.", None, None, []),
    "wrapped.txt": (
        "Minutes of the yearly meeting of the rowing club",
        None,
        None,
        [],
    ),
    "german.txt": (
        "Der Verein lädt am Samstag alle Mitglieder zum Sommerfest ein. Beginn ist um 15 Uhr.",
        None,
        None,
        [],
    ),
    "french.txt": ("Le club organise une fête samedi. L’entrée est libre.", None, None, []),
    "plain_lead.txt": ("The new bridge over the river will open to cars in June.", None, None, []),
}


def _left_out(text: str, cleaned: Cleaned) -> list[str]:
    """The lines of `text` outside the body, without what is blank."""
    edges = [0, *(edge for region in cleaned.body for edge in region), len(text)]
    gaps = [text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]
    return [line.strip() for gap in gaps for line in gap.splitlines() if line.strip()]


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def test_every_page_has_its_expectation() -> None:
    assert sorted(path.name for path in PAGES.iterdir()) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_loses_exactly_its_furniture(name: str) -> None:
    text = _read(PAGES / name)
    cleaned = clean(text)
    found = (cleaned.title, cleaned.published, cleaned.publisher, _left_out(text, cleaned))
    assert found == EXPECTED[name]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("name", EXPECTED)
def test_line_ends_of_other_systems_change_nothing(name: str, line_end: str) -> None:
    text = _read(PAGES / name)
    other = text.replace("\n", line_end)
    plain, converted = clean(text), clean(other)
    assert (plain.title, plain.published, plain.publisher) == (
        converted.title,
        converted.published,
        converted.publisher,
    )
    assert [text[slice(*region)] for region in plain.body] == [
        other[slice(*region)].replace(line_end, "\n") for region in converted.body
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_no_break_spaces_change_nothing(name: str) -> None:
    """One NBSP for one space leaves every offset where it was."""
    text = _read(PAGES / name)
    assert clean(text) == clean(text[0] + text[1:].replace(" ", NBSP))


def test_the_first_seed_loses_nothing_but_its_glued_date() -> None:
    text = _read(SEEDS / "000_89aafd8ee155788c.txt")
    cleaned = clean(text)
    assert _left_out(text, cleaned) == ["date 2018-07-08"]
    assert (cleaned.title, cleaned.published, cleaned.publisher) == (
        "Speaking in Tokyo after holding meetings in Pyongyang, US Secretary of State Mike Pompeo"
        " said Sunday that …",
        "2018-07-08",
        None,
    )
    # The file has 12 paragraphs between blank lines.
    assert len(cleaned.body) == 12


def test_the_second_seed_loses_its_site() -> None:
    text = _read(SEEDS / "003_80d30dff493297d9.txt")
    cleaned = clean(text)
    assert [line.replace(NBSP, " ") for line in _left_out(text, cleaned)] == [
        "- Sputnik International",
        "Asia",
        "Find top stories and features from Asia and the Pacific region. Keep updated on major"
        " political stories and analyses from Asia and the Pacific. All you want to know about"
        " China, Japan, North and South Korea, India and Pakistan, Southeast Asia and Oceania.",
        "© AP Photo / Lee Jin-manA man watches a TV screen showing file footage of U.S. President"
        " Donald Trump, right, and North Korean leader Kim Jong Un, left, during a news program at"
        " the Seoul Railway Station in Seoul, South Korea, Wednesday, May 23, 2018",
        "Subscribe",
        "READ MORE: Pompeo Contradicts Trump, Says North Korea Yet to Return Remains of US"
        " Soldiers",
        "READ MORE: Key Indo-US Talks Called Off Amid Trade Tensions",
        "READ MORE: US, S Korea Say UN Sanctions on Pyongyang to Be Kept Until Full"
        " Denuclearization",
        "Newsfeed",
        "0",
        "To participate in the discussion",
        "log in or register",
        "loader",
        "Chats",
        "Заголовок открываемого материала",
    ]
    assert (cleaned.title, cleaned.published, cleaned.publisher) == (
        "US, South Korea Agree to Keep up Pressure on North Korea - US State Dept.",
        None,
        "Sputnik International",
    )
    assert [text[start:end][:22] for start, end in cleaned.body] == [
        "US, South Korea Agree ",
        "A man watches a TV scr",
        "WASHINGTON (Sputnik) -",
        '"Secretary Pompeo and ',
        "The diplomats also dis",
        f"Pompeo is scheduled to{NBSP}"[:22],
        "Meanwhile, the issue o",
        '"The sides exchanged v',
        "According to\u00a0the state",
        "On June 12, US Preside",
    ]
