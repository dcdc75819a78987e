"""The papermill engine itself, and the stable form of the notebooks that papermill has run."""

from collections.abc import Iterator, Mapping
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager

from ekonomi.engine.fork import ForkDiedError, can_fork, forked
from ekonomi.engine.shell import Executed, run_cells

INJECTED = "injected-parameters"


class WarmEngine(Engine):
    """papermill's engine `ekonomi`: cells run in a fork of the calling process, outputs as from a kernel."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, in_fork: bool = True, **kwargs: Any
    ) -> None:
        """Run the notebook of `nb_man` and fill its outputs; a cell that fails stops it.

        `in_fork=False` runs the cells in this process, for a caller that has forked already. Raises
        DeadKernelError where the fork dies.
        """
        if not can_fork() or _needs_kernel(nb_man, kwargs):
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **kwargs)
            return
        cells = list(_code_cells(nb_man.nb))
        results = forked(lambda: run_cells(cells)) if in_fork else run_cells(cells)
        for index, *_ in cells:
            nb_man.cell_start(nb_man.nb.cells[index], index)
            try:
                executed = next(results)
            except ForkDiedError as error:
                raise DeadKernelError("Kernel died") from error
            _fill(nb_man, index, executed)
            if executed.failed:
                break
        results.close()
        # imported late: once it is there, tqdm takes papermill's own process for a notebook and warns
        from ipykernel.ipkernel import IPythonKernel

        nb_man.nb.metadata["language_info"] = NotebookNode(IPythonKernel.language_info)


def _fill(nb_man: NotebookExecutionManager, index: int, executed: Executed) -> None:
    cell = nb_man.nb.cells[index]
    cell.execution_count = executed.execution_count
    for changed, outputs in executed.outputs.items():
        nb_man.nb.cells[changed].outputs = outputs
    if executed.failed:
        nb_man.cell_exception(cell, cell_index=index)
    nb_man.cell_complete(cell, cell_index=index)


def _needs_kernel(nb_man: NotebookExecutionManager, wishes: Mapping[str, Any]) -> bool:
    """True for another language, and for the wishes that only papermill's own engine grants."""
    language = nb_man.nb.metadata.get("kernelspec", {}).get("language", "python")
    asked = ("log_output", "stdout_file", "stderr_file", "execution_timeout")
    return language != "python" or any(wishes.get(wish) for wish in asked)


def _code_cells(notebook: NotebookNode) -> Iterator[tuple[int, str, bool]]:
    for index, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and cell.source.strip() and "skip-execution" not in tags:
            yield index, cell.source, "raises-exception" in tags


def scrub(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs between two runs: times, durations, paths and random cell ids.

    Of papermill's metadata the parameters are kept. Changes and returns the notebook given.
    """
    told = notebook.metadata.pop("papermill", {})
    notebook.metadata["papermill"] = NotebookNode(parameters=told.get("parameters", {}))
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED
    return notebook
