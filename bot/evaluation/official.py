"""The official SQuAD 2.0 metrics: exact match and F1 over normalised words.

Rajpurkar, Jia and Liang, "Know What You Don't Know" (2018), and its `evaluate-v2.0.py`: an answer
is compared without case, punctuation and English articles; the best of the accepted answers counts;
on a question without one, only "no answer" scores.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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


def official_metrics(
    accepted: Mapping[str, Sequence[str]], predictions: Mapping[str, str]
) -> dict[str, float]:
    """Percentages by official name for predictions `{id: text}`, `""` meaning "no answer".

    A question without a prediction counts as "no answer". Groups without a question are left out,
    as the script does.
    """
    exact = {id_: exact_match(golds, predictions.get(id_, "")) for id_, golds in accepted.items()}
    overlap = {id_: f1(golds, predictions.get(id_, "")) for id_, golds in accepted.items()}
    groups = {
        "": list(accepted),
        "HasAns_": [id_ for id_, golds in accepted.items() if golds],
        "NoAns_": [id_ for id_, golds in accepted.items() if not golds],
    }
    metrics: dict[str, float] = {}
    for prefix, ids in groups.items():
        if ids:
            metrics[f"{prefix}exact"] = 100 * sum(exact[id_] for id_ in ids) / len(ids)
            metrics[f"{prefix}f1"] = 100 * sum(overlap[id_] for id_ in ids) / len(ids)
            metrics[f"{prefix}total"] = len(ids)
    return metrics
