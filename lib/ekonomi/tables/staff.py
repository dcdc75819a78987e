"""3.1.1: årsarbetare, of all and by verksamhetsområde."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

import pandas as pd

from ekonomi import period as periods
from ekonomi import privacy, style
from ekonomi.personnel import Volumes
from ekonomi.table import SUMMA, Column, Row, Table
from ekonomi.tables import layout
from ekonomi.urval import Expression

NOTE = "Ackumulerad arbetad tid delad med helårsnorm; inte antal anställda."
ROW, TOTAL = "Antal årsarbetare", "Totalt"
BY_AREA = "3.1.1 årsarbetare per verksamhetsområde"


def personalvolym(volumes: Volumes, period: str, trails: Sequence[Expression] = ()) -> Table:
    """Table 3.1.1: årsarbetare so far, a year ago, forecast of the year and outcome of the last year.

    `volumes` and `trails` come from `personnel.volumes` and `personnel.trails`; what is unknown prints as `–`.
    """
    year = periods.year(period)
    heads = {
        "aktuell period ack": layout.months(period),
        "motsvarande period föregående år": layout.months(periods.shift(period, -12)),
        f"prognos {year}": f"{layout.forecast_head(period)} {year}",
        f"utfall {year - 1}": f"Utfall {year - 1}",
    }
    found = (volumes.period, volumes.year_ago, volumes.forecast, volumes.last_year)
    values = pd.DataFrame([found], index=[ROW], columns=list(heads), dtype="Float64")
    columns = tuple(Column(name, head, "årsarbetare") for name, head in heads.items())
    caption = "Årsarbetare"
    name, urval = "3.1.1 personalvolym", {ROW: dict(zip(heads, trails, strict=bool(trails)))}
    return Table(name, caption, (Row(ROW, ROW),), columns, values, (NOTE,), "Mått", urval=urval)


def årsarbetare_per_område(
    areas: pd.DataFrame,
    limit: float,
    period: str,
    trails: Mapping[str, Sequence[Expression]] = MappingProxyType({}),
) -> Table:
    """Årsarbetare by verksamhetsområde, so far and a year ago, groups smaller than `limit` on a full year hidden.

    `areas` and, divided by the norm, `trails` come from `personnel.by_area`.
    """
    before = periods.shift(period, -12)
    names = {"nu": "aktuell period ack", "då": "motsvarande period föregående år"}
    full_year = areas * (12 / periods.month(period))
    small = pd.DataFrame({name: privacy.hidden(full_year[name], limit) for name in names})
    values = areas.mask(small)
    if len(areas):
        values.loc[TOTAL] = areas.sum(min_count=1)
    heads = (layout.months(period), layout.months(before))
    columns = tuple(
        Column(name, head, "årsarbetare") for name, head in zip(names.values(), heads, strict=True)
    )
    rows = tuple(layout.row(str(name), kind=SUMMA if name == TOTAL else "rad") for name in values.index)
    notes = (NOTE, *((_hidden(limit),) if small.to_numpy().any() else ())) if rows else ()
    caption = "Årsarbetare per verksamhetsområde"
    trail = {name: dict(zip(names.values(), own, strict=True)) for name, own in trails.items()}
    shown = values.rename(columns=names)
    return Table(BY_AREA, caption, rows, columns, shown, notes, "Verksamhetsområde", urval=trail)


def _hidden(limit: float) -> str:
    least = style.number(Decimal(repr(float(limit))), 0 if float(limit).is_integer() else 1)
    return (
        f"– står för grupper med färre än {least} årsarbetare, räknat på helår, och för de grupper som annars skulle "
        "avslöja dem."
    )
