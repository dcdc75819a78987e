"""Bilaga 1: what a tjänst costs per unit, how many units there are, and what price and volume explain."""

from collections.abc import Iterable, Mapping

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.deviation import deviation
from ekonomi.table import SUMMA, Column, Row, Table, Urval
from ekonomi.tables import layout, trails
from ekonomi.tables.moves import names_of
from ekonomi.urval import Expression, Rows
from ekonomi.volumes import ACTUAL, Units

PRICES, VOLUMES, EFFECTS = "bilaga 1 kostnad per enhet", "bilaga 1 volymer", "bilaga 1 pris och volym"
TOTAL = "Totalt"
_NONE = "Inga tjänster har volymer."
_SIGNS = "En positiv avvikelse betyder lägre kostnad per enhet än budget."
_MONTHS = "En klientmånad är en klient under en månad; konton, abonnemang och licenser räknas likadant."


def kostnad_per_enhet(units: Units, services: pd.DataFrame, period: str) -> Table:
    """Cost per unit (kr) against budget, full year and last year; + in avvikelse is a lower cost."""
    values = units.price.copy()
    values["avvikelse"] = deviation(values[terms.M_BUDGET], values[terms.M_UTFALL])
    values["avvikelse helår"] = deviation(values[terms.M_BUDGET_HELÅR], values[terms.M_PROGNOS])
    columns = _columns(period, "kr", decimals=2)
    caption = "Kostnad per enhet"
    prices = {tjänst: _prices(units, str(tjänst)) for tjänst in values.index}
    return _table(PRICES, caption, values, units.enhet, columns, services, (_MONTHS, _SIGNS), prices)


def _cost(units: Units, tjänst: str, measure: str) -> Rows:
    """The cost of a tjänst that a measure sums."""
    return units.costed[measure] & trails.COSTS & trails.ALLOCATED & urval.only("tjänst", tjänst)


def _volume(units: Units, tjänster: Iterable[str], measure: str) -> Rows:
    return units.counted[measure] & urval.only("tjänst", *tjänster)


def _prices(units: Units, tjänst: str) -> dict[str, Expression]:
    each = {
        measure: urval.apply(urval.WHOLE, -_cost(units, tjänst, measure) / _volume(units, [tjänst], measure))
        for measure in units.costed
    }
    return {**each, **_gaps(each, lower=True)}


def _gaps(each: Mapping[str, Expression], *, lower: bool = False) -> dict[str, Expression]:
    """The deviations between measures; `lower` where less than budget is plus."""
    names = zip(("avvikelse", "avvikelse helår"), ACTUAL.items(), strict=True)
    sides = {name: (budget, actual) if lower else (actual, budget) for name, (actual, budget) in names}
    return {
        name: each[one] - each[other] for name, (one, other) in sides.items() if one in each and other in each
    }


def volymer(units: Units, services: pd.DataFrame, period: str) -> Table:
    """The volumes themselves; + in avvikelse is more units than budget."""
    values = units.volume.copy()
    values["avvikelse"] = values[terms.M_UTFALL] - values[terms.M_BUDGET]
    values["avvikelse helår"] = values[terms.M_PROGNOS] - values[terms.M_BUDGET_HELÅR]
    more = "Plus under avvikelse betyder fler enheter än budget."
    columns = _columns(period, "antal", worse="färre än budget")
    counts = {tjänst: _volumes(units, str(tjänst)) for tjänst in values.index}
    return _table(VOLUMES, "Volymer", values, units.enhet, columns, services, (_MONTHS, more), counts)


def _volumes(units: Units, tjänst: str) -> dict[str, Expression]:
    each = {measure: _volume(units, [tjänst], measure) for measure in units.counted}
    return {**each, **_gaps(each)}


