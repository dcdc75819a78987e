"""A ledger and a budget out of DuckDB and PostgreSQL: the same rows as from the export, and no secret let out."""

import shutil
import subprocess
import sys
import traceback
from decimal import Decimal
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pytest

from ekonomi import cli
from ekonomi.errors import DataError
from ekonomi.params import BudgetSource, DatabaseSource, LedgerSource, load_params, load_settings
from ekonomi.params.database import has_login
from ekonomi.readers import database
from ekonomi.readers.files import InputFile
from ekonomi.readers.plans import read_budget, read_sql_budget
from ekonomi.sources import read_sources
from ekonomi.sources.delivery import read_base, read_export
from tests import tiny
from tests.doors import tables
from tests.doors.postgres import PASSWORD, USER
from tests.published import ROOT

COLUMNS = {"registrerad": "last_update"}


def source(url: str, **more: object) -> DatabaseSource:
    chosen = {} if "fråga" in more else {"tabell": "agltransact"}
    return DatabaseSource(url=url, klient=tables.CLIENT, **{"kolumner": COLUMNS, **chosen, **more})


def expected(exports: list[Path], folder: Path) -> pd.DataFrame:
    tables.one_file(exports, folder / "agltransact")
    file = InputFile("agltransact", (folder / "agltransact").read_bytes())
    return read_export(file, LedgerSource(filer=("x",))).rows


def read(given: DatabaseSource, folder: Path) -> pd.DataFrame:
    return read_base(LedgerSource(format="sql", databas=given), folder, "databasen").rows


def same_bytes(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    pd.testing.assert_frame_equal(left, right)
    return left.to_csv().encode() == right.to_csv().encode()


def test_duckdb_gives_the_frame_of_the_export(exports, data, tmp_path):
    tables.to_duckdb(data / "bok.duckdb", tables.agltransact(exports))
    assert same_bytes(read(source("duckdb://bok.duckdb"), data), expected(exports, tmp_path))


def test_postgres_gives_the_frame_of_the_export(server, login, exports, tmp_path):
    tables.to_postgres(server, tables.agltransact(exports))
    assert same_bytes(read(source(server.url), tmp_path), expected(exports, tmp_path))


@pytest.mark.parametrize(
    "change",
    [
        "update agltransact set client = client || '   '",
        "alter table agltransact rename to bas; "
        'create view agltransact as select 0::numeric(28,3) as "AMOUNT", \'x\' as "CLIENT", bas.* from bas',
        "alter table agltransact alter amount type money using amount::money",
        "alter table agltransact alter last_update type timestamptz using last_update at time zone 'Europe/Stockholm'",
    ],
)
def test_padded_clients_names_in_capitals_money_and_a_clock_in_sweden(server, login, exports, tmp_path, change):
    tables.to_postgres(server, tables.agltransact(exports))
    with server.connect() as con:
        con.execute(change)
    found = read(source(server.url), tmp_path)
    with server.connect() as con:
        con.execute("drop table if exists bas cascade")
    assert same_bytes(found, expected(exports, tmp_path))


@pytest.mark.parametrize(("column", "value"), [("amount", "NaN"), ("amount", "-Infinity"), ("last_update", "infinity")])
def test_what_is_no_number_or_day(server, login, exports, tmp_path, column, value):
    tables.to_postgres(server, tables.agltransact(exports))
    with server.connect() as con:
        con.execute(f"alter table agltransact alter amount type numeric; "
                    f"update agltransact set {column} = '{value}' where agrtid = 5")  # fmt: skip
    with pytest.raises(DataError) as error:
        read(source(server.url), tmp_path)
    assert f"kolumn {column}: fann ”{value}”" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "select * from agltransact where client = 'IS'",
        "with b as (select * from public.agltransact) -- '%'\n select * from b where account like '%'",
    ],
)
def test_a_query_gives_the_same_as_the_table(server, login, exports, tmp_path, text):
    tables.to_postgres(server, tables.agltransact(exports))
    rows = read(source(server.url, fråga=text), tmp_path)
    assert set(rows.pop("källa")) == {"fråga"}
    assert same_bytes(rows, expected(exports, tmp_path).drop(columns="källa"))


