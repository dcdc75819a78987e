"""The economists' own texts keep their meaning and lose what could run."""

from html.parser import HTMLParser

import pytest

from ekonomi.prose import OwnTexts, own_text
from ekonomi.prose.own import to_html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Ett stycke med **fet** text.", "<p>Ett stycke med <strong>fet</strong> text.</p>"),
        ("- ett\n- två", "<ul>\n<li>ett</li>\n<li>två</li>\n</ul>"),
        (
            "[länk](https://example.org)",
            '<p><a href="https://example.org" rel="noopener noreferrer">länk</a></p>',
        ),
        ("# Ett\n\n### Tre", "<h4>Ett</h4>\n<h5>Tre</h5>"),
        ("### Tre", "<h4>Tre</h4>"),
        ("å\u00a0ä", "<p>å&nbsp;ä</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_markdown(markdown, html):
    assert to_html(markdown).strip().replace("\u00a0", "&nbsp;") == html


def test_heads_of_tables_have_scope():
    assert to_html("| a | b |\n|---|---|\n| 1 | 2 |").count('<th scope="col">') == 2


def test_headings_never_go_past_six():
    html = to_html("# a\n\n## b\n\n### c", level=5)
    assert [html.count(f"<h{level}>") for level in (5, 6)] == [1, 2]


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[klicka](javascript:alert(1))",
    "[klicka](data:text/html;base64,PHNjcmlwdD4=)",
    "![bild](https://example.org/spion.png)",
    '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
    "<iframe src=https://example.org></iframe>",
    "<style>body{display:none}</style>",
    "[x]: javascript:alert(1)\n\n[x]",
    "# <svg onload=alert(1)>",
    '[a](https://example.org "\\"onmouseover=alert(1)")',
]


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= dict(attrs)


@pytest.mark.parametrize("markdown", HOSTILE)
def test_nothing_that_runs_or_fetches(markdown):
    found = _Elements(to_html(markdown))
    assert found.tags <= {"p", "a", "h4"}
    assert set(found.attributes) <= {"href", "title", "rel"}
    assert found.attributes.get("href", "https:").startswith("https:")


@pytest.mark.parametrize(
    "source",
    [
        None,
        "",
        "  \n",
        "\u200b\n",
        "&nbsp;\n",
        "---\n",
        "### Orsak\n",
        "> Från mars 2025, inte genomgången än.\n",
        "[a]: http://b.se\n",
    ],
)
def test_missing_text_says_which_file(source):
    text = own_text("212_<orsak>", source)
    assert text.missing
    assert text._repr_html_() == '<p class="fel">Text saknas: 212_&lt;orsak&gt;.md</p>'


def test_texts_by_name():
    texts = OwnTexts({"51_mal": "Mål."})
    assert texts["51_mal"]._repr_html_() == '<div class="egen-text"><p>Mål.</p>\n</div>'
    assert texts["52_uppdrag"].missing
    assert (list(texts), len(texts), "51_mal" in texts) == (["51_mal"], 1, True)
    assert "52_uppdrag" not in texts
