"""What Swedish text looks like decides how a file's bytes are read; where it cannot, the file is told of."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.readers.encoding import CP437, decode, uncertain_text
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie import read_sie
from ekonomi.readers.text import read_text
from ekonomi.schema import CODE, TEXT, Column, Contract

LINE = "5010;Läromedel för skolåret på Ängsö;Övrig åtgärd, café\n"
WORDS = ["kör", "måltid", "läromedel", "Åmål", "Ängsö", "Övrigt", "på", "Malmö", "måste", "flygel", "café", "skolår"]
EIGHT_BITS = ["cp850", "mac_roman", "cp1252", "iso-8859-15"]


def told(data: bytes) -> list[str]:
    return [finding.said() for finding in uncertain_text(InputFile("x.csv", data))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", *EIGHT_BITS])
def test_a_text_file(encoding):
    assert decode(LINE.encode(encoding))[0] == LINE
    assert told(LINE.encode(encoding)) == []


@given(st.lists(st.sampled_from(WORDS), min_size=3), st.sampled_from(EIGHT_BITS), st.sampled_from(["cp1252", CP437]))
def test_any_swedish_words(words, encoding, usual):
    text = " ".join(["måltid", *words])
    assert decode(text.encode(encoding), usual)[0] == text


@pytest.mark.parametrize("other", EIGHT_BITS)
def test_utf8_mixed_with_another_encoding_within_a_line(other):
    mixed = LINE.encode() + b"5020;" + "Åtgärd på väg".encode(other) + ";Övrigt för måltid\n".encode()
    assert decode(mixed)[0] == LINE + "5020;Åtgärd på väg;Övrigt för måltid\n"
    assert told(mixed) == []


@pytest.mark.parametrize("sign", "\u00ad\u200b\u200e\u2060\ufeff")
def test_signs_that_nobody_sees_are_no_part_of_a_code(sign):
    contract = Contract((Column("konto", CODE), Column("text", TEXT)))
    data = f"{sign}konto;te{sign}xt\n50{sign}10;ett{sign}\n{sign}5020{sign};två\n".encode()
    assert read_text(InputFile("x.csv", data), contract)[["konto", "text"]].to_numpy().tolist() == [
        ["5010", "ett"], ["5020", "två"],
    ]  # fmt: skip


def test_files_put_one_after_another_with_their_byte_order_marks():
    contract = Contract((Column("konto", CODE), Column("text", TEXT)))
    data = "\ufeffkonto;text\n5010;ett\n".encode() + '\ufeff"5020";"två; tre"\n'.encode()
    assert read_text(InputFile("x.csv", data), contract)["text"].tolist() == ["ett", "två; tre"]


@pytest.mark.parametrize("text", ["“Nya” för å – 5 €…", "Läs ”Bro” på väg", "Konsult – maj", "½ tjänst på väg", "5 €"])
def test_signs_of_cp1252_are_no_letters(text):
    assert decode(text.encode("cp1252"))[0] == text


def test_the_letters_of_mac_roman_in_a_sie_file():
    head = '#FLAGGA 0\n#RAR 0 20250101 20251231\n#VER A 1 20250110 "Måltid för Åmål"\n{\n'
    rows = "#TRANS 5010 {} 1.00\n#TRANS 1930 {} -1.00\n}\n"
    book = read_sie(InputFile("x.se", (head + rows).encode("mac_roman")))
    assert (book.vouchers["text"].tolist(), book.encoding) == (["Måltid för Åmål"], "Mac Roman")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            "a;b\n1;Malmö\n".encode("cp850"),
            "x.csv, rad 2: fann tecken som är lästa som CP1252 men kan vara annat: ”1;Malm””, väntade svensk text.",
        ),
        (
            "a\nMåltid och möte\n".encode().decode("cp1252").encode(),
            "x.csv, rad 2: fann tecken som redan är förstörda: ”MÃ¥ltid och mÃ¶te”, väntade svensk text.",
        ),
        (
            "a\nM\ufffdltid\n".encode(),
            "x.csv, rad 2: fann tecken som redan är förstörda: ”M\ufffdltid”, väntade svensk text.",
        ),
        (
            LINE.encode("cp850") + LINE.encode("cp1252"),
            "x.csv, rad 1: fann tecken som är lästa som CP1252 men kan vara annat: "
            "”5010;L„romedel f”r skol†re”, väntade svensk text.",
        ),
    ],
)
def test_what_cannot_be_decided_is_told_with_a_sample(data, said):
    assert told(data) == [f"Varning (teckenkodning): {said} Kontrollera texterna; ta ut filen som UTF-8 om de är fel."]


@pytest.mark.parametrize(
    "data",
    [
        b"a;b\n",
        b"",
        '#FNAMN "Malmö"\n'.encode(CP437),
        "½;1\n".encode("cp1252"),
        "é;ü\n".encode(),
        b"PK\x03\x04\xff\xfe\x81",
    ],
)
def test_what_is_clear_or_no_text_is_not_told_of(data):
    assert told(data) == []


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_as_its_text_is_decoded(encoding, ends):
    rows = ["A\u030ar;Namn", "\u00c5;\x07\u00e5 kr ", 'B;"o\u0308ver', 'o\u00e4nda"', "C;\t"]
    if encoding == "cp1252":
        rows = [unicodedata.normalize("NFC", row) for row in rows]
    contract = Contract((Column("år", CODE, "År"), Column("namn", TEXT, "Namn")))
    cells = read_text(InputFile("x.csv", ends.join(rows).encode(encoding)), contract).astype("str")
    assert cells.to_numpy().tolist() == [["Å", "å kr", "2"], ["B", "över\noända", "3"], ["C", "", "5"]]
