"""The fan of one part or sum of the year: `Report.solfjäder`."""

from typing import TYPE_CHECKING, Final

from ekonomi import charts, terms
from ekonomi.charts import Chart
from ekonomi.errors import UsageError
from ekonomi.report import selection
from ekonomi.report.selection import FJOLÅRET, LackingError, Where
from ekonomi.tables.layout import inside

if TYPE_CHECKING:
    from ekonomi.report import Report

OF: Final = ({"verksamhetsområde"}, {"kostnadsslag"}, {"verksamhetsområde", "kostnadsslag"}, {"linje"}, {"tjänst"})


def solfjäder(report: "Report", där: Where, mot: str) -> Chart:
    """See `Report.solfjäder`."""
    selection.one_of("mot", mot, (terms.BUDGET, FJOLÅRET))
    if där and set(där) not in OF:
        raise UsageError("där: ange verksamhetsområde, kostnadsslag, båda två, linje eller tjänst, ett värde av varje.")
    codes = {dimension: _code(report, dimension, asked) for dimension, asked in där.items()}
    serie, what = _serie(report, codes)
    path = report.outlook.fan(serie)
    if path is None:
        raise LackingError(f"Ingen prognos finns för {what}.")
    return charts.prognossolfjäder(path.assign(serie=what), mot)


def _code(report: "Report", dimension: str, asked: object) -> str:
    values = selection.rows_of(report, {dimension: asked}).of(dimension).values  # type: ignore[union-attr,dict-item]
    if len(values) > 1:
        raise UsageError(f"där: ange ett enda värde för {dimension}.")
    return str(values[0])


def _serie(report: "Report", codes: dict[str, str]) -> tuple[str, str]:
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
