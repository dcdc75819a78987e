"""Bilaga 1, tjänst by tjänst: its costs by kostnadsslag, and where its deviation comes from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.cube import pivot
from ekonomi.table import RUBRIK, SUMMA, Column, Row, Table
from ekonomi.tables import layout, sums
from ekonomi.tables.services import columns_of, costs_by_line, service_lines

COSTS, DRIVERS = "bilaga 1 kostnadsslag", "bilaga 1 orsaker"
SUM, OTHERS, KEY_EFFECT = "Summa", "Övrigt", "Nyckeleffekt"
DIRECT = "Bokfört direkt"
MOST = 5
_WHAT = {COSTS: "kostnader", DRIVERS: "källor till avvikelsen"}
_PARTS = ["linje", "tjänst"]


def kostnadsslag_per_tjänst(measured: pd.DataFrame, services: pd.DataFrame, period: str) -> Table:
    """Each tjänst's costs by kostnadsslag (mnkr): months so far, full year, last year; rows `<rad> / Summa`.

    `measured` and `services` as `tjänsteuppföljning`, whose rows the sums equal.
    """
    costs = costs_by_line(measured)
    lines = service_lines(costs, services)
    named = costs.merge(lines[[*_PARTS, "rad"]], on=_PARTS)
    kinds = pivot(named, ["rad", "kostnadsslag"])
    totals = pivot(named, ["rad"]).set_axis(lines["rad"].sort_values() + f" / {SUM}")
    labels = {slag: layout.LINES[slag] for slag in terms.COSTS}
    wanted = pd.MultiIndex.from_product([lines["rad"], terms.COSTS])
    named_rows = [f"{rad} / {labels[slag]}" for rad, slag in wanted]
    each = sums.filled(kinds.reindex(wanted).set_axis(named_rows), costs, named_rows)
    rows = [
        row
        for rad, name in zip(lines["rad"], lines["namn"], strict=True)
        for row in _section(rad, name, labels.values())
    ]
    columns = {
        **columns_of(period),
        terms.M_FG_ÅR: Column(
            "utfall fg år", layout.capital(periods.through(period)), group=f"{periods.year(period) - 1}"
        ),
        terms.M_BOKSLUT: Column("bokslut fg år", "Bokslut", group=f"{periods.year(period) - 1}"),
    }
    caption = "Kostnader per tjänst och kostnadsslag"
    return layout.amounts(
        COSTS, caption, rows, columns, pd.concat([each, totals]), (layout.ROUNDING,), "Kostnadsslag"
    )


def orsaker_per_tjänst(
    measured: pd.DataFrame,
    at_budget_keys: pd.DataFrame,
    services: pd.DataFrame,
    names: Mapping[str, str],
    period: str,
) -> Table:
    """Where each tjänst's cost and deviation come from (mnkr): the `MOST` sources that deviate most, and the rest.

    A source is an ansvar that posted straight on the tjänst, or the pool that its cost came through; `names`
    gives their names by code. `at_budget_keys` is `measured` with the outcome allocated by the budget's keys;
    what the keys of today add to that is the row Nyckeleffekt.
    """
    costs, held = costs_by_line(measured), costs_by_line(at_budget_keys)
    lines = service_lines(costs, services)
    columns = dict(list(columns_of(period).items())[:3])
    known = [terms.M_UTFALL, terms.M_BUDGET]
    by_source = _by_source(held.merge(lines[[*_PARTS, "rad"]], on=_PARTS), names)[known]
    total = pivot(costs.merge(lines[[*_PARTS, "rad"]], on=_PARTS), ["rad"])[known]
    effect = total - by_source.groupby("rad").sum(min_count=1)
    ranked = _most(by_source)
    rows: list[Row] = []
    values: dict[str, pd.Series] = {}
    for rad, name in zip(lines["rad"], lines["namn"], strict=True):
        own = ranked.loc[rad] if rad in ranked.index.get_level_values("rad") else ranked.iloc[:0].droplevel(0)
        named = {str(source): own.loc[source] for source in own.index}
        if effect.loc[rad].fillna(0).ne(0).any():
            named[KEY_EFFECT] = effect.loc[rad]
        named[SUM] = total.loc[rad]
        values |= {f"{rad} / {label}": amounts for label, amounts in named.items()}
        rows += list(_section(rad, name, [label for label in named if label != SUM]))
    frame = pd.DataFrame(values).T.reindex(columns=list(terms.MEASURES)).astype("Int64")
    caption = "Vad avvikelsen per tjänst kommer från"
    return layout.amounts(DRIVERS, caption, rows, columns, frame, (layout.ROUNDING,), "Källa")


def _by_source(named: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    direct = named["pool"] == ""
    code = named["pool"].where(~direct, named["ansvar"])
    label = code.map(lambda value: names.get(value, value))
    return pivot(named.assign(källa=label.where(~direct, DIRECT + ": " + label)), ["rad", "källa"])


def _most(by_source: pd.DataFrame) -> pd.DataFrame:
    """The sources of each row that deviate most, in that order, and the others as one."""
    gap = by_source[terms.M_UTFALL].fillna(0) - by_source[terms.M_BUDGET].fillna(0)
    ordered = by_source.assign(storlek=-gap.abs()).sort_values(["rad", "storlek", "källa"], kind="stable")
    place = ordered.groupby("rad", sort=False).cumcount()
    many = ordered.groupby("rad", sort=False)["storlek"].transform("size") > MOST + 1
    flat = ordered.drop(columns="storlek").reset_index()
    flat["källa"] = flat["källa"].where(~((place >= MOST) & many).to_numpy(), OTHERS)
    return flat.groupby(["rad", "källa"], sort=False).sum(min_count=1)


def _section(rad: str, name: str, labels: Iterable[str]) -> Iterator[Row]:
    yield layout.row(rad, name, RUBRIK)
    for label in labels:
        yield layout.row(f"{rad} / {label}", label, level=1)
    yield layout.row(f"{rad} / {SUM}", SUM, SUMMA)


def by_heading(table: Table) -> dict[str, Table]:
    """The parts of a table under each of its headings, by the heading's name, each a table of its own."""
    parts: dict[str, list[Row]] = {}
    labels: dict[str, str] = {}
    for row in table.rows:
        if row.kind == RUBRIK:
            current, labels[row.name] = parts.setdefault(row.name, []), row.label
        else:
            current.append(replace(row, level=0))
    return {
        name: replace(
            table,
            name=f"{table.name} {name}",
            caption=f"{labels[name]}: {_WHAT[table.name]}",
            rows=tuple(rows),
            notes=(),
        )
        for name, rows in parts.items()
    }
