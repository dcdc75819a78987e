"""rapport.docx: the pages as Word documents, with real styles, for those who paste into a case system.

A document is made of the same page as the HTML (`page.build_page`), so that both say the same; its pictures are
drawn from the page's SVG. The same page gives the same bytes. What the page folds away is left out.
"""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from nbformat import NotebookNode

from ekonomi.engine.fork import Task, run_tasks
from ekonomi.export.edition import merge
from ekonomi.export.page import build_page
from ekonomi.export.word.document import docx
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
