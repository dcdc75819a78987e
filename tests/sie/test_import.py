"""`ekonomi importera`: one Parquet ledger, a receipt, and what a corrected export moved."""

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from openpyxl import Workbook

from ekonomi import cli
from ekonomi.errors import DataError
from ekonomi.importing.formats import read_delivery
from ekonomi.importing.store import Ledger
from tests import tiny
from tests.sie.files import HEAD, VOUCHER, voucher

CASES = Path(__file__).resolve().parents[1] / "cases" / "dorrfall"
FIRST = ["period", "konto", "ansvar", "tjänst", "projekt", "motpart", "beloppstyp", "belopp", "verifikation", "text",
         "källa", "rad", "version"]  # fmt: skip
FEBRUARY = voucher("#TRANS 5010 {1 12} 30", "#TRANS 1930 {} -30", "#TRANS 6990 {} 0", head="#VER B 7 20250228")


@pytest.fixture
def mapp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write("bok.se", HEAD + VOUCHER + FEBRUARY)
    return tmp_path


def write(name: str, text: str, encoding: str = "cp437") -> None:
    Path(name).write_text(text, encoding=encoding)


def importera(*words: str) -> int:
    return cli.main(["importera", *words, "--till", "lager"])


def rows() -> pd.DataFrame:
    return pd.read_parquet("lager")


def content() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path("lager").iterdir()}


def test_the_dataset(mapp):
    assert importera("bok.se") == 0
    frame = rows()
    assert list(frame.columns)[: len(FIRST)] == FIRST
    assert frame["belopp"].dtype == frame["rad"].dtype == "int64"
    assert frame[["period", "konto", "ansvar", "belopp", "verifikation", "rad"]].values.tolist() == [
        ["2025-01", "5010", "11", -10000, "A 1", 9],
        ["2025-01", "1930", "", 10000, "A 1", 10],
        ["2025-02", "5010", "12", -3000, "B 7", 14],
        ["2025-02", "1930", "", 3000, "B 7", 15],
        ["2025-02", "6990", "", 0, "B 7", 16],
    ]
    assert (
        set(frame["källa"]) == {"bok.se"} and set(frame["beloppstyp"]) == {"utfall"} and set(frame["version"]) == {""}
    )
    assert duckdb.sql("select count(*), sum(belopp) from 'lager/*.parquet'").fetchall() == [(5, 0)]
    assert {path.name for path in Path("lager").iterdir() if path.suffix != ".parquet"} == {"_innehall.json"}


def test_the_receipt(mapp, capsys):
    write("bok.se", HEAD + "#RES 0 5010 130\n#NYTT\n" + VOUCHER + FEBRUARY)
    assert importera("bok.se", "--dim", "1=tjänst") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Kvitto för bok.se (SIE 4E, CP437)",
        "  Nämnd: 212000-0000 Nämnden för öppna frågor",
        "  Rader: 5. Verifikationer: 2. Perioder: 2025-01–2025-02.",
        "  Första verifikation: A 1. Sista: B 7.",
        "  Period, rader, summa och debet:",
        "    2025-01  2  0,00 kr  100,00 kr",
        "    2025-02  3  0,00 kr  30,00 kr",
        "  Hoppades över:",
        "    #RES: 1 (saldon blir inte rader; de stäms av mot verifikationerna)",
        "    ”#NYTT”: 1 (okänd etikett)",
        "  Ersätter: inget; perioderna är nya.",
        "Huvudboken finns i lager.",
    ]
    assert rows()["tjänst"].tolist() == ["11", "", "12", "", ""]


def test_the_same_file_twice_changes_nothing(mapp, capsys):
    importera("bok.se")
    before, times = content(), {path: path.stat().st_mtime_ns for path in Path("lager").iterdir()}
    assert importera("bok.se") == 0
    assert content() == before and {path: path.stat().st_mtime_ns for path in Path("lager").iterdir()} == times
    assert "  Ersätter: samma rader som fanns; ingenting är ändrat." in capsys.readouterr().out


