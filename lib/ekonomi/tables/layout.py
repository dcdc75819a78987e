"""What the tables share: lines that select rows, the sums and urval that follow, headings with month words, notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd
from pandas.api.extensions import ExtensionArray

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.cube import KEYS, Measured
from ekonomi.params import Settings
from ekonomi.params.published import column_name, table_name
from ekonomi.table import RAD, RUBRIK, SUMMA, Column, Row, Table
from ekonomi.urval import Amount, Expression, Formula, Rows

WORSE = "sämre än budget"
WORSE_THAN_LAST = "sämre än föregående prognos"
ROUNDING = "Beloppen är avrundade var för sig; summor kan därför avvika med 0,1."
ROUNDING_TKR = "Beloppen är avrundade var för sig; summor kan därför avvika med 1."
BUDGET_FIRST = "Ingen tidigare prognos finns för året; budgeten står i dess ställe."
EXTERNAL = "Avgränsning: externt inklusive andra nämnder."
WHOLE = "Avgränsning: förvaltningen som helhet, med det som dess delar köper av varandra."
COSTS_SAID, RESULT = "Kostnader", "Resultat"
# the income statement in brief: what its rows are called
STATEMENT = {
    terms.INTÄKTER: "Intäkter",
    terms.KOSTNADER: COSTS_SAID,
    terms.KOMMUNBIDRAG: "Kommunbidrag",
    terms.KOMMUNINTERNA: "Kommuninterna bidrag",
}
# what each deviation is the difference between
DEVIATIONS = {
    terms.AVVIKELSE: (terms.M_UTFALL, terms.M_BUDGET),
    terms.AVVIKELSE_HELÅR: (terms.M_PROGNOS, terms.M_BUDGET_HELÅR),
    terms.AVVIKELSE_FG_MÅNAD: (terms.M_UTFALL_FG_MÅNAD, terms.M_BUDGET_FG_MÅNAD),
    terms.ÄNDRING: (terms.M_PROGNOS, terms.M_FG_PROGNOS),
}

# what is the same of a full year and of its months so far, when the year is closed
_TWINS = {
    terms.M_PROGNOS: terms.M_UTFALL,
    terms.M_BUDGET_HELÅR: terms.M_BUDGET,
    terms.AVVIKELSE_HELÅR: terms.AVVIKELSE,
    terms.M_BOKSLUT: terms.M_FG_ÅR,
}

# selections that many tables narrow
EVERYTHING = urval.but("kostnadsslag", terms.BALANS)
EXTERN = EVERYTHING & urval.but("motpart", terms.EGEN_NÄMND)
INTERN = EVERYTHING & urval.only("motpart", terms.EGEN_NÄMND)
COSTS = urval.only("resultatrad", terms.KOSTNADER)
EARNED = urval.but("resultatrad", terms.KOSTNADER)
ALLOCATED = urval.only("nycklar", "gällande")
AT_BUDGET_KEYS = urval.only("nycklar", "budgetens")


@dataclass(frozen=True)
class Line:
    """A row of a table, declared once: what it is called and the rows that it sums; amounts and urval follow.

    `where` narrows the table's own selection: one selection, or several that do not overlap; none for a heading.
    """

    name: str
    where: tuple[Rows, ...] = (Rows(),)
    label: str = ""
    kind: str = RAD
    level: int = 0
    unit: str | None = None

    @property
    def row(self) -> Row:
        """The row as it is printed, labelled as it is named unless told otherwise."""
        return Row(self.name, self.label or self.name, self.kind, self.level, self.unit)


def line(name: str, *where: Rows, label: str = "", kind: str = RAD, level: int = 0) -> Line:
    """A row that sums the rows of one selection, or of several that do not overlap."""
    return Line(name, where, label, kind, level)


def total(name: str, *where: Rows, label: str = "") -> Line:
    """A sum row: all that the table selects, or the selections given."""
    return Line(name, where or (Rows(),), label, SUMMA)


def heading(name: str, label: str = "", level: int = 0) -> Line:
    """A row with a heading and no figures."""
    return Line(name, (), label, RUBRIK, level)


def amounts(
    lines: Iterable[Line],
    columns: Iterable[Column],
    measured: Measured,
    base: Rows = EVERYTHING,
    notes: Iterable[str] = (),
    caption: str = "",
) -> Table:
    """A table of amounts: each line sums what it selects within `base`, by the measures and deviations of `columns`.

    Columns of what is not known are left out (`known_columns`).
    """
    listed, shown = list(lines), known_columns(columns, measured)
    names, every = {column.name for column in shown}, sums_of(listed, measured, base)
    made = {row: {name: one for name, one in own.items() if name in names} for row, own in every.items()}
    return computed(shown, made, measured.amount, notes, listed, caption)


def sums_of(lines: Iterable[Line], measured: Measured, base: Rows = EVERYTHING) -> dict[str, dict[str, Expression]]:
    """What each line sums within `base`, by every known measure and deviation."""
    filled = (one for one in lines if one.kind != RUBRIK)
    return {one.name: of_measures((base & part for part in one.where), measured.chosen) for one in filled}


def of_both(measured: Measured, by_service: Measured | None) -> Amount:
    """What the rows of a selection sum to (mnkr), those told after tjänsteomräkning among `by_service`."""
    return lambda rows: (by_service if by_service is not None and rows.of(KEYS) else measured).amount(rows)


def computed(
    columns: Iterable[Column],
    made: Mapping[str, Mapping[str, Expression | None]],
    amount: Amount,
    notes: Iterable[str] = (),
    lines: Sequence[Line] = (),
    caption: str = "",
    said: pd.DataFrame | None = None,
    *,
    öre: int = terms.ÖRE_PER_MNKR,
    empty: str = Table.empty,
) -> Table:
    """A table of figures by their `made`, row and column, which may divide (None: not known); columns that none of them
    has are left out. `amount` sums rows in a unit of so many `öre` (`cube.amount_of`: mnkr). The lines are the rows of
    `made` unless given. `said`: the words of columns of text, by row.
    """
    words = pd.DataFrame() if said is None else said
    held = {*words, *(name for own in made.values() for name in own)}
    shown = tuple(one for one in columns if not made or one.name in held)
    trail = {row: {name: one for name, one in own.items() if one is not None} for row, own in made.items()}
    exact = urval.figures(trail, amount, Fraction, öre)
    printed = tuple(one.row for one in lines) or rows_of(made)
    names = [one.name for one in printed if one.kind != RUBRIK]
    figures = [column for column in shown if column.name not in words]
    values = {one.name: _printable(one, [exact[row].get(one.name) for row in names], öre) for one in figures}
    frame = pd.DataFrame(values, index=pd.Index(names, dtype="str")).join(words)
    return Table(printed, shown, frame, tuple(notes), trail, caption, empty=empty)


def rows_of(names: Iterable[object]) -> tuple[Row, ...]:
    """A row for each name, labelled as it is named; `Totalt` is a sum."""
    return tuple(Row(str(name), str(name), SUMMA if name == terms.TOTALT else RAD) for name in names)


def _printable(column: Column, found: list[Fraction | None], öre: int) -> ExtensionArray:
    """The figures of a column as a table holds them: amounts in whole öre, shares as they are."""
    if style.per_unit(column.unit) > 1:
        return pd.array([None if one is None else round(one * öre) for one in found], "Int64")
    return pd.array([None if one is None else float(one) for one in found], "Float64")


def whole(part: Expression) -> Formula:
    """An amount that is divided, in whole öre."""
    return urval.apply(urval.WHOLE, part)


def of_measures(parts: Iterable[Rows], chosen: Mapping[str, Rows]) -> dict[str, Expression]:
    """What each known measure of some rows sums, and the deviations between them."""
    listed = list(parts)
    known: dict[str, Expression] = {name: urval.total(rows & part for part in listed) for name, rows in chosen.items()}
    gaps: dict[str, Expression] = {
        name: known[left] - known[right]
        for name, (left, right) in DEVIATIONS.items()
        if left in known and right in known
    }
    return {**known, **gaps}


def deviation_of(measured: Measured, where: Rows, gap: str = terms.AVVIKELSE) -> Expression:
    """What the deviation of what is selected is made of."""
    return of_measures([where], measured.chosen)[gap]


def december(period: str) -> bool:
    """True where the report closes the year, so that the bokslut takes the forecast's place."""
    return periods.month(period) == 12


