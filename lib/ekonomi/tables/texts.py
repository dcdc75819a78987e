"""The figures of the running text of 3.2 and 3.2.2, as tables, so that they too stand in siffror.csv."""

from collections.abc import Iterable, Iterator

from ekonomi import terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Grupper, Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, line
from ekonomi.tables.result import statement

COSTS_EXTERN = "Kostnader extern omfattning"
OF_RESULT = "avvikelse resultat"


@table("Kostnader för helåret", "Kostnader")
def text_ekonomi(
    measured: Measured, period: str, by_service: Measured | None = None, grupper: Grupper | None = None
) -> Table:
    """Siffrorna i 3.2:s text: helårets kostnader, budget och prognos, skrivna som positiva (mnkr).

    Den första raden är extern; grupperna av tjänster är helhet, efter tjänsteomräkning.

    >>> print(report[tables.text_ekonomi].cell("Kostnader extern omfattning", "budget helår").shown)
    1 472,3
    """
    year = layout.full_year(period)
    columns = (
        Column(terms.M_BUDGET_HELÅR, "Budget", group=year),
        Column(terms.M_PROGNOS, layout.forecast_head(period), group=year),
    )
    found = layout.amounts([line(COSTS_EXTERN, layout.COSTS & layout.EXTERN)], columns, measured)
    if by_service is not None and grupper is not None:
        groups = _groups(grupper)
        found = found.with_rows(layout.amounts(groups, columns, by_service, layout.COSTS & layout.ALLOCATED))
    return layout.turned(found)


@table("Budgetavvikelse hittills", "Rad")
def text_utfall(
    measured: Measured, slag: Kostnadsslag, by_service: Measured | None = None, grupper: Grupper | None = None
) -> Table | None:
    """Siffrorna i 3.2.2:s text: avvikelsen hittills per rad (mnkr, + bättre), och resultatets per grupp av tjänster.

    Intäkter, kostnader och resultat är externa; kostnadsslagen och grupperna är helhet. Finns inte utan budget.

    >>> print(report[tables.text_utfall].cell("Resultat", "avvikelse").shown)
    13,4
    """
    if terms.M_BUDGET not in measured.known:
        return None
    column = Column(terms.AVVIKELSE, "Budgetavvikelse", worse=layout.WORSE)
    lines = [*_lines(slag), *_costs(slag)]
    taken = {one.name for one in lines}
    found = layout.amounts(lines, (column,), measured)
    if by_service is None or grupper is None:
        return found
    whole = layout.amounts(_groups(grupper, taken), (column,), by_service, layout.EVERYTHING & layout.ALLOCATED)
    other = Column(OF_RESULT, "Budgetavvikelse, resultat", worse=layout.WORSE)
    return found.with_rows(whole.renamed({terms.AVVIKELSE: other}))


def _lines(slag: Kostnadsslag) -> Iterable[Line]:
    told = (layout.STATEMENT[terms.INTÄKTER], layout.COSTS_SAID)
    lines = [one for one in statement(slag) if one.name in told]
    extern = [line(one.name, one.where[0] & layout.EXTERN) for one in lines]
    return (*extern, line(layout.RESULT, layout.EXTERN))


def _costs(slag: Kostnadsslag) -> Iterator[Line]:
    for name in slag.of(terms.KOSTNADER):
        yield line(slag.labels[name], urval.only("kostnadsslag", name))


def _groups(grupper: Grupper, taken: Iterable[str] = ()) -> Iterator[Line]:
    """A row per grupp of tjänster; one that bears the name of another row says what it is."""
    for name, label in grupper.labels.items():
        yield line(f"{label}, tjänster" if label in taken else label, urval.only("grupp", name))
