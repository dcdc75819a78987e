"""Tie-outs among the report's tables, and between the ledger, the cube made of it and the cube allocated (öre)."""

from collections.abc import Iterator, Mapping

import pandas as pd

from ekonomi import terms
from ekonomi.reconcile.verdict import Amount, Pair, mnkr, summed, tied
from ekonomi.table import RUBRIK, Table
from ekonomi.table import SUMMA as TOTAL

Tables = Mapping[str, Table]
SUMMA = "Resultatet är summan av resultaträkningens rader"
INTERNA = "Externa och interna kostnader är tjänsternas kostnader"
AVVIKELSE = "Avvikelsen är densamma i alla tabeller"
BALANS = "Balansräkningens båda sidor är lika stora"
EGEN = "Nämndens interna intäkter och kostnader tar ut varandra"
KUB = "Rapportens underlag stämmer med huvudbok, budget och prognos"
OMRÄKNING = "Tjänsteomräkningen bevarar varje summa"
_MOMENT = ["beloppstyp", "version", "period"]
BILAGA = "Tjänsterna summerar till sina områden"
_RESULT, _COSTS, _TOTAL = "Resultat", "Kostnader", "Totalt"


def result_is_sum(tables: Tables) -> pd.DataFrame:
    """Resultat i sammandrag: Resultat equals the sum of the other rows, unrounded, in each column."""
    table = tables["resultat"]
    parts = [row.name for row in table.rows if row.name != _RESULT]
    pairs: list[Pair] = []
    for column in table.columns:
        amounts = [_value(table, row, column.name) for row in (_RESULT, *parts)]
        if amounts[0] is not None:
            pairs.append((amounts[0], summed(amounts[1:]), column.public))
    return tied(SUMMA, pairs)


def balance_sheet(tables: Tables) -> pd.DataFrame:
    """Balansräkning: what is owned equals equity and debts, the result of the year among them, in each column."""
    if "balansräkning" not in tables:
        return tied(BALANS, [])
    table = tables["balansräkning"]
    assets, debts = (row.name for row in table.rows if row.kind == TOTAL)
    pairs = ((_value(table, assets, one.name), _value(table, debts, one.name), one.public) for one in table.columns)
    return tied(BALANS, pairs)


def internal_postings(tables: Tables) -> pd.DataFrame:
    """The costs extern and of the own nämnd together are the tjänster's total (helhet), each measure."""
    if "tjänstekostnader" not in tables:
        return tied(INTERNA, [])
    extern, bridge, services = tables["resultat"], tables.get("interna_poster"), tables["tjänstekostnader"]
    pairs: list[Pair] = []
    for column in services.columns:
        whole, outside = _value(services, _TOTAL, column.name), _value(extern, _COSTS, column.name)
        parts = [outside, *([_value(bridge, "Interna kostnader", column.name)] if bridge else [])]
        if column.name in terms.MEASURES and whole is not None:
            pairs.append((None if None in parts else summed(parts), whole, column.public))
    return tied(INTERNA, pairs)


def same_deviation(tables: Tables) -> pd.DataFrame:
    """The period's deviation of the result: by ansvarsområde, by tjänst, and extern with the internal postings."""
    if "ansvarsområde" not in tables:
        return tied(AVVIKELSE, [])
    whole = _value(tables["ansvarsområde"], _RESULT, terms.AVVIKELSE)
    inner = tables.get("interna_poster")
    outcome, budget = (
        _value(inner, "Internt resultat", name) if inner else None for name in (terms.M_UTFALL, terms.M_BUDGET)
    )
    extern = _value(tables["resultat"], _RESULT, terms.AVVIKELSE)
    result = extern and summed([extern, outcome, budget and -budget])
    pairs: list[Pair] = [(whole, result, "per ansvarsområde mot resultatet")]
    text = tables.get("text_utfall")
    groups = text and [column for column in text.columns if column.name == "avvikelse resultat"]
    if text and groups:
        found = summed(_value(text, row.name, groups[0].name) for row in text.rows)
        pairs.append((whole, found, "per ansvarsområde mot summan per grupp"))
    return tied(AVVIKELSE, pairs)


def appendix(tables: Tables) -> pd.DataFrame:
    """Each tjänst's kostnadsslag sum to its row, the subtotals of the tjänster are those of their områden.

    The way from organisation to tjänst has the outcome as its total too.
    """
    if "tjänstekostnader" not in tables:
        return tied(BILAGA, [])
    areas, index, pages = (
        tables[name] for name in ("tjänstekostnader", "tjänsteuppföljning", "kostnadsslag_per_tjänst")
    )
    pairs: list[Pair] = [
        (_value(index, row, column), amount, f"{row} / {column}: tjänsternas summa mot området")
        for row, column, amount in _cells(areas)
    ]
    kinds: dict[tuple[str, str], list[Amount]] = {}
    for row, column, amount in _cells(pages):
        own, _, kind = row.rpartition(" / ")
        if kind != "Summa":
            kinds.setdefault((own, column), []).append(amount)
    pairs += [
        (summed(parts), _value(index, row, column), f"{row} / {column}: tjänstens kostnadsslag mot dess rad")
        for (row, column), parts in kinds.items()
        if index.has(row, column)
    ]
    flows = tables.get("kostnadernas_väg")
    if flows:
        spent = _value(areas, _TOTAL, terms.M_UTFALL)
        pairs.append((_value(flows, _TOTAL, _TOTAL), spent, "kostnadernas väg mot utfallet"))
    return tied(BILAGA, pairs)


def _cells(table: Table) -> Iterator[tuple[str, str, Amount]]:
    """Every figure of a table: row, column and amount."""
    for row in table.rows:
        for column in table.columns if row.kind != RUBRIK else ():
            amount = _value(table, row.name, column.name)
            if amount is not None:
                yield row.name, column.name, amount


def _value(table: Table, row: str, column: str) -> Amount | None:
    """The amount (mnkr) of a cell; None where there is no such cell or no amount in it."""
    cell = table.cell(row, column) if table.has(row, column) else None
    if cell is None or cell.value is None:
        return None
    return Amount(cell.value, cell.source and cell.source[-1])


def own_postings(cube: pd.DataFrame) -> pd.DataFrame:
    """The own nämnd's internal income and costs of the utfall sum to zero in each period.

    Plans are laid in thousands and may differ: their gate is `gates.plans.internal_plans`, a warning.
    """
    intern = cube[cube["intern"] & (cube["beloppstyp"] == terms.UTFALL)].copy()
    income = intern["resultatrad"] != terms.KOSTNADER
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
    return tied(name, ((Amount(mnkr(a)), Amount(mnkr(b)), _place(by, key)) for key, a, b in sums.itertuples()))


def _place(by: list[str], key: tuple[object, ...]) -> str:
    named = dict(zip(by, key, strict=True))
    if "intern" in named:
        named["intern"] = "interna poster" if named["intern"] else "externa poster"
    return " ".join(str(part) for part in named.values() if part != "")
