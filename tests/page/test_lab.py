"""The workbench in a real JupyterLab, in a real browser: choose, see table and chart change, click to a voucher."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools import lab as jupyter

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab."""
    pytest.importorskip("ipywidgets")
    pytest.importorskip("itables.widget")
    with jupyter.lab(tmp_path_factory.mktemp("lab")) as address:
        yield address


@pytest.fixture(scope="module")
def page(lab: str, browser: Any) -> Iterator[Any]:
    """The notebook opened and run from the top."""
    opened = jupyter.run_notebook(browser, lab, "utforska", ".utforska-per select")
    opened.wait_for_selector(".dt-container tbody tr")
    yield opened
    opened.close()


def test_choosing_changes_table_and_chart(page: Any) -> None:
    assert "per verksamhetsområde" in page.inner_text(".utforska-rubrik")
    before = page.inner_text("figure figcaption >> nth=0")
    page.select_option(".utforska-per select", label="ansvar")
    page.wait_for_function("document.querySelector('.utforska-rubrik').innerText.includes('per ansvar')")
    page.wait_for_function("old => document.querySelector('figure figcaption').innerText != old", arg=before)
    assert "46010" in page.inner_text(".dt-container tbody >> nth=0")
    page.fill(".dt-search input >> nth=0", "redovisning")
    page.wait_for_function("document.querySelectorAll('.dt-container')[0].querySelectorAll('tbody tr').length < 5")
    page.fill(".dt-search input >> nth=0", "")


def test_a_click_leads_to_the_vouchers(page: Any) -> None:
    page.select_option(".utforska-verksamhetsområde select", label="HR")
    page.wait_for_function("document.querySelector('.utforska-rubrik').innerText.includes('HR')")
    page.click(".dt-container tbody tr >> nth=0")
    page.wait_for_selector("text=/^Verifikationer: /")
    page.wait_for_function("document.querySelectorAll('.dt-container')[1].innerText.includes('huvudbok_2025.csv')")


def test_the_answer_is_taken_along(page: Any) -> None:
    with page.expect_download() as download:
        page.click("text=Spara som XLSX")
        page.click("a[download$='.xlsx']")
    assert download.value.suggested_filename.endswith(".xlsx")
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    assert 'report.avvikelse(per="ansvar"' in page.inner_text(".jp-Notebook")


def test_nothing_is_asked_of_the_world(page: Any, lab: str) -> None:
    """Every request goes to the machine itself: it works offline."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.select_option(".utforska-vy select", label="period")
    page.wait_for_function("word => document.querySelector('.jp-Notebook').innerText.includes(word)", arg='vy="period"')
    local = ("data:", "blob:", lab, lab.replace("http", "ws"))
    assert [url for url in asked if not url.startswith(local)] == []
