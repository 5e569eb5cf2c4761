"""What every loader keeps to, whatever the format: one contract over one example of each."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from examples import EXAMPLES, Example

from retrieval.articles.loaders import ENDINGS, load_file, loader_for
from retrieval.articles.sandbox import Sandbox
from retrieval.articles.skipped import Skipped
from retrieval.errors import ArticleError
from retrieval.types import Article

by_name = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def load(path: Path, sandbox: Sandbox, name: str | None = None) -> list[Article | Skipped]:
    loader = loader_for(path.suffix, sandbox)
    assert loader is not None
    return list(loader(path, path.name if name is None else name))


def only(items: list[Article | Skipped]) -> Article:
    (article,) = items
    assert isinstance(article, Article)
    return article


def test_every_format_has_an_example() -> None:
    other_names = {".markdown": ".md", ".htm": ".html", ".xhtml": ".html"}
    endings = {example.path.suffix for example in EXAMPLES}
    assert {other_names.get(ending, ending) for ending in ENDINGS} == endings


@by_name
def test_the_body_is_in_order_apart_and_inside_the_text(example: Example, sandbox: Sandbox) -> None:
    article = only(load(example.path, sandbox))
    blocks = [article.text[start:end] for start, end in article.body]
    assert all(block and block == block.strip() for block in blocks)
    assert all(one[1] <= other[0] for one, other in pairwise(article.body))
    assert article.body[-1][1] <= len(article.text)


@by_name
def test_places_are_in_order_and_each_begins_in_the_text(
    example: Example, sandbox: Sandbox
) -> None:
    article = only(load(example.path, sandbox))
    starts = [place.start for place in article.places]
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(article.text) for start in starts)
    assert bool(article.places) == (example.place is not None)


@by_name
def test_the_article_says_what_it_is_and_where_it_came_from(
    example: Example, sandbox: Sandbox
) -> None:
    article = only(load(example.path, sandbox, f"news/{example.name}"))
    assert article.title == example.title
    assert article.path == f"news/{example.name}"
    assert example.quote in article.text


@by_name
def test_reading_twice_gives_the_same(example: Example, sandbox: Sandbox) -> None:
    assert load(example.path, sandbox) == load(example.path, sandbox)


@by_name
def test_the_case_of_the_ending_does_not_matter(
    example: Example, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / f"A{example.path.suffix.upper()}"
    path.write_bytes(example.path.read_bytes())
    assert only(load(path, sandbox)).text == only(load(example.path, sandbox)).text


@by_name
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
        b"%PDF-1.7\n%%EOF",
        b"PK\x05\x06" + 18 * b"\0",
    ],
    ids=["empty", "blank", "picture", "bare PDF", "bare ZIP"],
)
def test_what_holds_no_article_is_refused_for_a_reason(
    example: Example, data: bytes, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / example.name
    path.write_bytes(data)
    items = load_file(path, example.name, sandbox)
    # A format of lines says it of each line; and "%PDF-1.7" is text, if not much of one.
    text = data.startswith(b"%PDF") and example.path.suffix in (".txt", ".md")
    assert text or all(isinstance(item, Skipped) for item in items)


@by_name
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_is_cut_off_gives_what_is_there_or_a_reason(
    example: Example, part: float, sandbox: Sandbox, tmp_path: Path
) -> None:
    whole = example.path.read_bytes()
    path = tmp_path / example.name
    path.write_bytes(whole[: int(part * len(whole))])
    items = load_file(path, example.name, sandbox)
    assert len(items) == 1
    assert isinstance(items[0], Article) or "\n" not in str(items[0])


@by_name
def test_a_missing_file_says_so(example: Example, sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(ArticleError) as caught:
        load(tmp_path / f"gone{example.path.suffix}", sandbox)
    assert str(caught.value) == "cannot be read: No such file or directory"
