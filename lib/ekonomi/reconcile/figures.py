"""Tie-outs among the report's tables, and between the ledger, the cube made of it and the cube allocated (öre)."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from ekonomi import style, terms
from ekonomi.reconcile.verdict import Amount, Pair, summed, tied
from ekonomi.table import RUBRIK, SUMMA, Table

Tables = Mapping[str, Table]
EGEN = "Nämndens interna intäkter och kostnader tar ut varandra"
_MOMENT = ["beloppstyp", "version", "period"]
_RESULT, _COSTS, _TOTAL, _OF_RESULT = "Resultat", "Kostnader", "Totalt", "avvikelse resultat"


@tied("Resultatet är summan av resultaträkningens rader")
def result_is_sum(tables: Tables) -> Iterator[Pair]:
    """Resultat i sammandrag: Resultat equals the sum of the other rows, unrounded, in each column."""
    table = tables.get("resultat")
    parts = [row.name for row in table.rows if row.name != _RESULT] if table else []
    for column in table.columns if table else ():
        result, *amounts = (_value(table, row, column.name) for row in (_RESULT, *parts))
        if result is not None:
            yield result, summed(amounts), column.public


@tied("Balansräkningens båda sidor är lika stora")
def balance_sheet(tables: Tables) -> Iterator[Pair]:
    """Balansräkning: what is owned equals equity and debts, the result of the year among them, in each column."""
    if table := tables.get("balansräkning"):
        assets, debts = (row.name for row in table.rows if row.kind == SUMMA)
        for one in table.columns:
            yield _value(table, assets, one.name), _value(table, debts, one.name), one.public


@tied("Externa och interna kostnader är tjänsternas kostnader")
def internal_postings(tables: Tables, cube: pd.DataFrame) -> Iterator[Pair]:
    """The costs extern and of the own nämnd together are the tjänster's total (helhet), each measure."""
    services, extern, bridge = map(tables.get, ("tjänstekostnader", "resultat", "interna_poster"))
    for column in services.columns if services and extern and _bridged(tables, cube) else ():
        whole, outside = _value(services, _TOTAL, column.name), _value(extern, _COSTS, column.name)
        parts = [outside, *([_value(bridge, "Interna kostnader", column.name)] if bridge else [])]
        if column.name in terms.MEASURES and whole is not None:
            yield None if None in parts else summed(parts), whole, column.public


@tied("Avvikelsen är densamma i alla tabeller")
def same_deviation(tables: Tables, cube: pd.DataFrame) -> Iterator[Pair]:
    """The period's deviation of the result: by ansvarsområde, by tjänst, and extern with the internal postings."""
    areas, extern, inner, text = map(tables.get, ("ansvarsområde", "resultat", "interna_poster", "text_utfall"))
    whole = _value(areas, _RESULT, terms.AVVIKELSE)
    if areas and extern and _bridged(tables, cube):
        outcome, budget = (_value(inner, "Internt resultat", name) for name in (terms.M_UTFALL, terms.M_BUDGET))
        result = _value(extern, _RESULT, terms.AVVIKELSE)
        summa = result and summed([result, outcome, budget and -budget])
        yield whole, summa, "per ansvarsområde mot resultatet"
    if areas and text and any(column.name == _OF_RESULT for column in text.columns):
        groups = summed(_value(text, row.name, _OF_RESULT) for row in text.rows)
        yield whole, groups, "per ansvarsområde mot summan per grupp"


def _bridged(tables: Tables, cube: pd.DataFrame) -> bool:
    """Whether the table of the internal postings stands in the report, or there are none: else no sum can be tied."""
    return "interna_poster" in tables or not cube["intern"].any()


