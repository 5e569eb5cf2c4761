"""Whether our scores of published predictions are those that the official script printed.

    .venv/bin/python benchmarks/official.py --questions SQUAD.json --data FOLDER

FOLDER holds `predictions-NAME.json`, `na-probs-NAME.json` and `official-scores.json`, which has for
each NAME what the script printed, `plain` and with `na_probs_threshold_0.5`. A line for each; the
exit status is 1 unless every digit agrees.
"""

import argparse
import json
import sys
from pathlib import Path

from bot.evaluation.predictions import load_no_answer, load_predictions, official_of
from bot.evaluation.question_sets import load_question_set


def main() -> None:
    """Compare every published file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    questions = load_question_set(arguments.questions).questions
    printed = json.loads((arguments.data / "official-scores.json").read_text("utf-8"))
    agreed = True
    for name, expected in printed.items():
        texts = load_predictions(arguments.data / f"predictions-{name}.json")
        odds = load_no_answer(arguments.data / f"na-probs-{name}.json", questions)
        ours = {
            "plain": official_of(questions, texts, {}, 1.0),
            "na_probs_threshold_0.5": official_of(questions, texts, odds, 0.5),
        }
        for form, metrics in expected.items():
            other = [metric for metric in metrics if ours[form].get(metric) != metrics[metric]]
            agreed = agreed and not other
            print(f"{name}, {form}: {f'differs in {other}' if other else 'agrees'}")
    sys.exit(0 if agreed else 1)


if __name__ == "__main__":
    main()