@pytest.mark.parametrize(
    "text",
    ["delete from agltransact", "select 1; select 2", "with x as (delete from agltransact returning *) select * from x",
     "select * into ny from agltransact", "copy agltransact to 'x.csv'", "inte sql alls (", "drop table agltransact"],
)  # fmt: skip
def test_a_query_that_does_more_than_read(data, exports, text):
    tables.to_duckdb(data / "bok.duckdb", tables.agltransact(exports))
    with pytest.raises(DataError) as error:
        read(source("duckdb://bok.duckdb", fråga=text), data)
    assert str(error.value) == (
        "databasen/fråga: fann en fråga av annat slag, väntade en SELECT-sats. "
        "Skriv en fråga som bara läser, utan semikolon."
    )


def test_nothing_can_be_written_or_read_beside_the_database(server, login, exports, data, tmp_path):
    tables.to_postgres(server, tables.agltransact(exports))
    with server.connect() as con:
        con.execute("create or replace function skriv() returns setof agltransact language sql as "
                    "'delete from agltransact returning *'")  # fmt: skip
    with pytest.raises(DataError, match="SQLSTATE 25006"):
        read(source(server.url, fråga="select * from skriv()"), tmp_path)
    tables.to_duckdb(data / "bok.duckdb", tables.agltransact(exports))
    with pytest.raises(DataError, match="som inte går att läsa, väntade rader ur databasen"):
        read(source("duckdb://bok.duckdb", fråga="select * from read_text('/etc/passwd')"), data)


def test_only_the_columns_the_client_and_the_years_are_asked_for():
    kinds = {
        "numeric(28,3)": "decimal(28, 3)",
        "integer": "int32",
        "bigint": "int64",
        "timestamp": "timestamp",
    }
    columns = {name: kinds.get(kind, "string") for name, (kind, _) in tables.AGLTRANSACT.items()}
    table = ibis.table(columns, name="agltransact")
    given = source("mssql://server/agresso", från_år=2024)
    headings = given.kolumner.model_dump(exclude_none=True, exclude={"rad", "klient"})
    compiled = ibis.to_sql(database.query(table, given, headings, "x"), dialect="mssql")
    assert " ".join(str(compiled).split()) == (
        "SELECT [t0].[account] AS [konto], [t0].[dim_1] AS [ansvar], [t0].[dim_2] AS [projekt], "
        "[t0].[dim_5] AS [tjänst], [t0].[dim_7] AS [motpart], [t0].[amount] AS [belopp], [t0].[period], "
        "[t0].[voucher_no] AS [verifikation], [t0].[description] AS [text], [t0].[last_update] AS [registrerad], "
        "[t0].[agrtid] AS [rad] FROM [agltransact] AS [t0] "
        "WHERE [t0].[client] = 'IS' AND [t0].[period] >= 202400"
    )


def test_what_sql_server_is_given(monkeypatch):
    monkeypatch.setenv("AGRESSO_ANVANDARE", "läsare")
    monkeypatch.setenv("AGRESSO_LOSENORD", "hemligt")
    given = source("mssql://server:1444/agresso?Encrypt=yes", inloggning="AGRESSO")
    assert database._arguments("mssql", given) == {
        "host": "server", "port": 1444, "database": "agresso", "user": "läsare", "password": "hemligt",
        "driver": "ODBC Driver 18 for SQL Server", "timeout": 15, "Encrypt": "yes",
    }  # fmt: skip


