"""`ekonomi importera` of other headings, budgets, forecasts and databases."""

from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from ekonomi import cli
from tests import tiny
from tests.doors import tables

CODES = ["konto", "ansvar", "tjänst", "projekt", "motpart"]
FIRST = ["period", "konto", "ansvar", "tjänst", "projekt", "motpart", "beloppstyp", "belopp", "verifikation", "text",
         "källa", "rad", "version"]  # fmt: skip
LONG = "Konto;Ansvar;Projekt;Objekt;Motpart;Period;Belopp"


@pytest.fixture(autouse=True)
def _there(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data)


def importera(*words: str) -> int:
    return cli.main(["importera", *words, "--till", "lager"])


def rows() -> pd.DataFrame:
    return pd.read_parquet("lager")


def test_other_headings_and_the_sign_turned(capsys):
    text = Path("huvudbok_2025.csv").read_text(encoding="utf-8-sig")
    importera("huvudbok_2025.csv")
    expected = rows()
    other = text.replace("Konto;", "Kontonr;", 1).replace(";Objekt;", ";Verksamhet;", 1).replace("Registrerad", "X", 1)
    Path("uttag.csv").write_text(other, encoding="cp1252")
    assert importera("uttag.csv") == 1
    said = capsys.readouterr().err
    assert said.startswith(
        "uttag.csv, rad 1: fann inte rubrikerna ”Konto”, ”Objekt”, ”Registrerad” (oanvända rubriker: "
    )
    assert said.endswith("Rätta rubrikerna i filen eller ange dem med --rubrik, till exempel konto=RUBRIK.\n")
    assert said.count("\n") == 1
    named = ("--rubrik", "konto=Kontonr", "--rubrik", "tjanst=Verksamhet", "--rubrik", "registrerad=")
    assert importera("uttag.csv", *named) == 0
    pd.testing.assert_frame_equal(
        rows().drop(columns=["källa", "registrerad"]), expected.drop(columns=["källa", "registrerad"])
    )
    assert importera("uttag.csv", *named, "--tecken", "intakt") == 0
    assert rows()["belopp"].tolist() == (-expected["belopp"]).tolist()


