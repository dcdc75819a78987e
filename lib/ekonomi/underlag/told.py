"""What a figure is made of, as lines to read."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from ekonomi import style
from ekonomi.tables.postings import AMOUNTS, TEXTS, told
from ekonomi.underlag.followed import Followed
from ekonomi.underlag.ground import BOOKED, SHARE, WAY

_HEADS = {**TEXTS, BOOKED: "Bokfört, kr", SHARE: "I siffran, kr", "värde": "Värde i filen"}
_WAY = {**{name: name.capitalize() for name in ("led", *WAY)}, "via": "Sista nyckel", SHARE: "Kr"}
_RIGHT = (*AMOUNTS, "rad")
DIRECT = "bokfört direkt"


def lines(found: Followed, *, text: bool) -> Iterator[str]:
    """The figure, its urval, the steps of the tjänsteomräkning, every row, and what the rows come to."""
    yield from dict.fromkeys((headline(found), _chosen(found)))
    if len(found.ways):
        yield ""
        yield "Tjänsteomräkningens steg (ansvar → pool → den pool vars nyckel gav → tjänst):"
        yield from _aligned(found.ways.replace({"pool": {"": DIRECT}}), _WAY)
    yield ""
    yield from _aligned(found.rows, {name: _HEADS[name] for name in told(found.rows, text=text)})
    yield ""
    yield from _ending(found)


def headline(found: Followed) -> str:
    """The figure and what it says; the urval where that is all that was asked about."""
    figure = found.figure
    if "tabell" not in figure:
        return _chosen(found)
    said = style.in_words(str(figure["visat"]), str(figure["enhet"]))
    return f"{figure['tabell']} / {figure['rad']} / {figure['kolumn']}: {said} (oavrundat {printed(found)})"


def _chosen(found: Followed) -> str:
    return f"Urval: {found.figure['urval']}"


def printed(found: Followed) -> str:
    """The figure as siffror.csv has it, unrounded."""
    return style.unrounded(Decimal(str(found.figure["värde"])))


def exact(found: Followed) -> str:
    """The figure computed again from the rows, unrounded."""
    return style.unrounded(_computed(found))


def _computed(found: Followed) -> Decimal:
    value = found.found or Fraction(0)
    return Decimal(value.numerator) / Decimal(value.denominator)


def _ending(found: Followed) -> Iterator[str]:
    unit = str(found.figure["enhet"])
    count = f"{style.number(Decimal(found.count or len(found.rows)), 0)} {'poster' if found.count else 'rader'}"
    if found.count:
        yield f"Här är {len(found.rows)}, de första av varje led; --alla visar alla, och --ut skriver dem till en fil."
    if found.found is None:
        yield f"{count}. Siffran är en statistisk prognos, beräknad ur raderna; den är ingen summa av dem."
        return
    if not found.summed:
        yield f"{count}. Siffran räknas ut som urvalet säger: {style.shown(_computed(found), unit)}."
        return
    for name, kind in ((SHARE, " kr"), ("värde", "")):
        if name in found.sums:
            yield f"Summa {count}: {_cell(found.sums[name], name)}{kind}."


def _cell(value: Any, name: str) -> str:
    if pd.isna(value):
        return ""
    if name in AMOUNTS:
        return style.number(style.in_unit(value, "antal" if name == "värde" else "kr"), 2)
    # a line stays a line, whatever an input holds
    return "".join(sign if sign.isprintable() else " " for sign in str(value))


def _aligned(rows: pd.DataFrame, heads: Mapping[str, str]) -> Iterator[str]:
    """Columns under their `heads`, as wide as their widest cell; numbers to the right."""
    columns = [[head, *(_cell(value, name) for value in rows[name])] for name, head in heads.items()]
    widths = [max(map(len, column)) for column in columns]
    for row in zip(*columns, strict=True):
        cells = zip(row, widths, heads, strict=True)
        placed = (cell.rjust(width) if name in _RIGHT else cell.ljust(width) for cell, width, name in cells)
        yield "  ".join(placed).rstrip()
