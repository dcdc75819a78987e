"""2.1.1: growth of income and costs against the year before."""

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.deviation import growth
from ekonomi.registers import Kostnadsslag
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, line
from ekonomi.urval import Expression

SO_FAR, FULL_YEAR = "tillväxt", "tillväxt helår"
_COMPARED = {SO_FAR: (terms.M_UTFALL, terms.M_FG_ÅR), FULL_YEAR: (terms.M_PROGNOS, terms.M_BOKSLUT)}


def growing(slag: Kostnadsslag) -> list[Line]:
    """Income, grants included, and each kostnadsslag of the costs (extern)."""
    granted = "" if slag.of(*terms.RESULTATRADER) == slag.of(terms.INTÄKTER, terms.KOSTNADER) else GRANTED
    income = line(f"Intäkter{granted}", urval.but("resultatrad", terms.KOSTNADER))
    costs = [line(slag.labels[name], urval.only("kostnadsslag", name)) for name in slag.of(terms.KOSTNADER)]
    return [income, *costs]


GRANTED = ", inklusive kommunbidrag"


@table("Förändring av intäkter och kostnader", "Intäkter och kostnader")
def volym(measured: Measured, slag: Kostnadsslag, period: str) -> Table | None:
    """Hur mycket intäkter och kostnader har vuxit sedan året innan, externt, i procent; + där en kostnad stigit.

    Finns inte utan det året.

    >>> print(report[tables.volym].cell("Övriga kostnader", "tillväxt").shown)
    17,9 %
    """
    known = {name: pair for name, pair in _COMPARED.items() if set(pair) <= {*measured.known}}
    if SO_FAR not in known:
        return None
    if layout.december(period):
        known = {SO_FAR: known[SO_FAR]}
    before = periods.year(period) - 1
    year = f"{layout.forecast_head(period)} {layout.full_year(period).lower()}"
    heads = {
        SO_FAR: f"Utfall {layout.months(period, inside=True)} jämfört med {before}",
        FULL_YEAR: f"{year} jämfört med {before}",
    }
    lines = growing(slag)
    own, chosen = {one.name: layout.EXTERN & one.where[0] for one in lines}, measured.chosen
    made: dict[str, dict[str, Expression]] = {
        name: {kind: growth(chosen[now] & rows, chosen[then] & rows) for kind, (now, then) in known.items()}
        for name, rows in own.items()
    }
    notes = ("Plus är en ökning, minus en minskning.", *layout.scope_notes(measured))
    columns = [Column(name, heads[name], style.PER_CENT) for name in known]
    return layout.computed(columns, made, measured.amount, notes, lines)
