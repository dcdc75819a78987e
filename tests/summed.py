"""Every figure of a report summed again from the rows that its urval selects."""

from collections.abc import Mapping
from fractions import Fraction
from unittest.mock import patch

import pandas as pd

from ekonomi import allocation, underlag, urval
from ekonomi.registers import describe_services
from ekonomi.underlag import Ground
from ekonomi.underlag.ground import AFTER
from ekonomi.urval import Rows, parse
from tests.published import of_ledger

HALF_ÖRE_EACH = Fraction(2, 10**8)  # what the parts of an effect may be rounded by (mnkr)
PARTS = ("pris och volym", "volym, mix och pris")


class Shared:
    """Every posting split once, so that five thousand figures can be summed from their own rows.

    `since`: the first month that is split by each kind of keys.
    """

    def __init__(self, ground: Ground, since: Mapping[str, str]) -> None:
        self.ground = ground
        self.ledger = underlag.postings(ground, Rows())
        self.columns = underlag.Selector(self.ledger)
        keyed = {} if ground.rules is None else since
        self.frames = {keys: underlag.Selector(self._split(keys, first)) for keys, first in keyed.items()}
        every = (*self.frames.values(), self.columns)
        self.amounts = {id(selector): selector.frame["belopp"].to_numpy() for selector in every}
        self.sums: dict[Rows, int] = {}

    def _split(self, keys: str, first: str) -> pd.DataFrame:
        rules, ledger = self.ground.rules_of(urval.only("nycklar", keys)), self.ledger
        assert rules is not None
        rows, parts = allocation.parts_of(ledger[ledger["period"] >= first], rules)
        parts = describe_services(parts, self.ground.sources.registers)[["cell", *AFTER, "andel", "belopp"]]
        return allocation.divided(rows, parts, "cell")

    def öre(self, rows: Rows) -> int:
        if rows not in self.sums:
            self.sums[rows] = self._sum(rows)
        return self.sums[rows]

    def _sum(self, rows: Rows) -> int:
        keys = rows.of(underlag.KEYS)
        selector = self.frames[keys.values[0]] if keys else self.columns
        kept = Rows(tuple(one for one in rows.conditions if one.name != underlag.KEYS))
        return int(self.amounts[id(selector)][selector.select(kept)].sum())

    def differing(self, figures: pd.DataFrame) -> tuple[list[tuple[object, ...]], int, set[str]]:
        """The figures that their urval does not give again, how many are sums, and the tables that are modelled.

        A sum of postings must be the figure exactly; a quotient of sums has a float's rounding.
        """
        off, sums, modelled = [], 0, set()
        with patch("ekonomi.underlag.ground.booked", lambda ground, rows: self.öre(rows)):
            for figure in figures.to_dict("records"):
                expression = parse(figure["urval"])
                found = underlag.evaluate(self.ground, expression, figure["enhet"])
                printed = Fraction(figure["värde"])
                if found is None:
                    modelled.add(figure["tabell"])
                    continue
                exact = of_ledger(expression)
                sums += exact
                near = HALF_ÖRE_EACH if figure["tabell"].endswith(PARTS) else Fraction(1, 10**9)
                if found != printed if exact else abs(found - printed) > near:
                    off.append((figure["tabell"], figure["rad"], figure["kolumn"], float(found), float(printed)))
        return off, sums, modelled
