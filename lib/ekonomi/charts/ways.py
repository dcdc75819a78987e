"""A tjänst's costs by their way to it: which ansvar, through which pool's key, as bars."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, drawn
from ekonomi.charts.numbers import enumerated, mnkr

MOST = 5
DIRECT = "bokfört direkt"


@drawn("ansvar", "pool", "via", "belopp")
def vägen_till(ways: pd.DataFrame, names: Mapping[str, str], namn: str, period: str, mark: str = "") -> Chart:
    """The `MOST` largest ways to one tjänst so far in the year of `period`, and the others as one.

    `ways`: ansvar, pool, via, belopp (öre, cost −) as `allocation.trace` gives them, the largest first; `names`
    what ansvar and pools are called; `mark` is that of the whole cost (`Cell.mark`), whose origin the ways are.
    """
    first = ways.head(MOST).to_dict("records")
    costs = [(_label(way, names), -int(way["belopp"]), theme.MAIN) for way in first]
    if (others := len(ways) - MOST) > 0:
        label = "1 annan väg" if others == 1 else f"{others} andra vägar"
        costs.append((label, -int(ways["belopp"].iloc[MOST:].sum()), theme.GREY))
    laid = [Bar(label, 0.0, cost / terms.ÖRE_PER_MNKR, mnkr(cost), colour, mark=mark) for label, cost, colour in costs]
    when = periods.months(period)
    verb = "kostade" if periods.month(period) == 12 else "har kostat"
    total = f"{namn} {verb} {mnkr(-int(ways['belopp'].sum()))} mnkr {when}."
    return Chart(
        name=f"väg {namn}",
        title=f"Kostnadens väg till {namn}",
        subtitle=f"Varifrån kostnaden kommer, {when}, mnkr",
        alt=f"{total} Störst, i mnkr: {enumerated([f'{bar.label} {bar.text}' for bar in laid[:3]])}.",
        **bars.shown(laid, "Väg", "mnkr", small=True),
    )


def _label(way: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    """`Nät, bokfört direkt`; `Nät, med egen nyckel`; `Ledning via Nät`."""
    own, pool, via = (names.get(str(way[part]), str(way[part])) for part in ("ansvar", "pool", "via"))
    if way["pool"] == "":
        return f"{own}, {DIRECT}"
    if way["pool"] == way["via"]:
        return f"{own}, med egen nyckel" if own == pool else f"{own} ({pool}), med egen nyckel"
    return f"{own} via {via}"
