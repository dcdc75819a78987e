"""The page: one heading order, unique ids, marks, landmarks, no script and no request to anywhere."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from jupyter_core.paths import jupyter_path

from ekonomi.export.headings import Fragment, depth, outline
from ekonomi.export.page import TEMPLATES, build_page, css_string, merge, to_html
from tests.page import samples


class Parsed(HTMLParser):
    """The start tags of a page, with their attributes, and the text of its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def report() -> str:
    return to_html(merge(samples.sections(), samples.METADATA))


@pytest.fixture(scope="module")
def parsed(report) -> Parsed:
    return Parsed(report)


def levels(html: str) -> list[tuple[int, str]]:
    found = re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", html, re.DOTALL)
    return [(int(level), re.sub(r"<[^>]+>", "", text).strip()) for level, text in found]


def test_levels_follow_the_section_numbers(report):
    assert levels(report) == [
        (1, "Delårsrapport mars 2025"),
        (2, "Innehåll"),
        (2, "1 Sammanfattning"),
        (3, "Läget"),
        (4, "Närmare"),
        (2, "3 Övrig uppföljning"),
        (3, "3.1 Personal"),
        (4, "3.1.1 Personalvolym"),
        (5, "Läget"),
        (3, "3.2 Ekonomisk uppföljning"),
        (4, "3.2.1 Resultat"),
        (5, "Bryggan"),
        (2, "Avstämning"),
    ]


def test_a_section_of_its_own_starts_at_the_first_level():
    html = to_html(samples.sections()[2])
    assert [level for level, _ in levels(html)] == [1, 2, 2, 3]
    assert "<title>3.2 Ekonomisk uppföljning – Delårsrapport mars 2025 – Mininämnden</title>" in html
    assert '@bottom-left { content: "Mininämnden · Delårsrapport mars 2025"' in html
    assert "Delårsrapport mars 2025" in html
    assert samples.METADATA["märkning"] in html
    assert "<strong>Utkast</strong>" in html


def test_no_level_is_skipped():
    headings, _ = outline([Fragment("<h1>1 A</h1><h4>B</h4>C", written=True)], merged=True)
    assert [heading.level for heading in headings] == [2, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 Övrigt", 1),
        ("3.2.1 Resultat", 3),
        ("Bilaga 2 Portföljer", 1),
        ("2025 års mål", 1),
        ("Läget", None),
    ],
)
def test_depth_of_a_numbered_heading(text, expected):
    assert depth(text) == expected


def test_ids_are_unique_and_references_lead_somewhere(parsed):
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for attrs in parsed.named("a"):
        assert attrs["href"].removeprefix("#") in ids
    for _, attrs in parsed.tags:
        assert set((attrs.get("aria-labelledby") or "").split()) <= set(ids)


