"""3.2.2: outcome so far by ansvarsområde and by kostnadsslag, and postings that came after the close."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import reduce
from operator import and_

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import extern, pivot, selections
from ekonomi.table import RUBRIK, SUMMA, Column, Row, Table
from ekonomi.tables import layout, sums, trails
from ekonomi.urval import Rows

KEYS = ["gren", "avdelning", "verksamhetsområde"]
_CURRENT = (
    terms.M_UTFALL,
    terms.M_BUDGET,
    terms.M_PROGNOS,
    terms.M_BUDGET_HELÅR,
    terms.M_UTFALL_FG_MÅNAD,
    terms.M_BUDGET_FG_MÅNAD,
)
_PRINTED = {terms.FÖRVALTNING: "Förvaltning", terms.UTVECKLING: "Förändringsinitiativ"}
_AREAS, _SENA = "3.2.2 ansvarsområde", "3.2.2 sena poster"


def ansvarsområde(
    measured: pd.DataFrame, organisation: pd.DataFrame, period: str, reported: pd.Series | None = None
) -> Table:
    """Table 3.2.2: deviations by ansvarsområde, helhet (mnkr): full year, months so far, months before.

    `organisation` (verksamhetsområde, avdelning, ordning) gives the order. `reported` (mnkr by row name) has
    last month's deviations as its report printed them; without it they are computed anew from the ledger.
    Rows are named by path: `Förvaltning / Gemensamma tjänster / Ekonomi`, `Summa utveckling`, `Resultat`.
    """
    areas = _areas(measured, organisation)
    values = _with_totals(measured, areas)
    columns = _columns(period)
    if reported is not None:
        values = _as_reported(values, reported)
    notes = (
        "Beloppen är avvikelser från budget. Kolumnen för helåret är prognos minus budget."
        if not layout.december(period)
        else "Beloppen är avvikelser från budget. Kolumnen för helåret är bokslut minus budget.",
        *_month_notes(period, reported is not None),
        *layout.forecast_notes(measured, period),
        layout.ROUNDING,
    )
    shown = values[list(columns)].set_axis([column.name for column in columns.values()], axis=1)
    caption = "Budgetavvikelse per ansvarsområde"
    rows = tuple(_rows(areas))
    found = trails.of_rows(_where(areas), selections(measured, period))
    if reported is not None:
        found = {row: {**own, sums.AVVIKELSE_FG_MÅNAD: _as_said(row, period)} for row, own in found.items()}
    named = trails.named(found, {key: column.name for key, column in columns.items()})
    return Table(_AREAS, caption, rows, tuple(columns.values()), shown, notes, "Ansvarsområde", urval=named)


def _where(areas: pd.DataFrame) -> dict[str, trails.Where]:
    """What each row of 3.2.2 sums."""
    each = {
        str(row["rad"]): (trails.RESULT & _all_of(KEYS, [str(row[key]) for key in KEYS]),)
        for row in areas.to_dict("records")
    }
    totals = {f"Summa {gren}": (trails.RESULT & urval.only("gren", gren),) for gren in terms.GRENAR}
    return {**each, **totals, layout.RESULT: (trails.RESULT,)}


def _all_of(names: Iterable[str], values: Iterable[str]) -> Rows:
    conditions = (urval.only(name, value) for name, value in zip(names, values, strict=True))
    return reduce(and_, conditions)


def _as_said(row: str, period: str) -> Rows:
    """The figure as the report of the month before has it in its siffror.csv."""
    before = periods.shift(period, -1)
    keys = [_AREAS, row, _deviation(before).name]
    return urval.summed(f"{before}/siffror.csv", "värde") & _all_of(["tabell", "rad", "kolumn"], keys)


def _areas(measured: pd.DataFrame, organisation: pd.DataFrame) -> pd.DataFrame:
    """The (gren, avdelning, verksamhetsområde) that this year's figures concern, in the register's order."""
    current = measured.loc[measured["mått"].isin(_CURRENT), KEYS].drop_duplicates()
    order = organisation.groupby(KEYS[1:], as_index=False)["ordning"].min()
    found = current.merge(order, on=KEYS[1:], how="left")
    found["gren_ordning"] = found["gren"].map(terms.GRENAR.index)
    found = found.sort_values(["gren_ordning", "ordning", *KEYS[1:]], ignore_index=True)
    return found.assign(rad=[_path(*keys) for keys in found[KEYS].itertuples(index=False)])


def _path(gren: str, avdelning: str, område: str) -> str:
    parts = [gren.capitalize(), avdelning] + ([] if område == avdelning else [område])
    return " / ".join(parts)


def _with_totals(measured: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    named = measured.merge(areas[[*KEYS, "rad"]], on=KEYS)
    named["mått"] = pd.Categorical(named["mått"], categories=measured["mått"].cat.categories)
    lines = sums.filled(pivot(named, ["rad"]), measured, list(areas["rad"]))
    by_gren = {f"Summa {gren}": lines.loc[areas.loc[areas["gren"] == gren, "rad"]] for gren in terms.GRENAR}
    totals = {name: sums.total(rows) for name, rows in by_gren.items() if len(rows)}
    totals[layout.RESULT] = sums.total(lines)
    return sums.with_deviations(pd.concat([lines, sums.stacked(totals)]))


def _as_reported(values: pd.DataFrame, reported: pd.Series) -> pd.DataFrame:
    öre = (reported.astype("Float64") * terms.ÖRE_PER_MNKR).round().astype("Int64")
    return values.assign(**{sums.AVVIKELSE_FG_MÅNAD: öre.reindex(values.index)})


def _columns(period: str) -> dict[str, Column]:
    year = f"{layout.forecast_head(period)} {layout.full_year(period).lower()}"
    columns = {
        sums.AVVIKELSE_HELÅR: Column("prognos helår", year, worse=layout.WORSE),
        sums.AVVIKELSE: _deviation(period),
    }
    if periods.month(period) == 1:
        return columns
    return {**columns, sums.AVVIKELSE_FG_MÅNAD: _deviation(periods.shift(period, -1))}


def _deviation(period: str) -> Column:
    return Column(f"avvikelse {layout.plain(period)}", layout.months(period), worse=layout.WORSE)


def _month_notes(period: str, reported: bool) -> tuple[str, ...]:
    if periods.month(period) == 1:
        return ()
    before = periods.shift(period, -1)
    if reported:
        return (f"Kolumnen för {periods.through(before)} visar avvikelsen som den redovisades då.",)
    return (
        f"Kolumnen för {periods.through(before)} är beräknad på nytt ur bokföringen. "
        "Den kan skilja sig från vad som redovisades då.",
    )


def _rows(areas: pd.DataFrame) -> Iterator[Row]:
    for gren, group in areas.groupby("gren", sort=False):
        yield layout.row(f"{str(gren).capitalize()}", _PRINTED[str(gren)], RUBRIK)
        for avdelning, members in group.groupby("avdelning", sort=False):
            yield from _avdelning(str(gren), str(avdelning), members)
        yield layout.row(f"Summa {gren}", f"Summa {_PRINTED[str(gren)].lower()}", SUMMA)
    yield layout.row(layout.RESULT, kind=SUMMA)


def _avdelning(gren: str, avdelning: str, members: pd.DataFrame) -> Iterator[Row]:
    inner = members[members["verksamhetsområde"] != avdelning]
    for area in members.loc[members["verksamhetsområde"] == avdelning, "rad"]:
        yield layout.row(area, avdelning, level=1)
    if len(inner):
        yield layout.row(f"{gren.capitalize()} / {avdelning}, rubrik", avdelning, RUBRIK, 1)
    for area, name in zip(inner["rad"], inner["verksamhetsområde"], strict=True):
        yield layout.row(area, name, level=2)


def kostnadsslag(measured: pd.DataFrame, period: str) -> Table:
    """Outcome, budget and deviation by kostnadsslag, extern as in 3.2.1: months so far and full year (mnkr)."""
    lines = sums.by(extern(measured), "kostnadsslag", terms.RESULT)
    lines.index = pd.Index([layout.LINES[line] for line in lines.index])
    lines = pd.concat([lines, sums.stacked({layout.RESULT: sums.total(lines)})])
    now, year = layout.months(period), layout.full_year(period)
    columns = {
        terms.M_UTFALL: Column("utfall period", "Utfall", group=now),
        terms.M_BUDGET: Column("budget period", "Budget", group=now),
        sums.AVVIKELSE: Column("avvikelse period", "Avvikelse", group=now, worse=layout.WORSE),
        terms.M_PROGNOS: Column("prognos helår", layout.forecast_head(period), group=year),
        terms.M_BUDGET_HELÅR: Column("budget helår", "Budget", group=year),
        sums.AVVIKELSE_HELÅR: Column("avvikelse helår", "Avvikelse", group=year, worse=layout.WORSE),
    }
    by_line = trails.lines(scope=trails.EXTERN)
    where = {layout.LINES[line]: rows for line, rows in by_line.items()}
    where[layout.RESULT] = (trails.RESULT & trails.EXTERN,)
    rows = [layout.row(name, kind=SUMMA if name == layout.RESULT else "rad") for name in lines.index]
    notes = (
        "Avgränsning: externt inklusive andra nämnder, som i 3.2.1.",
        *layout.forecast_notes(measured, period),
        layout.ROUNDING,
    )
    return layout.amounts(
        "3.2.2 kostnadsslag",
        "Utfall och budget per intäkts- och kostnadsslag",
        rows,
        columns,
        lines,
        notes,
        "Intäkts- och kostnadsslag",
        trails.of_rows(where, selections(measured, period)),
    )


def sena_poster(late: pd.DataFrame, period: str, *, texts: bool = False) -> Table:
    """Postings into closed periods after their close (tkr), a row per period, voucher and verksamhetsområde.

    `late`: ledger rows of result accounts: period, verksamhetsområde, verifikation, registrerad (YYYY-MM-DD),
    text and belopp (int64, öre, report sign). Rows of one voucher, period and område are added up.
    `texts` shows the postings' own text, which may name people.
    """
    keys = ["period", "verifikation", "verksamhetsområde"]
    found = late.groupby(keys, as_index=False, sort=True).agg(
        först=("registrerad", "min"),
        registrerad=("registrerad", "max"),
        text=("text", "first"),
        belopp=("belopp", "sum"),
    )
    found.index = pd.Index([" / ".join(parts) for parts in found[keys].itertuples(index=False)])
    rows = tuple(Row(str(name), str(voucher)) for name, voucher in found["verifikation"].items())
    columns = (
        Column("period", "Period", "text"),
        Column("verksamhetsområde", "Verksamhetsområde", "text"),
        *([Column("text", "Text", "text")] if texts else []),
        Column("registrerad", "Registrerad", "text"),
        Column("belopp", "Belopp", "tkr"),
    )
    caption = f"Poster i månader före {periods.name(period)} som har bokförts efter månadens stängning"
    notes = ("Intäkt är plus, kostnad är minus.",) if len(found) else ()
    trail = {
        str(name): {"belopp": _late(row)}
        for name, row in zip(found.index, found.to_dict("records"), strict=True)
    }
    return Table(_SENA, caption, rows, columns, found, notes, "Verifikation", "Inga", trail)


def _late(row: Mapping[Hashable, object]) -> Rows:
    keys = ["beloppstyp", "period", "verifikation", "verksamhetsområde"]
    own = _all_of(keys, [terms.UTFALL, *(str(row[key]) for key in keys[1:])])
    return own & urval.span("registrerad", str(row["först"]), str(row["registrerad"]))
