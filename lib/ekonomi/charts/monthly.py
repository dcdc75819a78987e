"""Costs month by month, and årsarbetare month by month: the outcome against what was meant or was before."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import style, terms, urval
from ekonomi.charts import months as calendar
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, drawn
from ekonomi.charts.numbers import enumerated, mnkr, size, than
from ekonomi.charts.panel import DASHED, Panel
from ekonomi.deviation import deviation
from ekonomi.marks import mark_of
from ekonomi.tables import layout
from ekonomi.urval import Rows

Amounts = dict[str, float]


@drawn("månad", "resultatrad", "beloppstyp", "version", "belopp")
def månadsvis(monthly: pd.DataFrame, period: str) -> Chart | None:
    """Kostnaderna per månad: utfall, budget och det som prognosen lämnar till de månader som är kvar.

    Visar `report.monthly`. En budget eller prognos som saknas utelämnas.

    >>> charts.månadsvis(report.monthly, report.period).title
    'Kostnaderna jan–mars är 22,5 mnkr lägre än budget'
    """
    costs = monthly[(monthly["resultatrad"] == terms.KOSTNADER) & monthly["månad"].str.startswith(period[:4])]
    outcome = _until(period, _by_month(costs, terms.UTFALL))
    if not outcome:
        return None
    budget, ahead = _by_month(costs, terms.BUDGET), _pace(costs, outcome, period)
    spent, verdict = sum(outcome.values()), _verdict(outcome, _until(period, budget))
    each = enumerated([f"{periods.name(month)} {mnkr(amount)}" for month, amount in sorted(outcome.items())])
    alt = f"Kostnader per månad i mnkr: {each}. Summan är {mnkr(spent)} mnkr{verdict and f', {verdict}'}."
    if ahead is not None:
        alt = f"{alt} Prognosen lämnar i snitt {mnkr(ahead)} mnkr i månaden för resten av året."
    year = calendar.year_of(period)
    columns = {"Utfall": outcome} | ({"Budget": budget} if budget else {})
    shown = {head: [mnkr(own.get(month, float("nan"))) for month in year] for head, own in columns.items()}
    rows = {head: _rows(costs, head.lower()) for head in columns}
    made = {head: [-(own & urval.only("period", month)) for month in year] for head, own in rows.items()}
    about, told = f"kostnaderna {period[:4]}", [own & urval.span("period", year[0], period) for own in rows.values()]
    said = size(mnkr(deviation(-spent, -sum(_until(period, budget).values()))))
    message = mark_of(
        about, periods.months(period), "Avvikelse" if budget else "Utfall", told[0] - told[1] if budget else -told[0]
    )
    heads = {"Utfall": _in_mnkr(outcome), "Budget": _in_mnkr(budget)}
    when = f"{period[:4]} blev" if periods.month(period) == 12 else f"{periods.through(period)} är"
    return Chart(
        name="månadsvis",
        title=f"Kostnaderna {when} {verdict or f'{mnkr(spent)} mnkr'}",
        subtitle=f"Kostnader per månad {period[:4]}, mnkr",
        alt=alt,
        told={said if budget else mnkr(spent): message},
        **calendar.listed(shown, year, about, made),
        **theme.pictures(lambda figure, narrow: _draw(figure, narrow, year, heads, ahead), 2.9, 2.7),
    )


def _rows(costs: pd.DataFrame, beloppstyp: str) -> Rows:
    """The rows of the ledger that the costs of a beloppstyp are, of every month."""
    version = costs.loc[costs["beloppstyp"] == beloppstyp, "version"].iloc[0]
    rows = urval.only("beloppstyp", beloppstyp) & layout.COSTS & layout.EXTERN
    return rows & urval.only("version", version) if version else rows


def _by_month(costs: pd.DataFrame, beloppstyp: str) -> Amounts:
    """Costs in öre, positive, by month."""
    rows = costs[costs["beloppstyp"] == beloppstyp]
    return {str(month): -float(amount) for month, amount in rows.groupby("månad")["belopp"].sum().items()}


def _until(period: str, amounts: Amounts) -> Amounts:
    return {month: amount for month, amount in amounts.items() if month <= period}


def _pace(costs: pd.DataFrame, outcome: Amounts, period: str) -> float | None:
    """What the forecast leaves for each month to come (öre); None without forecast or such months."""
    total, left = sum(_by_month(costs, terms.PROGNOS).values()), 12 - periods.month(period)
    return (total - sum(outcome.values())) / left if total and left else None


def _verdict(outcome: Amounts, budget: Amounts) -> str:
    """`15,0 mnkr lägre än budget`; "" without a budget."""
    off = mnkr(deviation(-sum(outcome.values()), -sum(budget.values())))
    same = "lika stora som budget"
    return than(off, "{} mnkr lägre än budget", "{} mnkr högre än budget", same) if budget else ""


def _in_mnkr(amounts: Amounts) -> Amounts:
    return {month: amount / terms.ÖRE_PER_MNKR for month, amount in amounts.items()}


@drawn("månad", "årsarbetare")
def årsarbetare(monthly: pd.DataFrame, period: str) -> Chart | None:
    """Årsarbetare per månad, i år mot förra året, som utelämnas om det är okänt (`report.personnel_monthly`).

    >>> charts.årsarbetare(report.personnel_monthly, report.period).title
    '188,7 årsarbetare jan–mars 2025, 6,5 fler än samma tid 2024'
    """
    told = monthly.dropna(subset=["årsarbetare"]).set_index("månad")
    known, made = told["årsarbetare"].astype(float), dict(told["urval"]) if "urval" in told else {}
    year, last = calendar.year_of(period), str(periods.year(period) - 1)
    now = {month: known[month] for month in year if month in known.index and month <= period}
    before = {month: known[ago] for month in year if (ago := periods.shift(month, -12)) in known.index}
    if not now:
        return None
    so_far, when = _one(sum(now.values())), periods.months(period)
    title, marks = f"{so_far} årsarbetare {when}", dict[str, str]()
    if made:
        whole = urval.total(made[month] for month in now)
        marks[so_far] = mark_of(terms.ÅRSARBETARE, when, period[:4], whole)
    if now.keys() <= before.keys():
        change = _one(sum(now.values()) - sum(before[month] for month in now))
        if made:
            before_it = urval.total(made[periods.shift(month, -12)] for month in now)
            marks[size(change)] = mark_of(terms.ÅRSARBETARE, when, "Ändring", whole - before_it)
        then = last if len(now) == len(year) else f"samma tid {last}"
        title = f"{title}, {than(change, '{} fler än', '{} färre än', 'lika många som')} {then}"
    each = enumerated([f"{periods.name(month)} {_one(amount)}" for month, amount in now.items()])
    heads = {period[:4]: now} | ({last: before} if before else {})
    shown = {name: [_one(own.get(month)) for month in year] for name, own in heads.items()}
    cells = {head: [made.get(f"{head}{month[4:]}") for month in year] for head in heads}
    return Chart(
        name="årsarbetare",
        title=title,
        subtitle="Arbetad tid per månad, i årsarbetare",
        alt=f"{title}. Per månad {period[:4]}: {each}.",
        told=marks,
        **calendar.listed(shown, year, terms.ÅRSARBETARE, cells),
        **theme.pictures(lambda figure, narrow: _draw(figure, narrow, year, heads), 2.5, 2.4),
    )


def _one(amount: float | None) -> str:
    return style.MISSING if amount is None else calendar.plain(amount, 1)


def _draw(
    figure: Any, narrow: bool, year: Sequence[str], heads: dict[str, Amounts], ahead: float | None = None
) -> None:
    """Bars for what happened, marks for what it is read against (by their heads), a line for what is `ahead` (öre)."""
    panel = Panel(figure, calendar.LEFT, calendar.BOTTOM, 0.02, calendar.TOP)
    bars, marks = (*heads.values(), {})[:2]
    places = {month: place for place, month in enumerate(year)}
    level = 0.0 if ahead is None else ahead / terms.ÖRE_PER_MNKR
    panel.limit(calendar.across(len(year)), (0, max([*bars.values(), *marks.values(), level]) * 1.08))
    for month, amount in bars.items():
        panel.bar((places[month] - calendar.BAR, 0), (places[month] + calendar.BAR, amount), theme.MAIN, zorder=2)
    ends = [(places[month] - 0.42, places[month] + 0.42) for month in marks]
    for colour, width, order in (("white", 3.6, 4), (theme.WORSE, 2.2, 5)):
        panel.rules([*marks.values()], colour, width, order, ends)
    calendar.name_months(panel, year, narrow)
    colours = zip(heads, (theme.MAIN, theme.WORSE), strict=False)
    parts = [(head, colour) for head, colour in colours if heads[head]]
    if ahead is not None:
        first = periods.month(max(bars)) - 0.45
        panel.line((first, 11.45), (level, level), theme.SOFT, 1.6, linestyle=DASHED, zorder=4.5)
        parts.append((f"Prognosens snitt: {mnkr(ahead)}", theme.SOFT))
    calendar.scale(panel)
    panel.key(parts, calendar.LEFT)
