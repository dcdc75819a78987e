"""3.2.4 and bilaga 1: what the tjänster cost after tjänsteomräkning (helhet), by område and one by one."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import pivot, selections
from ekonomi.table import RUBRIK, SUMMA, Column, Row, Table
from ekonomi.tables import layout, sums, trails
from ekonomi.urval import Rows

BASE_TOTAL = "Totalt bastjänster och digital infrastruktur"
OTHER_TOTAL = "Delsumma övrigt"
TOTAL = "Totalt"
OTHERS = (terms.FÖRÄNDRINGSINITIATIV, terms.ÖVRIGA_TJÄNSTER, terms.GRUPP_KOMMUNBIDRAG)
_SIGNS = "Kostnader visas med minus. En positiv avvikelse betyder lägre kostnad än budget."


def tjänstekostnader(allocated_measured: pd.DataFrame, services: pd.DataFrame, period: str) -> Table:
    """Table 3.2.4: costs by tjänsteområde and grupp, months so far and full year (mnkr).

    `services` (tjänst, område, grupp, ordning) gives the order of the områden.
    """
    costs = costs_by_line(allocated_measured)
    values = _with_totals(_by_line(costs), _areas(costs, services))
    kinds = {BASE_TOTAL: SUMMA, OTHER_TOTAL: SUMMA, TOTAL: SUMMA}
    rows = [layout.row(name, kind=kinds.get(name, "rad")) for name in values.index]
    notes = (_SIGNS, *layout.forecast_notes(costs, period), layout.ROUNDING)
    caption = "Tjänstekostnader per område"
    where = {name: (rows_of_line(*lines),) for name, lines in _totals(_areas(costs, services)).items()}
    found = trails.of_rows(where, selections(allocated_measured, period))
    columns = columns_of(period)
    return layout.amounts("3.2.4 tjänstekostnader", caption, rows, columns, values, notes, "Område", found)


def rows_of_line(*lines: str) -> Rows:
    """The costs of lines of 3.2.4, after tjänsteomräkning."""
    return trails.COSTS & trails.ALLOCATED & urval.only("linje", *lines)


def _totals(areas: list[str]) -> dict[str, list[str]]:
    """Which lines each row of 3.2.4 adds up."""
    others = [grupp.capitalize() for grupp in OTHERS]
    each = {line: [line] for line in (*areas, *others)}
    return {**each, BASE_TOTAL: areas, OTHER_TOTAL: others, TOTAL: [*areas, *others]}


def tjänsteuppföljning(allocated_measured: pd.DataFrame, services: pd.DataFrame, period: str) -> Table:
    """Bilaga 1: the cost of every tjänst, with subtotals that carry the names and amounts of 3.2.4 (mnkr).

    `services`: tjänst, benämning, område, grupp, ordning, giltig_från; a tjänst goes by its latest name.
    Rows are named `EK / Stöd i ekonomiprocesserna`, subtotals as in 3.2.4.
    """
    costs = costs_by_line(allocated_measured)
    areas = _areas(costs, services)
    lines = service_lines(costs, services)
    each = pivot(costs.merge(lines[[*_PARTS, "rad"]], on=_PARTS), ["rad"])
    each = sums.filled(each, costs, list(lines["rad"]))
    values = pd.concat([each, _with_totals(_by_line(costs), areas)])
    columns = {
        **columns_of(period),
        terms.M_BOKSLUT: Column("bokslut fg år", "Bokslut", group=f"Helår {periods.year(period) - 1}"),
    }
    notes = (_SIGNS, *layout.forecast_notes(costs, period), layout.ROUNDING)
    rows = list(_service_rows(lines, areas))
    caption = "Kostnad per tjänst"
    where = {name: (rows_of_line(*own),) for name, own in _totals(areas).items()}
    found = trails.of_rows(where | service_rows(lines), selections(allocated_measured, period))
    name = "bilaga 1 tjänsteuppföljning"
    return layout.amounts(name, caption, rows, columns, values, notes, "Tjänst", found)


def service_rows(lines: pd.DataFrame) -> dict[str, trails.Where]:
    """What each row of `service_lines` sums."""
    return {
        str(line["rad"]): (rows_of_line(str(line["linje"])) & urval.only("tjänst", str(line["tjänst"])),)
        for line in lines.to_dict("records")
    }


def costs_by_line(allocated_measured: pd.DataFrame) -> pd.DataFrame:
    """The cost rows, with `linje`: the row of 3.2.4 that each belongs to."""
    costs = allocated_measured[allocated_measured["kostnadsslag"].isin(terms.COSTS)]
    return costs.assign(linje=line_of(costs))


def line_of(rows: pd.DataFrame) -> pd.Series:
    """The row of 3.2.4 that each row belongs to, by its tjänsteområde and grupp."""
    return rows["tjänsteområde"].where(rows["grupp"] == terms.BASTJÄNSTER, rows["grupp"].str.capitalize())


def _by_line(costs: pd.DataFrame) -> pd.DataFrame:
    return pivot(costs, ["linje"])


def _areas(costs: pd.DataFrame, services: pd.DataFrame) -> list[str]:
    """The tjänsteområden of bastjänster och digital infrastruktur, in the register's order."""
    base = services[services["grupp"] == terms.BASTJÄNSTER].groupby("område")["ordning"].min()
    used = costs.loc[costs["grupp"] == terms.BASTJÄNSTER, "linje"].unique()
    return [str(area) for area in base.sort_values(kind="stable").index if area in used]


