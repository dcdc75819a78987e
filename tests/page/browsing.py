"""What the tests in a real browser share: where Chromium and axe-core are, and what to say where they are not."""

import shutil
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "msedge")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
NO_BROWSER = "Chromium saknas: sidan prövas inte i webbläsare (på Debian: apt install chromium)."
NO_AXE = "axe-core saknas: tillgängligheten prövas inte (installera npm och kör: npm ci --prefix tests/page)."


def found_browser() -> str:
    """The path of the installed Chromium; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or pytest.skip(NO_BROWSER)


def axe_source() -> str:
    """axe-core's script; the test is skipped where npm has not fetched it."""
    return AXE.read_text(encoding="utf-8") if AXE.is_file() else pytest.skip(NO_AXE)


def violations(page: Any, axe: str) -> list[str]:
    """What axe finds on the page as it stands: rule, help and the elements, a line per rule."""
    page.evaluate(axe)
    answer = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    assert len(answer["passes"]) > 20, "axe has judged next to nothing"
    return [
        f"{found['id']}: {found['help']}: {[node['target'] for node in found['nodes']]}"
        for found in answer["violations"]
    ]
