"""A quotation mark that is never closed swallows no row in silence."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.readers.files import InputFile
from ekonomi.readers.text import read_text

CONTRACT = schema.Contract(
    (
        schema.Column("konto", schema.CODE),
        schema.Column("belopp", schema.AMOUNT),
        schema.Column("text", schema.WORDS),
        schema.Column("dag", schema.DATE),
    ),
)
HEADER = "konto;belopp;text;dag\n"
ROW = "{};{}0,00;{};2025-01-01\n"


def file(*texts: str) -> InputFile:
    """A file with a row for each text, as it stands: 10 kr on konto 1, 20 kr on konto 2 …"""
    body = "".join(ROW.format(number, number, text) for number, text in enumerate(texts, 1))
    return InputFile("x.csv", (HEADER + body).encode())


def stopped(data: InputFile) -> str:
    with pytest.raises(DataError) as error:
        read_text(data, CONTRACT)
    return str(error.value)


@pytest.mark.parametrize(
    ("texts", "row"),
    [
        (['"A', "B", '"C', "D"], 2),
        (["X", '"A', "B", 'C"', "D"], 3),
        (['"A', 'B"'], 2),
        (['"A', '"B b"', '"C'], 4),
        (['";', ';"'], 2),
        (['"A', "B", "C"], 2),
        (["A", "B", '"C'], 4),
        (['"A;', '"B"'], 2),
        (['5" rör', '"A', 'B"'], 3),
    ],
)
def test_a_text_that_is_never_closed_stops_where_it_begins(texts, row):
    assert stopped(file(*texts)) == (
        f"x.csv, rad {row}: fann ett citattecken som aldrig avslutas, väntade citattecken i par. "
        "Rätta texten eller ta ut filen på nytt; den kan vara avbruten."
    )


def test_one_that_swallows_fields_of_its_own_row():
    line = '"1";"10,00";"A;"2025-01-01"\n"2";"20,00";"B";"2025-01-01"\n'
    assert "rad 2: fann ett citattecken som aldrig avslutas" in stopped(InputFile("x.csv", (HEADER + line).encode()))


def test_a_heading_that_is_never_closed_swallows_no_row():
    text = '"konto";"belopp";"text";"dag\n"1";"10,00";"A";"2025-01-01"\n"2";"20,00";"B";"2025-01-01"\n'
    assert "rad 1: fann ett citattecken som aldrig avslutas" in stopped(InputFile("x.csv", text.encode()))


@pytest.mark.parametrize("end", ['"C', '"', '"C""', '"C; mer'])
def test_a_file_cut_inside_a_quoted_text(end):
    data = file("A", "B").data + f"3;30,00;{end}".encode()
    assert "rad 4: fann ett citattecken som aldrig avslutas" in stopped(InputFile("x.csv", data))


@pytest.mark.parametrize("text", ['5" rör', 'Det "nya" huset', 'Rör 7"', '"Nya" huset', '"Två\nrader; och mer"', ' "A'])
def test_marks_that_do_no_harm(text):
    assert read_text(file(text, "B", text), CONTRACT)["belopp"].tolist() == ["10,00", "20,00", "30,00"]


TEXTS = st.lists(st.text(alphabet='aå";\n ', max_size=8), min_size=1, max_size=6)


def written(texts: list[str], quoting: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n", quoting=quoting)
    writer.writerow(["konto", "belopp", "text", "dag"])
    writer.writerows([[str(n), f"{n}0,00", text, "2025-01-01"] for n, text in enumerate(texts, 1)])
    return out.getvalue()


@given(TEXTS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_what_is_written_as_it_should_is_read_as_it_was(texts, quoting):
    rows = read_text(InputFile("x.csv", written(texts, quoting).encode()), CONTRACT)
    assert rows["text"].tolist() == [text.strip() for text in texts]
    assert rows["belopp"].tolist() == [f"{n}0,00" for n in range(1, len(texts) + 1)]


@settings(max_examples=300)
@given(TEXTS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.integers(0), st.integers(0))
def test_marks_taken_away_stop_or_lose_no_row(texts, quoting, first, second):
    text = written(texts, quoting)
    for place in (first, second):
        marks = [at for at, sign in enumerate(text) if sign == '"']
        if marks:
            at = marks[place % len(marks)]
            text = text[:at] + text[at + 1 :]
    try:
        rows = read_text(InputFile("x.csv", text.encode()), CONTRACT)
    except DataError:
        return
    assert rows["belopp"].tolist() == [f"{n}0,00" for n in range(1, len(texts) + 1)]


def test_a_row_that_holds_only_what_no_one_reads_is_a_row():
    data = InputFile("x.csv", f"{HEADER}1;10,00;A;2025-01-01\n;;B;2025-01-01\n".encode())
    with pytest.raises(DataError, match="rad 3, kolumn konto: fann ett tomt fält"):
        read_text(data, schema.Contract(CONTRACT.columns[:2]))


@settings(max_examples=300)
@given(TEXTS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.integers(0), st.sampled_from('";\n '))
def test_columns_that_no_one_reads_change_nothing(texts, quoting, place, sign):
    """The texts are not read here; a mark, delimiter or line end more may still say that rows are swallowed."""
    text = written(texts, quoting)
    data = InputFile("x.csv", (text[: place % len(text)] + sign + text[place % len(text) :]).encode())
    contract = schema.Contract(CONTRACT.columns[:2])

    def read() -> object:
        try:
            return read_text(data, contract).astype("str").values.tolist()
        except DataError as error:
            return str(error)

    alone = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ekonomi.readers.text._lines", lambda *given: None)  # every column is read
        assert read() == alone


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("a;b;c\n1;2;3\n4;5", 2),
        ("a;b;c\n1;2;3\n4", 1),
        ('a;b;c\n1;2;"x;y"\n"4;5";6', 2),
    ],
)
def test_a_file_that_ends_within_its_last_row_stops(text, given):
    contract = schema.Contract(schema.columns(a=schema.CODE, b=schema.TEXT, c=schema.TEXT))
    with pytest.raises(DataError, match=rf"x.csv, rad 3: fann {given} fält där filen slutar, väntade 3 fält"):
        read_text(InputFile("x.csv", text.encode()), contract)


@pytest.mark.parametrize(
    "text",
    [
        "a;b;c\n1;2;3\n4;5;6",  # whole, without a line break
        "a;b;c\n1;2;3\n4;5\n",  # a short row that ends
        "a;b;c\n1;2\n4;5",  # every row is short
        'a;b;c\n1;2;3\n4;5;"two\nlines"',
    ],
)
def test_a_last_row_that_is_whole_is_read(text):
    contract = schema.Contract(schema.columns(a=schema.CODE, b=schema.TEXT, c=schema.TEXT))
    assert len(read_text(InputFile("x.csv", text.encode()), contract)) >= 1