def _with_totals(by_line: pd.DataFrame, areas: list[str]) -> pd.DataFrame:
    """The lines of 3.2.4 in order, with their sums."""
    others = [grupp.capitalize() for grupp in OTHERS]
    known = [measure for measure in by_line.columns if by_line[measure].notna().any()]
    lines = by_line.reindex([*areas, *others]).astype("Int64")
    lines[known] = lines[known].fillna(0)
    total = sums.total
    rows = {name: sums.line(lines, name) for name in areas} | {BASE_TOTAL: total(lines, areas)}
    rows |= {name: sums.line(lines, name) for name in others} | {OTHER_TOTAL: total(lines, others)}
    return sums.stacked({**rows, TOTAL: total(lines)})


def columns_of(period: str) -> dict[str, Column]:
    now, year = layout.months(period), layout.full_year(period)
    ack, helår = f"ack {periods.name(period)}", f"helår {periods.year(period)}"
    forecast = layout.forecast_head(period)
    return {
        terms.M_UTFALL: Column(f"utfall {ack}", "Utfall", group=now),
        terms.M_BUDGET: Column(f"budget {ack}", "Budget", group=now),
        sums.AVVIKELSE: Column(f"avvikelse {ack}", "Avvikelse", group=now, worse=layout.WORSE),
        terms.M_PROGNOS: Column(f"prognos {helår}", forecast, group=year),
        terms.M_BUDGET_HELÅR: Column(f"budget {helår}", "Budget", group=year),
        sums.AVVIKELSE_HELÅR: Column("avvikelse helår", "Avvikelse", group=year, worse=layout.WORSE),
    }


def kostnadernas_väg(
    allocated_measured: pd.DataFrame, services: pd.DataFrame, organisation: pd.DataFrame, period: str
) -> Table:
    """Which verksamhetsområde (row) bore the costs of each line of 3.2.4 (column) so far this year (mnkr).

    `organisation`: verksamhetsområde, ordning. The sums are the outcome of 3.2.4.
    """
    costs = costs_by_line(allocated_measured)
    now = costs[costs["mått"] == terms.M_UTFALL]
    order = organisation.groupby("verksamhetsområde")["ordning"].min().sort_values(kind="stable")
    areas = [str(area) for area in order.index if area in set(now["verksamhetsområde"])]
    lines = [*_areas(costs, services), *(grupp.capitalize() for grupp in OTHERS)]
    flows = now.groupby(["verksamhetsområde", "linje"])["belopp"].sum().unstack("linje")
    flows = flows.reindex(index=areas, columns=lines).fillna(0).astype("Int64")
    flows[TOTAL] = flows.sum(axis=1)
    flows.loc[TOTAL] = flows.sum()
    columns = tuple(Column(line, line, group="" if line == TOTAL else "Till") for line in flows.columns)
    rows = tuple(layout.row(area, kind=SUMMA if area == TOTAL else "rad") for area in flows.index)
    caption = f"Kostnadernas väg från organisation till tjänst, {layout.months(period, inside=True)}"
    now_rows = selections(allocated_measured, period).get(terms.M_UTFALL, Rows())
    to = {line: rows_of_line(line) for line in lines} | {TOTAL: rows_of_line(*lines)}
    came = {area: urval.only("verksamhetsområde", area) for area in areas} | {TOTAL: Rows()}
    found = {area: {line: now_rows & part & of for line, of in to.items()} for area, part in came.items()}
    name = "3.2.4 kostnadernas väg"
    return Table(name, caption, rows, columns, flows, (layout.ROUNDING,), "Från", urval=found)


_PARTS = ["linje", "tjänst"]


def service_lines(costs: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    """One row per line of 3.2.4 and tjänst with costs, in the register's order: linje, tjänst, namn, rad."""
    latest = services.sort_values("giltig_från", kind="stable").groupby("tjänst", as_index=False).last()
    named = costs[_PARTS].drop_duplicates().merge(latest, on="tjänst", how="left")
    named = named.sort_values(["ordning", "tjänst"], ignore_index=True)
    named["rad"] = named["linje"] + " / " + named["benämning"]
    twice = named["rad"].duplicated(keep=False)
    named["rad"] = named["rad"].where(~twice, named["rad"] + " (" + named["tjänst"] + ")")
    return named.rename(columns={"benämning": "namn"})[[*_PARTS, "namn", "rad"]]


def _service_rows(lines: pd.DataFrame, areas: list[str]) -> Iterator[Row]:
    for area in areas:
        yield from _group(lines, area, f"Summa {area}")
    yield layout.row(BASE_TOTAL, kind=SUMMA)
    for grupp in OTHERS:
        yield from _group(lines, grupp.capitalize(), f"Summa {grupp}")
    yield layout.row(OTHER_TOTAL, kind=SUMMA)
    yield layout.row(TOTAL, kind=SUMMA)


def _group(lines: pd.DataFrame, line: str, label: str) -> Iterator[Row]:
    own = lines[lines["linje"] == line]
    yield layout.row(f"{line}, rubrik", line, RUBRIK)
    for name, path in zip(own["namn"], own["rad"], strict=True):
        yield layout.row(path, name, level=1)
    yield layout.row(line, label, SUMMA)
