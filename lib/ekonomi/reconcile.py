"""Tie-outs: every way in which the report's figures must agree with the ledger, each other and a model.

Each function gives one kind of tie-out as a frame with `COLUMNS`. `vänster`, `höger` and `differens`
(vänster − höger) are Decimal, unrounded: mnkr where `förklaring` names no other unit, None where there is
no such figure. `utslag` is `OK`, `FEL` (stops publication), `KÄND` (a difference known beforehand, with
its cause) or `UPPLYSNING`.

A figures frame is `Table.figures` of every table, concatenated: tabell, rad, kolumn, enhet, värde, visat.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import pandas as pd

from ekonomi import terms

COLUMNS = ["avstämning", "vänster", "höger", "differens", "utslag", "förklaring"]
OK, FEL, KÄND, UPPLYSNING = "ok", "fel", "känd avvikelse", "upplysning"

SUMMA = "Resultatet är summan av raderna i 3.2.1"
INTERNA = "3.2.1 (extern) och 3.2.4 (helhet) går ihop med de interna posterna"
AVVIKELSE = "Avvikelsen är densamma per organisation och per tjänst"
EGEN = "Nämndens interna intäkter och kostnader tar ut varandra"
KUB = "Rapportens underlag stämmer med huvudbok, budget och prognos"
OMRÄKNING = "Tjänsteomräkningen bevarar varje summa"
MENINGAR = "Siffrorna i löptexten är tabellernas"
BILAGA = "Bilaga 1 summerar till tabell 3.2.4"
FÖREBILD = "Siffrorna stämmer med förebilden"

_RESULT = "3.2.1 resultat"
_SERVICES = "3.2.4 tjänstekostnader"
_EACH, _PAGES = "bilaga 1 tjänsteuppföljning", "bilaga 1 kostnadsslag"
_FLOWS = "3.2.4 kostnadernas väg"
_BRIDGE = "3.2.1 interna poster"
_MINUS = "\u2212"
_KEY = ["tabell", "rad", "kolumn"]
_MOMENT = ["beloppstyp", "version", "period"]

Side = Decimal | None
Pair = tuple[Side, Side, str]


def reconcile(
    *,
    ledger: pd.DataFrame,
    cube: pd.DataFrame,
    allocated: pd.DataFrame,
    figures: pd.DataFrame,
    references: pd.DataFrame,
    model: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every tie-out of a report, in the order of the module's names.

    `ledger`, `cube`, `allocated`: beloppstyp, version, period, kostnadsslag, belopp (int64, öre), the last
    two also intern (bool); `ledger` may be summed beforehand. `references`: tabell, rad, kolumn, visat, sagt
    of each number in a sentence (`prose.references`). `model`: tabell, rad, kolumn, enhet, varde (text),
    status, anm; None where there is no model for the period.
    """
    parts = [
        result_is_sum(figures),
        internal_postings(figures),
        same_deviation(figures),
        appendix(figures),
        own_postings(cube),
        cube_is_ledger(ledger, cube),
        allocated_is_cube(allocated, cube),
        sentences(figures, references),
    ]
    if model is not None:
        parts.append(like_model(figures, model))
    return pd.concat(parts, ignore_index=True)


def failed(reconciliation: pd.DataFrame) -> pd.DataFrame:
    """The rows that stop publication."""
    return reconciliation[reconciliation["utslag"] == FEL]


def result_is_sum(figures: pd.DataFrame) -> pd.DataFrame:
    """3.2.1: Resultat equals the sum of the other rows, unrounded, in each column."""
    table = figures[figures["tabell"] == _RESULT]
    pairs = []
    for column, cells in table.groupby("kolumn", sort=False):
        total = cells["rad"] == "Resultat"
        pairs.append((_sum(cells[total]), _sum(cells[~total]), str(column)))
    return _tied(SUMMA, pairs)


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
    return _tied(INTERNA, pairs)


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
    return _tied(AVVIKELSE, pairs)


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
    return _tied(BILAGA, pairs)


def _cells(figures: pd.DataFrame, table: str) -> dict[tuple[str, str], Decimal]:
    """A table's figures by row and column."""
    cells = figures[figures["tabell"] == table]
    return dict(zip(zip(cells["rad"], cells["kolumn"], strict=True), cells["värde"], strict=True))


def own_postings(cube: pd.DataFrame) -> pd.DataFrame:
    """The own nämnd's internal income and costs sum to zero in each period, beloppstyp and version."""
    intern = cube[cube["intern"]].copy()
    income = intern["kostnadsslag"].isin(terms.INCOME)
    # both sides with a plus sign: the income, and the cost as an expense
    return _compared(EGEN, intern[income], intern[~income].assign(belopp=-intern["belopp"]), _MOMENT)


def cube_is_ledger(ledger: pd.DataFrame, cube: pd.DataFrame) -> pd.DataFrame:
    """The cube holds every öre of the ledger's result accounts, in each period, beloppstyp and version."""
    return _compared(KUB, ledger[ledger["kostnadsslag"] != terms.BALANS], cube, _MOMENT)


