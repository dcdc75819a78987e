"""The files beside the ledger: every row said once, no month left out, none cut short."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.errors import STOPPAR, VARNING, Check, Found
from ekonomi.params import CheckSettings
from ekonomi.registers import look_up
from ekonomi.registers.findings import CODES, code_findings, reference_findings
from ekonomi.registers.lookup import FIRST
from ekonomi.schema import number
from ekonomi.sources.beside import COUNTED_BY
from ekonomi.sources.checks import cut_at_limit
from ekonomi.sources.door import Dated, Door, said_of

MONTH, REPORT = "månad", "rapport"
_LEAST, _BEFORE = 6, 12
_FELT = 0.05  # of a sum: a small unit's overtime leaps of itself


def check_series(
    door: Door, dated: Dated, table: pd.DataFrame, key: tuple[str, ...], fil: str, *, current: bool
) -> None:
    """Hold a table against its key and, with månad in it, its months; `current`: it must reach the report's period."""
    if key:
        door.faults += told_twice(table, [*key], fil)
    door.notes += cut_at_limit(table["rad"], door.settings.kontroller.radgränser, fil)
    if MONTH not in key or table.empty:
        return
    kinds = [name for name in key if name in ("beloppstyp", "version")]
    series = [name for name in key if name not in (MONTH, *kinds)]
    for _, rows in table.groupby(kinds) if kinds else [((), table)]:
        last = max(rows[MONTH].max(), door.period) if current else rows[MONTH].max()
        door.faults += lost_months(rows, last, fil)
        door.notes += lost_of_series(rows, series, dated, fil)
    if kinds:
        forecast = any(one.period == door.period for one in door.settings.källor.prognos)
        door.notes += cut_short(table, series, kinds, door.period, fil, forecast=forecast)


def check_codes(
    door: Door, dated: Dated, table: pd.DataFrame, held: Collection[str], known: Collection[str], fil: str
) -> None:
    """Hold the codes of a table against the registers: those `held` in their row's month, those `known` at any time."""
    for column in (*held, *known):
        name = CODES[column].register
        register, where = dated.frames[name], dated.files.get(name, "inget register")
        if register is not None and column in held:
            rows = table.assign(period=table[MONTH if MONTH in table else "period"], beloppstyp=terms.UTFALL)
            door.faults += code_findings(rows, column, register, column, fil, where)
        elif register is not None:
            door.faults += reference_findings(table, column, register[column], fil, where)


@Check("samma rad två gånger", STOPPAR, action="Ta bort den rad som inte ska räknas.")
def told_twice(table: pd.DataFrame, key: list[str], fil: str) -> Iterator[Found]:
    """En uppgift som står två gånger i en fil: samma månad och ansvar, samma ärende, samma justering.

    Rows without a word in their key are left alone.
    """
    first = table.groupby(key, sort=False)["rad"].transform("first")
    again = table.duplicated(key) & (table[key] != "").any(axis="columns")
    for row in table.assign(först=first)[again].to_dict("records"):
        said = ", ".join(f"{name} {said_of(row[name], name)}" for name in key if row[name] != "")
        yield Found(fil, row["rad"], None, f"samma rad som rad {row['först']}: {said}", "varje uppgift en gång")


@Check("månad utan rader", STOPPAR, action="Lägg till månadens rader; filen kan vara avkortad.")
def lost_months(rows: pd.DataFrame, last: str, fil: str) -> Iterator[Found]:
    """En månad utan rader i en fil som annars har rader varje månad; i arbetad tid också månader fram till perioden."""
    if lost := _lost(set(rows[MONTH]), last):
        yield Found(fil, None, MONTH, f"inga rader för {periods.in_words(lost)}", "rader varje månad")


@Check("serie utan månad", VARNING, action="Lägg till raderna, eller avsluta koden i registret.")
def lost_of_series(rows: pd.DataFrame, series: list[str], dated: Dated, fil: str) -> Iterator[Found]:
    """Ett ansvar, en tjänst eller ett mått som saknar månader i en fil där det annars finns varje månad, fast koden
    gäller."""
    known, last = set(rows[MONTH]), rows[MONTH].max()
    for _, own in rows.groupby(series, sort=False):
        codes = {name: str(own[name].iloc[0]) for name in series if (own[name] != "").any()}
        lost = _held([month for month in _lost(set(own[MONTH]), last) if month in known], codes, dated)
        if lost:
            said = ", ".join(f"{name} {code}" for name, code in codes.items())
            found = f"ingen rad för {said} i {periods.in_words(lost)}"
            yield Found(fil, own["rad"].max(), MONTH, found, "en rad varje månad")


