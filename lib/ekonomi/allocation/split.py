"""Splitting amounts without losing an öre."""

import numpy as np
import pandas as pd


def split_amounts(amounts: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Split n amounts (int64, öre) by an n × m matrix of shares (rows sum to 1) into n × m int64.

    Largest remainder (Hamilton's method; Balinski & Young, *Fair Representation*, 1982, chapter 3): each
    part is rounded down in size, and the öre that remain go to the largest fractions, first column first
    on ties. Every row sums to its amount exactly.
    """
    exact = np.abs(amounts)[:, None] * shares
    parts = np.floor(exact).astype(np.int64)
    left = np.abs(amounts) - parts.sum(axis=1)
    order = np.argsort(parts - exact, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(shares.shape[1])[None, :], axis=1)
    parts += rank < left[:, None]
    return parts * np.sign(amounts)[:, None]


def split_rows(rows: pd.DataFrame, shares: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows with belopp (öre) split by the shares of each, a row per part that is not 0; its column goes to `name`."""
    parts = split_amounts(rows["belopp"].to_numpy(), shares.to_numpy())
    source, target = parts.nonzero()
    return rows.iloc[source].assign(**{name: shares.columns.to_numpy()[target], "belopp": parts[source, target]})
