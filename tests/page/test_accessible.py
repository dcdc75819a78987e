"""The report and its appendices as they are published: what axe finds in Chromium, and what it does not see."""

import re
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from ekonomi.export.index import write_index
from ekonomi.params import load_params, make_params
from ekonomi.report import new_report
from ekonomi.run import run
from tests.page.browsing import axe_source, violations

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["rapport.html", "bilaga-1-tjansteuppfoljning.html", "bilaga-2-projektportfoljer.html"]
SIZES = {"desktop": (1280, "screen"), "phone": (375, "screen"), "print": (1280, "print")}
LARGEST = 3_000_000  # bytes
WIDTHS = [375, 1280]
# the economist's edition of each kind of report: it holds every table that the nämnd's does
OTHERS = [("intraservice", "2025-03"), ("intraservice", "2024-12"), ("grundskolenamnden", "2025-08")]
LISTING = ["index.html", "jamfor-2025-03.html"]
# bilaga 1 is long, and takes axe its time; at the desk it is judged each time
JUDGED = [
    pytest.param(name, size, marks=[pytest.mark.slow] if name == PAGES[1] and size != "desktop" else [])
    for name in PAGES + LISTING
    for size in SIZES
]
every_page = pytest.mark.parametrize("name", PAGES)
every_page_of_all = pytest.mark.parametrize("name", PAGES + LISTING)

FIRST_FOCUS = "() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); }"
# stops that the keyboard can reach: those that are laid out, in the order they are written
STOPS = """() => [...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
  .filter(found => found.checkVisibility({contentVisibilityAuto: true})).length"""
