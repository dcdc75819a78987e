"""Bilaga 1, tjänst by tjänst: its costs by kostnadsslag, and where its deviation comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import RUBRIK, Column, Row, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, heading, line, total
from ekonomi.tables.services import BASE, service_rows
from ekonomi.urval import Expression, Rows

SUM, OTHERS, KEY_EFFECT = "Summa", "Övrigt", "Nyckeleffekt"
DIRECT = "Bokfört direkt"
MOST = 5
Code = tuple[str, str]  # a pool and itself, or "" and an ansvar


@table("Kostnader per tjänst och kostnadsslag", "Kostnadsslag")
def kostnadsslag_per_tjänst(
    by_service: Measured, service_lines: pd.DataFrame, slag: Kostnadsslag, period: str
) -> Table:
    """Varje tjänsts kostnader per kostnadsslag, efter tjänsteomräkning (mnkr): hittills, helår och förra året.

    >>> report[tables.kostnadsslag_per_tjänst].unit
    'Belopp i mnkr'
    """
    last = f"{periods.year(period) - 1}"
    columns = layout.budget_columns(
        period,
        Column(terms.M_FG_ÅR, f"{layout.capital(periods.through(period))} {last}"),
        Column(terms.M_BOKSLUT, f"Bokslut {last}"),
    )
    lines = [one for row in service_lines.to_dict("records") for one in _costs(row, slag)]
    return layout.amounts(lines, columns, by_service, layout.ALLOCATED, (layout.ROUNDING,))


def _costs(row: dict, slag: Kostnadsslag) -> Iterator[Line]:
    own = service_rows(row)
    yield heading(row["rad"], row["namn"])
    for name in slag.of(terms.KOSTNADER):
        label = slag.labels[name]
        where = own & urval.only("kostnadsslag", name)
        yield line(f"{row['rad']} / {label}", where, label=label, level=1)
    yield total(f"{row['rad']} / {SUM}", own & layout.COSTS, label=SUM)


@table("Vad avvikelsen per tjänst kommer från", "Källa")
def orsaker_per_tjänst(
    by_service: Measured,
    at_budget_keys: Measured,
    service_lines: pd.DataFrame,
    source_names: Mapping[str, str],
    period: str,
) -> Table | None:
    """Vad varje tjänsts avvikelse kommer från (mnkr): de `MOST` källor som avviker mest, och de övriga.

    En källa är ett ansvar som bokfört direkt på tjänsten, eller poolen som kostnaden kom genom. Vad nya nycklar
    lägger till är raden Nyckeleffekt. Finns inte utan budget.

    >>> [column.name for column in report[tables.orsaker_per_tjänst].columns]
    ['utfall', 'budget', 'avvikelse']
    """
    if terms.M_BUDGET not in by_service.known:
        return None
    named = service_lines[["linje", "tjänst", "rad"]]
    wanted = ["mått", "linje", "tjänst", "pool", "ansvar", "belopp"]
    costs = at_budget_keys.select(layout.COSTS, wanted)
    sources = _sourced(costs.merge(named, on=["linje", "tjänst"]), source_names)
    ranked = _ranked(sources)
    chosen = {name: by_service.chosen[name] for name in (terms.M_UTFALL, terms.M_BUDGET)}
    lines: list[Line] = []
    made: dict[str, dict[str, Expression]] = {}

    def amount(rows: Rows) -> Fraction:
        then = layout.AT_BUDGET_KEYS.conditions[0] in rows.conditions
        return (at_budget_keys if then else by_service).amount(rows)

    for one in service_lines.to_dict("records"):
        whole, rad = BASE & service_rows(one), one["rad"]
        then = whole.without("nycklar") & layout.AT_BUDGET_KEYS
        parts = {label: [then & place for place in _places(own)] for label, own in ranked.get(rad, [])}
        own = {label: layout.of_measures(where, chosen) for label, where in parts.items()}
        now, before = (layout.of_measures([part], chosen) for part in (whole, then))
        effect: dict[str, Expression] = {name: now[name] - before[name] for name in now}
        if any(urval.evaluate(effect[name], amount) for name in chosen):
            own[KEY_EFFECT] = effect
        lines += [heading(rad, one["namn"]), *(line(f"{rad} / {label}", label=label, level=1) for label in own)]
        lines.append(total(f"{rad} / {SUM}", label=SUM))
        made |= {f"{rad} / {label}": figures for label, figures in (own | {SUM: now}).items()}
    return layout.computed(layout.budget_columns(period)[:3], made, amount, (layout.ROUNDING,), lines)


def _sourced(named: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows with `källa`: the pool that a cost came through, or the ansvar that posted it on the tjänst."""
    direct = named["pool"] == ""
    code = named["pool"].where(~direct, named["ansvar"])
    label = code.map(names).fillna(code)
    return named.assign(källa=label.where(~direct, DIRECT + ": " + label), kod=code)


def _ranked(sources: pd.DataFrame) -> dict[str, list[tuple[str, list[Code]]]]:
    """The sources of each row that deviate most, in that order, and the others as one: label, and its codes."""
    sign = sources["mått"].map({terms.M_UTFALL: 1, terms.M_BUDGET: -1}).astype("float64").fillna(0)
    gaps = (sources["belopp"] * sign).groupby([sources["rad"], sources["källa"]]).sum().abs()
    codes: dict[tuple[str, str], list[Code]] = {}
    for rad, source, *code in sources[["rad", "källa", "pool", "kod"]].drop_duplicates().itertuples(index=False):
        codes.setdefault((rad, source), []).append(tuple(code))
    ordered: dict[str, list[str]] = {}
    for rad, source in gaps.sort_values(ascending=False, kind="stable").index:
        ordered.setdefault(rad, []).append(source)
    ranked = {}
    for rad, order in ordered.items():
        shown = order[:MOST] if len(order) > MOST + 1 else order
        ranked[rad] = [(source, codes[rad, source]) for source in shown]
        if len(order) > len(shown):
            ranked[rad].append((OTHERS, [code for source in order[MOST:] for code in codes[rad, source]]))
    return ranked


def _places(codes: list[Code]) -> tuple[Rows, ...]:
    """The pools, and then the ansvar that posted straight on the tjänst."""
    pools = sorted({pool for pool, _ in codes if pool})
    ansvar = sorted({code for pool, code in codes if not pool})
    through = (urval.only("pool", *pools),) if pools else ()
    straight = (urval.only("pool", "") & urval.only("ansvar", *ansvar),) if ansvar else ()
    return (*through, *straight)


def by_heading(table: Table, what: str) -> dict[str, Table]:
    """The parts of a table under each of its headings, by the heading's name, each a table of its own of `what`."""
    parts: dict[str, list[Row]] = {}
    labels: dict[str, str] = {}
    for row in table.rows:
        if row.kind == RUBRIK:
            current, labels[row.name] = parts.setdefault(row.name, []), row.label
        else:
            current.append(replace(row, level=0))
    return {
        name: replace(table, name=f"{table.name} {name}", caption=f"{labels[name]}: {what}", rows=tuple(rows), notes=())
        for name, rows in parts.items()
    }
