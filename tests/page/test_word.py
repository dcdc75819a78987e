"""rapport.docx: the page's words, figures and pictures in real styles, the same bytes each time."""

import csv
import re
import shutil
import subprocess
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import nbformat
import pytest
from docx import Document
from docx.oxml.ns import qn

from ekonomi.export.page import build_page, merge
from ekonomi.export.word import blocks, docx
from ekonomi.export.word.blocks import WordError
from ekonomi.names import slug
from tests.page import samples

OWN = (
    "<p>Se <a href='https://example.org/x'>underlaget</a>, som är <strong>viktigt</strong>.<br>Ny rad.</p>"
    "<ul><li>ett<ul><li>under</li></ul></li></ul><ol><li>först</li></ol><p>Och:</p><ol><li>om igen</li></ol>"
    "<blockquote><p>Sagt.</p></blockquote><pre>a  b</pre>"
)
MISSING = "–"


@pytest.fixture(scope="module")
def page():
    sections = samples.sections()
    sections[1].cells += samples.notebook("x", ("html", OWN)).cells[1:]
    return build_page(merge(sections, samples.METADATA))


@pytest.fixture(scope="module")
def made(page):
    return docx(page)


@pytest.fixture(scope="module")
def document(made):
    return Document(BytesIO(made))


def styled(document, name):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == name]


def levels(document):
    found = (re.fullmatch(r"Heading (\d)", paragraph.style.name) for paragraph in document.paragraphs)
    return [int(match.group(1)) for match in found if match]


def said(element):
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def pictured(document):
    return [(shape._inline.docPr.get("descr"), shape) for shape in document.inline_shapes]


def test_headings_are_those_of_the_page_one_level_up(document, page):
    titles = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert titles == [heading.text for heading in page.headings]
    assert levels(document) == [heading.level - 1 for heading in page.headings]
    assert levels(document)[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels(document)))


def test_it_says_what_it_is_on_the_first_page_and_on_every_page(document):
    assert styled(document, "Title") == ["Delårsrapport mars 2025"]
    assert styled(document, "Subtitle") == ["Mininämnden", "Förvaltningen"]
    marks = "Utkast · Exempeldata – inte Mininämndens bokföring"
    assert styled(document, "Markning") == [marks]
    assert document.sections[0].header.paragraphs[0].text == marks
    foot = document.sections[0].footer.paragraphs[0]
    assert foot.text == "Mininämnden · Delårsrapport mars 2025\tSida 1 av 1"
    told = [code.text.strip() for code in foot._p.iter(qn("w:instrText"))]
    assert told == ["PAGE", "NUMPAGES"]


def test_language_and_properties(document):
    told = document.core_properties
    assert (told.title, told.author, told.language) == ("Delårsrapport mars 2025", "Mininämnden", "sv-SE")
    assert told.comments == "Utkast. Exempeldata – inte Mininämndens bokföring"
    assert told.created == told.modified
    assert told.created.year == 2000
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"sv-SE"}
    assert document.settings.element.find(qn("w:themeFontLang")).get(qn("w:val")) == "sv-SE"


def test_the_contents_lead_to_the_headings(document, page):
    links = [link for link in document.element.body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    places = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    assert [said(link) for link in links] == [heading.text for heading in page.listed]
    assert {link.get(qn("w:anchor")) for link in links} <= places
    assert "Innehåll" in styled(document, "TOC Heading")


def test_tables_have_marked_heads_right_aligned_figures_and_bold_sums(document):
    table = document.tables[1]
    assert len([row for row in table._tbl.tr_lst if row.find(f".//{qn('w:tblHeader')}") is not None]) == 2
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).startswith("Resultat i sammandrag. ")
    last = [cell.paragraphs[0] for cell in table.rows[-1].cells]
    assert [paragraph.text for paragraph in last] == ["Resultat", "8,6", "−4,8", "13,4", "0,0", "0,0"]
    assert {paragraph.style.name for paragraph in last[1:]} == {"Tabelltal"}
    assert document.styles["Tabelltal"].paragraph_format.alignment == 2
    assert all(run.bold for paragraph in last for run in paragraph.runs)
    first = [cell.paragraphs[0] for cell in table.rows[2].cells]
    assert not any(run.bold for paragraph in first for run in paragraph.runs)
    assert "Resultat i sammandrag. Belopp i mnkr" in styled(document, "Caption")


