"""The official SQuAD 2.0 metrics: exact match and F1 over normalised words.

Rajpurkar, Jia and Liang, "Know What You Don't Know" (2018), and its `evaluate-v2.0.py`: an answer
is compared without case, punctuation and English articles; the best of the accepted answers counts;
on a question without one, only "no answer" scores. Sums run in the order of the questions, one
addition after the other, so that they agree with what the script prints to the last digit.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

OFFICIAL_THRESHOLD = 1.0
"""No probability is above it: what the script takes where no threshold is given."""

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalize(text: str) -> str:
    """Lower case without ASCII punctuation and a/an/the, single spaces."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(accepted: Iterable[str], prediction: str) -> float:
    """1 if the prediction equals an accepted answer, else 0; `""` is "no answer"."""
    return max(float(normalize(answer) == normalize(prediction)) for answer in _golds(accepted))


def f1(accepted: Iterable[str], prediction: str) -> float:
    """The best harmonic mean of precision and recall over words, from 0 to 1."""
    return max(_f1(answer, prediction) for answer in _golds(accepted))


def _golds(accepted: Iterable[str]) -> list[str]:
    """As in the official script, an answer that normalises to nothing does not count."""
    return [answer for answer in accepted if normalize(answer)] or [""]


def _f1(answer: str, prediction: str) -> float:
    gold, predicted = normalize(answer).split(), normalize(prediction).split()
    if not gold or not predicted:
        return float(gold == predicted)
    common = sum((Counter(gold) & Counter(predicted)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(predicted), common / len(gold)
    return 2 * precision * recall / (precision + recall)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One question's raw scores, from 0 to 1, and what they hang on.

    `no_answer` is the probability that the question has no answer, None where a system gives none.
    """

    exact: float
    f1: float
    answerable: bool
    predicted: bool
    no_answer: float | None = None


def score(accepted: Sequence[str], prediction: str, no_answer: float | None = None) -> Scored:
    """Score one prediction, `""` meaning "no answer"."""
    return Scored(
        exact=exact_match(accepted, prediction),
        f1=f1(accepted, prediction),
        answerable=bool(accepted),
        predicted=bool(prediction),
        no_answer=no_answer,
    )


def official_metrics(
    accepted: Mapping[str, Sequence[str]], predictions: Mapping[str, str]
) -> dict[str, float]:
    """Percentages by official name for predictions `{id: text}`, `""` meaning "no answer".

    A question without a prediction counts as "no answer". Groups without a question are left out,
    as the script does.
    """
    return metrics_of([score(golds, predictions.get(id_, "")) for id_, golds in accepted.items()])


def metrics_of(scored: Sequence[Scored], threshold: float = OFFICIAL_THRESHOLD) -> dict[str, float]:
    """The same percentages, for scores made one by one.

    A prediction whose `no_answer` probability is above `threshold` counts as "no answer".
    """
    decided = [_decide(one, threshold) for one in scored]
    groups = {
        "": decided,
        "HasAns_": [one for one in decided if one.answerable],
        "NoAns_": [one for one in decided if not one.answerable],
    }
    metrics: dict[str, float] = {}
    for prefix, group in groups.items():
        if group:
            metrics[f"{prefix}exact"] = percentage([one.exact for one in group])
            metrics[f"{prefix}f1"] = percentage([one.f1 for one in group])
            metrics[f"{prefix}total"] = len(group)
    return metrics


def percentage(values: ArrayLike) -> float:
    """100 times the mean, summed in order; `values` must not be empty."""
    # Not sum(): from Python 3.12 on it compensates rounding, and the last digit would change.
    running = np.cumsum(values, dtype=np.float64)
    return float(100.0 * running[-1] / len(running))


def _decide(one: Scored, threshold: float) -> Scored:
    if one.no_answer is None or one.no_answer <= threshold:
        return one
    right = float(not one.answerable)
    return Scored(exact=right, f1=right, answerable=one.answerable, predicted=False)


def best_thresholds(scored: Sequence[Scored]) -> dict[str, float]:
    """The best percentages that any threshold on `no_answer` gives, and those thresholds.

    They start from the raw scores. Of equal probabilities the earlier question counts first, and
    for the script that is the order of its file of probabilities. Nothing if a probability lacks.
    """
    if not scored or any(one.no_answer is None for one in scored):
        return {}
    exact, exact_at = _best_threshold(scored, [one.exact for one in scored])
    overlap, overlap_at = _best_threshold(scored, [one.f1 for one in scored])
    return {
        "best_exact": exact,
        "best_exact_thresh": exact_at,
        "best_f1": overlap,
        "best_f1_thresh": overlap_at,
    }


def _best_threshold(scored: Sequence[Scored], raw: Sequence[float]) -> tuple[float, float]:
    """(percentage, threshold): from answering nothing on, one question more at a time."""
    probabilities = np.array([one.no_answer for one in scored], dtype=np.float64)
    order = np.argsort(probabilities, kind="stable")
    nothing = float(sum(not one.answerable for one in scored))
    gains = [_gain(scored[i], raw[i]) for i in order]
    reached = np.cumsum([nothing, *gains])
    best = int(np.argmax(reached))
    threshold = float(probabilities[order[best - 1]]) if best else 0.0
    return float(100.0 * reached[best] / len(scored)), threshold


def _gain(one: Scored, raw: float) -> float:
    """What answering it changes; an unanswerable question is lost once anything is predicted."""
    if one.answerable:
        return raw
    return -1.0 if one.predicted else 0.0
