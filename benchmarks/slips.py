"""What a slip of the pen in a question costs, and what mending it by the articles' words wins back.

    .venv/bin/python benchmarks/slips.py bench-squad2.json.gz --every 9

Each question is asked over all articles of the file as it is, and with one slip in one of its long
words: a letter left out, doubled, exchanged or wrong. Each is asked as it was typed and mended.
"""

import argparse
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.answering import Answerer
from bot.build import Library, build_reader, build_retriever
from bot.calibration import load_calibration
from bot.evaluation.official import f1
from bot.evaluation.question_sets import Question, load_question_set
from bot.patience import patience_for
from bot.progress import tracked
from retrieval.terms import Vocabulary
from retrieval.types import Answer

SEED = 3
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


class AsTyped(Vocabulary):
    """Mends nothing."""

    def spelt(self, question: str) -> str:
        """The question itself."""
        return question


def slip(question: str, rng: random.Random) -> str:
    """The question with one slip inside one of its long words; as it is if it has none."""
    words = list(_LONG_WORD.finditer(question))
    if not words:
        return question
    chosen = rng.choice(words)
    word = chosen[0]
    at = rng.randrange(1, len(word) - 1)
    wrong = rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + rng.choice("aeinorst") + word[at + 1 :],
        )
    )
    return question[: chosen.start()] + wrong + question[chosen.end() :]


def answerers(library: Library) -> dict[str, Answerer]:
    """The whole path as it ships, and the same without mending."""
    retriever, reader = build_retriever(library.articles, library.passages), build_reader(None)
    titles = [article.title for article in library.articles]
    return {
        name: Answerer(
            articles=library.articles,
            retriever=retriever,
            reader=reader,
            vocabulary=kind(library.passages, titles),
            calibration=load_calibration(),
            patience=patience_for(len(library.passages)),
        )
        for name, kind in (("as typed", AsTyped), ("mended", Vocabulary))
    }


def scores(
    answer: Callable[[str], object], questions: Sequence[Question], texts: Sequence[str]
) -> tuple[float, float]:
    """F1 of the answerable questions, and how many of the others got an answer, in percent."""
    right, false = [], []
    for question, text in zip(tracked(questions), texts, strict=True):
        reply = answer(text)
        said = reply.text if isinstance(reply, Answer) else ""
        if question.answers:
            right.append(f1(question.answers, said))
        else:
            false.append(bool(said))
    return 100 * sum(right) / max(1, len(right)), 100 * sum(false) / max(1, len(false))


def main() -> None:
    """Print a row for each way of asking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, help="a SQuAD file")
    parser.add_argument("--every", type=int, default=1, help="only every so many questions")
    options = parser.parse_args()
    question_set = load_question_set(options.questions)
    assert question_set.collection is not None, "a SQuAD file brings its own paragraphs"
    questions = question_set.questions[:: options.every]
    rng = random.Random(SEED)
    asked = {
        "as they are": [question.text for question in questions],
        "one slip": [slip(question.text, rng) for question in questions],
    }
    print(f"{len(questions)} questions; F1 of the answerable, share of the others answered")
    for name, answerer in answerers(question_set.collection).items():
        for kind, texts in asked.items():
            right, false = scores(answerer.answer, questions, texts)
            print(f"{kind + ', ' + name:24}{right:6.1f}{false:8.1f} %")


if __name__ == "__main__":
    main()
