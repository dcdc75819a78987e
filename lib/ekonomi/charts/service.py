"""A tjänst: how far its cost is from budget month by month and where the forecast leaves it, and its way there."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.charts import bars, theme
from ekonomi.charts import months as calendar
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, drawn
from ekonomi.charts.fan import DECIDED
from ekonomi.charts.months import NO_YEAR, Year
from ekonomi.charts.numbers import enumerated, is_zero, mnkr, signed, size, tense, than
from ekonomi.charts.panel import Panel
from ekonomi.deviation import deviation
from ekonomi.urval import Expression

Costs = dict[str, npt.NDArray[np.float64]]  # öre by month, and by what they are

_HEIGHT = 1.9
_LEAST = 0.2  # mnkr that the scale spans at least: less is a matter of rounding
_BAND = ["nedre", "övre"]
_HEADS = {"prognos": "Prognos", "nedre": "Nedre 80 %", "övre": "Övre 80 %"}
_SHADE, WORDS = "#9cc3d8", "#33708e"
_OFF = "{} mnkr lägre kostnad än budget", "{} mnkr högre kostnad än budget", "kostnad enligt budget"
_AGAINST = {
    "utfall": ("{} mnkr mindre än", "{} mnkr mer än", "lika mycket som"),
    "prognos": ("{} mnkr lägre än", "{} mnkr högre än", "lika hög som"),
}


@drawn("månad", "utfall")
def tjänstens_år(year: pd.DataFrame, namn: str, period: str, made_of: Year = NO_YEAR) -> Chart | None:
    """Cumulative deviation from budget of one tjänst by month of the year of `period` (mnkr, + is a lower cost).

    `year`: månad, utfall (öre, cost +, cumulative, missing after the period) and, where they are known, budget, prognos
    (the decided year's, in December), nedre and övre (the 80 per cent interval of the statistical forecast). Without a
    budget the cost itself is drawn, without an outcome nothing. `made_of`: `calendar.Year`.
    """
    year = year.sort_values("månad")
    months, costs = [*year["månad"]], _known(year)
    if "utfall" not in costs:
        return None
    known = int(np.isfinite(costs["utfall"]).sum())
    if known == len(months):  # the year is known: there is no forecast
        costs = {name: cost for name, cost in costs.items() if name not in (*_BAND, "prognos")}
    banded = costs.keys() >= {*_BAND}
    costs = costs if banded else {name: cost for name, cost in costs.items() if name not in _BAND}
    planned, drawn_as = "budget" in costs, _from_budget(costs)
    what = "avvikelse från budget" if planned else "kostnad"
    ahead = ", med statistisk prognos" if banded else ""
    own = {"utfall": "Avvikelse" if planned else "Utfall", **_HEADS}
    listed = {"Utfall": costs["utfall"], "Budget": costs["budget"]} if planned else {}
    listed |= {head: drawn_as[name] for name, head in own.items() if name in drawn_as}
    shown = {head: [*map(mnkr, values)] for head, values in listed.items()}
    made, off = _made(made_of, own, planned=planned), mnkr(drawn_as["utfall"][known - 1])
    return Chart(
        name=f"år {namn}",
        title=f"{namn}: {than(off, *_OFF)}" if planned else f"{namn} månad för månad",
        subtitle=f"Ackumulerad {what}, mnkr{ahead}{'. Plus är lägre kostnad' if planned else ''}",
        alt=_told(costs, months, known, namn, periods.months(period)),
        told={size(off): calendar.mark_of_year(namn, own["utfall"], made)},
        **calendar.cumulative(shown, months, namn, made, known),
        **theme.small_picture(lambda figure, _: _draw(figure, drawn_as, months, known, own), _HEIGHT),
    )


def _made(year: Year, heads: Mapping[str, str], *, planned: bool) -> dict[str, Expression]:
    """What stands under each head is made of: what it costs, and where that is `planned` how far it is from budget."""
    ends = {"prognos": DECIDED, "nedre": "nedre_80", "övre": "övre_80"}
    if not (planned and terms.BUDGET in year):
        ends |= {"utfall": "utfall", "nedre": "övre_80", "övre": "nedre_80"}
        return {heads[name]: -year[of] for name, of in ends.items() if of in year}
    off = {heads["utfall"]: year[terms.AVVIKELSE], "Utfall": -year["utfall"], "Budget": -year[terms.BUDGET]}
    return off | {heads[name]: year[of] - year[terms.BUDGET] for name, of in ends.items() if of in year}


def _known(year: pd.DataFrame) -> Costs:
    """The columns of which anything is known, as floats: a frame takes longer to ask than to draw."""
    columns = [name for name in ("utfall", "budget", "prognos", *_BAND) if name in year]
    costs = {name: year[name].to_numpy(dtype="float64", na_value=np.nan) for name in columns}
    return {name: cost for name, cost in costs.items() if np.isfinite(cost).any()}


def _from_budget(costs: Costs) -> Costs:
    """The year's costs as deviations from budget; the costs themselves without one."""
    if "budget" not in costs:
        return costs
    turned = dict(zip(_BAND, reversed(_BAND), strict=True))  # the highest cost is the worst deviation
    return {turned.get(name, name): deviation(-cost, -costs["budget"])
            for name, cost in costs.items() if name != "budget"}  # fmt: skip


def _told(costs: Costs, months: list[str], known: int, namn: str, when: str) -> str:
    """What it has cost and is expected to, against budget where there is one, else month by month."""
    so_far = [mnkr(cost) for cost in costs["utfall"][:known]]
    told = f"{namn} {tense(when, 'har kostat', 'kostade')} {so_far[-1]} mnkr {when}"
    if "budget" in costs:
        told = f"{told}, {_against(costs, 'utfall', known - 1)} budget."
    else:
        each = [f"{periods.name(month)} {cost}" for month, cost in zip(months, so_far, strict=False)]
        told = f"{told}. Ackumulerat i mnkr: {enumerated(each)}."
    if "prognos" in costs:
        against = f", {_against(costs, 'prognos', -1)} budget" if "budget" in costs else ""
        told = f"{told} Prognosen för året är {mnkr(costs['prognos'][-1])} mnkr{against}."
    if "nedre" in costs:
        low, high = (mnkr(costs[end][-1]) for end in _BAND)
        told = f"{told} Enligt den statistiska prognosen hamnar årets kostnad troligen mellan {low} och {high} mnkr."
    return told


def _against(costs: Costs, name: str, month: int) -> str:
    return than(mnkr(deviation(-costs[name][month], -costs["budget"][month])), *_AGAINST[name])


def _draw(figure: Any, shown: Costs, months: list[str], known: int, heads: dict[str, str]) -> None:
    panel = Panel(figure, calendar.LEFT, calendar.BOTTOM, 0.05, calendar.TOP)
    amounts = {name: öre / terms.ÖRE_PER_MNKR for name, öre in shown.items()}
    values = np.concatenate([*amounts.values()])
    low, high = (float(end(values, initial=0)) for end in (np.nanmin, np.nanmax))
    spare = max(_LEAST - (high - low), 0.5 * (high - low)) / 2
    panel.limit(calendar.across(len(months)), (low - spare, high + spare))
    spent = amounts["utfall"][:known]
    colours = [theme.WORSE if value < 0 else theme.MAIN for value in spent]
    for place, (value, colour) in enumerate(zip(spent, colours, strict=True)):
        panel.bar((place - calendar.BAR, 0), (place + calendar.BAR, value), colour, zorder=3)
    parts, marks = [(heads["utfall"], colours[-1])], {known - 1: spent[-1]}
    if "prognos" in amounts:
        last = len(months) - 1
        marks[last] = amounts["prognos"][-1]
        panel.line([last], [marks[last]], theme.INK, 0, marker="D", markersize=6, zorder=5)
        parts.append((heads["prognos"], theme.INK))
    for place, value in marks.items():
        away, va = (8, "bottom") if value >= 0 else (-8, "top")
        said = signed(mnkr(value * terms.ÖRE_PER_MNKR)) if "Avvikelse" in heads.values() else ""
        panel.words(panel.x(place), panel.y(value) + away, said, "center", va, bbox=theme.PLATE, zorder=6)
    if "nedre" in amounts:
        low_end, high_end = (amounts[end][known - 1 :] for end in _BAND)
        panel.field(range(known - 1, len(months)), low_end, high_end, _SHADE)
        parts.append(("80 %-intervall", WORDS))
    calendar.name_months(panel, months, narrow=True)
    calendar.lines(panel, 3, lambda value, _: calendar.plain(value, int(high - low < 3)))
    panel.rules([0], theme.INK, 0.8, 4)
    panel.key(parts, calendar.LEFT, gap=0.12)


MOST = 5
DIRECT = "bokfört direkt"


@drawn("ansvar", "pool", "via", "belopp")
def vägen_till(ways: pd.DataFrame, names: Mapping[str, str], namn: str, period: str, mark: str = "") -> Chart:
    """The `MOST` largest ways to one tjänst so far in the year of `period`, and the others as one, with those that
    print zero.

    `ways`: ansvar, pool, via, belopp (öre, cost −) as `allocation.trace` gives them, the largest first; `names`
    what ansvar and pools are called; `mark` is that of the whole cost (`Cell.mark`), whose origin the ways are.
    """
    most = sum(not is_zero(mnkr(cost)) for cost in ways["belopp"].head(MOST)) or 1
    first = ways.head(most).to_dict("records")
    costs = [(_label(way, names), -int(way["belopp"]), theme.MAIN) for way in first]
    if (others := len(ways) - most) > 0:
        label = "1 annan väg" if others == 1 else f"{others} andra vägar"
        costs.append((label, -int(ways["belopp"].iloc[most:].sum()), theme.GREY))
    laid = [Bar(label, 0.0, cost / terms.ÖRE_PER_MNKR, mnkr(cost), colour, mark=mark) for label, cost, colour in costs]
    when = periods.months(period)
    verb = "kostade" if periods.month(period) == 12 else "har kostat"
    total = f"{namn} {verb} {mnkr(-int(ways['belopp'].sum()))} mnkr {when}."
    return Chart(
        name=f"väg {namn}",
        title=f"Kostnadens väg till {namn}",
        subtitle=f"Varifrån kostnaden kommer, {when}, mnkr",
        alt=f"{total} De största delarna i mnkr: {enumerated([f'{bar.label} {bar.text}' for bar in laid[:3]])}.",
        **bars.shown(laid, "Väg", "mnkr", small=True),
    )


def _label(way: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    """`Nät, bokfört direkt`; `Nät, med egen nyckel`; `Ledning via Nät`."""
    own, pool, via = (names.get(str(way[part]), str(way[part])) for part in ("ansvar", "pool", "via"))
    if way["pool"] == "":
        return f"{own}, {DIRECT}"
    if way["pool"] == way["via"]:
        return f"{own}, med egen nyckel" if own == pool else f"{own} ({pool}), med egen nyckel"
    return f"{own} via {via}"
