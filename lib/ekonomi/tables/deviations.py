"""What any selection deviates by from the budget, a forecast or last year, as an economist asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ekonomi import terms
from ekonomi.deviation import deviation
from ekonomi.registry import named
from ekonomi.table import RAD, RUBRIK, SUMMA, Column, Row, Table, Urval
from ekonomi.tables import layout
from ekonomi.urval import Expression

KEY_EFFECT = "Nyckeleffekt"
EFFECT = terms.AVVIKELSE
# what plus is better than, by what is compared with
BETTER = {
    terms.BUDGET: "budget",
    terms.PROGNOS: "prognosen",
    terms.M_FG_PROGNOS: "föregående prognos",
    "fjolåret": "förra året",
}


@dataclass(frozen=True, eq=False)
class Section:
    """Parts of a deviation that sum to all of it.

    `amounts` (Int64, öre) by printed label: both sides and `EFFECT`, or `EFFECT` alone of a cause. `made`: the urval.
    """

    name: str
    amounts: pd.DataFrame
    made: Urval = field(default_factory=dict)


def _headed(heads: Mapping[str, str]) -> tuple[str, tuple[Column, ...]]:
    """What the difference of the two sides is called, and the columns of both and of it."""
    better = BETTER[list(heads)[1]]
    budget = better == BETTER[terms.BUDGET]
    head, named = ("Avvikelse", "Avvikelse") if budget else ("Skillnad", f"Skillnad mot {better}")
    gap = Column(terms.AVVIKELSE, head, "tkr", worse=f"sämre än {better}")
    return named, (*(Column(name, said, "tkr") for name, said in heads.items()), gap)


@named()
def avvikelse(
    amounts: pd.DataFrame, heads: Mapping[str, str], made: Urval, asked: str, notes: Sequence[str], row_head: str
) -> Table:
    """Both sides of a comparison and their avvikelse (tkr), a row for each of `amounts` (Int64, öre) in its order.

    `heads`: what is printed over each side, by its name, the one that is compared with last. `asked`: by what and of
    what, for the caption. `made`: the urval by row and column. The row `terms.TOTALT` holds the sums.
    """
    one, other = heads
    better = BETTER[other]
    gap, columns = _headed(heads)
    values = amounts.assign(**{terms.AVVIKELSE: deviation(amounts[one], amounts[other].fillna(0))})
    signs = f"Plus är bättre än {better}: högre intäkt eller lägre kostnad."
    said = (signs, *notes, layout.ROUNDING_TKR)
    return Table(layout.rows_of(values.index), columns, values, said, made, f"{gap} {asked}", row_head)


@named(row_head="Del")
def förklaring(
    sections: Sequence[Section],
    total: pd.Series,
    made: Mapping[str, Expression],
    heads: Mapping[str, str],
    asked: str,
    notes: Sequence[str],
) -> Table:
    """What a deviation (tkr) is made of, section by section; `total`, of all, and its urval `made` come last."""
    gap, columns = _headed(heads)
    rows, parts, traced = [], [], {terms.TOTALT: made}
    for section in sections:
        names = {label: f"{section.name} / {label}" for label in section.amounts.index}
        rows += [Row(section.name, section.name, RUBRIK)]
        rows += [Row(name, label, RAD, 1) for label, name in names.items()]
        parts.append(section.amounts.rename(index=names))
        traced |= {names[label]: own for label, own in section.made.items()}
    whole = total.to_frame(terms.TOTALT).T.astype("Int64")
    values = pd.concat([*parts, whole]).reindex(columns=[column.name for column in columns]).astype("Int64")
    signs = f"Plus är bättre än {BETTER[list(heads)[1]]}. Under varje rubrik är summan hela avvikelsen."
    shown = (*rows, Row(terms.TOTALT, terms.TOTALT, SUMMA))
    return Table(shown, columns, values, (signs, *notes, layout.ROUNDING_TKR), traced, f"{gap}: {asked}")
