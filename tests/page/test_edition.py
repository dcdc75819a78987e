"""What an edition holds of a notebook, and its headings as the settings print them."""

import nbformat
import pytest

from ekonomi.export.page import build_page, merge, retitled, to_html
from ekonomi.report import METADATA_MIME
from ekonomi.report.contents import held
from ekonomi.report.told import FOUND_MIME
from tests.page import samples

RUBRIKER = {"Prognos": "3.2.3 Prognos", "Utanför": None, "Uppdrag": "5.2 Uppdrag", "Process": "5.2.2 Process"}


def cells(*parts: str) -> list[nbformat.NotebookNode]:
    """Markdown where a part begins with #, else code; `tag: source` gives a cell its tag."""
    made = []
    for place, part in enumerate(parts):
        tag, _, source = part.rpartition(": ")
        new = nbformat.v4.new_markdown_cell if source.startswith("#") else nbformat.v4.new_code_cell
        made.append(new(source, id=f"c{place}", metadata={"tags": [tag]} if tag else {}))
    return made


def sources(upplaga: str, *parts: str) -> list[str]:
    kept = held(cells(*parts), RUBRIKER, upplaga)
    assert held(kept, RUBRIKER, upplaga) == kept
    return [cell.source for cell in kept]


@pytest.mark.parametrize(
    ("upplaga", "expected"),
    [("nämnd", ["# Prognos", "a", "z"]), ("ekonom", ["# Prognos", "a", "## Statistisk", "b", "z"])],
)
def test_an_edition_holds_its_own_cells_and_never_what_was_tried(upplaga, expected):
    parts = ("# Prognos", "a", "ekonom: ## Statistisk", "ekonom: b", "z", "prova: ## Prova", "prova: c")
    assert sources(upplaga, *parts) == expected


def test_a_heading_without_a_name_goes_with_all_below_it():
    parts = (
        "# Prognos",
        "a",
        "## Utanför",
        "b",
        "### Under",
        "c",
        "## Nästa",
        "d",
        "# Utanför",
        "e",
        "rapport: f",
    )
    assert sources("nämnd", *parts) == ["# Prognos", "a", "## Nästa", "d", "f"]


def test_a_cell_with_several_headings_is_cut_where_they_begin():
    source = "Ord.\n\n## Utanför\n\nBort.\n\n```\n# kod\n```\n\n## Nästa\n\nKvar."
    assert sources("nämnd", f"# Prognos\n\n{source}") == ["# Prognos\n\nOrd.\n\n## Nästa\n\nKvar."]


def test_what_the_checks_found_is_no_output_of_a_report():
    (cell,) = cells("report[tables.resultat]")
    told = {FOUND_MIME: ["x"], "text/html": "<b>fynd</b>"}
    cell.outputs = [nbformat.v4.new_output("display_data", told)]
    assert held([cell], {}, "ekonom")[0].outputs == []
    assert len(cell.outputs) == 1


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>Prognos</h1>\n", "<h1>3.2.3 Prognos</h1>\n"),
        ("<h2>Process</h2>a<h2>Annat</h2>b", "<h2>5.2.2 Process</h2>a<h2>Annat</h2>b"),
        ("<h2>Utanför</h2>a<h3>Under</h3>b<h2>Nästa</h2>c", "<h2>Nästa</h2>c"),
        ('<h2>Utanför</h2><div class="egen-text"><h4>A</h4></div><h2>B</h2>c', "<h2>B</h2>c"),
        ('<div class="egen-text"><h4>Prognos</h4></div>', '<div class="egen-text"><h4>Prognos</h4></div>'),
        ("<p>Prognos</p>", "<p>Prognos</p>"),
    ],
)
def test_headings_are_printed_as_the_settings_have_them_but_for_those_of_own_texts(html, expected):
    assert retitled(html, RUBRIKER) == expected


