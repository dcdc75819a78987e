"""One run: ask the report once, stop where a tie-out fails, run the notebooks, write every file, swap."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from ekonomi import reconcile, terms
from ekonomi.checklist import FIL_SAKNAS
from ekonomi.engine.fork import Task, run_tasks
from ekonomi.engine.progress import progress
from ekonomi.errors import DataError, EkonomiError, Found, Place, UsageError
from ekonomi.export import csv_files, manifest
from ekonomi.export.edition import held
from ekonomi.export.folder import building
from ekonomi.export.headings import slug
from ekonomi.export.index import write_index
from ekonomi.export.manifest import sha256
from ekonomi.export.merge import merge, to_html
from ekonomi.export.workbook import workbook
from ekonomi.params import Params, find_root
from ekonomi.report import Report, new_report, output_folder, sharing
from ekonomi.sources import text_hashes

NOTEBOOKS, SECTIONS = "notebooks", "avsnitt"
REPORT = "rapport.html"

# writes a file more, from the report and its executed sections, into the folder where the pages stand
Extra = Callable[[Report, Sequence[NotebookNode], Path], None]


class SectionError(EkonomiError):
    """A notebook stopped in one of its cells."""


@dataclass(frozen=True)
class Published:
    """What a run has written: the folder, and the report that stands in it."""

    folder: Path
    report: Report


def run(
    params: Params,
    params_file: Path,
    out: Path | None = None,
    *,
    replace: bool = False,
    quiet: bool = False,
    extras: Sequence[Extra] = (),
) -> Published:
    """Write the report of `params` to its folder in `out`, all of it or nothing, and list it in `out`.

    `out` is `output_folder` where it is not given. `replace` allows a fastställd report, or another nämnd's, to be
    replaced; `extras` write files more. Raises DataError where the data or a tie-out stops the run, UsageError
    where something stands in the way, SectionError where a notebook fails.
    """
    root = find_root()
    out = out or output_folder(params, root)
    target = out / manifest.folder_name(params)
    check = partial(refuse_to_replace, target, params, replace)
    check()
    report = new_report(params, root, out)
    notebooks = _notebooks(report, root)
    stop_at_failed_tie_out(report)
    with sharing(report), building(target, check) as folder:
        sections = _write(report, root, notebooks, folder, quiet)
        for extra in extras:
            extra(report, sections, folder)
        inputs = _inputs(report, root, [params_file, *notebooks.values()])
        checked = manifest.checked(report.findings, report.ledger, params.period)
        content = manifest.manifest(params, inputs, _outputs(folder), root, checked)
        (folder / manifest.NAME).write_text(content, encoding="utf-8")
    write_index(out, report)
    return Published(target, report)


def refuse_to_replace(target: Path, params: Params, replace: bool) -> None:
    """Raise UsageError where `target` is no output of ours, or may not be replaced: fastställd, or another nämnd's."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    old = manifest.params_of(target)
    if old is None:
        said = f"{target} finns redan och är ingen rapport härifrån. Flytta den, eller välj en annan --ut."
        raise UsageError(said)
    if old["inställningar"] != params.inställningar and not replace:
        said = f"Rapporten i {target} är en annan nämnds ({old['inställningar']}). Välj en annan --ut, eller lägg till"
        raise UsageError(f"{said} --ersatt om den ska ersättas.")
    if old["status"] == terms.FASTSTÄLLD and not replace:
        raise UsageError(f"Rapporten i {target} är fastställd. Lägg till --ersatt om den ska ersättas.")


def stop_at_failed_tie_out(report: Report) -> None:
    """Raise DataError with a line for each tie-out that fails."""
    faults = reconcile.failed(report.ties)
    if faults:
        raise DataError(faults)


def _notebooks(report: Report, root: Path) -> dict[str, Path]:
    """The notebooks of the sections and appendices, in order. Raises DataError where one is missing."""
    settings = report.settings
    named = {name: ("avsnitt", n) for n, name in enumerate(settings.avsnitt)}
    named |= {name: ("bilagor", n) for n, name in enumerate(settings.bilagor)}
    paths = {name: root / NOTEBOOKS / f"{name}.ipynb" for name in named}
    faults = [
        _missing(settings.place(*named[name]), path) for name, path in paths.items() if not path.is_file()
    ]
    if faults:
        raise DataError(FIL_SAKNAS.findings(faults))
    return paths


