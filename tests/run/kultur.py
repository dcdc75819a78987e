"""A Kulturnämnd of its own: eight ansvar, 20 months, about 4 000 rows, without tjänster, as Unit4 and as SIE."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook

from ekonomi.importing.ledger import slag_of
from ekonomi.params.sources import MONTHS as MONTHS_OF

UNITS = {"4110": "Stadsbiblioteket", "4120": "Stadsdelsbiblioteken", "4130": "Bokbussen", "4210": "Konsthallen",
         "4220": "Stadsmuseet", "4310": "Kulturskolan", "4320": "Kulturstöd", "4900": "Ledning"}  # fmt: skip
ACCOUNTS = {"1510": "Kundfordringar", "1930": "Avräkning", "2510": "Leverantörsskulder", "3011": "Entréer",
            "3131": "Avgifter kulturskolan", "3511": "Statsbidrag", "3912": "Kommunbidrag", "4511": "Föreningsbidrag",
            "5011": "Månadslöner", "5611": "Arbetsgivaravgifter", "6011": "Lokalhyra", "6121": "Städning",
            "6411": "Förbrukningsmaterial", "6431": "Medier och böcker", "7431": "Konsulter", "7911": "Avskrivningar",
            "8511": "Internränta"}  # fmt: skip
PARTS = {"10": "Kommunstyrelsen", "45": "Kulturnämnden", "90": "Leverantörer och allmänhet"}
PROJECT, MUSEUM = ("K01", "Museiflytten"), "4220"  # what the museum's consultants work with
HEADINGS = ("Verifikat", "Bokf.per", "Kontonr", "Kontonr (T)", "Enh", "Enh (T)", "Motpart", "Motpart (T)", "Projekt",
            "Projekt (T)", "Kronor", "Anteckning")  # fmt: skip
MONTHS = [f"{year}{month:02}" for year in (2024, 2025) for month in range(1, 13) if (year, month) <= (2025, 8)]


class Row(NamedTuple):
    """A posting: debit + in öre."""

    voucher: int
    month: str
    konto: str
    ansvar: str
    part: str
    öre: int
    text: str


def rows() -> Iterator[Row]:
    """All postings; every voucher sums to zero."""
    chance, voucher = random.Random(45), 0
    size = {unit: chance.uniform(0.5, 2.0) for unit in UNITS}
    for month in MONTHS:
        for unit, weight in size.items():
            for konto, base in (("3011", -60), ("3131", -25), ("3511", -40), ("3912", -1150), ("4511", 150),
                                ("5011", 520), ("5611", 165), ("6011", 190), ("6121", 22), ("6411", 18),
                                ("6431", 60), ("7431", 30), ("7911", 24), ("8511", 6)):  # fmt: skip
                voucher += 1
                öre = round(base * weight * chance.uniform(0.85, 1.15) * 100_000)
                against = "1510" if base < 0 and konto != "3912" else "1930" if konto in ("3912", "5011") else "2510"
                part = "10" if konto in ("3912", "8511", "6011") else "90"
                yield Row(voucher, month, konto, unit, part, öre, f"{ACCOUNTS[konto]} {month}")
                yield Row(voucher, month, against, unit, part, -öre, f"{ACCOUNTS[konto]} {month}")


def in_project(row: Row) -> bool:
    """Whether a posting carries the project."""
    return (row.konto, row.ansvar) == ("7431", MUSEUM)


def write_unit4(folder: Path) -> list[Path]:
    """A CSV per year, with headings that no default knows, names beside the codes."""
    files = []
    for year in ("2024", "2025"):
        lines = [";".join(HEADINGS)]
        for row in rows():
            if row.month.startswith(year):
                amount = f"{row.öre / 100:.2f}".replace(".", ",")
                project = ";".join(PROJECT if in_project(row) else ("", ""))
                lines.append(
                    f"{year[2:]}{row.voucher:05};{row.month};{row.konto};{ACCOUNTS[row.konto]};{row.ansvar};"
                    f"{UNITS[row.ansvar]};{row.part};{PARTS[row.part]};{project};{amount};{row.text}"
                )
        files.append(folder / f"kultur_{year}.csv")
        files[-1].write_text("\n".join(lines) + "\n", encoding="cp1252")
    return files


def write_sie(folder: Path) -> list[Path]:
    """A SIE 4 file per year; dimension 7 is motpart."""
    files = []
    for year in ("2024", "2025"):
        lines = ["#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4", '#PROGRAM "Test" 1', "#GEN 20250905",
                 '#FNAMN "Kulturnämnden"', f"#RAR 0 {year}0101 {year}1231",
                 *(f'#KONTO {konto} "{name}"' for konto, name in ACCOUNTS.items()),
                 '#DIM 1 "Ansvar"', '#DIM 6 "Projekt"', '#DIM 7 "Motpart"', '#OBJEKT 6 "{}" "{}"'.format(*PROJECT),
                 *(f'#OBJEKT 1 "{code}" "{name}"' for code, name in UNITS.items()),
                 *(f'#OBJEKT 7 "{code}" "{name}"' for code, name in PARTS.items())]  # fmt: skip
        before = 0
        for row in rows():
            if row.month.startswith(year):
                if row.voucher != before:
                    lines += ["}"] * (before > 0) + [f'#VER "A" {row.voucher} {row.month}15 "{row.text}"', "{"]
                    before = row.voucher
                project = f' 6 "{PROJECT[0]}"' if in_project(row) else ""
                objects = f'1 "{row.ansvar}"{project} 7 "{row.part}"'
                lines.append(f"#TRANS {row.konto} {{{objects}}} {row.öre / 100:.2f}")
        files.append(folder / f"kultur_{year}.se")
        files[-1].write_bytes(("\n".join([*lines, "}"]) + "\n").encode("cp437"))
    return files


def write_plans(data: Path) -> None:
    """The budget and the forecast of 2025, under the names and headings that the settings of `ekonomi ny` suggest."""
    last: Counter[tuple[str, str]] = Counter()
    for row in rows():
        if row.month.startswith("2024") and row.konto[0] in "345678":
            last[row.konto, row.ansvar] -= row.öre
    budget = [[*key, *[round(öre / 1200)] * 12] for key, öre in sorted(last.items())]
    _write(data / "budget" / "budget_2025.xlsx", "Budget", [["Konto", "Ansvar", *MONTHS_OF], *budget])
    full: Counter[tuple[str, str]] = Counter()
    for (konto, ansvar), öre in last.items():
        full[ansvar, slag_of(konto, ACCOUNTS[konto])] += öre
    forecast = [[*key, round(öre / 100)] for key, öre in sorted(full.items())]
    _write(data / "prognos" / "prognos_2025-08.xlsx", "Prognos", [["Ansvar", "Kostnadsslag", "Helår"], *forecast])


def _write(path: Path, sheet: str, table: list[list[object]]) -> None:
    path.parent.mkdir()
    book = Workbook()
    book.active.title = sheet
    for line in table:
        book.active.append(line)
    book.save(path)
