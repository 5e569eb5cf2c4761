"""The report page: whole, self-contained, escaped, and without an error in a browser."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import question, record
from toys import any_text

from bot.evaluation.charts import interval_bar, reliability_plot, risk_coverage_plot
from bot.evaluation.compare import Comparison, Flip
from bot.evaluation.confidence import Bin, RiskCoverage
from bot.evaluation.figures import figures
from bot.evaluation.html_failures import collect, failure, highlight
from bot.evaluation.html_report import page, write_report
from bot.evaluation.html_sections import advice
from bot.evaluation.records import Excerpt, Record
from bot.evaluation.tally import Tally

EXCERPT = Excerpt(
    article_id="rhine.txt",
    title="The Rhine",
    start=100,
    text="It rises in Switzerland & ends in the North Sea.",
    right=(12, 23),
    ours=(38, 47),
)
SETTINGS: dict[str, Any] = {
    "questions": "sets/my <questions>.jsonl",
    "stage": "answer",
    "reader": "toy & co",
    "collection": {"articles": 2, "passages": 13},
    "thresholds": {"threshold": 0.27, "reader": "toy"},
}
RECORDS = [
    record(question("1", "Which river?", "Rhine"), "Rhine", 1.0),
    record(
        question("2", "Where does it rise & <end>?", "Switzerland", "the Alps"),
        "North Sea",
        0.0,
        failure="misread",
        excerpts=[EXCERPT],
    ),
    record(question("3", "Where is Basel?", "Bern"), "", 0.0, guess="Bern", no_answer=0.8),
    record(question("4", "Why?"), "Etna", 0.0),
    record(question("5", "How many?"), "", 1.0),
]
COMPARISON = Comparison(
    path=Path("old.json"),
    changes={"f1": 2.5, "exact": -1.5, "total": 3.0},
    settings={"reader": ("old", "new")},
    mended=(Flip(id="1", question="Which <river>?", before="Nile", after="Rhine"),),
    broken=(Flip(id="4", question="Why?", before="", after="Etna"),),
    shared=5,
    only_before=0,
    only_now=0,
    gain=2.5,
    gain_interval=(-3.0, 8.0),
    p=0.75,
)


class Tags(HTMLParser):
    """Which tags open and close, and every attribute that could fetch something."""

    VOID = frozenset(("meta", "link", "br"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.fetched: list[str] = []
        self.ids: set[str] = set()
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "href") and value is not None:
                (self.targets.add(value[1:]) if value[0] == "#" else self.fetched.append(value))
            if name == "id" and value is not None:
                self.ids.add(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<rect/>` opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(tag)


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags


def whole_page() -> str:
    return "".join(page(figures(Tally(RECORDS)), SETTINGS, COMPARISON, RECORDS))


def test_the_page_is_whole_and_fetches_nothing() -> None:
    tags = parsed(whole_page())

    assert (tags.open, tags.wrong) == ([], [])
    assert tags.fetched == ["data:,"]
    assert tags.targets <= tags.ids
    assert tags.targets == {"misread", "refused_wrongly", "should_refuse"}
    assert "url(" not in whole_page()
    assert "<script" not in whole_page()


def test_the_page_says_what_was_found_in_words() -> None:
    html = whole_page()

    assert (
        "Of 3 questions that the articles answer, it answered 1 right and 1 wrong, and refused 1. "
        "Of 2 that they do not answer, it refused 1." in html
    )
    assert "<h1>my &lt;questions&gt;.jsonl</h1>" in html
    assert "Where does it rise &amp; &lt;end&gt;?" in html
    assert "toy &amp; co · 2 articles, 13 passages" in html
    assert "1 mended, 1 broken; exact McNemar test p = 0.750: this may well be chance." in html
    assert "Which &lt;river&gt;?" in html


@pytest.mark.parametrize("stage", ["retrieve", "predictions", "read"])
def test_a_page_for_less_than_the_whole_path(stage: str) -> None:
    """Whatever was not measured has no place on it."""
    only_found = [
        Record(question=question("1"), prediction="", scores={"recall@1": 1.0, "mrr": 1.0})
    ]
    records = only_found if stage == "retrieve" else RECORDS
    settings = {"questions": "q.json", "stage": stage}

    tags = parsed("".join(page(figures(Tally(records)), settings, None, records)))

    assert (tags.open, tags.wrong) == ([], [])
    assert tags.targets <= tags.ids


def test_a_page_for_no_question_at_all() -> None:
    html = "".join(
        page(figures(Tally()), {"questions": "q", "stage": "answer"} | SETTINGS, None, [])
    )

    assert (parsed(html).open, parsed(html).wrong) == ([], [])


def test_what_was_quoted_without_its_article_is_listed() -> None:
    scores = {"exact": 1.0, "f1": 1.0, "answered": 1.0}
    asked = [
        Record(
            question=question(str(i), f"Which <river> {i}?", "Rhine"),
            prediction="Rhine",
            without_article=bare,
            scores={**scores, "without_article_refused": float(not bare)},
        )
        for i, bare in enumerate(["Nile & Po", "", "Volga", ""])
    ]

    html = "".join(page(figures(Tally(asked)), SETTINGS, None, asked))

    assert "50.0 % were refused, as all should be" in html
    assert (
        "<tr><td>Which &lt;river&gt; 0?</td><td>Rhine</td><td>Nile &amp; Po</td></tr>"
        "<tr><td>Which &lt;river&gt; 2?</td><td>Rhine</td><td>Volga</td></tr></tbody>" in html
    )


def test_both_answers_are_marked_in_the_passage() -> None:
    assert highlight(EXCERPT) == (
        'It rises in <mark class="right">Switzerland</mark> &amp; ends in the '
        '<mark class="ours">North Sea</mark>.'
    )


def test_where_they_overlap_both_are_marked() -> None:
    overlapping = Excerpt(
        article_id="a", title="", start=0, text="in North Sea.", right=(3, 12), ours=(0, 8)
    )

    assert highlight(overlapping) == (
        '<mark class="ours">in </mark><mark class="both">North</mark>'
        '<mark class="right"> Sea</mark>.'
    )


@given(text=any_text(min_size=1), data=st.data())
def test_a_marked_passage_is_the_passage(text: str, data: st.DataObject) -> None:
    """Nothing is lost, nothing doubled, and nothing from an article becomes markup."""
    ends = st.integers(0, len(text))
    regions = [tuple(sorted((data.draw(ends), data.draw(ends)))) for _ in range(2)]
    excerpt = Excerpt(
        article_id="a", title="", start=0, text=text, right=regions[0], ours=regions[1]
    )
    plain = Excerpt(article_id="a", title="", start=0, text=text)

    marked = highlight(excerpt)

    assert re.sub(r'</?mark(?: class="(?:right|ours|both)")?>', "", marked) == highlight(plain)
    assert "<" not in highlight(plain)


def test_a_failure_shows_the_question_both_answers_and_the_source() -> None:
    html = failure(RECORDS[1])

    assert '<dd class="good">Switzerland</dd><dd class="others">or the Alps</dd>' in html
    assert '<dd class="bad">North Sea</dd><dd class="others">75 % sure</dd>' in html
    assert "<cite>The Rhine · rhine.txt, characters 100–148</cite>" in html
    assert "Our answer, held back" in failure(RECORDS[2])
    assert "none: the articles do not say" in failure(RECORDS[3])
    assert "<details>" in failure(RECORDS[1], closed=True)


def test_the_surest_failures_are_kept_and_no_more_than_asked_for() -> None:
    many = [record(question(str(i)), "Etna", 0.0, no_answer=(i * 7 % 10) / 10) for i in range(10)]

    kept = collect(many, shown=3)

    assert list(kept) == ["should_refuse"]
    assert [one.no_answer for one in kept["should_refuse"]] == [0.0, 0.1, 0.2]


@pytest.mark.parametrize(
    ("search", "read", "half"), [(80.0, 90.0, "reading"), (90.0, 80.0, "search")]
)
def test_the_advice_names_the_half_with_more_to_gain(search: float, read: float, half: str) -> None:
    bounds = {"perfect_retriever_HasAns_f1": search, "perfect_reader_HasAns_f1": read}

    assert f"{half} has more to gain" in advice({"HasAns_f1": 60.0, **bounds})


def test_plots_say_in_words_what_they_show() -> None:
    bins = [Bin(low=0.7, high=0.8, count=7, confidence=0.75, right=0.5)]
    curve = RiskCoverage(coverage=(0.25, 0.5, 0.75), risk=(0.0, 0.5, 0.4))

    assert "50 % right at 75 % sure (7)" in reliability_plot(bins, 0.3)
    assert "50 % wrong at the present 50 %, 40 % if all were answered" in risk_coverage_plot(
        curve, 0.55
    )
    assert "whisker" in interval_bar(50.0, (40.0, 60.0))
    assert "whisker" not in interval_bar(50.0, None)


BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
     if (found := shutil.which(name))),
    None,
)  # fmt: skip


def browse(page: Path, folder: Path) -> str:
    """What a headless browser writes to its console while it loads `page`."""
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={folder}", "--enable-logging=stderr", "--window-size=390,844",
            "--virtual-time-budget=2000", "--dump-dom", page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )  # fmt: skip
    assert "</html>" in done.stdout
    return "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome is installed")
def test_a_browser_shows_the_page_without_a_word_in_its_console(tmp_path: Path) -> None:
    report, broken = tmp_path / "report.html", tmp_path / "broken.html"
    write_report(report, figures(Tally(RECORDS)), SETTINGS, COMPARISON, RECORDS)
    broken.write_text("<html><script>console.error('oh, no')</script></html>")

    assert browse(report, tmp_path / "profile") == ""
    assert "oh, no" in browse(broken, tmp_path / "profile")
