"""Readers: encodings, delimiters, header rows, signs and numbers as real exports have them."""

import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.params import LedgerSource
from ekonomi.readers import contracts, values
from ekonomi.readers.files import InputFile
from ekonomi.readers.tabular import read_cells, read_table
from ekonomi.readers.workbook import read_sheet
from ekonomi.sources.delivery import read_export
from tests import tiny

SOURCE = LedgerSource(filer=("x.csv",))
LINES = [
    '3111;11;;;;1101;;0110;-1 234,50;202501;1;LF;1;2025-01-25;2025-01-25;2025-01-25;"Å; ä ""ö"""',
    "1510;90;;;;;;;1 234,50;202501;1;LF;2;2025-01-25;2025-01-25;2025-01-25;Motpost",
]


def ledger(text: str, encoding: str = "utf-8-sig", **settings: object) -> pd.DataFrame:
    """The rows of an export with this text."""
    return read_export(InputFile("mapp/x.csv", text.encode(encoding)), SOURCE.model_copy(update=settings)).rows


def export(*lines: str, header: str = tiny.LEDGER_HEADER, end: str = "\r\n") -> str:
    return end.join([header, *lines, ""])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found(encoding: str, delimiter: str, end: str) -> None:
    quoted = [LINES[0].replace(';"Å; ä ""ö"""', ';"Å ä ""ö"""'), LINES[1]]
    rows = ledger(export(*quoted, end=end).replace(";", delimiter), encoding)
    assert rows["belopp"].tolist() == [123450, -123450]
    assert rows["text"].tolist() == ['Å ä "ö"', "Motpost"]
    assert rows["rad"].tolist() == [2, 3]


def test_the_canonical_columns() -> None:
    rows = ledger(export(*LINES))
    assert list(rows.columns) == list(schema.LEDGER)
    assert rows.iloc[0].to_dict() == {
        "period": "2025-01",
        "konto": "3111",
        "ansvar": "11",
        "tjänst": "1101",
        "projekt": "",
        "motpart": "0110",
        "beloppstyp": "utfall",
        "belopp": 123450,
        "verifikation": "1",
        "text": 'Å; ä "ö"',
        "källa": "x.csv",
        "rad": 2,
        "version": "",
        "registrerad": "2025-01-25",
    }


def test_the_sign_is_flipped_only_where_the_file_has_debit_plus() -> None:
    assert ledger(export(*LINES), tecken="intäkt plus")["belopp"].tolist() == [-123450, 123450]


def test_opening_balances_stay_out_and_closing_entries_fall_in_december() -> None:
    closing = LINES[0].replace("202501", "202413")
    rows = ledger(export(LINES[0].replace("202501", "202500"), closing, LINES[1]))
    assert rows[["period", "rad"]].values.tolist() == [["2024-12", 3], ["2025-01", 4]]
    assert ledger(export(LINES[0].replace("202501", "202500"))).empty


def test_a_title_above_the_header_and_empty_rows_keep_the_row_numbers() -> None:
    rows = ledger("Huvudbok 2025;;\r\n\r\n" + export(LINES[0], "", ";" * 16, LINES[1]))
    assert rows["rad"].tolist() == [4, 7]


def test_a_line_break_in_a_text_does_not_shift_the_row_numbers() -> None:
    rows = ledger(export(LINES[0].replace("ä", "ä\n\n"), LINES[1]))
    assert rows["rad"].tolist() == [2, 5]


def test_other_headings_and_no_date_of_entry() -> None:
    settings = {"kolumner": {"belopp": "Summa i kr", "registrerad": None}}
    header = tiny.LEDGER_HEADER.replace("Belopp", "Summa i kr").replace("Registrerad", "Annat")
    source = LedgerSource(filer=("x.csv",), **settings)
    rows = read_export(InputFile("x.csv", export(*LINES, header=header).encode()), source).rows
    assert rows["registrerad"].tolist() == ["", ""]


def test_headings_and_codes_are_normalised() -> None:
    header = tiny.LEDGER_HEADER.replace("Belopp", "Bela\u030app")
    source = LedgerSource(filer=("x.csv",), kolumner={"belopp": "Belåpp"})
    lines = [line.replace(";1101;", ";A\u030a1;") for line in LINES]
    rows = read_export(InputFile("x.csv", export(*lines, header=header).encode()), source).rows
    assert rows["tjänst"].tolist() == [unicodedata.normalize("NFC", "Å1"), ""]


def test_leading_zeros_stay() -> None:
    lines = [line.replace("3111;11", "0311;0011") for line in LINES]
    assert ledger(export(*lines)).loc[0, ["konto", "ansvar"]].tolist() == ["0311", "0011"]


