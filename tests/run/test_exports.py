"""siffror.csv, avstamning.csv and tabeller.xlsx: exact, unique, stable, and harmless."""

import shutil
import subprocess
from decimal import Decimal
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi.export import csv_files
from ekonomi.export.workbook import sheet_names, workbook
from tests.run.small import small_table, tie_outs


def test_figures_are_unrounded_in_their_unit():
    assert csv_files.table_csv(small_table().figures()) == (
        'tabell,rad,kolumn,enhet,värde,visat,urval\n3.2.1 resultat,Ett,utfall,mnkr,123.45678901,"123,5",\n'
    )


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_would_be_a_formula_stands_after_an_apostrophe(text):
    assert csv_files.guarded(text) == f"'{text}"
    assert csv_files.guarded(f"a{text}") == f"a{text}"


def test_tie_outs_leave_the_unknown_empty():
    rows = tie_outs().assign(höger=None, differens=None)
    assert csv_files.table_csv(rows) == (
        "avstämning,vänster,höger,differens,utslag,förklaring\nKuben,1.5,,,ok,utfall 2025-03\n"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [("0E-8", "0"), ("-0", "0"), ("1E+3", "1000"), ("-9.10", "-9.1"), ("0.00000001", "0.00000001")],
)
def test_numbers_are_plain(value, text):
    assert csv_files.plain_number(Decimal(value)) == text


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def test_the_workbook_holds_numbers_and_text_stays_text():
    book = opened(workbook([small_table()], "=Rapport", ("Utkast", "Exempeldata")))
    assert book.sheetnames == ["Innehåll", "3.2.1 resultat"]
    sheet = book["3.2.1 resultat"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells[123.45678901].number_format == "#,##0.0"
    for text in ("=1+1", "@x", "-Ett", "=Resultat"):
        assert cells[text].data_type == "s"
    assert "–" in cells
    assert "Belopp i mnkr. Utkast. Exempeldata" in cells
    assert "En not." in cells
    assert sheet.freeze_panes == "B6"
    assert book["Innehåll"]["A1"].data_type == "s"
    assert book["Innehåll"]["A6"].hyperlink.location == "'3.2.1 resultat'!A1"


def test_the_first_sheet_says_where_the_figures_come_from():
    book = opened(workbook([small_table()], "R", ("Utkast",), [("data/x.csv", "ab" * 32)]))
    rows = [[cell.value for cell in row] for row in book["Innehåll"].iter_rows(max_col=2)]
    assert rows[rows.index(["Ursprung", None]) + 2 :] == [["Fil", "SHA-256"], ["data/x.csv", "ab" * 32]]
    assert book["Innehåll"].freeze_panes == "A5"


def filled(sheet):
    """The cells that hold something, by their place; numbers to the digits that LibreOffice keeps."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    found = {cell.coordinate: cell.value for cell in cells if cell.value not in (None, "")}
    return {place: f"{value:.12g}" if isinstance(value, float) else value for place, value in found.items()}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice saknas: apt install libreoffice-calc")
def test_the_published_workbook_opens_in_libreoffice_as_it_was_written(published, tmp_path):
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    words = [profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    done = subprocess.run(
        ["soffice", *words, str(published / "tabeller.xlsx")], capture_output=True, text=True, check=True
    )
    assert not any(word in (done.stdout + done.stderr).casefold() for word in ("error", "repair", "corrupt"))
    ours = openpyxl.load_workbook(published / "tabeller.xlsx")
    theirs = openpyxl.load_workbook(tmp_path / "tabeller.xlsx")
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours:
        other = theirs[sheet.title]
        assert filled(other) == filled(sheet)
        assert sheet.freeze_panes


def test_the_same_tables_give_the_same_bytes():
    first, second = (workbook([small_table()], "R", ()) for _ in range(2))
    assert first == second


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=45), unique=True, max_size=8))
def test_sheet_names_are_allowed_and_different(names):
    found = list(sheet_names(dict.fromkeys(names, small_table())).values())
    assert len({name.casefold() for name in found} | {"innehåll"}) == len(found) + 1
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)


def test_an_empty_table_says_so():
    table = small_table()
    empty = type(table)(
        (), table.columns, pd.DataFrame(columns=["utfall", "ord"]), id="t", caption="Inget", empty="Inga"
    )
    assert "Inga" in [cell.value for row in opened(workbook([empty], "R", ()))["t"].iter_rows() for cell in row]
