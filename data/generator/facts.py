"""What the figures are summed from: each row's place in the report, and its share of each column of 3.2.4."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.generator.internal import OWN
from data.generator.lines import INITIATIVES
from data.generator.underlag import Assumptions

INCOME = ("intäkter", "kommunbidrag", "kommuninterna bidrag")
BASE = "bastjänster och digital infrastruktur"
COLUMNS = ("EK", "HR", "KLS", "Digital Infrastruktur", INITIATIVES, "övriga tjänster", "kommunbidrag")


@dataclass(frozen=True)
class Facts:
    """Arrays over the rows of the book; `shares` (rows × COLUMNS) is where each row ends after allocation."""

    typ: np.ndarray
    version: np.ndarray
    year: np.ndarray
    month: np.ndarray
    slag: np.ndarray
    income: np.ndarray
    internal: np.ndarray
    area: np.ndarray
    development: np.ndarray
    shares: np.ndarray
    amount: np.ndarray
    times: np.ndarray


def facts_of(rows: pd.DataFrame, given: Assumptions, pools: pd.DataFrame, keys: pd.DataFrame) -> Facts:
    """The facts of every row of the book."""
    slag = rows["konto"].map(lambda konto: given.slag.get(konto, konto))
    moments = rows["period"].where(rows["typ"] != "prognos", rows["version"])
    return Facts(
        typ=rows["typ"].to_numpy(),
        version=rows["version"].to_numpy(),
        year=rows["period"].str[:4].astype(int).to_numpy(),
        month=rows["period"].str[5:].astype(int).to_numpy(),
        slag=slag.to_numpy(),
        income=slag.isin(INCOME).to_numpy(),
        internal=(rows["motpart"] == OWN).to_numpy(),
        area=rows["ansvar"].map(given.areas).to_numpy(),
        development=rows["projekt"].str.startswith("2").to_numpy(),
        shares=column_shares(rows["ansvar"], rows["tjänst"], moments, given, pools, keys),
        amount=rows["amount"].to_numpy(),
        times=rows["times"].to_numpy().astype(float),
    )


def service_shares(pools: pd.DataFrame, keys: pd.DataFrame, period: str) -> dict[str, dict[str, float]]:
    """For each ansvar with a pool: the share of its cost without tjänst that ends on each tjänst (step-down)."""
    known, weights = _valid(pools, period), _valid(keys, period)
    ends: dict[str, dict[str, float]] = {}
    for pool in known.sort_values("steg", ascending=False, kind="stable")["pool"].unique():
        own = weights[weights["pool"] == pool]
        ends[pool], total = {}, own["vikt"].sum()
        for receiver, kind, weight in zip(own["mottagare"], own["mottagarslag"], own["vikt"], strict=True):
            onward = ends[receiver] if kind == "pool" else {receiver: 1.0}
            for tjänst, share in onward.items():
                ends[pool][tjänst] = ends[pool].get(tjänst, 0.0) + share * weight / total
    return {ansvar: ends[pool] for pool, ansvar in zip(known["pool"], known["ansvar"], strict=True)}


def _valid(register: pd.DataFrame, period: str) -> pd.DataFrame:
    ended = (register["giltig_till"] != "") & (register["giltig_till"] < period)
    return register[(register["giltig_från"] <= period) & ~ended]


def column_of(tjänst: str, given: Assumptions) -> int:
    """The column of table 3.2.4 that a tjänst belongs to."""
    service = given.services[tjänst]
    return COLUMNS.index(service.area if service.group == BASE else service.group)


def column_shares(
    units: pd.Series,
    services: pd.Series,
    periods: pd.Series,
    given: Assumptions,
    pools: pd.DataFrame,
    keys: pd.DataFrame,
) -> np.ndarray:
    """Rows × COLUMNS: 1 where a row has a tjänst, the effective shares of its pool where it has none."""
    known: dict[tuple[str, str, str], np.ndarray] = {}
    years = {year: service_shares(pools, keys, f"{year}-01") for year in sorted(periods.str[:4].unique())}
    out = np.zeros((len(units), len(COLUMNS)))
    for row, key in enumerate(zip(units, services, periods, strict=True)):
        if key not in known:
            known[key] = _vector(*key, years, given)
        out[row] = known[key]
    return out


def _vector(ansvar: str, tjänst: str, period: str, years: dict, given: Assumptions) -> np.ndarray:
    vector = np.zeros(len(COLUMNS))
    parts = {tjänst: 1.0} if tjänst else years[period[:4]][ansvar]
    for service, share in sorted(parts.items()):
        vector[column_of(service, given)] += share
    return vector


def service_costs(
    rows: pd.DataFrame, values: np.ndarray, given: Assumptions, pools: pd.DataFrame, keys: pd.DataFrame
) -> dict[tuple[int, str], float]:
    """The full cost (kronor, positive) per year and tjänst: of the budget where there is one, else the outcome."""
    cost = ~rows["konto"].map(lambda konto: given.slag.get(konto, konto)).isin(INCOME)
    year = rows["period"].str[:4].astype(int)
    basis = (rows["typ"] == "budget") | ((rows["typ"] == "utfall") & (year < 2024))
    own = rows[cost & basis].assign(year=year, kronor=-values[rows["amount"]] * rows["times"])
    sums = own.groupby(["year", "ansvar", "tjänst"], as_index=False)["kronor"].sum()
    shares = {y: service_shares(pools, keys, f"{y}-12") for y in sorted(sums["year"].unique())}
    out: dict[tuple[int, str], float] = {}
    for y, ansvar, tjänst, kronor in sums.itertuples(index=False):
        for service, share in ({tjänst: 1.0} if tjänst else shares[y][ansvar]).items():
            out[y, service] = out.get((y, service), 0.0) + kronor * share
    return out
