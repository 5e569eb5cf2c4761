"""Trees of pages and books become paragraphs, headings and rows."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from retrieval.articles.extraction import Paragraph
from retrieval.articles.markup import paragraphs


def read(body: str) -> list[tuple[str, bool]]:
    root = html.document_fromstring(f"<html><body>{body}</body></html>")
    return [(p.text, p.heading) for p in paragraphs(root.find("body"))]


def test_blocks_are_paragraphs_and_inline_tags_are_none() -> None:
    assert read(
        "<p>The <b>old</b> bri<i>dge</i>.</p>loose<div>in a div<p>and a p</p>tail</div>"
    ) == [
        ("The old bridge.", False),
        ("loose", False),
        ("in a div", False),
        ("and a p", False),
        ("tail", False),
    ]


def test_headings_are_told() -> None:
    assert read("<h2>What <em>it</em> costs</h2><p>Much.</p>") == [
        ("What it costs", True),
        ("Much.", False),
    ]


def test_a_row_is_one_paragraph_with_its_cells_apart() -> None:
    rows = "<tr><th>Day</th><th>Hours</th></tr><tr><td><p>Monday</p></td><td>9<br>5</td></tr>"
    assert read(f"<table>{rows}</table>") == [("Day | Hours", False), ("Monday | 9 5", False)]


def test_a_break_is_a_space_and_white_space_is_one() -> None:
    assert read("<p>One<br>two\n   three\u00a0four</p>") == [("One two three four", False)]


def test_scripts_styles_and_comments_are_no_text_but_what_follows_is() -> None:
    assert read("<p>One<!-- no --> two<script>no()</script> three<style>no</style>.</p>") == [
        ("One two three.", False)
    ]


def test_trafilaturas_own_tags_are_known() -> None:
    root = etree.fromstring(
        '<body><head rend="h2">Hours</head><list><item>Nine</item><item>Ten</item></list>'
        "<quote>So<lb/>it is</quote><table><row><cell>a</cell><cell>b</cell></row></table></body>"
    )
    assert list(paragraphs(root)) == [
        Paragraph(text="Hours", heading=True),
        Paragraph(text="Nine"),
        Paragraph(text="Ten"),
        Paragraph(text="So it is"),
        Paragraph(text="a | b"),
    ]


def test_a_reference_without_its_declaration_is_its_character() -> None:
    parser = etree.XMLParser(resolve_entities=False)
    root = etree.fromstring(
        '<!DOCTYPE b [<!ENTITY nbsp "&#160;"><!ENTITY own "no">]><b><p>a&nbsp;b &own;</p></b>',
        parser,
    )
    assert list(paragraphs(root)) == [Paragraph(text="a b &own;")]


def test_a_tree_deeper_than_the_stack_is_read() -> None:
    root = leaf = etree.Element("div")
    for _ in range(20_000):
        leaf = etree.SubElement(leaf, "div")
    leaf.text = "deep"
    assert list(paragraphs(root)) == [Paragraph(text="deep")]


TEXT = st.text("ab c", max_size=6)
TREE = st.recursive(
    TEXT,
    lambda inner: st.tuples(
        st.sampled_from("p div b h2 table tr td li".split()), st.lists(inner, max_size=3)
    ),
)


def _build(parent: etree._Element, node: str | tuple[str, list]) -> None:
    if isinstance(node, str):
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + node
        else:
            parent.text = (parent.text or "") + node
        return
    element = etree.SubElement(parent, node[0])
    for child in node[1]:
        _build(element, child)


@given(st.lists(TREE, max_size=5))
def test_every_letter_is_kept_in_order(nodes: list[str | tuple[str, list]]) -> None:
    root = etree.Element("body")
    for node in nodes:
        _build(root, node)
    found = "".join(p.text for p in paragraphs(root))
    assert [c for c in found if c in "abc"] == [c for c in "".join(root.itertext()) if c in "abc"]
