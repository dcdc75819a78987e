"""rapport.docx: the pages as Word documents, with real styles, for those who paste into a case system.

A document is made of the same page as the HTML (`page.build_page`), so that both say the same; its pictures are
drawn from the page's SVG. The same page gives the same bytes. What the page folds away is left out.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from nbformat import NotebookNode

from ekonomi.engine.fork import Task, run_tasks
from ekonomi.export.page import Page, build_page, merge
from ekonomi.export.word import styles
from ekonomi.export.word.blocks import write_block
from ekonomi.export.word.text import element, field, run
from ekonomi.names import slug
from ekonomi.report import Report

NAME = "rapport.docx"


def write_documents(report: Report, executed: Sequence[NotebookNode], folder: Path) -> None:
    """Write the report as rapport.docx and each appendix as a document of its own to `folder`.

    `executed`: the notebooks of the sections and then of the appendices, as the settings list them. Raises
    WordError for a picture that cannot stand in a document.
    """
    sections = len(report.settings.avsnitt)
    pages = [merge(executed[:sections], report.metadata), *executed[sections:]]
    tasks = [Task(f"Word {number}", partial(_write, page, report, folder)) for number, page in enumerate(pages)]
    run_tasks(tasks, os.cpu_count() or 1, lambda names, done: None)


def _write(notebook: NotebookNode, report: Report, folder: Path) -> None:
    page = build_page(notebook, report.metadata)
    name = NAME if page.title == page.report else f"{slug(page.title)}.docx"
    (folder / name).write_bytes(docx(page))


# moments that never change: a document and its package carry when they were made
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_PACKED = (1980, 1, 1, 0, 0, 0)
_CONTENTS_LEVELS = 3


def docx(page: Page) -> bytes:
    """The Word document of a page. Raises WordError for a picture that is neither SVG nor PNG."""
    document = Document()
    styles.set_up(document)
    styles.running_lines(document, " · ".join(page.marks), page.running)
    _properties(document, page)
    names = {heading.id: f"rubrik_{number}" for number, heading in enumerate(page.headings, start=1)}
    _first_lines(document, page)
    _contents(document, page, names)
    for block in page.blocks:
        write_block(document, block.html, names)
    return _packed(document)


def _properties(document: Any, page: Page) -> None:
    told = document.core_properties
    told.title, told.subject, told.author = page.title, page.report, page.owner
    told.last_modified_by, told.comments = page.owner, ". ".join(page.marks)
    told.language, told.keywords, told.category = styles.LANGUAGE, "", ""
    told.created = told.modified = CREATED.replace(tzinfo=None)
    told.revision = 1


def _first_lines(document: Any, page: Page) -> None:
    document.add_paragraph(page.owner, style="Subtitle")
    document.add_paragraph(page.title, style="Title")
    if page.subtitle:
        document.add_paragraph(page.subtitle, style="Subtitle")
    if page.marks:
        document.add_paragraph(" · ".join(page.marks), style=styles.MARK)


def _contents(document: Any, page: Page, names: Mapping[str, str]) -> None:
    """A contents field, filled in already, whose lines lead to the headings; Word may fill it in anew."""
    listed = [heading for heading in page.listed if heading.level - 1 <= _CONTENTS_LEVELS]
    if len(listed) < 2:
        return
    document.add_paragraph("Innehåll", style="TOC Heading")
    begin, instruction, separate, end = field(f'TOC \\o "1-{_CONTENTS_LEVELS}" \\n \\h \\z')
    paragraphs = []
    for heading in listed:
        paragraphs.append(document.add_paragraph(style=f"toc {heading.level - 1}"))
        link = element("hyperlink", run(text=heading.text), anchor=names[heading.id], history=1)
        paragraphs[-1]._p.append(link)
    for piece in (separate, instruction, begin):
        paragraphs[0]._p.pPr.addnext(piece)
    paragraphs[-1]._p.append(end)


def _packed(document: Any) -> bytes:
    """The document's package without the template's thumbnail, and with one moment for all its parts."""
    relations = document.part.package.rels
    for name in [name for name, found in relations.items() if found.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[name]
    saved, packed = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            part = ZipInfo(name, _PACKED)
            part.compress_type, part.create_system = ZIP_DEFLATED, 0
            target.writestr(part, source.read(name))
    return packed.getvalue()
