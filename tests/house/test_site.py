"""The documentation as a site: it builds without a broken link, asks nothing of the net, and holds every page."""

import re
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from ekonomi import cli, tables
from tools import docs_pages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(made), strict=True))
    return made


def test_no_page_asks_anything_of_the_net(site):
    loads = re.compile(
        r'<(?:script|img|iframe|source|link)\b(?![^>]*rel="canonical")[^>]*(?:src|href)="?(?:https?:)?//'
    )
    assert [page.name for page in site.rglob("*.html") if loads.search(page.read_text("utf-8"))] == []
    styles = [path for path in site.rglob("*.css") if re.search(r"url\([\"']?(?:https?:)?//", path.read_text("utf-8"))]
    assert styles == []


@pytest.mark.slow
def test_no_page_opened_as_a_file_complains(site, browser):
    page, said = browser.new_page(), []
    page.on("console", lambda message: said.append((page.url, message.text)) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append((page.url, str(error))))
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
    page.close()
    assert said == []


def test_every_page_of_docs_is_in_the_site(site):
    written = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    found = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    assert {re.sub(r"README$", "index", page) for page in written} <= found


def test_every_command_has_its_flags_and_examples():
    page = docs_pages.commands()
    for name, command in cli.app.commands.items():
        assert f"## ekonomi {name}\n" in page
        assert all(f"`{option.opts[0]}" in page for option in command.params if option.opts[0].startswith("--"))
        assert command.epilog in page


def test_every_table_is_explained():
    page = docs_pages.pages()["api/tabeller.md"]
    assert [made.__name__ for made in tables.REGISTRY if f"## tables.{made.__name__}\n" not in page] == []


def test_the_site_is_searched_in_swedish(site):
    assert '"lang":["sv"]' in (site / "search" / "search_index.json").read_text("utf-8").replace(" ", "")
