"""A nämnd without tjänster, projekt, motparter or texts: the column is null in the settings, its registers left out."""

from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml

from ekonomi import cli
from ekonomi.cube import build
from ekonomi.errors import DataError
from ekonomi.sources import Sources
from tests import tiny
from tests.doors import tables

SETTINGS = Path("params/mininamnd.yaml")
HEADINGS = {"tjänst": "Objekt", "projekt": "Projekt", "motpart": "Motpart", "text": "Text"}
REGISTERS = {
    "tjänst": ["tjänster", "pooler", "nycklar"],
    "projekt": ["projekt"],
    "motpart": ["motparter"],
    "text": [],
}
CODES = [name for name in HEADINGS if name != "text"]
DIMENSIONS = {"1": "ansvar", "6": "projekt", "20": "tjänst", "21": "motpart"}


def settings() -> dict:
    return yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))


def save(document: dict) -> None:
    SETTINGS.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")


def leave_out(document: dict, columns: Iterable[str], *, registers: bool = True) -> None:
    """Null each column wherever the sources have it, and leave its registers out."""
    sources = document["källor"]
    ledger, plans = sources["huvudbok"], [*sources["budget"], *sources["prognos"]]
    for column in columns:
        for part in [ledger, *(plans if column in CODES else [])]:
            part.get("databas", part).setdefault("kolumner", {})[column] = None
        for name in REGISTERS[column] if registers else []:
            sources["registerfiler"].pop(name)


def drop(data: Path, columns: Iterable[str]) -> None:
    """Take the columns out of every export, budget and forecast."""
    for path in data.glob("huvudbok_*.csv"):
        frame = pd.read_csv(path, sep=";", dtype="str", na_filter=False, encoding="utf-8-sig")
        frame.drop(columns=[HEADINGS[name] for name in columns]).to_csv(path, sep=";", index=False)
    for path in data.glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for name in columns:
            titles = [cell.value for cell in sheet[3]]
            if HEADINGS[name] in titles:
                sheet.delete_cols(titles.index(HEADINGS[name]) + 1)
        book.save(path)


def unit4(document: dict, data: Path, columns: Iterable[str]) -> None:
    drop(data, columns)


def parquet(document: dict, data: Path, columns: Iterable[str]) -> None:
    """Imported without the columns."""
    drop(data, columns)
    words = [word for name in columns for word in ("--rubrik", f"{name}=")]
    exports = sorted(map(str, data.glob("huvudbok_*.csv")))
    assert cli.main(["importera", *exports, "--till", str(data / "lager"), *words]) == 0
    document["källor"]["huvudbok"] = {"filer": ["lager"], "format": "parquet"}


def whole_parquet(document: dict, data: Path, columns: Iterable[str]) -> None:
    """Imported with the columns, which the report then does not want."""
    parquet(document, data, [])


def sql(document: dict, data: Path, columns: Iterable[str]) -> None:
    rows = tables.agltransact(sorted(data.glob("huvudbok_*.csv")))
    tables.to_duckdb(data / "bok.duckdb", rows)
    kolumner = {"registrerad": "last_update"}
    databas = {"url": "duckdb://bok.duckdb", "tabell": "agltransact", "klient": "IS", "kolumner": kolumner}
    document["källor"]["huvudbok"] = {"format": "sql", "databas": databas}


def sie(document: dict, data: Path, columns: Iterable[str]) -> None:
    titles = {number: HEADINGS.get(name, "Ansvar") for number, name in DIMENSIONS.items()}
    for export in sorted(data.glob("huvudbok_*.csv")):
        year = export.stem[-4:]
        rows = pd.read_csv(export, sep=";", dtype="str", na_filter=False, encoding="utf-8-sig")
        lines = ["#FLAGGA 0", "#SIETYP 4", '#FNAMN "Mini"', f"#RAR 0 {year}0101 {year}1231"]
        for number, voucher in rows.groupby("Verifikationsnr", sort=False):
            lines += [f'#VER LF {number} {voucher["Period"].iloc[0]}25 "V" {voucher["Period"].iloc[0]}25', "{"]
            for row in voucher.to_dict("records"):
                objects = " ".join(f'{n} "{row[title]}"' for n, title in titles.items() if row[title])
                amount = row["Belopp"].replace(" ", "").replace(",", ".")
                lines.append(f'#TRANS {row["Konto"]} {{{objects}}} {amount} {row["Period"]}25 "{row["Text"]}"')
            lines.append("}")
        (data / f"bok_{year}.se").write_text("\n".join([*lines, ""]), encoding="cp437")
    dimensions = {int(number): name for number, name in DIMENSIONS.items()}
    document["källor"]["huvudbok"] = {"format": "sie", "filer": ["bok_*.se"], "dimensioner": dimensions}


FORMATS = [unit4, sie, sql, parquet, whole_parquet]
formats = pytest.mark.parametrize("change", FORMATS, ids=lambda change: change.__name__)
absences = pytest.mark.parametrize(
    "columns", [*([name] for name in HEADINGS), [*HEADINGS]], ids=lambda names: names[-1]
)
KEYS = [
    "beloppstyp",
    "version",
    "period",
    "konto",
    "ansvar",
    "tjänst",
    "projekt",
    "motpart",
    "text",
    "belopp",
    "rad",
]


