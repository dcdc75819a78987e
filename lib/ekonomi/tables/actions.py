"""3.3: the actions that a deficit asks for, those proposed and those decided, in tkr and årsarbetare."""

from collections.abc import Hashable, Mapping

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.cube import Measured
from ekonomi.params import Settings
from ekonomi.registry import table
from ekonomi.table import Column, Row, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import line, total
from ekonomi.urval import Rows

ÖRE_PER_TKR, _TKR_PER_MNKR = 100_000, 1_000
_SUMMED = ("planerad_tkr", "helårseffekt_tkr")
DEFICIT, PROPOSED = "Prognosens avvikelse från budget", "Föreslagna åtgärder, effekt i år"
LEFT, FULL_YEAR, AMOUNT = "Återstår efter förslagen", "Föreslagna åtgärder, effekt på helår", "belopp"
PLANNED = "planerad effekt innevarande år, tkr"
_PLAN, _JUDGED = "Planerad effekt i år", "Bedömd effekt i år"
_PLANNED = {
    "helårseffekt_tkr": Column("helårseffekt", "Helårseffekt, tkr", "tkr"),
    "planerad_tkr": Column(PLANNED, "tkr", "tkr", _PLAN),
    "planerad_årsarbetare": Column("planerad effekt innevarande år, årsarbetare", "årsarbetare", "årsarbetare", _PLAN),
}
_FOLLOWED = {
    **_PLANNED,
    "effekt_tom_perioden_tkr": Column("effekt t.o.m. perioden", "Effekt t.o.m. perioden, tkr", "tkr"),
    "bedömd_tkr": Column("bedömd effekt innevarande år, tkr", "tkr", "tkr", _JUDGED),
    "bedömd_årsarbetare": Column("bedömd effekt innevarande år, årsarbetare", "årsarbetare", "årsarbetare", _JUDGED),
}


@table("Förvaltningens förslag till åtgärder", "Åtgärd")
def förslag_till_åtgärder(actions: pd.DataFrame, actions_file: str) -> Table:
    """Åtgärderna som förvaltningen föreslår, med effekt i tkr och årsarbetare, ur registret åtgärder.

    Finns inga står det `Inga`.

    >>> report[tables.förslag_till_åtgärder].empty
    'Inga'
    """
    return _table(actions[actions["slag"] == "förslag"], _PLANNED, actions_file)


@table("Uppföljning av beslutade åtgärder", "Åtgärd")
def beslutade_åtgärder(actions: pd.DataFrame, actions_file: str) -> Table:
    """Åtgärderna som redan är beslutade och vad de har gett, i tkr och årsarbetare. Finns inga står det `Inga`.

    >>> report[tables.beslutade_åtgärder].empty
    'Inga'
    """
    return _table(actions[actions["slag"] == "beslutad"], _FOLLOWED, actions_file)


@table("Underskottet i prognosen och de föreslagna åtgärderna", "Post")
def åtgärdsbehov(
    measured: Measured,
    cube: pd.DataFrame,
    settings: Settings,
    filed: Mapping[str, pd.DataFrame],
    actions_file: str,
    period: str,
    actions: pd.DataFrame | None = None,
) -> Table | None:
    """Prognosens underskott mot budget, vad de föreslagna åtgärderna ger i år och vad som återstår (mnkr).

    Utan register över åtgärder bara underskottet. None utan prognos, och där underskottet är mindre än tröskeln i
    mnkr: då behöver nämnden inte agera.

    >>> skola = get_report("2025-08", inställningar="params/grundskolenamnden.yaml")
    >>> print(skola[tables.åtgärdsbehov].cell("Återstår efter förslagen", "belopp").shown)
    −4,3
    """
    if not {terms.M_PROGNOS, terms.M_BUDGET_HELÅR} <= {*measured.known} or layout.december(period):
        return None
    amount = cubes.amount_of(cube, filed)
    proposed = urval.only("rapport", period) & urval.only("slag", "förslag")
    planned, yearly = ((urval.summed(actions_file, name) & proposed) / _TKR_PER_MNKR for name in _SUMMED)
    off = layout.of_measures([layout.EVERYTHING], measured.chosen)[terms.AVVIKELSE_HELÅR]
    found = urval.evaluate(off, amount)
    if not found or -found < settings.trösklar.mnkr:
        return None
    made = {DEFICIT: off} | ({PROPOSED: planned, LEFT: off + planned, FULL_YEAR: yearly} if actions is not None else {})
    lines = [total(name) if name == LEFT else line(name) for name in made]
    column = Column(AMOUNT, f"Belopp {periods.year(period)}", worse=layout.WORSE)
    notes = ("Beslutade åtgärder förutsätts vara inräknade i prognosen.",) if actions is not None else ()
    trail = {row: {AMOUNT: one} for row, one in made.items()}
    return layout.computed((column,), trail, amount, (*notes, layout.ROUNDING), lines)


def _table(found: pd.DataFrame, columns: dict[str, Column], fil: str) -> Table:
    paths = numbered(found["åtgärd"])
    values = pd.DataFrame(
        {column.name: _in_unit(found[source], column.unit) for source, column in columns.items()}
    ).set_axis(pd.Index(paths), axis=0)
    rows = tuple(Row(path, label) for path, label in zip(paths, found["åtgärd"], strict=True))
    trail = {
        path: {one.name: urval.summed(fil, key) & _own(action) for key, one in columns.items()}
        for path, action in zip(paths, found.to_dict("records"), strict=True)
    }
    return Table(rows, tuple(columns.values()), values, urval=trail)


def _own(action: Mapping[Hashable, object]) -> Rows:
    """The action's own row: two may bear the same name, so that the file's row tells them apart."""
    return urval.each({name: action[name] for name in ("rapport", "slag", "åtgärd", "rad") if name in action})


def _in_unit(values: pd.Series, unit: str) -> pd.Series:
    """tkr become öre (a Table's amounts are); årsarbetare stay. A missing value stays missing."""
    numbers = values.astype("Float64")
    return (numbers * terms.ÖRE_PER_TKR).round().astype("Int64") if unit == "tkr" else numbers


def numbered(labels: pd.Series) -> list[str]:
    """The labels as row names: one that comes again gets a number, since names are unique."""
    count = labels.groupby(labels).cumcount()
    return [f"{label} ({n + 1})" if n else str(label) for label, n in zip(labels, count, strict=True)]