def _missing(place: Place, path: Path) -> Found:
    found = f"avsnittet ”{path.stem}”, men {NOTEBOOKS}/{path.name} finns inte"
    action = "Rätta namnet, eller lägg anteckningsboken där."
    return Found(*place, found, "en anteckningsbok", action)


def _write(
    report: Report, root: Path, notebooks: Mapping[str, Path], folder: Path, quiet: bool
) -> list[NotebookNode]:
    """Every file but the manifest: first the executed notebooks (returned) and the tables, then the pages."""
    _warm()
    (folder / SECTIONS).mkdir()
    workers = os.cpu_count() or 1
    sections = [Task(name, partial(_execute, report, path, root)) for name, path in notebooks.items()]
    pages = 1 + len(report.settings.bilagor)
    with progress(len(sections) + 1 + pages, quiet) as watch:
        made = run_tasks(
            [*sections, Task("tabeller", partial(_write_tables, report, folder))], workers, watch
        )
        executed = dict(zip(notebooks, made[:-1], strict=True))
        tasks = [Task(name, work) for name, work in _page_tasks(report, executed, folder)]
        run_tasks(tasks, workers, lambda names, done: watch(names, len(made) + done))
    return list(executed.values())


def _warm() -> None:
    """Import here, once, what every fork is going to need."""
    for module in (
        "ekonomi.charts",
        "ekonomi.engine.warm",
        "matplotlib_inline.backend_inline",
        "nbconvert.exporters",
    ):
        import_module(module)


def _execute(report: Report, path: Path, root: Path) -> NotebookNode:
    """What the report's edition holds of a notebook, run with papermill's own hands and our engine, in this process."""
    from ekonomi.engine.warm import scrub

    edition = partial(held, rubriker=report.settings.rubriker, upplaga=report.params.upplaga)
    notebook = nbformat.read(path, 4)
    notebook.cells = edition(notebook.cells)
    try:
        executed = papermill.execute_notebook(
            notebook, None, report.params.model_dump(), engine_name="ekonomi", progress_bar=False, cwd=root,
            in_fork=False,
        )  # fmt: skip
    except PapermillExecutionError as error:
        said = f"Avsnittet {path.stem} stannade i cell {error.exec_count}: {error.ename}: {error.evalue}"
        raise SectionError(" ".join(said.split())) from None
    executed.cells = edition(executed.cells)
    return scrub(executed)


def _write_tables(report: Report, folder: Path) -> None:
    title, marks = f"{report.title}, {report.settings.nämnd}", report.marks
    _text(folder / "siffror.csv", csv_files.figures_csv(report.figures))
    _text(folder / "avstamning.csv", csv_files.reconciliation_csv(report.ties))
    sources = [(file.fil, file.sha256) for file in report.sources.files]
    (folder / "tabeller.xlsx").write_bytes(workbook(report.tables.made(), title, marks, sources))


def _page_tasks(
    report: Report, executed: Mapping[str, NotebookNode], folder: Path
) -> Iterator[tuple[str, Callable[[], None]]]:
    """The pages to write, the largest first; each appendix goes by its own heading."""
    for name, notebook in executed.items():
        _text(folder / SECTIONS / f"{name}.ipynb", nbformat.writes(notebook) + "\n")
    sections = [executed[name] for name in report.settings.avsnitt]
    yield "rapport", partial(_write_report, sections, report.metadata, folder / REPORT)
    for name in report.settings.bilagor:
        heading = _heading(executed[name], name)
        page = folder / f"{slug(report.settings.rubriker.get(heading) or heading)}.html"
        yield name, partial(_write_page, executed[name], page)


def _write_report(sections: Sequence[NotebookNode], metadata: dict[str, str], page: Path) -> None:
    _write_page(merge(sections, metadata), page)


def _write_page(notebook: NotebookNode, page: Path) -> None:
    _text(page, to_html(notebook))


def _heading(notebook: NotebookNode, name: str) -> str:
    first = next((cell.source for cell in notebook.cells if cell.source.startswith("# ")), f"# {name}")
    return str(first.removeprefix("# ").splitlines()[0])


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _inputs(report: Report, root: Path, others: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of every input by its path from the root; one outside it goes by its name alone."""
    texts = text_hashes(report.settings, root, report.period)
    hashes = {file.fil: file.sha256 for file in [*report.sources.files, *texts]}
    if report.earlier is not None:
        hashes[f"{report.earlier.period}/{report.earlier.file.name}"] = report.earlier.file.sha256
    for path in others:
        place = path.resolve()
        name = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.name
        hashes[name] = sha256(path.read_bytes())
    return hashes


def _outputs(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
