"""Underlag: the rows of the inputs that a printed figure is made of, found by its urval."""

from ekonomi.underlag.ground import (
    KEYS,
    Followed,
    Ground,
    Selector,
    evaluate,
    follow,
    pick,
    postings,
    split_postings,
    ways,
)
