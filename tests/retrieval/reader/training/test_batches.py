"""What the model is fed: targets on the tokens of the answer, each sample once, little padding."""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import toy_tokenizer

from retrieval.reader.training.batches import (
    BUCKET,
    NULL,
    Sample,
    batches,
    collate,
    masked,
    samples,
)
from retrieval.reader.training.examples import Example
from retrieval.reader.windows import Window, Windower

WINDOWER = Windower(toy_tokenizer(), max_tokens=96, overlap=12)


def example(context: str, *answers: tuple[int, int], question: str = "who") -> Example:
    return Example(source="s", title="t", question=question, context=context, answers=answers)


def sample(tokens: int, *targets: tuple[int, int], mark: int = 7) -> Sample:
    window = Window(
        input_ids=(mark,) * tokens,
        type_ids=(0, *(1,) * (tokens - 1)),
        offsets=((0, 1),),
        first=1,
        null=0,
    )
    return Sample(window=window, targets=targets or (NULL,))


def test_targets_are_the_tokens_of_each_vote_counted_in_the_window() -> None:
    # [CLS] who [SEP] kang met a ##a? no: "ann" is a, ##n, ##n. So the tokens are
    # 0 [CLS], 1 who, 2 [SEP], 3 kang, 4 met, 5-7 a ##n ##n, 8 in, 9 tokyo, 10 [SEP].
    context = "Kang met Ann in Tokyo"
    (made,) = samples([example(context, (9, 12), (0, 4), (9, 12), (9, 21))], WINDOWER)
    assert made.targets == ((5, 7), (3, 3), (5, 7), (5, 9))


def test_a_vote_that_begins_inside_a_word_takes_the_tokens_it_touches() -> None:
    # "nn" in "Ann" is tokens 6 and 7; a lone "y" in "Tokyo" touches the one token 9.
    (made,) = samples([example("Kang met Ann in Tokyo", (10, 12), (19, 20))], WINDOWER)
    assert made.targets == ((6, 7), (9, 9))


def test_what_has_no_answer_points_at_the_null_token() -> None:
    (made,) = samples([example("Kang met Ann")], WINDOWER)
    assert made.targets == (NULL,)


