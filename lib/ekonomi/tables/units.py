"""What a tjänst, or an ansvar, costs per unit, how many units there are, and what price and volume explain."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi import volumes as counted
from ekonomi.cube import Measured
from ekonomi.deviation import in_whole_öre
from ekonomi.params import Settings, column_name, table_name
from ekonomi.registers import Grupper
from ekonomi.registry import table
from ekonomi.table import RAD, SUMMA, Column, Row, Table, Urval
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, published
from ekonomi.tables.services import BASE, used_lines
from ekonomi.urval import Expression, Rows
from ekonomi.volumes import ACTUAL, Units

TOTAL = terms.TOTALT
_NONE = "Inga volymer finns för året eller året innan."
_SIGNS = "En positiv avvikelse betyder lägre kostnad per enhet än budget."
_MORE = "Plus under avvikelse betyder fler enheter än budget."
_SUMMED = "Antalet är summan av månadernas."
_STOCK = "Antalet är medelantalet under månaderna."
_PARTS = (
    "Volym: ändrad mängd till budgeterad kostnad per enhet. Mix: ändrad fördelning mellan {} med samma enhet. Plus "
    "betyder lägre kostnad."
)
_GAPS = {terms.AVVIKELSE: terms.M_UTFALL, terms.AVVIKELSE_HELÅR: terms.M_PROGNOS}
_EFFECTS = {"volymeffekt": "Volym", "mixeffekt": "Mix", "priseffekt": "Kostnad per enhet", terms.AVVIKELSE: "Avvikelse"}
_DEAR = 1000 * terms.ÖRE_PER_KRONA  # from here on, kronor tell enough
Of = Callable[..., Expression]
Made = dict[str, dict[str, Expression]]


@table()
def kostnad_per_enhet(units: Units, period: str) -> Table:
    """Kostnad per enhet (kr) mot budget, helår och förra året; + i avvikelse är en lägre kostnad.

    Räknas allt i samma enhet finns en summa: vad de med känd kostnad kostar tillsammans, per enhet.

    >>> report[tables.kostnad_per_enhet].unit
    'Belopp i kronor'
    """
    made = _made(units, {name: units.comparable(name) for name in terms.MEASURES}, units.price_of, lower=True)
    in_öre = urval.figures(made, units.amount, lambda kronor: round(kronor * terms.ÖRE_PER_KRONA))
    values = pd.DataFrame(in_öre).T
    caption = f"Kostnad per {units.alike or 'enhet'}"
    columns = _columns(period, "kr", decimals=2 if values[terms.M_UTFALL].min() < _DEAR else 0)
    return _table(caption, values.astype("Int64"), units, columns, _SIGNS, made)


@table()
def volymer(units: Units, period: str) -> Table:
    """Volymerna själva; + i avvikelse är fler enheter än i budgeten. Räknas allt i samma enhet finns en summa.

    >>> len(report[tables.volymer].to_frame())
    14
    """
    made = _made(units, units.held, units.volume_of)
    found = pd.DataFrame(urval.figures(made, units.amount, float)).T
    values = found.reindex(columns=list(terms.MEASURES)).astype("Float64")
    # sums and differences of what is printed above and beside them, as they have been published
    if units.alike:
        values.loc[TOTAL] = values.drop(index=TOTAL).sum(min_count=1)
    for gap, actual in _GAPS.items():
        values[gap] = values[actual] - values[ACTUAL[actual]]
    columns = _columns(period, "antal", worse="färre än budget")
    return _table("Volymer", values, units, columns, _MORE, made)


def _made(units: Units, known: Mapping[str, Collection[str]], of: Of, *, lower: bool = False) -> Made:
    """What each code, and their total, is made of by each measure; `lower` where less than budget is plus."""
    rows = {str(code): {name: [code] for name in known if code in known[name]} for code in units.names.index}
    if units.alike:
        rows[TOTAL] = {name: list(codes) for name, codes in known.items() if codes}
    made = {row: {name: of(name, *codes) for name, codes in own.items()} for row, own in rows.items()}
    for own in made.values():
        for gap, actual in _GAPS.items():
            sides = (ACTUAL[actual], actual) if lower else (actual, ACTUAL[actual])
            if set(sides) <= own.keys():
                own[gap] = own[sides[0]] - own[sides[1]]
    return made


def _columns(period: str, unit: str, decimals: int | None = None, worse: str = layout.WORSE) -> tuple[Column, ...]:
    last = Column(terms.M_BOKSLUT, "Bokslut", group=f"Helår {periods.year(period) - 1}")
    *now, forecast, budget, gap, last = layout.budget_columns(period, last)
    columns = (*now, Column(terms.M_FG_ÅR, "Fg år", group=layout.months(period)), forecast, budget, gap, last)
    own = (replace(one, unit=unit, decimals=decimals, worse=one.worse and worse) for one in columns)
    return layout.once(list(own), period)


def _table(
    caption: str, values: pd.DataFrame, units: Units, columns: tuple[Column, ...], signs: str, made: Urval
) -> Table:
    """The table of some values by code, its rows by their names; columns that no code knows are left out."""
    values = values.reindex(index=list(made), columns=[column.name for column in columns])
    shown = tuple(one for one in columns if values[one.name].notna().any())
    labels = {str(code): name.partition(" ")[2] or str(code) for code, name in units.names.items()}
    if not units.alike:
        labels = {code: f"{label}, {units.enhet[code]}" for code, label in labels.items()}
    rows = tuple(Row(_row(units, str(code)), labels.get(str(code), TOTAL), _kind(str(code))) for code in values.index)
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
    return Table(rows, shown, named, notes, trail, caption, head, _NONE)


def _row(units: Units, code: str) -> str:
    """How a row is named: `2101 Nät`."""
    return TOTAL if code == TOTAL else str(units.names[code])


def _kind(code: str) -> str:
    return SUMMA if code == TOTAL else RAD


@table("Avvikelse på grund av volym, mix och kostnad per enhet")
def pris_och_volym(units: Units, settings: Settings, period: str) -> Table | None:
    """Vad volym, mix och kostnad per enhet lägger till avvikelsen (mnkr); de summerar till den. Finns inte utan budget.

    >>> print(report[tables.pris_och_volym].cell("Totalt", "avvikelse").shown)
    3,3
    """
    made: dict[str, dict[str, Expression]] = {}
    öre: dict[str, dict[str, int]] = {}
    columns: list[Column] = []
    for actual, group, suffix in (
        (terms.M_UTFALL, layout.months(period), ""),
        (terms.M_PROGNOS, layout.full_year(period), " helår"),
    ):
        if layout.december(period) and suffix:
            continue
        own = dict(counted.effects(units, actual))
        for code, kronor in urval.figures(own, units.amount, Fraction).items():
            row = _row(units, code)
            made.setdefault(row, {}).update({f"{name}{suffix}": one for name, one in own[code].items()})
            öre.setdefault(row, {}).update({f"{name}{suffix}": one for name, one in in_whole_öre(kronor).items()})
        effects = _EFFECTS.items() if own else ()
        columns += [Column(f"{name}{suffix}", head, group=group, worse=layout.WORSE) for name, head in effects]
    if not made:
        return None
    made = {row: made[row] for row in sorted(made)}
    values = pd.DataFrame(öre).T.reindex(index=list(made), columns=[one.name for one in columns]).astype("Int64")
    others = urval.but("rad", TOTAL)
    made[TOTAL] = {column.name: _published(settings, column.name, period) & others for column in columns}
    values.loc[TOTAL] = values.sum(min_count=1)
    rows = tuple(Row(row, row.partition(" ")[2] or row, _kind(row)) for row in made)
    notes = (_PARTS.format("ansvar" if units.per == "ansvar" else "tjänster"), layout.ROUNDING)
    return Table(rows, tuple(columns), values, notes, made, row_head=layout.capital(units.per), empty=_NONE)


def _published(settings: Settings, column: str, period: str) -> Rows:
    """The figures of a column of `pris_och_volym`, by their published names."""
    names, table = settings.tabeller, "pris_och_volym"
    cells = {"tabell": table_name(names, table, period), "kolumn": column_name(names, table, column, period)}
    return urval.summed(FIGURES, "värde") & urval.each(cells)


FIGURES, WITHOUT = "siffror.csv", "utan volym"
_SPLIT = {name: head for name, head in _EFFECTS.items() if name != terms.AVVIKELSE} | {
    WITHOUT: "Tjänster utan volym",
    terms.AVVIKELSE: "Avvikelse",
}


@table("Avvikelsen per område på grund av volym, mix och kostnad per enhet", "Område")
def pris_och_volym_per_område(
    units: Units, by_service: Measured, service_lines: pd.DataFrame, grupper: Grupper, settings: Settings, period: str
) -> Table | None:
    """Varje områdes avvikelse i 3.2.4 delad på volym, mix, kostnad per enhet och tjänster utan volym (mnkr).

    Finns inte utan budget, eller där volymerna inte är tjänsters.

    >>> print(report[tables.pris_och_volym_per_område].cell("Totalt", "avvikelse").shown)
    21,5
    """
    parts = pris_och_volym(units, settings, period) if units.per == "tjänst" else None
    if parts is None:
        return None
    lines = [name for _, names in grupper.by_sum(used_lines(by_service)) for name in names]
    alone = service_lines[~service_lines["tjänst"].duplicated(keep=False)].set_index("tjänst")["linje"]
    steps: dict[str, dict[str, Expression]] = {name: {} for name in (*lines, TOTAL)}
    columns: list[Column] = []
    for gap in [gap for gap in _GAPS if gap in parts.values]:
        suffix = gap.removeprefix(terms.AVVIKELSE)
        known = parts.values[gap].dropna()
        told = {str(code): str(name) for code, name in units.names.items() if name in known and code in alone}
        for line, own in steps.items():
            where = BASE & (Rows() if line == TOTAL else urval.only("linje", line))
            names = [name for code, name in told.items() if line in (TOTAL, alone[code])]
            for effect in [f"{name}{suffix}" for name in _EFFECTS if names and name != terms.AVVIKELSE]:
                own[effect] = _published(settings, effect, period) & urval.only("rad", *names)
            own[f"{WITHOUT}{suffix}"] = layout.deviation_of(by_service, where & urval.but("tjänst", *told), gap)
            own[gap] = layout.deviation_of(by_service, where, gap)
        group = layout.full_year(period) if suffix else layout.months(period)
        columns += [Column(f"{name}{suffix}", head, group=group, worse=layout.WORSE) for name, head in _SPLIT.items()]
    amount = by_service.beside({FIGURES: published(parts, settings, period).figures()})
    rows = [Line(name, label=grupper.printed(name), kind=_kind(name)) for name in steps]
    return layout.computed(columns, steps, amount, (_PARTS.format("tjänster"), layout.ROUNDING), rows)
