"""Underlag: the rows of the inputs that a printed figure is made of, found by its urval."""

from ekonomi.underlag.evaluation import evaluate, of_ledger
from ekonomi.underlag.follow import COLUMNS, Followed, follow, pick
from ekonomi.underlag.ground import (
    KEYS,
    Ground,
    Selector,
    ground,
    ground_of,
    postings,
    split_postings,
    ways,
)

__all__ = [
    "COLUMNS",
    "KEYS",
    "Followed",
    "Ground",
    "Selector",
    "evaluate",
    "follow",
    "ground",
    "ground_of",
    "of_ledger",
    "pick",
    "postings",
    "split_postings",
    "ways",
]
