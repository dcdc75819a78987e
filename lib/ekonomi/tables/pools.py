"""3.2.4 in the economist's edition: what is booked straight on a tjänst, and what each pool gives by its key."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ekonomi import terms, urval
from ekonomi.allocation import Rules, valid
from ekonomi.allocation.methods import POOL, TJÄNST
from ekonomi.cube import Measured
from ekonomi.registry import table
from ekonomi.style import TEXT
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, line, total
from ekonomi.tables.services import BASE

DIRECT = "Bokfört direkt på tjänster"
STEP, KEY = "steg", "nyckel"
_NOTE = "En pool fördelas efter dem i lägre steg. Det som den får av dem går vidare med dess egen nyckel."


@table("Kostnader bokförda direkt på tjänster och fördelade genom pooler", "Kommer från", upplaga=terms.EKONOM)
def pooler(by_service: Measured, rules: Rules, period: str) -> Table:
    """Varifrån tjänsternas kostnader kommer: bokförda direkt, eller fördelade av en pool med dess nyckel (mnkr).

    Poolerna står i den ordning som de töms, och summan är tjänsternas kostnader.

    >>> print(report[tables.pooler].cell("Totalt", "utfall").shown)
    −355,7
    """
    held, keys = valid(rules.pools, period), valid(rules.keys, period)
    used = held[held[POOL].isin(by_service.select(BASE, [POOL])[POOL])]
    pools = used.drop_duplicates(POOL).sort_values("steg", kind="stable")
    names = dict(zip(pools[POOL], pools[POOL] + " " + pools["benämning"], strict=True))
    columns, notes = layout.budget_columns(period)[:3], (_NOTE, layout.ROUNDING)
    found = layout.amounts(_lines(names), columns, by_service, BASE, notes)
    steps = pd.Series(pools["steg"].astype("str").to_numpy(), list(names.values()))
    told = pd.Series({name: _key(keys[keys[POOL] == code]) for code, name in names.items()}, dtype="str")
    texts = {STEP: Column(STEP, "Steg", TEXT), KEY: Column(KEY, "Nyckel", TEXT)}
    values = found.values.astype(object).assign(**{STEP: steps, KEY: told}).fillna({STEP: "", KEY: ""})
    return replace(found, columns=(*texts.values(), *found.columns), values=values)


def _lines(names: dict[str, str]) -> Iterator[Line]:
    yield line(DIRECT, urval.only(POOL, ""))
    for code, name in names.items():
        yield line(name, urval.only(POOL, code))
    yield total(terms.TOTALT)


def _key(key: pd.DataFrame) -> str:
    """What a key follows and how many it gives to: `fast andel: 3 pooler, 12 tjänster`."""
    kinds = key["mottagarslag"].value_counts()
    words = {POOL: ("pool", "pooler"), TJÄNST: ("tjänst", "tjänster")}
    counts = [f"{kinds[kind]} {words[kind][int(kinds[kind] > 1)]}" for kind in words if kind in kinds]
    return f"{', '.join(key['grund'].unique())}: {', '.join(counts)}" if len(key) else ""
