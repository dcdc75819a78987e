"""A tjänst's costs by their way to it: which ansvar, through which pool's key, as bars."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ekonomi import period as periods
from ekonomi import terms
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, listing
from ekonomi.charts.numbers import enumerated, mnkr

MOST = 5
DIRECT = "bokfört direkt"
_PITCH, _TOP, _LETTERS = 0.36, 0.06, 58
_VALUE = 0.62  # inches kept for the figure after the longest bar


def vägen_till(ways: pd.DataFrame, names: Mapping[str, str], namn: str, period: str) -> Chart:
    """The `MOST` largest ways to one tjänst so far in the year of `period`, and the others as one.

    `ways`: ansvar, pool, via, belopp (öre, cost −) as `allocation.trace` gives them, the largest first; `names`
    what ansvar and pools are called. Nothing is drawn without costs.
    """
    if ways.empty:
        return Chart(f"väg {namn}")
    spent = -ways["belopp"]
    shown, rest = ways.head(MOST), int(spent.iloc[MOST:].sum())
    labels = [_label(way, names) for way in shown.to_dict("records")]
    amounts = [int(amount) for amount in spent.head(MOST)]
    if len(ways) > MOST:
        labels.append(f"{len(ways) - MOST} andra vägar")
        amounts.append(rest)
    told = [f"{label} {mnkr(amount)}" for label, amount in zip(labels[:3], amounts[:3], strict=True)]
    total = f"{namn} har kostat {mnkr(int(spent.sum()))} mnkr {periods.through(period)} {period[:4]}."
    return Chart(
        name=f"väg {namn}",
        title=f"Kostnadens väg till {namn}",
        subtitle=f"Från ansvar, via poolen vars nyckel gav sist, {periods.through(period)}, mnkr",
        alt=f"{total} Störst, i mnkr: {enumerated(told)}.",
        data=listing("Väg", {"mnkr": [mnkr(amount) for amount in amounts]}, labels),
        **theme.small_picture(
            lambda figure, _: _draw(figure, labels, amounts), len(labels) * _PITCH + _TOP + 0.04
        ),
    )


def _label(way: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    """`Nät, bokfört direkt`; `Nät, med egen nyckel`; `Ledning via Nät`."""
    own, pool, via = (names.get(str(way[part]), str(way[part])) for part in ("ansvar", "pool", "via"))
    if way["pool"] == "":
        return f"{own}, {DIRECT}"
    if way["pool"] == way["via"]:
        return f"{own}, med egen nyckel" if own == pool else f"{own} ({pool}), med egen nyckel"
    return f"{own} via {via}"


def _draw(figure: Any, labels: list[str], amounts: list[int]) -> None:
    axes = theme.panel(figure, 0.02, 0.02, _VALUE, _TOP)
    values = [amount / terms.ÖRE_PER_MNKR for amount in amounts]
    places = range(len(labels))
    colours = [theme.GREY if label.endswith("andra vägar") else theme.MAIN for label in labels]
    axes.barh([place + 0.7 for place in places], values, height=0.34, color=colours)
    for place, (label, value, amount) in enumerate(zip(labels, values, amounts, strict=True)):
        short = label if len(label) <= _LETTERS else label[: _LETTERS - 1] + "…"
        axes.text(0, place + 0.48, short, va="bottom", fontsize=8.5, color=theme.INK, clip_on=False)
        axes.annotate(
            mnkr(amount), (max(value, 0), place + 0.7), xytext=(4, 0), textcoords="offset points",
            va="center_baseline", fontsize=8.5, color=theme.INK, annotation_clip=False,
        )  # fmt: skip
    axes.set_ylim(len(labels), 0)
    axes.set_xlim(min(0.0, *values), max(max(values), 1e-9))
    axes.set_xticks([])
    axes.set_yticks([])
