"""Where a ledger or a budget stands in a database; who logs in is never said here."""

import re
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ekonomi.params.models import NO_URL, ONE_OF, AnyHeading, Name, Section, key

DUCKDB, POSTGRES, MSSQL = "duckdb", "postgres", "mssql"
SCHEMES: Final = {"duckdb": DUCKDB, "postgresql": POSTGRES, "postgres": POSTGRES, "mssql": MSSQL}
_OPTIONS: Final = {
    DUCKDB: frozenset[str](),
    POSTGRES: frozenset({"host", "sslmode", "sslrootcert", "connect_timeout"}),
    MSSQL: frozenset({"driver", "Encrypt", "TrustServerCertificate"}),
}
_EXPECTED: Final = (
    "en url utan inloggning: postgresql://server/databas, mssql://server/databas eller duckdb://fil.duckdb"
)
_PASSWORD: Final = re.compile(r"\b(?:password|passwd|pwd|l[öo]senord)\s*=\s*\S", re.IGNORECASE)


def has_login(text: str) -> bool:
    """True where a text holds a url with a user or a password, or a `password=` of a connection string."""
    return any(map(_names_user, text.split("://")[1:])) or _PASSWORD.search(text) is not None


def _names_user(after: str) -> bool:
    """Whether what follows `://` has a user before an @; an @ in a path alone is none."""
    user, at, _ = "".join(after.split(maxsplit=1)[:1]).rpartition("@")
    return bool(at) and (":" in user or "/" not in user)


def scheme(url: str) -> str:
    """The kind of database that a url names: DUCKDB, POSTGRES or MSSQL; "" for none of them."""
    name, mark, _ = url.partition("://")
    return SCHEMES.get(name.lower(), "") if mark else ""


def _plain_url(url: str) -> str:
    kind = scheme(url)
    if not kind or has_login(url) or not _complete(kind, url):
        raise PydanticCustomError(NO_URL, _EXPECTED)
    return url


def _complete(kind: str, url: str) -> bool:
    """A server and a database (a file for DuckDB), and no options but those that we know."""
    if kind == DUCKDB:
        return "?" not in url and len(url.partition("://")[2]) > 0
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        server = parts.hostname or options.get("host")
        return bool(server and parts.port != 0 and len(parts.path) > 1 and options.keys() <= _OPTIONS[kind])
    except ValueError:
        return False


class TableHeadings(Section):
    """What the table calls the columns that are read; by default as Unit4's agltransact has them."""

    konto: Name = "account"
    ansvar: Name = "dim_1"
    projekt: AnyHeading = "dim_2"
    tjänst: AnyHeading = "dim_5"
    motpart: AnyHeading = "dim_7"
    belopp: Name = "amount"
    period: Name = "period"
    verifikation: Name = "voucher_no"
    text: AnyHeading = "description"
    registrerad: AnyHeading = None
    rad: AnyHeading = "agrtid"
    klient: Name = "client"


class DatabaseSource(Section):
    """A table or a query in a database: DuckDB, PostgreSQL or SQL Server."""

    url: Annotated[str, AfterValidator(_plain_url)] = Field(
        description="Databasens url utan användare och lösenord; en DuckDB-fil räknas från mappen data."
    )
    tabell: Name | None = key(None, "Tabell eller vy, vid behov schema.tabell.")
    fråga: Name | None = key(None, "En SELECT-sats, i stället för tabell.")
    klient: str | None = key(None, "Läs bara rader som har det här värdet i klientkolumnen.", min_length=1)
    från_år: int | None = key(None, "Läs bara det här året och senare.", ge=2000, le=2099, strict=True)
    inloggning: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] = key(
        "EKONOMI_DB", "Början på miljövariablernas namn (_ANVANDARE, _LOSENORD), eller namnet i nyckelringen."
    )
    kolumner: TableHeadings = TableHeadings()

    @model_validator(mode="after")
    def _one_place(self) -> "DatabaseSource":
        if (self.tabell is None) == (self.fråga is None):
            raise PydanticCustomError(ONE_OF, "antingen tabell eller fråga")
        return self
