"""Error values and formulas that nobody has calculated stop, in every kind of workbook, with sheet and cell."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import read_cells
from ekonomi.sources import Sources
from tests import tiny
from tests.doors.workbooks import cell, ods, row, xlsb, zipped

CASES = Path(__file__).resolve().parents[1] / "cases/dorrfall"
CONTRACT = schema.Contract(
    (schema.Column("konto", schema.CODE), schema.Column("belopp", schema.CELL_AMOUNT), schema.Column("tjänst"))
)
MEND = "väntade ett värde. Rätta formeln i arbetsboken, eller skriv in värdet, och spara."
CALCULATE = "väntade uträknade värden. Öppna arbetsboken i Excel, låt den räkna om och spara den."


def refused(name: str, data: bytes, contract: schema.Contract = CONTRACT) -> list[str]:
    with pytest.raises(DataError) as error:
        read_cells(InputFile(name, data), contract)
    return [finding.line() for finding in error.value.findings]


def openpyxl_book(*cells: tuple[str, object, str]) -> bytes:
    """A workbook with a row of each kind; each of `cells` is a cell, its value and its type (e error, f formula)."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Blad"
    for values in (["konto", "belopp", "tjänst", "annat"], ["5010", 1.5, "A"], ["5020", 2, "B"]):
        sheet.append(values)
    for place, value, kind in cells:
        sheet[place].value = value
        sheet[place].data_type = kind
    book.save(out)
    return out.getvalue()


