"""What a tjänst, or an ansvar, costs per unit, how many units there are, and what price and volume explain."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi import volumes as counted
from ekonomi.deviation import deviation
from ekonomi.params import Settings, column_name, table_name
from ekonomi.registry import table
from ekonomi.table import RAD, SUMMA, Column, Row, Table, Urval
from ekonomi.tables import layout
from ekonomi.urval import Expression, Rows
from ekonomi.volumes import ACTUAL, Units

TOTAL = terms.TOTALT
_NONE = "Inga volymer finns för året eller året innan."
_SIGNS = "En positiv avvikelse betyder lägre kostnad per enhet än budget."
_MORE = "Plus under avvikelse betyder fler enheter än budget."
_SUMMED = "Antalet är summan av månadernas."
_STOCK = "Antalet är medelantalet under månaderna."
_PARTS = (
    "Volym: ändrad mängd till budgeterat pris. Mix: ändrad fördelning mellan {} med samma enhet. Pris: ändrad kostnad "
    "per enhet. Plus betyder lägre kostnad."
)
_GAPS = {terms.AVVIKELSE: terms.M_UTFALL, terms.AVVIKELSE_HELÅR: terms.M_PROGNOS}
_EFFECTS = {"volymeffekt": "Volym", "mixeffekt": "Mix", "priseffekt": "Pris", terms.AVVIKELSE: "Avvikelse"}
Of = Callable[[Units, str, Sequence[str]], Expression]


@table()
def kostnad_per_enhet(units: Units, period: str) -> Table:
    """Cost per unit (kr) against budget, full year and last year; + in avvikelse is a lower cost.

    Where all are counted in one unit there is a total: what those with a known cost per unit cost together, per unit.
    """
    known = {measure: units.comparable(measure) for measure in terms.MEASURES}
    values, made = units.price.copy(), _made(units, known, _price, lower=True)
    if units.alike:
        values.loc[TOTAL] = {name: _together(units, name, codes) for name, codes in known.items()}
    for gap, actual in _GAPS.items():
        values[gap] = deviation(values[ACTUAL[actual]], values[actual])
    caption = f"Kostnad per {units.alike or 'enhet'}"
    columns = _columns(period, "kr", decimals=2)
    return _table("kostnad_per_enhet", caption, values, units, columns, _SIGNS, made)


@table()
def volymer(units: Units, period: str) -> Table:
    """The volumes themselves; + in avvikelse is more units than budget. A total where all are counted in one unit."""
    values = units.volume.copy()
    known = {name: [str(code) for code in values.index[values[name].notna()]] for name in terms.MEASURES}
    if units.alike:
        values.loc[TOTAL] = values.sum(min_count=1)
    for gap, actual in _GAPS.items():
        values[gap] = values[actual] - values[ACTUAL[actual]]
    columns = _columns(period, "antal", worse="färre än budget")
    made = _made(units, known, lambda own, measure, codes: own.volume_of(measure, *codes))
    return _table("volymer", "Volymer", values, units, columns, _MORE, made)


def _price(units: Units, measure: str, codes: Sequence[str]) -> Expression:
    return urval.apply(urval.WHOLE, -units.cost_of(measure, *codes) / units.volume_of(measure, *codes))


def _together(units: Units, measure: str, codes: Sequence[str]) -> object:
    """What some codes cost per unit together, in whole öre."""
    volume = units.volume.loc[list(codes), measure].sum()
    return round(-units.cost.loc[list(codes), measure].sum() / volume) if codes else pd.NA


def _made(units: Units, known: Mapping[str, Sequence[str]], of: Of, *, lower: bool = False) -> Urval:
    """What each code, and their total, is made of by each measure; `lower` where less than budget is plus."""
    rows = {str(code): {name: [str(code)] for name in units.costed} for code in units.volume.index}
    if units.alike:
        rows[TOTAL] = {name: list(known[name]) for name in units.costed}
    made = {
        row: {name: of(units, name, codes) for name, codes in own.items() if codes}
        for row, own in rows.items()
    }
    for own in made.values():
        for gap, actual in _GAPS.items():
            sides = (ACTUAL[actual], actual) if lower else (actual, ACTUAL[actual])
            if set(sides) <= own.keys():
                own[gap] = own[sides[0]] - own[sides[1]]
    return made


def _columns(
    period: str, unit: str, decimals: int | None = None, worse: str = layout.WORSE
) -> tuple[Column, ...]:
    now, year = layout.months(period), layout.full_year(period)
    last = f"Helår {periods.year(period) - 1}"

    def column(name: str, head: str, group: str, minus: str = "") -> Column:
        return Column(name, head, unit, group, decimals, minus)

    return (
        column(terms.M_UTFALL, "Utfall", now),
        column(terms.M_BUDGET, "Budget", now),
        column(terms.AVVIKELSE, "Avvikelse", now, worse),
        column(terms.M_FG_ÅR, "Fg år", now),
        column(terms.M_PROGNOS, layout.forecast_head(period), year),
        column(terms.M_BUDGET_HELÅR, "Budget", year),
        column(terms.AVVIKELSE_HELÅR, "Avvikelse", year, worse),
        column(terms.M_BOKSLUT, "Bokslut", last),
    )


def _table(
    name: str,
    caption: str,
    values: pd.DataFrame,
    units: Units,
    columns: tuple[Column, ...],
    signs: str,
    made: Urval,
) -> Table:
    """The table of some values by code, its rows by their names; columns that no code knows are left out."""
    shown = tuple(one for one in columns if values[one.name].notna().any() or one.name == terms.M_PROGNOS)
    labels = {str(code): f"{units.names[code].partition(' ')[2] or code}" for code in units.volume.index}
    if not units.alike:
        labels = {code: f"{label}, {units.enhet[code]}" for code, label in labels.items()}
    rows = tuple(
        Row(_row(units, str(code)), labels.get(str(code), TOTAL), _kind(str(code))) for code in values.index
    )
    named = values[[column.name for column in shown]].set_axis([row.name for row in rows])
    notes = tuple(
        note
        for note, asked in (
            (_STOCK, set(units.enhet) & set(units.stocks)),
            (_SUMMED, set(units.enhet) - set(units.stocks)),
            (signs, rows),
        )
        if asked
    )
    head = layout.capital(units.per) + ("" if units.alike else ", enhet")
    trail = {_row(units, code): own for code, own in made.items()}
    return Table(name, caption, rows, shown, named, notes, head, _NONE, trail)


def _row(units: Units, code: str) -> str:
    """How a row is named: `2101 Nät`."""
    return TOTAL if code == TOTAL else str(units.names[code])


def _kind(code: str) -> str:
    return SUMMA if code == TOTAL else RAD


@table()
def pris_och_volym(units: Units, settings: Settings, period: str) -> Table | None:
    """What volume, mix and price add to each avvikelse (mnkr); they sum to it. None where there is no budget."""
    parts, columns, made = [], [], dict[str, dict[str, Expression]]()
    for actual, group, suffix in (
        (terms.M_UTFALL, layout.months(period), ""),
        (terms.M_PROGNOS, layout.full_year(period), " helår"),
    ):
        found = counted.effects(units, actual)
        for code, own in _made_of_effects(units, found, actual).items():
            made.setdefault(_row(units, code), {}).update(
                {f"{name}{suffix}": one for name, one in own.items()}
            )
        parts.append(found[list(_EFFECTS)].add_suffix(suffix).astype("Int64"))
        heads = {f"{name}{suffix}": head for name, head in _EFFECTS.items()}
        columns += [Column(name, head, group=group, worse=layout.WORSE) for name, head in heads.items()]
    values = pd.concat(parts, axis=1)
    if values.empty:
        return None
    values = values.set_axis([_row(units, str(code)) for code in values.index])
    for column in columns:
        made.setdefault(TOTAL, {})[column.name] = _all_rows(settings, column.name, period)
    values.loc[TOTAL] = values.sum(min_count=1)
    rows = tuple(Row(row, row, _kind(row)) for row in values.index)
    notes = (_PARTS.format("ansvar" if units.per == "ansvar" else "tjänster"), layout.ROUNDING)
    caption = "Avvikelse på grund av volym, mix och pris"
    head = layout.capital(units.per)
    return Table("pris_och_volym", caption, rows, tuple(columns), values, notes, head, _NONE, made)


def _made_of_effects(units: Units, effects: pd.DataFrame, actual: str) -> dict[str, dict[str, Expression]]:
    """What each effect is made of, by code: the formulas of `explain.price_and_volume`, s·p_b as cost."""
    budget = ACTUAL[actual]
    found: dict[str, dict[str, Expression]] = {}
    for _, group in effects.groupby("enhet"):
        members = [str(code) for code in group.index]
        every, planned = (units.volume_of(measure, *members) for measure in (actual, budget))
        for code in members:
            cost, base = units.cost_of(actual, code), units.cost_of(budget, code)
            volume, of = units.volume_of(actual, code), units.volume_of(budget, code)
            found[code] = {
                "volymeffekt": base * (every - planned) / planned,
                "mixeffekt": base * volume / of - base * every / planned,
                "priseffekt": cost - base * volume / of,
                terms.AVVIKELSE: cost - base,
            }
    return found


def _all_rows(settings: Settings, column: str, period: str) -> Rows:
    """The sum of the column's other rows, by their published names."""
    names = settings.tabeller
    own = urval.summed("siffror.csv", "värde") & urval.only(
        "tabell", table_name(names, "pris_och_volym", period)
    )
    own &= urval.only("kolumn", column_name(names, "pris_och_volym", column, period))
    return own & urval.but("rad", TOTAL)
