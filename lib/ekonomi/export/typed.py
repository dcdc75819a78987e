"""Amounts that an economist typed in an own text, each marked with the cell that it is, where it is one alone."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from nbformat import NotebookNode

from ekonomi.claims import AMOUNT, cells_of, sentences
from ekonomi.export.proofread import read_together
from ekonomi.marks import marked
from ekonomi.prose import OwnText
from ekonomi.report import Report
from ekonomi.report.contents import contents

_CITED = re.compile(r"(<data\b.*?</data>)", re.DOTALL)


def typed(notebook: NotebookNode, report: Report) -> NotebookNode:
    """The executed notebook with the typed amounts of its own texts marked, as those that texts cite are."""
    notebook, own = deepcopy(notebook), dict(_marked(report))
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        for html in own if "egen-text" in output.get("data", {}).get("text/html", "") else ():
            output.data["text/html"] = output.data["text/html"].replace(html, own[html])
    return notebook


def _marked(report: Report) -> Iterator[tuple[str, str]]:
    """The HTML of each own text with an amount to mark, and the same with its marks."""
    names = dict(report.settings.förkortningar)
    for shown, parts in read_together(report, contents(report.settings, report.root, report.params.upplaga)):
        for part in parts:
            own = report.texts[part.fil]
            if isinstance(own, OwnText):
                found = [
                    cell.mark if cell else "" for cell in cells_of(sentences(own.source, part.rubrik), shown, names)
                ]
                if any(found):
                    yield own.html, _with_marks(own.html, found)


def _with_marks(html: str, marks: Sequence[str]) -> str:
    """HTML with its amounts marked in order; as it is where it does not print as many as the text has."""
    pieces = _CITED.split(html.replace("&nbsp;", "\u00a0"))
    if sum(len(AMOUNT.findall(piece)) for piece in pieces[::2]) != len(marks):
        return html
    left = iter(marks)
    pieces[::2] = [AMOUNT.sub(lambda found: marked(found[0], next(left)), piece) for piece in pieces[::2]]
    return "".join(pieces)
