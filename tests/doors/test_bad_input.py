"""Every kind of bad input gets its Swedish line, with file, row, column, what was found and what was expected."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from ekonomi.errors import DataError
from ekonomi.sources import Sources
from tests import tiny

CASES = Path(__file__).resolve().parents[1] / "cases"
LEDGER = "data/mininamnd/huvudbok_2025.csv"
BUDGET = "data/mininamnd/budget_2025.xlsx"
WANTED = "väntade en rubrikrad med Konto, Ansvar, Objekt, Projekt, Motpart, "
TEXT = "Ge filen den ändelse som den ska ha, eller packa upp den eller ta ut den på nytt som text."
MONTHS = "jan, feb, mar, apr, maj, jun, jul, aug, sep, okt, nov, dec"


def cases() -> list[pytest.param]:
    """Text to look for in a file, text to put there instead, and the lines that it must give (\\r\\n escaped)."""
    rows = []
    for name in ("felaktiga_kallor.csv", "felaktiga_params.csv"):
        with (CASES / name).open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    return [pytest.param(*[_plain(row[key]) for key in ("fil", "ur", "i", "rader")], id=row["fall"]) for row in rows]


def _plain(text: str) -> str:
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t")


@pytest.mark.parametrize(("fil", "old", "new", "lines"), cases())
def test_a_planted_fault_is_named_and_placed(
    fil: str, old: str, new: str, lines: str, nämnd: Path, read: Callable[[], Sources]
) -> None:
    tiny.edit(nämnd / (fil if "/" in fil else f"{tiny.DATA}/{fil}"), old, new)
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == lines
    assert error.value.exit_code == 1


def test_the_clean_nämnd_raises_nothing(read: Callable[[], Sources]) -> None:
    assert read().findings == ()


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "budget_2025.xlsx",
            "params/mininamnd.yaml, rad 17, kolumn 7: fann filnamnet ”data/mininamnd/budget_2025.xlsx”, men filen "
            "finns inte, väntade en fil som finns. Lägg filen där eller rätta namnet i inställningarna.",
        ),
        (
            "kontoplan.csv",
            "params/mininamnd.yaml, rad 26, kolumn 5: fann filnamnet ”data/mininamnd/kontoplan.csv”, men filen "
            "finns inte, väntade en fil som finns. Lägg filen där eller rätta namnet i inställningarna.",
        ),
        (
            "huvudbok_2025.csv",
            "params/mininamnd.yaml, rad 10, kolumn 5: fann poster i 2024-01–2024-12 i huvudbokens filer, men inga "
            "i 2025-03, väntade poster i 2025-03. Lägg till periodens uttag, eller rätta period i parametrarna.",
        ),
    ],
)
def test_a_missing_file_is_named_where_the_settings_name_it(
    name: str, line: str, data: Path, read: Callable[[], Sources]
) -> None:
    (data / name).unlink()
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == line


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        (
            "huvudbok_2025.csv",
            b"",
            f"{LEDGER}, rad 1: fann en tom fil, {WANTED}Belopp, Period, Verifikationsnr, Text, Registrerad. "
            "Ta ut filen på nytt.",
        ),
        (
            "huvudbok_2025.csv",
            tiny.LEDGER_HEADER.encode(),
            f"{LEDGER}: fann inga rader under rubrikraden, väntade minst en rad. Ta ut filen på nytt.",
        ),
        (
            "huvudbok_2025.csv",
            b"Ett helt annat dokument\n1\n",
            f"{LEDGER}, rad 1: fann ”Ett helt annat dokument”, {WANTED}Belopp, Period, Verifikationsnr, Text, "
            "Registrerad. Kontrollera att det är rätt fil och att kolumnnamnen i inställningarna stämmer.",
        ),
        (
            "budget_2025.xlsx",
            b"",
            f"{BUDGET}, rad 1: fann en tom fil, {WANTED}{MONTHS}. Ta ut filen på nytt.",
        ),
        *(
            (
                "budget_2025.xlsx",
                page,
                f"{BUDGET}: fann en webbsida (HTML), väntade en arbetsbok (XLSX eller ODS). Öppna filen i Excel och "
                "spara den på nytt.",
            )
            for page in (b"<html><table></table></html>", b"\xef\xbb\xbf\r\n<!DOCTYPE html>")
        ),
        *(
            ("kontoplan.csv", data, f"data/mininamnd/kontoplan.csv: fann {kind}, väntade en textfil. {TEXT}")
            for data, kind in [
                (b"PK\x03\x04x", "en arbetsbok eller en ZIP-fil"),
                (b"\x1f\x8b\x08", "en GZIP-fil"),
                (b"<table>", "en webbsida (HTML)"),
            ]
        ),
        (
            "budget_2025.xlsx",
            b"nej",
            f"{BUDGET}: fann en fil som inte går att läsa som arbetsbok, väntade en arbetsbok (XLSX eller ODS). "
            "Öppna filen i Excel och spara den på nytt.",
        ),
    ],
)
def test_a_file_that_holds_nothing_or_something_else(
    name: str, content: bytes, line: str, data: Path, read: Callable[[], Sources]
) -> None:
    (data / name).write_bytes(content)
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == line


@pytest.mark.parametrize(
    ("name", "cell", "value", "line"),
    [
        (
            "budget_2025.xlsx",
            "H5",
            "tolv",
            f"{BUDGET}, rad 5, kolumn mar: fann ”tolv”, väntade ett belopp i kronor eller en tom cell. "
            "Rätta värdet i filen eller ta ut filen på nytt.",
        ),
        (
            "budget_2025.xlsx",
            "H3",
            "mars",
            f"{BUDGET}, rad 3, kolumn mar: fann ingen sådan rubrik (oanvända rubriker: ”mars”), väntade en kolumn "
            "med rubriken ”mar”. Rätta rubriken i filen eller kolumnnamnet i inställningarna.",
        ),
        (
            "budget_2025.xlsx",
            "A5",
            3112,
            f"{BUDGET}, rad 5, kolumn Konto: fann okänt konto ”3112” (på 12 rader), väntade en kod som finns i "
            "data/mininamnd/kontoplan.csv; närmast: 3511, 3111, 6811. Rätta posten eller lägg till koden i registret.",
        ),
        (
            "prognos_2025-03.xlsx",
            "E5",
            "it",
            "data/mininamnd/prognos_2025-03.xlsx, rad 5, kolumn Kostnadsslag: fann okänt kostnadsslag ”it”, väntade "
            "en kod som finns i data/mininamnd/kostnadsslag.csv. Rätta posten eller lägg till koden i registret.",
        ),
        (
            "prognos_2025-03.xlsx",
            "D4",
            110,
            "data/mininamnd/prognos_2025-03.xlsx, rad 4, kolumn Motpart: fann okänd motpart ”110”, som ser ut "
            "att ha blivit ett tal eller ett datum, väntade ”0110” som text. Ta ut filen på nytt med kolumnen som "
            "text.",
        ),
    ],
)
def test_a_faulty_cell_in_a_workbook(
    name: str, cell: str, value: object, line: str, data: Path, read: Callable[[], Sources]
) -> None:
    tiny.edit_cell(data / name, cell, value)
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == line


def test_a_sheet_of_another_name(data: Path, read: Callable[[], Sources]) -> None:
    tiny.write_sheet(data / "budget_2025.xlsx", "Blad1", [["Konto"]])
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == (
        f"{BUDGET}: fann bladen ”Blad1”, väntade ett blad med namnet ”Budget”. "
        "Rätta bladets namn i filen eller i inställningarna."
    )


def test_faults_of_all_files_come_together(data: Path, read: Callable[[], Sources]) -> None:
    tiny.edit(data / "huvudbok_2024.csv", "-400 000,00", "fyra")
    tiny.edit(data / "huvudbok_2025.csv", "3111;11;", "3112;11;")
    tiny.edit_cell(data / "budget_2025.xlsx", "H5", "tolv")
    (data / "uppdrag.csv").unlink()
    with pytest.raises(DataError) as error:
        read()
    assert [(finding.fil.rsplit("/", 1)[-1], finding.rad) for finding in error.value.findings] == [
        ("huvudbok_2024.csv", 2),
        ("huvudbok_2025.csv", 2),
        ("budget_2025.xlsx", 5),
        ("mininamnd.yaml", 55),
    ]


def test_many_faults_of_one_column_become_few_lines(data: Path, read: Callable[[], Sources]) -> None:
    text = (data / "huvudbok_2025.csv").read_text(encoding="utf-8-sig")
    header, *lines = text.splitlines()
    fields = [line.split(";") for line in lines]
    shifted = [";".join([*row[:8], f"kr {number}", *row[9:]]) for number, row in enumerate(fields)]
    (data / "huvudbok_2025.csv").write_text("\n".join([header, *shifted]), encoding="utf-8")
    with pytest.raises(DataError) as error:
        read()
    assert len(error.value.findings) == 11
    assert error.value.findings[-1].line() == (
        f"{LEDGER}, rad 12, kolumn Belopp: fann ytterligare 68 fynd av samma slag, väntade inga. "
        "Rätta de första och kör igen."
    )
