"""Amounts that may be thousands the English way stop where nothing in the file tells, in every kind of file."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.params import DatabaseSource
from ekonomi.readers.database import read_sql
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie import read_sie
from ekonomi.readers.tabular import read_cells
from tests import tiny

AMOUNTS = schema.Contract((schema.Column("konto", schema.CODE), schema.Column("belopp", schema.AMOUNT)))
MONTHS = schema.Contract(tuple(schema.Column(name, schema.CELL_AMOUNT) for name in ("jan", "feb")))
VOLUMES = schema.Contract((schema.Column("månad"), schema.Column("volym", schema.NUMBER)))
TWO_WAYS = "som kan läsas med tre decimaler eller som tusental"


def stops(texts: list[str]) -> bool:
    return bool(schema.thousands(((row, "belopp", text) for row, text in enumerate(texts)), "x.csv"))


@pytest.mark.parametrize(
    "texts",
    [
        ["25,000", "125,500"],
        ["500", "25,000", ""],
        ["-25,000"],
        ["\u221225,000", "(1,250)", "980,000-"],
        ["25.000", "1.250.000"],
        ["25,125"],
        ["1,250,000"],
    ],
)
def test_may_be_thousands(texts):
    assert stops(texts)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["25", "25000", "25 000"],
        ["25,000", "12,50"],
        ["25,000", "12,5"],
        ["25,000", "1234,500"],
        ["25,000", "1 234,500"],
        ["25,000", "0,000"],
        ["0,125", "1,250"],
        ["25,0000"],
    ],
)
def test_is_told_by_another_number(texts):
    assert not stops(texts)


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1))
def test_amounts_with_two_decimals_never_stop(amounts):
    assert not stops([f"{amount:.2f}".replace(".", ",") for amount in amounts])


@pytest.mark.parametrize(
    ("contract", "text", "row", "column"),
    [
        (AMOUNTS, "konto;belopp\n1;500\n2;25,000\n", 3, "belopp"),
        (MONTHS, "jan;feb\n;25,000\n", 2, "feb"),
        (VOLUMES, "månad;volym\n2025-01;1.250\n", 2, "volym"),
    ],
)
def test_a_text_file(contract, text, row, column):
    with pytest.raises(DataError, match=f"x.csv, rad {row}, kolumn {column}: fann .*{TWO_WAYS}"):
        read_cells(InputFile("x.csv", text.encode()), contract)


def test_one_column_tells_of_another():
    cells = read_cells(InputFile("x.csv", b"jan;feb\n1,50;25,000\n"), MONTHS)
    assert cells["feb"].tolist() == ["25,000"]


def test_a_text_in_a_workbook_is_not_told_by_its_numbers(tmp_path: Path):
    def book(*amounts: object) -> InputFile:
        tiny.write_sheet(tmp_path / "x.xlsx", "B", [["konto", "belopp"], *(["1", one] for one in amounts)])
        return InputFile("x.xlsx", (tmp_path / "x.xlsx").read_bytes())

    with pytest.raises(DataError, match=f"x.xlsx, rad 5, kolumn belopp: fann ”25,000”, {TWO_WAYS}"):
        read_cells(book(12.5, "25,000"), AMOUNTS)
    assert read_cells(book(12.5, "25,000", "12,50"), AMOUNTS)["belopp"].tolist() == ["12,50", "25,000", "12,50"]


@pytest.mark.parametrize(("kind", "stopped"), [("numeric(28,3)", False), ("varchar", True)])
def test_a_database_has_as_many_decimals_as_its_type(kind: str, stopped: bool, tmp_path: Path):
    with duckdb.connect(tmp_path / "x.duckdb") as con:
        con.execute(f"create table t (konto varchar, belopp {kind})")
        con.execute("insert into t values ('1', '25.000'), ('2', '0.000'), ('3', '-12.500')" if not stopped else
                    "insert into t values ('1', '25.000')")  # fmt: skip
    source = DatabaseSource(url="duckdb://x.duckdb", tabell="t", kolumner={"rad": None})
    contract = schema.Contract((AMOUNTS.columns[0], schema.Column("belopp", schema.amount("."))))
    if stopped:
        with pytest.raises(DataError, match=f"25.000”, {TWO_WAYS}"):
            read_sql(source, contract, tmp_path, "x")
    else:
        assert read_sql(source, contract, tmp_path, "x")[1]["belopp"].tolist() == ["25", "0", "-12.5"]


SIE = (
    '#FLAGGA 0\n#RAR 0 20250101 20251231\n#VER A 1 20250110 "X"\n{{\n#TRANS 5010 {{}} {0}\n#TRANS 1930 {{}} -{0}\n}}\n'
)
SIE_5 = """<Sie xmlns="http://www.sie.se/sie5"><Journal id="A"><JournalEntry id="1" journalDate="2025-01-10">
<LedgerEntry accountId="5010" amount="{0}"/><LedgerEntry accountId="1930" amount="-{0}"/></JournalEntry>
</Journal></Sie>"""


@pytest.mark.parametrize("form", [SIE, SIE_5])
@pytest.mark.parametrize("amount", ["25.000", "25,000", "125,500"])
def test_a_sie_file(form: str, amount: str):
    with pytest.raises(DataError, match=TWO_WAYS):
        read_sie(InputFile("x.se", form.format(amount).encode()))


@pytest.mark.parametrize("form", [SIE, SIE_5])
@pytest.mark.parametrize(("amount", "öre"), [("25.00", 2500), ("0.500", 50), ("1234,500", 123450), ("25000", 2500000)])
def test_a_sie_file_that_can_be_read_one_way(form: str, amount: str, öre: int):
    assert read_sie(InputFile("x.se", form.format(amount).encode())).rows["belopp"].tolist() == [öre, -öre]


MORE = '#VER A 2 20250111 "Y"\n{\n#TRANS 5010 {} 100.50\n#TRANS 1930 {} -100.50\n}\n'
MORE_5 = """<JournalEntry id="2" journalDate="2025-01-11"><LedgerEntry accountId="5010" amount="100.50"/>
<LedgerEntry accountId="1930" amount="-100.50"/></JournalEntry></Journal>"""


@pytest.mark.parametrize(
    "text", [SIE.format("1,000") + MORE, SIE_5.format("1,000").replace("</Journal>", MORE_5)], ids=["SIE 4", "SIE 5"]
)
def test_in_a_sie_file_a_point_does_not_tell_of_a_comma(text: str):
    with pytest.raises(DataError, match=f"”1,000”, {TWO_WAYS}"):
        read_sie(InputFile("x.se", text.encode()))
