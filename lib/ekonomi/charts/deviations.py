"""Ranked deviations: by ansvarsområde, and the tjänster that deviate most."""

from collections.abc import Sequence

from ekonomi.charts import bars, theme
from ekonomi.charts.bars import Bar
from ekonomi.charts.chart import Chart, listing
from ekonomi.charts.numbers import cells, column, enumerated, is_zero, moment, signed, value
from ekonomi.table import RUBRIK, SUMMA, Cell, Row, Table

Ranked = list[tuple[str, Cell]]


def avvikelse_per_ansvar(table: Table) -> Chart:
    """The ansvarsområden by deviation, best first: the table's first column avvikelse….

    Those that print 0,0 are left out. Of two rows with one label, the second is
    told apart by the heading that it stands under.
    """
    found = _ranked(table)
    if not found:
        return Chart("avvikelse per ansvar")
    return _chart(
        name="avvikelse per ansvar",
        title=_extremes(found, "Störst överskott", "Störst underskott"),
        subtitle=f"Avvikelse från budget per ansvarsområde, {moment(table, 'avvikelse')}, mnkr",
        alt=f"Ansvarsområdenas avvikelser från budget i mnkr: {_said(found)}.",
        head="Ansvarsområde",
        found=found,
    )


def tjänster(table: Table, antal: int = 5) -> Chart:
    """The tjänster that deviate most from their budget: `antal` above it and `antal` below it, best first."""
    ranked = _ranked(table)
    if not ranked:
        return Chart("tjänster")
    under = [pair for pair in ranked if value(pair[1]) > 0][:antal]
    over = [pair for pair in ranked if value(pair[1]) < 0][-antal:]
    every = sum(row.kind not in (SUMMA, RUBRIK) for row in table.rows)
    lower = sum(value(cell) > 0 for _, cell in ranked)
    return _chart(
        name=f"tjänster {table.name}",
        title=f"{lower} av {every} tjänster kostar mindre än budget",
        subtitle=f"De största avvikelserna {moment(table, 'avvikelse')}, mnkr. Plus är lägre kostnad",
        alt=f"{lower} av {every} tjänster kostar mindre än budget. {_services_said(under, over)}",
        head="Tjänst",
        found=[*under, *over],
    )


def _chart(name: str, title: str, subtitle: str, alt: str, head: str, found: Ranked) -> Chart:
    laid = [Bar(label, 0.0, float(value(cell)), signed(cell.shown), _colour(cell)) for label, cell in found]
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=alt,
        data=listing(head, {"Avvikelse, mnkr": [bar.text for bar in laid]}, [bar.label for bar in laid]),
        **theme.pictures(lambda figure, narrow: bars.draw_bars(figure, narrow, laid), *bars.heights(laid)),
    )


def _colour(cell: Cell) -> str:
    return theme.BETTER if value(cell) > 0 else theme.WORSE


def _ranked(table: Table) -> Ranked:
    """Labels and cells of the rows that are no sums, best first; zeroes as printed are left out."""
    if column(table, "avvikelse") is None:
        return []
    rows = [
        (row, cell) for row, cell in cells(table, "avvikelse").values() if row.kind not in (SUMMA, RUBRIK)
    ]
    labels = _labels(table, [row for row, _ in rows])
    told = [(label, cell) for label, (_, cell) in zip(labels, rows, strict=True) if not is_zero(cell.shown)]
    return sorted(told, key=lambda pair: value(pair[1]), reverse=True)


def _labels(table: Table, rows: Sequence[Row]) -> list[str]:
    """The rows' labels; where one comes again, its first heading is added in brackets."""
    headings, current = {}, ""
    for row in table.rows:
        current = row.label if row.kind == RUBRIK and row.level == 0 else current
        headings[row.name] = current
    seen: set[str] = set()
    labels = []
    for row in rows:
        again = row.label in seen
        labels.append(f"{row.label} ({headings[row.name].lower()})" if again else row.label)
        seen.add(row.label)
    return labels


def _extremes(found: Ranked, best: str, worst: str) -> str:
    top, bottom = found[0], found[-1]
    parts = []
    if value(top[1]) > 0:
        parts.append(f"{best}: {top[0]} ({signed(top[1].shown)} mnkr)")
    if value(bottom[1]) < 0:
        parts.append(f"{worst}: {bottom[0]} ({signed(bottom[1].shown)} mnkr)")
    return ". ".join(parts)


def _said(found: Ranked) -> str:
    return enumerated([f"{label} {signed(cell.shown)}" for label, cell in found])


def _services_said(under: Ranked, over: Ranked) -> str:
    sentences = []
    if under:
        sentences.append(f"Störst lägre kostnad, i mnkr: {_said(under)}.")
    if over:
        sentences.append(f"Störst högre kostnad, i mnkr: {_said(over[::-1])}.")
    return " ".join(sentences)
