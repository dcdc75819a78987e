"""Volumes of tjänster or of ansvar: cost per unit, and what volume, mix and price do to a deviation."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.deviation import price_and_volume
from ekonomi.registers import latest_names
from ekonomi.sources.beside import counted_by
from ekonomi.urval import Amount, Condition, Expression, Rows

ACTUAL = {terms.M_UTFALL: terms.M_BUDGET, terms.M_PROGNOS: terms.M_BUDGET_HELÅR}
ALLOCATED = urval.only(cubes.KEYS, "gällande")


@dataclass(frozen=True, eq=False)
class Units:
    """The tjänster, or the ansvar, with a volume: what is counted of each, what each costs, and what each is made of.

    `per`: tjänst or ansvar. `names`: what each code is called, `2101 Nät`. `enhet`: what is counted, by code. `held`:
    by measure the codes with a volume. `paid`: the codes with costs. `counted` and `costed`: which rows each measure
    sums, of the volumes and of the costs (report sign). `months`: what the sum of a unit's months is divided by, where
    it is a stock. `amount`: what such rows sum to, costs in kronor.
    """

    per: str
    names: pd.Series
    enhet: pd.Series
    held: Mapping[str, Collection[str]]
    paid: Collection[str]
    counted: Mapping[str, Rows]
    costed: Mapping[str, Rows]
    stocks: Collection[str]
    months: Mapping[str, int]
    amount: Amount

    @property
    def alike(self) -> str:
        """The unit of several codes that are all counted in one, so that they have a total; else ""."""
        return str(self.enhet.iloc[0]) if len(self.enhet) > 1 and self.enhet.nunique() == 1 else ""

    def comparable(self, measure: str) -> list[str]:
        """The codes whose cost per unit is known by a measure: those that its total sums."""
        held = [code for code in self.held[measure] if code in self.paid and measure in self.costed]
        return [code for code in held if self.amount(self._of(self.counted, measure, code)) > 0]

    def _of(self, rows: Mapping[str, Rows], measure: str, *codes: str) -> Rows:
        return rows[measure] & urval.only(self.per, *codes)

    def cost_of(self, measure: str, *codes: str) -> Rows:
        """What some codes cost."""
        return self._of(self.costed, measure, *codes)

    def volume_of(self, measure: str, *codes: str) -> Expression:
        """How many units some codes have, which share one unit; of a stock the mean of the months."""
        rows = self._of(self.counted, measure, *codes)
        return rows / self.months[measure] if self.enhet[codes[0]] in self.stocks else rows

    def price_of(self, measure: str, *codes: str) -> Expression:
        """What some codes cost per unit, a cost as +, in whole öre."""
        return urval.apply(urval.WHOLE, -self.cost_of(measure, *codes) / self.volume_of(measure, *codes))


def units(
    volumes: pd.DataFrame,
    measured: cubes.Measured,
    versions: cubes.Versions,
    register: pd.DataFrame,
    stocks: Collection[str] = (),
    fil: str = "volymer",
) -> Units:
    """Cost per unit of the tjänster, or the ansvar, that `volumes`, from the file `fil`, counts.

    `volumes`: tjänst and ansvar (one of them "" on every row), enhet, månad, beloppstyp, version, volym (float ≥ 0),
    a forecast as its year's total. `stocks`: the units that are a number at hand, not to be added up over months.
    `measured`: the rows of each measure, after tjänsteomräkning for tjänster; its `versions` are those of the volumes.
    `register` says what each code is called.
    """
    per, files = counted_by(volumes), urval.Files({fil: volumes})
    own = volumes.rename(columns={"månad": "period", "volym": "belopp"})
    rows = cubes.measured(own, measured.period, versions)
    held = {name: sorted(set(rows.rows.loc[rows.rows["mått"] == name, per])) for name in terms.MEASURES}
    enhet = rows.rows.groupby(per)["enhet"].first()
    base = urval.only("resultatrad", terms.KOSTNADER) & (ALLOCATED if per == "tjänst" else Rows())
    names = enhet.index.to_series() + " " + latest_names(register, per).reindex(enhet.index).fillna("")

    @cache
    def amount(wanted: Rows) -> Fraction:
        return files.amount(wanted) if wanted.file else Fraction(measured.sum(wanted), terms.ÖRE_PER_KRONA)

    return Units(
        per=per,
        names=names.str.strip(),
        enhet=enhet,
        held=held,
        paid=set(measured.distinct(base, per)[per]),
        counted={measure: _in_file(chosen, fil) for measure, chosen in rows.chosen.items()},
        costed={measure: chosen & base for measure, chosen in measured.chosen.items()},
        stocks=stocks,
        months={name: len(periods.span(*ends)) for name, ends in cubes.spans(measured.period).items()},
        amount=amount,
    )


def _in_file(rows: Rows, fil: str) -> Rows:
    """The same beloppstyp, version and months among the volumes."""
    months = [Condition("månad" if one.name == "period" else one.name, one.sign, one.values) for one in rows.conditions]
    return urval.summed(fil, "volym") & Rows(tuple(months))


def effects(units: Units, actual: str = terms.M_UTFALL) -> Iterator[tuple[str, dict[str, Expression]]]:
    """Volymeffekt, mixeffekt and priseffekt of each code's avvikelse (`deviation.price_and_volume`).

    Mix is between tjänster, or ansvar, counted in the same unit; others cannot be compared. Only those with cost and a
    volume both in `actual` (utfall or prognos) and in its budget.
    """
    budget = ACTUAL[actual]
    known = [code for code in units.comparable(actual) if code in units.comparable(budget)]
    for code in known:
        members = [one for one in known if units.enhet[one] == units.enhet[code]]
        parts = ((units.cost_of, [code]), (units.volume_of, [code]), (units.volume_of, members))
        yield code, price_and_volume(*(of(side, *codes) for of, codes in parts for side in (actual, budget)))
