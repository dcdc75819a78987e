"""The page in a real browser: no request leaves, nothing scrolls sideways, all can be reached and printed."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import style
from ekonomi.export.page import merge, to_html
from ekonomi.table import Column
from tests.page import samples


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    page = tmp_path_factory.mktemp("sida") / "rapport.html"
    page.write_text(to_html(merge(samples.sections(), samples.METADATA)), encoding="utf-8")
    return page.as_uri()


def test_no_request_leaves_and_nothing_goes_wrong(browser, address):
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert said == []
    page.close()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_only_tables_scroll_sideways(browser, address, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_letters_twice_as_large_lose_nothing(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    page.close()


def test_a_phone_gets_the_narrow_picture(browser, address):
    shown = {}
    for width in (375, 1280):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(address)
        shown[width] = page.evaluate("document.querySelector('figure img').naturalWidth")
        page.close()
    assert shown[375] < 375 < shown[1280]


def test_a_phone_sees_the_outcome_and_the_forecast_first_and_the_other_columns_when_asked(browser, address):
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(address)
    table = page.locator("#tabell-3-2-1-resultat")
    budget, forecast = table.locator("tbody tr:first-child td").nth(1), table.locator("tbody tr:first-child td").nth(3)
    assert not budget.is_visible()
    assert forecast.bounding_box()["x"] + forecast.bounding_box()["width"] <= 375
    table.get_by_label("Visa alla kolumner").check()
    assert budget.is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert not table.get_by_text("Visa alla kolumner").is_visible()
    page.close()


def test_the_keyboard_reaches_the_content_the_tables_and_the_figures_behind_a_chart(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "hoppa"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "tabell"
    page.close()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext: apt-get install poppler-utils")
def test_each_printed_page_carries_the_marks_and_its_number(browser, address, tmp_path):
    page = browser.new_page()
    page.goto(address)
    page.pdf(path=str(tmp_path / "rapport.pdf"), prefer_css_page_size=True)
    page.close()
    pages = _printed(tmp_path / "rapport.pdf")
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert "Utkast · Exempeldata – inte Mininämndens bokföring" in text
        assert f"{number} ({len(pages)})" in text


def _printed(file: Path) -> list[str]:
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True).stdout
    return text.removesuffix("\f").split("\f")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext: apt-get install poppler-utils")
def test_on_paper_an_introduction_stands_with_its_table_which_keeps_its_name(browser, tmp_path):
    text = "# 3.2.1 Resultat i sammandrag\n\n" + "Fyllnad.\n\n" * 26 + "Hur går det?"
    cells = [("md", text), ("html", samples.result_table()._repr_html_())]
    page = browser.new_page()
    page.set_content(to_html(samples.notebook("x", *cells)))
    page.pdf(path=str(tmp_path / "sida.pdf"), prefer_css_page_size=True)
    page.close()
    first, second = _printed(tmp_path / "sida.pdf")
    assert "Fyllnad" in first and "Hur går det?" not in first
    assert second.index("Hur går det?") < second.index("Resultat i sammandrag") < second.index("Kommunbidrag")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext: apt-get install poppler-utils")
def test_on_paper_a_table_of_ten_rows_is_whole(browser, tmp_path):
    names = [f"Rad {number} av tio" for number in range(1, 11)]
    table = samples.small_table("antal", 1, names)._repr_html_()
    cells = [("md", "# Avsnitt\n\n" + "Fyllnad.\n\n" * 18), ("html", table)]
    page = browser.new_page()
    page.set_content(to_html(samples.notebook("x", *cells)))
    page.pdf(path=str(tmp_path / "sida.pdf"), prefer_css_page_size=True)
    page.close()
    assert [sum(name in text for name in names) for text in _printed(tmp_path / "sida.pdf")] == [0, 10]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext: apt-get install poppler-utils")
def test_on_paper_notes_never_leave_the_last_rows_of_their_table(browser, tmp_path):
    page = browser.new_page()
    for rows in range(28, 44):  # among them the one whose table fills the page to its last line
        names = [f"Rad {number} av {rows}" for number in range(1, rows + 1)]
        table = replace(samples.small_table("antal", 1, names), notes=("Noten.", "Noten till."))
        page.set_content(to_html(samples.notebook("x", ("md", "# Avsnitt"), ("html", table._repr_html_()))))
        page.pdf(path=str(tmp_path / "sida.pdf"), prefer_css_page_size=True)
        (last,) = (text for text in _printed(tmp_path / "sida.pdf") if "Noten till." in text)
        assert names[-1] in last and "Noten." in last, rows
    page.close()


def test_a_list_on_a_phone_leaves_its_zeros_out(browser):
    columns = tuple(Column(name, name, "mnkr", "Till") for name in "abcde")
    values = pd.DataFrame([[-(10**8), 0, 10**8, 0, 10**8]], ["Ett"], list("abcde"))
    table = replace(samples.small_table("mnkr", 0, ["Ett"]), columns=columns, values=values)
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.set_content(to_html(samples.notebook("x", ("md", "# Avsnitt"), ("html", table._repr_html_()))))
    assert page.inner_text("tbody").split() == ["Ett", "−1,0", "1,0", "1,0"]
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.inner_text("tbody").split() == ["Ett", "−1,0", "0,0", "1,0", "0,0", "1,0"]
    page.close()


def test_an_empty_list_on_a_phone_says_so_and_nothing_before_it(browser):
    table = samples.small_table(style.TEXT, "ord", ["Ett"])
    empty = replace(table, rows=(), values=table.values.iloc[:0])
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.set_content(to_html(samples.notebook("x", ("md", "# Avsnitt"), ("html", empty._repr_html_()))))
    assert page.inner_text("table.lista .tom") == "Inga"
    before = "getComputedStyle(document.querySelector('table.lista .tom td'), '::before').content"
    assert page.evaluate(before) == "none"
    page.close()
