"""Bilaga 1: what a tjänst costs per unit, how many units there are, and what price and volume explain."""

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms
from ekonomi.deviation import deviation
from ekonomi.table import SUMMA, Column, Row, Table
from ekonomi.tables import layout
from ekonomi.tables.moves import names_of
from ekonomi.volumes import Units

PRICES, VOLUMES, EFFECTS = "bilaga 1 kostnad per enhet", "bilaga 1 volymer", "bilaga 1 pris och volym"
TOTAL = "Totalt"
_NONE = "Inga tjänster har volymer."
_SIGNS = "En positiv avvikelse betyder lägre kostnad per enhet än budget."
_MONTHS = "En klientmånad är en klient under en månad; konton, abonnemang och licenser räknas likadant."


def kostnad_per_enhet(units: Units, services: pd.DataFrame, period: str) -> Table:
    """Cost per unit (kr) against budget, full year and last year; + in avvikelse is a lower cost."""
    values = units.price.assign(enhet=units.enhet)
    values["avvikelse"] = deviation(values[terms.M_BUDGET], values[terms.M_UTFALL])
    values["avvikelse helår"] = deviation(values[terms.M_BUDGET_HELÅR], values[terms.M_PROGNOS])
    columns = _columns(period, "kr", decimals=2)
    caption = "Kostnad per enhet"
    return _table(PRICES, caption, values, columns, services, (_MONTHS, _SIGNS))


def volymer(units: Units, services: pd.DataFrame, period: str) -> Table:
    """The volumes themselves; + in avvikelse is more units than budget."""
    values = units.volume.assign(enhet=units.enhet)
    values["avvikelse"] = values[terms.M_UTFALL] - values[terms.M_BUDGET]
    values["avvikelse helår"] = values[terms.M_PROGNOS] - values[terms.M_BUDGET_HELÅR]
    more = "Plus under avvikelse betyder fler enheter än budget."
    columns = _columns(period, "antal", worse="färre än budget")
    return _table(VOLUMES, "Volymer", values, columns, services, (_MONTHS, more))


def _columns(
    period: str, unit: str, decimals: int | None = None, worse: str = layout.WORSE
) -> dict[str, Column]:
    now, year = layout.months(period), layout.full_year(period)
    last = str(periods.year(period) - 1)

    def column(name: str, head: str, group: str, minus: str = "") -> Column:
        return Column(name, head, unit, group, decimals, minus)

    return {
        "enhet": Column("enhet", "Enhet", style.TEXT),
        terms.M_UTFALL: column("utfall", "Utfall", now),
        terms.M_BUDGET: column("budget", "Budget", now),
        "avvikelse": column("avvikelse", "Avvikelse", now, worse),
        terms.M_FG_ÅR: column("utfall fg år", "Fg år", now),
        terms.M_PROGNOS: column("prognos helår", layout.forecast_head(period), year),
        terms.M_BUDGET_HELÅR: column("budget helår", "Budget", year),
        "avvikelse helår": column("avvikelse helår", "Avvikelse", year, worse),
        terms.M_BOKSLUT: column("bokslut fg år", "Bokslut", f"Helår {last}"),
    }


def _table(
    name: str,
    caption: str,
    values: pd.DataFrame,
    columns: dict[str, Column],
    services: pd.DataFrame,
    notes: tuple[str, ...],
) -> Table:
    named = _named(values[list(columns)], services)
    named.columns = pd.Index([column.name for column in columns.values()])
    rows = tuple(layout.row(row, row.split(" ", 1)[1]) for row in named.index)
    return Table(name, caption, rows, tuple(columns.values()), named, notes if rows else (), "Tjänst", _NONE)


def _named(values: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    return values.set_axis(pd.Index(values.index.to_series().map(names_of(services, "tjänst")), dtype="str"))


def pris_och_volym(
    so_far: pd.DataFrame, full_year: pd.DataFrame, services: pd.DataFrame, period: str
) -> Table:
    """What volume, mix and price add to each avvikelse (mnkr); they sum to it. Arguments: `volumes.effects`."""
    heads = {
        "volymeffekt": "Volym",
        "mixeffekt": "Mix",
        "priseffekt": "Pris",
        "avvikelse": "Avvikelse",
    }
    parts, columns = [], []
    for frame, group, suffix in (
        (so_far, layout.months(period), ""),
        (full_year, layout.full_year(period), " helår"),
    ):
        parts.append(frame[list(heads)].add_suffix(suffix).astype("Int64"))
        columns += [
            Column(f"{name}{suffix}", head, group=group, worse=layout.WORSE) for name, head in heads.items()
        ]
    values = _named(pd.concat(parts, axis=1), services)
    if len(values):
        values.loc[TOTAL] = values.sum(min_count=1)
    rows: tuple[Row, ...] = tuple(
        layout.row(row, kind=SUMMA if row == TOTAL else "rad") for row in values.index
    )
    notes = (
        "Volym: ändrad mängd till budgeterat pris. Mix: ändrad fördelning mellan tjänster med samma enhet. "
        "Pris: ändrad kostnad per enhet. Plus betyder lägre kostnad.",
        layout.ROUNDING,
    )
    caption = "Avvikelse på grund av volym, mix och pris"
    return Table(EFFECTS, caption, rows, tuple(columns), values, notes if rows else (), "Tjänst", _NONE)
