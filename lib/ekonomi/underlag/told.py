"""What a figure is made of, as lines to read."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from ekonomi import style, terms
from ekonomi.tables.postings import TEXTS
from ekonomi.underlag.follow import Followed
from ekonomi.underlag.ground import BOOKED, SHARE

_HEADS = {**TEXTS, BOOKED: "Bokfört, kr", SHARE: "I siffran, kr", "värde": "Värde i filen"}
_WAY = {
    "led": "Led",
    "ansvar": "Ansvar",
    "pool": "Pool",
    "via": "Sista nyckel",
    "tjänst": "Tjänst",
    SHARE: "Kr",
}
DIRECT = "bokfört direkt"


def lines(found: Followed, *, text: bool) -> Iterator[str]:
    """The figure, its urval, the steps of the tjänsteomräkning, every row, and what the rows come to."""
    yield headline(found)
    yield f"Urval: {found.figure['urval']}"
    if len(found.ways):
        yield ""
        yield "Tjänsteomräkningens steg (ansvar → pool → den pool vars nyckel gav → tjänst):"
        ways = found.ways.replace({"pool": {"": DIRECT}})
        yield from _aligned(
            [list(_WAY.values()), *(_cells(row, list(_WAY)) for row in ways.to_dict("records"))]
        )
    yield ""
    shown = columns(found, text=text)
    rows = found.rows.to_dict("records")
    yield from _aligned([[_HEADS[name] for name in shown], *(_cells(row, shown) for row in rows)])
    yield ""
    yield from _ending(found)


def headline(found: Followed) -> str:
    """The figure and what it says."""
    figure = found.figure
    said = style.in_words(str(figure["visat"]), str(figure["enhet"]))
    return f"{figure['tabell']} / {figure['rad']} / {figure['kolumn']}: {said} (oavrundat {printed(found)})"


def printed(found: Followed) -> str:
    """The figure as siffror.csv has it, unrounded."""
    return style.unrounded(Decimal(str(found.figure["värde"])))


def computed(found: Followed) -> str:
    """The figure computed again from the rows, as it would be printed."""
    unit = str(found.figure["enhet"])
    return style.shown(_decimal(found.found or Fraction(0)), unit)


def exact(found: Followed) -> str:
    """The figure computed again from the rows, unrounded."""
    return style.unrounded(_decimal(found.found or Fraction(0)))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _ending(found: Followed) -> Iterator[str]:
    count = style.number(Decimal(len(found.rows)), 0)
    if found.found is None:
        yield f"{count} rader. Siffran är en statistisk prognos, beräknad ur raderna; den är ingen summa av dem."
        return
    if not found.summed:
        yield f"{count} rader. Siffran räknas ut som urvalet säger: {computed(found)}."
        return
    if found.rows[SHARE].notna().any():
        yield f"Summa {count} rader: {_kronor(int(found.rows[SHARE].sum()))} kr."
    if found.rows["värde"].notna().any():
        yield f"Summa {count} rader: {style.number(Decimal(repr(float(found.rows['värde'].sum()))), 2)}."


def columns(found: Followed, *, text: bool) -> list[str]:
    """The columns that say anything; the postings' texts only where they are asked for."""
    said = found.rows.notna() & (found.rows.astype("str") != "")
    return [name for name in _HEADS if said[name].any() and (text or name != "text")]


def _cells(row: dict, names: Sequence[str]) -> list[str]:
    return [_cell(row[name], name) for name in names]


def _cell(value: object, name: str) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    if name in (BOOKED, SHARE):
        return _kronor(int(str(value)))
    if name == "värde":
        return style.number(Decimal(repr(float(str(value)))), 2)
    # a line stays a line, whatever an input holds
    return "".join(sign if sign.isprintable() else " " for sign in str(value))


def _kronor(öre: int) -> str:
    return style.number(Decimal(int(öre)) / terms.ÖRE_PER_KRONA, 2)


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    """Columns as wide as their widest cell; amounts, which stand last, to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    right = [head.endswith((", kr", "Kr", "i filen")) for head in rows[0]]
    for row in rows:
        cells = zip(row, widths, right, strict=True)
        placed = (cell.rjust(width) if to_right else cell.ljust(width) for cell, width, to_right in cells)
        yield "  ".join(placed).rstrip()
