"""The passages worth looking at where something went wrong, with both answers marked."""

from collections.abc import Mapping, Sequence

from bot.answering import Guess
from bot.evaluation.question_sets import Question
from bot.evaluation.records import Excerpt
from bot.evaluation.relevance import right_place
from retrieval.types import Passage


def excerpts(
    question: Question,
    best: Guess | None,
    read: Sequence[Passage],
    right: Sequence[Passage],
    titles: Mapping[str, str],
) -> tuple[Excerpt, ...]:
    """The passage that our answer stands in, and a right one if that is another.

    `best` is the likeliest answer, None if nothing was read; `titles` are those of the articles.
    """
    ours = next((p for p in read if best is not None and holds(p, best)), None)
    answers = list(right) if question.answers else []
    shown = [ours] if ours is not None else []
    if answers and (ours is None or ours not in answers):
        shown.append(answers[0])
    return tuple(_excerpt(p, question if p in answers else None, best, titles) for p in shown)


def _excerpt(
    passage: Passage, question: Question | None, guess: Guess | None, titles: Mapping[str, str]
) -> Excerpt:
    """Without `question` where the passage is not a right one, whatever words it holds."""
    at = passage.start
    ours = None
    if guess is not None and holds(passage, guess):
        ours = (guess.start - at, guess.end - at)
    return Excerpt(
        article_id=passage.article_id,
        title=titles[passage.article_id],
        start=at,
        text=passage.text,
        right=right_place(passage, question) if question else None,
        ours=ours,
    )


def holds(passage: Passage, guess: Guess) -> bool:
    """Whether the guess stands in the passage."""
    end = passage.start + len(passage.text)
    inside = passage.start <= guess.start and guess.end <= end
    return inside and passage.article_id == guess.article_id
