"""The fan of one part or sum of the year: `Report.solfjäder`."""

from typing import Final

from ekonomi import charts, terms, urval
from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi.charts import Chart
from ekonomi.charts.fan import BOUNDS, DECIDED
from ekonomi.charts.months import Year
from ekonomi.cube import Measured
from ekonomi.errors import UsageError
from ekonomi.report import selection
from ekonomi.report.answers import said
from ekonomi.report.parts import Parts
from ekonomi.report.selection import FJOLÅRET, LackingError, Where
from ekonomi.tables import layout
from ekonomi.tables.layout import inside
from ekonomi.tables.services import BASE
from ekonomi.urval import Expression, Rows

OF: Final = ({"verksamhetsområde"}, {"kostnadsslag"}, {"verksamhetsområde", "kostnadsslag"}, {"linje"}, {"tjänst"})


@said
def solfjäder(report: Parts, där: Where | None = None, mot: str = terms.BUDGET) -> Chart:
    """Årets resultat månad för månad, med prognosens gränser, chefernas prognos och budgeten, i mnkr.

    `där`: ett verksamhetsområde, ett kostnadsslag, båda två, en linje eller en tjänst; utan `där` hela resultatet.
    `mot`: vad kurvan jämförs med: budget eller fjolåret. Tjänster och kostnader visas som positiva belopp.

    >>> from ekonomi import get_report
    >>> report = get_report("2025-03")
    >>> report.solfjäder(där={"verksamhetsområde": "Ekonomi"}).title
    'Helårets resultat för Ekonomi hamnar troligen mellan 16,6 och 18,2 mnkr'
    """
    där = där or {}
    selection.one_of("mot", mot, (terms.BUDGET, FJOLÅRET))
    if där and set(där) not in OF:
        raise UsageError("där: ange verksamhetsområde, kostnadsslag, båda två, linje eller tjänst, ett värde av varje.")
    codes = {dimension: _code(report, dimension, asked) for dimension, asked in där.items()}
    serie, what = _serie(report, codes)
    path = report.outlook.fan(serie)
    if path is None:
        raise LackingError(f"Ingen prognos finns för {what}.")
    of_tjänst = {*codes} & {"linje", "tjänst"}
    measured, base = (report.by_service, BASE) if of_tjänst else (report.measured, layout.EXTERN)
    year = year_of(measured, base & urval.each(codes)) if measured else {}
    return charts.prognossolfjäder(path.assign(serie=what), mot, year)


def year_of(measured: Measured, where: Rows) -> Year:
    """What each month's amounts of a year of some rows are made of, plans and forecast too, by `Outlook.fan`'s columns.

    Rows of known months name each of them; `avvikelse` is that of the months so far.
    """
    period, chosen = measured.period, measured.chosen

    def each(measure: str) -> Rows:
        months = periods.span(*cubes.spans(period)[measure])
        return chosen[measure].without("period") & urval.only("period", *months) & where

    plans = {"utfall": terms.M_UTFALL, terms.BUDGET: terms.M_BUDGET_HELÅR, "fjolåret": terms.M_BOKSLUT}
    made: dict[str, Expression] = {name: each(measure) for name, measure in plans.items() if measure in chosen}
    if {terms.M_UTFALL, terms.M_BUDGET} <= chosen.keys():
        made[terms.AVVIKELSE] = each(terms.M_UTFALL) - each(terms.M_BUDGET)
    if terms.M_PROGNOS in chosen:
        made[DECIDED] = chosen[terms.M_PROGNOS] & where
    ends = dict(zip(("prognos", *BOUNDS), (*urval.FORECASTS, urval.MODEL), strict=True))
    return made | {name: layout.modelled(where, period, function) for name, function in ends.items()}


def _code(report: Parts, dimension: str, asked: object) -> str:
    values = selection.rows_of(report, {dimension: asked}).of(dimension).values  # type: ignore[union-attr,dict-item]
    if len(values) > 1:
        raise UsageError(f"där: ange ett enda värde för {dimension}.")
    return str(values[0])


def _serie(report: Parts, codes: dict[str, str]) -> tuple[str, str]:
    """The serie that the codes stand for, and what it is called in a sentence."""
    area, slag = codes.get("verksamhetsområde"), codes.get("kostnadsslag")
    if "linje" in codes:
        return codes["linje"], f"kostnader för {codes['linje']}"
    if "tjänst" in codes:
        code, services = codes["tjänst"], report.outlook.services
        leaves = services.structure.leaves if services else ()
        serie = next((leaf for leaf in leaves if leaf.rpartition(terms.DELAD)[2] == code), code)
        return serie, f"kostnader för {selection.names(report, 'tjänst')[code]}"
    label = inside(report.slag.labels[slag]) if slag else terms.RESULTATET
    if area is None:
        return slag or terms.RESULTATET, label
    return f"{area}{terms.DELAD}{slag or terms.ALLA}", f"{label} för {area}"
