"""SIE 4: vouchers, years, dimensions, what is skipped, and what stops."""

import zlib

import pytest

from ekonomi import schema
from ekonomi.errors import DataError
from ekonomi.readers.sie import DIMENSIONS, OTHER, to_ledger, unmapped
from tests.sie.files import HEAD, VOUCHER, book, ledger, lines, voucher


def refused(text: str | bytes) -> str:
    with pytest.raises(DataError) as error:
        book(text)
    return str(error.value)


def skipped(text: str) -> dict[str, int]:
    return {item.what: item.count for item in book(text).skipped}


def test_the_canonical_columns():
    rows = ledger(HEAD + VOUCHER)
    assert list(rows.columns) == [*schema.LEDGER, OTHER]
    assert rows.iloc[0].to_dict() == {
        "period": "2025-01",
        "konto": "5010",
        "ansvar": "11",
        "tjänst": "",
        "projekt": "P1",
        "motpart": "",
        "beloppstyp": "utfall",
        "belopp": -10000,
        "verifikation": "A 1",
        "text": "Lokal",
        "källa": "bok.se",
        "rad": 9,
        "version": "",
        "registrerad": "2025-01-16",
        "objekt": "",
    }
    assert rows["belopp"].dtype == rows["rad"].dtype == "int64"


def test_a_row_without_date_or_text_has_its_vouchers():
    row = ledger(HEAD + VOUCHER).iloc[1]
    assert (row["period"], row["text"], row["belopp"]) == ("2025-01", "Hyra", 10000)


def test_a_rows_own_date_decides_its_month():
    rows = ledger(HEAD + voucher("#TRANS 1 {} 5 20250301", "#TRANS 2 {} -5"))
    assert rows["period"].tolist() == ["2025-03", "2025-01"]


@pytest.mark.parametrize(
    ("written", "öre"),
    [("1", 100), ("-1", -100), ("1.5", 150), (".05", 5), ("0", 0), ("-0.00", 0), ("1.230", 123), ("+2", 200),
     ("2,50", 250), ('"7.25"', 725), ("9999999999999.99", 999999999999999)],
)  # fmt: skip
def test_amounts_are_exact(written, öre):
    other = f"{-öre // 100 if öre % 100 == 0 else f'{-öre / 100:.2f}'}"
    assert ledger(HEAD + voucher(f"#TRANS 1 {{}} {written}", f"#TRANS 2 {{}} {other}"))["belopp"][0] == -öre


@pytest.mark.parametrize("written", ["1.234", "1e3", "tio", '""', "1 000", "99999999999999", "1.2.3", "-"])
def test_what_is_no_amount_stops(written):
    shown = "000" if written == "1 000" else written.strip('"')
    text = refused(HEAD + voucher(f"#TRANS 1 {{}} {written}", "#TRANS 2 {} 0"))
    assert text.startswith("mapp/bok.se, rad 9: fann ") and f"”{shown}”" in text


def test_zero_rows_struck_and_added_rows():
    rows = [
        "#TRANS 1910 {} -10",
        "#BTRANS 6110 {} 8",
        "#RTRANS 6250 {} 10",
        "#TRANS 6250 {} 10",
        "#TRANS 6251 {} 0",
    ]
    text = HEAD + voucher(*rows)
    assert ledger(text)[["konto", "belopp"]].values.tolist() == [["1910", 1000], ["6250", -1000], ["6251", 0]]
    assert skipped(text) == {"#RTRANS": 1, "#BTRANS": 1}


def test_month_00_stays_out_and_13_is_december():
    text = HEAD + voucher("#TRANS 1 {} 5", "#TRANS 2 {} -5", head="#VER A 1 20250000")
    text += voucher("#TRANS 1 {} 7", "#TRANS 2 {} -7", head="#VER A 2 20251300")
    rows, left_out = to_ledger(book(text), DIMENSIONS)
    assert rows["period"].tolist() == ["2025-12", "2025-12"]
    assert [(item.what, item.count, item.why) for item in left_out] == [("#TRANS", 2, "period 00 är ingående balans")]


def test_vouchers_without_series_or_number_are_told_apart_by_row():
    text = HEAD + "".join(voucher("#TRANS 1 {} 0", head=f"#VER {name} 20250101") for name in ('"" ""', 'B ""', '"" 7'))
    assert ledger(text)["verifikation"].tolist() == ["rad 7", "B", "7"]


def test_rows_of_the_same_number_are_different_vouchers():
    same = voucher("#TRANS 1 {} 5", "#TRANS 2 {} -5")
    assert ledger(HEAD + same * 2)["verifikation"].tolist() == ["A 1"] * 4