def test_years_before_are_left_in_the_database(data, exports):
    tables.to_duckdb(data / "bok.duckdb", tables.agltransact(exports))
    assert set(read(source("duckdb://bok.duckdb", från_år=2025), data)["period"]) == {
        "2025-01",
        "2025-02",
        "2025-03",
    }
    with duckdb.connect(data / "bok.duckdb") as con:
        con.execute("create view texter as select * replace (period // 100 || '-' || period % 100 + 100 as period) "
                    "from agltransact".replace("period % 100 + 100", "lpad((period % 100)::text, 2, '0')"))  # fmt: skip
    rows = read(source("duckdb://bok.duckdb", tabell="texter", från_år=2025), data)
    assert set(rows["period"]) == {"2025-01", "2025-02", "2025-03"}


def test_names_in_any_case_no_row_number_and_other_types(data):
    with duckdb.connect(data / "egen.duckdb") as con:
        con.execute("create table bok (KONTO varchar, Ansvar varchar, projekt varchar, tjänst varchar, motpart varchar,"
                    "belopp double, period varchar, ver varchar, text varchar)")  # fmt: skip
        con.execute("insert into bok values ('0311', ' 0011 ', null, 'A\u030a1', '', 12.5, '202501', 'B', 'sen'), "
                    "('0311', '11', null, '', '', -12.5, '2025-01', 'A', 'tidig'), "
                    "('1930', '11', null, '', '', 9, '202500', 'A', 'ingående'), "
                    "('1930', '11', null, '', '', 0, '202413', 'A', 'bokslut')")  # fmt: skip
    names = {name: name for name in ("konto", "ansvar", "projekt", "tjänst", "motpart", "belopp", "text")}
    columns = {**names, "verifikation": "ver", "registrerad": None, "rad": None}
    own = DatabaseSource(url="duckdb://egen.duckdb", tabell="bok", kolumner=columns)
    rows = read_base(LedgerSource(format="sql", databas=own, tecken="intäkt plus"), data, "d").rows
    assert rows[["period", "konto", "ansvar", "tjänst", "belopp", "rad"]].values.tolist() == [
        ["2025-01", "0311", "0011", "Å1", 1250, 1],
        ["2025-01", "0311", "11", "", -1250, 2],
        ["2024-12", "1930", "11", "", 0, 3],
    ]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("update agltransact set amount = 1.005 where agrtid = 2",
         "databasen/agltransact, rad 2, kolumn amount: fann ”1.005”, väntade ett belopp i kronor, till exempel "
         "1 234.50. Rätta värdet i filen eller ta ut filen på nytt."),
        ("update agltransact set account = ' ' where agrtid = 3",
         "databasen/agltransact, rad 3, kolumn account: fann ett tomt fält, väntade en kod. Rätta värdet i filen eller "
         "ta ut filen på nytt."),
        ("update agltransact set period = 202514 where agrtid = 4",
         "databasen/agltransact, rad 4, kolumn period: fann ”202514”, väntade en period ÅÅÅÅMM med månad 01–12 (00 och "
         "13 för ingående balans och bokslut). Rätta värdet i filen eller ta ut filen på nytt."),
        ("update agltransact set last_update = '2030-01-01' where agrtid = 5",
         "databasen/agltransact, rad 5, kolumn period: fann period 2024-01 på en post registrerad 2030-01-01, väntade "
         "en period i registreringens år, året före eller året efter. Rätta posten i ekonomisystemet och ta ut filen "
         "på nytt."),
        ("alter table agltransact rename dim_5 to objekt",
         "databasen/agltransact, kolumn dim_5: fann ingen sådan kolumn (tabellen har ”client”, ”account”, ”dim_1”, "
         "”dim_2”, ”dim_3”, ”dim_4”, ”objekt”, ”dim_6”, ”dim_7”, ”amount”, ”period”, ”voucher_no”, ”sequence_no”, "
         "”description”, ”last_update”, ”agrtid”), väntade en kolumn med namnet ”dim_5”. Rätta kolumnnamnet under "
         "databas i inställningarna, eller med --rubrik."),
        ("alter table agltransact rename dim_5 to objekt; alter table agltransact rename dim_7 to mp",
         "databasen/agltransact: fann inte kolumnerna ”dim_5”, ”dim_7” (tabellen har ”client”, ”account”, ”dim_1”, "
         "”dim_2”, ”dim_3”, ”dim_4”, ”objekt”, ”dim_6”, ”mp”, ”amount”, ”period”, ”voucher_no”, ”sequence_no”, "
         "”description”, ”last_update”, ”agrtid”), väntade en kolumn med varje namn. Rätta kolumnnamnen under "
         "databas i inställningarna, eller med --rubrik."),
        ("update agltransact set client = 'SKOLA'",
         "databasen/agltransact, kolumn client: fann ingen rad för klienten ”IS”, väntade en klient som tabellen har, "
         "till exempel ”SKOLA”. Rätta klient under databas i inställningarna, eller --klient."),
        ("update agltransact set agrtid = null",
         "databasen/agltransact, kolumn agrtid: fann annat än heltal, väntade ett heltal på varje rad, eller null i "
         "inställningarna. Välj en kolumn med radens nummer."),
        ("insert into agltransact select * from agltransact where agrtid in (7, 9)",
         "databasen/agltransact, rad 7, kolumn agrtid: fann 2 rader som står en gång till, med samma nummer, väntade "
         "varje rad en gång. Vyn eller frågan ger rader flera gånger: rätta det som den kopplar till (join)."),
        ("alter table agltransact alter amount type double; insert into agltransact select * from agltransact "
         "where agrtid = 7",
         "databasen/agltransact, rad 7, kolumn agrtid: fann 1 rad som står en gång till, med samma nummer, väntade "
         "varje rad en gång. Vyn eller frågan ger rader flera gånger: rätta det som den kopplar till (join)."),
        ("insert into agltransact select * replace ('9' as dim_5) from agltransact where agrtid in (7, 9)",
         "databasen/agltransact, rad 7, kolumn agrtid: fann 2 rader som står en gång till, med samma nummer, väntade "
         "varje rad en gång. Vyn eller frågan ger rader flera gånger: rätta det som den kopplar till (join)."),
        ("update agltransact set agrtid = sequence_no; insert into agltransact select * from agltransact "
         "where sequence_no = 2 and voucher_no = (select min(voucher_no) from agltransact)",
         "databasen/agltransact, rad 2, kolumn agrtid: fann 1 rad som står en gång till, med samma nummer, väntade "
         "varje rad en gång. Vyn eller frågan ger rader flera gånger: rätta det som den kopplar till (join)."),
        ("alter table agltransact alter dim_5 type varchar[] using [dim_5]",
         "databasen/agltransact, kolumn dim_5: fann typen array<string>, väntade text, tal eller datum. Gör om "
         "kolumnen till text eller tal i en vy eller fråga (cast)."),
        ("drop table agltransact",
         "databasen/agltransact: fann en tabell eller fråga som inte går att läsa, väntade rader ur databasen. Rätta "
         "tabell eller fråga i inställningarna, och se att användaren har läsrätt."),
        ("delete from agltransact",
         "databasen/agltransact: fann inga rader under rubrikraden, väntade minst en rad. Ta ut filen på nytt."),
    ],
)  # fmt: skip
def test_a_fault_in_the_table_is_named_and_placed(data, exports, fault, said):
    tables.to_duckdb(data / "bok.duckdb", tables.agltransact(exports))
    with duckdb.connect(data / "bok.duckdb") as con:
        con.execute(fault)
    with pytest.raises(DataError) as error:
        read(source("duckdb://bok.duckdb"), data)
    assert str(error.value) == said


