"""`förhandsvisa(report, …)`: a section as it is printed, in the open kernel, with the own texts as they are now."""

import re
from dataclasses import dataclass
from html import escape
from importlib import import_module

import nbformat

from ekonomi.errors import UsageError
from ekonomi.names import nearest
from ekonomi.report import Report, get_report, sharing


@dataclass(frozen=True)
class Preview:
    """A page within a notebook's output; its styles stay its own."""

    title: str
    page: str

    def __repr__(self) -> str:
        return self.title

    def _repr_html_(self) -> str:
        frame = "width: 100%; height: 45rem; border: 1px solid #c9d0d6"
        return f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.page)}" style="{frame}"></iframe>'


def förhandsvisa(report: Report, avsnitt: str) -> Preview:
    """Ett avsnitt så som det trycks, med de egna texterna som de är sparade nu.

    `avsnitt` är anteckningsbokens namn, `"321_resultat"`, eller början av det. Skriv i texten, spara, och kör cellen
    igen: bara texterna läses om. Anteckningsboken tas som den är sparad.

    >>> from ekonomi import förhandsvisa, get_report
    >>> förhandsvisa(get_report("2025-03"), "321")
    3.2 Ekonomisk uppföljning
    """
    from ekonomi.export.page import build_page, render
    from ekonomi.export.sections import execute, warm
    from ekonomi.report.contents import notebooks_of
    from ekonomi.report.what_if import Changed

    paths = notebooks_of(report.settings, report.root)
    names = [name for name in paths if name == avsnitt] or [name for name in paths if name.startswith(avsnitt)]
    if len(names) != 1:
        raise UsageError(f"Avsnittet ”{avsnitt}” finns inte. Närmast: {nearest(avsnitt, names or paths)}.")
    now = report if isinstance(report, Changed) else get_report(**report.params.model_dump())
    source = nbformat.read(paths[names[0]], 4)
    _make(now, "\n".join(cell.source for cell in source.cells if cell.cell_type == "code"))
    warm()
    with sharing(now):
        page = build_page(execute(now, source, names[0], now.root, in_fork=True), now.metadata)
    return Preview(page.title, render(page))


def _make(report: Report, code: str) -> None:
    """Make what the cells ask of the report here, where it is kept: the fork that runs them forgets what it makes."""
    for home, name in re.findall(r"report\[(tables|prose)\.(\w+)\]", code):
        report[getattr(import_module(f"ekonomi.{home}"), name)]
    for part in re.findall(r"report\.(\w+)(?![\w(])", code):
        getattr(report, part)