def test_a_corrected_export_replaces_its_periods_and_says_what_moved(mapp, capsys):
    importera("bok.se")
    corrected = FEBRUARY.replace("5010 {1 12} 30", "6100 {1 12} 40").replace("-30", "-40")
    write("rättad.se", HEAD + corrected, "utf-8")
    capsys.readouterr()
    assert importera("rättad.se") == 0
    assert capsys.readouterr().out.splitlines()[7:12] == [
        "  Ersätter: 3 rader blev 3. Ändrade belopp (intäkt +):",
        "    2025-02: 3 konton, tillsammans 0,00 kr",
        "      konto 1930: 30,00 kr → 40,00 kr (+10,00 kr)",
        "      konto 5010: −30,00 kr → 0,00 kr (+30,00 kr)",
        "      konto 6100: 0,00 kr → −40,00 kr (−40,00 kr)",
    ]
    frame = rows()
    assert frame.groupby("period")["källa"].unique().map(list).to_dict() == {
        "2025-01": ["bok.se"],
        "2025-02": ["rättad.se"],
    }
    assert len(frame) == 5


def test_codes_that_change_without_amounts_are_said(mapp, capsys):
    importera("bok.se")
    write("bok.se", HEAD + VOUCHER + FEBRUARY.replace("{1 12}", "{1 13}"))
    importera("bok.se")
    assert "inget konto har fått annat belopp, men koder eller texter är ändrade." in capsys.readouterr().out


def test_a_new_month_beside_an_unchanged_one(mapp, capsys):
    write("jan.se", HEAD + VOUCHER)
    importera("jan.se")
    write("jan.se", HEAD + VOUCHER + FEBRUARY)
    assert importera("jan.se") == 0 and len(rows()) == 5
    assert "  Ersätter: samma rader som fanns; ingenting är ändrat." in capsys.readouterr().out


def test_another_nämnd_stands_beside(mapp, capsys):
    importera("bok.se")
    write("annan.se", HEAD.replace("öppna frågor", "annat") + VOUCHER)
    assert importera("annan.se") == 0
    assert "  I mappen finns också rader för: 212000-0000 Nämnden för öppna frågor" in capsys.readouterr().out
    assert importera("bok.se", "--nämnd", "Egen") == 0
    assert rows().groupby("nämnd").size().to_dict() == {
        "212000-0000 Nämnden för annat": 2,
        "212000-0000 Nämnden för öppna frågor": 5,
        "Egen": 5,
    }


def test_order_of_import_does_not_matter(mapp):
    write("jan.se", HEAD + VOUCHER)
    write("feb.se", HEAD + FEBRUARY)
    importera("jan.se", "feb.se")
    before = content()
    shutil.rmtree("lager")
    importera("feb.se")
    importera("jan.se")
    assert content() == before


def test_a_file_of_balances_gives_no_rows(mapp, capsys):
    write("typ1.se", HEAD.replace("#SIETYP 4", "#SIETYP 1") + "#RES 0 5010 5\n")
    assert importera("typ1.se") == 0
    assert "  Rader: 0. Filen har inga verifikationer att läsa in." in capsys.readouterr().out
    assert rows().empty and list(rows().columns)[: len(FIRST)] == FIRST
    importera("bok.se")
    assert len(rows()) == 5 and not Path("lager/inga-rader.parquet").exists()


def test_all_or_nothing(mapp, capsys):
    importera("bok.se")
    before = content()
    write("fel.se", HEAD + VOUCHER.replace("-100", "-90"))
    write("ny.se", HEAD + FEBRUARY.replace("30", "31"))
    assert importera("ny.se", "fel.se") == 1
    said = capsys.readouterr().err
    assert said.startswith("fel.se, rad 7: fann verifikation ”A 1” med summan 10,00 kr (2 rader)")
    assert content() == before and sorted(path.name for path in mapp.iterdir()) == [
        "bok.se",
        "fel.se",
        "lager",
        "ny.se",
    ]


