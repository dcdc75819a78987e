"""What a report asks about before its forecast is believed, and which models and months lie behind it."""

from dataclasses import replace

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.forecast.hierarchy import Coherent
from ekonomi.forecast.odd import FAR, FAR_BEFORE, booked, said


def asked(*trees: Coherent) -> pd.DataFrame:
    """What to ask of the parts before the forecast is believed: serie, månad (the last that is asked about), fråga.

    Amounts in the question are tusental kronor; månad is "" where the question is of no month. `bokfört`: the months
    (YYYY-MM) of what it says is booked in them, by its words.
    """
    rows = []
    for tree in trees:
        parts, medians = set(tree.structure.leaves), tree.table.set_index("serie")["prognos"]
        for serie, made in zip(tree.panel.names, tree.answer.made, strict=True):
            if serie in parts and made.asks:
                last = [month for ask in made.asks for month in ask.months[-1:]]
                month = periods.shift(tree.panel.months[0], max(last)) if last else ""
                asks = [
                    replace(one, booked=medians[serie]) if one.kind in (FAR, FAR_BEFORE) else one for one in made.asks
                ]
                told = {booked(one, terms.ÖRE_PER_TKR): [periods.shift(tree.panel.months[0], at) for at in one.months]
                        for one in asks}  # fmt: skip
                rows.append((serie, month, said(asks, unit=terms.ÖRE_PER_TKR), told))
    return pd.DataFrame(rows, columns=["serie", "månad", "fråga", "bokfört"])


def reasons(*trees: Coherent) -> pd.DataFrame:
    """By serie: the models whose full year is lowest and highest, and the month that differs most from last year.

    Columns lägst, lägst_modell, högst, högst_modell, månad (YYYY-MM), skillnad; amounts in öre. A serie that no model
    has forecast is left out.
    """
    rows = {}
    for tree in trees:
        for at, (serie, made) in enumerate(zip(tree.panel.names, tree.answer.made, strict=True)):
            used = {name: rest for name, rest in made.rest.items() if name in made.share}
            if used:
                now, last = tree.panel.years[at, -1, : tree.panel.known], tree.last_year(serie)[: tree.panel.known]
                gap = np.nan_to_num(now - last)
                month = int(np.abs(gap).argmax())
                low, high = min(used, key=used.__getitem__), max(used, key=used.__getitem__)
                begun = float(np.nansum(now))
                known = gap[month] if np.isfinite(last).all() else np.nan
                rows[serie] = (begun + used[low], low, begun + used[high], high, tree.panel.months[month], known)
    columns = ["lägst", "lägst_modell", "högst", "högst_modell", "månad", "skillnad"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