def test_bytes_that_are_not_of_the_named_encoding() -> None:
    with pytest.raises(DataError) as error:
        ledger(export(*LINES), "cp1252", kodning="utf-8")
    assert str(error.value) == (
        "mapp/x.csv, rad 2: fann tecken som inte är UTF-8, väntade text i UTF-8. "
        "Rätta kodning i inställningarna eller ta ut filen på nytt."
    )


def test_an_unfinished_text_at_the_end_of_a_cut_file() -> None:
    with pytest.raises(DataError) as error:
        ledger(export(LINES[0], LINES[1].replace("Motpost", '"Motp')))
    assert str(error.value) == (
        "mapp/x.csv, rad 3: fann ett citattecken som aldrig avslutas, väntade citattecken i par. "
        "Rätta texten eller ta ut filen på nytt; den kan vara avbruten."
    )


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,50", 123450),
        ("-1 234,5", -123450),
        ("1\u00a0234\u202f567,00", 123456700),
        ("1\u2009234\u2007567,00", 123456700),
        ("1234567", 123456700),
        ("\u22121,00", -100),
        ("1 234,50-", -123450),
        ("(1 234,50)", -123450),
        ("+12,00", 1200),
        (",50", 50),
        ("0,00", 0),
        ("12,5000", 1250),
        ("- 12,00", -1200),
        ("999 999 999 999 999,99", 99999999999999999),
    ],
)
def test_amounts_as_exports_write_them(text: str, amount: int) -> None:
    assert pd.Series([text]).str.fullmatch(schema.AMOUNT.pattern).all()
    assert values.öre(pd.Series([text], dtype="str")).tolist() == [amount]


@pytest.mark.parametrize(
    "text",
    ["", "fyra", "1.234,50", "1 23,00", "1,234.50", "12,345", "1E+05", "--1", "1-2", "(1", "12 kr", "1 "],
)
def test_what_is_no_amount(text: str) -> None:
    assert not pd.Series([text], dtype="str").str.fullmatch(schema.AMOUNT.pattern).any()


@given(st.integers(-(10**16), 10**16))
def test_an_amount_written_and_read_is_the_same(amount: int) -> None:
    whole, part = divmod(abs(amount), 100)
    text = ("-" if amount < 0 else "") + f"{whole:,}".replace(",", " ") + f",{part:02d}"
    assert values.öre(pd.Series([text], dtype="str")).tolist() == [amount]


def test_decimal_point() -> None:
    lines = [line.replace("1 234,50", "1 234.50") for line in LINES]
    assert ledger(export(*lines), decimaltecken=".")["belopp"].tolist() == [123450, -123450]


def test_a_register_from_csv_and_from_a_workbook_are_the_same(tmp_path: Path) -> None:
    lines = [line.split(";") for line in tiny.TABLES["tjanster.csv"].splitlines()]
    tiny.write_sheet(tmp_path / "tjanster.xlsx", "Blad1", lines)
    sheet = InputFile("tjanster.xlsx", (tmp_path / "tjanster.xlsx").read_bytes())
    text = InputFile("tjanster.csv", tiny.TABLES["tjanster.csv"].encode())
    rows = read_table(text, contracts.TJÄNSTER)
    pd.testing.assert_frame_equal(read_table(sheet, contracts.TJÄNSTER).drop(columns="rad"), rows.drop(columns="rad"))
    assert rows["ordning"].dtype == "int64"


def test_numbers_in_a_workbook_become_text_without_needless_decimals(tmp_path: Path) -> None:
    tiny.write_sheet(tmp_path / "x.xlsx", "B", [["konto", "belopp"], [3111, 1234.5], ["0311", 1e6], ["1", 1 / 3]])
    columns = (schema.Column("konto", schema.CODE), schema.Column("belopp", schema.AMOUNT))
    cells = read_sheet(InputFile("x.xlsx", (tmp_path / "x.xlsx").read_bytes()), schema.Contract(columns))
    assert cells["konto"].tolist() == ["3111", "0311", "1"]
    assert values.convert(cells, schema.Contract(columns))["belopp"].tolist() == [123450, 100000000, 33]
    assert cells["rad"].tolist() == [4, 5, 6]


def test_a_sign_that_cannot_be_seen_is_told_by_its_number():
    assert schema.quoted("31\u200b11\u3000 a\u00a0b\n c") == "”31[U+200B]11[U+3000] a[U+00A0]b c”"


@pytest.mark.parametrize("heading", ["202501", "2025-01", "2025-01-01", "2025-01-31 00:00:00", "2025-01-01T00:00:00"])
def test_a_heading_that_is_a_month_or_a_day_in_it(heading):
    contract = schema.Contract((schema.Column("konto"), schema.Column("2025-01", schema.CELL_AMOUNT, "jan")))
    assert read_cells(InputFile("x.csv", f"konto;{heading}\n1;2,00\n".encode()), contract)["2025-01"].tolist() == [
        "2,00"
    ]
