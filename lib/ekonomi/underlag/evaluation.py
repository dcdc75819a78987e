"""The figure that an urval gives, computed again from its rows, exactly."""

from fractions import Fraction

from ekonomi import style, terms, urval
from ekonomi.underlag.ground import SHARE, Ground, postings
from ekonomi.urval import Part, Rows


def booked(ground: Ground, rows: Rows) -> int:
    """What the ledger rows of an urval sum to (öre)."""
    return int(postings(ground, rows)[SHARE].sum())


def evaluate(ground: Ground, expression: Part, unit: str) -> Fraction | None:
    """The figure that an expression gives, amounts of the ledger in `unit` (else kronor), the rest as filed."""

    öre = max(style.per_unit(unit), terms.ÖRE_PER_KRONA)

    def amount(rows: Rows) -> Fraction:
        return Fraction(booked(ground, rows), öre) if rows.file is None else ground.others.amount(rows)

    return urval.evaluate(expression, amount, öre)