def allocated_is_cube(allocated: pd.DataFrame, cube: pd.DataFrame) -> pd.DataFrame:
    """The allocation keeps every sum by period, beloppstyp, version, kostnadsslag and avgränsning."""
    return _compared(OMRÄKNING, allocated, cube, [*_MOMENT, "kostnadsslag", "intern"])


def _compared(name: str, left: pd.DataFrame, right: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One tie-out for each combination of `by`: the sum of belopp (öre) in `left` against `right`."""
    sides = pd.concat([left.assign(sida=0), right.assign(sida=1)])
    sums = sides.groupby([*by, "sida"], sort=True)["belopp"].sum().unstack("sida", fill_value=0)
    sums = sums.reindex(columns=[0, 1], fill_value=0)
    return _tied(name, ((_mnkr(a), _mnkr(b), _place(by, key)) for key, a, b in sums.itertuples()))


def _place(by: list[str], key: tuple[object, ...]) -> str:
    named = dict(zip(by, key, strict=True))
    if "intern" in named:
        named["intern"] = "interna poster" if named["intern"] else "externa poster"
    return " ".join(str(part) for part in named.values() if part != "")


def sentences(figures: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Each number in a sentence is the one that its table's cell prints.

    The sentence may leave out the minus (`sagt`) where its words tell the direction. A cell without a figure
    is said without one.
    """
    cells = figures.set_index(_KEY)["visat"]
    keys = pd.MultiIndex.from_frame(references[_KEY])
    numbers = zip(keys, references["visat"], references["sagt"], cells.reindex(keys), strict=True)
    return pd.DataFrame([_said_of(*number) for number in numbers], columns=COLUMNS)


def _said_of(key: tuple[str, ...], shown: str, uttered: str, printed: object) -> dict[str, object]:
    told = printed if isinstance(printed, str) else "ingen siffra"
    same = shown == printed and uttered in (told, told.removeprefix(_MINUS))
    none = not isinstance(printed, str) and _read(uttered) is None
    why = f"{' / '.join(key)}: texten säger {uttered}, tabellen {told}"
    return _row(MENINGAR, _read(shown), _read(told), OK if same or none else FEL, why)


def like_model(figures: pd.DataFrame, model: pd.DataFrame) -> pd.DataFrame:
    """Each figure of a model report: `ska` must agree as printed there, `motsagd` is a known difference."""
    cells = figures.set_index(_KEY)["värde"]
    rows = [_modelled(cells.get((m.tabell, m.rad, m.kolumn)), m) for m in model.itertuples()]
    return pd.DataFrame(rows, columns=COLUMNS)


def _modelled(ours: Side, figure: object) -> dict[str, object]:
    told = {name: str(getattr(figure, name)) for name in (*_KEY, "enhet", "varde", "status", "anm")}
    theirs, place = Decimal(told["varde"]), " / ".join(told[name] for name in _KEY)
    decimals = _decimals(told)
    shown = None if ours is None else ours.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    why = f"{place} ({told['enhet']}): tabellerna ger {said(shown)}, förebilden {said(theirs)}."
    if told["status"] == "motsagd":
        return _row(FÖREBILD, ours, theirs, KÄND, f"{why} {told['anm']}")
    return _row(FÖREBILD, ours, theirs, OK if shown == theirs else FEL, why)


def _decimals(told: dict[str, str]) -> int:
    """The precision of a model's figure: as it is written; mnkr have one decimal unless it says "ca"."""
    written = len(told["varde"].partition(".")[2])
    return max(written, 1) if told["enhet"] == "mnkr" and not told["anm"].startswith("ca") else written


def said(value: object) -> str:
    """A side of a tie-out in words: every decimal, with decimal comma; `ingen siffra` for None."""
    return (
        f"{value:f}".replace(".", ",").replace("-", _MINUS) if isinstance(value, Decimal) else "ingen siffra"
    )


def _read(shown: str) -> Side:
    """The number in a printed text (`−1 425,2`, `5,5 %`), None where there is none."""
    plain = "".join(shown.replace(_MINUS, "-").replace(",", ".").removesuffix("%").split())
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _tied(name: str, pairs: Iterable[Pair]) -> pd.DataFrame:
    rows = [
        _row(name, left, right, OK if left is not None and left == right else FEL, why)
        for left, right, why in pairs
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(name: str, left: Side, right: Side, verdict: str, why: str) -> dict[str, object]:
    difference = None if left is None or right is None else left - right
    return dict(zip(COLUMNS, (name, left, right, difference, verdict, why), strict=True))


def _sum(cells: pd.DataFrame) -> Decimal:
    return sum(cells["värde"], Decimal(0))


def _mnkr(öre: int) -> Decimal:
    return Decimal(int(öre)) / terms.ÖRE_PER_MNKR
