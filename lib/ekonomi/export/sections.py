"""A section's notebook, run for a report."""

from functools import partial
from importlib import import_module
from pathlib import Path

import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from ekonomi.errors import EkonomiError
from ekonomi.export.edition import held
from ekonomi.report import Report


class SectionError(EkonomiError):
    """A notebook stopped in one of its cells."""


def warm() -> None:
    """Import here, once, what every fork is going to need."""
    for module in ("ekonomi.charts", "ekonomi.engine.warm", "matplotlib_inline.backend_inline", "ipykernel.ipkernel",
                   "matplotlib.pyplot", "matplotlib.backends.backend_svg"):  # fmt: skip
        import_module(module)


def execute(report: Report, notebook: NotebookNode, name: str, root: Path, *, in_fork: bool = False) -> NotebookNode:
    """What the report's edition holds of a notebook, run with papermill's own hands and our engine.

    It runs in this process, or in a fork of it. Raises SectionError where a cell stops.
    """
    from ekonomi.engine.warm import scrub

    edition = partial(held, rubriker=report.settings.rubriker, upplaga=report.params.upplaga)
    notebook.cells = edition(notebook.cells)
    try:
        executed = papermill.execute_notebook(
            notebook, None, report.params.model_dump(), engine_name="ekonomi", progress_bar=False, cwd=root,
            in_fork=in_fork,
        )  # fmt: skip
    except PapermillExecutionError as error:
        said = f"Avsnittet {name} stannade i cell {error.exec_count}: {error.ename}: {error.evalue}"
        raise SectionError(" ".join(said.split())) from None
    executed.cells = edition(executed.cells)
    return scrub(executed)
