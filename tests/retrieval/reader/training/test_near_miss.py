"""Near misses look answerable and are not."""

import random
from collections.abc import Sequence

import pytest

from retrieval.reader.training.examples import Example
from retrieval.reader.training.near_miss import confused, misplaced, swapped


def example(
    question: str, context: str, answer: str = "", *, title: str = "A", source: str = "squad2"
) -> Example:
    start = context.index(answer)
    return Example(
        source=source,
        title=title,
        question=question,
        context=context,
        answers=((start, start + len(answer)),) if answer else (),
    )


OSLO = "The envoy Anna Berg went to Oslo in 1993 with Peter Novak."
PARIS = "The envoy Maria Santos went to Paris in 1998, where Anna Berg was not seen."
ROME = "The envoy Jan Keller stayed in Rome for 12 days."

SAME_ARTICLE = [
    example("Where did the envoy Anna Berg go?", OSLO, "Oslo"),
    example("Who went to Paris in 1998?", PARIS, "Maria Santos"),
    example("Where did the envoy Jan Keller stay?", ROME, "Rome"),
    example("Who stayed away?", ROME),
]


def test_a_number_is_swapped_for_a_number_of_the_same_length() -> None:
    # Numbers of the article that stand neither in PARIS nor in the question: 12 and 1993; of the
    # four digits of 1998 only 1993 is.
    for seed in range(20):
        paris = next(e for e in swapped(SAME_ARTICLE, random.Random(seed)) if e.context == PARIS)
        assert paris == Example(
            source="swapped",
            title="A",
            question="Who went to Paris in 1993?",
            context=PARIS,
            answers=(),
        )


def test_a_name_is_swapped_for_a_stranger_of_as_many_words() -> None:
    # "Anna Berg" stands in OSLO and PARIS. The strangers to OSLO are Maria Santos, Paris,
    # Jan Keller and Rome; those of two words are Maria Santos and Jan Keller.
    questions = {
        e.question
        for seed in range(40)
        for e in swapped(SAME_ARTICLE, random.Random(seed))
        if e.context == OSLO
    }
    assert questions == {
        "Where did the envoy Maria Santos go?",
        "Where did the envoy Jan Keller go?",
    }


def test_what_was_swapped_in_stands_in_some_other_context_and_not_in_this() -> None:
    for seed in range(30):
        for swap in swapped(SAME_ARTICLE, random.Random(seed)):
            original = next(e for e in SAME_ARTICLE if e.context == swap.context and e.answers)
            before, after = original.question.split(), swap.question.split()
            stranger = " ".join(word for word in after if word not in before).strip("?")
            assert stranger
            assert stranger not in swap.context
            assert any(stranger in e.context for e in SAME_ARTICLE)
            assert swap.answers == ()


def test_strangers_come_from_the_same_article_only() -> None:
    apart = [
        example("Where did the envoy Anna Berg go?", OSLO, "Oslo", title="A"),
        example("Who went to Paris in 1998?", PARIS, "Maria Santos", title="B"),
    ]
    assert list(swapped(apart, random.Random(0))) == []


def test_nothing_is_swapped_in_what_is_not_answerable_or_shares_no_name() -> None:
    pool = [
        example("Where did the envoy Anna Berg go?", OSLO),
        example("who went?", PARIS, "Maria Santos"),
    ]
    assert list(swapped(pool, random.Random(0))) == []


TWO_ENVOYS = (
    "The envoy Anna Berg went to Oslo in 1993. Later Jan Keller stayed in Rome for 12 days."
)


def test_who_is_asked_about_is_confused_with_another_of_the_same_context() -> None:
    # Outside the answer's sentence stand the names Jan Keller and Rome; of two words is the first.
    asked = example("Where did the envoy Anna Berg go?", TWO_ENVOYS, "Oslo")
    made = [list(confused([asked], random.Random(seed))) for seed in range(20)]
    assert (
        made
        == [
            [
                Example(
                    source="confused",
                    title="A",
                    question="Where did the envoy Jan Keller go?",
                    context=TWO_ENVOYS,
                    answers=(),
                )
            ]
        ]
        * 20
    )


def test_nothing_is_confused_where_no_other_is_named_or_nobody_is_asked_about() -> None:
    pool = [
        example("Where did the envoy Anna Berg go?", OSLO, "Oslo"),
        example("Where did the envoy go?", TWO_ENVOYS, "Oslo"),
        example("Where did Anna Berg go?", TWO_ENVOYS),
    ]
    assert list(confused(pool, random.Random(0))) == []


WIKI = [
    example("Who went to Oslo in 1993?", OSLO, "Anna Berg"),
    example("Who went to Paris in 1998?", PARIS, "Maria Santos"),
    example("Who stayed in Rome?", ROME, "Jan Keller"),
    example("Which metal is soft?", "Tin is a soft metal.", "Tin"),
    # BM25's idf is nothing for a word in half of the contexts, so there must be more of them.
    *(
        example("Why?", context)
        for context in ("Rain fell.", "Snow fell later.", "Bees hum.", "Dogs bark loudly.")
    ),
]
ANSWERABLE = 4


def holds(example: Example, answers: Sequence[str]) -> bool:
    return any(answer.lower() in example.context.lower() for answer in answers)


def test_a_question_goes_to_the_likeliest_context_that_does_not_hold_its_answer() -> None:
    # Next to OSLO, PARIS shares the most with the first question ("went to", "in"), but it holds
    # the answer, Anna Berg, too; so ROME ("in") is the likeliest that is left.
    made = {e.question: e for e in misplaced(WIKI, random.Random(0), keep=1.0)}
    assert made["Who went to Oslo in 1993?"] == Example(
        source="misplaced",
        title="A",
        question="Who went to Oslo in 1993?",
        context=ROME,
        answers=(),
    )
    assert made["Who went to Paris in 1998?"].context == OSLO


def test_no_misplaced_context_holds_the_answer_in_any_case() -> None:
    shouting = [*WIKI, example("Who shouted?", "ANNA BERG AND TIN went to Oslo in 1993.", "TIN")]
    answers = {e.question: e.answer_texts for e in shouting}
    made = list(misplaced(shouting, random.Random(0), keep=1.0))
    assert len(made) == ANSWERABLE + 1
    for miss in made:
        assert miss.answers == ()
        assert not holds(miss, answers[miss.question])


def test_a_question_whose_answer_stands_everywhere_is_left_out() -> None:
    pool = [
        example("Who went to Oslo?", "Anna went to Oslo.", "Anna"),
        example("Who went to Rome?", "Anna went to Rome.", "Anna"),
    ]
    assert list(misplaced(pool, random.Random(0), keep=1.0)) == []


@pytest.mark.parametrize(("keep", "count"), [(0.0, 0), (1.0, 100 * ANSWERABLE)])
def test_all_or_none_are_kept_at_the_ends(keep: float, count: int) -> None:
    assert len(list(misplaced(WIKI * 100, random.Random(1), keep=keep))) == count


def test_about_the_share_asked_for_is_kept() -> None:
    made = list(misplaced(WIKI * 100, random.Random(1), keep=0.5))
    assert 160 <= len(made) <= 240  # 400 throws of a coin: 4 standard deviations of 10


def test_the_same_seed_makes_the_same_near_misses() -> None:
    def make(seed: int) -> list[Example]:
        rng = random.Random(seed)
        return [*swapped(SAME_ARTICLE, rng), *misplaced(WIKI, rng, keep=0.5)]

    assert make(3) == make(3)
