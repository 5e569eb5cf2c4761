"""Cleaning rule by rule, in the middle of an article unless a test says otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles.cleaning import clean

FIRST = "The council voted on Monday to close the old bridge to cars from June."
LAST = "The detour is nine kilometres long, an engineer told the meeting."

PIECES = [
    " date 2018-07-08 ",
    "2018-07-08",
    "- Coast Courier",
    "Asia",
    "0",
    "READ MORE: Other Things Happened Elsewhere",
    "READ MORE:",
    "Subscribe",
    "Comments",
    "Price: 20 EUR",
    "© 2019 Coast Courier",
    "Заголовок открываемого материала",
    "Storm Closes Harbour for a Second Day",
    "“We will win,” he said.",
    FIRST,
    LAST,
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\u200b",
    "\f",
    "\x85",
    "\ud800",
    "\t",
    " ",
]
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=12)).map("".join),
    st.lists(st.sampled_from(PIECES)).map("\n".join),
)


def _body(text: str) -> list[str]:
    return [text[start:end] for start, end in clean(text).body]


@given(TEXTS)
def test_body_regions_are_in_order_and_apart_and_trimmed(text: str) -> None:
    reached = 0
    for start, end in clean(text).body:
        assert reached <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip() != ""
        reached = end


@given(TEXTS)
def test_the_title_is_one_line_of_some_length(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.title == " ".join(cleaned.title.split())
    assert len(cleaned.title) <= 112
    assert bool(cleaned.title) or not cleaned.body


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u00a0", "\ufeff", "\u200b\n"])
def test_blank_text_has_neither_body_nor_title(text: str) -> None:
    cleaned = clean(text)
    assert (cleaned.title, cleaned.published, cleaned.publisher, cleaned.body) == (
        "",
        None,
        None,
        (),
    )


@pytest.mark.parametrize(
    "block",
    [
        "READ MORE: Rival Orders Three Battery-Powered Ferries",
        "Read more: Rival orders three ferries",
        "READ MORE:\u00a0Rival Orders\u00a0Ferries",
        "Read also: Five Things to Know About This Year’s Tax Bill",
        "See also: Harbour Closed for a Second Day",
        "Watch also: The storm from above",
        "Related: Airport Reports Record Passenger Numbers",
        "Most read",
        "Recommended for you",
        "You may also like:",
        "Don’t miss: Our guide to the coast",
        "Subscribe",
        "SUBSCRIBE NOW!",
        "Subscribe to our newsletter",
        "Sign up for our newsletter",
        "Get the best of the Courier in your inbox every morning",
        "Share",
        "Share on Facebook  Tweet  Email",
        "Share this article",
        "Follow us on Twitter",
        "Advertisement",
        "Story continues below advertisement",
        "Be the first to comment",
        "Leave a comment",
        "0 comments",
        "Please log in to post a comment",
        "To participate in the discussion",
        "log in or register",
        "What do you think? Tell us in the comments below!",
        "This website uses cookies to give you the best experience.",
        "We use cookies to improve your visit. By continuing you accept our cookie policy. OK",
        "We value your privacy",
        "© AP Photo / Lee Jin-man",
        "© 2019 Prairie Ledger Media. All rights reserved.",
        "Copyright 2019 Prairie Ledger",
        "Photo: Ed Saw / Prairie Ledger",
        "Photo by Ed Saw",
        "Getty Images",
        "Click here to read more",
        "News | Sport | Weather | Shop",
        "0",
        "***",
        "Заголовок открываемого материала",
    ],
)
def test_furniture_in_the_middle_is_left_out(block: str) -> None:
    assert _body(f"{FIRST}\n\n{block}\n\n{LAST}") == [FIRST, LAST]


@pytest.mark.parametrize(
    "block",
    [
        # lists of facts
        "Price: 20 EUR",
        "Email: info@club.example",
        "Contact us: 030 123456",
        "Save the date: 12 June",
        "Share price: 20 EUR",
        "Menu: soup, fish, ice cream",
        "Topics: budget, election of the board",
        "Recommended dose: two tablets a day",
        "Terms of office last two years",
        "Join the club for 20 EUR a year",
        "Home games are played at Park Road",
        "Next Monday the pool stays closed",
        "Register by 1 May",
        "Closed on Sundays",
        "Opening hours",
        "Maria Keller",
        "- Sturdy shoes",
        "• Water",
        # help desks and notices give orders too
        "Sign in with your member number",
        "To reset your password, log in to the portal and choose Settings.",
        "Residents must register to vote by 12 May at the town hall, the mayor said.",
        "Join us on Sunday at ten for the spring walk along the river.",
        "Find us on the second floor of the town hall, next to the lift.",
        "Members register for the trip at the office; entry is free for children.",
        "The code arrives in your inbox within a minute.",
        "Turn off your ad blocker and load the page again.",
        "Cookies: what are they used for?",
        # news
        "“They never tell us anything,” she said. The ministry declined to comment on the report.",
        "Comments by the minister angered many.",
        "Advertisement of tobacco was banned on Friday.",
        "Next, what will you do?",
        "Search for the missing boy goes on",
        "Getty Images has sued the maker of an image generator in London.",
        "Copyright rules changed in 2019 for artists, the court said.",
        "(c) The tenant pays for water and power.",
        "Read more books, the minister told the pupils of the school.",
        "Popular with tourists, the island has no airport.",
        # signs and other scripts among Latin words
        "The word Заголовок is Russian for headline.",
        "Łódź beat São Paulo 3-2 in Zürich.",
    ],
)
def test_text_in_the_middle_is_kept(block: str) -> None:
    assert _body(f"{FIRST}\n\n{block}\n\n{LAST}") == [FIRST, block, LAST]


@pytest.mark.parametrize(
    "text",
    [
        "The office is open from 9 to 5",
        "Monday to Friday from 9 to 17\nSaturday from 10 to 14",
        "Treasurer: Hans Ode\nChair: Maria Keller",
        "Treasurer\nHans Ode\nChair\nMaria Keller",
        "Treasurer\nHans Ode\nIn the office from nine to noon",
        "The office is closed.",
        "He lives in Rome.\n\nHe was born in Oslo and came to Rome by train.",
    ],
)
def test_a_short_text_is_all_article(text: str) -> None:
    assert _body(text) == [line for line in text.splitlines() if line]


@pytest.mark.parametrize("lead", ["", "Asia\nSubscribe\n\n"])
@pytest.mark.parametrize("ending", ["June.", "Tokyo.", "Korea.", "Kim.", "the U.S.", "5 p.m."])
def test_a_first_sentence_is_kept_whatever_word_ends_it(lead: str, ending: str) -> None:
    first = f"The new agreement on the old bridge was reached before {ending}"
    assert _body(f"{lead}{first}\n\n{LAST}") == [first, LAST]


@pytest.mark.parametrize("lead", ["Home\nNews\n\n", "Subscribe\n\n", "Home\n"])
def test_a_paragraph_above_a_subheading_is_kept(lead: str) -> None:
    blocks = [FIRST, "How to get to the other side", LAST]
    assert _body(lead + "\n\n".join(blocks)) == blocks


@pytest.mark.parametrize("subheading", ["How to get to the mill", "What You Should Bring Along"])
def test_a_short_title_is_the_title(subheading: str) -> None:
    blocks = ["Spring walk", FIRST, subheading, LAST]
    assert clean("\n\n".join(blocks)).title == "Spring walk"
    assert _body("\n\n".join(blocks)) == blocks


def test_facts_at_the_end_are_kept_with_their_subheadings() -> None:
    facts = ["Opening hours", "Monday: 9 to 12", "Tuesday: 14 to 18", "Address", "Mill Lane 4"]
    assert _body("\n".join([FIRST, "", *facts])) == [FIRST, *facts]


def test_a_footer_ends_the_article_whatever_stands_in_it() -> None:
    footer = "Newsfeed\n0\nTítulo del material que se abre\nCet article est en français aussi"
    assert _body(f"{FIRST}\n\n{LAST}\n\n{footer}") == [FIRST, LAST]


def test_tags_above_the_footer_go_with_it() -> None:
    assert _body(f"{FIRST}\n\n{LAST}\n\nHarlow Creek\nBridges\nNewsfeed\n0") == [FIRST, LAST]


def test_a_foreign_sentence_below_the_footer_does_not_make_it_article() -> None:
    footer = (
        "Newsfeed\nTítulo del material\n"
        "Cet article est également disponible en français sur notre site partenaire."
    )
    assert _body(f"{FIRST}\n\n{LAST}\n\n{footer}") == [FIRST, LAST]


def test_readers_comments_are_not_the_article() -> None:
    comments = "2 comments\nJo\nI think that the mayor should resign at once.\nReply"
    assert _body(f"{FIRST}\n\n{LAST}\n\n{comments}") == [FIRST, LAST]


def test_a_count_of_comments_above_the_article_does_not_end_it() -> None:
    assert _body(f"Share\n2 comments\n\n{FIRST}\n\n{LAST}") == [FIRST, LAST]


def test_a_paragraph_told_twice_is_kept_once() -> None:
    assert _body(f"{FIRST}\n\n{LAST}\n\n{FIRST}") == [FIRST, LAST]


def test_a_short_fact_told_twice_is_kept_twice() -> None:
    """What two groups pay may be the same."""
    prices = ["Adults:", "Price: 20 EUR", "Seniors:", "Price: 20 EUR"]
    assert _body("\n".join([FIRST, *prices, LAST])) == [FIRST, *prices, LAST]


def test_a_russian_article_is_kept() -> None:
    text = "Совет решил закрыть старый мост для машин с июня.\n\nОбъезд займёт девять километров."
    assert _body(text) == text.split("\n\n")


@pytest.mark.parametrize(
    ("lead", "published"),
    [
        ("date 2018-07-08 ", "2018-07-08"),
        (" date 2018-07-08 ", "2018-07-08"),
        ("\n\nDate: 2018-07-08\n\n", "2018-07-08"),
        ("2018-07-08 ", "2018-07-08"),
        ("2018-07-08 - ", "2018-07-08"),
        ("published 2018-07-08T09:30:00Z ", "2018-07-08T09:30:00Z"),
        ("published 2018-07-08T09:30:00.000Z ", "2018-07-08T09:30:00.000Z"),
        ("Updated: 2018-07-08 09:30\u00a0", "2018-07-08 09:30"),
        ("posted 2018-07-08T09:30:00+02:00\r\n", "2018-07-08T09:30:00+02:00"),
    ],
)
@pytest.mark.parametrize("first", [FIRST, f"“{FIRST}”", f"({FIRST})"])
def test_a_leading_date_is_taken_and_nothing_else(lead: str, published: str, first: str) -> None:
    text = f"{lead}{first}\n\n{LAST}"
    assert clean(text).published == published
    assert _body(text) == [first, LAST]


@pytest.mark.parametrize("lead", ["2018-07-081 ", "Update on ", "12018-07-08 "])
def test_what_only_looks_like_a_date_is_text(lead: str) -> None:
    text = f"{lead}{FIRST}\n\n{LAST}"
    assert clean(text).published is None
    assert _body(text) == [lead + FIRST, LAST]


@pytest.mark.parametrize(
    "chrome",
    [
        "- Coast Courier\nAsia\n",
        "Home | News | Opinion\nSubscribe\n",
        "Asia\n",
        "Subscribe\nBy Dana Whit, Town Hall Reporter of the Ledger\n",
        "Asia\nFind top stories and features from Asia. Keep updated on all that happens.\n",
        "Skip to main content\nMenu\n",
        "Published 8 July 2018 at 10:22\n",
        "We use cookies to improve your visit.\n",
        "",
    ],
)
def test_the_headline_is_found_below_the_sites_own_lines(chrome: str) -> None:
    headline = "Council Votes to Close Harlow Creek’s Old Bridge"
    text = f"{chrome}\n{headline}\n\n{FIRST}\n\n{LAST}"
    assert clean(text).title == headline
    # The headline may be quoted, what stands above it may not.
    assert _body(text) == [headline, FIRST, LAST]


@pytest.mark.parametrize(
    "headline",
    [
        "US, South Korea Agree to Keep up Pressure - US State Dept.",
        "Will the old bridge ever open again?",
        "Scientists Find 'Impossible' Lake Beneath Glacier",
        "Ferry operator to cut jobs, sell ships after loss",
        "Bridge: what we know so far",
    ],
)
def test_a_headline_may_end_in_an_abbreviation_or_a_question(headline: str) -> None:
    assert clean(f"{headline}\n\n{FIRST}\n\n{LAST}").title == headline


def test_without_a_headline_the_first_sentence_is_the_title() -> None:
    long = FIRST + " It said so after a debate of nine hours in which forty people spoke."
    assert clean(f"{long}\n\n{LAST}").title == FIRST


def test_a_title_is_not_cut_at_an_abbreviation() -> None:
    first = (
        "Speaking in the U.S. Senate building on Tuesday, the new chair of the committee said that"
        " nobody would ever resign from office."
    )
    assert clean(f"{first}\n\n{LAST}").title == (
        "Speaking in the U.S. Senate building on Tuesday, the new chair of the committee said that"
        " nobody would ever …"
    )


def test_a_bullet_is_not_the_publisher() -> None:
    text = f"{FIRST}\n\n- Sturdy shoes\n- Lunch\n\n{LAST}"
    assert clean(text).publisher is None
    assert _body(text) == [FIRST, "- Sturdy shoes", "- Lunch", LAST]


@pytest.mark.parametrize("dash", "-–—|")
def test_a_dashed_line_above_the_headline_is_the_publisher(dash: str) -> None:
    assert clean(f"{dash} Coast Courier\nAsia\n\n{FIRST}").publisher == "Coast Courier"