@Check("avbruten serie", VARNING, action="Ta ut filen på nytt, den kan vara avkortad. Låt stå om inget saknas.")
def cut_short(
    table: pd.DataFrame, series: list[str], kinds: list[str], period: str, fil: str, *, forecast: bool
) -> Iterator[Found]:
    """En serie utan den budget eller prognos som alla andra i filen har, eller en fil vars utfall slutar före
    rapportens månad eller som saknar årets budget eller rapportens prognos fast den har haft det förut.

    One that has an outcome of twelve months, or is the last: the file may be cut in it. `forecast` tells that the
    report has one.
    """
    year, before = period[:4], str(int(period[:4]) - 1)
    years = {*table.loc[table["beloppstyp"] == terms.BUDGET, MONTH].str[:4]}
    if before in years and year not in years:
        yield Found(fil, None, MONTH, f"ingen budget för {year}", f"en budget som för {before}")
    versions = {*table.loc[table["beloppstyp"] == terms.PROGNOS, "version"]}
    if forecast and period not in versions and min(versions, default=period) < period:
        yield Found(fil, None, "version", f"ingen prognos {period}", "en prognos som i tidigare rapporter")
    last = max(table.loc[table["beloppstyp"] == terms.UTFALL, MONTH], default=period)
    if last < period:
        yield Found(fil, None, MONTH, f"utfall till och med {last}", f"utfall till och med {period}")
    of = pd.Series(named(table, series), table.index)
    ends = str(of.iloc[int(table["rad"].to_numpy().argmax())])
    has = {str(kind): {*own} for kind, own in of.groupby(pd.Series(named(table, kinds), table.index), sort=False)}
    held = of[table["beloppstyp"] == terms.UTFALL].value_counts()
    for serie in dict.fromkeys([*held.index[held >= _BEFORE].sort_values(), ends]):
        others = {*of} - {serie}
        lost = [kind.replace("beloppstyp ", "").replace(", version", "") for kind, own in has.items() if own == others]
        if len(others) > 1 and lost:
            found = f"inga rader för {', '.join(lost)} av {serie}{', som filen slutar med' if serie == ends else ''}"
            yield Found(fil, table.loc[of == serie, "rad"].max(), None, found, "det som varje annan serie har")


@Check("språng i serie", VARNING, limits=("språng", "skala"), action="Kontrollera värdet i filen.")
def leaps(
    table: pd.DataFrame, key: Collection[str], values: Collection[str], period: str, limits: CheckSettings, fil: str
) -> Iterator[Found]:
    """Ett värde i en fil bredvid huvudboken som är många gånger större eller mindre än de tolv månaderna före, eller än
    samma uppgift i tidigare rapporter, eller en plan i årets alla månader jämfört med utfallet: en siffra för mycket,
    eller fel enhet.

    Values of the year until the period, and of the one before. At least six of the twelve months must have one; zeros
    are none, but the first after twelve months of more than `skala`. Without månad in the key each is held against all
    earlier reports. What is not felt in the sum of its kind is left alone.
    """
    monthly = MONTH in key
    when, times = (MONTH, limits.språng) if monthly else (REPORT, limits.skala)
    series, since = [name for name in key if name != when], periods.january(periods.shift(period, -_BEFORE))
    of, kinds = (named(table, names) for names in (series, [name for name in series if name not in COUNTED_BY]))
    kind_of = dict(zip(of, kinds, strict=True))
    for name in map(str, table[[*values]].dropna(axis="columns", how="all")):
        every = table.assign(serie=of).pivot_table(name, when, "serie", "first").abs()
        every = every.reindex(periods.span(every.index.min(), every.index.max())) if monthly else every
        size = every.where(every > 0)
        before = size.shift().rolling(_BEFORE, min_periods=_LEAST) if monthly else size.shift().expanding()
        least, most = before.min(), before.max()
        gap, whole = np.maximum(every - most, least - every), size.T.groupby(pd.Series(kind_of)).transform("sum").T
        lost = monthly & (every == 0) & (size.shift().rolling(_BEFORE).min() > limits.skala)
        off = ((size > most * times) | (size * times < least) | lost) & (gap >= _FELT * whole)
        off = off.loc[since:period]
        for serie, month in [(name, month) for name in off for month in off.index[off[name]]]:
            rad = table.loc[(pd.Series(of, table.index) == serie) & (table[when] == month), "rad"].min()
            value, *usual = (number(float(one[serie][month])) for one in (every, least, most))
            than = "de tolv månaderna före" if monthly else "tidigare rapporter"
            expected = f"omkring {'–'.join(dict.fromkeys(usual))} som i {than}"
            yield Found(fil, rad, name, f"{value} för {serie} i {month}", expected)
        if "beloppstyp" in key:
            yield from _unlike_outcome(table.assign(serie=named(table, [*COUNTED_BY])), name, period, limits, fil)


