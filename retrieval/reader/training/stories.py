"""The sentences of made news, with slots to fill and the questions on them.

`news` fills the slots: `{a}` to `{d}` are people, `{a_land}` is a country, `{a_adj}` its people,
and so on.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One sentence with slots, and questions on it with the slot that answers each.

    `traps` are questions that it seems to answer and does not.
    """

    sentence: str
    questions: tuple[tuple[str, str], ...]
    traps: tuple[str, ...]


def _story(sentence: str, *questions: tuple[str, str], traps: tuple[str, ...] = ()) -> Story:
    return Story(sentence=sentence, questions=questions, traps=traps)


STORIES = [
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


PHRASES = {
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
