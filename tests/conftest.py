"""What tests share: settings, a tiny nämnd and how to read it, the published report and the browser to read it in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from ekonomi import store
from ekonomi.params import load_params, load_settings
from ekonomi.sources import Sources, read_sources
from tests import tiny
from tests.published import publish

# no deadline: a busy machine is no fault; the same examples each time: a red run can be run again
settings.register_profile("ekonomi", deadline=None, derandomize=True)
settings.load_profile("ekonomi")
# a test that patches what makes something wants it made; test_store.py tries the store
os.environ[store.WITHOUT] = "1"


@pytest.fixture
def nämnd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the tiny nämnd; also the working folder, so that params are named as a user names them."""
    tiny.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def read(nämnd: Path) -> Callable[[], Sources]:
    """Read the tiny nämnd as it stands."""

    def read() -> Sources:
        params = load_params("params/2025-03.yaml")
        return read_sources(params, load_settings(params, nämnd), nämnd)

    return read


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
