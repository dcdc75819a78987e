"""One path: what `importera` finds in a source, `kontroll` and the report find too, whatever its format."""

import csv
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import duckdb
import openpyxl
import pytest
import yaml

from ekonomi import get_report, importing
from ekonomi.errors import DataError, Finding
from tests import tiny
from tests.doors import tables

CASES = Path(__file__).resolve().parents[1] / "cases" / "en_vag.csv"
SETTINGS = Path("params/mininamnd.yaml")
DIMENSIONS = {1: "ansvar", 6: "projekt", 20: "tjänst", 21: "motpart"}
ENDINGS = {"unit4": "csv", "arbetsbok": "xlsx", "sie": "se", "sql": "duckdb"}
NOT = {"dimensioner": {}, "kolumner": {}}
Rows = list[list[str]]


def at(name: str) -> int:
    return tiny.LEDGER_HEADER.split(";").index(name)


def put(rows: Rows, **cells: str) -> Rows:
    """The rows with other cells in the first."""
    for name, text in cells.items():
        rows[0][at(name)] = text
    return rows


def many(rows: Rows) -> Rows:
    """As many rows as a program cuts at, in vouchers of their own."""
    grown = [list(row) for _ in range(10_000 // len(rows) + 1) for row in rows][:10_000]
    for number, row in enumerate(grown):
        row[at("Verifikationsnr")] = str(number // 2)
    return grown


def total(rows: Rows) -> Rows:
    last = [""] * len(rows[0])
    last[at("Konto")], last[at("Belopp")] = "Summa", "1,00"
    return [*rows, last]


FAULTS: dict[str, Callable[[Rows], Rows]] = {
    "felfri": lambda rows: rows,
    "första verifikationen i obalans": lambda rows: put(rows, Belopp="-399 999,00"),
    "sista raden borta": lambda rows: rows[:-1],
    "en rad i en annan period": lambda rows: put(rows, Period="202502"),
    "en verifikation två gånger": lambda rows: [*rows, *rows[:2]],
    "utan balanskonton": lambda rows: [row for row in rows if row[at("Konto")][0] not in "12"],
    "precis 10 000 rader": many,
    "registrerad om tio år": lambda rows: put(rows, Registrerad="2035-01-25"),
    "ett belopp i bokstäver": lambda rows: put(rows, Belopp="fyra"),
    "ett tomt konto": lambda rows: put(rows, Konto=""),
    "inga rader": lambda rows: [],
    "förstörda tecken": lambda rows: put(rows, Text="L\ufffdner"),
    "ett öppet citattecken": lambda rows: put(rows, Text='"Post'),
    "en rubrik som saknas": lambda rows: rows,  # see `written`
    "slutsumma som inte stämmer": total,
    "daterad ett annat år": lambda rows: put(rows, Period="202401"),
    "en dimension utan kolumn": lambda rows: put(rows, Spec="7"),
}


def cases() -> Iterator[pytest.param]:
    """A fault, a format and the check that it gives there."""
    with CASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form in ENDINGS:
                if row[form] != "–":
                    yield pytest.param(row["fall"], form, {*row[form].split(" + ")}, id=f"{form}: {row['fall']}")


def planted(data: Path, fault: str) -> tuple[list[str], Rows]:
    """The header and the rows of the ledger of 2025 with a fault."""
    lines = (data / "huvudbok_2025.csv").read_text(encoding="utf-8-sig").splitlines()
    header = lines[0].replace("Konto", "Kto" if fault == "en rubrik som saknas" else "Konto", 1)
    return header.split(";"), FAULTS[fault]([*csv.reader(lines[1:], delimiter=";")])


def written(data: Path, form: str, fault: str) -> tuple[str, dict, dict]:
    """The ledger in a format: the file or url, the flags of its import, and the source that the settings have."""
    header, rows = planted(data, fault)
    for old in data.glob("huvudbok_*.csv"):
        old.unlink()
    path = data / f"bok.{ENDINGS[form]}"
    if form == "unit4":
        lines = (";".join(row) for row in (header, *rows))
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    elif form == "arbetsbok":
        tiny.write_sheet(path, "Huvudbok", [header, *rows])
    elif form == "sie":
        path.write_text("\n".join([*_sie(rows), ""]), encoding="utf-8")
        return (
            str(path),
            {"dimensioner": DIMENSIONS},
            {"format": "sie", "filer": [path.name], "dimensioner": DIMENSIONS},
        )
    else:
        return _sql(data, path, header, rows)
    return str(path), {}, {"filer": [path.name]}


def _sie(rows: Rows) -> Iterator[str]:
    yield from ("#FLAGGA 0", "#SIETYP 4", '#FNAMN "Mini"', "#RAR 0 20250101 20251231")
    for number, part in groupby(rows, key=lambda row: row[at("Verifikationsnr")]):
        yield f'#VER LF {number} {rows[0][at("Period")]}25 "V" 20250125\n{{'
        for row in part:
            named = ((1, "Ansvar"), (6, "Projekt"), (20, "Objekt"), (21, "Motpart"), (7, "Spec"))
            objects = " ".join(f'{n} "{row[at(name)]}"' for n, name in named if row[at(name)])
            amount, text = row[at("Belopp")].replace(" ", "").replace(",", "."), row[at("Text")]
            yield f'#TRANS {row[at("Konto")]} {{{objects}}} {amount} {row[at("Period")]}25 "{text}"'
        yield "}"


def _sql(data: Path, path: Path, header: list[str], rows: Rows) -> tuple[str, dict, dict]:
    export = data / "bok.txt"
    tiny.write_ledger(export, [";".join(row) for row in rows])
    kolumner = {"registrerad": "last_update"} | ({"konto": "kto"} if "Kto" in header else {})
    tables.to_duckdb(path, tables.agltransact([export]))
    flags = {"tabell": "agltransact", "klient": tables.CLIENT}
    told = {"url": f"duckdb://{path.name}", **flags, "kolumner": kolumner}
    return f"duckdb://{path}", {**flags, "kolumner": kolumner}, {"format": "sql", "databas": told}


def importera(source: str, flags: dict) -> set[str]:
    try:
        (imported,) = importing.import_files([source], Path("lager"), {**NOT, **flags})
    except DataError as error:
        return names(error.findings)
    return names(imported.delivery.notes)


def kontroll(read: Callable, key: str, source: object) -> set[str]:
    """What the sources say of a report; the report itself must say the same."""
    document = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    document["källor"][key] = source
    SETTINGS.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    try:
        found = read().findings
    except DataError as error:
        found = (*error.findings, *error.notes)
        with pytest.raises(DataError) as again:
            _ = get_report("2025-03").findings
        assert {*names(found)} == {*names((*again.value.findings, *again.value.notes))}
    return names(found)


def names(findings: tuple[Finding, ...]) -> set[str]:
    return {one.kontroll.name for one in findings} or {"inga"}


@pytest.mark.parametrize(("fault", "form", "checks"), [*cases()])
def test_a_fault_of_a_ledger_is_found_by_every_command(fault, form, checks, data: Path, read: Callable) -> None:
    source, flags, told = written(data, form, fault)
    assert importera(source, flags) == checks
    assert kontroll(read, "huvudbok", told) == checks


@pytest.mark.parametrize(("fault", "check"), [("utan balanskonton", "fullständighet ej styrkt"),
                                              ("precis 10 000 rader", "jämnt radantal")])  # fmt: skip
def test_what_does_not_stop_is_said_of_the_parquet_ledger_too(fault, check, data: Path, read: Callable) -> None:
    source, flags, _ = written(data, "unit4", fault)
    importing.import_files([source], data / "lager", {**NOT, **flags})
    assert kontroll(read, "huvudbok", {"format": "parquet", "filer": ["lager"]}) == {check}


def summed(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["A4"] = "Summa"


def broken(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet.cell(4, sheet.max_column).value = "#REF!"
    sheet.cell(4, sheet.max_column).data_type = "e"


def uncalculated(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet.cell(4, sheet.max_column).value = "=1+1"


def cut(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """A sheet whose last row is one that programs cut at."""
    last = [cell.value for cell in sheet[sheet.max_row]]
    while sheet.max_row < 10_000:
        sheet.append(last)


def untitled(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["A3"] = "X"


DOORS = Path(__file__).resolve().parents[1] / "cases" / "dorrfall"
LONG = {"beloppstyp": "budget", "version": "2025"}
OTHERS = {"felceller/budget_2025.xlsx": ("budget", {"blad": "Sheet"}, {}),
          "formel_utan_varde/budget_2025.xlsx": ("budget", {"blad": "Sheet"}, {}),
          "engelskt_tusental/budget_2025.csv": ("budget", {"form": "lång"}, LONG),
          "rubriker_som_datum/period_2025.xlsx": ("budget", {"blad": "Sheet", "år": 2026}, {"år": 2026}),
          "oppet_citattecken/huvudbok.csv": ("huvudbok", {}, {}),
          "felceller/fel.xls": ("huvudbok", {}, {}),
          "sie_datum_utanfor_ar/2025b.se": ("huvudbok", {"format": "sie"}, {})}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_a_fault_of_other_programs_is_found_by_every_command(name, data: Path, read: Callable) -> None:
    key, told, flags = OTHERS[name]
    path = data / Path(name).name
    path.write_bytes((DOORS / name).read_bytes())
    found = importera(str(path), flags)
    budget = [{"fil": path.name, **PLANS["budget"][1], **told}]
    assert found != {"inga"}
    assert kontroll(read, key, {"filer": [path.name], **told} if key == "huvudbok" else budget) == found


PLANS = {"budget": ("budget_2025.xlsx", {"år": 2025, "version": "2025", "beslutad": "2024-11-20"}),
         "prognos": ("prognos_2025-03.xlsx", {"period": "2025-03", "beslutad": "2025-04-16"})}  # fmt: skip
OF_PLANS = {summed: "summarad i planen", broken: "felaktigt värde", uncalculated: "felaktigt värde",
            cut: "jämnt radantal", untitled: "rubriker"}  # fmt: skip


@pytest.mark.parametrize("kind", PLANS)
@pytest.mark.parametrize("plant", OF_PLANS, ids=lambda plant: plant.__name__)
def test_a_fault_of_a_plan_is_found_by_every_command(plant, kind, data: Path, read: Callable) -> None:
    name, about = PLANS[kind]
    book = openpyxl.load_workbook(data / name)
    plant(book.worksheets[0])
    book.save(data / name)
    assert importera(str(data / name), {"beloppstyp": kind} if kind == "prognos" else {}) == {OF_PLANS[plant]}
    assert kontroll(read, kind, [{"fil": name, **about}]) == {OF_PLANS[plant]}


def test_a_total_in_a_table_of_a_budget(data: Path, read: Callable) -> None:
    columns = {name: name for name in ("konto", "ansvar", "belopp", "period")}
    columns |= dict.fromkeys(("projekt", "tjänst", "motpart", "text", "rad"))
    with duckdb.connect(data / "plan.duckdb") as con:
        con.execute("create table plan as select 'Summa' konto, '11' ansvar, 202501 period, 10.0 belopp")
    told = {"tabell": "plan", "kolumner": columns}
    found = importera(f"duckdb://{data / 'plan.duckdb'}", {**LONG, **told})
    budget = {**PLANS["budget"][1], "databas": {"url": "duckdb://plan.duckdb", **told}}
    assert found == kontroll(read, "budget", [budget]) == {"summarad i planen"}
