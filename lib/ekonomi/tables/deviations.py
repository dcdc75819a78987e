"""What any selection deviates by from the budget, a forecast or last year, as an economist asks for it."""

from collections.abc import Mapping, Sequence

import pandas as pd

from ekonomi import terms
from ekonomi.deviation import deviation
from ekonomi.table import RAD, SUMMA, Column, Row, Table, Urval
from ekonomi.tables import layout

KEY_EFFECT = "Nyckeleffekt"
# what plus is better than, by what is compared with
_BETTER = {
    terms.BUDGET: "budget",
    terms.PROGNOS: "prognosen",
    terms.M_FG_PROGNOS: "föregående prognos",
    "fjolåret": "förra året",
}


def avvikelse(
    amounts: pd.DataFrame,
    heads: Mapping[str, str],
    made: Urval,
    asked: str,
    notes: Sequence[str],
    row_head: str,
) -> Table:
    """Both sides of a comparison and their avvikelse (tkr), a row for each of `amounts` (Int64, öre) in its order.

    `heads`: what is printed over each side, by its name, the one that is compared with last. `asked`: by what and of
    what, for the caption. `made`: the urval by row and column. The row `terms.TOTALT` holds the sums.
    """
    one, other = heads
    better = _BETTER[other]
    head, named = ("Avvikelse", "Avvikelse") if other == terms.BUDGET else ("Skillnad", f"Skillnad mot {better}")
    columns = (
        *(Column(name, said, "tkr") for name, said in heads.items()),
        Column(terms.AVVIKELSE, head, "tkr", worse=f"sämre än {better}"),
    )
    values = amounts.assign(**{terms.AVVIKELSE: deviation(amounts[one], amounts[other].fillna(0))})
    rows = tuple(Row(str(name), str(name), SUMMA if name == terms.TOTALT else RAD) for name in values.index)
    signs = f"Plus är bättre än {better}: högre intäkt eller lägre kostnad."
    return Table(
        "avvikelse",
        f"{named} {asked}",
        rows,
        columns,
        values,
        (signs, *notes, layout.ROUNDING_TKR),
        row_head,
        urval=made,
    )
