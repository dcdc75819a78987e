"""2.1 and 5.1: growth against the year before, the nämnd's own mått, and what it aims at by mål and indikator."""

import pandas as pd

from ekonomi import measures as own
from ekonomi import period as periods
from ekonomi import style, terms
from ekonomi.cube import Measured
from ekonomi.deviation import growth
from ekonomi.measures import Measures
from ekonomi.params import MeasureSettings
from ekonomi.params.measures import HIGHER
from ekonomi.registers import Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import RUBRIK, Column, Row, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, line
from ekonomi.tables.result import costs
from ekonomi.urval import Expression

SO_FAR, FULL_YEAR = "tillväxt", "tillväxt helår"
_COMPARED = {SO_FAR: (terms.M_UTFALL, terms.M_FG_ÅR), FULL_YEAR: (terms.M_PROGNOS, terms.M_BOKSLUT)}


def growing(slag: Kostnadsslag) -> list[Line]:
    """Income, grants included, and each kostnadsslag of the costs (extern)."""
    granted = "" if slag.of(*terms.RESULTATRADER) == slag.of(terms.INTÄKTER, terms.KOSTNADER) else GRANTED
    return [line(f"Intäkter{granted}", layout.EARNED), *costs(slag)]


GRANTED = ", inklusive kommunbidrag"


@table("Förändring av intäkter och kostnader", "Intäkter och kostnader")
def volym(measured: Measured, slag: Kostnadsslag, period: str) -> Table | None:
    """Hur mycket intäkter och kostnader har vuxit sedan året innan, externt, i procent; + där en kostnad stigit.

    Finns inte utan det året.

    >>> print(report[tables.volym].cell("Övriga kostnader", "tillväxt").shown)
    17,9 %
    """
    known = {name: pair for name, pair in _COMPARED.items() if set(pair) <= {*measured.known}}
    if SO_FAR not in known:
        return None
    if layout.december(period):
        known = {SO_FAR: known[SO_FAR]}
    before = periods.year(period) - 1
    year = f"{layout.forecast_head(period)} {layout.full_year(period).lower()}"
    heads = {
        SO_FAR: f"Utfall {periods.months(period)} jämfört med {before}",
        FULL_YEAR: f"{year} jämfört med {before}",
    }
    lines = growing(slag)
    own, chosen = {one.name: layout.EXTERN & one.where[0] for one in lines}, measured.chosen
    made: dict[str, dict[str, Expression]] = {
        name: {kind: growth(chosen[now] & rows, chosen[then] & rows) for kind, (now, then) in known.items()}
        for name, rows in own.items()
    }
    notes = ("Plus är en ökning, minus en minskning.", *layout.scope_notes(measured))
    columns = [Column(name, heads[name], style.PER_CENT) for name in known]
    return layout.computed(columns, made, measured.amount, notes, lines)


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
    year, ago = periods.year(period), periods.shift(period, -12)
    running = {own.AGO: f"Utfall {periods.months(ago)}", own.FORECAST: f"Prognos {layout.full_year(period).lower()}"}
    return {
        own.NOW: f"Utfall {periods.months(period)}",
        **({} if layout.december(period) else running),
        own.LAST_YEAR: f"Utfall helår {year - 1}",
        own.YEAR_BEFORE: f"Utfall helår {year - 2}",
        own.TARGET: "Mål",
    }


_SHOWN = (own.TARGET, own.NOW, own.LAST_YEAR, own.YEAR_BEFORE)
BETTER, WORSE, SAME = "bättre", "sämre", "oförändrad"


@table("Måluppfyllelse", "Indikator")
def måluppfyllelse(goals: pd.DataFrame, measures: Measures, period: str) -> Table:
    """Mål för mål: indikatorernas målvärde, utfall år för år, trend och bedömning.

    `goals`: mål, mått (ett namn bland nämndens mått) och bedömning, ur registret. Trenden är utfallet mot samma
    månader förra året, annars förra årets mot året före. Rader heter `mål / mått`.

    >>> list(skola[tables.måluppfyllelse].to_frame())[2:4]
    ['bedömning', 'trend']
    """
    year, known = periods.year(period), {one.namn: one for one in measures.settings}
    columns = (
        Column(own.TARGET, "Målvärde", "antal"),
        Column(own.NOW, layout.months(period), "antal"),
        Column("bedömning", "Bedömning", style.TEXT),
        Column("trend", "Trend", style.TEXT),
        Column(own.LAST_YEAR, f"Utfall {year - 1}", "antal"),
        Column(own.YEAR_BEFORE, f"Utfall {year - 2}", "antal"),
    )
    rows: list[Row] = []
    cells, trail = {}, {}
    for mål, indicators in goals.groupby("mål", sort=False):
        rows.append(Row(f"{mål}, rubrik", str(mål), RUBRIK))
        for name, judged in indicators[["mått", "bedömning"]].itertuples(index=False):
            one, path = known[name], f"{mål} / {name}"
            rows.append(Row(path, one.label, level=1, unit=one.enhet, decimals=one.decimaler))
            values = measures.values.loc[name, list(_SHOWN)].mul(style.per_unit(one.enhet))
            cells[path] = {**values, "trend": _trend(one, measures), "bedömning": layout.capital(judged)}
            trail[path] = {column: made for column, made in measures.trails[name].items() if column in _SHOWN}
    frame = pd.DataFrame.from_dict(cells, orient="index", columns=[column.name for column in columns]).astype(object)
    notes = ("Trenden jämför med samma månader förra året.",) if rows else ()
    return Table(tuple(rows), columns, frame, notes, trail)


def _trend(measure: MeasureSettings, measures: Measures) -> str:
    """Which way a mått goes, by what is printed; "" where nothing can be compared or no way is better."""
    values = measures.values.loc[measure.namn].to_dict()
    for now, before in ((own.NOW, own.AGO), (own.LAST_YEAR, own.YEAR_BEFORE)):
        if measure.riktning and pd.notna(values[now]) and pd.notna(values[before]):
            decimals = style.decimals_of(measure.enhet) if measure.decimaler is None else measure.decimaler
            one, other = (style.rounded(style.in_unit(float(values[when]), ""), decimals) for when in (now, before))
            step = one - other
            return SAME if not step else BETTER if (step > 0) == (measure.riktning == HIGHER) else WORSE
    return ""