def _columns(
    period: str, unit: str, decimals: int | None = None, worse: str = layout.WORSE
) -> dict[str, Column]:
    now, year = layout.months(period), layout.full_year(period)
    last = str(periods.year(period) - 1)

    def column(name: str, head: str, group: str, minus: str = "") -> Column:
        return Column(name, head, unit, group, decimals, minus)

    return {
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
    enhet: pd.Series,
    columns: dict[str, Column],
    services: pd.DataFrame,
    notes: tuple[str, ...],
    trail: Urval,
) -> Table:
    named = _named(values[list(columns)], services)
    by_row = dict(
        zip(
            named.index,
            trails.named(trail, {key: one.name for key, one in columns.items()}).values(),
            strict=True,
        )
    )
    named.columns = pd.Index([column.name for column in columns.values()])
    rows = tuple(
        layout.row(row, f"{row.split(' ', 1)[1]}, {unit}")
        for row, unit in zip(named.index, enhet.reindex(values.index), strict=True)
    )
    said = notes if rows else ()
    return Table(name, caption, rows, tuple(columns.values()), named, said, "Tjänst, enhet", _NONE, by_row)


def _named(values: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    return values.set_axis(pd.Index(values.index.to_series().map(names_of(services, "tjänst")), dtype="str"))


def pris_och_volym(
    so_far: pd.DataFrame,
    full_year: pd.DataFrame,
    services: pd.DataFrame,
    period: str,
    units: Units | None = None,
) -> Table:
    """What volume, mix and price add to each avvikelse (mnkr); they sum to it.

    `so_far` and `full_year` come from `volumes.effects` of `units`, which tells what they are made of.
    """
    heads = {
        "volymeffekt": "Volym",
        "mixeffekt": "Mix",
        "priseffekt": "Pris",
        "avvikelse": "Avvikelse",
    }
    parts, columns = [], []
    trail: dict[str, dict[str, Expression]] = {}
    for (frame, group, suffix), actual in zip(
        ((so_far, layout.months(period), ""), (full_year, layout.full_year(period), " helår")),
        ACTUAL,
        strict=True,
    ):
        for tjänst, found in (_effects(units, frame, actual) if units else {}).items():
            trail.setdefault(tjänst, {}).update({f"{name}{suffix}": one for name, one in found.items()})
        parts.append(frame[list(heads)].add_suffix(suffix).astype("Int64"))
        columns += [
            Column(f"{name}{suffix}", head, group=group, worse=layout.WORSE) for name, head in heads.items()
        ]
    together = pd.concat(parts, axis=1)
    values = _named(together, services)
    by_row = {
        row: trail.get(str(tjänst), {}) for row, tjänst in zip(values.index, together.index, strict=True)
    }
    if len(values):
        by_row[TOTAL] = {column.name: _all_rows(column.name) for column in columns}
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
    said = notes if rows else ()
    return Table(EFFECTS, caption, rows, tuple(columns), values, said, "Tjänst", _NONE, by_row)


def _effects(units: Units, effects: pd.DataFrame, actual: str) -> dict[str, dict[str, Expression]]:
    """What each effect is made of, by tjänst: the formulas of `explain.price_and_volume`, s·p_b as cost."""
    budget = ACTUAL[actual]
    found: dict[str, dict[str, Expression]] = {}
    for _, group in effects.groupby("enhet"):
        members = [str(tjänst) for tjänst in group.index]
        every, planned = (_volume(units, members, measure) for measure in (actual, budget))
        for tjänst in members:
            cost, base = _cost(units, tjänst, actual), _cost(units, tjänst, budget)
            volume, of = _volume(units, [tjänst], actual), _volume(units, [tjänst], budget)
            found[tjänst] = {
                "volymeffekt": base * (every - planned) / planned,
                "mixeffekt": base * volume / of - base * every / planned,
                "priseffekt": cost - base * volume / of,
                "avvikelse": cost - base,
            }
    return found


def _all_rows(column: str) -> Rows:
    """The sum of the column's other rows."""
    own = urval.summed("siffror.csv", "värde") & urval.only("tabell", EFFECTS) & urval.only("kolumn", column)
    return own & urval.but("rad", TOTAL)
