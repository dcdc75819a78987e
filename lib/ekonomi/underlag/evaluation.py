"""The figure that an urval gives, computed again from its rows, exactly."""

from fractions import Fraction

from ekonomi import style, terms, urval
from ekonomi.underlag.ground import SHARE, Ground, file_rows, postings
from ekonomi.urval import Formula, Part, Rows


def _amount(ground: Ground, rows: Rows, unit: str) -> Fraction:
    """What the rows of an urval sum to, exactly: amounts in `unit` (else kronor), the rest as the file has it."""
    if rows.file is None:
        return Fraction(booked(ground, rows), max(style.per_unit(unit), terms.ÖRE_PER_KRONA))
    return sum((Fraction(str(value)) for value in file_rows(ground, rows)["värde"]), Fraction(0))


def booked(ground: Ground, rows: Rows) -> int:
    """What the ledger rows of an urval sum to (öre)."""
    return int(postings(ground, rows)[SHARE].sum())


def evaluate(ground: Ground, expression: Part, unit: str) -> Fraction | None:
    """The figure that an expression gives, in `unit`; None for a statistical forecast, which is no sum."""
    if isinstance(expression, int):
        return Fraction(expression)
    if isinstance(expression, Rows):
        return _amount(ground, expression, unit)
    parts = [evaluate(ground, part, unit) for part in expression.parts]
    known = [part for part in parts if part is not None]
    return _combined(expression, known) if len(known) == len(parts) else None


def _combined(formula: Formula, parts: list[Fraction]) -> Fraction | None:
    if formula.operator in urval.FORECASTS:
        return None
    if formula.operator == urval.SIZE:
        return abs(parts[0])
    if formula.operator == urval.WHOLE:
        return Fraction(round(parts[0] * terms.ÖRE_PER_KRONA), terms.ÖRE_PER_KRONA)
    first, *rest = parts
    if formula.operator == urval.MINUS:
        return first - rest[0] if rest else -first
    if formula.operator == urval.PLUS:
        return first + rest[0]
    return first * rest[0] if formula.operator == urval.TIMES else first / rest[0]
