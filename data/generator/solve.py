"""Amounts that add up: the smallest change of the prior amounts that gives every figure.

1. Among the figure vectors that amounts can give, find the one whose largest miss, in tolerances, is least
   (a smooth p-norm, so that the answer is one and the same everywhere).
2. Move each amount in proportion to its size and flexibility (weighted least squares, closed form) so that
   the figures become that vector.
Both results are rounded before use, so that the last bits of a platform's arithmetic never reach a file.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from data.generator.book import Book
from data.generator.facts import Facts
from data.generator.figures import Figure

POWER, ROUNDS, EVENNESS = 12, 100, 1e-3
INDEPENDENT = 1e-7
TARGET_STEP = 100.0
FACTOR_DECIMALS = 7


@dataclass(frozen=True)
class Solution:
    """The solved amounts (kronor, whole öre) and each figure's miss in kronor."""

    amounts: np.ndarray
    misses: np.ndarray


def solve(book: Book, figures: list[Figure], facts: Facts) -> Solution:
    """Amounts near the book's priors that give every figure, in whole steps."""
    priors = np.array(book.priors)
    matrix = _matrix(figures, facts, len(priors))
    scale = np.abs(priors) * np.array(book.flexes) / _weight(facts, len(priors))
    gram = (matrix @ sparse.diags(scale) @ matrix.T).toarray()
    chosen = _independent(gram)
    start = matrix @ priors
    wanted = np.array([figure.target for figure in figures]) - start
    tolerances = np.array([figure.tolerance for figure in figures])
    step = _nearest(gram, chosen, wanted, tolerances)
    factors = np.round(np.linalg.solve(gram[np.ix_(chosen, chosen)], step), FACTOR_DECIMALS)
    amounts = _in_steps(priors + scale * (matrix[chosen].T @ factors), np.array(book.steps))
    return Solution(amounts, matrix @ amounts - start - wanted)


def _in_steps(kronor: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The nearest whole number of steps, exact to the öre."""
    öre = np.round(steps * 100)
    return np.round(kronor * 100 / öre) * öre / 100


def _weight(facts: Facts, size: int) -> np.ndarray:
    """How many times an amount counts in the end: a rent of twelve months moves no more than one invoice."""
    return np.maximum(1.0, np.abs(np.bincount(facts.amount, facts.times, minlength=size)))


def _matrix(figures: list[Figure], facts: Facts, size: int) -> sparse.csr_matrix:
    """Figures × amounts."""
    rows = [np.bincount(facts.amount, figure.weights * facts.times, minlength=size) for figure in figures]
    return sparse.csr_matrix(np.array(rows))


def _independent(gram: np.ndarray) -> list[int]:
    """The figures that do not follow from earlier ones (Cholesky's method, in the order given)."""
    chosen: list[int] = []
    left = gram.copy()
    for place in range(len(gram)):
        if left[place, place] > INDEPENDENT * gram[place, place]:
            chosen.append(place)
            column = left[:, place] / np.sqrt(left[place, place])
            left = left - np.outer(column, column)
    return chosen


def _nearest(gram: np.ndarray, chosen: list[int], wanted: np.ndarray, tolerances: np.ndarray) -> np.ndarray:
    """The change of the independent figures whose consequences for all figures miss least, in tolerances.

    Newton's method on the sum of misses to the power `POWER` and, so that there is but one answer, of a
    little of their squares; each miss is counted in tolerances.
    """
    follow = gram[:, chosen] @ np.linalg.inv(gram[np.ix_(chosen, chosen)])
    scaled, goal = follow / tolerances[:, None], wanted / tolerances
    step = np.linalg.lstsq(scaled, goal, rcond=None)[0]
    for _ in range(ROUNDS):
        miss = goal - scaled @ step
        pull = np.abs(miss) ** (POWER - 2)
        bend = scaled.T @ (scaled * ((POWER - 1) * pull + EVENNESS)[:, None])
        step += np.linalg.solve(bend, scaled.T @ ((pull + EVENNESS) * miss))
    return np.round(step / TARGET_STEP) * TARGET_STEP
