"""Underlag: the rows of the inputs that a printed figure is made of, found by its urval."""

from ekonomi.underlag.ground import (
    FIRST,
    KEYS,
    Followed,
    Ground,
    Selector,
    evaluate,
    follow,
    heaviest,
    pick,
    postings,
    summed,
    ways,
)
from ekonomi.underlag.posted import STRING, largest, of_strings
