"""Urval: which rows a printed figure is made of, as an expression that people read and `parse` reads back.

`beloppstyp=utfall; period=2025-01..2025-03; kostnadsslag=personal; motpart≠egen nämnd` selects rows; a figure of
several parts puts each in braces: `{…} − {…}`. docs/handbok/folj_en_siffra.md has the grammar.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import count
from operator import add
from typing import Union

IS, NOT, SPAN = "=", "≠", ".."
PLUS, MINUS, TIMES, OVER = "+", "−", "·", "/"
SIZE, WHOLE = "storlek", "hela_ören"
MEDIAN, LOWER, UPPER = "prognos_median", "prognos_nedre_80", "prognos_övre_80"
MODEL = "prognosmodell"
FORECASTS = (MEDIAN, LOWER, UPPER, MODEL)
FUNCTIONS = (SIZE, WHOLE, *FORECASTS)
FILE, SUMMED, COUNTED = "fil", "summa", "antal"
# the order in which conditions are written; others come after, as they were given
_FIRST = (
    *(FILE, SUMMED, COUNTED, "beloppstyp", "version", "period"),
    *("kostnadsslag", "resultatrad", "nycklar", "linje", "tjänst"),
)
_ORDER = {name: place for place, name in enumerate(_FIRST)}
_STRENGTH = {PLUS: 1, MINUS: 1, TIMES: 2, OVER: 2}
_SINGLE = 3
# a dot at either end would run into the two dots of a span
_PLAIN = re.compile(r'(?!.*\.\.)[^\s;|=≠{}()".][^;|=≠{}"\n\r]*(?<![\s.])')

Expression = Union["Rows", "Formula"]
Part = Union["Rows", "Formula", int]


class _Algebra:
    """What rows and formulas share: they are put together as the amounts that they stand for."""

    def __add__(self, other: "Rows | Formula") -> "Formula":
        return Formula(PLUS, (self, other))  # type: ignore[arg-type]

    def __sub__(self, other: "Rows | Formula") -> "Formula":
        return Formula(MINUS, (self, other))  # type: ignore[arg-type]

    def __mul__(self, other: "Rows | Formula | int") -> "Formula":
        return Formula(TIMES, (self, other))  # type: ignore[arg-type]

    def __rmul__(self, other: int) -> "Formula":
        return Formula(TIMES, (other, self))  # type: ignore[arg-type]

    def __truediv__(self, other: "Rows | Formula | int") -> "Formula":
        return Formula(OVER, (self, other))  # type: ignore[arg-type]

    def __neg__(self) -> "Formula":
        return Formula(MINUS, (self,))  # type: ignore[arg-type]

    def __abs__(self) -> "Formula":
        return Formula(SIZE, (self,))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Condition:
    """A condition on a column: one of `values` (`sign` =), none of them (≠), or from the first to the last (..)."""

    name: str
    sign: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        if self.sign == SPAN:
            return f"{self.name}={SPAN.join(_said(value) if value else '' for value in self.values)}"
        return f"{self.name}{self.sign}{'|'.join(_said(value) for value in self.values)}"


@dataclass(frozen=True)
class Rows(_Algebra):
    """The rows that meet every condition; as an amount, their sum. `&` narrows them further.

    Rows of the ledger (huvudbok, budget, prognos) unless a condition names a `fil`; then `summa` names the
    column that is summed, and `antal=rader` counts them.
    """

    conditions: tuple[Condition, ...] = ()

    def __and__(self, other: "Rows") -> "Rows":
        both = dict.fromkeys((*self.conditions, *other.conditions))
        return Rows(tuple(sorted(both, key=lambda one: _ORDER.get(one.name, len(_ORDER)))))

    def __str__(self) -> str:
        return "; ".join(str(one) for one in self.conditions)

    def without(self, *names: str) -> "Rows":
        """The same rows without the conditions on some columns."""
        return Rows(tuple(one for one in self.conditions if one.name not in names))

    def of(self, name: str) -> Condition | None:
        """The condition on a column, None where there is none."""
        return next((one for one in self.conditions if one.name == name), None)

    @property
    def file(self) -> str | None:
        """The file that the rows stand in; None for the ledger."""
        found = self.of(FILE)
        return found.values[0] if found else None


@dataclass(frozen=True)
class Formula(_Algebra):
    """How parts are combined: + − · / between two, − before one, or one of `FUNCTIONS` of one."""

    operator: str
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        if self.operator in FUNCTIONS:
            return f"{self.operator}({self._part(0, 0)})"
        if len(self.parts) == 1:
            return f"{self.operator}{self._part(0, _SINGLE)}"
        strength = _STRENGTH[self.operator]
        # read from the left: what stands to the right of a sign must be bound together more strongly
        return f"{self._part(0, strength)} {self.operator} {self._part(1, strength + 1)}"

    def _part(self, place: int, strength: int) -> str:
        part = self.parts[place]
        if isinstance(part, Rows):
            return f"{{{part}}}"
        if isinstance(part, int) or part.operator in FUNCTIONS:
            return str(part)
        weaker = (1 if len(part.parts) == 1 else _STRENGTH[part.operator]) < strength
        return f"({part})" if weaker else str(part)


def only(name: str, *values: str) -> Rows:
    """The rows that have one of the values in a column."""
    return Rows((Condition(name, IS, tuple(values)),))


def each(cells: Mapping[str, object]) -> Rows:
    """The rows that have each of the cells, by column."""
    return Rows(tuple(Condition(name, IS, (str(value),)) for name, value in cells.items()))


def but(name: str, *values: str) -> Rows:
    """The rows that have none of the values in a column."""
    return Rows((Condition(name, NOT, tuple(values)),))


def span(name: str, first: str, last: str) -> Rows:
    """The rows from `first` up to and including `last` in a column."""
    return only(name, first) if first == last else dated(name, first, last)


def dated(name: str, first: str, last: str) -> Rows:
    """The rows whose date, however long it is written, lies in the months from `first` up to and including `last`."""
    return Rows((Condition(name, SPAN, (first, last)),))


def summed(fil: str, column: str) -> Rows:
    """The sum of a column of another file than the ledger's."""
    return only(FILE, fil) & only(SUMMED, column)


