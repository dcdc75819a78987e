"""What an economist asks of a report in a notebook cell: why a figure deviates, where a cost goes, what if.

Each question gives a `Table`: it shows itself, and `.to_frame()` gives its cells.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from ekonomi import allocation, tables, terms
from ekonomi import cube as cubes
from ekonomi.allocation.methods import POOL, TJÄNST, fault
from ekonomi.errors import DataError, UsageError
from ekonomi.explain import contributions
from ekonomi.report import Report, at_budget_keys, costs_of, source_names
from ekonomi.table import Table
from ekonomi.tables.moves import names_of
from ekonomi.tables.services import costs_by_line
from ekonomi.underlag import follow, ground_of, pick

Keys = Mapping[str, Mapping[str, float] | str]
BUDGETS = {terms.M_UTFALL: terms.M_BUDGET, terms.M_PROGNOS: terms.M_BUDGET_HELÅR}
WAYS = ("kostnadsslag", "ansvar", "projekt", "tjänst", "pool")


def reallocate(
    report: Report,
    keys: Keys | None = None,
    order: Mapping[str, int] | Sequence[str] | None = None,
    mått: str = terms.M_UTFALL,
) -> Table:
    """The costs that would move between tjänster with other keys or another order of the steps.

    `keys`: by pool either vikt (≥ 0) by mottagare (the code of a tjänst or a pool), and the pool gets exactly
    these, or a grund (`årsarbetare`, `volym`, `direkt kostnad`), which its receivers then follow. `order`: steg
    by pool, or pools that change places among their own steg, in their new order. `mått` is `utfall` (the year
    so far) or `prognos` (the whole year); a locked budget never moves. Gives före, efter and flyttat (mnkr, cost
    −), the largest move first, sum zero. Raises DataError naming the pool that is unknown or whose key does not
    hold.
    """
    after = report.rules
    if keys:
        after = allocation.with_keys(after, _keys(report, keys))
    if order:
        after = allocation.with_order(after, order if isinstance(order, Mapping) else _places(report, order))
    rows = costs_of(report.cube, report.params.period, mått)
    moved = allocation.moved(rows, report.rules, after)
    return tables.omfördelning(moved, report.sources.registers.services, mått.capitalize())


def _places(report: Report, pools: Sequence[str]) -> dict[str, int]:
    """The steg that the pools have today, given to them in another order."""
    steps = report.rules.pools.groupby("pool")["steg"].min()
    taken = sorted(int(steps[pool]) for pool in pools if pool in steps)
    return dict(zip(pools, taken + [0] * (len(pools) - len(taken)), strict=True))


def _keys(report: Report, keys: Keys) -> pd.DataFrame:
    named = {pool: own for pool, own in keys.items() if not isinstance(own, str)}
    grounds = {pool: own for pool, own in keys.items() if isinstance(own, str)}
    return pd.concat([_weights(report, named), _following(report, grounds)], ignore_index=True)


def _weights(report: Report, keys: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    registers = report.sources.registers
    kinds = dict.fromkeys(registers.services["tjänst"], TJÄNST) | dict.fromkeys(registers.pools["pool"], POOL)
    given = [(pool, receiver, vikt) for pool, own in keys.items() for receiver, vikt in own.items()]
    unknown = [(pool, receiver) for pool, receiver, _ in given if receiver not in kinds]
    if unknown:
        expected = "koden för en tjänst eller en pool i registren"
        raise DataError([fault(pool, f"mottagaren {receiver}", expected) for pool, receiver in unknown])
    rows = [
        (pool, receiver, kinds[receiver], float(vikt), terms.FAST_ANDEL) for pool, receiver, vikt in given
    ]
    frame = pd.DataFrame(rows, columns=["pool", "mottagare", "mottagarslag", "vikt", "grund"])
    return frame.astype({"vikt": "float64"})


def _following(report: Report, grounds: Mapping[str, str]) -> pd.DataFrame:
    """Today's receivers of each pool, each unit alike, with another grund."""
    faults = [fault(p, f"grunden {g}", ", ".join(terms.GRUNDER[1:])) for p, g in grounds.items()
              if g not in terms.GRUNDER[1:]]  # fmt: skip
    if faults:
        raise DataError(faults)
    held = allocation.valid(report.rules.keys, report.params.period)
    own = held[held["pool"].isin(list(grounds))]
    return own.assign(vikt=1.0, grund=own["pool"].map(grounds))[
        ["pool", "mottagare", "mottagarslag", "vikt", "grund"]
    ]


