"""What each figure says, in a few words, and which figures belong together."""

MEANINGS = {
    "exact": "equal to an accepted answer, or rightly refused",
    "f1": "words shared with the best accepted answer",
    "total": "questions",
    "HasAns_exact": "the same, of answerable questions",
    "HasAns_f1": "the same, of answerable questions",
    "HasAns_total": "answerable questions",
    "NoAns_exact": "unanswerable questions refused",
    "NoAns_f1": "the same",
    "NoAns_total": "unanswerable questions",
    "best_exact": "exact at the best threshold for this set",
    "best_exact_thresh": "that threshold: no-answer probability",
    "best_f1": "f1 at the best threshold for this set",
    "best_f1_thresh": "that threshold: no-answer probability",
    "HasAns_f1_if_answered": "f1 of answerable ones if none were refused",
    "HasAns_f1_margin_ignored": "f1 of answerable ones if none were refused",
    "answered": "questions that got an answer",
    "refusal_precision": "refusals that were right",
    "refusal_recall": "unanswerable questions refused",
    "without_article_refused": "refused once their article was taken away",
    "recall@1": "right passage found first",
    "recall@5": "right passage among the first 5",
    "recall@20": "right passage among the first 20",
    "mrr": "mean reciprocal rank of the right passage",
    "citation_article": "answers that cite the right article",
    "citation_sentence": "answers that cite the right sentence",
    "perfect_retriever_exact": "exact if search found right passages only",
    "perfect_retriever_f1": "f1 if search found right passages only",
    "perfect_retriever_HasAns_f1": "the same, of answerable questions",
    "perfect_reader_exact": "exact if every right passage were read right",
    "perfect_reader_f1": "f1 if every right passage were read right",
    "perfect_reader_HasAns_f1": "the same, of answerable questions",
    "ece": "mean gap between confidence and being right",
    "risk_coverage_area": "mean share of wrong answers, surest first",
}

LOWER_IS_BETTER = frozenset(("ece", "risk_coverage_area"))

SECTIONS = (
    ("exact", "f1", "total"),
    ("HasAns_exact", "HasAns_f1", "HasAns_total"),
    ("HasAns_f1_if_answered", "HasAns_f1_margin_ignored"),
    ("NoAns_exact", "NoAns_f1", "NoAns_total"),
    ("best_exact", "best_exact_thresh", "best_f1", "best_f1_thresh"),
    ("answered", "refusal_precision", "refusal_recall", "without_article_refused"),
    ("recall@1", "recall@5", "recall@20", "mrr"),
    ("citation_article", "citation_sentence"),
    ("perfect_retriever_exact", "perfect_retriever_f1", "perfect_retriever_HasAns_f1"),
    ("perfect_reader_exact", "perfect_reader_f1", "perfect_reader_HasAns_f1"),
    ("ece", "risk_coverage_area"),
)
"""Every metric, in the order in which people read them."""
