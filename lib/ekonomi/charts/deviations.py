"""Ranked deviations: by ansvarsområde, and the tjänster that deviate most."""

from collections.abc import Collection

from ekonomi import terms
from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, drawn, listing
from ekonomi.charts.numbers import cells, enumerated, is_zero, moment, signed, size, value
from ekonomi.table import RUBRIK, SUMMA, Cell, Table

Ranked = list[tuple[str, Cell]]
_LEAST = 10  # a tjänst is shown that deviates by at least one part in so many of the largest


@drawn(terms.AVVIKELSE)
def avvikelse_per_ansvar(table: Table) -> Chart | None:
    """The ansvarsområden by avvikelse, best first; those that print 0,0 are left out."""
    found = _ranked(table)
    ends = (("Störst överskott", found[:1], 1), ("Störst underskott", found[-1:], -1))
    title = [
        f"{words}: {label} ({size(cell.shown)} mnkr)"
        for words, end, sign in ends
        for label, cell in end
        if sign * value(cell) > 0
    ]
    when = moment(table, terms.AVVIKELSE)
    return _chart(
        name="avvikelse per ansvar",
        title=". ".join(title),
        subtitle=f"Avvikelse från budget per ansvarsområde, {when}, mnkr",
        alt=f"Ansvarsområdenas avvikelser från budget {when}, i mnkr: {_said(found)}.",
        head="Ansvarsområde",
        found=found,
    )


@drawn(terms.AVVIKELSE)
def tjänster(table: Table, antal: int = 5, utom: Collection[str] = ()) -> Chart | None:
    """The tjänster that deviate most from their budget: at most `antal` below it and `antal` above it, best first.

    What stands under a heading in `utom` is no tjänst, such as `report.grenar.values()`: projects go by their gren.
    """
    ranked = _ranked(table, utom)
    lower, higher = ([pair for pair in ranked if sign * value(pair[1]) > 0] for sign in (1, -1))
    title = f"{_number(lower)} kostar mindre än budget, {len(higher) or 'ingen'} kostar mer"
    if not lower:
        title = f"{_number(higher)} kostar mer än budget, ingen kostar mindre"
    least = max((abs(value(cell)) for _, cell in ranked), default=0) / _LEAST
    under, over = (
        [pair for pair in side if abs(value(pair[1])) >= least] for side in (lower[:antal], higher[-antal:])
    )
    said = (("lägre", under), ("högre", over[::-1]))
    return _chart(
        name=f"tjänster {table.name}",
        title=title,
        subtitle=f"De största avvikelserna {moment(table, terms.AVVIKELSE)}, mnkr. Plus är lägre kostnad",
        alt=" ".join(
            [
                f"{title}.",
                *(f"Störst {words} kostnad, i mnkr: {_said(side)}." for words, side in said if side),
            ]
        ),
        head="Tjänst",
        found=[*under, *over],
    )


def _number(found: Ranked) -> str:
    return f"{len(found)} {'tjänst' if len(found) == 1 else 'tjänster'}"


def _chart(name: str, title: str, subtitle: str, alt: str, head: str, found: Ranked) -> Chart | None:
    if not found:
        return None
    colours = [theme.BETTER if value(cell) > 0 else theme.WORSE for _, cell in found]
    laid = [
        Bar(label, 0.0, float(value(cell)), signed(cell.shown), colour)
        for (label, cell), colour in zip(found, colours, strict=True)
    ]
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=alt,
        data=listing(head, {"Avvikelse, mnkr": [bar.text for bar in laid]}, [bar.label for bar in laid]),
        **theme.pictures(lambda figure, narrow: bars.draw_bars(figure, narrow, laid), *bars.heights(laid)),
    )


def _ranked(table: Table, without: Collection[str] = ()) -> Ranked:
    """Labels and cells of the rows that are no sums, best first; zeroes as printed are left out.

    Of two rows with one label, the second is told apart by the heading that it stands under.
    """
    found = cells(table, terms.AVVIKELSE)
    seen: set[str] = set()
    told, heading = [], ""
    for row in table.rows:
        heading = row.label if row.kind == RUBRIK and row.level == 0 else heading
        if row.kind in (SUMMA, RUBRIK) or row.name not in found or heading in without:
            continue
        label = f"{row.label} ({heading.lower()})" if row.label in seen else row.label
        seen.add(row.label)
        told.append((label, found[row.name][1]))
    return sorted(
        (pair for pair in told if not is_zero(pair[1].shown)), key=lambda pair: value(pair[1]), reverse=True
    )


def _said(found: Ranked) -> str:
    return enumerated([f"{label} {signed(cell.shown)}" for label, cell in found])