def forecast_head(period: str) -> str:
    """What stands over the forecast: `Prognos`, in December `Bokslut`."""
    return "Bokslut" if december(period) else "Prognos"


def months(period: str) -> str:
    """The months so far as a heading: `Jan–mars 2025`, `Helår 2024`."""
    return capital(periods.months(period))


def modelled(where: Rows, period: str, function: str = urval.MODEL) -> Expression:
    """What the statistical forecast makes of the rows `where`: every month that is known."""
    known = urval.only("beloppstyp", terms.UTFALL) & urval.dated("period", "", period)
    return urval.apply(function, known & where)


def inside(label: str) -> str:
    """A label within a sentence: `Intäkter` becomes `intäkter`, `IT` stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def full_year(period: str) -> str:
    """The heading over full-year columns: `Helår 2025`."""
    return f"Helår {periods.year(period)}"


def budget_columns(period: str, *more: Column) -> tuple[Column, ...]:
    """Outcome, budget and deviation so far, then forecast, budget and deviation of the full year."""
    now, year = months(period), full_year(period)
    return (
        Column(terms.M_UTFALL, "Utfall", group=now),
        Column(terms.M_BUDGET, "Budget", group=now),
        Column(terms.AVVIKELSE, "Avvikelse", group=now, worse=WORSE),
        Column(terms.M_PROGNOS, forecast_head(period), group=year),
        Column(terms.M_BUDGET_HELÅR, "Budget", group=year),
        Column(terms.AVVIKELSE_HELÅR, "Avvikelse", group=year, worse=WORSE),
        *more,
    )


def known_columns(columns: Iterable[Column], measured: Measured) -> tuple[Column, ...]:
    """The columns but those of earlier years, of budgets and of forecasts that do not exist.

    While no forecast has been made there is none before it either. When the year is closed, a column of the full year
    goes where the table has the same of the months so far.
    """
    listed = list(columns)
    gone = set(terms.MEASURES) - set(measured.known)
    gone |= {terms.M_FG_PROGNOS} if terms.M_PROGNOS in gone else set()
    lost = {name for name, sides in DEVIATIONS.items() if gone & set(sides)}
    return once([column for column in listed if column.name not in gone | lost], measured.period)


def once(columns: Sequence[Column], period: str) -> tuple[Column, ...]:
    """The columns without those that a closed year has twice: of the full year and of the months so far."""
    here = {column.name for column in columns} if december(period) else set()
    twice = {year for year, so_far in _TWINS.items() if so_far in here}
    return tuple(column for column in columns if column.name not in twice)


def scope_notes(measured: Measured, *more: str) -> tuple[str, ...]:
    """The avgränsning extern, said where there is something that it leaves out."""
    return (" ".join([EXTERNAL, *more]),) if measured.rows["intern"].any() else ()


def whole_notes(measured: Measured) -> tuple[str, ...]:
    """The avgränsning helhet, said where another is to be told from it."""
    return (WHOLE,) if measured.rows["intern"].any() else ()


def earlier_forecast_notes(measured: Measured) -> tuple[str, ...]:
    """Says so where a forecast is made and the budget stands in the place of an earlier one."""
    earlier = measured.chosen.get(terms.M_FG_PROGNOS, Rows())
    planned = urval.only("beloppstyp", terms.BUDGET).conditions[0] in earlier.conditions
    return (BUDGET_FIRST,) if planned and terms.M_PROGNOS in measured.known else ()


def ordered(names: Iterable[str], register: pd.DataFrame, column: str) -> list[str]:
    """Names of a dimension in the order that a register gives them by `ordning`."""
    order = register.groupby(column)["ordning"].min().sort_values(kind="stable")
    wanted = set(names)
    return [str(name) for name in order.index if name in wanted]


def published(table: Table, settings: Settings, period: str, *key: str) -> Table:
    """The table under its published names, with the abbreviations that it prints written out."""
    columns = tuple(
        replace(column, published=column_name(settings.tabeller, table.id, column.name, period))
        for column in table.columns
    )
    name = table_name(settings.tabeller, table.id, period, *key)
    return explained(replace(table, name=name, columns=columns), settings.förkortningar)


def explained(table: Table, words: Mapping[str, str]) -> Table:
    """The table with a note that writes out those abbreviations (the keys of `words`) that it prints.

    Looked at are the rows' labels and the columns' heads; a table without abbreviations is returned as it is.
    """
    printed = " ".join([*(row.label for row in table.rows), *(column.head for column in table.columns)])
    used = [short for short in words if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", printed)]
    told = ". ".join(f"{short}: {words[short]}" for short in used)
    return replace(table, notes=(*table.notes, f"{told}.")) if used else table
