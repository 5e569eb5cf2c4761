"""Why a question failed: every way along the path."""

import pytest

from bot.evaluation.failures import FAILURES, LABELS, MEANINGS, Path, explain, explain_words

FOUND = Path(stands=True, read=True, understood=True)
MISREAD = Path(stands=True, read=True, understood=False)
MISSED = Path(stands=True, read=False, understood=False)
ABSENT = Path(stands=False, read=False, understood=False)


@pytest.mark.parametrize(
    ("answered", "best_is_right", "path", "failure"),
    [
        (True, True, FOUND, None),
        (False, True, FOUND, "refused_wrongly"),
        (True, False, FOUND, "outranked"),
        (False, False, FOUND, "outranked"),
        (True, False, MISREAD, "misread"),
        (False, False, MISSED, "not_retrieved"),
        (True, False, ABSENT, "not_in_collection"),
        # Right by luck, from a passage that nobody expected: still right.
        (True, True, MISSED, None),
    ],
)
def test_the_first_stage_that_failed_is_named(
    answered: bool, best_is_right: bool, path: Path, failure: str | None
) -> None:
    named = explain(answerable=True, answered=answered, best_is_right=best_is_right, path=path)

    assert named == failure


@pytest.mark.parametrize(("answered", "failure"), [(True, "should_refuse"), (False, None)])
def test_an_unanswerable_question_fails_only_by_being_answered(
    answered: bool, failure: str | None
) -> None:
    named = explain(answerable=False, answered=answered, best_is_right=False, path=ABSENT)

    assert named == failure
    assert explain_words(answerable=False, answered=answered, right=False) == failure


def test_every_reason_has_words_for_people() -> None:
    assert list(LABELS) == list(MEANINGS) == list(FAILURES)