def counted(fil: str) -> Rows:
    """The number of rows of another file than the ledger's."""
    return only(FILE, fil) & only(COUNTED, "rader")


def apply(function: str, part: Part) -> Formula:
    """One of `FUNCTIONS` of a part."""
    return Formula(function, (part,))


def total(parts: Iterable[Expression]) -> Expression:
    """The sum of parts; there must be at least one."""
    listed = list(parts)
    return reduce(add, listed)


def parts_of(expression: Part) -> Iterator[Rows]:
    """Every selection of rows in an expression, from left to right."""
    if isinstance(expression, Rows):
        yield expression
    elif isinstance(expression, Formula):
        for part in expression.parts:
            yield from parts_of(part)


def linear(expression: Part, sign: int = 1) -> list[tuple[int, Rows]] | None:
    """The selections whose sums, each with its sign, add up to the figure; None for other formulas."""
    if isinstance(expression, Rows):
        return [(sign, expression)]
    if isinstance(expression, int) or expression.operator not in (PLUS, MINUS):
        return None
    signs = [sign] * len(expression.parts)
    if expression.operator == MINUS:
        signs[-1] = -sign
    found = [linear(part, side) for part, side in zip(expression.parts, signs, strict=True)]
    return None if any(part is None for part in found) else [one for part in found for one in part or []]


def _said(value: str) -> str:
    """A value as written: in quotation marks where it holds a sign of the grammar, or nothing."""
    return value if _PLAIN.fullmatch(value) else '"' + value.replace('"', '""') + '"'


_ROWS = re.compile(r'\{((?:[^"{}]|"(?:[^"]|"")*")*)\}')
_FORMULA = re.compile("[a-zåäö_0-9+−·/() ]*")
_CONDITION = re.compile(r'\s*(?P<name>[a-zåäö_]+)(?P<sign>[=≠])(?P<values>(?:[^";]|"(?:[^"]|"")*")*)(?:;|$)')
_VALUE = re.compile(r'"((?:[^"]|"")*)"|([^|"]+)')
_PYTHON = str.maketrans({MINUS: "-", TIMES: "*"})  # a formula is a Python expression but for its signs and its rows
_SIGNS: dict[type[ast.operator], str] = {ast.Add: PLUS, ast.Sub: MINUS, ast.Mult: TIMES, ast.Div: OVER}


class UrvalError(ValueError):
    """A text that is no urval."""


def parse(text: str) -> Expression:
    """The expression that an urval says, so that `str(parse(text)) == text`. Raises UrvalError."""
    if "{" not in text.split('"', 1)[0]:
        return _rows(text)
    rows = [_rows(found[1]) for found in _ROWS.finditer(text)]
    places = count()
    formula = _ROWS.sub(lambda _: f"_[{next(places)}]", text)
    try:
        found = _part(ast.parse(formula.translate(_PYTHON), mode="eval").body, rows)
    except SyntaxError:
        found = 0
    if isinstance(found, int) or not _FORMULA.fullmatch(_ROWS.sub("", text)):
        raise UrvalError(f"urvalet går inte att läsa: {text}")
    return found


def _part(node: ast.expr, rows: Sequence[Rows]) -> Part:
    """What a part of a formula stands for, its `rows` by their numbers: `_[0] - _[1]`."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=int(place))) if place < len(rows):
            return rows[place]
        case ast.Constant(value=int(number)):
            return number
        case ast.BinOp(left, operator, right) if type(operator) in _SIGNS:
            return Formula(_SIGNS[type(operator)], (_part(left, rows), _part(right, rows)))
        case ast.UnaryOp(ast.USub(), operand):
            return Formula(MINUS, (_part(operand, rows),))
        case ast.Call(ast.Name(function), [argument]) if function in FUNCTIONS:
            return apply(function, _part(argument, rows))
    raise UrvalError(f"urvalet innehåller {ast.unparse(node)} där en del väntades")


@cache  # the figures of a report share most of their selections, and a few hundred conditions
def _rows(text: str) -> Rows:
    conditions, place = [], 0
    while place < len(text):
        found = _CONDITION.match(text, place)
        if found is None:
            raise UrvalError(f"urvalet går inte att läsa: {text}")
        conditions.append(_condition(found["name"], found["sign"], found["values"]))
        place = found.end()
    return Rows(tuple(conditions))


@cache
def _condition(name: str, sign: str, values: str) -> Condition:
    plain = re.sub(r'"(?:[^"]|"")*"', lambda quoted: "q" * len(quoted[0]), values)
    if sign == IS and SPAN in plain:
        at = plain.index(SPAN)
        return Condition(name, SPAN, tuple(_unquoted(part) for part in (values[:at], values[at + 2 :])))
    return Condition(name, sign, tuple(_unquoted(found[0]) for found in _VALUE.finditer(values)))


def _unquoted(value: str) -> str:
    return value[1:-1].replace('""', '"') if value.startswith('"') else value
