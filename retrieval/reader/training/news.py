"""Write news paragraphs, with questions on who holds which office, who met whom, where and when.

The public sets have hardly any news and hardly a question on a role or title; owners' articles are
full of both. Every name here is put together at random: the set teaches the form, no facts. A
question becomes a near miss, not answerable, when one of its slots is filled with a stranger.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.reader.training.examples import Example

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """One sentence with slots, and questions on it with the slot that answers each.

    `traps` are questions that it seems to answer and does not.
    """

    sentence: str
    questions: tuple[tuple[str, str], ...]
    traps: tuple[str, ...]


def _story(sentence: str, *questions: tuple[str, str], traps: tuple[str, ...] = ()) -> _Story:
    return _Story(sentence=sentence, questions=questions, traps=traps)


_STORIES = [
    _story(
        "{a_adj} {a_role} {a} met {b_adj} {b_role} {b} in {city} on {day} to discuss {topic}.",
        ("Who is the {a_role} of {a_land}?", "a"),
        ("Who is {b_land}'s {b_role}?", "b"),
        ("Where did {a} meet {b}?", "city"),
        ("When did {a} and {b} meet?", "day"),
        ("Who did the {a_role} of {a_land} meet in {city}?", "b"),
        ("What did {a} and {b} discuss?", "topic"),
        ("What office does {b} hold?", "b_role"),
        ("Which country is {a} from?", "a_adj"),
    ),
    _story(
        "{CITY} ({agency}) - {a_adj} {a_role} {a} and {a_poss} {b_adj} counterpart {b} agreed on "
        "{date} to continue talks on {topic}, {body} said.",
        ("Who is the {a_role} of {a_land}?", "a"),
        ("Who is {b_land}'s {a_role}?", "b"),
        ("Who is the {b_adj} counterpart of {a}?", "b"),
        ("On what date did {a} and {b} agree to continue talks?", "date"),
        ("What are {a_land} and {b_land} still negotiating about?", "topic"),
        ("What is {a}'s job?", "a_role"),
    ),
    _story(
        "“We will not accept {topic} as it stands,” {a_adj} {a_role} {a} was quoted as saying by "
        "{agency}.",
        ("Which news agency quoted {a}?", "agency"),
        ("Who said they would not accept {topic}?", "a"),
        ("What will {a} not accept?", "topic"),
        ("What position does {a} hold?", "a_role"),
        ("Who is the {a_adj} {a_role}?", "a"),
    ),
    _story(
        "{a_land}'s {a_role}, {a}, is scheduled to visit {b_land} next {day}, according to "
        "{agency}.",
        ("Which country will {a} visit?", "b_land"),
        ("Who is going to travel to {b_land}?", "a"),
        ("When is {a} due in {b_land}?", "nextday"),
        ("According to whom will {a} visit {b_land}?", "agency"),
        ("Who holds the post of {a_role} in {a_land}?", "a"),
    ),
    _story(
        "At least {n} people were killed and {n2} injured in {event} near {city} in {b_land}, "
        "{body} said on {day}.",
        ("How many people died near {city}?", "n"),
        ("How many people were hurt in {event}?", "n2"),
        ("Where did {event} happen?", "city"),
        ("What happened near {city}?", "event"),
        ("In which country is {city}?", "b_land"),
        ("Who gave the number of victims?", "body"),
    ),
    _story(
        "{firm} will cut {n2} jobs in {b_land} by {year}, its {post} {c} told reporters in {city}, "
        "blaming {cause}.",
        ("How many jobs will {firm} cut?", "n2"),
        ("Who is the {post} of {firm}?", "c"),
        ("Why is {firm} cutting jobs?", "cause"),
        ("What is {c}'s role at {firm}?", "post"),
        ("Which company does {c} work for?", "firm"),
        ("By when will the jobs at {firm} be gone?", "year"),
        ("In which country will {firm} dismiss staff?", "b_land"),
    ),
    _story(
        "In {year}, {body} gave {money} million dollars to rebuild the bridge in {city}, which "
        "had been closed because of {cause}.",
        ("How much money did {body} give?", "money_million"),
        ("Who paid for the bridge in {city}?", "body"),
        ("Why was the bridge in {city} closed?", "cause"),
        ("When did {body} give money for the bridge?", "year"),
        ("What was rebuilt in {city}?", "bridge"),
    ),
    _story(
        "{c}, the {post} of {firm}, resigned on {date} after {years} years in office and was "
        "succeeded by {d}.",
        ("Who succeeded {c}?", "d"),
        ("Who was the {post} of {firm} before {d}?", "c"),
        ("When did {c} resign?", "date"),
        ("How long was {c} in office?", "years_years"),
        ("What was {c}'s post at {firm}?", "post"),
    ),
    _story(
        "Earlier this week, {a_surname} visited {city} and {city2}, ending a {years}-day trip to "
        "{b_land}.",
        ("Which cities did {a_surname} visit earlier this week?", "cities"),
        ("How long was {a_surname}'s trip to {b_land}?", "years_day"),
        ("Who visited {city2}?", "a_surname"),
        ("Which country did {a_surname} travel to?", "b_land"),
    ),
    _story(
        "The agreement on {topic}, signed by {a_adj} {a_role} {a} in {city} in {month} {year}, "
        "requires {b_land} to pay {money} million euros in exchange for {topic2}.",
        ("Who signed the agreement on {topic}?", "a"),
        ("Where was the agreement on {topic} signed?", "city"),
        ("When was the agreement on {topic} signed?", "month_year"),
        ("How much must {b_land} pay?", "money_euros"),
        ("What does {b_land} get for its {money} million euros?", "topic2"),
        ("What post does {a} hold?", "a_role"),
    ),
    _story(
        "{a_adj} {a_role} {a} speaks to reporters during a visit to {city}, {b_land}, on {day}, "
        "{date}, {year}. ({agency_plain}/{c})",
        ("Who is the {a_role} of {a_land}?", "a"),
        ("Who was {a_land}'s {a_role} in {year}?", "a"),
        ("Which country did {a} visit?", "b_land"),
        ("To whom did {a} speak in {b_land}?", "reporters"),
        ("Who took the picture of {a}?", "c"),
        traps=(
            "Who is the {a_role} of {b_land}?",
            "Who is {b_land}'s {a_role}?",
            "What is the name of the {b_adj} {a_role}?",
            "Who is the {b_role} of {a_land}?",
            "Where was {a} born?",
            "At which hotel did {a} stay in {city}?",
        ),
    ),
    _story(
        "{a_adj} {a_role} {a}, left, shakes hands with {b_adj} {a_role} {b} before their talks at "
        "the presidential palace in {city}, {day}, {date}.",
        ("Who is the {a_role} of {a_land}?", "a"),
        ("Who is the {a_role} of {b_land}?", "b"),
        ("Who is {b_land}'s {a_role}?", "b"),
        ("What is the name of the {b_adj} {a_role}?", "b"),
        ("Whose hand did {a} shake?", "b"),
        ("In which city did {a} meet {b}?", "city"),
        traps=(
            "Who is the {b_role} of {a_land}?",
            "Who is the {b_role} of {b_land}?",
            "Who is the {a_role} of {c_land}?",
            "How long did the talks of {a} and {b} last?",
        ),
    ),
    _story(
        "{a_land} and {b_land} disagree on {topic}, a spokesman for {a_adj} {a_role} {a} said "
        "in {city}.",
        ("Who is the {a_role} of {a_land}?", "a"),
        ("Whose spokesman talked about {topic}?", "a"),
        ("On what do {a_land} and {b_land} disagree?", "topic"),
        traps=(
            "Who is the {a_role} of {b_land}?",
            "Who is {b_land}'s {a_role}?",
            "Who is the {b_adj} {b_role}?",
            "What is the name of the spokesman for {a}?",
            "When did the spokesman for {a} speak?",
        ),
    ),
    _story(
        "{a}, who has been {a_adj} {a_role} since {year}, flew to {b_land} with {c}, the {post} of "
        "{firm}, for a meeting with {b_role} {b}.",
        ("Who is the {a_role} of {a_land}?", "a"),
        ("Since when has {a} been {a_role}?", "year"),
        ("Who is the {b_role} of {b_land}?", "b"),
        ("Who is {b_land}'s {b_role}?", "b"),
        ("With whom did {a} travel to {b_land}?", "c"),
        ("Who heads {firm} as its {post}?", "c"),
        traps=(
            "Who is the {a_role} of {b_land}?",
            "Who is the {b_role} of {a_land}?",
            "Who was {a_adj} {a_role} before {a}?",
            "On what day did {a} fly to {b_land}?",
        ),
    ),
    _story(
        "{b}, the former {b_role}, criticised {a_role} {a} of {a_land} on {day}, saying that "
        "{topic} had been neglected since {month}.",
        ("Who is the {a_role} of {a_land}?", "a"),
        ("Who criticised {a}?", "b"),
        ("What did {b} say had been neglected?", "topic"),
        ("What office did {b} hold before?", "b_role"),
        ("Since when has {topic} been neglected, according to {b}?", "month"),
        traps=(
            "Who is the {b_role} of {a_land}?",
            "What did {a} answer to {b}?",
            "Who is the {b_role} now?",
            "In which city did {b} speak?",
        ),
    ),
    _story(
        "The {a_role} of {a_land}, {a}, and the {b_role} of {b_land}, {b}, will hold a summit in "
        "{city} on {date}, the first in {years} years.",
        ("Who is the {a_adj} {a_role}?", "a"),
        ("Who is {b_land}'s {b_role}?", "b"),
        ("When will the summit take place?", "date"),
        ("Where will {a} and {b} meet?", "city"),
        ("What will be held in {city} on {date}?", "summit"),
        traps=(
            "Who is the {b_role} of {a_land}?",
            "Who is {b_land}'s {a_role}?",
            "In which hotel will {a} and {b} meet?",
            "How many journalists will be at the summit?",
            "Who proposed the summit?",
        ),
    ),
    _story(
        "{body_up} has called on {a_land} to end {topic}, and {agency} reports that {a_role} {a} "
        "refused.",
        ("Who refused to end {topic}?", "a"),
        ("Who is the {a_role} of {a_land}?", "a"),
        ("Who asked {a_land} to end {topic}?", "body_up"),
        ("Who reported that {a} refused?", "agency"),
        traps=(
            "Why did {a} refuse to end {topic}?",
            "When did {a_land} begin {topic}?",
            "Who is the head of {body}?",
        ),
    ),
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
    asked: list[tuple[_Story, dict[str, str], dict[str, tuple[int, int]]]] = []
    for story in rng.sample(_STORIES, rng.randint(2, 5)):
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
    for phrase in _PHRASES:
        found = text.find(phrase.format(**values))
        if found >= 0:
            name = _PHRASES[phrase]
            spans[name] = (at + found, at + found + len(phrase.format(**values)))
    return text, spans


_PHRASES = {
    "next {day}": "nextday",
    "{money} million dollars": "money_million",
    "{money} million euros": "money_euros",
    "the bridge": "bridge",
    "reporters": "reporters",
    "a summit": "summit",
    "{years} years": "years_years",
    "{years}-day": "years_day",
    "{city} and {city2}": "cities",
    "{month} {year}": "month_year",
}
"""Answers wider than one slot, and the name that questions give them."""


def _unanswerable(
    story: _Story,
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
