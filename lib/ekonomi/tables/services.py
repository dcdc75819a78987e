"""3.2.4 and bilaga 1: what the tjänster cost after tjänsteomräkning (helhet), by område and one by one."""

from collections.abc import Iterator

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Grupper
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, heading, line, total
from ekonomi.urval import Expression, Rows

TOTAL = terms.TOTALT
INCOME, COSTS, RESULT, COVERED = "intäkter", "kostnader", "resultat", "täckningsgrad"
BASE = layout.COSTS & layout.ALLOCATED
"""What the tjänster cost: the cost rows after tjänsteomräkning."""
_SIGNS, _DEVIATIONS = "Kostnader visas med minus.", "En positiv avvikelse betyder lägre kostnad än budget."


@table("Tjänstekostnader per område", "Område")
def tjänstekostnader(by_service: Measured, grupper: Grupper, period: str) -> Table:
    """Kostnaderna per tjänsteområde efter tjänsteomräkning, med delsummor: hittills och helår (mnkr).

    >>> print(report[tables.tjänstekostnader].cell("Totalt", "avvikelse").shown)
    21,5
    """
    lines: list[Line] = []
    for summa, names in grupper.by_sum(used_lines(by_service)):
        lines += [line(name, urval.only("linje", name), label=grupper.printed(name)) for name in names]
        lines += [total(summa, urval.only("linje", *names))] if summa else []
    columns = layout.budget_columns(period)
    return layout.amounts((*lines, total(TOTAL)), columns, by_service, BASE, _notes(by_service))


@table("Kostnad per tjänst", "Tjänst")
def tjänsteuppföljning(by_service: Measured, service_lines: pd.DataFrame, grupper: Grupper, period: str) -> Table:
    """Kostnaden per tjänst, med samma delsummor som `tjänstekostnader` (mnkr).

    >>> print(report[tables.tjänsteuppföljning].cell("Totalt", "utfall").shown)
    −355,7
    """
    lines = by_serie(by_service, service_lines, grupper).values()
    last = Column(terms.M_BOKSLUT, "Bokslut", group=f"Helår {periods.year(period) - 1}")
    columns = layout.budget_columns(period, last)
    return layout.amounts(lines, columns, by_service, BASE, _notes(by_service))


def by_serie(by_service: Measured, service_lines: pd.DataFrame, grupper: Grupper) -> dict[str, Line]:
    """A row per tjänst under the names of 3.2.4, with their sums, by the serie that the forecast has of each."""
    own = dict(list(service_lines.groupby("linje")))
    lines: dict[str, Line] = {}
    for summa, names in grupper.by_sum(used_lines(by_service)):
        for name in names:
            label = grupper.printed(name)
            lines[f"{name}, rubrik"] = heading(f"{name}, rubrik", label)
            for one in own.get(name, service_lines.iloc[:0]).to_dict("records"):
                serie = f"{name}{terms.DELAD}{one['tjänst']}"
                lines[serie] = line(one["rad"], service_rows(one), label=one["namn"], level=1)
            lines[name] = total(name, urval.only("linje", name), label=f"Summa {layout.inside(label)}")
        if summa:
            lines[summa] = total(summa, urval.only("linje", *names))
    return {**lines, TOTAL: total(TOTAL)}


@table("Resultat (mnkr) och täckningsgrad per tjänst", "Tjänst")
def resultat_per_tjänst(
    by_service: Measured, allocated: pd.DataFrame, service_lines: pd.DataFrame, grupper: Grupper, period: str
) -> Table | None:
    """Intäkter, kostnader, resultat och täckningsgrad för varje tjänst, helhet (mnkr och procent).

    Täckningsgraden är intäkter och bidrag i procent av kostnaderna; för helåret visas den och resultatet. None där inga
    intäkter är bokförda på tjänster.

    >>> report[tables.resultat_per_tjänst].cell("Totalt", "resultat utfall").shown
    '8,6'
    """
    earned = by_service.distinct(layout.EARNED, "tjänst")["tjänst"]
    if not (earned != "").any():
        return None
    known = [name for name in (terms.M_UTFALL, terms.M_PROGNOS) if name in by_service.known]
    columns = [one for name in known[: 1 if layout.december(period) else 2] for one in _coverage(name, period)]
    lines = list(by_serie(by_service, service_lines, grupper).values())
    made = {
        one.name: {f"{part} {name}": made for name in known for part, made in _covered(by_service.chosen[name], one)}
        for one in lines
        if one.where
    }
    notes = ("Täckningsgraden är intäkter och bidrag i procent av kostnaderna.", layout.ROUNDING)
    return layout.computed(columns, made, cubes.amount_of(allocated), notes, lines)


