"""The workbench in a real JupyterLab, in a real browser: choose, see table and chart change, click to a voucher."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

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


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """A terminal's two ends: what is typed into the first is read from the second."""
    pty = pytest.importorskip("pty", reason="det finns ingen terminal att skriva i här")
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


@pytest.fixture
def opened(tmp_path: Path, terminal: tuple[int, int]) -> Iterator[subprocess.Popen]:
    """`ekonomi oppna` as a terminal runs it: a group of processes, all of which hear Ctrl-C."""
    env = jupyter.workspace(tmp_path)
    command = [sys.executable, "-m", "ekonomi", "oppna", "params/2025-03.yaml", "--utan-webblasare"]
    with (tmp_path / "lab.log").open("w") as log:
        running = subprocess.Popen(
            command, cwd=tmp_path, env=env, stdin=terminal[1], stdout=log, stderr=log, start_new_session=True
        )
    yield running
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def test_oppna_shows_the_start_notebook_and_stops_at_ctrl_c(
    opened: subprocess.Popen, terminal: tuple[int, int], tmp_path: Path, browser: Any
) -> None:
    log = tmp_path / "lab.log"
    shown = _said(opened, log, r"http://127\.0\.0\.1\S+")
    jupyter.wait_for(shown)
    page = jupyter.open_notebook(browser, shown)
    assert page.inner_text(".jp-Notebook h1").startswith("Start")
    with urlopen(shown.replace("/lab/tree/.ekonomi/start-2025-03.ipynb?", "/api/sessions?")) as answer:
        (session,) = json.load(answer)
    assert (session["path"], session["kernel"]["name"]) == (".ekonomi/start-2025-03.ipynb", "python3")
    page.close()
    os.killpg(opened.pid, signal.SIGINT)
    _said(opened, log, "Shut down this Jupyter server")
    os.write(terminal[0], b"y\n")
    assert opened.wait(timeout=60) == 0
    assert "Traceback" not in log.read_text("utf-8")
    assert list((tmp_path / "runtime").glob("*.json")) == [], "a kernel or a server was left behind"


def _said(running: subprocess.Popen, log: Path, words: str) -> str:
    """What the command says, once it does; fails at once where it has ended."""
    while not (found := re.search(words, log.read_text("utf-8"))):
        assert running.poll() is None, log.read_text("utf-8")
        time.sleep(0.2)
    return found[0]
