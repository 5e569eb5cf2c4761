"""Write news paragraphs, with questions on who holds which office, who met whom, where and when.

The public sets have hardly any news and hardly a question on a role or title; owners' articles are
full of both. Every name here is put together at random: the set teaches the form, no facts. A
question becomes a near miss, not answerable, when one of its slots is filled with a stranger.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from retrieval.reader.training.examples import Example
from retrieval.reader.training.stories import PHRASES, STORIES, Story

_SLOT = re.compile(r"\{(\w+)\}")

_PLACES = [
    line.split("|")
    for line in """\
France|French|Paris
Germany|German|Berlin
Brazil|Brazilian|Brasilia
Kenya|Kenyan|Nairobi
Norway|Norwegian|Oslo
Sweden|Swedish|Stockholm
Poland|Polish|Warsaw
Spain|Spanish|Madrid
Italy|Italian|Rome
Portugal|Portuguese|Lisbon
Turkey|Turkish|Ankara
Egypt|Egyptian|Cairo
Nigeria|Nigerian|Abuja
Ghana|Ghanaian|Accra
India|Indian|New Delhi
Pakistan|Pakistani|Islamabad
Vietnam|Vietnamese|Hanoi
Thailand|Thai|Bangkok
South Korea|South Korean|Seoul
North Korea|North Korean|Pyongyang
Japan|Japanese|Tokyo
China|Chinese|Beijing
Russia|Russian|Moscow
Ukraine|Ukrainian|Kyiv
Canada|Canadian|Ottawa
Mexico|Mexican|Mexico City
Chile|Chilean|Santiago
Peru|Peruvian|Lima
Australia|Australian|Canberra
New Zealand|New Zealand|Wellington
South Africa|South African|Pretoria
Iran|Iranian|Tehran
Iraq|Iraqi|Baghdad
Israel|Israeli|Jerusalem
Jordan|Jordanian|Amman
Greece|Greek|Athens
Finland|Finnish|Helsinki
Denmark|Danish|Copenhagen
Ireland|Irish|Dublin
Britain|British|London
the United States|US|Washington
Argentina|Argentine|Buenos Aires""".splitlines()
]
_PEOPLE = {land: adjective for land, adjective, _ in _PLACES}
_LANDS = {adjective: land for land, adjective in _PEOPLE.items()}
"""A country is no stranger where its people are named, nor are they where it is."""

_ROLES = [
    "President", "Prime Minister", "Foreign Minister", "Defense Minister", "Finance Minister",
    "Secretary of State", "Defense Secretary", "Health Minister", "Vice President",
    "Interior Minister", "Trade Minister", "Chancellor", "Education Minister", "Ambassador",
    "Attorney General", "Army Chief", "Energy Secretary", "Deputy Prime Minister",
]  # fmt: skip
_GIVEN = """
    Anna Maria Elena Sofia Laura Ingrid Amina Fatima Leila Priya Mei Yuki Hana Grace Ruth
    Joan Peter Tomas Jan Erik Lars Marco Luis Carlos Pedro Ahmed Omar Yusuf Rajesh Arjun Wei
    Hiroshi Kenji Daniel Samuel James Robert Michael David Thomas Viktor Sergei Pavel Dmitry
    Kwame Kofi
    """.split()
_FAMILY = """
    Almeida Berg Castillo Duarte Eriksen Fischer Gomez Hansen Ivanov Jensen Keller Lindqvist
    Mbeki Navarro Okafor Petrov Quinn Rossi Santos Takahashi Ueda Varga Weber Yilmaz Zhang
    Osei Mensah Kovacs Novak Horvat Moreau Lefevre Dubois Marsh Porter Whitfield Hargrove
    Pemberton Nakamura Sato Fujita Haddad Nasser Rahman Sharma Iyer Kapoor Nguyen Tran
    O'Brien Fitzgerald
    """.split()
_EAST = """
    Park Choi Jung Yoon Kang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong Paik Min
    """.split()
_EAST_GIVEN = """
    Jae-won Min-seok Soo-jin Hye-kyung Dong-hyun Eun-ji Sang-hoon Ji-won Kyu-ho Tae-yang
    Young-mi In-sook Chang-ho Byung-soo Na-young Woo-jin Ki-tae Sun-hee Joon-ho Mi-ran
    """.split()
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
_TOPICS = [
    "fishing rights", "a new trade agreement", "the border dispute", "climate policy",
    "energy supplies", "migration", "the release of prisoners", "military exercises",
    "steel tariffs", "a rail link", "cyber security", "the ceasefire", "food aid",
    "nuclear inspections", "visa rules", "a gas pipeline", "vaccine deliveries",
]  # fmt: skip
_AGENCIES = ["Reuters", "AFP", "the Associated Press", "Kyodo", "Interfax", "Xinhua", "dpa"]
_BODIES = [
    "the Red Cross", "Amnesty International", "the World Bank", "the city council",
    "the teachers' union", "the central bank", "the Supreme Court", "the football federation",
    "the National Museum", "the port authority", "the weather service", "the health ministry",
]  # fmt: skip
_FIRMS = [
    "Norvik Shipping", "Altera Foods", "Bluecrest Energy", "Helix Motors", "Sunfield Bank",
    "Orion Rail", "Castellan Steel", "Pinewood Media", "Delmar Airlines", "Quanta Telecom",
    "Harbor Textiles", "Evergreen Paper",
]  # fmt: skip
_POSTS = ["chief executive", "chairman", "spokeswoman", "spokesman", "finance director", "founder"]
_SMALL = ["two", "three", "four", "five", "six"]
_CAUSES = [
    "a power failure", "heavy flooding", "a strike by drivers", "rising fuel prices",
    "a gas leak", "a computer fault", "dense fog", "a shortage of steel", "a court ruling",
]  # fmt: skip
_EVENTS = [
    "a forest fire", "an earthquake", "a ferry accident", "a factory explosion", "a landslide",
    "a train collision", "a hotel fire", "a mine collapse",
]  # fmt: skip


def news(count: int, rng: random.Random, company: Sequence[str] = ()) -> Iterator[Example]:
    """About `count` examples on paragraphs of 2 to 5 sentences, two in five near misses.

    Half of the paragraphs stand after a text of `company`, real text that the question is not on.
    """
    made = 0
    while made < count:
        before = rng.choice(company) + " " if company and rng.random() < 0.5 else ""
        for example in _paragraph(before, rng):
            made += 1
            yield example


def _paragraph(before: str, rng: random.Random) -> list[Example]:
    context = before
    asked: list[tuple[Story, dict[str, str], dict[str, tuple[int, int]]]] = []
    for story in rng.sample(STORIES, rng.randint(2, 5)):
        values = _values(rng)
        sentence, slots = _fill(story.sentence, values, at=len(context))
        asked.append((story, values, slots))
        context += sentence + " "
    examples = []
    for story, values, slots in asked:
        for question, answer in rng.sample(story.questions, 2):
            near_miss = rng.random() < 0.4
            filled = _unanswerable(story, question, values, context, rng) if near_miss else None
            examples.append(
                Example(
                    source="news",
                    title="news",
                    question=filled or question.format(**values),
                    context=context.rstrip(),
                    answers=() if filled else (slots[answer],),
                )
            )
    return examples


def _fill(
    sentence: str, values: Mapping[str, str], at: int
) -> tuple[str, dict[str, tuple[int, int]]]:
    """The sentence with its slots filled, and the span of each slot counted from `at`."""
    text = ""
    spans: dict[str, tuple[int, int]] = {}
    end = 0
    for match in _SLOT.finditer(sentence):
        text += sentence[end : match.start()]
        start = at + len(text)
        text += values[match.group(1)]
        spans[match.group(1)] = (start, at + len(text))
        end = match.end()
    text += sentence[end:]
    for phrase in PHRASES:
        found = text.find(phrase.format(**values))
        if found >= 0:
            name = PHRASES[phrase]
            spans[name] = (at + found, at + found + len(phrase.format(**values)))
    return text, spans


def _unanswerable(
    story: Story,
    question: str,
    values: Mapping[str, str],
    context: str,
    rng: random.Random,
) -> str | None:
    """One of the story's traps or a near miss; None if the context may answer it."""
    if not story.traps or rng.random() < 0.4:
        return _near_miss(question, values, context, rng)
    trap = rng.choice(story.traps)
    named_once = all(
        context.count(values[land]) + context.count(values[people])
        <= story.sentence.count("{" + land + "}") + story.sentence.count("{" + people + "}")
        for land, people in (("a_land", "a_adj"), ("b_land", "b_adj"), ("c_land", "c_adj"))
    )
    return trap.format(**values) if named_once else None


