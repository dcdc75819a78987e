"""A table or a query in a database, through ibis: the columns that we want, and of them only the rows.

What a driver says of a failure may name users, passwords and servers, so none of it is passed on: the cause is
told by its kind alone, and nothing is chained to our error.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ekonomi import schema
from ekonomi.checklist import DATABAS, RUBRIKER, VÄRDEN
from ekonomi.errors import MOST_LINES, DataError, Finding, Found, stop_on
from ekonomi.params import DatabaseSource
from ekonomi.params.database import DUCKDB, MSSQL, POSTGRES, scheme
from ekonomi.readers.encoding import CONTROL, UNSEEN
from ekonomi.readers.files import InputFile
from ekonomi.readers.table_rows import doubled, endless, unnumbered
from ekonomi.readers.text import checked
from ekonomi.readers.workbook import cell_text

Result = TypeVar("Result")
NAMES: Final = {POSTGRES: "PostgreSQL", MSSQL: "SQL Server", DUCKDB: "DuckDB"}
_DRIVERS: Final = {POSTGRES: "psycopg", MSSQL: "pyodbc"}
_DIALECTS: Final = {POSTGRES: "postgres", MSSQL: "tsql", DUCKDB: "duckdb"}
_SECONDS: Final = 15
_MONEY: Final = 19  # the digits that ibis gives it
_ZONE: Final = "Europe/Stockholm"
_OPTIONS: Final = {
    POSTGRES: {"connect_timeout": _SECONDS, "options": "-c default_transaction_read_only=on"},
    MSSQL: {"timeout": _SECONDS, "driver": "ODBC Driver 18 for SQL Server"},
}
# what drivers say, in their words, and what we say of it; the first that fits
_CAUSES: Final = (
    (re.compile("authentication|password|login failed|18456"), "en inloggning som inte godtas",
     "Kontrollera användare och lösenord i miljövariablerna eller nyckelringen."),
    (re.compile("permission denied|not allowed"), "en användare utan läsrätt", "Be om läsrätt till databasen."),
    (re.compile("database .* does not exist|cannot open database"), "en databas som inte finns",
     "Rätta databasens namn i url."),
    (re.compile(""), "en databas som inte svarar", "Kontrollera servern i url och att datorn når den."),
)  # fmt: skip


def label(source: DatabaseSource, where: str) -> str:
    """What the source is called in findings and in the manifest: server, database and table; never a user."""
    return f"{where}/{source.tabell or 'fråga'}"


def read_sql(
    source: DatabaseSource, contract: schema.Contract, folder: Path, where: str, year: int | None = None
) -> tuple[InputFile, pd.DataFrame]:
    """What was read, as bytes that are the same for the same rows: what the manifest hashes; and its checked cells.

    Rows come in the order of the table's own row number, or else of their content, then counted from 1. A
    relative DuckDB file counts from `folder`; `where` is the name of the database; `year` asks for one year alone.
    Raises DataError, without a word of the driver's, where the driver is missing or anything fails.
    """
    fil, headings = label(source, where), contract.titles()

    def read(table: Any) -> pa.Table:
        rows = query(table, source, headings, fil, year).to_pyarrow()
        if not len(rows):
            check_client(table, source, fil)
        return rows

    cells = _sorted(ask(source, folder, fil, read), headings, source, fil)
    data = cells.to_csv(index=False, lineterminator="\n").encode()
    return InputFile(fil, data), checked(cells, contract, fil)


def ask(source: DatabaseSource, folder: Path, fil: str, work: Callable[[Any], Result]) -> Result:
    """What `work` makes of the table or query, as an ibis table of a connection that is closed afterwards.

    `folder` and what is raised as `read_sql`; `fil` is what the source is called (`label`).
    """
    con = _connect(source, folder, fil)
    try:
        table = _guarded(lambda: _table(con, source, fil), fil, "en tabell eller fråga som inte går att läsa")
        return _guarded(lambda: work(table), fil, "en fråga som inte går att köra", lambda: endless(table, source, fil))
    finally:
        con.disconnect()


def query(table: Any, source: DatabaseSource, headings: Mapping[str, str], fil: str, year: int | None = None) -> Any:
    """The ibis expression for what is read: our columns by our names, of the client and the years asked for.

    Raises DataError for columns that the table lacks.
    """
    titles = source.kolumner
    wanted = dict(headings) | ({"rad": titles.rad} if titles.rad else {})
    asked = wanted | ({"klient": titles.klient} if source.klient is not None else {})
    spelled = {name.casefold(): name for name in reversed(table.columns)} | {name: name for name in table.columns}
    found = {name: spelled.get(title, spelled.get(title.casefold())) for name, title in asked.items()}
    missing = [asked[name] for name, title in found.items() if title is None]
    if missing:
        raise DataError(_missing(missing, table.columns, fil))
    column = {name: _plain(table[title], source) for name, title in found.items()}
    stop_on(VÄRDEN.findings(_no_cells(column, asked, fil)))
    if source.klient is not None:
        table = table.filter(_client(column["klient"], source) == source.klient)
    first = source.från_år if year is None else year
    if first is not None:
        table = table.filter(column["period"] >= _january(column["period"], first))
    if year is not None:
        table = table.filter(column["period"] < _january(column["period"], year + 1))
    return table.select(**{name: column[name] for name in wanted})


def _plain(column: Any, source: DatabaseSource) -> Any:
    """A column; one of PostgreSQL's `money`, whose text is of the server's country, as the number that it is."""
    money = scheme(source.url) == POSTGRES and column.type().is_decimal() and column.type().precision == _MONEY
    return column.cast(f"decimal({_MONEY + 1}, {column.type().scale})") if money else column


def _no_cells(column: Mapping[str, Any], titles: Mapping[str, str], fil: str) -> Iterator[Found]:
    """The columns of a type that is neither text, number nor day: their text is not what the table shows."""
    for name, one in column.items():
        kind = one.type()
        if kind.is_nested() or kind.is_json() or kind.is_uuid() or kind.is_interval():
            action = "Gör om kolumnen till text eller tal i en vy eller fråga (cast)."
            yield Found(fil, None, titles[name], f"typen {kind}", "text, tal eller datum", action)


def check_client(table: Any, source: DatabaseSource, fil: str) -> None:
    """Raise DataError for a client that no row is of, naming those of the table."""
    if source.klient is None:
        return
    titles = {name.casefold(): name for name in table.columns}
    column = _client(table[titles[source.kolumner.klient.casefold()]], source).name("klient")
    clients = column.as_table().distinct().order_by("klient").limit(MOST_LINES).to_pyarrow()["klient"].to_pylist()
    if clients and source.klient not in clients:
        found = f"ingen rad för klienten {schema.quoted(source.klient)}"
        expected = f"en klient som tabellen har, till exempel {', '.join(map(schema.quoted, clients))}"
        action = "Rätta klient under databas i inställningarna, eller --klient."
        raise DataError(VÄRDEN.at(fil, None, source.kolumner.klient, found, expected, action))


def _text(column: Any) -> Any:
    return column if column.type().is_string() else column.cast("string")


def _client(column: Any, source: DatabaseSource) -> Any:
    """The client's code, not padded; SQL Server compares so by itself, and finds it by its index."""
    return _text(column) if scheme(source.url) == MSSQL else _text(column).strip()


