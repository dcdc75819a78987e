"""Bilaga 2: the project portfolios, with status in words."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.cube import Measured
from ekonomi.deviation import deviation
from ekonomi.registers import Grupper
from ekonomi.registry import table
from ekonomi.table import Column, Table
from ekonomi.tables import layout
from ekonomi.tables.layout import Line, heading, line, total
from ekonomi.urval import Expression

_AMOUNTS = {"budget": "Budget", "utfall": "Utfall", "prognos": "Prognos"}
_MEASURES = {"utfall": terms.M_UTFALL, "budget": terms.M_BUDGET_HELÅR, "prognos": terms.M_PROGNOS}
INSIDE, OUTSIDE = "Projekt i portföljerna", "Projekt utanför portföljerna"
DIFFERENT, BOOKED = "Skillnad mellan register och bokföring", "Bokfört på projekten"
_KEYS = ("rapport", "portfölj", "projekt")
_STATUS = ["status_tid", "status_kostnad", "status_omfattning"]
_TEXTS = {
    "status_tid": ("Tid", "Status"),
    "status_kostnad": ("Kostnad", "Status"),
    "status_omfattning": ("Omfattning", "Status"),
    "kommentar": ("Kommentar", ""),
}


@table("Projekt per portfölj", "Projekt")
def projektportföljer(
    portfolio: pd.DataFrame,
    portfolio_file: str,
    gren_of_project: Mapping[str, str],
    grenar: Mapping[str, str],
    period: str,
) -> Table:
    """Projekten per portfölj: fas, budget, utfall och prognos (mnkr), status och kommentar, ur registret portfölj.

    Kostnader är positiva; + i avvikelse är en lägre kostnad än budget. Projekten står efter gren, med en summa för
    varje och en för alla. I december är utfallet årets, och ingen prognos visas.

    >>> print(report[tables.projektportföljer].cell("Summa utveckling", "prognos").shown)
    24,6
    """
    found = _by_gren(portfolio, gren_of_project)
    found.index = pd.Index(found["portfölj"] + " / " + found["benämning"] + " (" + found["projekt"] + ")")
    year, own = _year(period), found.to_dict("index")
    summed = {str(path): [path] for path in own} | _summed(found)
    made = {name: _trail([own[one] for one in members], portfolio_file, year) for name, members in summed.items()}
    words = found[_STATUS].apply(lambda status: status.str.capitalize())
    said = pd.concat([found["fas"], words, found["kommentar"]], axis=1)
    columns = (
        Column("fas", "Fas", style.TEXT),
        *(Column(name, head, group="Kostnad") for name, head in _amounts(period).items()),
        Column("avvikelse", "Avvikelse", group="Kostnad", worse=layout.WORSE),
        *(Column(name, head, style.TEXT, group) for name, (head, group) in _TEXTS.items()),
    )
    costs = "kostade" if layout.december(period) else "väntas kosta"
    notes = (
        "Status: grön är enligt plan, gul är en viss avvikelse och röd är en stor avvikelse.",
        f"Kostnader visas utan minus. En negativ avvikelse betyder att projektet {costs} mer än budget.",
    )
    lines, amount = list(_lines(found, grenar)), urval.Files({portfolio_file: portfolio}).amount
    return layout.computed(columns, made, amount, notes if lines else (), lines, said=said)


@table(row_head="Kostnader")
def portföljavstämning(
    portfolio: pd.DataFrame,
    portfolio_file: str,
    gren_of_project: Mapping[str, str],
    grenar: Mapping[str, str],
    measured: Measured,
    period: str,
    grupper: Grupper | None = None,
) -> Table | None:
    """Från portföljerna till bokföringen: kostnaden för projekten i grenen utveckling (mnkr, utan minus).

    Projekt som är bokförda men inte står i någon portfölj har en egen rad, liksom det som registret och bokföringen
    säger olika. Finns inte när inget är bokfört på sådana projekt.

    >>> print(report[tables.portföljavstämning].cell("Bokfört på projekten", "prognos").shown)
    24,6
    """
    gren = layout.EVERYTHING & layout.COSTS & urval.only("gren", terms.UTVECKLING)
    if portfolio.empty or measured.distinct(gren, "projekt").empty:
        return None
    codes = [code for code in portfolio["projekt"] if gren_of_project.get(code) == terms.UTVECKLING]
    books = {OUTSIDE: gren & urval.but("projekt", *codes) if codes else gren, BOOKED: gren}
    told = {key: one for key, one in _MEASURES.items() if key in _amounts(period) and one in measured.known}
    columns = [Column(measure, _AMOUNTS[key]) for key, measure in told.items()]
    listed = portfolio[portfolio["projekt"].isin(codes)]
    filed = _trail(listed.to_dict("records"), portfolio_file, _year(period)) if codes else {}
    made: dict[str, dict[str, Expression]] = {
        INSIDE: {told[key]: one for key in told if codes and (one := filed[key]) is not None},
        **{name: {one.name: -(measured.chosen[one.name] & rows) for one in columns} for name, rows in books.items()},
    }
    made[DIFFERENT] = {name: made[BOOKED][name] - made[OUTSIDE][name] - own for name, own in made[INSIDE].items()}
    lines = [*(line(name) for name in (INSIDE, OUTSIDE, DIFFERENT)), total(BOOKED, label=_of_line(measured, grupper))]
    amount = measured.beside({portfolio_file: portfolio})
    caption = f"Från portföljerna till bokföringen: {grenar[terms.UTVECKLING].lower()}"
    spans = "" if layout.december(period) else " Utfallet gäller hittills i år, de andra kolumnerna hela året."
    notes = (f"Kostnader visas utan minus.{spans}", layout.ROUNDING)
    return layout.computed(columns, made, amount, notes, lines, caption)


def _of_line(measured: Measured, grupper: Grupper | None) -> str:
    """What the booked costs are called: the one row of tjänstekostnader that holds them and nothing else."""
    costs = measured.distinct(layout.COSTS, "linje", "gren")
    lines = costs.loc[costs["gren"] == terms.UTVECKLING, "linje"].unique()
    alone = len(lines) == 1 and lines[0] and (costs["linje"] == lines[0]).sum() == 1
    return f"{grupper.printed(lines[0])} i tabellen över tjänstekostnader" if grupper and alone else BOOKED


def _by_gren(portfolio: pd.DataFrame, gren_of_project: Mapping[str, str]) -> pd.DataFrame:
    gren = portfolio["projekt"].map(lambda code: gren_of_project.get(code, terms.FÖRVALTNING))
    found = portfolio.assign(gren=gren, plats=gren.map(terms.GRENAR.index))
    return found.sort_values(["plats", "portfölj", "projekt"], kind="stable", ignore_index=True)


def _summed(found: pd.DataFrame) -> dict[str, list[str]]:
    several = found["gren"].nunique() > 1
    sums = {f"Summa {gren}": list(own.index) for gren, own in found.groupby("gren", sort=False)} if several else {}
    return {**sums, terms.TOTALT: list(found.index)} if len(found) else {}


def _year(period: str) -> str:
    """The amount that says what the year gives."""
    return "utfall" if layout.december(period) else "prognos"


def _amounts(period: str) -> dict[str, str]:
    """The headings of the amounts that are shown: of a year that is over no forecast."""
    return {name: head for name, head in _AMOUNTS.items() if name in ("budget", "utfall", _year(period))}


def _trail(projects: list[dict[Hashable, Any]], fil: str, year: str) -> dict[str, Expression | None]:
    """What the sums of some projects are made of, of amounts that all have; the deviation is that of the `year`."""
    each: dict[str, Expression | None] = {
        name: None
        if any(pd.isna(one[name]) for one in projects)
        else urval.total(_own(one, name, fil) for one in projects) / terms.KRONOR_PER_MNKR
        for name in _AMOUNTS
    }
    spent, planned = each[year], each["budget"]
    return {**each, "avvikelse": None if spent is None or planned is None else deviation(-spent, -planned)}


def _own(project: Mapping[Hashable, Any], name: str, fil: str) -> Expression:
    return urval.summed(fil, name) & urval.each({key: project[key] for key in _KEYS if key in project})


def _lines(found: pd.DataFrame, grenar: Mapping[str, str]) -> Iterator[Line]:
    several = int(found["gren"].nunique() > 1)
    for gren, members in found.groupby("gren", sort=False):
        if several:
            yield heading(f"{gren}, rubrik", grenar[str(gren)])
        for portfolio, projects in members.groupby("portfölj", sort=False):
            yield heading(f"{gren} / {portfolio}" if several else str(portfolio), str(portfolio), several)
            for path, label in projects["benämning"].items():
                yield line(str(path), label=str(label), level=1 + several)
        if several:
            yield total(f"Summa {gren}", label=f"Summa {grenar[str(gren)].lower()}")
    if len(found):
        yield total(terms.TOTALT)
