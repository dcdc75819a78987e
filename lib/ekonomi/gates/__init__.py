"""The gates: what the books of a period must pass before a report is made of them.

Each gate is a function from the books to findings, and each answers for one check of `checklist`. The doors
(sources, readers, registers) have made their checks before: the rows can be read, the codes are known.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from ekonomi import checklist
from ekonomi.errors import DataError, Finding
from ekonomi.gates import amounts, closed, delivery, plans, presence
from ekonomi.gates.books import Books, books_of
from ekonomi.gates.closed import closed_years
from ekonomi.schema import MOST_LINES

__all__ = ["GATES", "Books", "books_of", "closed_years", "inspect"]

Gate = Callable[[Books], list[Finding]]
GATES: Final[dict[str, Gate]] = {
    checklist.SAKNAD_MÅNAD: delivery.missing_months,
    checklist.DUBBEL_MÅNAD: delivery.same_month_twice,
    checklist.UPPREPAD_MÅNAD: delivery.repeated_month,
    checklist.TECKEN: amounts.reversed_files,
    checklist.SKALA: amounts.wrong_unit,
    checklist.RADGRÄNS: delivery.row_limits,
    checklist.FÅ_POSTER: delivery.few_rows,
    checklist.SAKNAT_ANSVAR: presence.missing_units,
    checklist.SAKNAT_KONTO: presence.missing_accounts,
    checklist.KONTOTECKEN: amounts.reversed_accounts,
    checklist.AVVIKANDE: amounts.outliers,
    checklist.ÅTERKOMMANDE: presence.recurring,
    checklist.PERIODISERING: presence.unreversed_accruals,
    checklist.DUBBLETT: delivery.duplicates,
    checklist.STÄNGT_ÅR: closed.moved_years,
    checklist.SENA: delivery.late_postings,
    checklist.TOLFTEDELAR: plans.straight_twelfths,
}

# What a month that is not whole would set off by itself; its own line says it all.
_OF_WHOLE_MONTHS = (
    checklist.SAKNAT_ANSVAR,
    checklist.SAKNAT_KONTO,
    checklist.AVVIKANDE,
    checklist.ÅTERKOMMANDE,
    checklist.PERIODISERING,
)


def inspect(books: Books, noted: Iterable[Finding] = ()) -> list[Finding]:
    """What the gates and, before them, the doors (`noted`) warn of and note, in the order of the checklist.

    Raises DataError for what stops the run. Where something stops, the other gates wait: figures that are not
    whole would only set them off. Where a month has few postings, those that ask for whole months wait too.
    """
    stops = [finding for name in _of(checklist.STOPPAR) for finding in _pass(name, books)]
    if stops:
        raise DataError(stops, noted)
    few = _pass(checklist.FÅ_POSTER, books)
    left_out = (checklist.FÅ_POSTER, *(_OF_WHOLE_MONTHS if few else ()))
    others = [name for name in (*_of(checklist.VARNING), *_of(checklist.UPPLYSNING)) if name not in left_out]
    found = [*few, *(finding for name in others for finding in _pass(name, books))]
    return sorted((*noted, *found), key=checklist.rank)


def _of(severity: str) -> list[str]:
    return [name for name in GATES if checklist.BY_NAME[name].severity == severity]


def _pass(name: str, books: Books) -> list[Finding]:
    """The findings of one gate, each with its name; past ten the rest are counted in one line."""
    found = GATES[name](books)
    if len(found) > MOST_LINES:
        rest = len(found) - MOST_LINES
        found = [*found[:MOST_LINES], _more(found[MOST_LINES], rest)]
    return [replace(finding, kontroll=name) for finding in found]


def _more(first: Finding, rest: int) -> Finding:
    what = f"ytterligare {rest} fynd av samma slag"
    return Finding(
        first.fil, what, "inga", "Åtgärda de första och kör kontrollen igen.", first.rad, first.kolumn
    )