def _coverage(measure: str, period: str) -> Iterator[Column]:
    """The columns of a measure: of the forecast only what is left and how much is covered."""
    so_far = measure == terms.M_UTFALL
    group = layout.months(period) if so_far else f"Prognos {layout.full_year(period).lower()}"
    if so_far:
        yield Column(f"{INCOME} {measure}", "Intäkter", group=group)
        yield Column(f"{COSTS} {measure}", "Kostnader", group=group)
    yield Column(f"{RESULT} {measure}", "Resultat", group=group, worse="kostar mer än det ger")
    yield Column(f"{COVERED} {measure}", "Täckning", style.PER_CENT, group)


def _covered(measure: Rows, row: Line) -> Iterator[tuple[str, Expression]]:
    rows = measure & layout.EVERYTHING & layout.ALLOCATED & row.where[0]
    income, costs = rows & layout.EARNED, rows & layout.COSTS
    yield INCOME, income
    yield COSTS, costs
    yield RESULT, income + costs
    yield COVERED, 100 * income / -costs


def _notes(by_service: Measured) -> tuple[str, ...]:
    signs = f"{_SIGNS} {_DEVIATIONS}" if terms.M_BUDGET in by_service.known else _SIGNS
    return signs, *layout.whole_notes(by_service), layout.ROUNDING


def service_rows(one: dict) -> Rows:
    """What a row of `service_lines` sums, within `BASE`."""
    return urval.only("linje", str(one["linje"])) & urval.only("tjänst", str(one["tjänst"]))


def used_lines(by_service: Measured) -> set[str]:
    """The lines of 3.2.4 that have costs."""
    return set(by_service.distinct(layout.COSTS, "linje")["linje"])


def service_lines(by_service: Measured, services: pd.DataFrame) -> pd.DataFrame:
    """One row per line of 3.2.4 and tjänst with costs, in the register's order: linje, tjänst, namn, rad.

    `services`: tjänst, benämning, ordning, giltig_från; a tjänst goes by its latest name.
    """
    parts = ["linje", "tjänst"]
    latest = services.sort_values("giltig_från", kind="stable").groupby("tjänst", as_index=False).last()
    named = by_service.distinct(layout.COSTS, *parts).merge(latest, on="tjänst", how="left")
    named = named.sort_values(["ordning", "tjänst"], ignore_index=True)
    named["rad"] = named["linje"] + " / " + named["benämning"]
    twice = named["rad"].duplicated(keep=False)
    named["rad"] = named["rad"].where(~twice, named["rad"] + " (" + named["tjänst"] + ")")
    return named.rename(columns={"benämning": "namn"})[[*parts, "namn", "rad"]]


@table(row_head="Från")
def kostnadernas_väg(by_service: Measured, organisation: pd.DataFrame, grupper: Grupper, period: str) -> Table:
    """Vilket verksamhetsområde (rad) som har burit kostnaderna för vilka tjänster (kolumn), hittills i år (mnkr).

    >>> print(report[tables.kostnadernas_väg].cell("Totalt", "Totalt").shown)
    −355,7
    """
    spent = by_service.distinct(layout.COSTS & urval.only("mått", terms.M_UTFALL), "verksamhetsområde")
    areas = layout.ordered(spent["verksamhetsområde"], organisation, "verksamhetsområde")
    lines = [name for _, names in grupper.by_sum(used_lines(by_service)) for name in names]
    to = {name: urval.only("linje", name) for name in lines} | {TOTAL: Rows()}
    came = {area: urval.only("verksamhetsområde", area) for area in areas} | {TOTAL: Rows()}
    outcome = by_service.chosen.get(terms.M_UTFALL, Rows())
    made = {area: {name: outcome & BASE & part & of for name, of in to.items()} for area, part in came.items()}
    columns = [Column(name, grupper.printed(name), group="" if name == TOTAL else "Till") for name in to]
    caption = f"Kostnadernas väg från organisation till tjänst, {periods.months(period)}"
    return layout.computed(columns, made, by_service.amount, (layout.ROUNDING,), caption=caption)
