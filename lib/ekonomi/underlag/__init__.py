"""Underlag: the rows of the inputs that a printed figure is made of, found by its urval."""

from ekonomi.underlag.evaluation import evaluate
from ekonomi.underlag.follow import COLUMNS, Followed, follow, pick
from ekonomi.underlag.ground import (
    KEYS,
    Ground,
    Selector,
    file_rows,
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
    "file_rows",
    "follow",
    "ground",
    "ground_of",
    "pick",
    "postings",
    "split_postings",
    "ways",
]