@pytest.mark.parametrize(
    ("column", "code"),
    [("Konto", "3111.0"), ("Konto", "3111 Avgifter"), ("Ansvar", "'11"), ("Ansvar", '="11"'), ("Objekt", "true"),
     ("Motpart", "2025-04-01"), ("Projekt", "2,01E+04"), ("Motpart", "NULL")],
)  # fmt: skip
def test_what_can_be_no_code_stops_also_where_no_register_tells(column, code, capsys):
    header, first, *rest = Path("huvudbok_2025.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = first.split(";")
    cells[header.split(";").index(column)] = f'"{code.replace(chr(34), chr(34) * 2)}"'
    Path("uttag.csv").write_text("\n".join([header, ";".join(cells), *rest]), encoding="utf-8")
    assert importera("uttag.csv") == 1
    assert capsys.readouterr().err.startswith(f"uttag.csv, rad 2, kolumn {column}: fann ”{code}”, väntade en kod. ")
    assert not Path("lager").exists()


def test_a_sie_file_whose_account_is_none(capsys):
    head = "#FLAGGA 0\n#RAR 0 20250101 20251231\n#VER A 1 20250110\n"
    Path("bok.se").write_text(head + "{\n#TRANS #REF! {} 1.00\n#TRANS 1930 {} -1.00\n}\n", encoding="cp437")
    assert importera("bok.se") == 1
    assert capsys.readouterr().err.startswith("bok.se, rad 5, kolumn konto: fann ”#REF!”, väntade en kod. ")


def test_a_folder_where_a_file_is_asked_for(capsys):
    Path("mapp").mkdir()
    assert importera("mapp") == 2
    assert "mapp är en mapp: skriv filerna i den." in capsys.readouterr().err


def test_codes_keep_their_zeros_out_of_a_workbook():
    tiny.write_sheet(Path("u.xlsx"), "Blad", [
        tiny.LEDGER_HEADER.split(";"),
        ["0311", "0011", "", "", "", "", "", "0007", "1\u00a0234,50-", 202501, 1, "LF", 1, "", "", "2025-01-25", "x"],
        ["0930", "0011", "", "", "", "", "", "", "(1\u202f234,50)", 202413, 2, "LF", 1, "", "", "2025-01-25", "x"],
        ["0930", "0011", "", "", "", "", "", "", 9, 202500, 2, "IB", 1, "", "", "2025-01-25", "x"],
    ])  # fmt: skip
    assert importera("u.xlsx") == 0
    assert rows()[["period", "konto", "ansvar", "motpart", "belopp", "rad"]].values.tolist() == [
        ["2024-12", "0930", "0011", "", 123450, 5],
        ["2025-01", "0311", "0011", "0007", 123450, 4],
    ]


def test_a_wide_budget(capsys):
    assert importera("budget_2025.xlsx", "--beslutad", "2024-11-20") == 0
    frame = rows()
    assert list(frame.columns)[: len(FIRST)] == FIRST
    assert len(frame) == 12 * len(tiny.MONTHLY)
    assert set(frame["beloppstyp"]) == {"budget"} and set(frame["version"]) == {"2025"}
    assert set(frame["registrerad"]) == {"2024-11-20"} and set(frame["verifikation"]) == {""}
    loner = frame[(frame["konto"] == "5011") & (frame["ansvar"] == "11") & (frame["period"] == "2025-01")]
    assert loner["belopp"].tolist() == [-30_300_000]
    said = capsys.readouterr().out.splitlines()
    assert said[:4] == [
        "Kvitto för budget_2025.xlsx (budget i arbetsbok, bladet Budget, en kolumn per månad, version 2025)",
        "  Nämnd: ej angiven",
        "  Rader: 156. Verifikationer: 0. Perioder: 2025-01–2025-12.",
        "  Period, rader, summa och debet:",
    ]


def as_text(name: str, sheet: str, delimiter: str) -> str:
    lines = []
    for row in openpyxl.load_workbook(name)[sheet].iter_rows(values_only=True):
        cells = ["" if cell is None else str(cell).replace(".", ",") for cell in row]
        lines.append(delimiter.join(cells))
    return "\n".join([*lines, ""])


def test_wide_and_long_text_files_are_the_same_budget():
    importera("budget_2025.xlsx")
    expected = rows().sort_values([*CODES, "period", "belopp"], ignore_index=True)
    Path("plan_2025.csv").write_text(as_text("budget_2025.xlsx", "Budget", ";"), encoding="cp1252")
    assert importera("plan_2025.csv") == 0
    long = [LONG, *(
        ";".join([row["konto"], row["ansvar"], row["projekt"], row["tjänst"], row["motpart"],
                  row["period"].replace("-", ""), f"{-row['belopp'] / 100:.2f}".replace(".", ",")])
        for row in expected.to_dict("records")
    )]  # fmt: skip
    Path("lang.csv").write_text("\n".join([*long, ""]), encoding="utf-8")
    for name, words in (("plan_2025.csv", ()), ("lang.csv", ("--beloppstyp", "budget"))):
        assert importera(name, *words) == 0
        again = rows().sort_values([*CODES, "period", "belopp"], ignore_index=True)
        keys = [*CODES, "period", "belopp", "version", "beloppstyp"]
        pd.testing.assert_frame_equal(again[keys], expected[keys])


def test_a_forecast_and_a_corrected_one(capsys):
    assert importera("prognos_2025-03.xlsx") == 0
    frame = rows()
    assert set(frame["beloppstyp"]) == {"prognos"} and set(frame["version"]) == {"2025-03"}
    assert set(frame["period"]) == {"2025-12"} and set(frame["konto"]) == {""}
    assert frame.groupby("kostnadsslag")["belopp"].sum()["konsult"] == -54_000_000
    Path("prognos_2024-08.xlsx").write_bytes(Path("prognos_2025-03.xlsx").read_bytes())
    assert importera("prognos_2024-08.xlsx", "--ar", "2025") == 0  # another version stands beside
    assert rows()["version"].value_counts().to_dict() == {"2024-08": len(frame), "2025-03": len(frame)}
    tiny.edit_cell(Path("prognos_2025-03.xlsx"), "F12", -500_000)
    capsys.readouterr()
    assert importera("prognos_2025-03.xlsx") == 0
    assert [line for line in capsys.readouterr().out.splitlines() if "Ersätter" in line or "→" in line] == [
        "  Ersätter: 13 rader blev 13. Ändrade belopp (intäkt +):",
        "      konto personal: −10 560 000,00 kr → −6 860 000,00 kr (+3 700 000,00 kr)",
    ]


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("plan.xlsx", [], "plan.xlsx: fann inget år i filnamnet, väntade planens år. Ange året med --ar."),
        ("prognos.xlsx", ["--ar", "2025"],
         "prognos.xlsx: fann ingen period i filnamnet, väntade perioden för rapporten som prognosen gjordes till. "
         "Ange den med --version ÅÅÅÅ-MM."),
        ("prognos.xlsx", ["--ar", "2025", "--version", "mars"],
         "prognos.xlsx: fann versionen ”mars”, väntade rapportens period ÅÅÅÅ-MM. "
         "Rätta --version, till exempel 2025-03."),
    ],
)  # fmt: skip
def test_what_the_name_does_not_say(capsys, name, words, said):
    Path("plan.xlsx").write_bytes(Path("budget_2025.xlsx").read_bytes())
    Path("prognos.xlsx").write_bytes(Path("prognos_2025-03.xlsx").read_bytes())
    assert importera(name, *words) == 1
    assert capsys.readouterr().err == said + "\n"
    assert not Path("lager").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rubrik", "kto=Konto"], "--rubrik kto=Konto: skriv NAMN=RUBRIK, till exempel konto=Kontonr; namnen är "
         "ansvar, belopp, klient, konto, kostnadsslag, motpart, period, projekt, rad, registrerad, text, tjänst, "
         "verifikation."),
        (["--rubrik", "konto=A", "--rubrik", "konto=B"], "--rubrik konto=B: kolumnen är angiven två gånger."),
        (["--tecken", "plus"], "--tecken plus: skriv debet eller intakt."),
        (["--beloppstyp", "utfal"], "--beloppstyp utfal: skriv utfall eller budget eller prognos."),
        (["--beslutad", "20 november"], "--beslutad 20 november: skriv ett datum ÅÅÅÅ-MM-DD."),
    ],
)  # fmt: skip
def test_wrong_words(capsys, words, said):
    assert importera("budget_2025.xlsx", *words) == 2
    assert capsys.readouterr().err == said + "\n"


