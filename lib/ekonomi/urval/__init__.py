"""Urval: which rows of the inputs each printed figure is made of, written in siffror.csv and read back."""

from ekonomi.urval.evaluation import Amount, Files, Selector, evaluate, figures
from ekonomi.urval.expression import (
    COUNTED,
    FORECASTS,
    IS,
    MODEL,
    WHOLE,
    Condition,
    Expression,
    Formula,
    Part,
    Rows,
    UrvalError,
    apply,
    but,
    counted,
    dated,
    each,
    linear,
    only,
    parse,
    parts_of,
    span,
    summed,
    total,
    until,
)