@tied("Tjänsterna summerar till sina områden")
def appendix(tables: Tables) -> Iterator[Pair]:
    """Each tjänst's kostnadsslag sum to its row, the subtotals of the tjänster are those of their områden.

    The way from organisation to tjänst has the outcome as its total too.
    """
    areas, index, pages, flows = map(
        tables.get, ("tjänstekostnader", "tjänsteuppföljning", "kostnadsslag_per_tjänst", "kostnadernas_väg")
    )
    for row, column, amount in _cells(areas) if areas and index else ():
        yield _value(index, row, column), amount, f"{row} / {column}: tjänsternas summa mot området"
    kinds: dict[tuple[str, str], list[Amount]] = {}
    for row, column, amount in _cells(pages) if pages and index else ():
        own, _, kind = row.rpartition(" / ")
        if kind != "Summa":
            kinds.setdefault((own, column), []).append(amount)
    for (row, column), parts in kinds.items():
        if index and index.has(row, column):
            why = f"{row} / {column}: tjänstens kostnadsslag mot dess rad"
            yield summed(parts), _value(index, row, column), why
    if areas and flows:
        spent = _value(areas, _TOTAL, terms.M_UTFALL)
        yield _value(flows, _TOTAL, _TOTAL), spent, "kostnadernas väg mot utfallet"


def _cells(table: Table) -> Iterator[tuple[str, str, Amount]]:
    for row in table.rows:
        for column in table.columns if row.kind != RUBRIK else ():
            amount = _value(table, row.name, column.name)
            if amount is not None:
                yield row.name, column.name, amount


def _value(table: Table | None, row: str, column: str) -> Amount | None:
    """The amount (mnkr) of a cell; None where there is no such table or cell, or no amount in it."""
    cell = table.cell(row, column) if table and table.has(row, column) else None
    if cell is None or cell.value is None:
        return None
    return Amount(cell.value, cell.source and cell.source[-1])


@tied(EGEN)
def own_postings(cube: pd.DataFrame) -> Iterable[Pair]:
    """The own nämnd's internal income and costs of the utfall sum to zero in each period.

    Plans are laid in thousands and may differ: their gate is `gates.plans.internal_plans`, a warning.
    """
    intern = cube[cube["intern"] & (cube["beloppstyp"] == terms.UTFALL)].copy()
    income = intern["resultatrad"] != terms.KOSTNADER
    # both sides with a plus sign: the income, and the cost as an expense
    return _compared(intern[income], intern[~income].assign(belopp=-intern["belopp"]), _MOMENT)


@tied("Rapportens underlag stämmer med huvudbok, budget och prognos")
def cube_is_ledger(ledger: pd.DataFrame, cube: pd.DataFrame) -> Iterable[Pair]:
    """The cube holds every öre of the ledger's result accounts, in each period, beloppstyp and version."""
    return _compared(ledger[ledger["kostnadsslag"] != terms.BALANS], cube, _MOMENT)


@tied("Tjänsteomräkningen bevarar varje summa")
def allocated_is_cube(allocated: pd.DataFrame, cube: pd.DataFrame) -> Iterable[Pair]:
    """The allocation keeps every sum by period, beloppstyp, version, kostnadsslag and avgränsning."""
    return _compared(allocated, cube, [*_MOMENT, "kostnadsslag", "intern"])


def _compared(left: pd.DataFrame, right: pd.DataFrame, by: list[str]) -> Iterator[Pair]:
    """A pair for each combination of `by`: the sum of belopp (öre) in `left` against `right`."""
    sides = pd.concat([left.assign(sida=0), right.assign(sida=1)])
    sums = sides.groupby([*by, "sida"], sort=True)["belopp"].sum().unstack("sida", fill_value=0)
    sums = sums.reindex(columns=[0, 1], fill_value=0)
    for key, *both in sums.itertuples():
        one, other = (Amount(style.in_unit(öre, "mnkr")) for öre in both)
        yield one, other, _place(by, key)


def _place(by: list[str], key: tuple[object, ...]) -> str:
    named = dict(zip(by, key, strict=True))
    if "intern" in named:
        named["intern"] = "interna poster" if named["intern"] else "externa poster"
    return " ".join(str(part) for part in named.values() if part != "")
