"""Sentences of the nämnd's own mått: the period beside a year ago and the målvärde, the forecast beside last year."""

from collections.abc import Iterator
from decimal import Decimal

from ekonomi import measures as own
from ekonomi import period as periods
from ekonomi import tables
from ekonomi.measures import Measures
from ekonomi.params import MeasureSettings
from ekonomi.params.measures import HIGHER
from ekonomi.prose import words
from ekonomi.prose.parts import Figures, Number, Part, Sentence, prose, sentence
from ekonomi.tables.layout import december

_AGAINST = {1: "bättre än", -1: "sämre än", None: "jämfört med"}
_AIMED = {1: "bättre än målet (", -1: "sämre än målet (", 0: "lika med målet (", None: "; målet är "}


@prose()
def mått(figures: Figures, measures: Measures, period: str) -> Iterator[Sentence]:
    """En mening eller två om varje mått som är känt.

    Bara lika långa tider jämförs: hittills med samma månader förra året, helår med helår, och ett målvärde med ett
    helår för mått som läggs ihop över året.

    >>> print(report[prose.mått])
    Andelen incidenter som lösts inom utlovad tid ...
    """
    for one in measures.settings:
        yield from _so_far(figures, one, one.namn in measures.sums, period)
        if not december(period):
            yield from _full_year(figures, one, period)


def _so_far(figures: Figures, measure: MeasureSettings, adds_up: bool, period: str) -> Iterator[Sentence]:
    now = figures.found(tables.mått, measure.namn, own.NOW)
    if now is None:
        return
    ago = figures.found(tables.mått, measure.namn, own.LAST_YEAR if december(period) else own.AGO)
    target = None if adds_up and not december(period) else figures.found(tables.mått, measure.namn, own.TARGET)
    verb, when, before = words.is_or_was(period), words.over(period), periods.year_ago(period)
    if measure.sammanvägning == "senaste":  # a survey is of its day, not of the months so far
        verb, when, before = "var", "vid årets senaste mätning", "förra året"
    compared = _compared(figures, measure, own.NOW, (ago, before), target)
    yield sentence(f"{measure.words} {verb} ", now, f" {when}", *compared, ".")


def _full_year(figures: Figures, measure: MeasureSettings, period: str) -> Iterator[Sentence]:
    forecast = figures.found(tables.mått, measure.namn, own.FORECAST)
    if forecast is None:
        return
    last = figures.found(tables.mått, measure.namn, own.LAST_YEAR)
    before, target = f"under {periods.year(period) - 1}", figures.found(tables.mått, measure.namn, own.TARGET)
    compared = _compared(figures, measure, own.FORECAST, (last, before), target)
    yield sentence("Prognosen för helåret är ", forecast, *compared, ".")


def _compared(
    figures: Figures, measure: MeasureSettings, column: str, before: tuple[Number | None, str], target: Number | None
) -> tuple[Part, ...]:
    """`, bättre än samma period förra året (86 %) men sämre än målet (90 %)`; without a direction no verdict."""
    other, when = before
    side = None if other is None else _side(figures, measure, column, other)
    against: tuple[Part, ...] = ()
    if other is not None:
        same = f", samma som {'under ' * when.startswith('samma')}{when}"
        against = (same,) if side == 0 else (f", {_AGAINST[side]} {when} (", other, ")")
    if target is None:
        return against
    aim = _side(figures, measure, column, target)
    turn = " men " if ((aim or 0) < 0) != ((side or 0) < 0) else " och "
    between = "" if aim is None else ", " if other is None else turn
    told = "målet (" if other is not None and aim and aim == side else _AIMED[aim]  # `sämre än förra året och målet`
    return (*against, f"{between}{told}", target, "" if aim is None else ")")


def _side(figures: Figures, measure: MeasureSettings, column: str, other: Number) -> int | None:
    """1 where a column is better than another cell, −1 where it is worse, 0 where they print alike.

    None where the mått has no direction.
    """
    here = figures.cell(tables.mått, measure.namn, column)
    if here.shown == other.visat:
        return 0
    if measure.riktning is None:
        return None
    there = figures.cell(tables.mått, measure.namn, other.kolumn)
    above = (here.value or Decimal(0)) > (there.value or Decimal(0))
    return 1 if above == (measure.riktning == HIGHER) else -1
