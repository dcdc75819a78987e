"""Which rows of the inputs each cell sums: what its row selects, narrowed to what its column measures."""

from collections.abc import Mapping

from ekonomi import terms, urval
from ekonomi.table import Urval
from ekonomi.tables.sums import DEVIATIONS
from ekonomi.urval import Expression, Rows

# a row sums the rows of one selection, or of several that do not overlap
Where = tuple[Rows, ...]

EXTERN = urval.but("motpart", terms.EGEN_NÄMND)
INTERN = urval.only("motpart", terms.EGEN_NÄMND)
COSTS = urval.only("kostnadsslag", *terms.COSTS)
RESULT = urval.but("kostnadsslag", terms.BALANS)
ALLOCATED = urval.only("nycklar", "gällande")
AT_BUDGET_KEYS = urval.only("nycklar", "budgetens")


def lines(*, scope: Rows) -> dict[str, Where]:
    """The rows of each kostnadsslag, within a scope."""
    return {line: (urval.only("kostnadsslag", line) & scope,) for line in terms.RESULT}


def of_row(where: Where, measures: Mapping[str, Rows]) -> dict[str, Expression]:
    """What each known measure of a row sums, and the deviations between them."""
    known: dict[str, Expression] = {
        measure: urval.total(chosen & part for part in where) for measure, chosen in measures.items()
    }
    gaps = {
        name: known[left] - known[right]
        for name, (left, right) in DEVIATIONS.items()
        if left in known and right in known
    }
    return {**known, **gaps}


def of_rows(rows: Mapping[str, Where], measures: Mapping[str, Rows]) -> Urval:
    """`of_row` of every row, by its name."""
    return {name: of_row(where, measures) for name, where in rows.items()}


def named(trails: Urval, columns: Mapping[str, str]) -> Urval:
    """The trails with the names of columns in place of the measures that they show (`columns`: by measure)."""
    return {
        row: {column: found[measure] for measure, column in columns.items() if measure in found}
        for row, found in trails.items()
    }
