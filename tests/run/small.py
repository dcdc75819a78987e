"""A nämnd of two tables and two notebooks, so that a run can be tried in a second."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ekonomi import run as runs
from ekonomi.params import Settings, make_params
from ekonomi.params.sources import ForecastSource, SourceFiles
from ekonomi.prose import OwnTexts
from ekonomi.readers.files import InputFile
from ekonomi.reconcile import COLUMNS
from ekonomi.sources.checks import after_period
from ekonomi.table import Column, Row, Table

NO_ROWS = pd.DataFrame(columns=["period", "konto", "beloppstyp", "belopp"], dtype="str").astype({"belopp": "int64"})
PARAMS = 'period: "2025-03"\ninställningar: params/intraservice.yaml\n'
RUBRIKER = {"Början": "1 Början", "Tjänsteuppföljning": "Bilaga 1 Tjänsteuppföljning"}
PARAMETERS = 'period = "2025-03"\nstatus = "utkast"\ninställningar = "x"\nupplaga = "nämnd"\n'


class Tables(dict[str, Table]):
    """Tables by their names, as a report has them."""

    def made(self, *, figures: bool = False) -> Iterator[Table]:
        yield from self.values()


def small_table(name: str = "3.2.1 resultat") -> Table:
    values = pd.DataFrame(
        {"utfall": pd.array([123_456_789_01, None], dtype="Int64"), "ord": ["=1+1", "@x"]},
        index=["Ett", "Två"],
    )
    columns = (Column("utfall", "Utfall", group="Januari–mars"), Column("ord", "Ord", "text"))
    rows = (Row("rubrik", "Rubrik", "rubrik"), Row("Ett", "-Ett", level=1), Row("Två", "Två", "summa"))
    return Table(rows, columns, values, ("En not.",), caption="=Resultat", row_head="Rad", id=name)


def tie_outs(verdict: str = "ok") -> pd.DataFrame:
    sides = (Decimal("1.5"), Decimal("1.5"), Decimal(0))
    return pd.DataFrame([("Kuben", *sides, verdict, "utfall 2025-03")], columns=COLUMNS)


@dataclass
class Tiny:
    """The project: where it stands, and the report that the next run will be given."""

    root: Path
    report: SimpleNamespace

    def run(self, **options: object) -> Path:
        params = self.root / "params" / "p.yaml"
        return runs.run(self.report.params, params, self.root / "output", **options).folder

    def told(self, target: Path) -> str:
        """What stands in the pages and notebooks of a folder."""
        return "".join(path.read_text(encoding="utf-8") for path in target.rglob("*.[hi][tp]*"))

    def cell(self, source: str) -> None:
        """Give the section `a` one code cell more."""
        write_notebook(self.root, "a", "# Början", source)


def write_notebook(root: Path, name: str, heading: str, source: str, more: Sequence[NotebookNode] = ()) -> None:
    cells = [new_markdown_cell(heading), new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(source), *more]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    metadata = {"kernelspec": kernel, "ekonomi": {"avsnitt": name}}
    notebook = new_notebook(cells=cells, metadata=metadata)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")


def small_report(rubriker: dict[str, str | None] = RUBRIKER, **params: object) -> SimpleNamespace:
    settings = Settings.model_construct(
        nämnd="Nämnden",
        avsnitt=("a",),
        bilagor=("bilaga_1",),
        texter="texter",
        data="data",
        rubriker=rubriker,
        källor=SourceFiles.model_construct(prognos=(ForecastSource.model_construct(period="2025-03"),)),
    )
    asked = make_params(**{"period": "2025-03", "inställningar": "params/intraservice.yaml", **params})
    return SimpleNamespace(
        params=asked,
        period=asked.period,
        root=Path.cwd(),
        key=None,
        recall=lambda: None,
        settings=settings,
        makings=SimpleNamespace(prepare=lambda: None),
        sources=SimpleNamespace(files=(InputFile("data/x.csv", b"").summed(),), tables={}, settled=NO_ROWS),
        tables=Tables({"3.2.1 resultat": small_table()}),
        earlier=None,
        texts=OwnTexts({}),
        missing_comments=(),
        unanswered_deficit="",
        grupper=None,
        service_lines=None,
        figures=small_table().figures(),
        ties=tie_outs(),
        findings=(after_period.check.at("a.csv", None, None, "2 poster", "inga", "De räknas inte."),),
        title="Delårsrapport mars 2025",
        marks=("Utkast", "Exempeldata"),
        metadata={
            "titel": "Delårsrapport",
            "undertitel": "F",
            "nämnd": "N",
            "märkning": "M",
            "status": "utkast",
            "upplaga": asked.upplaga,
            "rubriker": rubriker,
        },
    )
