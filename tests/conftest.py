"""Settings that every test shares, the published report and the browser to read it in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.published import publish

# no deadline: a busy machine is no fault; the same examples each time: a red run can be run again
settings.register_profile("ekonomi", deadline=None, derandomize=True)
settings.load_profile("ekonomi")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's report of mars 2025, made once however many workers there are."""
    return publish(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a network."""
    from tests.page.browsing import QUIET, found_browser

    playwright = pytest.importorskip("playwright.sync_api", reason="playwright saknas: pip install -e .[dev]")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=found_browser(), args=list(QUIET))
        yield opened
        opened.close()