FOCUSED = """() => {
  const found = document.activeElement, look = getComputedStyle(found), box = found.getBoundingClientRect();
  const number = [...document.querySelectorAll('*')].indexOf(found);
  return {number, name: found.tagName + '.' + found.className, outline: look.outlineStyle + look.outlineWidth,
          seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""
CONTAINED = """() => [...document.querySelectorAll('main *, header *, nav *, footer *')]
  .filter(found => !found.closest('.tabell, .dold, details:not([open])') && !found.matches('.dold'))
  .filter(found => found.getBoundingClientRect().right > innerWidth + 1 || found.scrollWidth > found.clientWidth + 1
          && !['visible', 'auto', 'scroll'].includes(getComputedStyle(found).overflowX))
  .map(found => found.outerHTML.slice(0, 80))"""
WIDER = """() => {
  document.querySelectorAll('details').forEach(found => found.open = true);
  document.querySelectorAll('.ny-sida').forEach(found => found.style.contentVisibility = 'visible');
  return [...document.querySelectorAll('table')].map(table => [table.closest('.tabell') || table.parentElement, table])
    .filter(([box, table]) => box.scrollWidth > box.clientWidth || table.offsetWidth > box.clientWidth + 1)
    .map(([box, table]) => `${table.caption.textContent}: ${Math.max(box.scrollWidth, table.offsetWidth)}`);
}"""
TABLES = """() => [...document.querySelectorAll('table')].map(table => ({
  caption: table.caption ? table.caption.textContent.trim() : '',
  heads: [...table.querySelectorAll('th')].every(head => ['col', 'row', 'colgroup', 'rowgroup'].includes(head.scope)),
  region: !!table.closest('[role][tabindex="0"][aria-label], [role][tabindex="0"][aria-labelledby]'),
  columns: table.querySelectorAll('thead th').length, rows: table.querySelectorAll('tbody tr').length}))"""


@pytest.fixture(scope="module")
def listed(published, tmp_path_factory):
    """The folder of the index and a comparison: the report, and one a month before with other figures."""
    out = tmp_path_factory.mktemp("listad")
    for period in ("2025-02", published.name):
        (out / period).mkdir()
        for file in ("manifest.json", "siffror.csv", "rapport.html", "tabeller.xlsx"):
            shutil.copy(published / file, out / period)
    earlier = out / "2025-02" / "siffror.csv"
    lines = earlier.read_text(encoding="utf-8").splitlines(keepends=True)
    told = [line.replace('"346,2"', '"228,1"') for line in lines if "prognos helår" not in line]
    earlier.write_text("".join(told), encoding="utf-8")
    write_index(out, new_report(load_params(ROOT / "params/2025-03.yaml"), ROOT))
    return out


@pytest.fixture
def opened(browser, published, listed):
    """A function that opens a page of the report in a window of a width, with an emulated medium."""
    contexts = []

    def open_page(name, width=1280, media="screen", **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.emulate_media(media=media)
        page.goto(((published if name in PAGES else listed) / name).resolve().as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("name", "size"), JUDGED)
def test_axe_finds_nothing(opened, name, size):
    axe = axe_source()
    page = opened(name, *SIZES[size])
    assert violations(page, axe) == []
    if size == "desktop":  # what stands folded is judged as well
        page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
        assert violations(page, axe) == []


@every_page_of_all
def test_no_request_leaves_and_no_script_errs(browser, published, listed, name):
    page = browser.new_page()
    asked, said = [], []
    address = ((published if name in PAGES else listed) / name).as_uri()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.close()
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert said == []


@every_page_of_all
def test_without_javascript_everything_is_read(opened, name):
    texts = []
    for enabled in (True, False):
        page = opened(name, java_script_enabled=enabled)
        texts.append(page.inner_text("body"))
    assert texts[0] == texts[1]
    assert len(texts[0]) > (1500 if name in PAGES else 200)


@pytest.mark.parametrize("name", PAGES)
def test_one_file_of_at_most_three_megabytes(published, name):
    html = (published / name).read_text(encoding="utf-8")
    assert (published / name).stat().st_size <= LARGEST
    assert "<script" not in html
    assert "default-src 'none'" in html
    # an address that is fetched stands in one of these; the pictures' own names of XML are none
    assert not re.search(r"(?:src|srcset|href|action|poster)=\"(?!#|data:)", html)
    assert "@import" not in html


@pytest.mark.parametrize("name", PAGES + LISTING)
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_but_tables_scrolls_sideways(opened, name, width):
    page = opened(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTAINED) == []


@pytest.mark.parametrize("name", PAGES + LISTING)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_table_is_wider_than_its_page(opened, name, width):
    assert opened(name, width).evaluate(WIDER) == []


@pytest.mark.slow
@pytest.mark.parametrize(("nämnd", "period"), OTHERS)
def test_no_table_of_any_page_is_wider_than_it(browser, tmp_path, nämnd, period):
    params = make_params(period=period, inställningar=f"params/{nämnd}.yaml", upplaga="ekonom")
    run(params, ROOT / "params/2025-03.yaml", tmp_path, quiet=True)
    pages = sorted(tmp_path.rglob("*.html"))
    assert pages
    for path in pages:
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.goto(path.as_uri())
            assert page.evaluate(WIDER) == [], f"{path.name}, {width}"
            page.close()


@every_page_of_all
def test_letters_twice_as_large_lose_nothing(opened, name):
    page = opened(name)
    before = page.inner_text("main")
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate(CONTAINED) == []
    assert page.inner_text("main") == before


@every_page_of_all
def test_headings_follow_one_order_and_ids_are_unique(opened, name):
    page = opened(name)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(found => found.id)")
    assert [name for name, count in Counter(ids).items() if count > 1] == []


@every_page_of_all
def test_every_table_has_a_caption_scopes_and_a_region(opened, name):
    tables = opened(name).evaluate(TABLES)
    assert tables
    for table in tables:
        assert table["caption"], table
        assert table["heads"], table
        assert table["region"], table
        assert table["columns"] >= 2, table


@every_page
def test_alternative_texts_are_sentences_with_figures_and_differ(opened, name):
    images = opened(name).evaluate("[...document.querySelectorAll('img')].map(found => found.alt)")
    if name == "rapport.html":
        assert len(images) >= 5
    for alt in images:
        assert len(alt) >= 60, alt
        assert alt.endswith("."), alt
        assert len(re.findall(r"\d+(?:,\d+)?", alt)) >= 2, alt
        assert not re.search(r"\b(diagram|figur|bild|graf)\b", alt, re.IGNORECASE), alt
    assert len(set(images)) == len(images)


@every_page_of_all
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(opened, name):
    page = opened(name)
    wanted = page.evaluate(STOPS)
    page.evaluate(FIRST_FOCUS)
    places = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        assert found["outline"] == "solid3px", found
        assert found["seen"], found
        places.append(found["number"])
    assert len(set(places)) == wanted
    assert places == sorted(places), "the order of focus is not the order of reading"


@every_page_of_all
def test_what_is_read_first_stands_first(opened, name):
    page = opened(name, 375)
    tops = page.evaluate(
        "[...document.querySelectorAll('header, nav, main > *, footer')]"
        ".filter(found => found.checkVisibility()).map(found => found.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)


@every_page
def test_the_page_names_itself_and_its_language(opened, name):
    page = opened(name)
    assert page.get_attribute("html", "lang") == "sv"
    assert "Delårsrapport mars 2025" in page.title()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


CURRENT = "[...document.querySelectorAll('nav.innehall a:target-current')].map(found => found.textContent)"


def test_the_contents_follow_the_reader_without_a_script(opened):
    page = opened("rapport.html", java_script_enabled=True)
    if not page.evaluate("CSS.supports('selector(:target-current)')"):
        pytest.skip("Webbläsaren kan inte :target-current: listan är densamma men visar inte var man är.")
    for heading in ("3.2.1", "5.1", "1"):
        link = page.locator("nav.innehall a", has_text=heading).first
        text = link.text_content()
        page.evaluate("id => document.getElementById(id).scrollIntoView()", link.get_attribute("href")[1:])
        page.wait_for_function(f"text => {CURRENT}.join() === text", arg=text)  # once the browser has drawn it
        assert link.evaluate("found => getComputedStyle(found).borderLeftColor") == "rgb(11, 74, 111)"
        box = link.bounding_box()
        assert 0 < box["y"] < 800, "the line of the section at hand is in view"


@pytest.mark.parametrize(("width", "media"), [(375, "screen"), (1280, "print")])
def test_the_contents_mark_nothing_on_phone_and_paper(opened, width, media):
    page = opened("rapport.html", width, media)
    page.evaluate("window.scrollTo(0, 6000)")
    styles = "[...document.querySelectorAll('nav.innehall a')].map(found => getComputedStyle(found))"
    assert set(page.evaluate(f"{styles}.map(style => style.borderLeftWidth + style.textShadow)")) == {"0pxnone"}


def test_the_contents_list_marks_the_heading_at_hand_and_keeps_it_in_view(opened):
    """A page of sheets (bilaga 1) marks none: Chromium takes the last heading there, wherever the reader is."""
    page = opened(PAGES[0])
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight * .7)")
    page.wait_for_timeout(100)
    marked = page.locator("nav.innehall a:target-current")
    places = "found => { const box = found.getBoundingClientRect(); return box.top > 0 && box.bottom <= innerHeight }"
    assert marked.evaluate(places)
    over = "id => document.getElementById(id.slice(1)).getBoundingClientRect().top"
    assert page.evaluate(over, marked.get_attribute("href")) < 100
    assert opened(PAGES[1]).locator("nav.innehall a:target-current").count() == 0


@every_page_of_all
def test_tables_fit_on_paper_in_letters_of_at_least_nine_points(opened, name):
    page = opened(name, 658, "print")  # 174 mm: what is left of an A4 page between its margins
    wide = "[...document.querySelectorAll('table')].filter(found => found.checkVisibility() && found.offsetWidth > 659)"
    assert page.evaluate(f"{wide}.map(found => found.id)") == []
    sizes = """[...document.querySelectorAll('body *')].filter(found => found.checkVisibility() &&
      !found.closest('.dold') && [...found.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
      .map(found => parseFloat(getComputedStyle(found).fontSize) * .75)"""
    assert min(page.evaluate(sizes)) >= 8.99


def test_headings_of_a_comparison_stand_on_one_level(opened):
    page = opened("jamfor-2025-03.html")
    headings = page.evaluate("[...document.querySelectorAll('main :is(h2,h3,h4,h5,h6)')].map(h => h.tagName)")
    assert headings
    assert set(headings) == {"H2"}