def _near_miss(
    question: str, values: Mapping[str, str], context: str, rng: random.Random
) -> str | None:
    """The question with one slot filled by a stranger to the context, or None if none can be."""
    slots = [name for name in _SLOT.findall(question) if name not in ("post", "event", "money")]
    if not slots:
        return None
    slot = rng.choice(slots)
    stranger = _values(rng)[slot]
    other_name = {**_PEOPLE, **_LANDS}.get(stranger, stranger)
    if stranger in context or other_name in context:
        return None
    return question.format(**{**values, slot: stranger})


def _values(rng: random.Random) -> dict[str, str]:
    """One random filling of every slot; places, people and firms differ within it."""
    (a_land, a_adj, _), (b_land, b_adj, _), (c_land, c_adj, _), here, there = rng.sample(_PLACES, 5)
    a, b, c, d = (_name(rng) for _ in range(4))
    a_role, b_role = rng.sample(_ROLES, 2)
    topic, topic2 = rng.sample(_TOPICS, 2)
    month = rng.choice(_MONTHS)
    agency, body = rng.choice(_AGENCIES), rng.choice(_BODIES)
    return {
        "a": a, "b": b, "c": c, "d": d,
        "a_surname": a.split()[0] if "-" in a else a.split()[-1],
        "a_land": a_land, "a_adj": a_adj, "b_land": b_land, "b_adj": b_adj,
        "c_land": c_land, "c_adj": c_adj,
        "a_role": a_role, "b_role": b_role, "a_poss": rng.choice(["his", "her"]),
        "city": here[2], "CITY": here[2].upper(), "city2": there[2],
        "day": rng.choice(_DAYS), "month": month, "date": f"{month} {rng.randint(1, 28)}",
        "year": str(rng.randint(1985, 2024)), "topic": topic, "topic2": topic2,
        "agency": agency, "agency_plain": agency.removeprefix("the "), "body": body,
        "body_up": body[0].upper() + body[1:], "firm": rng.choice(_FIRMS),
        "post": rng.choice(_POSTS), "cause": rng.choice(_CAUSES), "event": rng.choice(_EVENTS),
        "n": str(rng.randint(3, 90)), "n2": str(rng.randint(100, 950)),
        "money": str(rng.randint(2, 80)), "years": rng.choice(_SMALL),
    }  # fmt: skip


def _name(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return f"{rng.choice(_EAST)} {rng.choice(_EAST_GIVEN)}"
    return f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