@pytest.mark.parametrize("kind", ["decimal(28, 3)", "double"])
def test_like_rows_of_two_vouchers_with_one_number(data, exports, kind):
    tables.to_duckdb(data / "bok.duckdb", tables.agltransact(exports))
    with duckdb.connect(data / "bok.duckdb") as con:
        con.execute(f"alter table agltransact alter amount type {kind}; update agltransact set agrtid = sequence_no, "
                    "voucher_no = 1, description = case when agrtid < 5 then 'lika' else description end;"
                    "insert into agltransact select * from agltransact where description = 'lika'")  # fmt: skip
        rader = con.execute("select count(*) from agltransact where client = 'IS'").fetchone()[0]
    assert len(read(source("duckdb://bok.duckdb"), data)) == rader


def test_no_such_duckdb_file(data):
    with pytest.raises(DataError) as error:
        read(source("duckdb://borta.duckdb"), data)
    assert str(error.value) == (
        "databasen/agltransact: fann ingen sådan fil, väntade en DuckDB-fil. "
        "Lägg filen där eller rätta url i inställningarna."
    )


@pytest.mark.parametrize(
    ("module", "url", "said"),
    [
        ("psycopg", "postgresql://server/db", "fann ingen drivrutin för PostgreSQL, väntade Pythonpaketet psycopg. "
         "Installera den: pip install 'ekonomi[postgres]'."),
        ("pyodbc", "mssql://server/db", "fann ingen drivrutin för SQL Server, väntade Pythonpaketet pyodbc. "
         "Installera den: pip install 'ekonomi[mssql]'."),
    ],
)  # fmt: skip
def test_a_missing_driver(monkeypatch, tmp_path, module, url, said):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(DataError) as error:
        read(source(url), tmp_path)
    assert str(error.value) == f"databasen/agltransact: {said}"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("postgresql://server/db", False),
        ("postgresql://anna@server/db", True),
        ("postgresql://anna:hem/li:gt@server/db", True),
        ("postgresql://anna:p://x@server/db", True),
        ("se https://exempel.se/@namnd och skriv till a@b.se", False),
        ("Server=s;PWD = x", True),
        ("lösenord", False),
        ("://" * 200_000, False),
        ("a" * 500_000, False),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_a_login(text, secret):
    assert has_login(text) == secret


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [("EKONOMI_DB_LOSENORD", "fel-Lösen0rd", "en inloggning som inte godtas"),
     ("EKONOMI_DB_ANVANDARE", "fel-Lösen0rd", "en inloggning som inte godtas")],
)  # fmt: skip
def test_a_refused_login_tells_no_secret(server, login, monkeypatch, tmp_path, variable, value, said):
    monkeypatch.setenv(variable, value)
    with pytest.raises(DataError) as error:
        read(source(server.url), tmp_path)
    assert str(error.value) == (
        f"databasen/agltransact: fann {said}, väntade en databas som går att läsa. "
        "Kontrollera användare och lösenord i miljövariablerna eller nyckelringen."
    )
    assert error.value.__cause__ is None and error.value.__context__ is None
    shown = "".join(traceback.format_exception(error.value))
    assert not {word for word in (value, USER, PASSWORD) if word in shown}