def test_a_ledger_and_a_budget_out_of_a_database(capsys):
    exports = sorted(Path().glob("huvudbok_*.csv"))
    importera(*map(str, exports))
    expected = rows()
    tables.to_duckdb(Path("bok.duckdb"), tables.agltransact(exports))
    with duckdb.connect("bok.duckdb") as con:
        con.execute("insert into agltransact select * replace (202500 as period, 9000 as agrtid) from agltransact "
                    "where client = 'IS' limit 1")  # fmt: skip
        con.execute("create table plan as select * from agltransact where client = 'IS' and period = 202501")
    capsys.readouterr()
    words = ("duckdb://bok.duckdb", "--klient", "IS", "--rubrik", "registrerad=last_update")
    assert importera(*words, "--tabell", "agltransact") == 0
    said = capsys.readouterr().out
    assert "Kvitto för agltransact (DuckDB)" in said and "rader: 1 (period 00 är ingående balans)" in said
    keys = [*CODES, "period", "belopp", "verifikation", "registrerad"]
    got = rows()
    pd.testing.assert_frame_equal(
        got.sort_values(keys, ignore_index=True)[keys], expected.sort_values(keys, ignore_index=True)[keys]
    )
    assert importera(*words, "--tabell", "plan", "--beloppstyp", "budget", "--version", "B1") == 0
    assert rows()["beloppstyp"].value_counts().to_dict() == {"utfall": len(expected), "budget": 26}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://anna:hem/l@gt@server/db", "En url har inloggningsuppgifter. Ta bort dem, byt lösenord och ange "
         "dem i miljövariablerna EKONOMI_DB_ANVANDARE och EKONOMI_DB_LOSENORD eller i en nyckelring."),
        ("postgresql://server/db?nyckel=hemligt", "Databasen är inte rätt angiven (url). Skriv till exempel "
         "postgresql://server/databas --tabell agltransact; antingen --tabell eller --fraga."),
    ],
)  # fmt: skip
def test_a_url_with_a_secret(capsys, url, said):
    assert importera(url, "--tabell", "agltransact") == 2
    assert capsys.readouterr().err == said + "\n"


def test_a_file_named_as_a_database_is_a_file():
    Path("postgres").write_bytes(Path("huvudbok_2025.csv").read_bytes())
    assert importera("postgres") == 0 and set(rows()["källa"]) == {"postgres"}


def test_one_dataset_for_pandas_and_duckdb():
    assert importera("huvudbok_2025.csv", "budget_2025.xlsx", "prognos_2025-03.xlsx") == 0
    frame = rows()
    columns = duckdb.sql("describe select * from 'lager/*.parquet'").fetchall()
    assert [name for name, *_ in columns] == list(frame.columns)
    assert [name for name, *_ in columns][: len(FIRST)] == FIRST
    sums = duckdb.sql("select beloppstyp, sum(belopp)::bigint from 'lager/*.parquet' group by 1").fetchall()
    assert dict(sums) == frame.groupby("beloppstyp")["belopp"].sum().to_dict()
    assert {path.name[0] for path in Path("lager").iterdir() if path.suffix != ".parquet"} == {"_"}


def test_a_heading_that_a_ledger_lacks_is_asked_for_by_its_own_name(capsys):
    text = Path("huvudbok_2025.csv").read_text(encoding="utf-8-sig")
    Path("uttag.csv").write_text(text.replace(";Period;", ";Bokf.per;", 1), encoding="utf-8")
    assert importera("uttag.csv") == 1
    assert "”Bokf.per”" in (said := capsys.readouterr().err) and "med --rubrik period=RUBRIK." in said
