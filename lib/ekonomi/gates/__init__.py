"""The gates: what the books of a period must pass before a report is made of them.

Each gate is a check of the books, declared on its function. The doors (sources, readers, registers) have made their
checks before: the rows can be read, the codes are known.
"""

from collections.abc import Iterable
from typing import Final

from ekonomi.errors import STOPPAR, Asked, DataError, Finding, ordered
from ekonomi.gates import amounts, closed, delivery, hours, plans, presence, twice
from ekonomi.gates.books import Books, books_of
from ekonomi.gates.closed import closed_years, moved

MODULES: Final = (delivery, amounts, presence, twice, closed, plans, hours)
GATES: Final = tuple(gate for module in MODULES for gate in vars(module).values() if isinstance(gate, Asked))

# What a month that is not whole would set off by itself; its own line says it all.
_OF_WHOLE_MONTHS: Final = (
    amounts.outliers,
    presence.missing_units,
    presence.missing_accounts,
    presence.recurring,
    presence.unreversed_accruals,
    hours.odd_hours,
)


def inspect(books: Books, noted: Iterable[Finding] = ()) -> list[Finding]:
    """What the gates and, before them, the doors (`noted`) warn of and note, the gravest first.

    Raises DataError for what stops the run. Where something stops, the other gates wait: figures that are not
    whole would only set them off. Where a month has few postings, those that ask for whole months wait too.
    """
    stops = [finding for gate in GATES if gate.check.severity == STOPPAR for finding in gate(books)]
    if stops:
        raise DataError(stops, noted)
    waiting = _OF_WHOLE_MONTHS if delivery.few_rows(books) else ()
    others = [gate for gate in GATES if gate.check.severity != STOPPAR and gate not in waiting]
    return ordered((*noted, *(finding for gate in others for finding in gate(books))))
