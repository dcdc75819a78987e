"""Effektmått by month: incidents resolved in time, and major incidents."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import style
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, listing


def incidenter(monthly: pd.DataFrame, period: str) -> Chart:
    """The share of incidents resolved within SLA and the major incidents, by month of this year and the last.

    `monthly`: månad, lösta, inom_sla, andel (per cent, missing where none were resolved) and major.
    """
    first = periods.shift(periods.january(period), -12)
    frame = monthly[monthly["månad"].between(first, period)].sort_values("månad", ignore_index=True)
    now = frame[frame["månad"].str[:4] == period[:4]]
    if now.empty or not now["lösta"].sum():
        return Chart("incidenter")
    before = frame[frame["månad"].str[:4] == first[:4]]
    shares = [style.MISSING if pd.isna(share) else _per_cent(share) for share in frame["andel"]]
    names = [f"{periods.name(month).capitalize()} {month[:4]}" for month in frame["månad"]]
    shown = {"Lösta inom SLA": shares, "Major incidents": [str(int(count)) for count in frame["major"]]}
    return Chart(
        name="incidenter",
        title=_title(now, before, period),
        subtitle="Andel incidenter lösta inom SLA och antal major incidents, per månad",
        alt=f"{_title(now, before, period)}. {_major(now, before, period)}",
        data=listing("Månad", shown, names),
        **theme.pictures(lambda figure, narrow: _draw(figure, narrow, frame), 3.4, 3.2),
    )


def _per_cent(share: float) -> str:
    return style.shown(style.in_unit(share, style.PER_CENT), style.PER_CENT, 0)


def _share(rows: pd.DataFrame) -> str:
    return _per_cent(float(rows["inom_sla"].sum()) * 100 / float(rows["lösta"].sum()))


def _title(now: pd.DataFrame, before: pd.DataFrame, period: str) -> str:
    words = f"{_share(now)} av incidenterna löstes i tid {periods.through(period)} {period[:4]}"
    return (
        f"{words}, {_share(before)} under {before['månad'].iloc[0][:4]}" if before["lösta"].sum() else words
    )


def _major(now: pd.DataFrame, before: pd.DataFrame, period: str) -> str:
    words = f"Antalet major incidents var {int(now['major'].sum())} {periods.through(period)}"
    if before.empty:
        return f"{words}."
    return f"{words} och {int(before['major'].sum())} under hela {before['månad'].iloc[0][:4]}."


def _draw(figure: Any, narrow: bool, frame: pd.DataFrame) -> None:
    height = figure.get_size_inches()[1]
    upper = theme.panel(figure, calendar.LEFT, height * 0.55, 0.5, calendar.TOP)
    lower = theme.panel(figure, calendar.LEFT, 0.5, 0.5, height * 0.45 + calendar.TOP)
    share = frame["andel"].astype(float)
    upper.plot(frame.index, share, color=theme.MAIN, linewidth=2, marker="o", markersize=4, zorder=4)
    last = int(share.dropna().index[-1])
    calendar.write(
        upper,
        last,
        share[last],
        _per_cent(share[last]),
        xytext=(7, 0),
        ha="left",
        va="center",
        color=theme.MAIN,
    )
    calendar.scale(upper)
    upper.set_ylim(min(50.0, share.min() // 10 * 10), 100)
    lower.bar(frame.index, frame["major"].astype(float), width=0.66, color=theme.WORSE, zorder=2)
    calendar.scale(lower)
    theme.key(upper, [("Lösta inom SLA, %", theme.MAIN)], calendar.LEFT)
    theme.key(lower, [("Major incidents, antal", theme.WORSE)], calendar.LEFT)
    _name(upper, lower, list(frame["månad"]), narrow)


def _name(upper: Any, lower: Any, months: Sequence[str], narrow: bool) -> None:
    """The months under the lower panel, with the year under each January."""
    calendar.name_months(lower, months, narrow=narrow or len(months) > 14)
    upper.set(xticks=[], xlim=lower.get_xlim())
    for place, month in enumerate(months):
        if place == 0 or periods.month(month) == 1:
            lower.annotate(
                month[:4],
                (place, 0),
                xycoords=("data", "axes fraction"),
                xytext=(-4, -18),
                textcoords="offset points",
                va="top",
                color=theme.SOFT,
                annotation_clip=False,
            )
