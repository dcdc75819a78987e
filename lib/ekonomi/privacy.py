"""Small groups are not shown, nor what would tell their size.

Source: Hundepool et al., *Statistical Disclosure Control*, Wiley 2012, chapter 4 (primary and secondary
suppression of magnitude tables).
"""

import pandas as pd


def hidden(sizes: pd.Series, limit: float) -> pd.Series:
    """True for each group (of one column, whose total is shown) that may not be shown.

    Groups larger than 0 and smaller than `limit` are hidden. So that the total less the others does not give
    them away, the smallest of the other groups are hidden too, until at least two are and together they reach
    `limit`. An unknown size is neither hidden nor counted.
    """
    known = sizes[sizes.fillna(0) > 0].sort_values(kind="stable")
    chosen = list(known[known < limit].index)
    others = [name for name in known.index if name not in chosen]
    while chosen and others and (len(chosen) < 2 or known[chosen].sum() < limit):
        chosen.append(others.pop(0))
    return pd.Series(sizes.index.isin(chosen), index=sizes.index)
