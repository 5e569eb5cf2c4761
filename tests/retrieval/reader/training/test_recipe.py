"""Cropping and joining move answers with their text, and the recipe keeps to the training side."""

import json
import random
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from retrieval.reader.training.examples import VALIDATION_TITLES, Example
from retrieval.reader.training.recipe import (
    CROP_WORDS,
    crop,
    join_neighbours,
    own_recipe,
    shipped_recipe,
)


def example(context: str, *answers: tuple[int, int], title: str = "A") -> Example:
    return Example(source="s", title=title, question="q", context=context, answers=answers)


LONG = " ".join(f"w{n}" for n in range(300))


def test_a_short_context_is_left_as_it_is() -> None:
    short = example(" ".join(["word"] * CROP_WORDS), (0, 4))
    assert crop(short, random.Random(0)) is short


def test_a_context_without_an_answer_is_left_as_it_is() -> None:
    unanswerable = example(LONG)
    assert crop(unanswerable, random.Random(0)) is unanswerable


def test_an_answer_longer_than_the_crop_is_left_as_it_is() -> None:
    whole = example(LONG, (0, len(LONG)))
    assert crop(whole, random.Random(0)) is whole


def test_where_the_crop_begins_differs_so_that_place_teaches_nothing() -> None:
    start = LONG.index("w150")
    centre = example(LONG, (start, start + 4))
    firsts = {crop(centre, random.Random(seed)).context.split()[0] for seed in range(3_000)}
    # The answer is word 150, so a stretch of 110 words around it begins at word 41 to 150.
    assert firsts == {f"w{n}" for n in range(41, 151)}


@st.composite
def _answerable(draw: st.DrawFn) -> Example:
    """Up to 260 words, double spaces among them, with up to three answers of one to four words."""
    words = draw(st.lists(st.sampled_from(["a", "be", "", "sea", "İ", "é\u00a0f"]), min_size=1))
    words = ["start", *words * draw(st.integers(1, 12)), "end"]
    context = " ".join(words)
    starts = [0]
    for word in words[:-1]:
        starts.append(starts[-1] + len(word) + 1)
    answers = []
    for _ in range(draw(st.integers(1, 3))):
        first = draw(st.integers(0, len(words) - 1))
        last = min(len(words) - 1, first + draw(st.integers(0, 3)))
        start, end = starts[first], starts[last] + len(words[last])
        if end > start:
            answers.append((start, end))
    return example(context, *answers)


@given(_answerable(), st.integers())
def test_a_crop_is_a_stretch_of_the_context_in_which_the_first_answer_keeps_its_text(
    whole: Example, seed: int
) -> None:
    cropped = crop(whole, random.Random(seed))
    assert cropped.context in whole.context
    assert len(cropped.context.split(" ")) <= CROP_WORDS or cropped is whole
    if whole.answers:
        assert cropped.answer_texts[0] == whole.answer_texts[0]
    assert all(text in whole.answer_texts for text in cropped.answer_texts)


SENTENCES = [f"Sentence {n} of {title}." for title in "AB" for n in range(5)]


def sentence(n: int, title: str) -> Example:
    return example(f"Sentence {n} of {title}.", (9, 10), title=title)


def test_neighbours_of_the_same_article_are_joined_around_the_sentence() -> None:
    pool = [sentence(n, title) for title in "AB" for n in range(5)]
    joined = [list(join_neighbours(pool, random.Random(seed))) for seed in range(30)]
    for run in joined:
        assert len(run) == len(pool)
        for before, after in zip(pool, run, strict=True):
            assert before.context in after.context
            assert after.answer_texts == before.answer_texts
            # The answer is the one in its own sentence, not the same digit elsewhere.
            (start, _), (own, _) = after.answers[0], before.answers[0]
            assert after.context[start - own :].startswith(before.context)
            parts = after.context.replace(". ", ".|").split("|")
            at = SENTENCES.index(parts[0])
            assert parts == SENTENCES[at : at + len(parts)]
            assert len({part[-2] for part in parts}) == 1
            assert 1 <= len(parts) <= 3
    lengths = {len(e.context.split(". ")) for run in joined for e in run}
    assert lengths == {1, 2, 3}


def test_the_same_sentence_asked_twice_is_joined_once() -> None:
    pool = [sentence(0, "A"), sentence(0, "A"), sentence(1, "A")]
    for run in (list(join_neighbours(pool, random.Random(seed))) for seed in range(10)):
        for joined in run:
            assert joined.context.count("Sentence 0") <= 1


def _squad(title: str, number: int) -> dict[str, Any]:
    return {
        "title": title,
        "paragraphs": [
            {
                "context": f"The envoy Anna Berg number {number} went to Oslo in {1900 + number}.",
                "qas": [
                    {
                        "id": f"{title}{number}",
                        "question": f"Where did number {number} go?",
                        "answers": [{"text": "Oslo", "answer_start": 36 + len(str(number))}],
                    }
                ],
            }
        ],
    }


def _write_data(folder: Path) -> None:
    for at, source in enumerate(["squad2", "new_wiki", "qamr", "reddit"]):
        held_out = json.loads(VALIDATION_TITLES.read_text("utf-8")).get(source, [])
        titles = [*held_out, *(f"Title {n} Wiki1k:wikinews" for n in range(5))]
        articles = [_squad(title, 100 * at + n) for n, title in enumerate(titles)]
        (folder / f"train-{source}.json").write_text(json.dumps({"data": articles}), "utf-8")


def test_the_recipe_trains_on_no_article_that_is_held_out(tmp_path: Path) -> None:
    _write_data(tmp_path)
    held_out = {
        title
        for titles in json.loads(VALIDATION_TITLES.read_text("utf-8")).values()
        for title in titles
    }
    first, second = shipped_recipe(tmp_path, seed=1)
    for one_pass in (*first.passes, *second.passes):
        titles = {e.title for e in one_pass}
        assert not titles & held_out
        assert {"squad2", "new_wiki", "qamr", "news"} <= {e.source for e in one_pass}
        for e in one_pass:
            assert all(0 <= start < end <= len(e.context) for start, end in e.answers)
    assert "reddit" in {e.source for e in first.passes[0]}


def test_the_same_seed_gives_the_same_recipe(tmp_path: Path) -> None:
    _write_data(tmp_path)
    assert shipped_recipe(tmp_path, seed=1) == shipped_recipe(tmp_path, seed=1)


def test_an_owners_file_is_read_with_near_misses_made_of_it(tmp_path: Path) -> None:
    article = _squad("Envoys", 1)
    article["paragraphs"][0]["context"] += " He came back late."
    (tmp_path / "own.json").write_text(json.dumps({"data": [article]}), "utf-8")
    own = own_recipe(tmp_path / "own.json", seed=1)
    (once, *again) = own.passes
    assert again == [once] * 2
    assert [(e.source, e.context, e.answer_texts) for e in once] == [
        ("own", "The envoy Anna Berg number 1 went to Oslo in 1901. He came back late.", ("Oslo",)),
        ("without_answer", "He came back late.", ()),
    ]
