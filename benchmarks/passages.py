"""How long a passage should be: open retrieval on the validation articles, cut in several sizes.

    .venv/bin/python benchmarks/passages.py --data FOLDER-OF-TRAINING-FILES [--every 4]

For each size: recall of the passages read, F1 of the answerable questions when all are answered,
and F1 at the threshold that keeps to `MAX_FALSE_ANSWERS`.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from bot.build import Library, build_reader, build_retriever
from bot.evaluation.cases import Case, CaseMaker
from bot.evaluation.fitting import MAX_FALSE_ANSWERS, curve, fit
from bot.evaluation.question_sets import QuestionSet
from bot.evaluation.relevance import Names
from bot.evaluation.stages import score_retriever
from bot.training import CALIBRATED_ON, validation_set
from retrieval.passages import split

SIZES = ((60, 1), (90, 1), (120, 1), (120, 0), (160, 1), (220, 1))
"""(most words, sentences shared with the passage before)."""


def cut(question_set: QuestionSet, max_words: int, overlap: int) -> QuestionSet:
    """The same articles in passages of another size; the right paragraph is no longer known."""
    assert question_set.collection is not None
    articles = question_set.collection.articles
    passages = tuple(p for a in articles for p in split(a, max_words=max_words, overlap=overlap))
    return QuestionSet(
        questions=tuple(replace(q, passage_id=None, places=()) for q in question_set.questions),
        collection=Library(articles=articles, passages=passages),
    )


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=4, help="take each n-th question")
    parser.add_argument("--reader", help="as FOOTNOTE_READER")
    arguments = parser.parse_args()
    reader = build_reader(arguments.reader)
    print("words overlap passages recall@5 F1(all answered) F1(at threshold) threshold")
    for max_words, overlap in SIZES:
        cases: list[Case] = []
        found, passages = [], 0
        for source in CALIBRATED_ON:
            question_set = cut(validation_set(arguments.data, source), max_words, overlap)
            library = question_set.collection
            questions = question_set.questions[:: arguments.every]
            retriever = build_retriever(library.articles, library.passages)
            outcome = score_retriever(questions, retriever, Names(library.articles))
            found += [record.scores for record in outcome.records]
            passages += len(library.passages)
            maker = CaseMaker(library, reader)
            cases += [case for question in questions for case in maker.cases(question)]
        calibration = fit(cases, "", 0.0)
        points = curve(cases, calibration.slope, calibration.bias)
        at = next(p for p in points if p.threshold == calibration.threshold)
        assert at.false_answers <= MAX_FALSE_ANSWERS
        recall = 100 * sum(s["recall@5"] for s in found) / len(found)
        print(
            f"{max_words:5} {overlap:7} {passages:8} {recall:8.1f} "
            f"{points[0].answerable_f1 * 100:16.1f} "
            f"{at.answerable_f1 * 100:17.1f} {at.threshold:9.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
