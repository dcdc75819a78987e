"""What the user says of the files to import: headings, sign, sheet, whose rows, which budget or forecast."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from ekonomi import terms
from ekonomi.errors import UsageError
from ekonomi.params import DatabaseSource
from ekonomi.params.database import TableHeadings, has_login, scheme
from ekonomi.params.sources import BudgetHeadings, ForecastHeadings, LedgerHeadings
from ekonomi.readers import sie
from ekonomi.readers.unit4 import CREDIT, DEBIT

_SPELLED = {"tjanst": "tjänst"}
_HEADINGS = (LedgerHeadings, BudgetHeadings, ForecastHeadings, TableHeadings)
_NOT_ONE = {"månader"}
_SIGNS = {"debet": DEBIT, "intakt": CREDIT, "intäkt": CREDIT}


@dataclass(frozen=True)
class Choices:
    """`dimensions`: SIE dimension to column; `headings`: our column to the file's heading, "" for none.

    `sign` is None where the kind of file decides; `year` is that of a plan with a column per month; the rest is
    None where nothing is said. `table` to `login` are for databases.
    """

    dimensions: dict[str, str] = field(default_factory=lambda: dict(sie.DIMENSIONS))
    headings: dict[str, str] = field(default_factory=dict)
    sign: str | None = None
    decimal: str = ","
    sheet: str | None = None
    owner: str | None = None
    beloppstyp: str | None = None
    version: str | None = None
    decided: str = ""
    year: int | None = None
    table: str | None = None
    query: str | None = None
    client: str | None = None
    first_year: int | None = None
    login: str | None = None

    def headings_of(self, model: type) -> dict[str, str | None]:
        """The headings given that a kind of source has; None for a column that the file lacks."""
        known = getattr(model, "model_fields", {})
        return {name: title or None for name, title in self.headings.items() if name in known}


def read_dimensions(words: Sequence[str]) -> dict[str, str]:
    """`1=ansvar` and so on, added to the usual ones (1=ansvar, 6=projekt), which they override.

    Raises UsageError for a word that is not so written, a column that is none, and a column given twice.
    """
    given: dict[str, str] = {}
    for word in words:
        number, _, name = (part.strip() for part in word.partition("="))
        column = _SPELLED.get(name, name)
        if not number.isdigit() or column not in sie.TARGETS:
            columns = ", ".join(sie.TARGETS)
            raise UsageError(f"--dim {word}: skriv N=namn, till exempel 1=ansvar; namnen är {columns}.")
        if column in given.values() or number in given:
            raise UsageError(f"--dim {word}: dimensionen eller kolumnen är angiven två gånger.")
        given[number] = column
    usual = {n: name for n, name in sie.DIMENSIONS.items() if n not in given and name not in given.values()}
    return {**usual, **given}


def read_headings(words: Sequence[str]) -> dict[str, str]:
    """`konto=Kontonr` and so on; `registrerad=` says that the file has no such column. Raises UsageError."""
    known = sorted({name for model in _HEADINGS for name in model.model_fields} - _NOT_ONE)
    given: dict[str, str] = {}
    for word in words:
        name, equals, title = (part.strip() for part in word.partition("="))
        column = _SPELLED.get(name, name)
        if not equals or column not in known:
            raise UsageError(
                f"--rubrik {word}: skriv NAMN=RUBRIK, till exempel konto=Kontonr; namnen är {', '.join(known)}."
            )
        if column in given:
            raise UsageError(f"--rubrik {word}: kolumnen är angiven två gånger.")
        given[column] = title
    return given


def read_sign(word: str | None) -> str | None:
    """`debet` or `intakt` as the settings have them. Raises UsageError for another word."""
    if word is not None and word not in _SIGNS:
        raise UsageError(f"--tecken {word}: skriv debet eller intakt.")
    return None if word is None else _SIGNS[word]


def check_plan(choices: Choices) -> None:
    """Raise UsageError for a beloppstyp or a date that is none."""
    if choices.beloppstyp not in (None, *terms.BELOPPSTYPER):
        raise UsageError(f"--beloppstyp {choices.beloppstyp}: skriv {' eller '.join(terms.BELOPPSTYPER)}.")
    if choices.decided and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])", choices.decided):
        raise UsageError(f"--beslutad {choices.decided}: skriv ett datum ÅÅÅÅ-MM-DD.")


def is_url(word: str) -> bool:
    """Whether a word names a database and not a file."""
    return bool(scheme(word)) or has_login(word)


def database_source(url: str, choices: Choices) -> DatabaseSource:
    """The table or query of a url. Raises UsageError, which never repeats what may be a secret."""
    if has_login(url):
        raise UsageError(
            "En url har inloggningsuppgifter. Ta bort dem, byt lösenord och ange dem i miljövariablerna "
            "EKONOMI_DB_ANVANDARE och EKONOMI_DB_LOSENORD eller i en nyckelring."
        )
    given: dict[str, Any] = {
        "tabell": choices.table,
        "fråga": choices.query,
        "klient": choices.client,
        "från_år": choices.first_year,
        "inloggning": choices.login,
        "kolumner": choices.headings_of(TableHeadings),
    }
    try:
        return DatabaseSource(url=url, **{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        parts = sorted({str(fault["loc"][0]) if fault["loc"] else "tabell" for fault in error.errors()})
    raise UsageError(
        f"Databasen är inte rätt angiven ({', '.join(parts)}). Skriv till exempel "
        "postgresql://server/databas --tabell agltransact; antingen --tabell eller --fraga."
    )
