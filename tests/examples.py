"""One small real example for each ending, with what stands in it and where.

The files were made for these tests: the page by hand, `report.pdf` with ReportLab, `minutes.docx`
with python-docx and a tracked change, `bees.epub` by hand with one chapter that is not well-formed.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "retrieval" / "examples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A file, its title, and one question with the answer, its sentence and its place."""

    name: str
    title: str
    question: str
    answer: str
    quote: str
    place: str | None

    @property
    def path(self) -> Path:
        return FOLDER / self.name


EXAMPLES = (
    Example(
        name="ferry.txt",
        title="New ferry for Skarholm",
        question="How many passengers will the ferry carry?",
        answer="400",
        quote="It will carry 400 passengers and 90 cars.",
        place=None,
    ),
    Example(
        name="pool.md",
        title="The pool",
        question="Who may swim for free?",
        answer="Children under six",
        quote="Children under six swim for free.",
        place=None,
    ),
    Example(
        name="notices.jsonl",
        title="Library notice",
        question="When does the library reopen?",
        answer="12 May",
        quote="The library reopens on 12 May, after its roof has been mended.",
        place=None,
    ),
    Example(
        name="bridge.html",
        title="Old bridge closes to cars in June",
        question="How much will the repairs cost?",
        answer="4.2 million crowns",
        quote="Mayor Anna Keller said that the repairs will cost 4.2 million crowns, "
        "a third of it for the arches.",
        place="section “What it costs”",
    ),
    Example(
        name="report.pdf",
        title="Harbour Trust: Annual Report 2023",
        question="Who is to fill the gaps between the stones?",
        answer="the divers of the Northern Salvage Company",
        quote="Repairs to the sea wall below the tower are planned for the spring, when the divers "
        "of the Northern Salvage Company are to fill the gaps between its stones.",
        place="page 2",
    ),
    Example(
        name="minutes.docx",
        title="Minutes of the allotment society",
        question="Where was the new pump bought?",
        answer="Hartmann in Lindau",
        quote="The new pump was bought from Hartmann in Lindau for 1,260 euros.",
        place="section “Water”",
    ),
    Example(
        name="bees.epub",
        title="Bees in the Back Garden",
        question="How many jars did the first harvest fill?",
        answer="eleven",
        quote="My first harvest, in 2004, filled eleven jars.",
        place="section “The honey harvest”",
    ),
)
