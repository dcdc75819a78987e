"""A tjänst's year: its cost month by month, added up, against budget and with the forecast's interval."""

from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, listing
from ekonomi.charts.numbers import mnkr

_HEIGHT = 1.9
_BAND, WORDS = "#9cc3d8", "#33708e"
_HEADS = {"utfall": "Utfall", "budget": "Budget", "nedre": "Nedre 80 %", "övre": "Övre 80 %"}


def tjänstens_år(year: pd.DataFrame, namn: str, period: str) -> Chart:
    """Cumulative cost of one tjänst by month of the year of `period`, small enough for a page of many.

    `year`: månad, utfall (öre, cost +, missing after the period), budget (missing without one), nedre and övre
    (the 80 per cent interval of the statistical forecast). Nothing is drawn without an outcome.
    """
    year = year.sort_values("månad", ignore_index=True)
    known = year["utfall"].dropna()
    if known.empty:
        return Chart(f"år {namn}")
    ahead = ""
    if "nedre" in year and year["utfall"].isna().any():
        low, high = (mnkr(year[column].iloc[-1]) for column in ("nedre", "övre"))
        ahead = f" Årets kostnad hamnar troligen mellan {low} och {high} mnkr."
    spent = f"{namn} har kostat {mnkr(known.iloc[-1])} mnkr {periods.through(period)} {period[:4]}."
    return Chart(
        name=f"år {namn}",
        title=f"{namn} månad för månad",
        subtitle=f"Ackumulerad kostnad, mnkr{', med statistisk prognos' if 'nedre' in year else ''}",
        alt=f"{spent}{ahead}",
        data=_data(year),
        **theme.small_picture(lambda figure, _: _draw(figure, year), _HEIGHT),
    )


def _data(year: pd.DataFrame) -> pd.DataFrame:
    shown = {
        head: [style.MISSING if pd.isna(value) else mnkr(value) for value in year[column]]
        for column, head in _HEADS.items()
        if column in year
    }
    return listing("Månad", shown, [periods.name(month).capitalize() for month in year["månad"]])


def _draw(figure: Any, year: pd.DataFrame) -> None:
    axes = theme.panel(figure, calendar.LEFT, calendar.BOTTOM, 0.05, calendar.TOP)
    amounts = year[[name for name in _HEADS if name in year]].astype(float) / terms.ÖRE_PER_MNKR
    last = int(amounts["utfall"].notna().sum()) - 1
    ahead = amounts.iloc[last:]
    banded = "nedre" in ahead
    if banded:
        axes.fill_between(ahead.index, ahead["nedre"], ahead["övre"], color=_BAND, linewidth=0, zorder=1)
    dots = {"marker": "o", "markersize": 3.5, "linewidth": 1.8, "zorder": 5}
    axes.plot(amounts.index, amounts["utfall"], color=theme.INK, **dots)
    parts = [("Utfall", theme.INK)]
    if amounts["budget"].notna().any():
        axes.plot(amounts.index, amounts["budget"], color=theme.WORSE, linewidth=1.4, zorder=4)
        parts.append(("Budget", theme.WORSE))
    calendar.name_months(axes, list(year["månad"]), narrow=True)
    calendar.scale(axes)
    theme.key(
        axes, [*parts, *([("80 procents intervall", WORDS)] if banded else [])], calendar.LEFT, gap=0.12
    )
