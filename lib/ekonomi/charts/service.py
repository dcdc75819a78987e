"""A tjänst's year: its cost month by month, added up, against budget and with the forecast's interval."""

from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, drawn, holds
from ekonomi.charts.numbers import enumerated, mnkr, tense, than
from ekonomi.deviation import deviation

_HEIGHT = 1.9
_BAND = ("nedre", "övre")
_SHADE, WORDS = "#9cc3d8", "#33708e"
_HEADS = {"utfall": "Utfall", "budget": "Budget", "prognos": "Prognos", "nedre": "Nedre 80 %", "övre": "Övre 80 %"}


@drawn("månad", "utfall")
def tjänstens_år(year: pd.DataFrame, namn: str, period: str) -> Chart | None:
    """Cumulative cost of one tjänst by month of the year of `period`, small enough for a page of many.

    `year`: månad, utfall (öre, cost +, missing after the period) and, where they are known, budget, prognos (the
    decided year's, in December), nedre and övre (the 80 per cent interval of the statistical forecast). Nothing is
    drawn without an outcome.
    """
    year = year.sort_values("månad", ignore_index=True).dropna(axis="columns", how="all")
    if not holds(year, "utfall"):
        return None
    if year["utfall"].notna().all():  # the year is known: there is no forecast
        year = year.drop(columns=[*_BAND, "prognos"], errors="ignore")
    said = _so_far(year.dropna(subset=["utfall"]), namn, periods.months(period))
    if holds(year, "prognos"):
        said = f"{said} Prognosen för året är {mnkr(year['prognos'].iloc[-1])} mnkr."
    if holds(year, *_BAND):
        low, high = (mnkr(year[end].iloc[-1]) for end in _BAND)
        said = f"{said} Årets kostnad hamnar troligen mellan {low} och {high} mnkr."
    shown = {head: [mnkr(value) for value in year[name]] for name, head in _HEADS.items() if name in year}
    return Chart(
        name=f"år {namn}",
        title=f"{namn} månad för månad",
        subtitle=f"Ackumulerad kostnad, mnkr{', med statistisk prognos' if holds(year, *_BAND) else ''}",
        alt=said,
        data=calendar.listed(shown, list(year["månad"])),
        **theme.small_picture(lambda figure, _: _draw(figure, year), _HEIGHT),
    )


def _so_far(year: pd.DataFrame, namn: str, when: str) -> str:
    """What it has cost, against budget where there is one, else month by month."""
    spent = year["utfall"].iloc[-1]
    words = f"{namn} {tense(when, 'har kostat', 'kostade')} {mnkr(spent)} mnkr {when}"
    if "budget" not in year:
        each = [
            f"{periods.name(month)} {mnkr(cost)}" for month, cost in zip(year["månad"], year["utfall"], strict=True)
        ]
        return f"{words}. Ackumulerat i mnkr: {enumerated(each)}."
    off = mnkr(deviation(-spent, -year["budget"].iloc[-1]))
    verdict = than(off, "{} mnkr lägre än", "{} mnkr högre än", "lika mycket som")
    return f"{words}, {verdict} budget."


def _draw(figure: Any, year: pd.DataFrame) -> None:
    axes = theme.panel(figure, calendar.LEFT, calendar.BOTTOM, 0.05, calendar.TOP)
    amounts = year[[name for name in _HEADS if name in year]].astype(float) / terms.ÖRE_PER_MNKR
    dots = {"marker": "o", "markersize": 3.5, "linewidth": 1.8, "zorder": 5}
    axes.plot(amounts.index, amounts["utfall"], color=theme.INK, **dots)
    parts = [("Utfall", theme.INK)]
    if "budget" in amounts:
        axes.plot(amounts.index, amounts["budget"], color=theme.WORSE, linewidth=1.4, zorder=4)
        parts.append(("Budget", theme.WORSE))
    if holds(amounts, "prognos"):
        last = int(amounts["utfall"].notna().sum()) - 1
        ends = [amounts["utfall"].iloc[last], amounts["prognos"].iloc[-1]]
        look = {"color": theme.MAIN, "linewidth": 1.6, "linestyle": (0, (4, 2)), "marker": "D", "markersize": 4}
        axes.plot([last, len(amounts) - 1], ends, markevery=[1], zorder=4.5, **look)
        parts.append(("Prognos", theme.MAIN))
    if holds(amounts, *_BAND):
        ahead = amounts.iloc[int(amounts["utfall"].notna().sum()) - 1 :]
        axes.fill_between(ahead.index, ahead["nedre"], ahead["övre"], color=_SHADE, linewidth=0, zorder=1)
        parts.append(("80 %-intervall" if holds(amounts, "prognos") else "80 procents intervall", WORDS))
    calendar.name_months(axes, list(year["månad"]), narrow=True)
    calendar.scale(axes)
    theme.key(axes, parts, calendar.LEFT, gap=0.12)
