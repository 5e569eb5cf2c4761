"""The news that is made up: answers are literal, and near misses name who is not there."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from retrieval.reader.training import news as module
from retrieval.reader.training.news import news
from retrieval.reader.training.stories import STORIES

MADE = list(news(2_000, random.Random(1)))


def pattern_of(template: str) -> re.Pattern[str]:
    """What every question made from `template` looks like; a slot named twice is filled alike."""
    seen: set[str] = set()
    pattern = ""
    for part in re.split(r"(\{\w+\})", template):
        name = part.strip("{}") if part.startswith("{") else ""
        if not name:
            pattern += re.escape(part)
        elif name in seen:
            pattern += f"(?P={name})"
        else:
            seen.add(name)
            pattern += f"(?P<{name}>.+?)"
    return re.compile(pattern)


QUESTIONS = [
    (pattern_of(template), answer) for story in STORIES for template, answer in story.questions
]

TRAPS = [pattern_of(trap) for story in STORIES for trap in story.traps]


@cache
def is_trap(question: str) -> bool:
    return any(trap.fullmatch(question) for trap in TRAPS)


@cache
def readings(question: str) -> list[tuple[str, dict[str, str]]]:
    """Each answer slot that the question may ask for, with what fills its own slots."""
    found = ((pattern.fullmatch(question), answer) for pattern, answer in QUESTIONS)
    return [(answer, match.groupdict()) for match, answer in found if match]


def test_about_as_many_are_made_as_asked_for() -> None:
    assert 2_000 <= len(MADE) < 2_000 + 10  # a paragraph of five stories gives ten at once
    assert {(e.source, e.title) for e in MADE} == {("news", "news")}


def test_two_in_five_or_a_little_less_are_near_misses() -> None:
    # 40 % are tried; some have no slot to fill, or their stranger stands in the context, or
    # another story of the paragraph may answer their trap.
    share = sum(not e.answers for e in MADE) / len(MADE)
    assert 0.25 < share < 0.42


def test_every_question_is_one_of_the_stories_without_a_slot_left_open() -> None:
    for example in MADE:
        assert readings(example.question) or (is_trap(example.question) and not example.answers)
        assert not re.search(r"[{}]", example.question + example.context)


# What an answer to each slot looks like, so that a span of the wrong place would not fit.
FORMS = {
    "n": r"\d{1,2}",
    "n2": r"\d{3}",
    "year": r"(19|20)\d\d",
    "day": "|".join(module._DAYS),
    "nextday": "next (" + "|".join(module._DAYS) + ")",
    "date": "(" + "|".join(module._MONTHS) + r") \d{1,2}",
    "month_year": "(" + "|".join(module._MONTHS) + r") \d{4}",
    "money_million": r"\d+ million dollars",
    "money_euros": r"\d+ million euros",
    "bridge": "the bridge",
    "years_years": "(" + "|".join(module._SMALL) + ") years",
    "years_day": "(" + "|".join(module._SMALL) + ")-day",
    "city": "|".join(city for _, _, city in module._PLACES),
    "cities": r"[A-Z][\w ]+ and [A-Z][\w ]+",
    "b_land": "|".join(land for land, _, _ in module._PLACES),
    "a_adj": "|".join(adjective for _, adjective, _ in module._PLACES),
    "a_role": "|".join(module._ROLES),
    "b_role": "|".join(module._ROLES),
    "topic": "|".join(module._TOPICS),
    "topic2": "|".join(module._TOPICS),
    "agency": "|".join(module._AGENCIES),
    "body": "|".join(module._BODIES),
    "firm": "|".join(module._FIRMS),
    "post": "|".join(module._POSTS),
    "reporters": "reporters",
    "summit": "a summit",
    "month": "|".join(module._MONTHS),
    "body_up": "|".join(body[0].upper() + body[1:] for body in module._BODIES),
    "cause": "|".join(module._CAUSES),
    "event": "|".join(module._EVENTS),
    "a_surname": r"[A-Z][\w’']+",
    **dict.fromkeys("abcd", r"[A-Z]\w+ [A-Z][\w’'-]+"),
}


def test_every_answer_is_literal_and_of_the_kind_that_is_asked_for() -> None:
    for example in MADE:
        kinds = [FORMS[answer] for answer, _ in readings(example.question)]
        for text in example.answer_texts:
            assert any(re.fullmatch(kind, text) for kind in kinds), (example.question, text)


def test_every_kind_of_answer_is_asked_for() -> None:
    asked = Counter(answer for e in MADE if e.answers for answer, _ in readings(e.question))
    assert set(asked) == {answer for story in STORIES for _, answer in story.questions}


def test_an_answer_is_a_whole_word_of_its_context() -> None:
    for example in MADE:
        for start, end in example.answers:
            around = f" {example.context} "[start : end + 2]
            assert not around[0].isalnum()
            assert not around[-1].isalnum()


def test_a_trap_is_set_for_each_story_that_has_some() -> None:
    many = news(10_000, random.Random(7))
    asked = {e.question for e in many if not e.answers and is_trap(e.question)}
    assert all(any(trap.fullmatch(question) for question in asked) for trap in TRAPS)


def test_an_office_is_no_trap_where_another_story_speaks_of_that_country() -> None:
    people = {land: adjective for land, adjective, _ in module._PLACES}
    office = re.compile(r"Who is the (.+) of (.+)\?")
    for example in MADE:
        match = office.fullmatch(example.question)
        if match and match.group(2) in people and not example.answers:
            role, land = match.groups()
            assert f"{people[land]} {role}" not in example.context
            assert f"{role} of {land}" not in example.context
            assert f"{land}'s {role}" not in example.context


def test_real_text_stands_before_half_of_the_paragraphs_and_moves_their_answers() -> None:
    company = ["The sea is deep.", "Bees hum."]
    made = list(news(600, random.Random(3), company))
    after = [e for e in made if e.context.startswith(tuple(company))]
    assert 0.35 < len(after) / len(made) < 0.65
    for example in after:
        for text in example.answer_texts:
            assert any(
                re.fullmatch(FORMS[answer], text) for answer, _ in readings(example.question)
            )


def test_a_near_miss_names_something_that_its_context_does_not() -> None:
    for example in MADE:
        if not example.answers and not is_trap(example.question):
            assert any(
                value not in example.context
                for _, slots in readings(example.question)
                for value in slots.values()
            ), example.question


def near_misses(rounds: int) -> Iterator[tuple[str, str, str, str, str]]:
    """(question, near miss, context, slot, stranger) for every question of every story."""
    rng = random.Random(2)
    for story in STORIES * rounds:
        values = module._values(rng)
        context, _ = module._fill(story.sentence, values, at=0)
        for template, _ in story.questions:
            near_miss = module._near_miss(template, values, context, rng)
            if near_miss is not None:
                question = template.format(**values)
                for slot in sorted(set(re.findall(r"\{(\w+)\}", template))):
                    stranger = filling(template, slot, values, near_miss)
                    if stranger is not None and question != near_miss:
                        yield question, near_miss, context, slot, stranger


def filling(template: str, slot: str, values: Mapping[str, str], question: str) -> str | None:
    """What stands in `slot` of the question, if all the other slots are filled by `values`."""
    marked = template.format(**{**values, slot: "\0"})
    first, *rest = (re.escape(part) for part in marked.split("\0"))
    match = re.fullmatch(first + "(.+)" + "\\1".join(rest), question)
    return match.group(1) if match else None


def test_a_near_miss_differs_from_its_question_in_one_slot_by_a_stranger() -> None:
    made = list(near_misses(rounds=20))
    assert len({slot for _, _, _, slot, _ in made}) > 15
    for question, near_miss, context, _, stranger in made:
        assert near_miss != question
        assert stranger in near_miss
        assert stranger not in context


def test_a_country_is_no_stranger_where_its_people_are_named() -> None:
    # "Kenyan President A met B" answers who Kenya's president is, though "Kenya" is not in it.
    people = {land: adjective for land, adjective, _ in module._PLACES}
    wrong = [
        near_miss
        for _, near_miss, context, slot, stranger in near_misses(rounds=100)
        if slot in ("a_land", "b_land") and people[stranger] in context
    ]
    assert wrong == []


def test_a_near_miss_is_never_the_question_itself() -> None:
    # Where only its people stand in the context, a country could be its own stranger.
    rng = random.Random(4)
    unchanged = []
    for story in STORIES * 100:
        values = module._values(rng)
        context, _ = module._fill(story.sentence, values, at=0)
        for template, _ in story.questions:
            question = template.format(**values)
            if module._near_miss(template, values, context, rng) == question:
                unchanged.append(question)
    assert unchanged == []


@pytest.mark.parametrize("place", module._PLACES, ids=lambda place: place[0])
def test_each_place_has_a_country_a_people_and_a_capital(place: list[str]) -> None:
    assert len(place) == 3
    assert all(part == part.strip() and part for part in place)


def test_the_same_seed_makes_the_same_news() -> None:
    assert list(news(50, random.Random(9))) == list(news(50, random.Random(9)))
    assert list(news(50, random.Random(9))) != list(news(50, random.Random(8)))


def test_none_are_made_where_none_are_asked_for() -> None:
    assert list(news(0, random.Random(0))) == []
