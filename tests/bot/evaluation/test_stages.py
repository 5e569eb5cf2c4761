"""The three stages, on a collection small enough to work out by hand."""

import json
from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.build import Library, build_library
from bot.calibration import Calibration
from bot.evaluation.question_sets import Question
from bot.evaluation.report import lines, to_json
from bot.evaluation.stages import Names, score_answers, score_reader, score_retriever
from retrieval.bm25 import BM25Retriever
from retrieval.terms import Vocabulary
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


@pytest.fixture
def answerer(library: Library) -> Answerer:
    return Answerer(
        articles=library.articles,
        retriever=retriever(library),
        reader=LastWordReader(),
        vocabulary=Vocabulary(library.passages, ()),
        calibration=Calibration(
            reader="last word",
            margin=1.0,
            coverage=0.0,
            bias=0.0,
            threshold=0.5,
            null_margin=0.0,
        ),
    )


def retriever(library: Library) -> BM25Retriever:
    return BM25Retriever(library.passages, {a.id: "" for a in library.articles})


def question(id_: str, text: str, *answers: str, article: str | None = None) -> Question:
    return Question(
        id=id_, text=text, answers=answers, articles=(article,) if article is not None else ()
    )


def test_the_answer_stage_scores_text_citation_and_refusal(
    library: Library, answerer: Answerer
) -> None:
    questions = [
        # Shares "The Rhine rises" with rhine.txt: margin 1, answered "Sea".
        question("1", "The Rhine rises where?", "the North Sea", article="rhine.txt"),
        # Shares "The Rhine away" with oslo.txt, whose last capitalised word is "Rhine".
        question("2", "The Rhine far away?", "Rhine", article="rhine.txt"),
        # Shares "Norway" only: refused, rightly.
        question("3", "Who rules Norway?"),
        # Shares no word at all.
        question("4", "Volcanoes erupted?"),
    ]

    outcome = score_answers(questions, answerer, Names(library.articles))

    assert [record.prediction for record in outcome.records] == ["Sea", "Rhine", "", ""]
    assert [record.reason for record in outcome.records] == [
        None, None, "low_confidence", "no_match",
    ]  # fmt: skip
    # F1: "Sea" against "north sea" 2/3, "Rhine" 1, two right refusals. Right article: 1 of 2.
    assert outcome.metrics == pytest.approx(
        {
            "exact": 75.0,
            "f1": 100 * (2 / 3 + 3) / 4,
            "total": 4,
            "HasAns_exact": 50.0,
            "HasAns_f1": 100 * (2 / 3 + 1) / 2,
            "HasAns_total": 2,
            "NoAns_exact": 100.0,
            "NoAns_f1": 100.0,
            "NoAns_total": 2,
            "citation_article": 50.0,
            "answered": 50.0,
        }
    )


def test_an_article_goes_by_its_path_or_file_name(library: Library, answerer: Answerer) -> None:
    for name in ("north/oslo.txt", "oslo.txt"):
        asked = [question("1", "The Rhine far away?", "Rhine", article=name)]
        outcome = score_answers(asked, answerer, Names(library.articles))
        assert outcome.metrics["citation_article"] == 100.0


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


def test_the_json_holds_metrics_settings_and_a_record_for_each_question(
    library: Library, answerer: Answerer
) -> None:
    asked = [question("1", "The Rhine rises where?", "Sea", article="rhine.txt")]
    outcome = score_answers(asked, answerer, Names(library.articles))

    written = json.loads(to_json(outcome, {"reader": "last word"}))

    assert written["metrics"] == dict(outcome.metrics)
    assert written["settings"] == {"reader": "last word"}
    (record,) = written["questions"]
    assert record == {
        "id": "1",
        "question": "The Rhine rises where?",
        "answers": ["Sea"],
        "prediction": "Sea",
        "confidence": pytest.approx(0.7310585786),  # 1 / (1 + e^-1)
        "reason": None,
        "citation": {
            "article_id": "rhine.txt",
            "title": "The Rhine rises in Switzerland. It ends in the North Sea.",
            "url": None,
            "published": None,
            "publisher": None,
            "start": 32,
            "end": 57,
            "quote": "It ends in the North Sea.",
            "place": None,
        },
        "also_in": [],
        "scores": {"exact": 1.0, "f1": 1.0},
    }


def test_the_lines_give_counts_beside_percentages(library: Library, answerer: Answerer) -> None:
    asked = [question("1", "The Rhine rises where?", "Sea"), question("2", "Who rules Norway?")]
    outcome = score_answers(asked, answerer, Names(library.articles))

    shown = dict(lines(outcome))

    assert shown["f1"] == "100.0"
    assert shown["total"] == "2"
    assert shown["answerable, answered"] == "1 of 1"
    assert shown["answerable, right (F1 from 50)"] == "1 of 1"
    assert shown["unanswerable, refused"] == "1 of 1"
