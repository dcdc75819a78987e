"""One run: ask the report once, stop where a tie-out fails, run the notebooks, write every file, swap."""

import logging
import os
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ekonomi import reconcile, terms
from ekonomi.engine.fork import Task, begun, run_tasks
from ekonomi.engine.progress import progress
from ekonomi.errors import DataError, Finding, UsageError, stop_on, stops
from ekonomi.export import csv_files, manifest
from ekonomi.export.folder import building
from ekonomi.export.index import write_index
from ekonomi.export.manifest import key_of
from ekonomi.export.opened import opened, typed, unmark
from ekonomi.export.page import build_page, empty, is_opened, merge, render
from ekonomi.export.proofread import nothing_under, proofread
from ekonomi.export.sections import Section, execute, section_key, stored, warm, write
from ekonomi.export.workbook import workbook
from ekonomi.names import slug
from ekonomi.params import Params, find_root
from ekonomi.report import Report, new_report, output_folder, sharing
from ekonomi.report.appendix import ServicePage
from ekonomi.report.contents import notebooks_of
from ekonomi.sources import reading, text_hashes
from ekonomi.store import held, keep, label, sha256

LOG = logging.getLogger(__name__)
SECTIONS = "avsnitt"
REPORT = "rapport.html"
TABLES = "tabeller.xlsx"
DRAWN = "tjänster"  # the store's entry of their pages
YIELDS = 10  # on `nice`s scale: those who draw them let this process go first, which has the more to do

# writes a file more, from the report and its executed sections, into the folder where the pages stand
Extra = Callable[[Report, Sequence[NotebookNode], Path], None]


@dataclass(frozen=True)
class Published:
    """What a run has written: the folder, the report that stands in it, and what the checks found."""

    folder: Path
    report: Report
    findings: tuple[Finding, ...]


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
    report.beside, report.followed = partial(_begun, report), is_opened(params.upplaga)
    key = key_of(params, report.settings, params_file, root, out)
    notebooks = notebooks_of(report.settings, root)
    keys = {name: section_key(report, notebook) for name, notebook in notebooks.items()}
    standing = {name: section for name, made in keys.items() if (section := stored(report, name, made))}
    source = {name: nbformat.read(path, 4) for name, path in notebooks.items() if name not in standing}
    with _drawing(report, source.values()):
        report.recall()
        found = proofread(report, root)
        stop_on([*reconcile.failed(report.ties), *stops(found)])
        LOG.info("siffrorna är avstämda")
        if report.followed:
            report.makings.prepare()
    with sharing(report), building(target, check) as folder:
        sections = _write(report, source, keys, standing, folder, quiet)
        for extra in extras:
            extra(report, sections, folder)
        inputs = _inputs(report, root, [params_file, *notebooks.values()])
        checked = manifest.checked([*report.findings, *found], report.sources.settled, params.period)
        content = manifest.manifest(params, inputs, _outputs(folder), root, {**checked, manifest.KEY: key})
        (folder / manifest.NAME).write_text(content, encoding="utf-8")
    LOG.info("%s är skriven", target)
    write_index(out, report)
    return Published(target, report, (*report.findings, *found))


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


def _write(
    report: Report,
    source: Mapping[str, NotebookNode],
    keys: Mapping[str, str | None],
    standing: Mapping[str, Section],
    folder: Path,
    quiet: bool,
) -> list[NotebookNode]:
    """Every file but the manifest; gives the notebooks as executed now, or `standing` from an earlier run."""
    (folder / SECTIONS).mkdir()
    tasks = [Task(name, partial(_section, report, source[name], name, keys[name], folder)) for name in source]
    for section in standing.values():
        write(folder, section.files)
    executed = {name: section.notebook for name, section in standing.items()}
    own = [name for name in report.settings.avsnitt if name in source]

    def whole(*made: NotebookNode) -> None:
        of_own = executed | dict(zip(own, made, strict=True))
        sections = [of_own[name] for name in report.settings.avsnitt]
        write(folder, _page(report, merge(sections, report.metadata), REPORT, texts=report.texts.sources))

    first, *rest = report.settings.bilagor or [REPORT]
    # what takes the longest comes first: the tjänster's appendix, and the sections, which the page waits for
    order = [first, *report.settings.avsnitt, REPORT, *rest, TABLES]
    tasks += [Task(REPORT, whole, own), Task(TABLES, partial(_write_tables, report, folder))]
    tasks.sort(key=lambda task: order.index(task.name))
    if source:
        warm()
    with progress(len(tasks), quiet) as watch:
        made = run_tasks(tasks, os.cpu_count() or 1, watch)
    executed |= {task.name: notebook for task, notebook in zip(tasks, made, strict=True) if task.name in source}
    LOG.info("%d avsnitt och bilagor är körda, %d är ur lagret", len(source), len(standing))
    return [executed[name] for name in keys]