def _unlike_outcome(table: pd.DataFrame, name: str, period: str, limits: CheckSettings, fil: str) -> Iterator[Found]:
    """The year's budget and the report's forecast of each serie, against its outcome of the latest twelve months."""
    year = table[table[MONTH].str[:4] == period[:4]]
    plans = year[(year["beloppstyp"] == terms.BUDGET) | (year["version"] == period)]
    past = table[table[MONTH].between(periods.shift(period, 1 - _BEFORE), period)]
    past = past[past["beloppstyp"] == terms.UTFALL].groupby("serie")[name].agg(["sum", "size"])
    usual = (past["sum"] * _BEFORE / past["size"])[(past["size"] >= _LEAST) & (past["sum"] > 0)]
    new = past["sum"][(past["size"] < _LEAST) & (past["sum"] > 0)]
    for (serie, kind, version), own in plans.groupby(["serie", "beloppstyp", "version"], sort=False):
        same, booked = float(own.loc[own[MONTH] <= period, name].sum()), float(new.get(serie, 0.0))
        if same and booked and not booked / limits.skala <= same <= booked * limits.skala:
            found = f"{number(same)} för {serie} i {kind} {version} till och med {period}"
            yield Found(fil, own["rad"].min(), name, found, f"omkring {number(booked)} som i utfallet")
        whole, level = float(own[name].sum()), float(usual.get(serie, 0.0))
        if whole and level and not level / limits.språng <= whole <= level * limits.språng:
            found = f"{number(whole)} för {serie} i {kind} {version} av hela året"
            expected = f"omkring {number(round(level))} som i de senaste tolv månadernas utfall"
            yield Found(fil, own["rad"].min(), name, found, expected)


def named(table: pd.DataFrame, names: list[str]) -> list[str]:
    """What each row is of, in words, by some columns."""
    codes = table[names].itertuples(index=False)
    return [", ".join(f"{name} {code}" for name, code in zip(names, own, strict=True) if code) for own in codes]


def _held(months: list[str], codes: Mapping[str, str], dated: Dated) -> list[str]:
    """The months in which the codes of a series hold."""
    for name, code in codes.items():
        register = dated.frames[COUNTED_BY[name]] if name in COUNTED_BY else None
        if register is not None and months:
            asked = pd.DataFrame({name: code, "period": months, "beloppstyp": terms.UTFALL})
            held = look_up(asked, name, register, [FIRST])[FIRST].notna()
            months = [*asked["period"][held]]
    return months


def _lost(months: set[str], last: str) -> list[str]:
    """The months until `last` that are not there; none where not even half of them are, which is no monthly series."""
    every = periods.span(min(months), last)
    return [month for month in every if month not in months] if 2 * len(months) > len(every) else []


def sparse(counts: pd.Series, period: str, share: float) -> Iterator[tuple[str, int, int]]:
    """The months of the year through `period` with less than a share of the median of the latest twelve before that
    have any: how many there are, and how many there use to be. At least six months must have some.
    """
    for month in periods.span(periods.january(period), period):
        before = counts[(counts.index > "") & (counts.index < month)].sort_index().tail(_BEFORE)
        found = int(counts.get(month, 0))
        if len(before) >= _LEAST and found < share * before.median():
            yield month, found, int(before.median())
