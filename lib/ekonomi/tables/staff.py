"""3.1.1: årsarbetare."""

from collections.abc import Sequence

import pandas as pd

from ekonomi import period as periods
from ekonomi.personnel import Volumes
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout
from ekonomi.urval import Expression

NOTE = "Ackumulerad arbetad tid delad med helårsnorm; inte antal anställda."
ROW = "Antal årsarbetare"


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
