"""Ranked deviations: by ansvarsområde, and the tjänster that deviate most."""

from collections.abc import Collection

from ekonomi import terms, urval
from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, drawn
from ekonomi.charts.numbers import cells, column, enumerated, is_zero, moment, signed, size, tense, value
from ekonomi.marks import mark_of
from ekonomi.style import NBSP
from ekonomi.table import RUBRIK, SUMMA, Table
from ekonomi.tables.outcome import whole_areas
from ekonomi.tables.units import FIGURES

HEAD = "Avvikelse, mnkr"
_LEAST = 10  # a tjänst is shown that deviates by at least one part in so many of the largest


@drawn(terms.AVVIKELSE)
def avvikelse_per_ansvar(table: Table) -> Chart | None:
    """Ansvarsområdena efter avvikelse, bäst först; de som skrivs 0,0 utelämnas.

    >>> print(charts.avvikelse_per_ansvar(report[tables.ansvarsområde]).title)
    Störst överskott: ... (6,6 mnkr). Störst underskott: ... (8,7 mnkr)
    """
    whole = {row.name for row in whole_areas(table)}
    found, when = _ranked(table, of=whole), moment(table, terms.AVVIKELSE)
    if not found:
        return None
    best = [f"Störst överskott: {bar.label} ({size(bar.text)}{NBSP}mnkr)" for bar in found[:1] if not bar.leftward]
    worst = [f"Störst underskott: {bar.label} ({size(bar.text)}{NBSP}mnkr)" for bar in found[-1:] if bar.leftward]
    title = ". ".join([*best, *worst])
    said = f"Ansvarsområdenas avvikelser från budget {when}, i mnkr: {_said(found)}."
    about = f"Avvikelse från budget per ansvarsområde, {when}, mnkr"
    shown = bars.shown(found, "Ansvarsområde", HEAD)
    told = {size(bar.text): bar.mark for bar in (found[0], found[-1])}
    return Chart("avvikelse per ansvar", title, about, said, told=told, **shown)


@drawn(terms.AVVIKELSE)
def tjänster(table: Table, antal: int = 5, utom: Collection[str] = ()) -> Chart | None:
    """De tjänster som avviker mest från budget: högst `antal` under den och `antal` över den, bäst först.

    Det som står under en rubrik i `utom` är ingen tjänst, till exempel `report.grenar.values()`: projekt går efter
    gren.

    >>> charts.tjänster(report[tables.tjänsteuppföljning], antal=3).title
    '54 tjänster kostar mindre än budget, 5 kostar mer'
    """
    ranked = _ranked(table, utom)
    if not ranked:
        return None
    lower = [bar for bar in ranked if not bar.leftward]
    higher = [bar for bar in ranked if bar.leftward]
    when = moment(table, terms.AVVIKELSE)
    verb = tense(when, "kostar", "kostade")
    title = f"{_number(lower)} {verb} mindre än budget, {len(higher) or 'ingen'} {verb} mer"
    if not lower:
        title = f"{_number(higher)} {verb} mer än budget, ingen {verb} mindre"
    least = max(abs(bar.end) for bar in ranked) / _LEAST
    sides = (lower[:antal], lower[:1]), (higher[-antal:], higher[-1:])  # the largest of each side, however small
    under, over = ([bar for bar in side if abs(bar.end) >= least] or most for side, most in sides)
    told = (("överskott", under), ("underskott", over[::-1]))
    said = [f"Störst {words} mot budget, i mnkr: {_said(side)}." for words, side in told if side]
    about = f"De största avvikelserna {when}, mnkr. Plus är lägre kostnad"
    shown = bars.shown([*under, *over], "Tjänst", HEAD)
    numbers = {_number(lower): lower, (str(len(higher)) if lower else _number(higher)): higher}
    counts = {printed: _counted(table, side) for printed, side in numbers.items() if side}
    return Chart(f"tjänster {table.name}", title, about, " ".join([f"{title}.", *said]), told=counts, **shown)


@drawn(terms.AVVIKELSE)
def största_avvikelser(table: Table, antal: int = 10) -> Chart | None:
    """De rader i ett svar från `report.avvikelse(…)` som avviker mest, högst `antal`, bäst först.

    >>> print(charts.största_avvikelser(report.avvikelse(per="verksamhetsområde")).title)
    Störst: ... (−8 674 tkr)
    """
    head = table.columns[-1].head
    found = [bar for bar in _ranked(table) if bar.text]
    most = sorted(found, key=lambda bar: -abs(bar.end))[:antal]
    if not most:
        return None
    largest = most[0]
    title = f"Störst: {largest.label} ({largest.text} {table.columns[-1].unit})"
    shown = bars.shown([bar for bar in found if bar in most], table.row_head, head)
    about = f"{table.caption}, {table.columns[-1].unit}"
    told = {largest.text: largest.mark}
    return Chart("största avvikelser", title, about, f"{title}. {_said(most)}.", told=told, **shown)


def _number(found: list[Bar]) -> str:
    return f"{len(found)} {'tjänst' if len(found) == 1 else 'tjänster'}"


def _counted(table: Table, side: list[Bar]) -> str:
    """The mark of how many tjänster deviate to one side: the rows of siffror.csv that say so, those others apart."""
    told, leftward = {bar.row for bar in side}, side[0].leftward
    others = [
        name
        for name, (_, cell) in cells(table, terms.AVVIKELSE).items()
        if name not in told and not is_zero(cell.shown) and (value(cell) < 0) == leftward
    ]
    span = ("−", "−") if leftward else ("0,1", "9")  # how a deviation to either side begins, as printed
    kolumn = column(table, terms.AVVIKELSE).public
    made = urval.counted(FIGURES) & urval.each({"tabell": table.name, "kolumn": kolumn}) & urval.dated("visat", *span)
    made = made & urval.but("rad", *others) if others else made
    return mark_of(table.name, f"Tjänster som kostar {'mer' if leftward else 'mindre'} än budget", "antal", made)


def _ranked(table: Table, without: Collection[str] = (), of: Collection[str] | None = None) -> list[Bar]:
    """A bar for each row that is no sum, or for the rows named in `of`, best first; printed zeroes are left out.

    Of two rows with one label, the second is told apart by the heading that it stands under.
    """
    found = cells(table, terms.AVVIKELSE)
    seen: set[str] = set()
    told, heading = [], ""
    for row in table.rows:
        heading = row.label if row.kind == RUBRIK and row.level == 0 else heading
        wanted = row.kind != SUMMA if of is None else row.name in of
        if not wanted or row.name not in found or heading in without:
            continue
        label = f"{row.label} ({heading.lower()})" if row.label in seen else row.label
        seen.add(row.label)
        cell = found[row.name][1]
        colour = theme.BETTER if value(cell) > 0 else theme.WORSE
        if not is_zero(cell.shown):
            told.append(Bar(label, 0.0, float(value(cell)), signed(cell.shown), colour, mark=cell.mark, row=row.name))
    return sorted(told, key=lambda bar: bar.end, reverse=True)


def _said(found: list[Bar]) -> str:
    return enumerated([f"{bar.label} {bar.text}" for bar in found])