def headings(*parts: tuple[str, str]) -> list[tuple[int, str]]:
    merged = merge([samples.notebook("a", *parts)], {**samples.METADATA, "rubriker": RUBRIKER})
    return [(heading.level, heading.text) for heading in build_page(merged).headings]


def test_headings_of_outputs_stand_where_their_numbers_say():
    shown = "<h2>Kund</h2><p>a</p><h2>Process</h2><p>b</p>"
    assert headings(("md", "# Mål"), ("md", "## Uppdrag"), ("html", shown)) == [
        (2, "Mål"),
        (3, "5.2 Uppdrag"),
        (4, "Kund"),
        (4, "5.2.2 Process"),
    ]


def test_a_heading_over_nothing_is_left_out():
    found = headings(
        ("md", "# Början"),
        ("md", "## Tom"),
        ("html", ""),
        ("md", "### Också tom"),
        ("html", "<div> </div>"),
        ("md", "## Full"),
        ("md", "### Tom under"),
        ("md", "### Bild"),
        ("html", '<figure><img src="data:," alt="x"></figure>'),
        ("md", "# Sist"),
    )
    assert [text for _, text in found] == ["Början", "Full", "Bild"]


def test_a_section_over_sections_of_other_notebooks_stays():
    one = samples.notebook("a", ("md", "# 3 Uppföljning"), ("md", "## 3.1 Personal"), ("html", ""))
    other = samples.notebook("b", ("md", "# 3.2 Ekonomi"), ("html", "<p>a</p>"))
    page = build_page(merge([one, other], samples.METADATA))
    assert [heading.text for heading in page.headings] == ["3 Uppföljning", "3.2 Ekonomi"]


def test_a_notebook_of_its_own_takes_edition_and_headings_from_its_report():
    node = samples.notebook("x", ("md", "# Prognos"), ("md", "## Utanför"), ("html", "<p>bort</p>"))
    node.cells += cells("ekonom: ## Statistisk", "prova: ## Prova")
    node.cells[0].outputs[0].data[METADATA_MIME] = {
        **samples.METADATA,
        "rubriker": RUBRIKER,
        "upplaga": "nämnd",
    }
    html = to_html(node)
    assert "<title>3.2.3 Prognos – " in html
    assert not any(word in html for word in ("Utanför", "bort", "Statistisk", "Prova"))


def test_a_question_that_nothing_answers_is_not_asked_and_its_heading_goes_with_it():
    def answered(html: str) -> nbformat.NotebookNode:
        output = nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": "svar"})
        return nbformat.v4.new_code_cell("x", outputs=[output])

    def asked(words: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_markdown_cell(words, metadata={"tags": ["ekonom"]})

    notebook = nbformat.v4.new_notebook(metadata={"ekonomi": {"titel": "Rapport", "upplaga": "ekonom"}})
    head, risks, measures = cells("# Avsnitt", "## Risker", "## Mått")
    bad, good, own = answered(""), answered("<p>Ett svar</p>"), answered("")
    own.metadata["tags"] = ["ekonom"]  # what the nämnd reads after it is no answer
    notebook.cells = [
        head,
        risks,
        asked("Vad kan gå fel?"),
        bad,
        measures,
        asked("Vad går bra?"),
        bad,
        good,
        asked("Mer."),
        asked("## Volymer\n\nHur många?"),
        bad,
        asked("### Över tiden\n\nHur då?"),
        good,
        asked("Vad vet vi?"),
        own,
        good,
        asked("## Att fråga om\n\nVad bör besvaras?"),
        bad,
    ]
    page = "".join(block.html for block in build_page(notebook).blocks)
    assert "Vad kan gå fel?" not in page and "Vad vet vi?" not in page and "Risker" not in page
    assert "Vad går bra?" in page and "Ett svar" in page and "Mer." in page
    assert "Hur många?" not in page and "Volymer" in page and "Över tiden" in page and "Hur då?" in page
    assert "Att fråga om" not in page and "Vad bör besvaras?" not in page
