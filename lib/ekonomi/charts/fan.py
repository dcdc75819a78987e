"""Prognossolfjäder: where the year may land, and how sure that is."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, drawn
from ekonomi.charts.months import NO_YEAR, Year
from ekonomi.charts.numbers import mnkr
from ekonomi.charts.panel import DASHED, POINTS, Panel

BOUNDS = ("nedre_80", "övre_80", "nedre_95", "övre_95")
_SWAPPED = dict(zip(BOUNDS, ("övre_80", "nedre_80", "övre_95", "nedre_95"), strict=True))  # of costs
_MIDDLE, _OUTER, _MIDDLE_WORDS = "#9cc3d8", "#d6e6ef", "#33708e"
_HEADS = {"utfall": "Utfall", "prognos": "Median"}
_HEADS |= {end: f"{end[:-3].capitalize()} {end[-2:]} %" for end in BOUNDS}
DECIDED = "beslutad"
_BESIDE = {terms.BUDGET: "Budget", "fjolåret": "Förra året"}
_PLAN: Any = {"colour": theme.GREY, "width": 1.3, "zorder": 3}
_MARK: Any = {"colour": theme.WORSE, "width": 0, "marker": "D", "markersize": 7, "zorder": 7, "clip_on": False}
_LETTER = 0.085  # inches that a letter of a figure takes
_SPARE = 0.05  # of the scale, over and under what is drawn
_LINE = 0.165  # inches between figures that stand over each other


@drawn("serie", "månad", "utfall", "prognos", *BOUNDS)
def prognossolfjäder(path: pd.DataFrame, mot: str = terms.BUDGET, urval: Year = NO_YEAR) -> Chart | None:
    """Årets belopp, ackumulerat: känt hittills, sedan medianen och intervallen på 80 och 95 procent.

    Visar en serie av `report.outlook.path`, med budgeten eller fjolåret (`mot`) och den beslutade prognosen där de är
    kända; `report.solfjäder(…)` frågar efter en annan. `urval` säger vad kolumnerna är gjorda av. Kostnader visas som
    positiva. Inget ritas av ett år som är slut eller inte har börjat.

    >>> print(charts.prognossolfjäder(report.outlook.path).title)
    Helårets resultat hamnar troligen mellan ... och ... mnkr
    """
    path = path.sort_values("månad", ignore_index=True)
    known = path["utfall"].notna()
    if known.all() or not known.any() or path[["prognos", *BOUNDS]].iloc[-1].isna().any():
        return None
    what = str(path["serie"].iloc[0])
    plans, last = {mot: _BESIDE[mot], DECIDED: "Beslutad prognos"}, path.iloc[-1]
    heads = _HEADS | {name: head for name, head in plans.items() if pd.notna(last.get(name))}
    cost = what == terms.KOSTNADERNA or (path["prognos"].iloc[-1] < 0 and not what.startswith(terms.RESULTATET))
    path = _as_costs(path, heads) if cost else path
    own = {_SWAPPED.get(name, name): -one for name, one in urval.items()} if cost else urval
    made = {heads[name]: one for name, one in own.items() if name in heads}
    end = {column: mnkr(path[column].iloc[-1]) for column in heads if column != "utfall"}
    shown = {head: [mnkr(value) for value in path[column]] for column, head in heads.items()}
    return Chart(
        name="prognossolfjäder",
        title=f"Helårets {what} hamnar troligen mellan {end['nedre_80']} och {end['övre_80']} mnkr",
        subtitle=f"Årets {what} månad för månad, ackumulerat, mnkr. Statistisk prognos",
        alt=f"{_known(path, what)}{_ahead(end, what)}{_beside(end, heads)}",
        told={end[name]: calendar.mark_of_year(what, heads[name], made) for name in ("nedre_80", "övre_80")},
        **calendar.cumulative(shown, list(path["månad"]), what, made, int(known.sum())),
        **theme.pictures(lambda figure, narrow: _draw(figure, narrow, path, heads, end), 3.3, 3.1),
    )


def _as_costs(path: pd.DataFrame, heads: Mapping[str, str]) -> pd.DataFrame:
    """Costs as positive amounts, so that lower bounds become upper ones."""
    turned = -path[list(heads)].astype(float)
    return path[["serie", "månad"]].join(turned.rename(columns=_SWAPPED))


def _known(path: pd.DataFrame, what: str) -> str:
    month, amount = path.dropna(subset=["utfall"])[["månad", "utfall"]].iloc[-1]
    return f"Årets {what} till och med {periods.name(month)}: {mnkr(amount)} mnkr. "


def _ahead(end: dict[str, str], what: str) -> str:
    return (
        f"Den statistiska prognosen för helåret är {end['prognos']} mnkr. "
        f"Med 80 procents sannolikhet hamnar helårets {what} mellan {end['nedre_80']} och {end['övre_80']} mnkr, "
        f"med 95 procents sannolikhet mellan {end['nedre_95']} och {end['övre_95']} mnkr."
    )


def _beside(end: Mapping[str, str], heads: Mapping[str, str]) -> str:
    """What stands beside the forecast: ` Budget: 0,0 mnkr. Beslutad prognos: 0,0 mnkr.`"""
    return "".join(f" {heads[name]}: {end[name]} mnkr." for name in heads if name not in _HEADS)


def _draw(figure: Any, narrow: bool, path: pd.DataFrame, heads: Mapping[str, str], end: Mapping[str, str]) -> None:
    beside = 0.13 + _LETTER * max(len(mnkr(path[end].iloc[-1])) for end in BOUNDS)
    panel = Panel(figure, calendar.LEFT, calendar.BOTTOM, beside, calendar.TOP + 0.21)
    amounts = path[list(heads)].astype(float) / terms.ÖRE_PER_MNKR
    last = int(amounts["utfall"].notna().sum()) - 1
    ahead = amounts.iloc[last:]
    more = {name: head for name, head in heads.items() if name not in _HEADS}
    drawn = pd.concat([ahead[["prognos", *BOUNDS]], amounts[["utfall", *more]]])
    low, high = float(drawn.min().min()), float(drawn.max().max())
    spare = _SPARE * (high - low)
    panel.limit((calendar.across(len(path))[0], len(path) - 1), (low - spare, high + spare))
    for least, most, colour in (("nedre_95", "övre_95", _OUTER), ("nedre_80", "övre_80", _MIDDLE)):
        panel.field(ahead.index, ahead[least], ahead[most], colour)
    panel.line(ahead.index, ahead["prognos"], theme.MAIN, 1.8, linestyle=DASHED, zorder=4)
    panel.line(amounts.index, amounts["utfall"], theme.INK, 2.2, marker="o", markersize=4.5, zorder=5)
    for name in more:
        panel.line(amounts.index, amounts[name], **(_MARK if name == DECIDED else _PLAN))
    calendar.name_months(panel, list(path["månad"]), narrow)
    calendar.scale(panel)
    _write_ends(panel, path)
    gap = 0.15 if narrow else 0.35
    over = [(f"{head} {end[name]}", (_MARK if name == DECIDED else _PLAN)["colour"]) for name, head in more.items()]
    middle, outer = ("80 %", "95 %") if narrow else ("80 procents intervall", "95 procents intervall")
    parts = [("Utfall", theme.INK), ("Median", theme.MAIN), (middle, _MIDDLE_WORDS), (outer, theme.SOFT)]
    panel.key(parts, calendar.LEFT, gap=gap, row=1 if over else 0)
    panel.key(over, calendar.LEFT, gap=gap)


def _write_ends(panel: Panel, path: pd.DataFrame) -> None:
    """December's figures beside the fan, moved apart where they would stand on each other."""
    names = ("nedre_95", "nedre_80", "prognos", "övre_80", "övre_95")
    ends = [float(path[name].iloc[-1]) for name in names]
    heights = _apart([panel.y(end / terms.ÖRE_PER_MNKR) for end in ends], _LINE * POINTS)
    for name, end, height in zip(names, ends, heights, strict=True):
        weight = "bold" if name == "prognos" else "normal"
        panel.words(panel.right + 6, height, mnkr(end), "left", "center", fontweight=weight, bbox=theme.PLATE, zorder=6)


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Rising heights at least `least` apart, moved from the middle one outwards."""
    middle = len(heights) // 2
    placed = list(heights)
    for place in range(middle + 1, len(placed)):
        placed[place] = max(placed[place], placed[place - 1] + least)
    for place in range(middle - 1, -1, -1):
        placed[place] = min(placed[place], placed[place + 1] - least)
    return placed
