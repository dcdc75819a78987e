"""What the user says of the files to import: the flags by the settings' own keys, and the sources that they make."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from ekonomi import terms
from ekonomi.errors import UsageError
from ekonomi.params import DatabaseSource
from ekonomi.params.database import TableHeadings, has_login
from ekonomi.params.models import Section
from ekonomi.params.sources import BudgetHeadings, ForecastHeadings, LedgerHeadings
from ekonomi.readers import sie
from ekonomi.readers.unit4 import CREDIT, DEBIT

Model = TypeVar("Model", bound=Section)
# a key of a source in the settings, of a budget or a forecast, or `nämnd` or `beloppstyp`, and what is said of it
Flags = Mapping[str, Any]
_SPELLED = {"tjanst": "tjänst"}
_HEADINGS = (LedgerHeadings, BudgetHeadings, ForecastHeadings, TableHeadings)
_TITLES = sorted({name for model in _HEADINGS for name in model.model_fields} - {"månader"})
_SIGNS = {"debet": DEBIT, "intakt": CREDIT, "intäkt": CREDIT}


def read_flags(given: Mapping[str, Any]) -> Flags:
    """The flags that are given, as the settings have them. Raises UsageError for a word that is none of theirs."""
    flags = {name: value for name, value in given.items() if value not in (None, "", ())}
    tecken, beloppstyp, decided = (flags.get(name, "") for name in ("tecken", "beloppstyp", "beslutad"))
    if tecken and tecken not in _SIGNS:
        raise UsageError(f"--tecken {tecken}: skriv debet eller intakt.")
    if beloppstyp and beloppstyp not in terms.BELOPPSTYPER:
        raise UsageError(f"--beloppstyp {beloppstyp}: skriv {' eller '.join(terms.BELOPPSTYPER)}.")
    if decided and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])", decided):
        raise UsageError(f"--beslutad {decided}: skriv ett datum ÅÅÅÅ-MM-DD.")
    told = {"tecken": _SIGNS[tecken]} if tecken else {}
    dimensions, titles = _dimensions(given["dimensioner"]), _titles(given["kolumner"])
    return {**flags, **told, "dimensioner": dimensions, "kolumner": titles}


def _dimensions(words: Sequence[str]) -> dict[int, str]:
    """`1=ansvar` and so on, added to the usual ones (1=ansvar, 6=projekt), which they override."""
    given: dict[int, str] = {}
    for word in words:
        number, _, name = (part.strip() for part in word.partition("="))
        column = _SPELLED.get(name, name)
        if not re.fullmatch("0*[1-9][0-9]*", number) or column not in sie.TARGETS:
            columns = ", ".join(sie.TARGETS)
            raise UsageError(f"--dim {word}: skriv N=namn, till exempel 1=ansvar; namnen är {columns}.")
        if column in given.values() or int(number) in given:
            raise UsageError(f"--dim {word}: dimensionen eller kolumnen är angiven två gånger.")
        given[int(number)] = column
    usual = {int(n): name for n, name in sie.DIMENSIONS.items() if name not in given.values()}
    return {**usual, **given}


def _titles(words: Sequence[str]) -> dict[str, str]:
    """`konto=Kontonr` and so on; `registrerad=` says that the file has no such column."""
    given: dict[str, str] = {}
    for word in words:
        name, equals, title = (part.strip() for part in word.partition("="))
        column = _SPELLED.get(name, name)
        if not equals or column not in _TITLES:
            raise UsageError(
                f"--rubrik {word}: skriv NAMN=RUBRIK, till exempel konto=Kontonr; namnen är {', '.join(_TITLES)}."
            )
        if column in given:
            raise UsageError(f"--rubrik {word}: kolumnen är angiven två gånger.")
        given[column] = title
    return given


def headings_of(model: type[Model], flags: Flags) -> Model:
    """The headings of a kind of source; None for a column that the file lacks."""
    titles = flags.get("kolumner", {}).items()
    return model.model_validate({name: title or None for name, title in titles if name in model.model_fields})


def source_of(model: type[Model], flags: Flags, **own: Any) -> Model:
    """The source that the settings would give, had they the flags: those that it has a key for, and its `own`."""
    fields = model.model_fields
    told = {name: flags[name] for name in flags.keys() & fields.keys()}
    return model(**{**told, **own, "kolumner": headings_of(type(fields["kolumner"].default), flags)})


def database_source(url: str, flags: Flags) -> DatabaseSource:
    """The table or query of a url. Raises UsageError, which never repeats what may be a secret."""
    if has_login(url):
        raise UsageError(
            "En url har inloggningsuppgifter. Ta bort dem, byt lösenord och ange dem i miljövariablerna "
            "EKONOMI_DB_ANVANDARE och EKONOMI_DB_LOSENORD eller i en nyckelring."
        )
    try:
        return source_of(DatabaseSource, flags, url=url)
    except ValidationError as error:
        parts = sorted({str(fault["loc"][0]) if fault["loc"] else "tabell" for fault in error.errors()})
    raise UsageError(
        f"Databasen är inte rätt angiven ({', '.join(parts)}). Skriv till exempel "
        "postgresql://server/databas --tabell agltransact; antingen --tabell eller --fraga."
    )
