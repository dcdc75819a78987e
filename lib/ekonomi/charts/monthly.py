"""Costs month by month, and årsarbetare month by month: the outcome against what was meant or was before."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, listing
from ekonomi.charts.numbers import is_zero, mnkr, size
from ekonomi.deviation import deviation

Amounts = dict[str, float]


def månadsvis(monthly: pd.DataFrame, period: str) -> Chart:
    """Costs by month of the year of `period`: outcome, budget, and what the forecast leaves for later months.

    `monthly`: månad, kostnadsslag, beloppstyp, belopp (öre, cost −); the forecast is its year's total, posted
    on any month. Without a forecast its line is left out; without an outcome nothing is drawn.
    """
    costs = monthly[monthly["kostnadsslag"].isin(terms.COSTS) & monthly["månad"].str.startswith(period[:4])]
    outcome, budget = _by_month(costs, terms.UTFALL), _by_month(costs, terms.BUDGET)
    outcome = {month: amount for month, amount in outcome.items() if month <= period}
    if not outcome:
        return Chart("månadsvis")
    ahead = _pace(costs, outcome, period)
    return Chart(
        name="månadsvis",
        title=_costs_title(outcome, budget, period),
        subtitle=f"Kostnader per månad {period[:4]}, externt, mnkr",
        alt=_costs_alt(outcome, budget, ahead, period),
        data=_costs_data(outcome, budget, period),
        **theme.pictures(
            lambda figure, narrow: _draw_costs(figure, narrow, period, outcome, budget, ahead), 2.9, 2.7
        ),
    )


def _by_month(costs: pd.DataFrame, beloppstyp: str) -> Amounts:
    """Costs in öre, positive, by month."""
    rows = costs[costs["beloppstyp"] == beloppstyp]
    return {str(month): -float(amount) for month, amount in rows.groupby("månad")["belopp"].sum().items()}


def _pace(costs: pd.DataFrame, outcome: Amounts, period: str) -> float | None:
    """What the forecast leaves for each month to come (öre); None without forecast or such months."""
    total, left = sum(_by_month(costs, terms.PROGNOS).values()), 12 - periods.month(period)
    return (total - sum(outcome.values())) / left if total and left else None


def _so_far(outcome: Amounts, budget: Amounts, period: str) -> tuple[float, float | None]:
    """Outcome so far (öre) and how much lower it is than budget, None without a budget."""
    spent = sum(outcome.values())
    meant = sum(amount for month, amount in budget.items() if month <= period)
    return spent, deviation(-spent, -meant) if budget else None


def _costs_title(outcome: Amounts, budget: Amounts, period: str) -> str:
    spent, off = _so_far(outcome, budget, period)
    if off is None:
        return f"Kostnaderna {periods.through(period)} är {mnkr(spent)} mnkr"
    return f"Kostnaderna {periods.through(period)} är {_than(mnkr(off), 'lägre', 'högre')} budget"


def _than(off: str, less: str, more: str) -> str:
    if is_zero(off):
        return "lika med"
    return f"{size(off)} mnkr {more if off.startswith(style.MINUS) else less} än"


def _costs_alt(outcome: Amounts, budget: Amounts, ahead: float | None, period: str) -> str:
    spent, off = _so_far(outcome, budget, period)
    each = ", ".join(f"{periods.name(month)} {mnkr(amount)}" for month, amount in sorted(outcome.items()))
    sentences = [f"Kostnader per månad i mnkr: {each}.", f"Summan är {mnkr(spent)} mnkr"]
    sentences[-1] += "." if off is None else f", {_than(mnkr(off), 'lägre', 'högre')} budget."
    if ahead is not None:
        sentences.append(
            f"Prognosen lämnar i snitt {mnkr(ahead)} mnkr för var och en av årets övriga månader."
        )
    return " ".join(sentences)


def _costs_data(outcome: Amounts, budget: Amounts, period: str) -> pd.DataFrame:
    year = calendar.year_of(period)
    columns = {"Utfall, mnkr": _printed(outcome, year), "Budget, mnkr": _printed(budget, year)}
    return listing("Månad", columns, [periods.name(month).capitalize() for month in year])


def _printed(amounts: Mapping[str, float], months: Sequence[str]) -> list[str]:
    return [mnkr(amounts[month]) if month in amounts else style.MISSING for month in months]


def _draw_costs(
    figure: Any, narrow: bool, period: str, outcome: Amounts, budget: Amounts, ahead: float | None
) -> None:
    year = calendar.year_of(period)
    axes = theme.panel(figure, calendar.LEFT, calendar.BOTTOM, 0.02, calendar.TOP)
    calendar.bars(axes, year, _in_mnkr(outcome))
    calendar.marks(axes, year, _in_mnkr(budget))
    calendar.name_months(axes, year, narrow)
    parts = [("Utfall", theme.MAIN), *([("Budget", theme.WORSE)] if budget else [])]
    if ahead is not None:
        first = periods.month(period) - 0.45
        level = ahead / terms.ÖRE_PER_MNKR
        axes.plot(
            (first, 11.45), (level, level), color=theme.SOFT, linewidth=1.6, linestyle=(0, (4, 2)), zorder=4.5
        )
        parts.append((f"Prognosens snitt: {mnkr(ahead)}", theme.SOFT))
    axes.set_ylim(0, max([*_in_mnkr(outcome).values(), *_in_mnkr(budget).values()]) * 1.08)
    calendar.scale(axes)
    theme.key(axes, parts, calendar.LEFT)


def _in_mnkr(amounts: Amounts) -> Amounts:
    return {month: amount / terms.ÖRE_PER_MNKR for month, amount in amounts.items()}


def årsarbetare(monthly: pd.DataFrame, period: str) -> Chart:
    """Årsarbetare by month, this year against last.

    `monthly`: månad, årsarbetare (the month's hours over the norm of a full year, so that months add up).
    """
    series = {
        str(m): float(v) for m, v in zip(monthly["månad"], monthly["årsarbetare"], strict=True) if pd.notna(v)
    }
    now = {month: amount for month, amount in series.items() if month[:4] == period[:4] and month <= period}
    before = {periods.shift(month, 12): amount for month, amount in series.items()}
    before = {month: amount for month, amount in before.items() if month[:4] == period[:4]}
    if not now:
        return Chart("årsarbetare")
    year = calendar.year_of(period)
    last = str(periods.year(period) - 1)
    columns = {period[:4]: now, last: before}
    shown = {name: [_one(own.get(month)) for month in year] for name, own in columns.items()}
    return Chart(
        name="årsarbetare",
        title=_staff_title(now, before, period),
        subtitle="Arbetad tid per månad, i årsarbetare",
        alt=f"{_staff_title(now, before, period)}. Per månad {period[:4]}: {_each(now)}.",
        data=listing("Månad", shown, [periods.name(month).capitalize() for month in year]),
        **theme.pictures(lambda figure, narrow: _draw_staff(figure, narrow, period, now, before), 2.5, 2.4),
    )


def _one(amount: float | None) -> str:
    return style.MISSING if amount is None else calendar.plain(amount, 1)


def _each(now: Amounts) -> str:
    return ", ".join(f"{periods.name(month)} {_one(amount)}" for month, amount in sorted(now.items()))


def _staff_title(now: Amounts, before: Amounts, period: str) -> str:
    total = sum(now.values())
    words = f"{_one(total)} årsarbetare {periods.through(period)} {period[:4]}"
    if not all(month in before for month in now):
        return words
    change = _one(total - sum(before[month] for month in now))
    if is_zero(change):
        return f"{words}, lika många som året innan"
    return f"{words}, {size(change)} {'färre' if change.startswith(style.MINUS) else 'fler'} än året innan"


def _draw_staff(figure: Any, narrow: bool, period: str, now: Amounts, before: Amounts) -> None:
    year = calendar.year_of(period)
    axes = theme.panel(figure, calendar.LEFT, calendar.BOTTOM, 0.02, calendar.TOP)
    calendar.bars(axes, year, now)
    calendar.marks(axes, year, before)
    calendar.name_months(axes, year, narrow)
    axes.set_ylim(0, max([*now.values(), *before.values()]) * 1.08)
    calendar.scale(axes)
    parts = [(period[:4], theme.MAIN), (str(periods.year(period) - 1), theme.WORSE)]
    theme.key(axes, parts if before else parts[:1], calendar.LEFT)
