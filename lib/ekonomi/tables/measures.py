"""The nämnd's own mått, beside a year ago, the forecast, the years before and what is aimed at."""

from ekonomi import measures as own
from ekonomi import period as periods
from ekonomi import style
from ekonomi.measures import Measures
from ekonomi.registry import table
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout


@table("Mått", "Mått")
def mått(measures: Measures, period: str) -> Table | None:
    """Måtten i inställningarnas ordning; det som är okänt skrivs `–`.

    Samma månader förra året och målvärdet har en kolumn när något mått har dem. I december är månaderna hela året,
    som har en egen kolumn.

    >>> [column.name for column in report[tables.mått].columns][:3]
    ['utfall perioden', 'utfall fg år period', 'prognos helår']
    """
    if not measures.settings:
        return None
    heads = _heads(period)
    shown = [name for name in heads if name == own.NOW or measures.values[name].notna().any()]
    scale = [style.per_unit(one.enhet) for one in measures.settings]
    return Table(
        rows=tuple(Row(one.namn, one.label, unit=one.enhet, decimals=one.decimaler) for one in measures.settings),
        columns=tuple(Column(name, heads[name], "antal") for name in shown),
        values=measures.values[shown].mul(scale, axis=0),
        notes=tuple(dict.fromkeys(one.fotnot for one in measures.settings if one.fotnot)),
        urval=measures.trails,
    )


def _heads(period: str) -> dict[str, str]:
    year, so_far = periods.year(period), layout.months(period, inside=True)
    running = {
        own.AGO: f"Utfall {layout.months(periods.shift(period, -12), inside=True)}",
        own.FORECAST: f"Prognos {layout.full_year(period).lower()}",
    }
    return {
        own.NOW: f"Utfall {so_far}",
        **({} if layout.december(period) else running),
        own.LAST_YEAR: f"Utfall helår {year - 1}",
        own.YEAR_BEFORE: f"Utfall helår {year - 2}",
        own.TARGET: "Mål",
    }