def test_a_long_context_gives_its_answering_windows_and_one_other() -> None:
    # 300 tokens "a", windows of 92 that begin at 0, 80, 160 and 240. Token 165 stands in the
    # windows from 80 (to 171) and from 160; of the two others only the first comes.
    context = " ".join("a" for _ in range(300))
    made = list(samples([example(context, (330, 331))], WINDOWER))
    firsts = [one.window.offsets[0][0] // 2 for one in made]
    assert firsts == [0, 80, 160]
    # Token 165 is number 85 of the window from 80 and number 5 of that from 160, after 3 tokens.
    assert [one.targets for one in made] == [(NULL,), ((88, 88),), ((8, 8),)]


def test_an_answer_cut_by_a_windows_edge_is_not_in_that_window() -> None:
    # Tokens 90 to 93: the first window ends with token 91, the second (from 80) holds them all.
    context = " ".join("a" for _ in range(150))
    made = list(samples([example(context, (180, 187))], WINDOWER))
    assert [one.targets for one in made] == [(NULL,), ((13, 16),)]


def test_a_context_without_tokens_gives_no_sample() -> None:
    assert list(samples([example(" \n")], WINDOWER)) == []


@st.composite
def _answerable(draw: st.DrawFn) -> Example:
    words = draw(st.lists(st.sampled_from("Kang a Tokyo 3.5 “met” é한".split()), min_size=1))
    words = words * draw(st.integers(1, 20))
    context = " ".join(words)
    starts = [0]
    for word in words[:-1]:
        starts.append(starts[-1] + len(word) + 1)
    first = draw(st.integers(0, len(words) - 1))
    last = min(len(words) - 1, first + draw(st.integers(0, 3)))
    return example(context, (starts[first], starts[last] + len(words[last])))


@given(_answerable())
def test_targets_cover_the_answer_and_end_with_it(answerable: Example) -> None:
    ((start, end),) = answerable.answers
    made = list(samples([answerable], WINDOWER))
    found = [one for one in made if one.targets != (NULL,)]
    assert found
    assert len(made) - len(found) <= 1
    for one in found:
        ((first, last),) = one.targets
        offsets = one.window.offsets
        assert offsets[first - one.window.first][0] == start
        assert offsets[last - one.window.first][1] == end


def test_votes_share_the_target_and_padding_is_masked() -> None:
    # Three votes: two for tokens 2 to 3, one for 2 to 5; the shorter sample says "not here".
    batch = collate([sample(40, (2, 3), (2, 3), (2, 5)), sample(5, mark=9)])
    assert batch.input_ids.shape == (2, 64)
    assert batch.input_ids[0].tolist() == [7] * 40 + [0] * 24
    assert batch.input_ids[1].tolist() == [9] * 5 + [0] * 59
    assert batch.type_ids[1].tolist() == [0, 1, 1, 1, 1] + [0] * 59
    assert batch.mask.sum(axis=1).tolist() == [40, 5]
    assert batch.starts[0, 2] == pytest.approx(1)
    assert batch.ends[0, [3, 5]].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert batch.starts[1, 0] == batch.ends[1, 0] == 1


_SAMPLES = st.builds(
    lambda length, votes: sample(length, *((v % length, length - 1) for v in votes)),
    st.integers(1, 100),
    st.lists(st.integers(0, 200), max_size=3),
)


@given(st.lists(_SAMPLES, min_size=1, max_size=12))
def test_soft_targets_sum_to_one_and_stay_off_the_padding(group: list[Sample]) -> None:
    batch = collate(group)
    assert batch.input_ids.shape[1] % BUCKET == 0
    for targets in (batch.starts, batch.ends):
        assert targets.sum(axis=1) == pytest.approx(np.ones(len(group)), abs=1e-5)
        assert not targets[batch.mask == 0].any()


@settings(deadline=None)
@given(st.lists(_SAMPLES, max_size=120), st.integers(32, 600), st.integers())
def test_every_sample_comes_once_in_batches_of_bounded_size(
    pool: list[Sample], tokens: int, seed: int
) -> None:
    groups = batches(pool, tokens_per_batch=tokens, rng=random.Random(seed))
    assert Counter(id(s) for group in groups for s in group) == Counter(id(s) for s in pool)
    for group in groups:
        assert group
        assert collate(group).input_ids.size <= tokens or len(group) == 1


def test_batches_hold_windows_of_like_length_in_mixed_order() -> None:
    # Twenty of one bucket and twenty of four: a batch of 256 tokens holds eight short or two long.
    pool = [sample(20 if n % 2 else 120, mark=n) for n in range(40)]
    groups = batches(pool, tokens_per_batch=256, rng=random.Random(0))
    lengths = [{len(s.window.input_ids) for s in group} for group in groups]
    assert sum(len(kinds) > 1 for kinds in lengths) <= 1
    assert lengths != sorted(lengths, key=min)
    assert [s.window.input_ids[0] for g in groups for s in g] != list(range(40))


def test_the_same_seed_gives_the_same_batches_and_leaves_the_pool_alone() -> None:
    pool = [sample(n, mark=n) for n in range(1, 90)]
    before = list(pool)
    one = batches(pool, tokens_per_batch=256, rng=random.Random(5))
    assert one == batches(pool, tokens_per_batch=256, rng=random.Random(5))
    assert one != batches(pool, tokens_per_batch=256, rng=random.Random(6))
    assert pool == before
    assert batches([], tokens_per_batch=256, rng=random.Random(5)) == []


MASK = 103


def test_masking_hides_words_only_and_leaves_everything_else() -> None:
    (whole,) = samples([example("Kang met Ann in Tokyo", (9, 12))], WINDOWER)
    hidden = masked(whole, 1.0, MASK, random.Random(0))
    # [CLS] and both [SEP] stay: they are what the windows are told apart by.
    ids = whole.window.input_ids
    assert hidden.window.input_ids == (ids[0], MASK, ids[2], *[MASK] * 7, ids[-1])
    assert hidden.targets == whole.targets
    assert hidden.window.offsets == whole.window.offsets
    assert masked(whole, 0.0, MASK, random.Random(0)) == whole


def test_about_the_share_asked_for_is_masked() -> None:
    (whole,) = samples([example("Kang met Ann in Tokyo " * 3, (9, 12))], WINDOWER)
    rng = random.Random(1)
    hidden = [masked(whole, 0.25, MASK, rng).window.input_ids.count(MASK) for _ in range(200)]
    words = len(whole.window.offsets) + 1
    assert 0.2 < sum(hidden) / (200 * words) < 0.3