def _january(period: Any, year: int) -> int | str:
    """What no period of the year sorts before: 202500 as a number, 2025 as a text (202501 or 2025-01)."""
    return year * 100 if period.type().is_numeric() else str(year)


def _connect(source: DatabaseSource, folder: Path, fil: str) -> Any:
    kind = scheme(source.url)
    if kind in _DRIVERS:
        _check_driver(kind, fil)
    import ibis

    if kind == DUCKDB:
        path = folder / source.url.partition("://")[2]
        if not path.is_file():
            action = "Lägg filen där eller rätta url i inställningarna."
            raise DataError(DATABAS.at(fil, funnet="ingen sådan fil", väntat="en DuckDB-fil", åtgärd=action))
        return _guarded(lambda: ibis.duckdb.connect(path, read_only=True, enable_external_access=False), fil, None)
    connect = ibis.postgres.connect if kind == POSTGRES else ibis.mssql.connect
    return _guarded(lambda: connect(**_arguments(kind, source)), fil, None)


def _arguments(kind: str, source: DatabaseSource) -> dict[str, Any]:
    """What the driver is given; the only place where user and password pass."""
    parts, login = urlsplit(source.url), find_credentials(source.inloggning)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    options = _OPTIONS[kind] | options
    host = options.pop("host", parts.hostname)
    port = {"port": parts.port} if parts.port else {}
    database = unquote(parts.path[1:])
    return dict(host=host, database=database, user=login.user, password=login.password, **port, **options)


