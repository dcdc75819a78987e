"""Tie-outs among the printed figures: `Table.figures` of every table, concatenated."""

from decimal import Decimal

import pandas as pd

from ekonomi import terms
from ekonomi.reconcile.verdict import Pair, tied

SUMMA = "Resultatet är summan av raderna i 3.2.1"
INTERNA = "3.2.1 (extern) och 3.2.4 (helhet) går ihop med de interna posterna"
AVVIKELSE = "Avvikelsen är densamma per organisation och per tjänst"
BILAGA = "Bilaga 1 summerar till tabell 3.2.4"

_RESULT = "3.2.1 resultat"
_BRIDGE = "3.2.1 interna poster"
_SERVICES = "3.2.4 tjänstekostnader"
_FLOWS = "3.2.4 kostnadernas väg"
_EACH, _PAGES = "bilaga 1 tjänsteuppföljning", "bilaga 1 kostnadsslag"


def result_is_sum(figures: pd.DataFrame) -> pd.DataFrame:
    """3.2.1: Resultat equals the sum of the other rows, unrounded, in each column."""
    table = figures[figures["tabell"] == _RESULT]
    pairs = []
    for column, cells in table.groupby("kolumn", sort=False):
        total = cells["rad"] == "Resultat"
        pairs.append((_sum(cells[total]), _sum(cells[~total]), str(column)))
    return tied(SUMMA, pairs)


def internal_postings(figures: pd.DataFrame) -> pd.DataFrame:
    """Costs of 3.2.1 (extern) and of the own nämnd together are 3.2.4's total (helhet), each measure."""
    extern = _by_measure(figures, _RESULT, "Kostnader")
    intern = _by_measure(figures, _BRIDGE, "Interna kostnader")
    helhet = _by_measure(figures, _SERVICES, "Totalt")
    pairs: list[Pair] = []
    for measure in sorted({*extern, *intern, *helhet}):
        known = measure in extern and measure in intern
        left = extern[measure] + intern[measure] if known else None
        pairs.append((left, helhet.get(measure), " ".join(measure)))
    return tied(INTERNA, pairs)


def _by_measure(figures: pd.DataFrame, table: str, row: str) -> dict[tuple[str, str], Decimal]:
    """A row's figures by what they measure: (utfall, budget or prognos; helår or perioden)."""
    cells = figures[(figures["tabell"] == table) & (figures["rad"] == row)]
    measures = {}
    for column, value in zip(cells["kolumn"], cells["värde"], strict=True):
        words = column.split()
        if words[0] in terms.BELOPPSTYPER and "år" not in words:
            measures[words[0], "helår" if "helår" in words else "perioden"] = value
    return measures


def same_deviation(figures: pd.DataFrame) -> pd.DataFrame:
    """The period's deviation of the result: 3.2.1, by organisation (3.2.2) and by tjänst (3.2.2 text)."""
    result = figures[(figures["tabell"] == _RESULT) & (figures["rad"] == "Resultat")]
    period = _sum(result[result["kolumn"] == "avvikelse period"])
    areas = figures[(figures["tabell"] == "3.2.2 ansvarsområde") & (figures["rad"] == "Resultat")]
    organisation = _sum(areas[areas["kolumn"].str.startswith("avvikelse")].head(1))
    text = figures[figures["tabell"] == "3.2.2 text"]
    services = _sum(text[text["kolumn"].str.endswith(", resultat")])
    pairs = [(organisation, services, "3.2.2 per ansvarsområde mot summan per tjänstegrupp")]
    pairs.append((organisation, period, "3.2.2 per ansvarsområde mot 3.2.1"))
    return tied(AVVIKELSE, pairs)


def appendix(figures: pd.DataFrame) -> pd.DataFrame:
    """Bilaga 1: the subtotals and totals of its index are 3.2.4's, and each tjänst's kostnadsslag sum to its row.

    The way from organisation to tjänst has the outcome of 3.2.4 as its total too.
    """
    index = _cells(figures, _EACH)
    pairs: list[Pair] = [
        (index.get(place), value, f"{' / '.join(place)}: bilagans summa mot 3.2.4")
        for place, value in _cells(figures, _SERVICES).items()
    ]
    pages = _cells(figures, _PAGES)
    kinds: dict[tuple[str, str], Decimal] = {}
    for (rad, kolumn), value in pages.items():
        own, _, kind = rad.rpartition(" / ")
        if kind != "Summa":
            kinds[own, kolumn] = kinds.get((own, kolumn), Decimal(0)) + value
    pairs += [
        (value, index[place], f"{' / '.join(place)}: tjänstens kostnadsslag mot dess rad")
        for place, value in kinds.items()
        if place in index
    ]
    flows = {row: value for (row, column), value in _cells(figures, _FLOWS).items() if column == "Totalt"}
    spent = _by_measure(figures, _SERVICES, "Totalt").get((terms.UTFALL, "perioden"))
    if flows:
        pairs.append((flows["Totalt"], spent, "kostnadernas väg mot utfallet i 3.2.4"))
    return tied(BILAGA, pairs)


def _cells(figures: pd.DataFrame, table: str) -> dict[tuple[str, str], Decimal]:
    """A table's figures by row and column."""
    cells = figures[figures["tabell"] == table]
    return dict(zip(zip(cells["rad"], cells["kolumn"], strict=True), cells["värde"], strict=True))


def _sum(cells: pd.DataFrame) -> Decimal:
    return sum(cells["värde"], Decimal(0))
