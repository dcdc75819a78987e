"""Pictures of a published report for people to look at: `python tools/pictures.py output/intraservice/2025-03 bilder`.

Each page is taken part by part (the top, then from each heading of the second level to the next) at the width of a
desk and of a phone, and as A4 pages where pdftoppm is installed. Needs Chromium and playwright.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from ekonomi.export.pdf import find_browser, write_pdf

WIDTHS = {"skrivbord": 1280, "mobil": 375}
TALLEST = 6000  # pixels: more than this is no picture to look at
PARTS = """() => {
  const heads = [...document.querySelectorAll('main h2')];
  const tops = heads.map(head => Math.round(head.getBoundingClientRect().top + scrollY));
  return [['topp', 0], ...heads.map((head, n) => [head.id, tops[n]])];
}"""


def main(report: Path, into: Path) -> None:
    """Take the pictures of every page in `report`; what stood in `into` is removed."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    pages = [*sorted(report.glob("*.html")), *sorted(report.parent.glob("*.html"))]
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for page in pages:
            for name, width in WIDTHS.items():
                _take(browser, page, width, into / f"{page.stem}-{name}")
        browser.close()
    for page in pages:
        _print(page, into)


def _take(browser: Any, page: Path, width: int, stem: Path) -> None:
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto(page.as_uri())
    # what stays in view would stand in each part
    opened.add_style_tag(content=".marke, nav.innehall { position: static !important }")
    parts = opened.evaluate(PARTS)
    bottom = opened.evaluate("document.documentElement.scrollHeight")
    for number, (name, top) in enumerate(parts):
        end = parts[number + 1][1] if number + 1 < len(parts) else bottom
        clip = {"x": 0, "y": top, "width": width, "height": max(1, min(end - top, TALLEST))}
        opened.screenshot(path=f"{stem}-{number:02d}-{name[:40]}.png", clip=clip, full_page=True)
    opened.close()


def _print(page: Path, into: Path) -> None:
    if shutil.which("pdftoppm") is None:
        print("pdftoppm saknas: inga bilder av A4-sidor (på Debian: apt install poppler-utils).")
        return
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "sida.pdf"
        write_pdf(find_browser(), page, pdf)
        subprocess.run(["pdftoppm", "-r", "60", "-png", pdf, into / f"{page.stem}-a4"], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
