"""Volumes of tjänster or of ansvar: cost per unit, and what volume, mix and price do to a deviation."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.explain import price_and_volume
from ekonomi.sources.counted import counted_by
from ekonomi.urval import Condition, Expression, Rows

ACTUAL = {terms.M_UTFALL: terms.M_BUDGET, terms.M_PROGNOS: terms.M_BUDGET_HELÅR}
ALLOCATED = urval.only(cubes.KEYS, "gällande")


@dataclass(frozen=True, eq=False)
class Units:
    """What the tjänster, or the ansvar, with a volume cost per unit; frames have a row per code, a column per measure.

    `per`: tjänst or ansvar. `names`: what each code is called, `2101 Nät`. `enhet`: what is counted, by code.
    `volume`: float. `cost`: Int64 öre, cost −. `price`: Int64, whole öre per unit, cost +. Missing where the measure,
    the volume or the cost is unknown, or nothing was counted. `counted` and `costed`: which rows each measure sums, of
    the volumes and of the costs. `months`: what the sum of a unit's months is divided by, where it is a stock.
    """

    per: str
    names: pd.Series
    enhet: pd.Series
    volume: pd.DataFrame
    cost: pd.DataFrame
    price: pd.DataFrame
    counted: Mapping[str, Rows]
    costed: Mapping[str, Rows]
    stocks: Collection[str]
    months: Mapping[str, int]

    @property
    def alike(self) -> str:
        """The unit of several codes that are all counted in one, so that they have a total; else ""."""
        return str(self.enhet.iloc[0]) if len(self.enhet) > 1 and self.enhet.nunique() == 1 else ""

    def comparable(self, measure: str) -> list[str]:
        """The codes whose cost per unit is known by a measure: those that its total sums."""
        return [str(code) for code in self.price.index[self.price[measure].notna()]]

    def cost_of(self, measure: str, *codes: str) -> Rows:
        """What some codes cost."""
        return self.costed[measure] & urval.only(self.per, *codes)

    def volume_of(self, measure: str, *codes: str) -> Expression:
        """How many units some codes have, which share one unit; of a stock the mean of the months."""
        rows = self.counted[measure] & urval.only(self.per, *codes)
        return rows / self.months[measure] if self.enhet[codes[0]] in self.stocks else rows


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
    per, period = counted_by(volumes), measured.period
    rows = cubes.measures(volumes.rename(columns={"månad": "period"}), period, versions)
    enhet = rows.groupby(per)["enhet"].first()
    months = {name: len(periods.span(*ends)) for name, ends in cubes.spans(period).items()}
    volume = _by_measure(rows, per, "volym").astype("Float64")
    held = enhet.isin(list(stocks))
    volume[held] = volume[held] / pd.Series(months).reindex(volume.columns)
    base = urval.only("resultatrad", terms.KOSTNADER) & (ALLOCATED if per == "tjänst" else Rows())
    costs = measured.select(base, [per, "mått", "belopp"])
    cost = _by_measure(costs[costs[per].isin(volume.index)], per, "belopp", measured.known).reindex(
        volume.index
    )
    price = (-cost.astype("Float64") / volume.where(volume > 0)).round().astype("Int64")
    costed = {measure: chosen & base for measure, chosen in measured.chosen.items()}
    counted = {measure: _in_file(chosen, fil) for measure, chosen in measured.chosen.items()}
    latest = register.sort_values("giltig_från", kind="stable").groupby(per)["benämning"].last()
    names = volume.index.to_series() + " " + latest.reindex(volume.index).fillna("")
    return Units(per, names.str.strip(), enhet, volume, cost, price, counted, costed, stocks, months)


def _by_measure(rows: pd.DataFrame, per: str, column: str, known: Collection[str] = ()) -> pd.DataFrame:
    """Sums by code × every measure; of the `known` measures 0 where a code has no row, the others missing."""
    sums = rows.groupby([per, "mått"], observed=True)[column].sum().unstack("mått")
    sums.columns = pd.Index([str(name) for name in sums.columns])
    filled = sums.reindex(columns=list(known or sums.columns)).fillna(0) if known else sums
    return filled.reindex(columns=list(terms.MEASURES)).astype("Int64" if column == "belopp" else "Float64")


def _in_file(rows: Rows, fil: str) -> Rows:
    """The same beloppstyp, version and months among the volumes."""
    months = [
        Condition("månad" if one.name == "period" else one.name, one.sign, one.values)
        for one in rows.conditions
    ]
    return urval.summed(fil, "volym") & Rows(tuple(months))


def effects(units: Units, actual: str = terms.M_UTFALL) -> pd.DataFrame:
    """Volymeffekt, mixeffekt and priseffekt of each code's avvikelse (`explain.price_and_volume`).

    Mix is between tjänster, or ansvar, counted in the same unit; others cannot be compared. Only those with cost and a
    volume both in `actual` (utfall or prognos) and in its budget. Indexed by code.
    """
    budget = ACTUAL[actual]
    frame = pd.DataFrame(
        {
            "enhet": units.enhet,
            "belopp": units.cost[actual],
            "belopp_budget": units.cost[budget],
            "volym": units.volume[actual],
            "volym_budget": units.volume[budget],
        }
    )
    known = frame.dropna()
    known = known[(known["volym"] > 0) & (known["volym_budget"] > 0)]
    plain = known.astype(
        {"belopp": "int64", "belopp_budget": "int64", "volym": "float64", "volym_budget": "float64"}
    )
    parts = [price_and_volume(group) for _, group in plain.groupby("enhet", sort=True)]
    return pd.concat(parts).sort_index() if parts else price_and_volume(plain)
