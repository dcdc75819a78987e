"""3.2.3: the managers' forecast by kostnadsslag, and how it stands against the statistical one."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.cube import extern, selections
from ekonomi.table import RAD, SUMMA, Column, Row, Table
from ekonomi.tables import layout, sums, trails
from ekonomi.urval import Rows

INSIDE, OUTSIDE, NO_INTERVAL, NO_MANAGERS = "inom", "utanför", "underlag saknas", "ingen prognos"
YEAR_KNOWN = "Året är avslutat och helåret känt."
_NAMES = {**layout.LINES, "kostnader": layout.COSTS, "resultat": layout.RESULT}


def lines(measured: pd.DataFrame) -> pd.DataFrame:
    """Every kostnadsslag, Kostnader and Resultat (extern) × measures (Int64, öre), by printed name."""
    found = sums.by(extern(measured), "kostnadsslag", terms.RESULT)
    rows = {layout.LINES[line]: sums.line(found, line) for line in terms.RESULT}
    rows |= {layout.COSTS: sums.total(found, terms.COSTS), layout.RESULT: sums.total(found)}
    return sums.stacked(rows)


def prognos(measured: pd.DataFrame, period: str) -> Table:
    """Table 3.2.3: forecast, fg prognos, budget, deviation and change by kostnadsslag, extern (mnkr)."""
    columns = {
        terms.M_PROGNOS: Column("prognos helår", layout.forecast_head(period)),
        terms.M_FG_PROGNOS: Column("fg prognos helår", "Föregående prognos"),
        terms.M_BUDGET_HELÅR: Column("budget helår", "Budget"),
        sums.AVVIKELSE_HELÅR: Column("avvikelse helår", "Avvikelse från budget", worse=layout.WORSE),
        sums.ÄNDRING: Column(
            "ändring mot fg prognos", "Ändring mot föregående prognos", worse=layout.WORSE_THAN_LAST
        ),
    }
    values = lines(measured)
    kinds = {layout.COSTS: SUMMA, layout.RESULT: SUMMA}
    rows = [layout.row(name, kind=kinds.get(str(name), RAD)) for name in values.index]
    notes = (
        "Avgränsning: externt inklusive andra nämnder.",
        *layout.forecast_notes(measured, period),
        *layout.earlier_forecast_notes(measured),
        layout.ROUNDING,
    )
    caption = (
        f"{layout.forecast_head(period)} {layout.full_year(period).lower()} per intäkts- och kostnadsslag"
    )
    head = "Intäkts- och kostnadsslag"
    found = trails.of_rows(_where(), selections(measured, period))
    return layout.amounts("3.2.3 prognos", caption, rows, columns, values, notes, head, found)


def _where() -> dict[str, trails.Where]:
    """What each row of `lines` sums."""
    by_line = trails.lines(scope=trails.EXTERN)
    rows = {layout.LINES[line]: where for line, where in by_line.items()}
    return {
        **rows,
        layout.COSTS: (trails.COSTS & trails.EXTERN,),
        layout.RESULT: (trails.RESULT & trails.EXTERN,),
    }


def statistisk_prognos(measured: pd.DataFrame, forecast: pd.DataFrame, period: str) -> Table:
    """The managers' forecast beside the statistical median and its 80 % interval, extern (mnkr).

    `forecast`: rad (a kostnadsslag, `kostnader` or `resultat`), prognos, nedre_80, övre_80 (öre, report sign;
    missing where there was too little to go on). The verdict says whether the managers' forecast lies in the
    interval, both ends included. In December the year is known and the table has no rows.
    """
    closed = layout.december(period)
    öre = forecast.set_index(forecast["rad"].map(_NAMES))
    names = [] if closed else [name for name in _NAMES.values() if name in öre.index]
    values = öre.loc[names, ["prognos", "nedre_80", "övre_80"]].astype("Float64").round().astype("Int64")
    values.insert(0, "chefernas", lines(measured).reindex(names)[terms.M_PROGNOS])
    values = values.astype(object).assign(bedömning=[_verdict(row) for row in values.itertuples(index=False)])
    values.columns = pd.Index([column.name for column in _STATISTICAL])
    rows = tuple(Row(name, name, SUMMA if name in (layout.COSTS, layout.RESULT) else RAD) for name in names)
    name, caption = "3.2.3 statistisk prognos", f"Statistisk prognos {layout.full_year(period).lower()}"
    notes = () if closed else (*_STATISTICAL_NOTES, *layout.forecast_notes(measured, period))
    empty = YEAR_KNOWN if closed else NO_INTERVAL.capitalize()
    trail = {
        row: _statistical(where[0], selections(measured, period), period) for row, where in _where().items()
    }
    head = "Intäkts- och kostnadsslag"
    return Table(name, caption, rows, _STATISTICAL, values, notes, head, empty, trail)


def _statistical(where: Rows, measures: Mapping[str, Rows], period: str) -> dict[str, urval.Expression]:
    """What the statistical forecast of a row is made from: every month that is known."""
    names = [column.name for column in _STATISTICAL]
    known = urval.only("beloppstyp", terms.UTFALL) & urval.until("period", period) & where
    made: dict[str, urval.Expression] = {
        name: urval.apply(by, known) for name, by in zip(names[1:4], urval.FORECASTS, strict=True)
    }
    managers = measures.get(terms.M_PROGNOS)
    return made if managers is None else {names[0]: managers & where, **made}


_STATISTICAL = (
    Column("chefernas prognos", "Chefernas prognos"),
    Column("statistisk median", "Statistisk prognos, median"),
    Column("nedre 80 %", "Nedre gräns", group="80 % sannolikhet"),
    Column("övre 80 %", "Övre gräns", group="80 % sannolikhet"),
    Column("bedömning", "Chefernas prognos i förhållande till gränserna", style.TEXT),
)
_STATISTICAL_NOTES = (
    "Den statistiska prognosen bygger bara på tidigare bokförda månader. Den känner inte till beslut.",
    "Medianerna är beräknade var för sig och går inte att summera.",
)


def _verdict(row: tuple) -> str:
    """Judged as printed, so that the words never contradict the figures beside them."""
    managers, _, lower, upper = (None if pd.isna(value) else _printed(value) for value in row)
    if lower is None or upper is None:
        return NO_INTERVAL
    if managers is None:
        return NO_MANAGERS
    return INSIDE if lower <= managers <= upper else OUTSIDE


def _printed(öre: int) -> Decimal:
    return style.rounded(style.in_unit(öre, "mnkr"), style.decimals_of("mnkr"))
