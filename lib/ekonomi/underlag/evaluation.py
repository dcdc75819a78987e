"""The figure that an urval gives, computed again from its rows, exactly."""

from fractions import Fraction

from ekonomi import style, urval
from ekonomi.underlag.ground import SHARE, Ground, postings
from ekonomi.urval import Expression, Part, Rows


def booked(ground: Ground, rows: Rows) -> int:
    """What the ledger rows of an urval sum to (öre)."""
    return int(postings(ground, rows)[SHARE].sum())


def evaluate(ground: Ground, expression: Part, unit: str) -> Fraction | None:
    """The figure that an expression gives, amounts of the ledger in `unit` (mnkr, tkr, kr), the rest as filed."""
    money = unit if unit in ("mnkr", "tkr", "kr") else "kr"

    def amount(rows: Rows) -> Fraction:
        if rows.file is None:
            return Fraction(style.in_unit(booked(ground, rows), money))
        return ground.others.amount(rows)

    return urval.evaluate(expression, amount)


def of_ledger(expression: Expression) -> bool:
    """True where every part of a figure stands in the ledger and the figure is their sum, added or subtracted."""
    parts = urval.linear(expression)
    return parts is not None and all(rows.file is None for _, rows in parts)