@contextmanager
def _begun(report: Report, work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """`begun`, and beside the first work, the reading, what the report and every later fork need is imported here."""
    report.beside = begun
    import_module("ibis.backends.duckdb")  # the reading needs it too
    with begun(work) as answer:
        warm()
        if is_opened(report.params.upplaga):  # the edition with a forecast
            from ekonomi.outlook import load_models

            load_models()
        yield answer


@contextmanager
def _drawing(report: Report, notebooks: Collection[NotebookNode]) -> Iterator[None]:
    """Within it processes beside this one draw the tjänster's pages, the most of a run's work; after it they are drawn.

    Nothing is drawn where none of `notebooks` shows the pages.
    """
    if not any("report.services" in cell.source for notebook in notebooks for cell in notebook.cells):
        yield
        return
    pages, workers = list((report.services or {}).values()), os.cpu_count() or 1
    shares = [pages[part::workers] for part in range(workers)]
    drawn = held(report.root, DRAWN, report.key)
    warm()
    with ExitStack() as forks:
        waited = [forks.enter_context(begun(partial(_drawn, share), YIELDS)) for share in shares if not drawn]
        yield
        if not drawn:
            keep(report.root, DRAWN, report.key, drawn := [answer() for answer in waited])
    for share, made in zip(shares, drawn, strict=True):
        for page, html in zip(share, made, strict=True):
            vars(page)["drawn"] = html  # where the cached property keeps it


def _drawn(pages: Sequence[ServicePage]) -> list[tuple[str, str]]:
    return [page.drawn for page in pages]


def _section(report: Report, notebook: NotebookNode, name: str, key: str | None, folder: Path) -> NotebookNode:
    """The notebook executed, written and stored; an appendix as a page too, which goes by its own heading."""
    with reading() as read:
        executed = execute(report, notebook, name, report.root)
        if not is_opened(report.params.upplaga):
            unmark(executed)
        files = {f"{SECTIONS}/{name}.ipynb": nbformat.writes(executed) + "\n"}
        if name in report.settings.bilagor:
            files |= _page(report, executed, texts={name for name, said in read if said is not None})
    section = Section(executed, files, read)
    write(folder, files)
    keep(report.root, name, key, section)
    return executed


def _page(report: Report, notebook: NotebookNode, name: str = "", *, texts: Container[str]) -> dict[str, str]:
    """A page of some own texts, named by its title without `name`.

    Raises DataError where a fastställd one has headings over nothing.
    """
    own = is_opened(report.params.upplaga)
    page = build_page(typed(notebook, report, texts) if own else notebook, report.metadata, marked=own)
    shown = [page.title, *(heading.text for heading in page.headings)]
    if report.params.status == terms.FASTSTÄLLD and (bare := empty(notebook.cells, report.settings.rubriker, shown)):
        raise DataError(nothing_under(report.settings, bare))
    html = render(page)
    return {name or f"{slug(page.title)}.html": opened(html, report) if own else html}


def _write_tables(report: Report, folder: Path) -> None:
    title, marks = f"{report.title}, {report.settings.nämnd}", report.marks
    figures, ties = csv_files.table_csv(report.figures), csv_files.table_csv(report.ties[reconcile.COLUMNS])
    write(folder, {"siffror.csv": figures, "avstamning.csv": ties})
    sources = [(file.fil, file.sha256) for file in report.sources.files]
    (folder / TABLES).write_bytes(workbook(report.tables.made(), title, marks, sources))


def _inputs(report: Report, root: Path, others: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of every input by its path from the root; one outside it goes by its name alone."""
    texts = text_hashes(report.settings, root, report.period)
    hashes = {file.fil: file.sha256 for file in [*report.sources.files, *texts]}
    if report.earlier is not None:
        hashes[f"{report.earlier.period}/{report.earlier.file.name}"] = report.earlier.file.sha256
    return hashes | {label(path, root): sha256(path.read_bytes()) for path in others}


def _outputs(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
