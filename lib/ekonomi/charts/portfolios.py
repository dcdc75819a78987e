"""Projektportföljer: how many projects follow their plan in time, cost and scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ekonomi import urval
from ekonomi.charts import theme
from ekonomi.charts.chart import Chart, drawn, listing
from ekonomi.charts.numbers import column, enumerated
from ekonomi.charts.panel import POINTS, Panel
from ekonomi.marks import mark_of
from ekonomi.table import RUBRIK, SUMMA, Table
from ekonomi.urval import Rows


@dataclass(frozen=True)
class Status:
    """What a status means in a sentence, the colour of its part, of the letters in it, and of its words on white."""

    words: str
    colour: str
    letters: str
    ink: str

    @property
    def head(self) -> str:
        """What it means where it stands alone: `Viss avvikelse`."""
        return self.words.removeprefix("med ").capitalize()


STATUSES = {
    "grön": Status("enligt plan", "#1b6e53", "white", "#1b6e53"),
    "gul": Status("med viss avvikelse", "#e8b33c", theme.INK, theme.WARNING),
    "röd": Status("med stor avvikelse", "#a33b20", "white", "#a33b20"),
}
ASPECTS = ("status_tid", "status_kostnad", "status_omfattning")
Counts = dict[str, dict[str, int]]
_GUTTER = 1.1


@drawn(*ASPECTS)
def portföljer(table: Table) -> Chart | None:
    """Projekten efter status (grön, gul, röd) för tid, kostnad och omfattning.

    >>> charts.portföljer(report[tables.projektportföljer]).title
    '11 av 17 projekt följer planen i tid, kostnad och omfattning'
    """
    heads = [column(table, aspect).head for aspect in ASPECTS]
    rows = [row.name for row in table.rows if row.kind not in (SUMMA, RUBRIK)]
    shown_in = [[table.cell(row, aspect).shown.lower() for aspect in ASPECTS] for row in rows]
    judged = [[next((one for one in STATUSES if one in words), "") for words in own] for own in shown_in]
    judged = [own for own in judged if any(own)]
    if not judged:
        return None
    counts = {
        head: {status: found.count(status) for status in STATUSES}
        for head, found in zip(heads, zip(*judged, strict=True), strict=True)
    }
    fine = sum(set(own) == {"grön"} for own in judged)
    title = f"{fine} av {len(judged)} projekt följer planen i {enumerated([head.lower() for head in heads])}"
    shown = {STATUSES[status].head: [str(count[status]) for count in counts.values()] for status in STATUSES}
    return Chart(
        name="portföljer",
        title=title,
        subtitle="Antal projekt efter status",
        alt=f"{title}. {' '.join(_sentence(aspect, count) for aspect, count in counts.items())}",
        data=listing("Status för", shown, list(counts)),
        marks=[
            [_mark(table, head, STATUSES[status].head, {aspect: status}) for status in STATUSES]
            for aspect, head in zip(ASPECTS, heads, strict=True)
        ],
        told={str(fine): _mark(table, "Projekt", "Enligt plan", dict.fromkeys(ASPECTS, "grön"))}
        | ({str(len(rows)): _mark(table, "Projekt", "Alla", {})} if len(judged) == len(rows) else {}),
        **theme.pictures(
            lambda figure, narrow: _draw(figure, narrow, counts), 0.42 * len(counts) + 0.34, 0.6 * len(counts) + 0.34
        ),
    )


def _mark(table: Table, rad: str, kolumn: str, having: Mapping[str, str]) -> str:
    """The mark of the number of projects `having` some statuses, in the register that the table's amounts stand in."""
    one = next((part for own in table.urval.values() for made in own.values() for part in urval.parts_of(made)), None)
    if one is None or one.file is None:
        return ""
    report = Rows(tuple(told for told in one.conditions if told.name == "rapport"))
    return mark_of(table.name, rad, kolumn, urval.counted(one.file) & report & urval.each(having))


def _sentence(aspect: str, count: dict[str, int]) -> str:
    parts = [f"{number} {STATUSES[status].words}" for status, number in count.items() if number]
    return f"{aspect}: {enumerated(parts)}." if parts else f"{aspect}: ingen status."


def _draw(figure: Any, narrow: bool, counts: Counts) -> None:
    gutter = 0.02 if narrow else _GUTTER
    panel = Panel(figure, gutter, 0.02, 0.02, 0.34)
    parts = [(status.head, status.ink) for status in STATUSES.values()]
    panel.key(parts, gutter, gap=0.15 if narrow else 0.35)
    panel.limit((0, max(sum(count.values()) for count in counts.values())), (len(counts) - 0.5, -0.5))
    for place, (aspect, count) in enumerate(counts.items()):
        where, va = (panel.left, "bottom") if narrow else (panel.left - gutter * POINTS, "center")
        panel.words(where, panel.y(place - 0.1 * narrow), aspect, "left", va)
        _draw_parts(panel, place + 0.2 * narrow, count)


def _draw_parts(panel: Panel, place: float, count: dict[str, int]) -> None:
    start = 0
    for status, number in ((STATUSES[name], number) for name, number in count.items() if number):
        corners = (start, place - 0.28), (start + number, place + 0.28)
        panel.bar(*corners, status.colour, edgecolor="white", linewidth=1.5)
        x, y = panel.x(start + number / 2), panel.y(place)
        panel.words(x, y, str(number), "center", "center_baseline", color=status.letters)
        start += number
