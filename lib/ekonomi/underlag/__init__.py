"""Underlag: the rows of the inputs that a printed figure is made of, found by its urval."""

from ekonomi.underlag.followed import Followed, follow, pick
from ekonomi.underlag.ground import (
    FIRST,
    KEYS,
    Ground,
    Selector,
    evaluate,
    heaviest,
    postings,
    summed,
    ways,
)
from ekonomi.underlag.posted import STRING, largest, of_strings