def test_language_title_landmarks_and_skip_link(report, parsed):
    assert parsed.named("html") == [{"lang": "sv"}]
    assert "<title>Delårsrapport mars 2025 – Mininämnden</title>" in report
    assert [len(parsed.named(tag)) for tag in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    assert parsed.named("a")[0] == {"class": "hoppa", "href": "#huvud"}
    assert parsed.named("main")[0]["id"] == "huvud"


def test_the_contents_list_holds_the_numbered_sections(report):
    nav = report.split("<nav")[1].split("</nav>")[0]
    listed = [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in re.findall(r"<li.*?</li>", nav, re.DOTALL)]
    assert listed == [
        "1 Sammanfattning",
        "3 Övrig uppföljning",
        "3.1 Personal",
        "3.1.1 Personalvolym",
        "3.2 Ekonomisk uppföljning",
        "3.2.1 Resultat",
        "Avstämning",
    ]


def test_nothing_runs_and_nothing_is_fetched(report, parsed):
    policy = next(attrs["content"] for attrs in parsed.named("meta") if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert not parsed.named("script")
    assert not any(name.startswith("on") for _, attrs in parsed.tags for name in attrs)
    assert "http://" not in report.replace("http-equiv", "")
    assert "https://" not in report
    for _, attrs in parsed.tags:
        for name in ("src", "srcset", "href"):
            assert (attrs.get(name) or "#").startswith(("#", "data:"))


def test_neither_code_nor_prompts_are_printed(report):
    assert "report.tables" not in report
    assert "In [" not in report
    assert "Out[" not in report


def test_the_variant_with_code_folds_it():
    html = to_html(merge(samples.sections(), samples.METADATA), template="namnd-kod")
    assert html.count("<summary>Visa koden</summary>") == 5
    assert "report.tables" in html
    assert "Delårsrapport mars 2025" in html


def test_marks_stand_on_the_page_and_at_the_head_of_each_printed_page(report):
    assert report.count("Exempeldata – inte Mininämndens bokföring") == 3
    assert '@top-left { content: "Utkast · Exempeldata – inte Mininämndens bokföring"' in report
    assert '@bottom-left { content: "Mininämnden · Delårsrapport mars 2025"' in report


def test_a_settled_report_is_no_draft():
    page = build_page(merge(samples.sections(), samples.METADATA | {"status": "fastställd", "märkning": ""}))
    assert page.marks == ()


def test_words_cannot_leave_their_style_sheet():
    assert css_string('a"}</style>') == '"a\\22 }\\3c /style\\3e "'


def test_every_table_scrolls_within_itself_and_is_named(parsed):
    tables = len(parsed.named("table"))
    regions = [attrs for attrs in parsed.named("div") if attrs.get("class") == "tabell"]
    assert len(regions) == tables == 4
    assert all(attrs["tabindex"] == "0" for attrs in regions)
    assert all(attrs.get("aria-label") or attrs.get("aria-labelledby") for attrs in regions)


def test_a_table_named_as_its_heading_is_not_named_twice_to_the_eye():
    table = samples.result_table()._repr_html_()
    html = to_html(samples.notebook("x", ("md", "# 3.2.1 Resultat i sammandrag"), ("html", table)))
    assert '<span class="rubrik dold">Resultat i sammandrag</span>' in html
    assert '<span class="rubrik">Resultat i sammandrag</span>' in to_html(samples.sections()[2])


def test_the_same_notebooks_give_the_same_bytes(report):
    assert to_html(merge(samples.sections(), samples.METADATA)) == report


def test_merging_leaves_the_fetching_out_and_keeps_cell_ids_unique():
    merged = merge(samples.sections(), samples.METADATA)
    nbformat.validate(merged)
    assert "rapport" not in "".join(cell.id for cell in merged.cells if cell.id.endswith("rapport"))
    assert len({cell.id for cell in merged.cells}) == len(merged.cells)
    assert merged.cells[0].id == "10_sammanfattning-c0"
    assert samples.sections()[0].cells[1].id == "c0"


def test_markdown_cannot_bring_html_along():
    html = to_html(samples.notebook("x", ("md", "# 1 A"), ("md", "<script>alert(1)</script>")))
    assert "<script" not in html


def test_an_error_is_said_and_escaped():
    node = samples.notebook("x", ("md", "# 1 A"))
    error = nbformat.v4.new_output("error", ename="Fel", evalue="<b>", traceback=["hemligt"])
    warning = nbformat.v4.new_output("stream", name="stderr", text="varning")
    node.cells.append(nbformat.v4.new_code_cell("x", id="e", outputs=[error, warning]))
    html = to_html(node)
    assert "Beräkningen avbröts: Fel: &lt;b&gt;" in html
    assert "hemligt" not in html
    assert "varning" not in html


def test_nbconvert_prints_the_same_page():
    """nbconvert parses the page once more and writes it anew; as markup the two are one."""
    bs4 = pytest.importorskip("bs4")
    from nbconvert.exporters import HTMLExporter

    exporter = HTMLExporter(template_name="namnd", extra_template_basedirs=[str(TEMPLATES)])
    for node in (merge(samples.sections(), samples.METADATA), samples.sections()[2]):
        theirs, _ = exporter.from_notebook_node(node)
        assert theirs == str(bs4.BeautifulSoup(to_html(node), features="html.parser"))


@pytest.mark.parametrize("template", ["namnd", "namnd-kod"])
def test_the_installed_template_is_the_one_in_the_package(template):
    installed = [Path(folder) / template for folder in jupyter_path("nbconvert", "templates")]
    found = next((folder for folder in installed if folder.is_dir()), None)
    assert found, "nbconvert does not find the template: run pip install -e . again"
    for source in sorted((TEMPLATES / template).iterdir()):
        assert (found / source.name).read_bytes() == source.read_bytes(), "run pip install -e . again"


def test_the_templates_say_what_they_need():
    for template in ("namnd", "namnd-kod"):
        assert json.loads((TEMPLATES / template / "conf.json").read_text())["mimetypes"] == {"text/html": True}