def test_a_folder_of_other_things_is_left_alone(mapp, capsys):
    Path("lager").mkdir()
    write("lager/egen.txt", "mitt")
    assert importera("bok.se") == 1
    assert capsys.readouterr().err == (
        "lager: fann en mapp med annat innehåll än en huvudbok med _innehall.json, väntade en mapp som importera har "
        "skrivit. Ange en tom mapp eller en ny.\n"
    )
    assert [path.name for path in Path("lager").iterdir()] == ["egen.txt"]


def test_files_of_ones_own_with_an_underscore_stay(mapp):
    importera("bok.se")
    write("lager/_anteckning.txt", "mitt")
    write("feb.se", HEAD + FEBRUARY.replace("30", "31"))
    importera("feb.se")
    assert Path("lager/_anteckning.txt").read_text() == "mitt"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["borta.se"], "Filen borta.se finns inte.\n"),
        (["bok.se", "--dim", "ansvar"],
         "--dim ansvar: skriv N=namn, till exempel 1=ansvar; namnen är ansvar, tjänst, projekt, motpart.\n"),
        (["bok.se", "--dim", "1=konto"],
         "--dim 1=konto: skriv N=namn, till exempel 1=ansvar; namnen är ansvar, tjänst, projekt, motpart.\n"),
        (["bok.se", "--dim", "1=ansvar", "--dim", "2=ansvar"],
         "--dim 2=ansvar: dimensionen eller kolumnen är angiven två gånger.\n"),
    ],
)  # fmt: skip
def test_wrong_usage(mapp, capsys, words, said):
    assert importera(*words) == 2
    assert capsys.readouterr().err == said


LINES = [
    '5010;11;P1;;;1101;;0110;"1 234,50";202501;1;LF;1;2025-01-25;2025-01-25;2025-01-25;"Hyra å"',
    "1930;90;;;;;;;-1234,50;202501;1;LF;2;2025-01-25;2025-01-25;2025-01-25;Motpost",
    "1930;90;;;;;;;99,00;202500;2;IB;1;2025-01-01;2025-01-01;2025-01-01;Ingående",
    "5010;11;;;;;;;0,00;202413;3;LF;1;2024-12-31;2024-12-31;2025-01-10;Bokslut",
]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_unit4(mapp, capsys, form):
    if form == "csv":
        write("uttag.csv", "\r\n".join([tiny.LEDGER_HEADER, *LINES, ""]), "utf-8-sig")
    else:
        book = Workbook()
        for line in [tiny.LEDGER_HEADER, *LINES]:
            book.active.append([cell.strip('"') for cell in line.split(";")])
        book.save("uttag.xlsx")
    assert importera(f"uttag.{form}") == 0
    assert rows()[["period", "konto", "tjänst", "motpart", "belopp", "rad", "registrerad"]].values.tolist() == [
        ["2024-12", "5010", "", "", 0, 5, "2025-01-10"],
        ["2025-01", "5010", "1101", "0110", -123450, 2, "2025-01-25"],
        ["2025-01", "1930", "", "", 123450, 3, "2025-01-25"],
    ]
    assert "    rader: 1 (period 00 är ingående balans)" in capsys.readouterr().out


def test_an_unbalanced_unit4_export_stops(mapp, capsys):
    write("uttag.csv", "\n".join([tiny.LEDGER_HEADER, LINES[0], LINES[1].replace("-1234,50", "-1234,00"), ""]))
    assert importera("uttag.csv") == 1
    assert "uttag.csv, rad 2, kolumn Belopp: fann verifikation ”1” med summan 0,50 kr" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["bok.txt", "bok"])
def test_the_content_tells_the_format(mapp, name):
    Path("bok.se").rename(name)
    assert importera(name) == 0 and len(rows()) == 5


def test_two_imports_at_once_do_not_mix(mapp):
    importera("bok.se")
    write("mars.se", HEAD + FEBRUARY.replace("0228", "0331"))
    late = Ledger(Path("lager"))
    late.take_in(read_delivery("mars.se", {"dimensioner": {}}))
    write("bok.se", HEAD + VOUCHER.replace("100", "200"))
    importera("bok.se")
    before = content()
    with pytest.raises(DataError) as error:
        late.write()
    assert str(error.value) == (
        "lager: fann en mapp som en annan inläsning har ändrat under tiden, väntade en inläsning i taget. "
        "Kör kommandot igen."
    )
    assert content() == before


