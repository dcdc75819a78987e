"""Risk and sensitivity in kronor: the register of risks, and what a change in price or volume does to the year."""

from collections.abc import Mapping

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.actions import numbered
from ekonomi.urval import Expression, Rows

CONSEQUENCE, WEIGHED = "konsekvens", "vägd konsekvens"
BASE, EFFECT, REST = "underlag", "effekt helår", "effekt resten av året"


@table("Risker", "Risk")
def risker(risks: pd.DataFrame, risks_file: str) -> Table:
    """Rapportens risker ur registret: sannolikhet, konsekvens och de två tillsammans (mnkr), åtgärd och ägare.

    `risks`: risk, sannolikhet (procent), konsekvens_mnkr, åtgärd, ägare och rad. En kostnad skrivs med minus.

    >>> skola = get_report("2025-08", inställningar="params/grundskolenamnden.yaml")
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
    values = _amounts(risks, risks_file, made).join(risks[["åtgärd", "ägare"]].set_axis(names))
    return Table(layout.rows_of(made), columns, values, urval=made)


def _amounts(risks: pd.DataFrame, fil: str, made: Mapping[str, Mapping[str, Expression]]) -> pd.DataFrame:
    """The figures of each row: per cent as filed, amounts in öre."""
    amount = urval.Files({fil: risks}).amount
    found = urval.figures(made, amount, float, terms.ÖRE_PER_MNKR)
    values = pd.DataFrame.from_dict(found, orient="index").reindex(
        index=list(made), columns=["sannolikhet", CONSEQUENCE, WEIGHED]
    )
    values[[CONSEQUENCE, WEIGHED]] = (values[[CONSEQUENCE, WEIGHED]] * terms.ÖRE_PER_MNKR).round()
    return values.astype({"sannolikhet": "Float64", CONSEQUENCE: "Int64", WEIGHED: "Int64"})


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