def test_dimensions_undeclared_and_unmapped():
    text = HEAD + voucher('#TRANS 1 {1 "11" 6 "P" 20 "T1" 7 "23"} 5', "#TRANS 2 {} -5")
    row = ledger(text).iloc[0]
    assert (row["ansvar"], row["projekt"], row["tjänst"], row["objekt"]) == ("11", "P", "", "20=T1 7=23")
    row = ledger(text, {"1": "motpart", "20": "tjänst", "7": "projekt"}).iloc[0]
    assert (row["motpart"], row["tjänst"], row["projekt"], row["objekt"]) == ("11", "T1", "23", "6=P")
    assert unmapped(book(text), DIMENSIONS) == {"7": 1, "20": 1}


def test_a_subdimension_is_joined_to_its_parent():
    head = HEAD + '#DIM 20 "Område"\n#UNDERDIM 21 "Enhet" 20\n#OBJEKT 21 "0102" "Barn"\n#OBJEKT 21 "77" "Alla"\n'
    rows = ledger(
        head + voucher("#TRANS 1 {20 01 21 02} 5", "#TRANS 2 {20 01 21 77} -5", "#TRANS 3 {21 5} 0"),
        {"20": "ansvar", "21": "projekt"},
    )
    assert rows["projekt"].tolist() == ["0102", "77", "5"]


def test_unknown_labels_are_skipped_with_their_rows():
    text = HEAD + "#NYTT 1\n{\n#TRANS 9 {} 5\n}\n#NYTT 2\nlös text\n" + VOUCHER
    assert len(ledger(text)) == 2
    assert skipped(text) == {"rader utan etikett": 1, "”#NYTT”": 2, "#TRANS": 1}


def test_labels_in_small_letters_and_indented_rows():
    assert len(ledger(HEAD.lower() + VOUCHER.lower().replace("\n", "\n \t"))) == 2


def test_balances_and_budgets_never_become_rows():
    text = HEAD.replace("#SIETYP 4", "#SIETYP 3") + (
        "#IB 0 1930 5\n#UB 0 1930 5\n#OIB 0 1930 {1 1} 5\n#OUB 0 1930 {1 1} 5\n#RES 0 5010 5\n"
        "#PSALDO 0 202501 5010 {} 5\n#PSALDO 0 202501 5010 {1 1} 5\n#PBUDGET 0 202501 5010 {} 5\n"
    )
    read = book(text)
    assert read.form == "SIE typ 3" and read.rows.empty and not read.notes
    assert skipped(text) == {"#IB": 1, "#UB": 1, "#RES": 1, "#PSALDO": 2, "#OIB": 1, "#OUB": 1, "#PBUDGET": 1}


def test_a_quoted_text_that_goes_on_below():
    rows = ledger(HEAD + voucher('#TRANS 1 {} 5 20250101 "Första', 'andra"', "#TRANS 2 {} -5"))
    assert rows["text"].tolist() == ["Första andra", "Hyra"] and rows["rad"].tolist() == [9, 11]


def test_split_years_and_dates_outside_them():
    head = HEAD.replace("20250101 20251231", "20240701 20250630")
    text = head + "#RES 0 5010 100\n#UB 0 1930 -100\n" + VOUCHER
    assert book(text).notes == ()
    late = voucher("#TRANS 1 {} 5", "#TRANS 2 {} -5", head="#VER A 2 20250701")
    closing = voucher("#TRANS 1 {} 5 20251301", "#TRANS 2 {} -5 20250001", head="#VER A 3 20250630")
    with pytest.raises(DataError) as error:
        book(head + VOUCHER + late + closing)
    assert lines(error.value.findings) == [
        "mapp/bok.se, rad 14: fann datumet 2025-07-01 (på 2 rader), väntade ett datum 2024-07-01 till 2025-06-30. "
        "Rätta datumet, eller ta ut filen för rätt år.",
        "mapp/bok.se, rad 19: fann datumet 2025-13-01, väntade ett datum 2024-07-01 till 2025-06-30. "
        "Rätta datumet, eller ta ut filen för rätt år.",
    ]


