"""Reads an urval back from its text."""

import re
from collections.abc import Callable, Iterator, Sequence

from ekonomi.urval.expression import (
    FUNCTIONS,
    IS,
    MINUS,
    OVER,
    PLUS,
    SPAN,
    TIMES,
    Condition,
    Expression,
    Formula,
    Part,
    Rows,
    apply,
)

_LEXEME = re.compile(r'\{(?P<rows>(?:[^"{}]|"(?:[^"]|"")*")*)\}|(?P<word>[a-zåäö_0-9]+)|(?P<sign>[+−·/()])')
_CONDITION = re.compile(r'\s*(?P<name>[a-zåäö_]+)(?P<sign>[=≠])(?P<values>(?:[^";]|"(?:[^"]|"")*")*)(?:;|$)')
_VALUE = re.compile(r'"((?:[^"]|"")*)"|([^|"]+)')
Tokens = Sequence[tuple[str, str]]


class UrvalError(ValueError):
    """A text that is no urval."""


def parse(text: str) -> Expression:
    """The expression that an urval says, so that `str(parse(text)) == text`. Raises UrvalError."""
    if "{" not in text.split('"', 1)[0]:
        return _rows(text)
    tokens = list(_tokens(text))
    found, rest = _sum(tokens)
    if rest or isinstance(found, int):
        raise UrvalError(f"urvalet går inte att läsa: {text}")
    return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        found = _LEXEME.match(text, place)
        if found is None:
            raise UrvalError(f"urvalet går inte att läsa: {text}")
        kind = str(found.lastgroup)
        yield kind, found.group(kind)
        place = found.end()


def _sum(tokens: Tokens) -> tuple[Part, Tokens]:
    return _chain(tokens, (PLUS, MINUS), _product)


def _product(tokens: Tokens) -> tuple[Part, Tokens]:
    return _chain(tokens, (TIMES, OVER), _single)


def _chain(
    tokens: Tokens, signs: tuple[str, ...], inner: Callable[[Tokens], tuple[Part, Tokens]]
) -> tuple[Part, Tokens]:
    left, tokens = inner(tokens)
    while tokens and tokens[0][1] in signs and tokens[0][0] == "sign":
        sign = tokens[0][1]
        right, tokens = inner(tokens[1:])
        left = Formula(sign, (left, right))
    return left, tokens


def _single(tokens: Tokens) -> tuple[Part, Tokens]:
    if not tokens:
        raise UrvalError("urvalet slutar mitt i en formel")
    (kind, text), rest = tokens[0], tokens[1:]
    if kind == "rows":
        return _rows(text), rest
    if text == MINUS:
        part, rest = _single(rest)
        return Formula(MINUS, (part,)), rest
    if kind == "word" and text.isdigit():
        return int(text), rest
    if text in FUNCTIONS or text == "(":
        inner, rest = _sum(rest if text == "(" else rest[1:])
        if not rest or rest[0][1] != ")":
            raise UrvalError("urvalet saknar en högerparentes")
        return (inner if text == "(" else apply(text, inner)), rest[1:]
    raise UrvalError(f"urvalet innehåller {text} där en del väntades")


def _rows(text: str) -> Rows:
    conditions, place = [], 0
    while place < len(text):
        found = _CONDITION.match(text, place)
        if found is None:
            raise UrvalError(f"urvalet går inte att läsa: {text}")
        conditions.append(_condition(found["name"], found["sign"], found["values"]))
        place = found.end()
    return Rows(tuple(conditions))


def _condition(name: str, sign: str, values: str) -> Condition:
    plain = re.sub(r'"(?:[^"]|"")*"', lambda quoted: "q" * len(quoted[0]), values)
    if sign == IS and SPAN in plain:
        at = plain.index(SPAN)
        return Condition(name, SPAN, tuple(_unquoted(part) for part in (values[:at], values[at + 2 :])))
    return Condition(name, sign, tuple(_unquoted(found[0]) for found in _VALUE.finditer(values)))


def _unquoted(value: str) -> str:
    return value[1:-1].replace('""', '"') if value.startswith('"') else value
