"""A real JupyterLab for tests and pictures: `python tools/lab.py docs/bilder` takes the documentation's pictures of it.

The notebooks are a copy, so that what the browser saves is thrown away; params and data are the project's own.
Needs Chromium and playwright.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import sync_playwright

from ekonomi.export.pdf import find_browser

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "prov"
PATIENCE = 180_000  # milliseconds for a kernel to start and read a ledger on a busy machine
COLOURS = 128  # enough for a screen, and a file of a third of the size
# what is out of sight stays in the page, and nobody is asked about news
SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none"}',
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
}
# a notebook, what stands on its screen when it is ready, and what should stand at the top of the picture
PICTURES = [("start", "dl.nyckeltal", "h1"), ("utforska", ".dt-container tbody tr", "h2")]


@contextmanager
def lab(root: Path) -> Iterator[str]:
    """The address of a JupyterLab that serves a copy of the notebooks in `root`."""
    env = workspace(root)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}",
               f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}"]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with (root / "lab.log").open("w") as log:
        running = subprocess.Popen(command, cwd=root, env=env, stdout=log, stderr=log)
        try:
            wait_for(f"{address}/api?token={TOKEN}")
            yield address
        finally:
            running.terminate()
            running.wait(timeout=30)


def workspace(root: Path) -> dict[str, str]:
    """Fill `root` with the notebooks, the params and the data; the environment of a JupyterLab there.

    It has a home of its own, so that nothing of the user's JupyterLab is read or written.
    """
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, root / name)
    (root / "data").symlink_to(ROOT / "data")
    for name, setting in SETTINGS.items():
        _put(root / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings", setting)
    _put(root / "config" / "jupyter_server_config.json", '{"ServerApp": {"allow_root": true}}')
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "JUPYTERLAB_SETTINGS_DIR": "settings",
           "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython"}  # fmt: skip
    return {**os.environ, **{name: str(root / folder) for name, folder in own.items()}}


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def wait_for(address: str) -> None:
    """Wait until the server answers at the address."""
    for _ in range(120):
        try:
            urlopen(address, timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.5)
    raise AssertionError("JupyterLab startade inte")


def open_notebook(browser: Any, address: str) -> Any:
    """The page of a notebook at its address, when it is shown and its kernel waits for a cell."""
    page = browser.new_page(viewport={"width": 1400, "height": 1100})
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.wait_for_selector("text=/[|] Idle$/")
    return page


def run_notebook(browser: Any, address: str, name: str, shown: str) -> Any:
    """A notebook's page in the browser, every cell run; `shown` is a selector of what stands there when it is."""
    page = open_notebook(browser, f"{address}/lab/tree/notebooks/{name}.ipynb?token={TOKEN}&reset")
    _run_all(page, shown)
    waiting = "[...document.querySelectorAll('.jp-InputPrompt')].some(one => one.innerText.includes('*'))"
    page.wait_for_function(f"!{waiting}")
    return page


def _run_all(page: Any, shown: str) -> None:
    """Run every cell; a kernel that is not there yet on a busy machine is chosen first, and the cells run again."""
    for _ in range(3):
        page.click("text=Run >> nth=0")
        page.click("text=Run All Cells >> nth=0")
        page.wait_for_selector(f".jp-Dialog .jp-mod-accept, {shown}")
        if page.query_selector(shown):
            return
        page.click(".jp-Dialog .jp-mod-accept")
        page.wait_for_selector("text=/[|] Idle$/")


def main(into: Path) -> None:
    """Take the pictures that the documentation shows of JupyterLab."""
    with tempfile.TemporaryDirectory() as folder, lab(Path(folder)) as address, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for name, shown, top in PICTURES:
            page = run_notebook(browser, address, name, shown)
            page.wait_for_timeout(1000)  # what unfolds has unfolded, and the last cell is in sight
            page.locator(f".jp-Notebook {top}").first.evaluate("one => one.scrollIntoView()")
            page.wait_for_timeout(300)
            path = into / f"jupyterlab-{name}.png"
            page.screenshot(path=path)
            Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
