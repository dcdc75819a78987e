"""Budgets and forecasts: a column per month, a row per month or the full year, told by the headings."""

import re
from pathlib import Path

import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, sets, terms
from ekonomi.checklist import ÖVRIGT
from ekonomi.errors import DataError
from ekonomi.importing.flags import Flags, headings_of
from ekonomi.params.sources import BudgetHeadings, BudgetSource, ForecastHeadings, ForecastSource
from ekonomi.readers import plans
from ekonomi.readers.files import InputFile
from ekonomi.readers.plans import FULL_YEAR, LONG, WIDE
from ekonomi.readers.sie import Skipped
from ekonomi.readers.tabular import cell_rows, described
from ekonomi.sources.delivery import Delivery

_FORMS = {WIDE: "en kolumn per månad", LONG: "en rad per månad", FULL_YEAR: "helår"}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_REPORT = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])(?!\d)")


def plan_form(file: InputFile, flags: Flags) -> str | None:
    """WIDE, LONG or FULL_YEAR for a budget or a forecast; None for what is none, as far as the headings tell.

    A file of a row per month looks like a ledger: it is a plan only where `beloppstyp` says so.
    """
    if flags.get("beloppstyp") == terms.UTFALL:
        return None
    wide, full = headings_of(BudgetHeadings, flags), headings_of(ForecastHeadings, flags)
    told = {WIDE: wide.månader, FULL_YEAR: (full.kostnadsslag, full.belopp)}
    for cells in cell_rows(file, flags.get("blad")):
        titles = set(map(schema.spelled, cells))
        months = {title[5:] for title in titles if periods.is_period(title)}
        for form, wanted in told.items():
            if titles.issuperset(map(schema.spelled, wanted)) or (form == WIDE and len(months) == len(periods.MÅNADER)):
                return form
    return LONG if "beloppstyp" in flags else None


def plan_delivery(file: InputFile, form: str, flags: Flags) -> Delivery:
    """The rows of a plan, a row per month that is not zero. Raises DataError.

    Where nothing is said: a column per month is a budget, the full year a forecast; the year, the version of a
    budget (its year) and of a forecast (the period of its report) stand in the name of the file.
    """
    kind_of: type[BudgetHeadings | ForecastHeadings] = ForecastHeadings if form == FULL_YEAR else BudgetHeadings
    headings = headings_of(kind_of, flags)
    year = None if form == LONG else flags.get("år") or _year(file)
    rows = plans.read_plan(file, headings, form, year, flags.get("blad"), flags.get("decimaltecken", ","))
    return delivered(file, rows, form, f"{described(rows)}, {_FORMS[form]}", flags)


def delivered(file: InputFile, rows: pd.DataFrame, form: str, kind: str, flags: Flags) -> Delivery:
    """The rows of a plan as they are taken in, from a file or a table, which `kind` tells the receipt."""
    usual = (terms.PROGNOS, ForecastSource) if form == FULL_YEAR else (terms.BUDGET, BudgetSource)
    beloppstyp = flags.get("beloppstyp", usual[0])
    sign = flags.get("tecken", usual[1].model_fields["tecken"].default)
    version = flags.get("version") or _version(file, beloppstyp, rows)
    check_report(file.fil, beloppstyp, version)
    kept = plans.without_zeros(rows)
    complete = plans.plan_rows(kept, file.name, sign, beloppstyp, version, flags.get("beslutad", ""))
    zero = len(rows) - len(kept)
    skipped = (Skipped("belopp", zero, "de är noll"),) if zero else ()
    return Delivery(file, f"{beloppstyp} i {kind}, version {version}", sets.table(complete), skipped=skipped)


def _year(file: InputFile) -> int:
    stem = Path(file.name).stem
    report = _REPORT.search(stem)
    years = {report[1]} if report else set(_YEAR.findall(stem))
    if len(years) == 1:
        return int(years.pop())
    raise DataError(
        ÖVRIGT.at(file.fil, funnet="inget år i filnamnet", väntat="planens år", åtgärd="Ange året med --ar.")
    )


def _version(file: InputFile, beloppstyp: str, rows: pd.DataFrame) -> str:
    years, report = rows["period"].str.slice(0, 4).unique(), _REPORT.search(Path(file.name).stem)
    if beloppstyp == terms.BUDGET:
        if len(years) == 1:
            return str(years[0])
        found, expected, action = "flera år", "budgetens namn", "Ange det med --version."
    else:
        if report:
            return f"{report[1]}-{report[2]}"
        found, expected = "ingen period i filnamnet", "perioden för rapporten som prognosen gjordes till"
        action = "Ange den med --version ÅÅÅÅ-MM."
    raise DataError(ÖVRIGT.at(file.fil, funnet=found, väntat=expected, åtgärd=action))


def check_report(fil: str, beloppstyp: str, version: str) -> None:
    """Raise DataError for a forecast that does not go by the period of the report that it was made for."""
    if beloppstyp == terms.PROGNOS and not periods.is_period(version):
        action = "Rätta --version, till exempel 2025-03."
        found = f"versionen {schema.quoted(version)}"
        raise DataError(ÖVRIGT.at(fil, funnet=found, väntat="rapportens period ÅÅÅÅ-MM", åtgärd=action))
