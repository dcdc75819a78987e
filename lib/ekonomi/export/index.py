"""index.html: every period that a nämnd has published, and what changed from one report to the next."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ekonomi.export import manifest
from ekonomi.export.compare import LEFT_OUT, NEW, SPANS, compare, read_figures, table_of_largest, tables_of
from ekonomi.export.folder import alone, write_whole
from ekonomi.export.page import to_html
from ekonomi.params.published import table_name
from ekonomi.period import is_period, report_title
from ekonomi.report import Report
from ekonomi.table import template

NAME, COMPARISON = "index.html", "jamfor-{}.html"
_APPENDIX = re.compile(r"bilaga-(\d+)-.*\.html")
_FORMATS = {
    "rapport.pdf": "PDF",
    "rapport.docx": "Word",
    "tabeller.xlsx": "Tabeller i Excel",
    "siffror.csv": "Siffror i CSV",
}


def write_index(out: Path, report: Report) -> None:
    """Write the index of `out`, and a comparison of each of the nämnd's editions with the one before, each in one step.

    Listed are both editions of the periods whose manifest names the same `inställningar`: those of one nämnd. The
    same folders give the same bytes.
    """
    with alone(out / NAME):
        found = published(out, report.params.inställningar)
        pages = {
            COMPARISON.format(after): _comparison(out, before, after, report)
            for before, after in pairwise(filter(is_period, found))
        }
        pages = {name: page for name, page in pages.items() if page}
        for stale in set(out.glob(COMPARISON.format("*"))) - {out / name for name in pages}:
            stale.unlink()
        listed = [_listed(out / name, status, pages, _title(name, report)) for name, status in found.items()]
        listed.sort(key=lambda one: str(one["period"]), reverse=True)
        index = _page("Rapporter", report, [_shown(template("ekonomi.export", "index.html.j2").render(reports=listed))])
        for name, page in {**pages, NAME: index}.items():
            write_whole(out / name, page)


def published(out: Path, inställningar: str) -> dict[str, str]:
    """The status of each published report of a nämnd by its folder, in the order of time."""
    found = {}
    for folder in sorted(path for path in out.iterdir() if is_period(path.name.removesuffix(manifest.EDITION))):
        params = manifest.params_of(folder)
        if params is not None and params["inställningar"] == inställningar:
            found[folder.name] = str(params["status"])
    return found


def _title(folder: str, report: Report) -> str:
    period = folder.removesuffix(manifest.EDITION)
    return report_title(period, report.settings.kind(period))


def _listed(folder: Path, status: str, pages: Mapping[str, str], title: str) -> dict[str, Any]:
    """A published report as the template lists it: its folder, title, status, files as (name, words), comparison."""
    period = folder.name.removesuffix(manifest.EDITION)
    appendices = [(path.name, _APPENDIX.fullmatch(path.name)) for path in sorted(folder.glob("bilaga-*.html"))]
    comparison = COMPARISON.format(folder.name)
    return {
        "folder": folder.name,
        "period": period,
        "title": title + (", ekonomens upplaga" if period != folder.name else ""),
        "status": status.capitalize(),
        "appendices": [(name, f"Bilaga {number.group(1)}") for name, number in appendices if number],
        "formats": [(name, words) for name, words in _FORMATS.items() if (folder / name).is_file()],
        "comparison": comparison if comparison in pages else "",
    }


def _comparison(out: Path, before: str, after: str, report: Report) -> str:
    """The page that marks what changed between two reports; "" where one's figures cannot be read."""
    old, new = read_figures(out / before), read_figures(out / after)
    if old is None or new is None:
        return ""
    left_out = {table_name(report.settings.tabeller, table, report.period) for table in LEFT_OUT}
    changes = compare(old, new, before, after, left_out)
    added = int((changes["ändring"] == NEW).sum())
    said = (
        f"{_title(after, report)} jämförs med {_title(before, report).lower()}. Av siffrorna har "
        f"{len(changes) - added} ändrats och {added} tillkommit. Först står de avvikelser och prognoser som har "
        "ändrats mest, och under dem alla ändringar, tabell för tabell. Ändringen är räknad på oavrundade tal. "
        "Tabeller över enskilda tjänster, volymer och projekt är inte med. "
        f"{'' if before[-2:] == after[-2:] else SPANS}\n\n"
        f"[Alla rapporter]({NAME})"
    )
    grenar, spelled = report.settings.grenar.model_dump(), report.grupper.spelled if report.grupper else {}
    for name, printed in spelled.items():
        changes[["rad", "kolumn"]] = changes[["rad", "kolumn"]].replace(re.escape(name), printed, regex=True)
    most = table_of_largest(changes, before, after, grenar)
    shown = [new_markdown_cell(said, id="inledning"), new_markdown_cell(f"## {most.caption}", id="storst")]
    shown += [_shown(most._repr_html_()), new_markdown_cell("## Alla ändringar", id="alla")]
    for number, table in enumerate(tables_of(changes, before, after, grenar), start=1):
        section = re.match(r"[\d.]+(?= )", table.name)
        count = f"{len(table.rows)} {'siffra' if len(table.rows) == 1 else 'siffror'}"
        words = f"{table.caption}{f' ({section[0]})' if section else ''}: {count}"
        folded = f"<details><summary>{escape(words)}</summary>{table._repr_html_()}</details>"
        shown.append(_shown(folded, number))
    return _page(f"Vad har ändrats i {_title(after, report).lower()}?", report, shown)


def _shown(html: str, number: int = 0) -> NotebookNode:
    output = new_output("execute_result", {"text/html": html})
    return new_code_cell("", id=f"tabell-{number}", outputs=[output])


def _page(title: str, report: Report, cells: Sequence[NotebookNode]) -> str:
    own = {**report.metadata, "titel": title, "status": "", "rubriker": {}}
    return to_html(new_notebook(cells=list(cells), metadata={"ekonomi": own}))
