"""Which sheet of a workbook is read: never a hidden one, never one of several that could be meant."""

import io
import re

import openpyxl
import pytest

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.readers.files import InputFile
from ekonomi.readers.hidden import hidden_rows
from ekonomi.readers.tabular import read_cells
from tests.doors import workbooks
from tests.published import ROOT

CONTRACT = schema.Contract((schema.Column("konto", schema.CODE), schema.Column("belopp", schema.AMOUNT)))
HEADER = ["Konto", "belopp"]


def book(**sheets: list[list[object]]) -> InputFile:
    """A workbook; a sheet whose name begins with `dolt` is hidden."""
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name.startswith("dolt"):
            sheet.sheet_state = "veryHidden" if name.endswith("2") else "hidden"
    made.active = len(sheets) - 1
    made.save(out)
    return InputFile("x.xlsx", out.getvalue())


def konton(file: InputFile, sheet: str | None = None) -> list[str]:
    return read_cells(file, CONTRACT, sheet=sheet)["konto"].tolist()


def test_a_hidden_first_sheet_is_passed_over_unless_it_is_named():
    file = book(dolt=[HEADER, ["9", 9]], dolt2=[HEADER, ["8", 8]], Synligt=[HEADER, ["1", 1]])
    assert konton(file) == ["1"]
    assert konton(file, "dolt") == ["9"]


def test_the_sheet_with_the_headings_is_found_among_others():
    file = book(Läsmig=[["Så här gör du"], ["1", 2]], Uttag=[["Titel"], [], HEADER, ["1", 1]], Pivot=[["Konto"], ["2"]])
    assert konton(file) == ["1"]


def test_a_sheet_with_the_headings_alone_is_not_meant():
    assert konton(book(Mall=[HEADER], Uttag=[HEADER, ["1", 1]])) == ["1"]


def test_several_sheets_of_the_same_headings_stop_and_are_listed():
    file = book(
        Jan=[HEADER, ["1", 1]], Feb=[HEADER, ["2", 2]], dolt=[HEADER, ["9", 9]], Mars=[["belopp", "KONTO"], [3, "3"]]
    )
    with pytest.raises(DataError) as error:
        konton(file)
    assert str(error.value) == (
        "x.xlsx: fann bladen ”Jan”, ”Feb”, ”Mars” med samma rubriker, väntade ett blad att läsa. Ange bladet (blad i "
        "inställningarna, --blad), eller dölj de blad som inte ska läsas."
    )
    assert konton(file, "Mars") == ["3"]


def test_rows_that_are_not_seen_are_told_and_empty_ones_and_hidden_sheets_are_not():
    made = openpyxl.load_workbook(io.BytesIO(book(Uttag=[HEADER, ["1", 1], ["2", 2], ["3", 3]], dolt=[HEADER]).data))
    for sheet, rad in (("Uttag", 3), ("Uttag", 4), ("Uttag", 9), ("dolt", 1)):
        made[sheet].row_dimensions[rad].hidden = True
    out = io.BytesIO()
    made.save(out)
    found = [one.said() for one in hidden_rows(InputFile("x.xlsx", out.getvalue()))]
    assert found == [
        "Varning (dolda rader): x.xlsx, rad 3: fann 2 rader som inte visas, väntade synliga rader. Visa raderna i "
        "arbetsboken, eller ta bort dem om de inte ska räknas."
    ]
    assert list(hidden_rows(book(Uttag=[HEADER, ["1", 1]]))) == list(hidden_rows(InputFile("x.xlsx", b"PK"))) == []
    row, title, number = (
        workbooks.row,
        workbooks.row(workbooks.cell("Konto")),
        '<table:table-cell office:value-type="float" office:value="3"/>',
    )
    calc = workbooks.ods(
        title + row(number, more=' table:visibility="filter" table:number-rows-repeated="2"') + row(number)
    )
    assert [(one.rad, one.funnet) for one in hidden_rows(InputFile("x.ods", calc))] == [(2, "2 rader som inte visas")]


def test_a_sheet_with_a_misspelled_heading_is_not_passed_over():
    """It would be left out without a word; one that lacks more headings is another table."""
    three = schema.Contract((*CONTRACT.columns, schema.Column("ansvar", schema.CODE)))
    jan, feb = [[*HEADER, "ansvar"], ["1", 1, "7"]], [["konto", "Beloop", "ansvar"], ["2", 2, "7"]]
    with pytest.raises(DataError, match="bladen ”Jan”, ”Feb” med nästan samma rubriker"):
        read_cells(book(Jan=jan, Feb=feb), three)
    other = [["konto", "benämning"], ["2", "Lön"]]
    assert read_cells(book(Jan=jan, Kontoplan=other), three)["konto"].tolist() == ["1"]


def test_no_sheet_with_the_headings_tells_of_the_first_that_is_seen():
    with pytest.raises(DataError) as error:
        konton(book(dolt=[["Konto"]], Ett=[["konto", "summa"], ["1", 1]], Två=[["annat"]]))
    assert "ingen sådan rubrik (oanvända rubriker: ”summa”)" in str(error.value)


def test_rows_that_are_not_seen_in_xls():
    data = (ROOT / "tests/cases/dorrfall/felceller/fel.xls").read_bytes()
    row = re.compile(rb"(\x08\x02\x10\x00\x01\x00.{10})\x00", re.DOTALL)  # the second row of the first sheet
    found = hidden_rows(InputFile("x.xls", row.sub(rb"\1 ", data, count=1)))
    assert [(one.rad, one.funnet) for one in found] == [(2, "1 rad som inte visas")]
    assert hidden_rows(InputFile("x.xls", data)) == hidden_rows(InputFile("x.xls", b"<html>")) == []


@pytest.mark.parametrize("name", ["Budget", "budget", "BUDGET\u00a0"])
def test_spaces_and_capitals_of_a_name_tell_no_sheets_apart(name):
    assert read_cells(book(**{"Budget ": [HEADER, ["1", 1]], "Annat": []}), CONTRACT, sheet=name)["konto"].tolist() == [
        "1"
    ]