def test_sie_5(mapp, capsys):
    from tests.sie.test_sie5 import xml

    write("bok.sie", xml(), "utf-8")
    assert importera("bok.sie") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "Kvitto för bok.sie (SIE 5, XML)",
        "  Nämnd: 212000-0000 Nämnden",
        "  Rader: 2. Verifikationer: 1. Perioder: 2025-01.",
    ]
    assert rows()["belopp"].tolist() == [-10000, 10000]


@pytest.mark.parametrize("name", ["../../x", "<script>", "å" * 300, "\u202eevil\x1b[31m"])
def test_a_hostile_name_stays_in_the_folder(mapp, capsys, name):
    write("bok.se", HEAD.replace("Nämnden för öppna frågor", name) + VOUCHER, "utf-8")
    assert importera("bok.se") == 0
    assert {path.parent.name for path in mapp.rglob("*.parquet")} == {"lager"} and len(rows()) == 2
    assert not set("\x1b\u202e") & set(capsys.readouterr().out)


def test_a_row_of_the_year_before_leaves_the_closed_month(mapp, capsys):
    for path in (CASES / "sie_datum_utanfor_ar").iterdir():
        shutil.copy(path, mapp)
    assert importera("2024.se") == 0
    before = content()
    assert importera("2025b.se") == 1
    assert capsys.readouterr().err == (
        "2025b.se, rad 15: fann datumet 2024-12-20 (på 2 rader), väntade ett datum 2025-01-01 till 2025-12-31. Rätta "
        "datumet, eller ta ut filen för rätt år.\n"
    )
    assert content() == before
    assert rows().query("period == '2024-12' and konto == '5010'")["belopp"].tolist() == [-100_000_000]


def test_the_series_of_the_file_are_replaced_and_the_others_stay(mapp, capsys):
    write("bok.se", HEAD + VOUCHER + VOUCHER.replace("#VER A 1", "#VER L 1"))
    importera("bok.se")
    write("ny.se", HEAD + VOUCHER.replace("100", "200"))
    capsys.readouterr()
    assert importera("ny.se") == 0
    assert "  Står kvar i samma perioder: serie L (2 rader)" in capsys.readouterr().out.splitlines()
    assert sorted(rows()[["verifikation", "belopp"]].values.tolist()) == [
        ["A 1", -20000], ["A 1", 20000], ["L 1", -10000], ["L 1", 10000],
    ]  # fmt: skip
    write("k.se", HEAD + VOUCHER.replace("#VER A 1", "#VER K 1"))
    assert importera("k.se") == 0 and len(rows()) == 6
    said = capsys.readouterr().out.splitlines()
    assert said[-3:-1] == ["  Ersätter: inget.", "  Står kvar i samma perioder: serie A (2 rader), L (2 rader)"]
    write("utan.se", HEAD + VOUCHER.replace("#VER A 1", '#VER "" 1').replace("\n}", "\n#TRANS 1930 {} 0\n}"))
    assert importera("utan.se") == 0 and set(rows()["verifikation"]) == {"1"}


def test_far_fewer_rows_than_before_stop_until_ersätt(mapp, capsys):
    many = [f"#TRANS 5010 {{}} {n}" for n in range(1, 5)]
    write("bok.se", HEAD + voucher(*many, "#TRANS 1930 {} -10") + FEBRUARY)
    importera("bok.se")
    before = content()
    write("del.se", HEAD + VOUCHER)
    assert importera("del.se") == 1
    assert capsys.readouterr().err == (
        "del.se: fann 2 rader i 2025-01, där 5 rader redan är inlästa, väntade minst hälften så många. Kontrollera att "
        "filen är hel och gäller den månaden. Ska den ersätta ändå: kör igen med --ersatt.\n"
    )
    assert content() == before
    assert importera("del.se", "--ersätt") == 0 and len(rows()) == 5
