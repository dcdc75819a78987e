"""The example from assumptions to solved rows: costs first, then the prices that they give, then both together."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np
import pandas as pd

from data.generator import keys as allocation_keys
from data.generator.book import Book
from data.generator.costs import write_costs
from data.generator.facts import facts_of, service_costs
from data.generator.figures import Figure, Reader, assumed, published
from data.generator.habits import write_habits
from data.generator.income import write_income
from data.generator.internal import write_internal
from data.generator.lines import cost_lines
from data.generator.plans import write_budget, write_forecasts
from data.generator.solve import Solution, solve
from data.generator.underlag import Assumptions, load

SEED = 20250331
COST_TABLES = ("3.2.4 tjänstekostnader", "3.2.1 interna poster")


@dataclass(frozen=True)
class Example:
    """The solved example: rows with `kronor` (report sign), the book behind them, registers, figures and misses."""

    given: Assumptions
    book: Book
    rows: pd.DataFrame
    recurring: dict
    pools: pd.DataFrame
    keys: pd.DataFrame
    figures: list[Figure]
    misses: np.ndarray


def build() -> Example:
    """Write every row and solve the amounts."""
    given, rng = load(), Random(SEED)
    pools, keys = allocation_keys.pools(given), allocation_keys.keys(given, rng)
    book, lines = Book(), cost_lines(given)
    write_costs(book, lines, given, rng)
    recurring = write_habits(book, lines, given, rng)
    write_internal(book, given, rng)
    write_budget(book, lines, given)
    write_forecasts(book, lines, given, rng)
    _, first, _ = _solved(book, given, pools, keys, _only_costs)
    book.priors[:] = [float(x) for x in first.amounts]
    write_income(book, service_costs(book.frame(), first.amounts, given, pools, keys), given, rng)
    figures, last, rows = _solved(book, given, pools, keys, lambda figure: True)
    rows = rows.assign(kronor=last.amounts[rows["amount"]] * rows["times"])
    return Example(given, book, rows, recurring, pools, keys, figures, last.misses)


def _solved(
    book: Book, given: Assumptions, pools: pd.DataFrame, keys: pd.DataFrame, wanted: Callable[[Figure], bool]
) -> tuple[list[Figure], Solution, pd.DataFrame]:
    rows, priors = book.frame(), book.values()
    facts = facts_of(rows, given, pools, keys)
    reader = Reader(facts)
    figures = [figure for figure in published(reader, priors) + assumed(reader) if wanted(figure)]
    solution = solve(book, figures, facts)
    return figures, solution, rows


def _only_costs(figure: Figure) -> bool:
    table, row, _ = figure.name
    if not figure.published:
        return row not in ("resultat", "kommunbidrag")
    if table == "2.1.1 volym":
        return not row.startswith("Intäkter")
    return table in COST_TABLES or row.startswith(("Kostnader", "Personal"))
