"""3.1.1: årsarbetare, of all and by verksamhetsområde."""

from decimal import Decimal

import pandas as pd

from ekonomi import period as periods
from ekonomi import privacy, style, terms
from ekonomi.personnel import Staff
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout

NOTE = "Ackumulerad arbetad tid delad med helårsnorm; inte antal anställda."
ROW, TOTAL = "Antal årsarbetare", terms.TOTALT
NOW, AGO, FORECAST, LAST_YEAR = terms.M_UTFALL, terms.M_FG_ÅR, terms.M_PROGNOS, terms.M_BOKSLUT


@table("Årsarbetare", "Mått")
def personalvolym(staff: Staff, period: str) -> Table:
    """Årsarbetare hittills och för ett år sedan, årets prognos och förra årets utfall; det som är okänt skrivs `–`.

    >>> print(report[tables.personalvolym].cell("Antal årsarbetare", "utfall").shown)
    188,7
    """
    year = periods.year(period)
    heads = {
        NOW: layout.months(period),
        AGO: layout.months(periods.shift(period, -12)),
        **({} if layout.december(period) else {FORECAST: f"Prognos {year}", LAST_YEAR: f"Utfall {year - 1}"}),
    }
    values = staff.values.loc[[TOTAL], list(heads)].set_axis([ROW])
    heads = {name: head for name, head in heads.items() if name != FORECAST or values[name].notna().any()}
    values = values[list(heads)]
    columns = tuple(Column(name, head, "årsarbetare") for name, head in heads.items())
    made = {ROW: staff.trails.get(TOTAL, {})}
    return Table(layout.rows_of([ROW]), columns, values, (NOTE,), made)


@table("Årsarbetare per verksamhetsområde", "Verksamhetsområde")
def årsarbetare_per_område(staff: Staff, period: str) -> Table:
    """Årsarbetare per verksamhetsområde, hittills och för ett år sedan; små grupper visas inte.

    >>> print(report[tables.årsarbetare_per_område].cell("Totalt", "utfall").shown)
    188,7
    """
    heads = {NOW: layout.months(period), AGO: layout.months(periods.shift(period, -12))}
    areas = staff.values.drop(index=TOTAL)[list(heads)]
    full_year = areas * (12 / periods.month(period))
    small = pd.DataFrame({name: privacy.hidden(full_year[name], staff.least) for name in heads})
    values = areas.mask(small)
    if len(areas):
        values.loc[TOTAL] = areas.sum(min_count=1)
    columns = tuple(Column(name, head, "årsarbetare") for name, head in heads.items())
    notes = (NOTE, *((hidden_note(staff.least),) if small.to_numpy().any() else ())) if len(values) else ()
    return Table(layout.rows_of(values.index), columns, values, notes, staff.trails)


def hidden_note(limit: float) -> str:
    """What is said under a table of groups, where some are not shown."""
    least = style.number(Decimal(repr(float(limit))), 0 if float(limit).is_integer() else 1)
    return (
        f"– står för grupper med färre än {least} årsarbetare, räknat på helår, och för de grupper som annars skulle "
        "avslöja dem."
    )
