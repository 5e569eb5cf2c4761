"""Each half of the path alone, on a collection small enough to work out by hand."""

from pathlib import Path

import pytest

from bot.build import Library, build_library
from bot.evaluation.question_sets import Question
from bot.evaluation.relevance import Names
from bot.evaluation.stages import score_reader, score_retriever
from retrieval.bm25 import BM25Retriever
from retrieval.types import Article, Passage, Span

RHINE = "The Rhine rises in Switzerland. It ends in the North Sea."
OSLO = "Oslo is the capital of Norway. The Rhine is far away from it."


class LastWordReader:
    """Answers with the last capitalised word; the surer, the more of the question it sees."""

    name = "last word"

    def read(self, question: str, passages: list[Passage]) -> list[Span]:
        spans = []
        for passage in passages:
            words = [word for word in passage.text.split() if word[0].isupper()]
            start = passage.text.rindex(words[-1])
            text = words[-1].rstrip(".")
            shared = sum(word in passage.text for word in question.rstrip("?").split())
            spans.append(
                Span(
                    passage_id=passage.id,
                    start=start,
                    end=start + len(text),
                    score=float(shared - 2),
                )
            )
        return spans


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "rhine.txt").write_text(RHINE)
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "oslo.txt").write_text(OSLO)
    return build_library(tmp_path)


def retriever(library: Library) -> BM25Retriever:
    return BM25Retriever(library.passages, {a.id: "" for a in library.articles})


def question(id_: str, text: str, *answers: str, article: str | None = None) -> Question:
    return Question(
        id=id_, text=text, answers=answers, articles=(article,) if article is not None else ()
    )


def test_the_read_stage_reads_the_right_paragraph_only() -> None:
    passages = {"p1": Passage(id="p1", article_id="a", start=0, text=RHINE)}
    questions = [
        Question(id="1", text="The Rhine rises where?", answers=("Sea",), passage_id="p1"),
        Question(id="2", text="Where?", answers=("Sea",), passage_id="p1"),  # margin -2
        Question(id="3", text="Whither?", answers=(), passage_id="p1"),
        Question(id="4", text="Of no paragraph", answers=()),
    ]

    outcome = score_reader(questions, passages, LastWordReader(), null_margin=0.0)

    assert [record.prediction for record in outcome.records] == ["Sea", "", ""]
    assert [record.scores["margin"] for record in outcome.records] == [1.0, -2.0, -2.0]
    assert [record.failure for record in outcome.records] == [None, "refused_wrongly", None]
    assert [record.no_answer for record in outcome.records] == pytest.approx(
        [0.26894142, 0.88079708, 0.88079708]  # 1 / (1 + e) and 1 / (1 + e^-2)
    )
    (wrong,) = outcome.records[1].excerpts
    assert wrong.right is not None
    assert wrong.ours is not None
    assert wrong.text[slice(*wrong.right)] == wrong.text[slice(*wrong.ours)] == "Sea"
    assert outcome.metrics["f1"] == pytest.approx(200 / 3)
    assert outcome.metrics["HasAns_f1_margin_ignored"] == 100.0


def test_the_retrieve_stage_wants_the_answer_in_the_right_article(library: Library) -> None:
    questions = [
        question("1", "Where does the Rhine rise?", "Switzerland", article="rhine.txt"),
        # oslo.txt names the Rhine too, but is not where the answer is said to be.
        question("2", "How far away is the Rhine?", "Sea", article="rhine.txt"),
        question("3", "Volcanoes?", "Etna", article="rhine.txt"),
        question("4", "Unanswerable, so not counted?"),
    ]

    outcome = score_retriever(questions, retriever(library), Names(library.articles))

    # Ranks of the right passage: 1, 2, none.
    assert outcome.metrics == pytest.approx(
        {
            "recall@1": 100 / 3,
            "recall@5": 200 / 3,
            "recall@20": 200 / 3,
            "mrr": 100 * (1 + 1 / 2) / 3,
            "total": 3,
        }
    )


def test_of_a_squad_file_only_the_right_paragraph_counts() -> None:
    article = Article(id="a", title="", text=RHINE + "\n\n" + RHINE, body=(), path="a")
    passages = (
        Passage(id="a#0", article_id="a", start=0, text=RHINE),
        Passage(id="a#1", article_id="a", start=len(RHINE) + 2, text=RHINE),
    )
    asked = [Question(id="1", text="Rhine?", answers=("Sea",), articles=("a",), passage_id="a#1")]

    outcome = score_retriever(asked, BM25Retriever(passages, {"a": ""}), Names([article]))

    assert outcome.metrics["mrr"] == 50.0  # equal scores: a#0 first, by id
