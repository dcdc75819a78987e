"""Bilaga 1, tjänst by tjänst: its costs by kostnadsslag, and where its deviation comes from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import pivot, selections
from ekonomi.table import RUBRIK, SUMMA, Column, Row, Table, Urval
from ekonomi.tables import layout, sums, trails
from ekonomi.tables.services import columns_of, costs_by_line, service_lines, service_rows
from ekonomi.urval import Expression, Rows

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
    where = {f"{rad} / {SUM}": own for rad, own in service_rows(lines).items()}
    where |= {
        f"{rad} / {labels[slag]}": (_narrowed(part, slag),)
        for rad, (part,) in service_rows(lines).items()
        for slag in terms.COSTS
    }
    found = trails.of_rows(where, selections(measured, period))
    caption, values = "Kostnader per tjänst och kostnadsslag", pd.concat([each, totals])
    return layout.amounts(COSTS, caption, rows, columns, values, (layout.ROUNDING,), "Kostnadsslag", found)


def _narrowed(rows: Rows, slag: str) -> Rows:
    """The rows of one kostnadsslag, said once."""
    others = tuple(one for one in rows.conditions if one.name != "kostnadsslag")
    return Rows(others) & urval.only("kostnadsslag", slag)


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
    sourced = _sourced(held.merge(lines[[*_PARTS, "rad"]], on=_PARTS), names)
    by_source = pivot(sourced, ["rad", "källa"])[known]
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
    chosen = {measure: rows for measure, rows in selections(measured, period).items() if measure in known}
    found = _trails(sourced, ranked, service_rows(lines), chosen, list(values))
    return layout.amounts(DRIVERS, caption, rows, columns, frame, (layout.ROUNDING,), "Källa", found)


def _sourced(named: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows with `källa`: the pool that a cost came through, or the ansvar that posted it on the tjänst."""
    direct = named["pool"] == ""
    code = named["pool"].where(~direct, named["ansvar"])
    label = code.map(lambda value: names.get(value, value))
    return named.assign(källa=label.where(~direct, DIRECT + ": " + label), kod=code)


def _trails(
    sourced: pd.DataFrame,
    ranked: pd.DataFrame,
    services: Mapping[str, trails.Where],
    chosen: Mapping[str, Rows],
    rows: Iterable[str],
) -> Urval:
    """What each row of the table sums; a budget's own keys hold for the sources, whatever keys hold today."""
    places = sourced[["rad", "källa", "pool", "kod"]].drop_duplicates()
    named = {rad: set(own) for rad, own in ranked.index.to_frame(index=False).groupby("rad")["källa"]}
    trail: dict[str, dict[str, Expression]] = {}
    for rad, own in places.groupby("rad"):
        (part,) = services[str(rad)]
        part_held = (
            Rows(tuple(one for one in part.conditions if one.name != "nycklar")) & trails.AT_BUDGET_KEYS
        )
        source = own["källa"].where(own["källa"].isin(named[rad]), OTHERS)
        for label, codes in own.groupby(source):
            where = tuple(part_held & rows_ for rows_ in _places(codes))
            trail[f"{rad} / {label}"] = trails.of_row(where, chosen)
        whole, then = trails.of_row((part,), chosen), trails.of_row((part_held,), chosen)
        trail[f"{rad} / {SUM}"] = whole
        trail[f"{rad} / {KEY_EFFECT}"] = {name: whole[name] - then[name] for name in whole}
    return {row: trail[row] for row in rows if row in trail}


def _places(codes: pd.DataFrame) -> Iterator[Rows]:
    """The pools, and then the ansvar that posted straight on the tjänst."""
    pools = codes.loc[codes["pool"] != "", "pool"]
    ansvar = codes.loc[codes["pool"] == "", "kod"]
    if len(pools):
        yield urval.only("pool", *sorted(pools))
    if len(ansvar):
        yield urval.only("pool", "") & urval.only("ansvar", *sorted(ansvar))


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
