"""A section's notebook, run for a report."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from nbformat import NotebookNode

from ekonomi.errors import EkonomiError
from ekonomi.report import Report
from ekonomi.report import contents as edition
from ekonomi.sources import Read, stands
from ekonomi.store import held, sha256
from ekonomi.table import template


@dataclass(frozen=True)
class Section:
    """A section's notebook as executed, the files that it is written as, and what it read of the own texts."""

    notebook: NotebookNode
    files: Mapping[str, str]
    read: Read


class SectionError(EkonomiError):
    """A notebook stopped in one of its cells."""


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts in a folder by their names."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def section_key(report: Report, notebook: Path) -> str | None:
    """SHA-256 of all that a section follows from but the own texts that it reads; None where nothing is stored."""
    if report.key is None:
        return None
    place = os.path.relpath(report.out, report.root)  # the economist's pages say in which folder to ask
    return sha256(f"{report.key} {place}\n".encode() + notebook.read_bytes())


def stored(report: Report, name: str, key: str | None) -> Section | None:
    """The section as an earlier run left it, where all that it read of the own texts still stands so."""
    found: Section | None = held(report.root, name, key) if key else None
    return found if found and stands(report.texts.sources, found.read) else None


def warm() -> None:
    """Import here, once, what every fork is going to need."""
    for module in ("papermill", "ekonomi.charts.renderer", "matplotlib.ticker", "ekonomi.engine.warm",
                   "ipykernel.ipkernel", "IPython.core.completerlib", "IPython.core.application",
                   "IPython.core.crashhandler", "IPython.core.logger", "IPython.core.oinspect", "bdb"):  # fmt: skip
        import_module(module)
    for package, name in (("ekonomi", "table.html.j2"), ("ekonomi.charts", "chart.html.j2")):
        template(package, name)
    import_module("matplotlib.backends").backend_registry.list_all()  # asks every package installed, as a shell would


def execute(report: Report, notebook: NotebookNode, name: str, root: Path, *, in_fork: bool = False) -> NotebookNode:
    """What the report's edition holds of a notebook, run with papermill's own hands and our engine.

    It runs in this process, or in a fork of it. Raises SectionError where a cell stops.
    """
    import papermill  # beside the reading, in a run (`warm`)
    from papermill.exceptions import PapermillExecutionError

    from ekonomi.engine.warm import scrub

    of_edition = partial(edition.held, rubriker=report.settings.rubriker, upplaga=report.params.upplaga)
    notebook.cells = of_edition(notebook.cells)
    try:
        executed = papermill.execute_notebook(
            notebook, None, report.params.model_dump(), engine_name="ekonomi", progress_bar=False, cwd=root,
            in_fork=in_fork,
        )  # fmt: skip
    except PapermillExecutionError as error:
        said = f"Avsnittet {name} stannade i cell {error.exec_count}: {error.ename}: {error.evalue}"
        raise SectionError(" ".join(said.split())) from None
    executed.cells = of_edition(executed.cells)
    return scrub(executed)