def explain_deviation(
    report: Report,
    by: str = "kostnadsslag",
    *,
    tjänst: str | None = None,
    område: str | None = None,
    ansvar: str | None = None,
    mått: str = terms.M_UTFALL,
) -> Table:
    """What each kostnadsslag, ansvar, projekt, tjänst or pool (`by`) adds to a deviation, the largest first.

    The figure: the costs (helhet) of a `tjänst`, or of an `område`, which is a row of 3.2.4; the result (extern)
    of an `ansvar`, or the whole nämnd's where none is named. `mått`: `utfall` (the year so far) or `prognos`
    (the whole year). The rows sum exactly to the figure's avvikelse. Where keys have changed since the budget,
    a tjänst's or område's outcome is told by the budget's keys, and nyckeleffekt is a row of its own. Raises
    UsageError for another `by` or `mått`, and where nothing is posted on what is asked about.
    """
    if by not in WAYS or mått not in BUDGETS:
        choices = f"by är {', '.join(WAYS)} och mått {', '.join(BUDGETS)}"
        raise UsageError(f"Det går inte att förklara {mått} per {by}: {choices}.")
    allocated = tjänst is not None or område is not None or by in ("tjänst", "pool")
    rows = _figure(report, _measured(report, allocated=allocated), tjänst, område, ansvar)
    held = rows
    if tjänst is not None or område is not None:
        held = _figure(report, _held(report), tjänst, område, ansvar) if mått == terms.M_UTFALL else rows
    if mått not in set(rows["mått"]) and BUDGETS[mått] not in set(rows["mått"]):
        raise UsageError("Inga belopp finns för det som frågan gäller.")
    parts = contributions(held, [by], mått, BUDGETS[mått])
    total = contributions(rows.assign(allt=""), ["allt"], mått, BUDGETS[mått])
    return tables.förklaring(parts, total, _names(report, by), by, mått)


def _measured(report: Report, *, allocated: bool) -> pd.DataFrame:
    return cubes.measures(report.allocated if allocated else report.cube, report.params.period)


def _held(report: Report) -> pd.DataFrame:
    """The measured rows after allocation, the outcome's by the keys that the budget is locked to."""
    measured = _measured(report, allocated=True)
    costs = measured[measured["kostnadsslag"].isin(terms.COSTS)]
    return at_budget_keys(costs, report.cube, report.rules, report.sources.registers, report.params.period)


def _figure(
    report: Report, rows: pd.DataFrame, tjänst: str | None, område: str | None, ansvar: str | None
) -> pd.DataFrame:
    """The rows that the figure in question sums."""
    if tjänst is None and område is None:
        rows = cubes.extern(rows)
    else:
        rows = costs_by_line(rows)
        rows = rows if område is None else rows[rows["linje"] == område]
        rows = rows if tjänst is None else rows[rows["tjänst"] == tjänst]
    return rows if ansvar is None else rows[rows["ansvar"] == ansvar]


def underlag(report: Report, tabell: str, rad: str, kolumn: str, *, text: bool = False) -> Table:
    """The rows of the inputs that a printed figure is made of (kronor), summing to it, as `ekonomi underlag`.

    Names as in siffror.csv. After tjänsteomräkning a row is the part of a posting that a tjänst bears; `text`
    also shows the postings' texts. Raises UsageError, with the nearest names, for a figure that does not exist.
    """
    figure = pick(report.figures, tabell, rad, kolumn, "rapporten")
    found = follow(ground_of(report), figure)
    return tables.underlag(figure, found.rows, summed=found.summed, text=text)


def _names(report: Report, by: str) -> pd.Series:
    registers = report.sources.registers
    if by == "pool":
        return names_of(registers.pools, "pool")
    found = {"ansvar": registers.organisation, "projekt": registers.projects, "tjänst": registers.services}
    return names_of(found[by], by) if by in found else pd.Series({}, dtype="str")


def trace(
    report: Report, *, tjänst: str | None = None, ansvar: str | None = None, mått: str = terms.M_UTFALL
) -> Table:
    """Where the costs of a tjänst came from, or where those of an ansvar went (mnkr), the largest way first.

    A way is ansvar → pool → the pool whose key gave → tjänst; the rows sum to the öre to what the tjänst bears,
    and to what the ansvar booked. Raises UsageError where neither is named.
    """
    if tjänst is None and ansvar is None:
        raise UsageError("Ange tjänst eller ansvar: trace(report, tjänst=…) eller trace(report, ansvar=…).")
    rows = costs_of(report.cube, report.params.period, mått)
    ways = allocation.trace(rows, report.rules, tjänst=tjänst, ansvar=ansvar)
    registers = report.sources.registers
    names = {**source_names(registers), "": "bokfört direkt"}
    return tables.vägar(ways, names, names_of(registers.services, "tjänst"))
