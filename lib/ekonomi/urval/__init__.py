"""Urval: which rows of the inputs each printed figure is made of, written in siffror.csv and read back."""

from ekonomi.urval.evaluation import Amount, Files, evaluate, figures
from ekonomi.urval.expression import (
    COUNTED,
    FILE,
    FORECASTS,
    MINUS,
    MODEL,
    NOT,
    OVER,
    PLUS,
    SIZE,
    SPAN,
    SUMMED,
    TIMES,
    WHOLE,
    Condition,
    Expression,
    Formula,
    Part,
    Rows,
    apply,
    but,
    counted,
    dated,
    each,
    linear,
    only,
    parts_of,
    span,
    summed,
    total,
    until,
)
from ekonomi.urval.parsing import UrvalError, parse
from ekonomi.urval.selection import Selector
