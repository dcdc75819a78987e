"""3.2.3: the way from the statistical forecast to the decided one, and the adjustments on it."""

import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.forecast.bridge import ADJUSTED, ADJUSTMENT_STEP, DECIDED, EXPERT, OTHER, PROFILE
from ekonomi.forecast.bridge import STATISTICAL as START
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.prognosis import rows_of
from ekonomi.tables.statistical import (
    COSTS,
    HEAD,
    NAMES,
    NO_INTERVAL,
    RESULT,
    YEAR_KNOWN,
    Measures,
    kind,
    modelled,
    whole_öre,
)
from ekonomi.urval import Expression, Rows

BRIDGE, ADJUSTMENTS = "3.2.3 statistisk prognos till beslutad", "3.2.3 justeringar"
NO_ADJUSTMENTS = "Inga justeringar är beslutade."
_KRONOR_PER_MNKR = 1_000_000
_STEPS = {
    START: "Statistisk prognos",
    PROFILE: "Budgetens profil",
    EXPERT: "Chefernas prognos som expert",
    ADJUSTMENT_STEP: "Justeringar",
    ADJUSTED: "Justerad prognos",
    OTHER: "Övrig bedömning",
    DECIDED: "Beslutad prognos",
}
_STEP_NOTES = (
    "Budgetens profil: vad budgeten säger om delar utan egen historik. Chefernas prognos som expert: så mycket som "
    "den har förtjänat att väga i samma läge tidigare år. Justeringar: registret nedan.",
    "Den beslutade prognosen är den som chefer och ledning har lämnat. Den ändras aldrig av stegen före; det "
    "som de inte förklarar är övrig bedömning.",
)


def till_beslutad(steps: pd.DataFrame, measures: Measures, period: str, fil: str = "justeringar") -> Table:
    """The way from the statistical to the decided forecast, a column per step, extern (mnkr).

    `steps`: serie, steg, belopp (`forecast.bridge`, öre); adjustments of a row are added up, their register is `fil`.
    """
    closed = layout.december(period)
    wide = steps.groupby(["serie", "steg"])["belopp"].sum(min_count=1).unstack("steg")
    rows = [] if closed else [serie for serie in NAMES if serie in wide.index]
    values = wide.reindex(index=rows, columns=list(_STEPS))
    parts = [PROFILE, EXPERT, ADJUSTMENT_STEP]
    values[parts] = values[parts].fillna(0.0)
    values = whole_öre(values).set_axis([NAMES[serie] for serie in rows])
    columns = tuple(Column(step, head) for step, head in _STEPS.items())
    shown = tuple(layout.row(name, kind=kind(name)) for name in values.index)
    caption = f"Från statistisk till beslutad prognos {layout.full_year(period).lower()}"
    notes = () if closed else (*_STEP_NOTES, layout.ROUNDING)
    empty = YEAR_KNOWN if closed else NO_INTERVAL.capitalize()
    trail = {NAMES[serie]: _steps(serie, measures, period, fil) for serie in rows}
    return Table(BRIDGE, caption, shown, columns, values, notes, HEAD, empty, trail)


def _steps(serie: str, measures: Measures, period: str, fil: str) -> dict[str, Expression]:
    """What each step of a row is made of: the model's rows, the register's, and those of the decided forecast."""
    where = rows_of()[NAMES[serie]][0]
    kinds = {RESULT: (), COSTS: terms.COSTS}.get(serie, (serie,))
    register = urval.summed(fil, "belopp") & urval.only("rapport", period)
    register = register & urval.only("kostnadsslag", *kinds) if kinds else register
    made = dict.fromkeys(_STEPS, modelled(where, period))
    return {
        **made,
        ADJUSTMENT_STEP: register / _KRONOR_PER_MNKR,
        DECIDED: measures.get(terms.M_PROGNOS, Rows()) & where,
    }


def justeringar(register: pd.DataFrame, fil: str = "justeringar") -> Table:
    """The register's adjustments of this report: which, how much (mnkr), when, why, and who decided.

    `register`: ansvar, kostnadsslag, belopp (öre, report sign), period, motivering, beslutad_av, datum and rad, its
    row in the file `fil`.
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
    names = [str(number) for number in range(1, len(register) + 1)]
    values = register.assign(kostnadsslag=register["kostnadsslag"].map(layout.LINES)).astype(object)
    values = values[["ansvar", "kostnadsslag", "belopp", "period", "motivering", "beslutad_av", "datum"]]
    values.columns = pd.Index([column.name for column in columns])
    rows = tuple(layout.row(name) for name in names)
    caption = "Beslutade justeringar av den statistiska prognosen"
    trail: dict[str, dict[str, Expression]] = {
        name: {"belopp": (urval.summed(fil, "belopp") & urval.only("rad", str(rad))) / _KRONOR_PER_MNKR}
        for name, rad in zip(names, register["rad"], strict=True)
    }
    return Table(ADJUSTMENTS, caption, rows, columns, values.set_axis(names), (), "Nr", NO_ADJUSTMENTS, trail)