def _check_driver(kind: str, fil: str) -> None:
    module, action = _DRIVERS[kind], f"Installera den: pip install 'ekonomi[{kind}]'."
    try:
        import_module(module)
    except ImportError:
        found, expected = f"ingen drivrutin för {NAMES[kind]}", f"Pythonpaketet {module}"
        raise DataError(DATABAS.at(fil, funnet=found, väntat=expected, åtgärd=action)) from None


def _table(con: Any, source: DatabaseSource, fil: str) -> Any:
    if source.tabell is not None:
        database, _, name = source.tabell.rpartition(".")
        return con.table(name, database=database or None)
    assert source.fråga is not None  # the settings hold one of the two
    _check_select(source.fråga, _DIALECTS[scheme(source.url)], fil)
    return con.sql(source.fråga, schema=_types(con, source.fråga) if con.name == POSTGRES else None)


def _types(con: Any, text: str) -> Any:
    """The names and types of a query's columns. ibis would ask by a view, which a session that only reads refuses."""
    import ibis

    with con.con.cursor() as cursor:
        columns = cursor.execute(f"SELECT * FROM ({text}\n) AS q LIMIT 0").description
    from_text = con.compiler.type_mapper.from_string
    return ibis.schema({column.name: from_text(column.type_display) for column in columns})


def _check_select(text: str, dialect: str, fil: str) -> None:
    """Raise DataError for anything but one SELECT that only reads."""
    import sqlglot
    from sqlglot import expressions as sql

    writes = (sql.Insert, sql.Update, sql.Delete, sql.Merge, sql.Into, sql.Create, sql.Drop, sql.Command)
    try:
        statements = sqlglot.parse(text, read=dialect)
        reads = len(statements) == 1 and isinstance(statements[0], sql.Query)
        reads = reads and statements[0].find(*writes) is None  # type: ignore[union-attr]
    except sqlglot.errors.SqlglotError:
        reads = False
    if not reads:
        action = "Skriv en fråga som bara läser, utan semikolon."
        raise DataError(DATABAS.at(fil, funnet="en fråga av annat slag", väntat="en SELECT-sats", åtgärd=action))


def _guarded(
    work: Callable[[], Result], fil: str, what: str | None, why: Callable[[], Finding | None] = lambda: None
) -> Result:
    """What `work` gives; any failure becomes a finding of its own words, or what `why` finds, with nothing chained."""
    try:
        return work()
    except DataError as error:
        fault = error
    except Exception as error:
        told = None
        with suppress(Exception):
            told = why()
        fault = DataError(told or _failed(error, fil, what))
    raise fault


def _failed(error: Exception, fil: str, what: str | None) -> Finding:
    """`what` is not read; None where the database itself is not, for a cause that the driver's words tell."""
    if what is None:
        said = str(error).casefold()
        found, action = next((words, do) for sign, words, do in _CAUSES if sign.search(said))
        return DATABAS.at(fil, funnet=found, väntat="en databas som går att läsa", åtgärd=action)
    state = getattr(error, "sqlstate", None)
    found = f"{what} (SQLSTATE {state})" if state else what
    return DATABAS.at(fil, funnet=found, väntat="rader ur databasen")


