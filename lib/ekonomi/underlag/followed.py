"""A figure followed to what it is made of: each part of its urval, row by row, the sum found again, and it all told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import count
from string import ascii_uppercase
from typing import Any

import pandas as pd

from ekonomi import style, urval
from ekonomi.allocation.trace import PATH as WAY
from ekonomi.errors import UsageError
from ekonomi.names import nearest
from ekonomi.tables.postings import AMOUNTS, TEXTS, told
from ekonomi.underlag.ground import BOOKED, SHARE, Ground, evaluate, postings, summed, ways
from ekonomi.underlag.posted import STRING
from ekonomi.urval import Expression, parse

COLUMNS = [*TEXTS, BOOKED, SHARE, "värde"]
_NEAR = Fraction(2, 10**7)  # what rounding of parts to whole öre may differ by, in any unit


@dataclass(frozen=True, eq=False)
class Followed:
    """A figure and what it is made of.

    `rows`: `COLUMNS`; belopp and bokfört in öre (Int64; <NA> for other files), värde (float) of rows of other
    files. Where `summed`, belopp carries the sign with which it counts, so that the rows sum to the figure.
    `count`: how many postings or rows of other files there are, where `rows` are only the first of them; `sums`: what
    belopp and värde come to over all. `ways`: led, ansvar, pool, via, tjänst, belopp (öre). `found`: the figure
    computed again, None where it is no sum but a statistical forecast.
    """

    figure: Mapping[str, object]
    expression: Expression
    rows: pd.DataFrame = field(repr=False)
    count: int | None
    sums: Mapping[str, float]
    ways: pd.DataFrame = field(repr=False)
    found: Fraction | None
    summed: bool

    @property
    def agrees(self) -> bool:
        """True where the figure computed again is the one that is printed, if any is, or cannot be computed."""
        printed = self.figure.get("värde")
        return self.found is None or printed is None or abs(self.found - Fraction(str(printed))) < _NEAR


def follow(ground: Ground, figure: Mapping[str, object], most: int | None = None) -> Followed:
    """What a row of siffror.csv, or an urval and enhet alone, is made of; of each part `most` rows.

    Raises UrvalError where it cannot be read.
    """
    expression = parse(str(figure["urval"]))
    linear = urval.linear(expression)
    parts = linear or [(1, rows) for rows in urval.parts_of(expression)]
    shown, ways_, found_rows, sums = [], [], 0, dict[str, float]()
    letters = (letter + (str(turn) if turn > 1 else "") for turn in count(1) for letter in ascii_uppercase)
    for led, (sign, rows) in zip(letters, parts, strict=False):  # A, B, … Z, A2, B2, …
        if rows.file is not None:
            filed = ground.others.rows(rows)
            shown.append(_shown_file(filed.head(len(filed) if most is None else most), rows.file, led, sign))
            found_rows, name, whole = found_rows + len(filed), "värde", float(filed["värde"].sum())
        else:
            strings = summed(ground, rows)
            shown.append(_shown(postings(ground, rows, most), led, sign))
            way = ways(ground, rows)
            ways_.append(way.assign(led=led, belopp=sign * way[SHARE])[["led", *WAY, SHARE]])
            own = strings if BOOKED not in strings else strings[strings[SHARE] != 0].drop_duplicates(STRING)
            found_rows, name, whole = found_rows + int(own["rader"].sum()), SHARE, int(strings[SHARE].sum())
        sums[name] = sums.get(name, 0) + sign * whole
    found = evaluate(ground, expression, str(figure["enhet"]))
    together = pd.concat(ways_ or [pd.DataFrame(columns=["led", *WAY, SHARE])], ignore_index=True)
    every = pd.concat(shown, ignore_index=True)
    left = found_rows if most is not None and found_rows > len(every) else None
    if left is None and every[BOOKED].notna().any():
        sums[BOOKED] = int(every[BOOKED].sum())
    return Followed(figure, expression, every, left, sums, together, found, linear is not None)


def _shown(own: pd.DataFrame, led: str, sign: int) -> pd.DataFrame:
    whole = own if BOOKED in own else own.assign(bokfört=own[SHARE], pool="")
    signed = whole.assign(led=led, belopp=sign * whole[SHARE], värde=float("nan"))
    return signed.astype({SHARE: "Int64", BOOKED: "Int64"})[COLUMNS]


def _shown_file(own: pd.DataFrame, fil: str, led: str, sign: int) -> pd.DataFrame:
    known = {"led": led, "källa": own.get("källa", fil), "värde": sign * own["värde"].astype("float64")}
    known |= {name: own[name] for name in ("period", "konto", "ansvar", "verifikation") if name in own}
    if "rad" in own and pd.api.types.is_integer_dtype(own["rad"]):
        known["rad"] = own["rad"]
    period = next((name for name in ("månad", "rapport") if name in own), None)
    if period:
        known["period"] = own[period]
    shown = pd.DataFrame(known, index=own.index).reindex(columns=COLUMNS)
    words = [name for name in COLUMNS if name not in (SHARE, BOOKED, "värde", "rad")]
    worded = shown.astype(dict.fromkeys(words, object)).fillna(dict.fromkeys(words, ""))
    return worded.astype({SHARE: "Int64", BOOKED: "Int64", "rad": "Int64"})


def pick(figures: pd.DataFrame, tabell: str, rad: str, kolumn: str, place: str) -> dict[str, object]:
    """The figure of a table, row and column. Raises UsageError, with the nearest names, where there is none."""
    left = figures
    for what, name in (("tabell", tabell), ("rad", rad), ("kolumn", kolumn)):
        here = left[left[what] == name]
        if here.empty:
            near = nearest(name, left[what].unique())
            raise UsageError(f"{what.capitalize()}en ”{name}” finns inte i {place}. Närmast: {near}.")
        left, place = here, f"tabellen ”{tabell}”" if what == "tabell" else f"raden ”{rad}”"
    return {str(key): value for key, value in left.iloc[0].items()}


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
