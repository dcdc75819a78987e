"""The balance sheet of a nämnd, from the ledger's balance accounts, and its investments."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms, urval
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.actions import numbered
from ekonomi.tables.layout import Line, heading, line, total
from ekonomi.urval import Expression

OPENING, CHANGE, CLOSING = "ingående", "förändring", "utgående"
ASSETS, DEBTS = "Summa tillgångar", "Summa eget kapital, avsättningar och skulder"
SIDES = {"Tillgångar": ASSETS, "Eget kapital, avsättningar och skulder": DEBTS}
RESULT_OF_YEAR = "Årets resultat"
Made = dict[str, dict[str, Expression]]


@table("Balansräkning", "Post")
def balansräkning(
    balance_lines: pd.DataFrame,
    cube: pd.DataFrame,
    filed: Mapping[str, pd.DataFrame],
    balance_file: str,
    openings_file: str,
    period: str,
) -> Table:
    """Nämndens balansräkning (mnkr) ur huvudbokens balanskonton: årets början, förändring och periodens slut.

    `balance_lines`: konto, sida (tillgångar eller skulder) och post, i den ordning som posterna trycks. Årets resultat
    är resultatkontonas summa. Utan ingående balans för året visas bara förändringen.

    >>> print(skola[tables.balansräkning].cell("Summa eget kapital, avsättningar och skulder", "utgående").shown)
    61,6
    """
    opened = bool((filed[openings_file]["år"] == str(periods.year(period))).any())
    files = balance_file, openings_file if opened else ""
    lines: list[Line] = []
    made: Made = {}
    for name, summa in SIDES.items():
        assets = summa == ASSETS
        own = balance_lines[(balance_lines["sida"] == terms.TILLGÅNGAR) == assets]
        posts = [
            (str(post), _held(list(rows["konto"]), files, period, assets))
            for post, rows in own.groupby("post", sort=False)
        ]
        if not assets:  # beside the equity, which the register has first
            posts.insert(1, (RESULT_OF_YEAR, _result(period, opened)))
        made |= {**dict(posts), summa: _summed(held for _, held in posts)}
        lines += [heading(f"{name}, rubrik", name), *(line(post, level=1) for post, _ in posts), total(summa)]
    start = f"31 december {periods.year(period) - 1}"
    columns = (
        Column(OPENING, start),
        Column(CHANGE, "Förändring"),
        Column(CLOSING, layout.capital(f"{periods.name(period)} {periods.year(period)}")),
    )
    return layout.computed(columns, made, cubes.amount_of(cube, filed), (layout.ROUNDING,), lines)


def _held(konton: list[str], files: tuple[str, str], period: str, assets: bool) -> dict[str, Expression]:
    """What some accounts held when the year began, how it has changed and what they hold; debts without minus."""
    booked, opening = files
    own = urval.only("konto", *konton)
    change = urval.summed(booked, "belopp") & urval.span("period", periods.january(period), period) & own
    found: dict[str, Expression] = {CHANGE: change}
    if opening:
        began = urval.summed(opening, "belopp") & urval.only("år", str(periods.year(period))) & own
        found = {OPENING: began, CHANGE: change, CLOSING: began + change}
    return {name: (one if assets else -one) / terms.KRONOR_PER_MNKR for name, one in found.items()}


def _result(period: str, opened: bool) -> dict[str, Expression]:
    """The result of the year so far, which is not yet part of the equity; none when the year began."""
    spent = urval.only("beloppstyp", terms.UTFALL) & urval.span("period", periods.january(period), period)
    result: Expression = spent & layout.EVERYTHING
    return {CHANGE: result} | ({CLOSING: result} if opened else {})


def _summed(posts: Iterable[Mapping[str, Expression]]) -> dict[str, Expression]:
    listed = list(posts)
    names = dict.fromkeys(name for own in listed for name in own)
    return {name: urval.total(own[name] for own in listed if name in own) for name in names}


_GROUPS = {
    "budget": ("Budget", ""), "utfall": ("Utfall", ""), "prognos": ("Prognos", ""),
    "totalbudget": ("Budget", "Hela projektet"), "totalutgift": ("Utgift hittills", "Hela projektet"),
    "totalprognos": ("Prognos", "Hela projektet"),
}  # fmt: skip


@table("Investeringar", "Projekt")
def investeringar(investments: pd.DataFrame, investments_file: str, period: str) -> Table:
    """Investeringar per projekt (mnkr): årets budget, utfall och prognos, och hela projektets.

    `investments`: benämning, beloppen i kronor och rad, ur registret. Utgifter skrivs utan minus; plus i avvikelse är
    en lägre utgift än budget.

    >>> print(skola[tables.investeringar].cell("Totalt", "prognos").shown)
    6,0
    """
    year = str(periods.year(period))
    names = numbered(investments["benämning"])
    own = {name: urval.only("rad", str(rad)) for name, rad in zip(names, investments["rad"], strict=True)}
    own |= {terms.TOTALT: urval.only("rapport", period)} if names else {}
    made = {name: dict(_spent(urval.only("fil", investments_file) & rows)) for name, rows in own.items()}
    columns: list[Column] = []
    for name, (head, group) in _GROUPS.items():
        columns.append(Column(name, head, group=group or year))
        if name.endswith("prognos"):
            gap = name.replace("prognos", terms.AVVIKELSE)
            columns.append(Column(gap, "Avvikelse", group=group or year, worse="dyrare än budget"))
    notes = ("Utgifter visas utan minus. En negativ avvikelse betyder att projektet väntas kosta mer än budget.",)
    return layout.computed(columns, made, urval.Files({investments_file: investments}).amount, notes)


def _spent(rows: urval.Rows) -> Iterator[tuple[str, Expression]]:
    """What each column of a project is made of."""
    each = {name: (rows & urval.only("summa", name)) / terms.KRONOR_PER_MNKR for name in _GROUPS}
    yield from each.items()
    for whole in ("", "total"):
        yield f"{whole}{terms.AVVIKELSE}", each[f"{whole}budget"] - each[f"{whole}prognos"]