def _missing(titles: Sequence[str], columns: Sequence[str], fil: str) -> Finding:
    """One line for all the columns that a table lacks."""
    has = f"(tabellen har {', '.join(map(schema.quoted, columns[: 2 * MOST_LINES]))})"
    names = ", ".join(map(schema.quoted, titles))
    if len(titles) == 1:
        action = "Rätta kolumnnamnet under databas i inställningarna, eller med --rubrik."
        expected = f"en kolumn med namnet {names}"
        return RUBRIKER.at(fil, None, titles[0], f"ingen sådan kolumn {has}", expected, action)
    action = "Rätta kolumnnamnen under databas i inställningarna, eller med --rubrik."
    return RUBRIKER.at(fil, None, None, f"inte kolumnerna {names} {has}", "en kolumn med varje namn", action)


def _sorted(rows: pa.Table, headings: Mapping[str, str], source: DatabaseSource, fil: str) -> pd.DataFrame:
    cells = pd.DataFrame({name: texts(rows[name], amount=name == "belopp") for name in headings}, dtype="str")
    if source.kolumner.rad is None:
        cells = cells.sort_values([*headings], kind="stable", ignore_index=True)
        return cells.assign(rad=range(1, len(cells) + 1)).astype({"rad": "int64"})
    numbers = rows["rad"]
    if not pa.types.is_integer(numbers.type) or numbers.null_count:
        raise DataError(unnumbered(source, fil))
    cells["rad"] = numbers.cast(pa.int64()).to_numpy()
    if cells["rad"].duplicated().any():
        import ibis

        stop_on(doubled(ibis.memtable(cells), source, fil))
    return cells.sort_values(["rad", *headings], kind="stable", ignore_index=True)


def texts(column: pa.ChunkedArray, *, amount: bool = False) -> pd.Series:
    """A column as text, as a delimited file would have it; amounts with a decimal point, nothing rounded.

    A time that is told with its zone is that of a clock in Sweden: the day, and the year, that the ledger's users saw.
    """
    if pa.types.is_timestamp(column.type) and column.type.tz:
        column = pa.chunked_array([pa.array(column.to_pandas().dt.tz_convert(_ZONE).dt.tz_localize(None))])
    if pa.types.is_floating(column.type):
        kind = schema.AMOUNT if amount else schema.TEXT
        cells = [None if x is None else cell_text(x, kind).replace(",", ".") for x in column.to_pylist()]
        texts = pa.array(cells, pa.string())
    else:
        texts = column.cast(pa.string())
        if pa.types.is_decimal(column.type):  # as many decimals as the type has say nothing
            texts = pc.replace_substring_regex(texts, r"\.0*$|(\.[0-9]*[1-9])0+$", r"\1")
    seen = pc.replace_substring_regex(pc.fill_null(texts, ""), UNSEEN.pattern, "")
    readable = pc.replace_substring_regex(seen, CONTROL.pattern, " ")
    trimmed = pc.utf8_normalize(pc.utf8_trim_whitespace(readable), form="NFC")
    return pd.Series(trimmed.to_pandas(), dtype="str")


USER, PASSWORD = "_ANVANDARE", "_LOSENORD"


@dataclass(frozen=True)
class Credentials:
    """User and password, None where nothing is said; neither is ever shown."""

    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


def find_credentials(name: str) -> Credentials:
    """The variables `<name>_ANVANDARE` and `<name>_LOSENORD`, or the keyring's entry for the service `name`.

    Where there is neither, nothing: the database may know the user of the computer (Windows, peer, .pgpass).
    """
    user, password = os.environ.get(name + USER), os.environ.get(name + PASSWORD)
    if user or password:
        return Credentials(user or None, password or None)
    try:
        import keyring

        found = keyring.get_credential(name, None)
    except Exception:  # no such package, or no keyring on this computer: the database will say if it minds
        return Credentials()
    return Credentials(found.username or None, found.password) if found else Credentials()