def test_a_table_of_words_is_one_too(document):
    table = document.tables[-1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"], ["1", "2"]]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "a, b"


def test_charts_are_sharp_pictures_with_their_alternative_texts(document):
    (alt, shape), *rest = pictured(document)
    assert not rest
    assert alt.startswith("Resultatet är 13,4 mnkr bättre än budget")
    picture = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].image
    assert picture.content_type == "image/png"
    assert picture.px_width / shape.width.inches >= 200
    assert "Resultatet är 13,4 mnkr bättre än budget" in styled(document, "Caption")


def test_own_texts_keep_their_lists_links_and_emphasis(document, made):
    assert styled(document, "List Bullet") == ["ett"]
    assert styled(document, "List Bullet 2") == ["under"]
    assert styled(document, "List Number") == ["först", "om igen"]
    assert styled(document, "Quote") == ["Sagt."]
    assert styled(document, "No Spacing") == ["a  b"]
    numbers = {p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"}
    assert len(numbers) == 2, "the second list goes on from the first"
    linked = next(p for p in document.paragraphs if "underlaget" in p.text)
    assert linked.text == "Se underlaget, som är viktigt.\nNy rad."
    assert linked.hyperlinks[0].address == "https://example.org/x"
    assert [run.text for run in linked.runs if run.bold] == ["viktigt"]


def test_the_same_page_gives_the_same_bytes_without_the_templates_thumbnail(page, made):
    assert docx(page) == made
    with ZipFile(BytesIO(made)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name for name in package.namelist())


def test_nothing_is_set_smaller_than_nine_points(document):
    used = {found.get(qn("w:val")) for found in document.element.body.iter(qn("w:pStyle"))}
    assert {"Tabelltext", "Tabelltal", "Caption", "Heading1"} <= used
    styles = [style for style in document.styles if style.style_id in used and style.font.size]
    assert min(style.font.size.pt for style in styles) >= 9
    assert not list(document.element.body.iter(qn("w:sz")))


def test_a_picture_of_another_kind_is_refused():
    node = samples.notebook("x", ("md", "# 1 A"), ("html", '<img src="data:image/gif;base64,x" alt="A">'))
    with pytest.raises(WordError, match="varken SVG eller PNG"):
        docx(build_page(node))
    assert blocks.png("data:image/png;base64,AA==", 10).getvalue() == b"\x00"


@pytest.fixture(scope="module")
def reported(published):
    """The published report's page, its document, and siffror.csv as published."""
    names = sorted((published / "avsnitt").glob("[0-9]*.ipynb"), key=lambda path: path.name)
    page = build_page(merge([nbformat.read(path, 4) for path in names], samples.METADATA))
    with (published / "siffror.csv").open(encoding="utf-8") as file:
        return page, Document(BytesIO(docx(page))), list(csv.DictReader(file))


@pytest.mark.slow
def test_every_figure_of_every_table_is_the_reports(reported):
    page, document, figures = reported
    shown: dict[str, list[str]] = {}
    for figure in figures:
        shown.setdefault(f"tabell-{slug(figure['tabell'])}", []).append(figure["visat"])
    ids = [name for block in page.blocks for name in re.findall(r'<table id="([^"]+)"', block.html)]
    tables = document.tables[1:]  # the first holds the key figures
    assert len(ids) == len(tables) > 15
    compared = 0
    for name, table in zip(ids, tables, strict=True):
        cells = [
            said(cell)
            for row in table._tbl.tr_lst
            if row.find(f".//{qn('w:tblHeader')}") is None
            for cell in row.tc_lst[1:]
            if cell.p_lst[0].style == "Tabelltal"
        ]
        if name in shown:
            assert [cell for cell in cells if cell != MISSING] == shown[name], name
            compared += len(shown[name])
    assert compared > 250


@pytest.mark.slow
def test_every_chart_of_the_page_stands_in_the_document(reported):
    page, document, _ = reported
    alts = [alt for block in page.blocks for alt in re.findall(r'<img [^>]*alt="([^"]+)"', block.html)]
    assert [alt for alt, _ in pictured(document)] == alts
    assert len(set(alts)) == len(alts) >= 5
    assert levels(document) == [heading.level - 1 for heading in page.headings]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice saknas: apt install libreoffice-writer")
def test_it_opens_in_libreoffice_without_a_warning(reported, tmp_path):
    _, document, _ = reported
    document.save(tmp_path / "rapport.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    words = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    done = subprocess.run([*words, str(tmp_path / "rapport.docx")], capture_output=True, text=True, check=True)
    assert not any(word in (done.stdout + done.stderr).casefold() for word in ("error", "repair", "corrupt"))
    assert (tmp_path / "rapport.pdf").stat().st_size > 50_000