@pytest.mark.parametrize(
    ("url", "said"),
    [("postgresql:///annan?host={folder}", "en databas som inte finns"),
     ("postgresql:///postgres?host=/ingenstans", "en databas som inte svarar")],
)  # fmt: skip
def test_a_server_or_database_that_is_not_there(server, login, tmp_path, url, said):
    with pytest.raises(DataError) as error:
        read(source(url.format(folder=server.folder)), tmp_path)
    assert f"fann {said}, väntade en databas som går att läsa." in str(error.value)


def test_the_keyring_is_asked_where_the_environment_is_silent(monkeypatch):
    keyring = pytest.importorskip("keyring", reason="keyring saknas: pip install -e .[dev]")
    asked = []

    class Ring:
        @staticmethod
        def get_credential(service: str, username: object) -> object:
            asked.append((service, username))
            return keyring.credentials.SimpleCredential("anna", "hemligt")

    monkeypatch.setattr(keyring, "get_credential", Ring.get_credential)
    found = database.find_credentials("AGRESSO")
    assert (found.user, found.password, asked) == ("anna", "hemligt", [("AGRESSO", None)])
    assert repr(found) == "Credentials()"
    monkeypatch.setenv("AGRESSO_ANVANDARE", "bo")
    assert database.find_credentials("AGRESSO").user == "bo" and len(asked) == 1


