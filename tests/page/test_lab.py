"""The workbench in a real JupyterLab, in a real browser: choose, see table and chart change, click to a voucher."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "prov"
PATIENCE = 180_000  # milliseconds for a kernel to start and read a ledger on a busy machine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab whose notebooks are a copy: what the browser saves is thrown away."""
    pytest.importorskip("ipywidgets")
    pytest.importorskip("itables.widget")
    root = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    for name in ("params", "data"):
        (root / name).symlink_to(ROOT / name)
    settings = root / "settings" / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}', encoding="utf-8")  # what is out of sight stays in the page
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (root / "lab.log").open("w")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
               f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}"]  # fmt: skip
    running = subprocess.Popen(command, cwd=root, env={**os.environ, **_settings(root)}, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api?token={TOKEN}")
        yield address
    finally:
        running.terminate()
        running.wait(timeout=30)
        log.close()


def _settings(root: Path) -> dict[str, str]:
    """A home of its own, so that nothing of the user's JupyterLab is read or written."""
    return {"JUPYTER_CONFIG_DIR": str(root / "config"), "JUPYTERLAB_SETTINGS_DIR": str(root / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(root / "workspaces"), "IPYTHONDIR": str(root / "ipython")}  # fmt: skip


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urlopen(address, timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.5)
    raise AssertionError("JupyterLab startade inte")


@pytest.fixture(scope="module")
def page(lab: str, browser: Any) -> Iterator[Any]:
    """The notebook opened and run from the top."""
    opened = browser.new_page(viewport={"width": 1400, "height": 1100})
    opened.set_default_timeout(PATIENCE)
    opened.goto(f"{lab}/lab/tree/notebooks/utforska.ipynb?token={TOKEN}&reset")
    opened.wait_for_selector(".jp-Notebook .jp-CodeCell")
    opened.wait_for_selector("text=/[|] Idle$/")
    _run_all(opened)
    waiting = "[...document.querySelectorAll('.jp-InputPrompt')].some(one => one.innerText.includes('*'))"
    opened.wait_for_function(f"!{waiting}")
    opened.wait_for_selector(".dt-container tbody tr")
    yield opened
    opened.close()


def _run_all(page: Any) -> None:
    """Run every cell; a kernel that is not there yet on a busy machine is chosen first, and the cells run again."""
    for _ in range(3):
        page.click("text=Run >> nth=0")
        page.click("text=Run All Cells >> nth=0")
        page.wait_for_selector(".jp-Dialog .jp-mod-accept, .utforska-per select")
        if page.query_selector(".utforska-per select"):
            return
        page.click(".jp-Dialog .jp-mod-accept")
        page.wait_for_selector("text=/[|] Idle$/")


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
