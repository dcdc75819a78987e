"""3.2.4: from the result of each ansvarsområde to the cost of its tjänster, for those who meet both."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from ekonomi import terms, urval
from ekonomi.cube import KEYS, Measured
from ekonomi.registers import Grupper
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.services import BASE, TOTAL, used_lines
from ekonomi.urval import Expression, Rows

RESULTAT, INTÄKTER, TILL, FRÅN, TJÄNSTER = "resultat", "intäkter", "till andra", "från andra", "tjänster"
_INCOME = layout.EVERYTHING & urval.but("resultatrad", terms.KOSTNADER)
_NOTES = (
    "Alla kolumner är avvikelser från budget; plus är bättre. Raden går från resultatet till tjänsternas kostnad.",
    "I resultatet ingår områdets intäkter och allt som det har bokfört. I tjänsternas kostnad ingår inga intäkter, och "
    "en kostnad räknas till den tjänst som den gäller, även när ett annat område har bokfört den.",
    layout.ROUNDING,
)


@table(row_head="Område")
def områdesbro(
    measured: Measured,
    by_service: Measured,
    organisation: pd.DataFrame,
    grupper: Grupper,
    förkortningar: Mapping[str, str],
    period: str,
) -> Table | None:
    """Avvikelsen hittills från varje områdes resultat till kostnaden för dess tjänster, helhet (mnkr, + är bättre).

    Områdets tjänster är raden som har dess namn, eller vars förkortning har det. En rad utan område får bara
    kostnader från andra. Finns inte utan budget.

    >>> print(report[tables.områdesbro].cell("Totalt", "tjänster").shown)
    21,5
    """
    if terms.M_BUDGET not in measured.known:
        return None
    areas = layout.ordered(measured.rows["verksamhetsområde"].unique(), organisation, "verksamhetsområde")
    lines = [name for _, names in grupper.by_sum(used_lines(by_service)) for name in names]
    spelled = {word.casefold(): name for name in lines for word in (name, förkortningar.get(name, name))}
    own = {area: spelled.get(area.casefold()) for area in areas}
    pairs = [*own.items(), *((None, name) for name in lines if name not in own.values())]
    found = {area or grupper.printed(str(name)): _bridge(measured, by_service, area, name) for area, name in pairs}
    found[TOTAL] = _bridge(measured, by_service, "", "")
    columns = (
        Column(RESULTAT, "Resultat", worse=layout.WORSE),
        Column(INTÄKTER, "Intäkter och bidrag räknas bort"),
        Column(TILL, "Kostnader för andras tjänster räknas bort"),
        Column(FRÅN, "Kostnader från andra områden läggs till"),
        Column(TJÄNSTER, "Tjänsternas kostnad", worse=layout.WORSE),
    )
    when = layout.months(period, inside=True)
    caption = f"Från resultat per ansvarsområde till kostnad per tjänst, avvikelser {when}"

    def amount(rows: Rows) -> Fraction:
        return (by_service if rows.of(KEYS) else measured).amount(rows)

    return layout.computed(columns, found, amount, _NOTES, caption=caption)


def _bridge(measured: Measured, by_service: Measured, area: str | None, name: str | None) -> dict[str, Expression]:
    """The steps of one row; "" is all of them, None that there is none, and a step that does not apply is left out."""
    here, of_line = _picked("verksamhetsområde", area), _picked("linje", name)
    costs, kept, served = None, None, None
    steps: dict[str, Expression] = {}
    if here is not None:
        steps[RESULTAT] = layout.deviation_of(measured, layout.EVERYTHING & here)
        steps[INTÄKTER] = -layout.deviation_of(measured, _INCOME & here)
        costs = layout.deviation_of(measured, layout.EVERYTHING & layout.COSTS & here)
    if of_line is not None:
        steps[TJÄNSTER] = served = layout.deviation_of(by_service, BASE & of_line)
    if here is not None and of_line is not None:
        kept = layout.deviation_of(by_service, BASE & here & of_line)
    if costs:
        steps[TILL] = kept - costs if kept else -costs
    if served:
        steps[FRÅN] = served - kept if kept else served
    return steps


def _picked(column: str, value: str | None) -> Rows | None:
    if value is None:
        return None
    return urval.only(column, value) if value else Rows()
