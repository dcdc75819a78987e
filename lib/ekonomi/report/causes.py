"""Why a deviation is as it is: one-offs and timing against level, price against volume, people against pay.

Each cause is a section of its own whose rows sum, to the öre, to the whole deviation: what the others do not explain
is the last row. docs/metod/avvikelse_och_tecken.md has the formulas.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from ekonomi import deviation, personnel, terms, urval, volumes
from ekonomi import period as periods
from ekonomi.report.comparison import Comparison, Summed
from ekonomi.report.parts import Parts
from ekonomi.report.selection import FJOLÅRET, PERIOD, Side
from ekonomi.tables import layout
from ekonomi.tables.deviations import EFFECT, Section
from ekonomi.underlag import KEYS, summed
from ekonomi.urval import Rows

ONE_OFF, LATER, EARLIER, LEVEL = "Engångsposter", "Kommer normalt senare", "Kom tidigare än normalt", "Nivå"
_EFFECTS = {"volymeffekt": "Volym", "mixeffekt": "Mix", "priseffekt": "Kostnad per enhet"}
_PERSONNEL = "5"  # the class of personnel costs in Kommun-Bas, whatever the nämnd calls its kostnadsslag
_LIKE = ["konto", "ansvar", "motpart"]


def found(report: Parts, left: Side, right: Side, gap: int) -> Iterator[Section]:
    """The causes that are known of a deviation `gap` (öre) between two sides."""
    sides = left.name, right.name
    if sides == (terms.UTFALL, terms.BUDGET):
        yield from _section("Tid och nivå", _in_time(report, left, right), LEVEL, gap)
    if sides[1] == terms.BUDGET:
        yield from _section("Volym och kostnad per enhet", _by_volume(report, left, right), "Utan volym", gap)
    if sides == (terms.UTFALL, FJOLÅRET):
        yield from _section("Personal", _by_people(report, left, right), "Annat än personal", gap)


def _section(name: str, effects: Mapping[str, int] | None, rest: str, gap: int) -> Iterator[Section]:
    told = {cause: effect for cause, effect in (effects or {}).items() if effect}
    if told:
        rows = {**told, rest: gap - sum(told.values())}
        yield Section(name, pd.DataFrame({EFFECT: pd.Series(rows, dtype="Int64")}))


def _months(side: Side) -> tuple[str, str]:
    spans = [part.of(PERIOD).values for part in side.parts]  # type: ignore[union-attr]
    return min(span[0] for span in spans), max(span[-1] for span in spans)


def _moved(side: Side, first: str, last: str) -> Side:
    """The same selections in other months."""
    months = urval.span(PERIOD, first, last)
    return replace(side, parts=tuple(dict.fromkeys(part.without(PERIOD) & months for part in side.parts)))


def _in_time(report: Parts, left: Side, right: Side) -> dict[str, int] | None:
    """One-offs, and what last year's course says of the budget: how much of it usually comes later, or earlier.

    By kostnadsslag: the budget of the year, as large a share of it as last year's outcome had reached by then, less
    the budget so far. A share outside 0–1 says nothing. None without a whole year before, and of a whole year.
    """
    first, last = _months(right)
    year = periods.january(last), periods.december(last)
    ago = tuple(periods.shift(month, -12) for month in year)
    booked = report.sums.loc[report.sums["beloppstyp"] == terms.UTFALL, PERIOD].min()
    if first < year[0] or (first, last) == year or booked > ago[0]:
        return None
    before = periods.shift(first, -12), periods.shift(last, -12)
    sums = {"nu": right, "år": _moved(right, *year), "då": _moved(left, *before), "fjol": _moved(left, *ago)}
    found = {name: Summed(report.ground, ("kostnadsslag",), side, Rows()).amounts for name, side in sums.items()}
    usual = pd.DataFrame(found).fillna(0).astype("int64")
    moved = sum(_usual(*row) for row in usual[["år", "då", "fjol", "nu"]].itertuples(index=False))
    return {ONE_OFF: _one_offs(report, left, first, year), LATER if moved >= 0 else EARLIER: moved}


def _usual(year: int, then: int, last_year: int, now: int) -> int:
    """What of a year's budget had usually come by then, less what is budgeted so far."""
    known = last_year != 0 and 0 <= Fraction(then, last_year) <= 1
    return round(Fraction(year * then, last_year)) - now if known else 0


