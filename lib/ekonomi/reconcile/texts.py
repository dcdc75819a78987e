"""Tie-outs between the tables and what stands outside them: the sentences, and a published model report."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import pandas as pd

from ekonomi import style, urval
from ekonomi.reconcile.verdict import COLUMNS, FEL, KÄND, OK, URVAL, Amount, row, said

MENINGAR = "Siffrorna i löptexten är tabellernas"
FÖREBILD = "Siffrorna stämmer med förebilden"

_KEY = ["tabell", "rad", "kolumn"]


def sentences(figures: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Each number in a sentence is the one that its table's cell prints.

    The sentence may leave out the minus (`sagt`) where its words tell the direction, and count in letters. A
    cell without a figure is said without one.
    """
    cells = figures.set_index(_KEY)["visat"]
    keys = pd.MultiIndex.from_frame(references[_KEY])
    numbers = zip(keys, references["visat"], references["sagt"], cells.reindex(keys), strict=True)
    return pd.DataFrame([_said_of(*number) for number in numbers], columns=[*COLUMNS, URVAL])


def _said_of(key: tuple[str, ...], shown: str, uttered: str, printed: object) -> dict[str, object]:
    told = printed if isinstance(printed, str) else "ingen siffra"
    spelled = style.counted(int(told)) if told.isdecimal() else told
    same = shown == printed and uttered in (told, told.removeprefix(style.MINUS), spelled)
    none = not isinstance(printed, str) and _read(uttered) is None
    why = f"{' / '.join(key)}: texten säger {uttered}, tabellen {told}"
    return row(MENINGAR, _read(shown), _read(told), OK if same or none else FEL, why)


def like_model(figures: pd.DataFrame, model: pd.DataFrame) -> pd.DataFrame:
    """Each figure of a model report: `ska` must agree as printed there, `motsagd` is a known difference."""
    known = zip(zip(*(figures[name] for name in _KEY), strict=True), figures["värde"], figures["urval"], strict=True)
    cells = {key: (amount, made) for key, amount, made in known}
    rows = [_modelled(_amount(*cells.get((m.tabell, m.rad, m.kolumn), (None, ""))), m) for m in model.itertuples()]
    return pd.DataFrame(rows, columns=[*COLUMNS, URVAL])


def _amount(value: Decimal | None, made: str) -> Amount | None:
    return None if value is None else Amount(value, urval.parse(made) if made else None)


def _modelled(ours: Amount | None, figure: object) -> dict[str, object]:
    told = {name: str(getattr(figure, name)) for name in (*_KEY, "enhet", "varde", "status", "anm")}
    theirs, place = Decimal(told["varde"]), " / ".join(told[name] for name in _KEY)
    decimals = _decimals(told)
    shown = None if ours is None else ours.value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    why = f"{place} ({told['enhet']}): tabellerna ger {said(shown)}, förebilden {said(theirs)}."
    if told["status"] == "motsagd":
        return row(FÖREBILD, ours, Amount(theirs), KÄND, f"{why} {told['anm']}")
    return row(FÖREBILD, ours, Amount(theirs), OK if shown == theirs else FEL, why)


def _decimals(told: dict[str, str]) -> int:
    """The precision of a model's figure: as it is written; mnkr have one decimal unless it says "ca"."""
    written = len(told["varde"].partition(".")[2])
    return max(written, 1) if told["enhet"] == "mnkr" and not told["anm"].startswith("ca") else written


def _read(shown: str) -> Amount | None:
    """The number in a printed text (`−1 425,2`, `5,5 %`), None where there is none."""
    plain = "".join(shown.replace(style.MINUS, "-").replace(",", ".").removesuffix("%").split())
    try:
        return Amount(Decimal(plain))
    except InvalidOperation:
        return None
