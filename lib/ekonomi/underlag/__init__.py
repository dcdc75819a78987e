"""Underlag: the rows of the inputs that a printed figure is made of, found by its urval."""

from ekonomi.underlag.follow import Followed, follow, pick
from ekonomi.underlag.ground import KEYS, Ground, Selector, evaluate, postings, split_postings, ways
