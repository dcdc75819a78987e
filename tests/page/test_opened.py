"""The economist's rapport.html: each figure opens what it is made of, with the keyboard and without a script."""

from pathlib import Path

import nbformat
import pytest
from lxml import html

from ekonomi import style, tables, urval
from ekonomi.export.opened import opened
from ekonomi.export.page import to_html
from ekonomi.params import make_params
from ekonomi.report import Report, new_report
from ekonomi.table import Table
from tests.page.browsing import axe_source, violations

ROOT = Path(__file__).resolve().parents[2]
MONEY = ("mnkr", "tkr", "kr")
CHOSEN = {
    "grundskolenamnden": ("2025-08", [tables.resultat, tables.ansvarsområde, tables.mått, tables.kostnad_per_enhet]),
    "intraservice": ("2025-03", [tables.resultat, tables.tjänstekostnader]),
}


@pytest.fixture(scope="module", params=sorted(CHOSEN))
def made(request) -> tuple[Report, list[Table], str]:
    """A report, some of its tables, and the page of those tables with every figure opened."""
    period, chosen = CHOSEN[request.param]
    settings = f"params/{request.param}.yaml"
    report = new_report(make_params(period=period, inställningar=settings, upplaga="ekonom"), ROOT)
    shown = [report[make] for make in chosen]
    outputs = [nbformat.v4.new_output("display_data", {"text/html": table._repr_html_()}) for table in shown]
    cells = [nbformat.v4.new_code_cell("x", outputs=[output]) for output in outputs]
    heading = nbformat.v4.new_markdown_cell("# Tabeller")
    page = to_html(nbformat.v4.new_notebook(metadata={"ekonomi": report.metadata}, cells=[heading, *cells]))
    return report, shown, opened(page, report)


def printed(page: html.HtmlElement, anchor: str) -> dict[str, str]:
    """The rows of the first list of a popover."""
    rows = page.get_element_by_id(anchor).xpath("(.//table)[1]//tr")
    return {row.find("th").text_content(): row.find("td").text_content() for row in rows}


def test_every_figure_opens_and_its_parts_sum_to_it(made):
    _, shown, page = made
    tree = html.fromstring(page)
    summed = 0
    for table in shown:
        buttons = iter(tree.get_element_by_id(table.anchor).xpath(".//td/button"))
        for row in table.rows:
            for column in table.columns:
                expression = table.urval.get(row.name, {}).get(column.name)
                if expression is None or table.cell(row.name, column.name).value is None:
                    continue
                button = next(buttons)
                cell = table.cell(row.name, column.name)
                assert button.text_content() == cell.shown
                parts = printed(tree, button.get("popovertarget"))
                if urval.linear(expression) and "Summa" in parts and cell.unit in MONEY:
                    öre = table.values.at[row.name, column.name]
                    assert parts["Summa"] == style.shown(style.in_unit(öre, "tkr"), "tkr"), (row, column)
                    summed += 1
        assert next(buttons, None) is None
    assert summed > 40


def test_a_popover_says_the_command_and_no_text_of_a_voucher(made):
    report, _, page = made
    command = f"ekonomi underlag output/{report.params.inställningar[7:-5]}/{report.period}-ekonom"
    assert page.count(command) == page.count('class="siffra"') > 0
    assert not report.verifikationstexter
    texts = [text for text in report.ledger["text"].unique() if len(text) > 10]
    assert texts and not [text for text in texts[:500] if text in page]


def test_a_cost_after_tjänsteomräkning_shows_what_is_booked_directly(made):
    report, _, page = made
    direct = page.count("Största posterna bokförda direkt, kr")
    assert (direct > 5) == (report.rules is not None)
    assert page.count("Största posterna, kr") > 10 and "Övriga (" in page


def test_the_nämnds_page_has_no_button(published):
    assert "popover" not in (published / "rapport.html").read_text(encoding="utf-8")


def test_the_keyboard_opens_and_closes_and_axe_finds_nothing(made, browser, tmp_path):
    path = tmp_path / "rapport.html"
    path.write_text(made[2], encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=True)
    page.goto(path.as_uri())
    past = page.locator("a.forbi").first
    past.focus()
    assert past.bounding_box()["x"] >= 0
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    assert (first, page.locator(":popover-open").count()) == ("siffra", 1)
    assert violations(page, axe_source()) == []
    page.keyboard.press("Escape")
    assert page.locator(":popover-open").count() == 0
    assert page.evaluate("document.activeElement.className") == "siffra"
    past.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('table')")
    page.close()
