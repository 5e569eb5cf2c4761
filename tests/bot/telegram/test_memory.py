"""A reply that was kept comes back whole."""

import pytest

from bot.replies import to_json
from bot.telegram_app.memory import reply_from_json
from retrieval.types import Alternative, Answer, Citation, NoAnswer, Weighed

CITED = Citation(
    article_id="a.txt",
    title="Talks",
    url="https://a.example/",
    published="2018-07-08",
    publisher="The Wire",
    start=10,
    end=30,
    quote="They met in \ud800 Tokyo.",
    place="page 3",
)
WEIGHED = Weighed(passages_read=3, margin=-0.25, confidence=0.35, threshold=0.3)


@pytest.mark.parametrize(
    "reply",
    [
        Answer(
            question="Where?",
            text="Tokyo",
            start=24,
            end=29,
            confidence=0.35,
            citation=CITED,
            also_in=(CITED,),
            alternatives=(
                Alternative(text="They", start=10, end=14, confidence=0.2, citation=CITED),
            ),
            stopped_early=True,
            read_as="Where then?",
            weighed=WEIGHED,
        ),
        NoAnswer(
            question="Where?",
            reason="low_confidence",
            unknown_words=("zebra",),
            nearest=(CITED,),
            stopped_early=True,
            read_as="Where then?",
            weighed=WEIGHED,
        ),
        NoAnswer(question="Where?", reason="no_match"),
    ],
    ids=["answer", "refusal", "no match"],
)
def test_a_reply_that_was_kept_comes_back_whole(reply: Answer | NoAnswer) -> None:
    assert reply_from_json(to_json(reply)) == reply