def xlsxwriter_book(value: object) -> bytes:
    """A workbook whose only amount is a formula that is said to give `value`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Blad")
        sheet.write_row(0, 0, ["konto", "belopp", "tjänst"])
        sheet.write_row(1, 0, ["5010", "", "A"])
        sheet.write_formula("B2", "=2*3", None, value)
    return out.getvalue()


def merged_book(kind: str) -> bytes:
    """A workbook whose tjänst is written once for two rows."""
    first = cell("konto"), cell("belopp"), cell("tjänst")
    if kind == "ods":
        spanned = cell("A", ' table:number-columns-spanned="1" table:number-rows-spanned="2"')
        return ods(row(*first) + row(cell("5010"), cell("1"), spanned) + row(cell("5020"), cell("2")))
    book, out = openpyxl.load_workbook(io.BytesIO(openpyxl_book())), io.BytesIO()
    book["Blad"].merge_cells("C2:C3")
    book["Blad"].merge_cells("D2:D3")  # is not read
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_value_written_once_for_several_rows_stops(kind: str) -> None:
    assert refused(f"b.{kind}", merged_book(kind)) == [
        f"b.{kind}, rad 3, kolumn tjänst: fann en sammanfogad cell utan eget värde i cell C3 på bladet ”Blad”, väntade "
        "ett värde i varje cell. Dela de sammanfogade cellerna och skriv värdet i var och en."
    ]


def percent_book(kind: str) -> bytes:
    """A workbook whose only amount is 0.5, shown in a number format of XLSX, or as percent in ODS."""
    if kind == "ods":
        shown = cell("50 %").replace('"string"', '"percentage" office:value="0.5"')
        return ods(row(cell("konto"), cell("belopp"), cell("tjänst")) + row(cell("5010"), shown, cell("A")))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Blad")
        sheet.write_row(0, 0, ["konto", "belopp", "tjänst"])
        sheet.write_row(1, 0, ["5010", 0.5, "A"], book.add_format({"num_format": kind}))
    return out.getvalue()


PERCENT = (
    "på bladet ”{}”, väntade tal utan procentformat. Välj talformat för cellerna och skriv värdet som det ska läsas, "
    "till exempel 85 för 85 procent."
)


@pytest.mark.parametrize("kind", ["0 %", "0.0%", "ods"])
def test_hundredths_shown_as_percent(kind):
    name = "x.ods" if kind == "ods" else "x.xlsx"
    said = f"{name}, rad 2, kolumn belopp: fann ett tal visat i procent i cell B2 {PERCENT.format('Blad')}"
    assert refused(name, percent_book(kind)) == [said]


def test_hundredths_shown_as_percent_in_xls():
    data = re.sub(
        rb"(\xe0\x00\x14\x00..)..", rb"\1" + b"\x09\x00", (CASES / "felceller/fel.xls").read_bytes(), flags=re.DOTALL
    )
    amounts = schema.Contract((schema.Column("konto", schema.WORDS), schema.Column("belopp", schema.CELL_AMOUNT)))
    assert (
        f"x.xls, rad 2, kolumn belopp: fann tal visade i procent i 2 celler, den första B2 {PERCENT.format('Budget')}"
        in (refused("x.xls", data, amounts))
    )


def test_a_sign_of_percent_that_is_only_said():
    assert read_cells(InputFile("x.xlsx", percent_book('0.0" % av"')), CONTRACT)["belopp"].tolist() == ["0,50"]


def test_error_cells_of_xlsx_one_line_for_each_error():
    data = openpyxl_book(("B2", "#REF!", "e"), ("B3", "#REF!", "e"), ("C3", "#N/A", "e"), ("D2", "#NAME?", "e"))
    assert refused("x.xlsx", data) == [
        f"x.xlsx, rad 2, kolumn belopp: fann felvärdet #REF! i 2 celler, den första B2 på bladet ”Blad”, {MEND}",
        f"x.xlsx, rad 3, kolumn tjänst: fann felvärdet #N/A i cell C3 på bladet ”Blad”, {MEND}",
    ]


def test_an_error_in_a_column_that_is_not_read_or_above_the_header_stops_nothing():
    data = openpyxl_book(("D2", "#REF!", "e"), ("D1", "#N/A", "e"))
    assert read_cells(InputFile("x.xlsx", data), CONTRACT)["belopp"].tolist() == ["1,50", "2"]


@pytest.mark.parametrize("place", ["A2", "B2", "C2"])
def test_a_formula_without_a_value(place):
    title = CONTRACT.columns["ABC".index(place[0])].title
    assert refused("x.xlsx", openpyxl_book((place, "=1+1", "f"))) == [
        f"x.xlsx, rad 2, kolumn {title}: fann en formel som aldrig är uträknad i cell {place} på bladet ”Blad”, "
        f"{CALCULATE}"
    ]


def test_a_formula_that_its_program_left_to_excel_as_0():
    assert refused("x.xlsx", xlsxwriter_book(0)) == [
        f"x.xlsx, rad 2, kolumn belopp: fann en formel som aldrig är uträknad i cell B2 på bladet ”Blad”, {CALCULATE}"
    ]


def test_a_formula_with_its_value_and_one_that_gives_an_empty_text():
    assert read_cells(InputFile("x.xlsx", xlsxwriter_book(6)), CONTRACT)["belopp"].tolist() == ["6"]
    never, part = openpyxl_book(("B2", '=""', "f")), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(never)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    calculated = zipped(parts | {part: parts[part].replace(b'<c r="B2"><f>', b'<c r="B2" t="str"><f>')})
    assert calculated != never
    assert read_cells(InputFile("x.xlsx", calculated), CONTRACT)["belopp"].tolist() == ["", "2"]


def test_the_description_of_a_posting_may_be_an_error_since_no_figure_follows_from_it():
    contract = schema.Contract((*CONTRACT.columns, schema.Column("annat", schema.WORDS)))
    data = openpyxl_book(("D2", "#NAME?", "e"))
    assert read_cells(InputFile("x.xlsx", data), contract)["annat"].tolist() == ["", ""]


ERROR = '<table:table-cell table:formula="of:=1/0" {}><text:p>{}</text:p></table:table-cell>'
SHOWN = 'office:value-type="string" office:string-value="" calcext:value-type="error"'


@pytest.mark.parametrize("given", [SHOWN, 'office:value-type="float" office:value="0"'])
@pytest.mark.parametrize("error", ["#DIV/0!", "#DIVISION/0!", "#SAKNAS!", "Fel:502"])
def test_error_cells_of_ods(given, error):
    head = row(cell("konto"), cell("belopp"), cell("tjänst"))
    data = ods(head + row(cell("1"), ERROR.format(given, error), cell("A"), more=' table:number-rows-repeated="2"'))
    assert refused("x.ods", data) == [
        f"x.ods, rad 2, kolumn belopp: fann felvärdet {error} i cell B2 på bladet ”Blad”, {MEND}"
    ]


def test_a_formula_of_ods_without_a_value_and_one_that_is_empty():
    head = row(cell("konto"), cell("belopp"), cell("tjänst"))
    empty, never = '<table:table-cell table:formula="of:=X"{}</table:table-cell>', "/>"
    data = ods(head + row(cell("1"), empty.format("><text:p/>"), cell("A")))
    assert read_cells(InputFile("x.ods", data), CONTRACT)["belopp"].tolist() == [""]
    data = ods(head + row(cell("1"), f'<table:table-cell table:formula="of:=X"{never}', cell("A")))
    assert refused("x.ods", data) == [
        f"x.ods, rad 2, kolumn belopp: fann en formel som aldrig är uträknad i cell B2 på bladet ”Blad”, {CALCULATE}"
    ]


def test_error_cells_of_xlsb():
    good, rows = [["konto", "belopp", "tjänst"], ["1", 2.5, "A"]], [["#N/A", 1.0, "A"], ["2", "#REF!", "A"]]
    assert read_cells(InputFile("x.xlsb", xlsb(good)), CONTRACT)["belopp"].tolist() == ["2,50"]
    assert refused("x.xlsb", xlsb([*good, *rows])) == [
        f"x.xlsb, rad 3, kolumn konto: fann felvärdet #N/A i cell A3 på bladet ”Blad”, {MEND}",
        f"x.xlsb, rad 4, kolumn belopp: fann felvärdet #REF! i cell B4 på bladet ”Blad”, {MEND}",
    ]


def test_error_cells_of_xls():
    contract = schema.Contract((*CONTRACT.columns[:2], schema.Column("text")))
    data = (CASES / "felceller/fel.xls").read_bytes()
    assert refused("x.xls", data, contract) == [
        f"x.xls, rad 3, kolumn belopp: fann felvärdet #DIV/0! i 2 celler, den första B3 på bladet ”Budget”, {MEND}",
        f"x.xls, rad 4, kolumn konto: fann felvärdet #N/A i cell A4 på bladet ”Budget”, {MEND}",
    ]


def test_a_workbook_that_is_not_built_as_its_kind_is_not_believed():
    book = xlsb([["konto", "belopp", "tjänst"], ["1", 2.5, "A"]])
    with pytest.raises(DataError):
        read_cells(InputFile("x.xlsb", book.replace(b"worksheets/sheet1.bin", b"worksheets/sheet2.bin")), CONTRACT)


@pytest.mark.parametrize(
    "word", ["#REF!", "#REFERENS!", "#SAKNAS!", "#Saknas!", "#N/A", "#VÄRDEFEL!", "#NAMN?", "####"]
)
@pytest.mark.parametrize("column", ["konto", "tjänst"])
def test_a_code_of_a_text_file_that_is_an_error(word, column):
    line = {"konto": f"{word};1,00;A", "tjänst": f"5010;1,00;{word}"}[column]
    assert refused("x.csv", f"konto;belopp;tjänst\n{line}\n".encode()) == [
        f"x.csv, rad 2, kolumn {column}: fann ”{word}”, väntade ett värde. Rätta värdet i filen eller ta ut filen på "
        "nytt."
    ]


@pytest.mark.parametrize("code", ["#1", "A#N/A", "N/A", "#", "Fel", "Err:1"])
def test_a_code_that_only_looks_like_one(code):
    text = f"konto;belopp;tjänst\n{code};1,00;A\n"
    assert read_cells(InputFile("x.csv", text.encode()), CONTRACT)["konto"].tolist() == [code]


@pytest.mark.parametrize("name", ["budget_2025.xlsx", "prognos_2025-03.xlsx"])
def test_a_plan_of_the_report(name: str, data: Path, read: Callable[[], Sources]) -> None:
    tiny.edit_cell(data / name, "F5", "#VALUE!")
    with pytest.raises(DataError) as error:
        read()
    assert "felvärdet #VALUE! i cell F5 på bladet" in str(error.value)


def test_a_register_of_the_report(data: Path, read: Callable[[], Sources]) -> None:
    lines = [line.split(";") for line in tiny.TABLES["tjanster.csv"].splitlines()]
    tiny.write_sheet(data / "tjanster.xlsx", "Blad1", lines)
    tiny.edit_cell(data / "tjanster.xlsx", "B5", "=1/0")
    settings = data.parents[1] / "params/mininamnd.yaml"
    tiny.edit(settings, "tjanster.csv", "tjanster.xlsx")
    with pytest.raises(DataError) as error:
        read()
    assert "en formel som aldrig är uträknad i cell B5 på bladet ”Blad1”" in str(error.value)