def test_a_row_of_the_year_before_is_not_of_the_files_year():
    text = HEAD + "#RAR -1 20240101 20241231\n" + VOUCHER.replace("{} -100.00", "{} -100.00 20241220")
    with pytest.raises(DataError, match="rad 11: fann datumet 2024-12-20, väntade ett datum 2025-01-01 till 2025-12"):
        book(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "rad 1: fann en tom fil, väntade en SIE-fil. Ta ut filen på nytt."),
        ("Konto;Belopp\n",
         "rad 1: fann ”Konto;Belopp”, väntade poster som börjar med #. Kontrollera att det är rätt fil."),
        (HEAD + VOUCHER.replace("-100.00", "-99.50"),
         "rad 7: fann verifikation ”A 1” med summan 0,50 kr (2 rader), väntade summan 0,00 kr. "
         "Ta ut filen på nytt, den kan vara avkortad, eller rätta verifikationen i ekonomisystemet."),
        (HEAD + VOUCHER.removesuffix("}\n"),
         "rad 8: fann en verifikation som aldrig avslutas, väntade } efter dess rader. "
         "Ta ut filen på nytt, den kan vara avkortad."),
        (HEAD + "#VER A 1 20250101\n",
         "rad 7: fann #VER utan konteringsrader, väntade { på nästa rad."
         " Ta ut filen på nytt, den kan vara avkortad."),
        (HEAD + "#TRANS 1 {} 0\n",
         "rad 7: fann en transaktionspost utanför en verifikation, väntade #VER och { före. "
         "Ta ut filen på nytt eller rätta den med den som gjorde den."),
        (HEAD + "}\n",
         "rad 7: fann } utan {, väntade { före konteringsraderna. "
         "Ta ut filen på nytt eller rätta den med den som gjorde den."),
        (HEAD + voucher("#TRANS 1 {} 0", head="#VER A 1 20251501"),
         "rad 7: fann verifikationsdatum ”20251501”, väntade ett datum ÅÅÅÅMMDD som finns. "
         "Rätta posten i ekonomisystemet och ta ut filen på nytt."),
        (HEAD + voucher("#TRANS 1 {} 0 20250199"),
         "rad 9: fann transaktionsdatum ”20250199”, väntade ett datum ÅÅÅÅMMDD som finns. "
         "Rätta posten i ekonomisystemet och ta ut filen på nytt."),
        (HEAD + voucher("#TRANS 1 {} 0", head="#VER A 1 20250229"),
         "rad 7: fann verifikationsdatum ”20250229”, väntade ett datum ÅÅÅÅMMDD som finns. "
         "Rätta posten i ekonomisystemet och ta ut filen på nytt."),
        (HEAD + voucher('#TRANS 1 {} 0 "" "öppen'),
         "rad 9: fann ett citattecken som aldrig avslutas i en #TRANS-post, väntade fält enligt SIE-formatet. "
         "Rätta posten i ekonomisystemet och ta ut filen på nytt."),
        (HEAD + "#VALUTA EUR\n",
         "rad 7, kolumn #VALUTA: fann valutan ”EUR”, väntade SEK. Ta ut filen i svenska kronor."),
    ],
)  # fmt: skip
def test_what_stops(text, said):
    assert refused(text) == f"mapp/bok.se, {said}"


def test_many_faults_are_counted():
    text = refused(HEAD + "".join(voucher("#TRANS 1 {} 1", head=f"#VER A {n} 20250101") for n in range(15)))
    assert len(text.split("\n")) == 11 and "ytterligare 5 fynd av samma slag" in text


def summed(body: str, encoding: str = "cp437") -> str:
    plain = "".join(sign for sign in body.replace('\\"', "\x00") if sign not in '" {}\n').replace("\x00", '"')
    return f"#FLAGGA 0\n#KSUMMA\n{body}#KSUMMA {zlib.crc32(plain.encode(encoding))}\n"


BODY = '#KONTO 1915 "Kassaå\\"special\\""\n' + voucher(
    '#TRANS 1 {1 "a}b"} 5', "#TRANS 2 {} -5", head="#VER A 1 20250101"
)


@pytest.mark.parametrize("encoding", ["cp437", "iso-8859-1", "utf-8"])
def test_the_checksum_holds(encoding):
    body = BODY.replace("a}b", "ab")
    read = book(summed(body).encode(encoding))
    assert read.form == "SIE 4E, kontrollsumman stämmer" and len(read.rows) == 2


def test_the_checksum_counts_quoted_spaces_and_braces():
    body = '#PROSA "a b {c}"\n' + voucher("#TRANS 1 {} 0", head="#VER A 1 20250101")
    crc = zlib.crc32(b"#PROSAa b {c}#VERA120250101#TRANS10")
    assert len(book(f"#KSUMMA\n{body}#KSUMMA {crc}\n").rows) == 1


def test_a_changed_file_breaks_its_checksum():
    text = refused(summed(BODY.replace("a}b", "ab")).replace("Kassa", "Kasse"))
    assert text.startswith("mapp/bok.se, rad 9: fann kontrollsumman ") and " enligt filens innehåll. Ta ut" in text


def test_a_file_cut_before_its_checksum():
    assert refused(f"#KSUMMA\n{HEAD}{VOUCHER}") == (
        "mapp/bok.se, rad 1: fann ingen avslutande kontrollsumma, väntade #KSUMMA med en kontrollsumma i slutet av "
        "filen. Ta ut filen på nytt, den kan vara avkortad eller ändrad."
    )