def _one_offs(report: Parts, left: Side, first: str, year: tuple[str, str]) -> int:
    """Postings of an account, ansvar and motpart that neither the year before nor the budget knows."""
    ledger = report.sums
    history = (ledger["beloppstyp"] == terms.UTFALL) & ledger[PERIOD].between(periods.shift(first, -12), first, "left")
    planned = (ledger["beloppstyp"] == terms.BUDGET) & ledger[PERIOD].between(*year)
    rows = pd.concat([summed(report.ground, part) for part in left.parts])
    known = pd.MultiIndex.from_frame(ledger.loc[history, _LIKE].drop_duplicates())
    budgeted = pd.MultiIndex.from_frame(ledger.loc[planned, _LIKE[:2]].drop_duplicates())
    seen = pd.MultiIndex.from_frame(rows[_LIKE]).isin(known)
    expected = pd.MultiIndex.from_frame(rows[_LIKE[:2]]).isin(budgeted)
    return int(rows.loc[~(seen | expected), "belopp"].sum())


def _by_volume(report: Parts, left: Side, right: Side) -> dict[str, int] | None:
    """Volume, mix and price of the units whose whole deviation is among what is asked about; None where none is."""
    units = report.units
    if units is None or left.name not in volumes.ACTUAL:
        return None
    rows = layout.COSTS & (layout.ALLOCATED if units.per == "tjänst" else Rows())
    amounts = Comparison(report.ground, units.per, left, right, rows, rows).amounts
    gaps = (amounts[left.name] - amounts[right.name]).to_dict()
    sums = dict.fromkeys(_EFFECTS, 0)
    whole = False
    for code, made in volumes.effects(units, left.name):
        exact = {name: urval.evaluate(one, units.amount) for name, one in made.items()}
        öre = deviation.in_whole_öre({name: value or Fraction(0) for name, value in exact.items()})
        if gaps.get(code) == öre[terms.AVVIKELSE]:
            whole = True
            sums = {name: amount + öre[name] for name, amount in sums.items()}
    return {_EFFECTS[name]: amount for name, amount in sums.items()} if whole else None


def _by_people(report: Parts, left: Side, right: Side) -> dict[str, int] | None:
    """What more or fewer årsarbetare, and what they cost each, do to personnel costs since last year.

    None where hours are lacking in either year, or where so few work that a person's pay would show.
    """
    if not report.sources.has("hours") or left.parts[0].of(KEYS) is not None:
        return None
    pay = urval.only("konto", *(konto for konto in report.sums["konto"].unique() if konto[:1] == _PERSONNEL))
    found = Comparison(report.ground, "ansvar", left, right, pay, pay).amounts
    hours = report.sources.hours
    worked = [
        hours[hours["månad"].between(*_months(side)) & hours["ansvar"].isin(found.index)]["timmar"].sum()
        for side in (left, right)
    ]
    now, then = (Fraction(str(float(one))) for one in worked)
    if not now or not then or _full_time(report, left, now) < report.settings.personuppgifter.minsta_grupp:
        return None
    cost, before = (int(found[side.name].sum()) for side in (left, right))
    more = round(before * (now - then) / then)
    return {"Antal årsarbetare": more, "Kostnad per årsarbetare": cost - before - more}


def _full_time(report: Parts, side: Side, hours: Fraction) -> float:
    """How many work full time, on a full year."""
    first, last = _months(side)
    norm = float(personnel.norm(report.sources.norm, last)["timmar"])
    return float(hours) * 12 / len(periods.span(first, last)) / norm