def compared(sources: Sources, columns: Iterable[str] = ()) -> pd.DataFrame:
    """The ledger without what differs between formats, in an order of its own."""
    ledger = sources.ledger.assign(**dict.fromkeys(columns, ""))
    ledger = ledger.assign(rad=ledger["rad"].where(ledger["beloppstyp"] != "utfall", 0))
    return ledger.sort_values(KEYS, ignore_index=True)[[*KEYS, "kostnadsslag", "resultatrad"]]


@formats
@absences
def test_the_rows_are_the_same_but_for_the_column(
    change: Callable, columns: list[str], data: Path, read: Callable[[], Sources]
) -> None:
    before = read()
    document = settings()
    change(document, data, columns)
    if change is not unit4 and change is not parquet:
        drop(data, [name for name in columns if name in CODES])  # of the budget and the forecast
    leave_out(document, columns)
    save(document)
    after = read()
    pd.testing.assert_frame_equal(compared(after), compared(before, columns))
    assert (after.ledger[columns] == "").all(axis=None)
    assert not {"Objekt", "Projekt", "Motpart"} & {finding.kolumn for finding in after.findings}
    cube = build(after.ledger, after.registers)
    assert cube["belopp"].sum() == before.ledger["belopp"].sum()
    if "motpart" in columns:
        assert not cube["intern"].any()


@pytest.mark.parametrize("form", ["bred", "lång", "databas"])
@pytest.mark.parametrize("columns", [*([name] for name in CODES), CODES], ids=lambda names: names[-1])
def test_a_budget_without(form: str, columns: list[str], data: Path, read: Callable[[], Sources]) -> None:
    before = read()
    document = settings()
    drop(data, columns)
    budget = document["källor"]["budget"][1]
    if form != "bred":
        long_budget(document, data, columns, form)
    leave_out(document, columns)
    save(document)
    keys = ["period", "konto", "ansvar", "tjänst", "projekt", "motpart"]
    own = [
        one.ledger[(one.ledger["beloppstyp"] == "budget") & (one.ledger["version"] == budget["version"])]
        .assign(**dict.fromkeys(columns, ""))
        .groupby(keys)["belopp"]
        .sum()
        for one in (before, read())
    ]
    pd.testing.assert_series_equal(*own)


def long_budget(document: dict, data: Path, columns: Iterable[str], form: str) -> None:
    """The budget of 2025 with a row per month, as a text file or a table."""
    names = {"konto": "Konto", "ansvar": "Ansvar", **{name: HEADINGS[name] for name in CODES}}
    amounts = [
        dict(zip(("konto", "ansvar", "projekt", "tjänst", "motpart"), row, strict=False)) | {"belopp": row[5]}
        for row in tiny.budget_rows()
    ]
    frame = pd.concat(
        [pd.DataFrame(amounts).assign(period=f"2025{month:02d}") for month in range(1, 13)], ignore_index=True
    ).drop(columns=[*columns])
    frame["belopp"] = frame["belopp"].map("{:.2f}".format)
    budget = document["källor"]["budget"][1]
    budget.pop("fil")
    if form == "lång":
        titles = {**names, "period": "Period", "belopp": "Belopp"}
        text = frame.assign(belopp=frame["belopp"].str.replace(".", ","))
        text.rename(columns=titles).to_csv(data / "budget.csv", sep=";", index=False)
        budget |= {"fil": "budget.csv", "form": "lång"}
        return
    import duckdb

    with duckdb.connect(data / "budget.duckdb") as con:
        con.register("given", frame)
        con.execute("create table budget as select * from given")
    kolumner = {name: name for name in frame.columns} | {"rad": None}
    budget["databas"] = {"url": "duckdb://budget.duckdb", "tabell": "budget", "kolumner": kolumner}


@pytest.mark.parametrize("column", CODES)
def test_codes_without_a_register_are_pointed_at(column: str, read: Callable[[], Sources]) -> None:
    document = settings()
    for name in REGISTERS[column]:
        document["källor"]["registerfiler"].pop(name)
    save(document)
    with pytest.raises(DataError) as error:
        read()
    register = REGISTERS[column][0]
    ends = (
        f"koder för {column}, men inget register över dem, väntade registret {register}, eller ingen sådan kolumn. "
        f"Ange {register} under registerfiler, eller skriv {column}: null under kolumner."
    )
    lines = [finding.line() for finding in error.value.findings]
    assert len(lines) == 5 and all(line.endswith(ends) for line in lines), lines
    assert f", kolumn {HEADINGS[column]}: fann " in lines[0]


def test_a_column_without_codes_needs_no_register(data: Path, read: Callable[[], Sources]) -> None:
    """Every export of Unit4 has a column for projekt; a nämnd that never uses it says nothing of it."""
    for path in data.glob("huvudbok_*.csv"):
        path.write_text(path.read_text("utf-8-sig").replace(";10110;", ";;").replace(";20110;", ";;"), "utf-8-sig")
    document = settings()
    document["källor"] |= {"budget": [], "prognos": []}
    document["källor"]["registerfiler"].pop("projekt")
    save(document)
    assert (read().ledger["projekt"] == "").all()
