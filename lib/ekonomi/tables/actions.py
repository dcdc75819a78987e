"""3.3: the actions that a deficit asks for, the risks, and what a change in price or volume does to the year."""

from collections.abc import Hashable, Mapping
from dataclasses import replace

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.params import Settings
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import line, total
from ekonomi.urval import Expression, Rows

_TKR_PER_MNKR = terms.ÖRE_PER_MNKR // terms.ÖRE_PER_TKR
_SUMMED = ("planerad_tkr", "helårseffekt_tkr")
DEFICIT, PROPOSED = "Prognosens avvikelse från budget", "Föreslagna åtgärder, effekt i år"
LEFT, FULL_YEAR, AMOUNT = "Återstår efter förslagen", "Föreslagna åtgärder, effekt på helår", "belopp"
PLANNED = "planerad effekt innevarande år, tkr"
_PLAN, _JUDGED, _GIVEN = "Planerad effekt i år", "Bedömd effekt i år", "Effekt i år"
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
# when the year is over the effect so far is the year's
_CLOSED = {
    **_PLANNED,
    "effekt_tom_perioden_tkr": Column("effekt t.o.m. perioden", "tkr", "tkr", _GIVEN),
    "bedömd_årsarbetare": replace(_FOLLOWED["bedömd_årsarbetare"], group=_GIVEN),
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
def beslutade_åtgärder(actions: pd.DataFrame, actions_file: str, period: str) -> Table:
    """Åtgärderna som redan är beslutade och vad de har gett, i tkr och årsarbetare. Finns inga står det `Inga`.

    I december är effekten hittills hela årets, och ingen bedömning i tkr visas bredvid.

    >>> report[tables.beslutade_åtgärder].empty
    'Inga'
    """
    columns = _CLOSED if layout.december(period) else _FOLLOWED
    return _table(actions[actions["slag"] == "beslutad"], columns, actions_file)


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


def _table(found: pd.DataFrame, columns: Mapping[str, Column], fil: str) -> Table:
    lines = [line(path, label=label) for path, label in zip(numbered(found["åtgärd"]), found["åtgärd"], strict=True)]
    made = {
        one.name: {
            column.name: None if pd.isna(action[key]) else urval.summed(fil, key) & _own(action)
            for key, column in columns.items()
        }
        for one, action in zip(lines, found.to_dict("records"), strict=True)
    }
    amount = urval.Files({fil: found}).amount
    return layout.computed(columns.values(), made, amount, lines=lines, öre=terms.ÖRE_PER_TKR)


def _own(action: Mapping[Hashable, object]) -> Rows:
    """The action's own row: two may bear the same name, so that the file's row tells them apart."""
    return urval.each({name: action[name] for name in ("rapport", "slag", "åtgärd", "rad") if name in action})


def numbered(labels: pd.Series) -> list[str]:
    """The labels as row names: one that comes again gets a number, since names are unique."""
    count = labels.groupby(labels).cumcount()
    return [f"{label} ({n + 1})" if n else str(label) for label, n in zip(labels, count, strict=True)]


CONSEQUENCE, WEIGHED = "konsekvens", "vägd konsekvens"
BASE, EFFECT, REST = "underlag", "effekt helår", "effekt resten av året"


@table("Risker", "Risk")
def risker(risks: pd.DataFrame, risks_file: str) -> Table:
    """Rapportens risker ur registret: sannolikhet, konsekvens och de två tillsammans (mnkr), åtgärd och ägare.

    `risks`: risk, sannolikhet (procent), konsekvens_mnkr, åtgärd, ägare och rad. En kostnad skrivs med minus.

    >>> print(skola[tables.risker].cell("Totalt", "vägd konsekvens").shown)
    −1,4
    """
    names = numbered(risks["risk"])
    cost = [-(urval.summed(risks_file, "konsekvens_mnkr") & urval.only("rad", str(rad))) for rad in risks["rad"]]
    odds = [urval.summed(risks_file, "sannolikhet") & urval.only("rad", str(rad)) for rad in risks["rad"]]
    weighed = [layout.whole(own * chance / 100) for own, chance in zip(cost, odds, strict=True)]
    made: dict[str, dict[str, Expression]] = {
        name: {"sannolikhet": chance, CONSEQUENCE: own, WEIGHED: both}
        for name, chance, own, both in zip(names, odds, cost, weighed, strict=True)
    }
    if names:
        made[terms.TOTALT] = {CONSEQUENCE: urval.total(cost), WEIGHED: urval.total(weighed)}
    columns = (
        Column("sannolikhet", "Sannolikhet", style.PER_CENT, decimals=0),
        Column(CONSEQUENCE, "Konsekvens, mnkr"),
        Column(WEIGHED, "Sannolikhet × konsekvens, mnkr"),
        Column("åtgärd", "Åtgärd", style.TEXT),
        Column("ägare", "Ägare", style.TEXT),
    )
    said = risks[["åtgärd", "ägare"]].set_axis(names)
    return layout.computed(columns, made, urval.Files({risks_file: risks}).amount, said=said)


@table("Känslighet", "Antagande")
def känslighet(
    measured: Measured, cube: pd.DataFrame, filed: Mapping[str, pd.DataFrame], assumptions_file: str, period: str
) -> Table | None:
    """Vad varje antagande i registret känslighet gör med årets resultat (mnkr), extern.

    Underlaget är prognosen för helåret, före årets första prognos budgeten. None utan register, utan båda, och i
    december.

    >>> print(report[tables.känslighet].cell("Kunderna köper 1 procent mindre", "effekt helår").shown)
    −14,3
    """
    yearly = next((name for name in (terms.M_PROGNOS, terms.M_BUDGET_HELÅR) if name in measured.known), None)
    if yearly is None or layout.december(period) or filed[assumptions_file].empty:
        return None
    made: dict[str, dict[str, Expression]] = {}
    for name, rows in filed[assumptions_file].groupby("antagande", sort=False):
        made[str(name)] = _tried(measured, yearly, rows, assumptions_file)
    columns = (
        Column(BASE, f"{'Prognos' if yearly == terms.M_PROGNOS else 'Budget'} {layout.full_year(period).lower()}"),
        Column(EFFECT, "Effekt helår", worse="sämre resultat"),
        Column(REST, "Effekt resten av året", worse="sämre resultat"),
    )
    notes = (
        *layout.scope_notes(measured),
        "Plus är ett bättre resultat, minus ett sämre. Allt annat antas vara oförändrat.",
        layout.ROUNDING,
    )
    return layout.computed(columns, made, cubes.amount_of(cube, filed), notes)


def _tried(measured: Measured, yearly: str, rows: pd.DataFrame, fil: str) -> dict[str, Expression]:
    """What the kostnadsslag of an assumption come to, and that times its per cent, of the year and what is left."""
    year, so_far = measured.chosen[yearly], measured.chosen.get(terms.M_UTFALL, Rows())
    kinds = [layout.EXTERN & urval.only("kostnadsslag", str(kind)) for kind in rows["kostnadsslag"]]
    shares = [urval.summed(fil, "procent") & urval.only("rad", str(rad)) for rad in rows["rad"]]
    each = list(zip(kinds, shares, strict=True))
    return {
        BASE: urval.total(year & kind for kind in kinds),
        EFFECT: layout.whole(urval.total((year & kind) * share / 100 for kind, share in each)),
        REST: layout.whole(urval.total(((year & kind) - (so_far & kind)) * share / 100 for kind, share in each)),
    }