def test_a_budget_out_of_a_table(data):
    file = InputFile("b.xlsx", (data / "budget_2025.xlsx").read_bytes())
    about = {"år": 2025, "version": "2025", "beslutad": "2024-11-20"}
    wide = read_budget(file, BudgetSource(fil="b.xlsx", **about))
    with duckdb.connect(data / "plan.duckdb") as con:
        con.execute("create table plan (account varchar, dim_1 varchar, dim_2 varchar, dim_5 varchar, dim_7 varchar, "
                    "amount decimal(28, 3), period integer)")  # fmt: skip
        for row in wide.to_dict("records"):
            period, amount = row["period"].replace("-", ""), -Decimal(row["belopp"]) / 100
            codes = [row[name] for name in ("konto", "ansvar", "projekt", "tjänst", "motpart")]
            con.execute("insert into plan values (?, ?, ?, ?, ?, ?, ?)", [*codes, amount, period])
        con.execute("insert into plan select * replace (202401 as period) from plan limit 1")
        con.execute("create view rader as select *, 1 + rowid % 9 as agrtid from plan union all "
                    "select *, 7 from plan limit 1")  # fmt: skip
    tabell = DatabaseSource(url="duckdb://plan.duckdb", tabell="plan", kolumner={"rad": None})
    _, rows = read_sql_budget(BudgetSource(databas=tabell, **about), data, "d")
    keys = ["period", "konto", "ansvar", "tjänst", "projekt", "motpart", "belopp", "version", "registrerad"]
    pd.testing.assert_frame_equal(
        rows.sort_values(keys, ignore_index=True)[keys], wide.sort_values(keys, ignore_index=True)[keys]
    )


def sql_settings(url: str) -> None:
    kolumner = "kolumner: {registrerad: last_update}"
    text = f"    format: sql\n    databas: {{url: '{url}', tabell: agltransact, klient: IS, {kolumner}}}"
    tiny.edit(Path("params/mininamnd.yaml"), "    filer:\n      - huvudbok_*.csv", text)


def test_the_report_s_sources_are_the_same(server, login, exports, nämnd, read):
    before = read()
    tables.to_postgres(server, tables.agltransact(exports))
    sql_settings(server.url)
    params = load_params("params/2025-03.yaml")
    after = read_sources(params, load_settings(params, nämnd), nämnd)
    pd.testing.assert_frame_equal(
        after.ledger.drop(columns=["källa", "rad"]), before.ledger.drop(columns=["källa", "rad"])
    )
    named = [file for file in after.files if "agltransact" in file.fil]
    assert [file.fil for file in named] == ["postgresql:///postgres/agltransact"]
    assert read_sources(params, load_settings(params, nämnd), nämnd).files == after.files


@pytest.mark.slow
def test_a_planted_password_is_in_nothing_that_is_written_or_said(server, login, exports, nämnd, monkeypatch, capfd):
    secret = "Pl4nterat-lösen"
    monkeypatch.setenv("EKONOMI_DB_LOSENORD", secret)
    sql_settings(server.url)
    shutil.copytree(ROOT / "notebooks", nämnd / "notebooks")
    for words in (["kontroll"], ["--felsok", "kontroll"], ["rapport"], ["--felsok", "rapport"]):
        assert cli.main([*words, "params/2025-03.yaml"]) == 1
    said = capfd.readouterr()
    assert "en inloggning som inte godtas" in said.err
    notebook = "from ekonomi import get_report; get_report('2025-03', inställningar='params/mininamnd.yaml').ledger"
    shell = [sys.executable, "-m", "IPython", "--colors=NoColor", "--xmode=Verbose", "-c", notebook]
    trace = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert "DataError" in trace.stdout + trace.stderr
    written = "".join(
        path.read_text("utf-8", "replace") for path in nämnd.rglob("*") if path.suffix not in (".xlsx", "")
    )
    everything = said.out + said.err + trace.stdout + trace.stderr + written
    assert not {word for word in (secret, USER) if word in everything}
