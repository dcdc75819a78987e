"""3.2.3: the way from the statistical forecast to the decided one, and the adjustments on it."""

from typing import TYPE_CHECKING

import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.registers import Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import modelled
from ekonomi.tables.statistical import HEAD, NO_INTERVAL, YEAR_KNOWN, by_serie, whole_öre
from ekonomi.urval import Expression, Rows

if TYPE_CHECKING:
    from ekonomi.outlook import Outlook

NO_ADJUSTMENTS = "Inga justeringar är beslutade."
_KRONOR_PER_MNKR = 1_000_000
_STEPS = {
    terms.STATISTISK: "Statistisk prognos",
    terms.PROFIL: "Budgetens profil",
    terms.CHEFERNAS: "Chefernas prognos som expert",
    terms.JUSTERING: "Justeringar",
    terms.JUSTERAD: "Justerad prognos",
    terms.ÖVRIG: "Övrig bedömning",
    terms.BESLUTAD: "Beslutad prognos",
}
_STEP_NOTES = (
    "Budgetens profil: vad budgeten säger om delar utan egen historik. Chefernas prognos som expert: så mycket som "
    "den har förtjänat att väga i samma läge tidigare år. Justeringar: registret nedan.",
    "Den beslutade prognosen är den som chefer och ledning har lämnat. Den ändras aldrig av stegen före; det "
    "som de inte förklarar är övrig bedömning.",
)


@table(row_head=HEAD, upplaga=terms.EKONOM)
def till_beslutad(
    outlook: "Outlook", measured: Measured, slag: Kostnadsslag, adjustments_file: str, period: str
) -> Table:
    """Vägen från statistisk till beslutad prognos, externt, ett steg per kolumn (mnkr).

    Justeringar av samma rad är hopräknade; `justeringar` har dem var för sig.

    >>> print(report[tables.till_beslutad].cell("Resultat", "beslutad prognos").shown)
    0,0
    """
    closed = layout.december(period)
    steps, lines = outlook.bridge, by_serie(slag)
    wide = steps.groupby(["serie", "steg"])["belopp"].sum(min_count=1).unstack("steg")
    series = [] if closed else [serie for serie in lines if serie in wide.index]
    values = wide.reindex(index=series, columns=list(_STEPS))
    parts = [terms.PROFIL, terms.CHEFERNAS, terms.JUSTERING]
    values[parts] = values[parts].fillna(0.0)
    values = whole_öre(values).set_axis([lines[serie].name for serie in series])
    columns = tuple(Column(step, head) for step, head in _STEPS.items())
    rows = tuple(lines[serie].row for serie in series)
    caption = f"Från statistisk till beslutad prognos {layout.full_year(period).lower()}"
    notes = () if closed else (*_STEP_NOTES, layout.ROUNDING)
    empty = YEAR_KNOWN if closed else NO_INTERVAL.capitalize()
    trail = {
        lines[serie].name: _steps(serie, lines[serie].where[0], slag, measured, adjustments_file) for serie in series
    }
    return Table(rows, columns, values, notes, trail, caption, empty=empty)


def _steps(serie: str, where: Rows, slag: Kostnadsslag, measured: Measured, fil: str) -> dict[str, Expression]:
    """What each step of a row is made of: the model's rows, the register's, and those of the decided forecast."""
    kinds = {terms.RESULTATET: (), terms.KOSTNADERNA: slag.of(terms.KOSTNADER)}.get(serie, (serie,))
    register = urval.summed(fil, "belopp") & urval.only("rapport", measured.period)
    register = register & urval.only("kostnadsslag", *kinds) if kinds else register
    made = dict.fromkeys(_STEPS, modelled(where, measured.period))
    return {
        **made,
        terms.JUSTERING: register / _KRONOR_PER_MNKR,
        terms.BESLUTAD: measured.chosen.get(terms.M_PROGNOS, Rows()) & where,
    }


@table("Beslutade justeringar av den statistiska prognosen", "Nr", upplaga=terms.EKONOM)
def justeringar(adjustments: pd.DataFrame, slag: Kostnadsslag, adjustments_file: str) -> Table:
    """Rapportens beslutade justeringar: vilken, hur mycket (mnkr, + bättre), när, varför och vem som beslutat.

    >>> print(report[tables.justeringar].cell("1", "kostnadsslag").shown)
    Intäkter
    """
    columns = (
        Column("ansvar", "Ansvar", style.TEXT),
        Column("kostnadsslag", "Intäkts- och kostnadsslag", style.TEXT),
        Column("belopp", "Belopp"),
        Column("period", "Månad", style.TEXT),
        Column("motivering", "Motivering", style.TEXT),
        Column("beslutad av", "Beslutad av", style.TEXT),
        Column("datum", "Beslutsdatum", style.TEXT),
    )
    names = [str(number) for number in range(1, len(adjustments) + 1)]
    labels = dict(slag.labels)
    values = adjustments.assign(kostnadsslag=adjustments["kostnadsslag"].map(labels)).astype(object)
    values = values[["ansvar", "kostnadsslag", "belopp", "period", "motivering", "beslutad_av", "datum"]]
    values.columns = pd.Index([column.name for column in columns])
    register = urval.summed(adjustments_file, "belopp")
    trail: dict[str, dict[str, Expression]] = {
        name: {"belopp": (register & urval.only("rad", str(rad))) / _KRONOR_PER_MNKR}
        for name, rad in zip(names, adjustments["rad"], strict=True)
    }
    return Table(layout.rows_of(names), columns, values.set_axis(names), urval=trail, empty=NO_ADJUSTMENTS)
