"""`utforska(report)`: choose, and table, chart and postings change at once; without widgets, the plain answer."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from ekonomi import charts, schema, terms
from ekonomi.errors import UsageError
from ekonomi.export.workbook import workbook
from ekonomi.registry import NoAnswer
from ekonomi.report import Report, selection
from ekonomi.report.frames import listed
from ekonomi.table import Table
from ekonomi.underlag import postings
from ekonomi.urval import parts_of

FILTERS = ("verksamhetsområde", "ansvar", "tjänst", "kostnadsslag")
WORDS = ("per", "mot", "vy")


@dataclass(frozen=True, eq=False)
class Asked:
    """A question of `Report.avvikelse`, as it is chosen; `där` holds the filters that are chosen alone."""

    report: Report = field(repr=False)
    per: str
    mot: str
    vy: str
    där: Mapping[str, str]

    @cached_property
    def answer(self) -> Table | NoAnswer:
        """The table, or the sentence that says why there is none."""
        try:
            return self.report.avvikelse(per=self.per, mot=self.mot, vy=self.vy, där=self.där)
        except UsageError as error:
            return NoAnswer(str(error))

    @property
    def chart(self) -> charts.Chart:
        """The largest deviations of the table, as bars."""
        return charts.största_avvikelser(self.answer)

    @property
    def code(self) -> str:
        """The notebook cell that gives the same table."""
        words = ", ".join(f'{name}="{getattr(self, name)}"' for name in WORDS)
        told = ", ".join(f'"{name}": "{value}"' for name, value in self.där.items())
        return f"report.avvikelse({words}{f', där={{{told}}}' if told else ''})"

    def rows(self, row: str) -> pd.DataFrame:
        """The postings, or rows of a plan, that the first amount of a row is made of: kronor, the largest first."""
        assert isinstance(self.answer, Table)  # a row of it was chosen
        made = self.answer.urval[row].get(self.answer.columns[0].name)
        parts = [] if made is None else [postings(self.report.ground, part) for part in parts_of(made)]
        return listed(self.report, pd.concat(parts), text=False) if parts else pd.DataFrame()


def choices(report: Report, dimension: str) -> list[tuple[str, str]]:
    """What there is to choose in a dimension, as printed, with the code that is asked for; nothing first."""
    known = selection.names(report, dimension)
    return [("alla", ""), *((selection.label(dimension, code, known), code) for code in known)]


def dimensions(report: Report) -> list[str]:
    """The dimensions that the nämnd has values in."""
    return [name for name in selection.DIMENSIONS if selection.names(report, name)]


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VOUCHER = [
    *("period", "verifikation", "kontonamn", "ansvarsnamn", "tjänstenamn", "motpartsnamn"),
    *("belopp", "källa", "rad"),
]
MOST = 500
SWEDISH: dict[str, Any] = {
    "select": {"rows": ""},
    "search": "Sök:",
    "info": "_START_–_END_ av _TOTAL_ rader",
    "infoEmpty": "Inga rader",
    "infoFiltered": "(av _MAX_)",
    "zeroRecords": "Inga rader med de orden",
    "emptyTable": "Inga rader",
    "lengthMenu": "Visa _MENU_ rader",
}


def utforska(
    report: Report,
    per: str = "kostnadsslag",
    mot: str = terms.BUDGET,
    vy: str = selection.ACK,
    där: Mapping[str, str] | None = None,
) -> "Explorer | Plain":
    """Utforska en rapport genom att välja: tabell, diagram och verifikationer ändras med en gång.

    Orden är desamma som i `report.avvikelse` och säger vad som är valt från början. Klicka på en rad i tabellen för att
    se dess verifikationer, störst först. Under tabellen står cellen som ger samma svar, och knappen
    sparar det som visas som XLSX. Utan ipywidgets visas svaret som en vanlig tabell.

    >>> from ekonomi import get_report, utforska
    >>> val = utforska(get_report("2025-03"), per="ansvar", där={"verksamhetsområde": "Ekonomi"})
    >>> val.asked.code
    'report.avvikelse(per="ansvar", mot="budget", vy="ack", där={"verksamhetsområde": "Ekonomi"})'
    """
    asked = Asked(report, per, mot, vy, dict(där or {}))
    try:
        import ipywidgets
        import itables.widget  # noqa: F401
    except ImportError:
        return Plain(asked)
    return Explorer(asked, ipywidgets)


class Plain:
    """The answer where there are no widgets."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def _repr_html_(self) -> str:
        how = f"Utan ipywidgets och itables ändras svaret i cellen: <code>{escape(self.asked.code)}</code>"
        return f"{self.asked.chart._repr_html_()}{self.asked.answer._repr_html_()}<p>{how}</p>"


class Explorer:
    """What is chosen, and what shows it; `asked` is the question as it stands."""

    def __init__(self, asked: Asked, widgets: Any) -> None:
        from itables.widget import ITable

        self.asked, self.widgets = asked, widgets
        self.chosen = {**self._questions(), **self._filters()}
        self.table, self.vouchers = (
            ITable(pd.DataFrame(), select=one, language=SWEDISH, **GRID) for one in ("single", False)
        )
        self.head, self.chart, self.said, self.told, self.link = (widgets.HTML() for _ in range(5))
        self.save = widgets.Button(description="Spara som XLSX", icon="download")
        self.save.on_click(lambda _: self._export())
        for name, choice in self.chosen.items():
            choice.observe(lambda _: self._changed(), names="value")
            choice.add_class(f"utforska-{name}")
        self.table.observe(lambda _: self._clicked(), names="selected_rows")
        self.head.add_class("utforska-rubrik")
        self._show()

    def _questions(self) -> dict[str, Any]:
        known = {"per": dimensions(self.asked.report), "mot": selection.MOT, "vy": selection.VYER}
        heads = {"per": "Visa per", "mot": "Jämför med", "vy": "Månader"}
        return {name: self._dropdown(heads[name], list(known[name]), getattr(self.asked, name)) for name in known}

    def _filters(self) -> dict[str, Any]:
        found = {}
        for name in FILTERS:
            options = choices(self.asked.report, name)
            if len(options) > 1:
                codes = {form: code for printed, code in options for form in (printed, code)}
                value = codes.get(str(self.asked.där.get(name, "")), "")
                found[name] = self._dropdown(name.capitalize(), options, value)
        return found

    def _dropdown(self, head: str, options: list[Any], value: str) -> Any:
        wide = self.widgets.Layout(width="23rem")
        return self.widgets.Dropdown(
            description=head, options=options, value=value, layout=wide, style={"description_width": "9rem"}
        )

    def _changed(self) -> None:
        where = {name: self.chosen[name].value for name in FILTERS if name in self.chosen and self.chosen[name].value}
        per, mot, vy = (self.chosen[name].value for name in WORDS)
        self.asked = Asked(self.asked.report, per, mot, vy, where)
        self._show()

    def _show(self) -> None:
        """Put the answer in its places; the sentence that says why stands there where there is none."""
        answer, head, said = self.asked.answer, "", ""
        self.frame = pd.DataFrame()
        if isinstance(answer, Table):
            self.frame = _numbers(answer)
            head, said = f"{answer.caption}, tkr", " ".join(answer.notes)
        _fill(self.table, self.frame, 0)
        self.head.value = f"<b>{escape(head or str(answer))}</b>"
        self.said.value = f"<p>{escape(said)}</p><p>Samma svar i en cell: <code>{escape(self.asked.code)}</code></p>"
        self.chart.value = self.asked.chart._repr_html_()
        self.link.value = ""
        self._list(None, "Klicka på en rad i tabellen för att se dess verifikationer.")

    def _clicked(self) -> None:
        rows = [row for row in self.table.selected_rows if row < len(self.frame)]
        if not rows:
            return
        name, head = str(self.frame.iat[rows[0], 0]), str(self.frame.columns[1])
        found = self.asked.rows(name)
        count = f"{f'de {MOST} största av ' * (len(found) > MOST)}{schema.postings(len(found))}"
        self._list(found, f"Verifikationer: {name}, {head[:1].lower()}{head[1:]}, {count}, kronor")

    def _list(self, found: pd.DataFrame | None, words: str) -> None:
        shown = pd.DataFrame() if found is None else found[[name for name in VOUCHER if name in found]].head(MOST)
        self.told.value = f"<p>{escape(words)}</p>"
        _fill(self.vouchers, shown.loc[:, (shown != "").any()] if len(shown) else shown, 2)
        self.vouchers.layout.display = "" if len(shown) else "none"

    def _export(self) -> None:
        """A link to the table as a workbook, which holds all of it: nothing is written beside the notebook."""
        answer, report = self.asked.answer, self.asked.report
        if isinstance(answer, Table):
            data = b64encode(workbook([answer], report.title, report.marks)).decode("ascii")
            name = f"{report.period} {answer.caption}"[:80].replace("/", "-")
            file, address = f"{escape(name)}.xlsx", f"data:{XLSX};base64,{data}"
            self.link.value = f'<a download="{file}" href="{address}">Hämta {file}</a>'

    @property
    def box(self) -> Any:
        """The whole, as it is shown."""
        wrap = self.widgets.Layout(flex_flow="row wrap", display="flex")
        chosen = self.widgets.Box(list(self.chosen.values()), layout=wrap)
        saved = self.widgets.HBox([self.save, self.link])
        shown = (chosen, self.chart, self.head, self.table, self.said, saved, self.told, self.vouchers)
        return self.widgets.VBox(shown)

    def _repr_mimebundle_(self, **words: Any) -> Any:
        return self.box._repr_mimebundle_(**words)


GRID: dict[str, Any] = {
    "lengthMenu": [15, 50, 500],
    "showIndex": False,
    "maxBytes": 0,
    "classes": "display compact",
    "order": [],
    "warn_on_unexpected_option_type": False,  # DataTables' language may nest; itables' type of it does not
}


def _numbers(table: Table) -> pd.DataFrame:
    """The table's numbers in tkr without decimals, under their printed headings; they sort as numbers."""
    heads = {column.name: column.head for column in table.columns}
    return table.to_frame().rename(columns=heads).round().astype("Int64").reset_index()


def _fill(grid: Any, frame: pd.DataFrame, decimals: int) -> None:
    """Show a frame in a grid, its amounts printed as in the report; they still sort as numbers."""
    from itables import JavascriptFunction

    options = f"{{minimumFractionDigits: {decimals}, maximumFractionDigits: {decimals}}}"
    printed = JavascriptFunction(
        "function (data, type) { return type === 'display' && typeof data === 'number' ? "
        f"data.toLocaleString('sv-SE', {options}) : data; }}"
    )
    amounts = [place for place, name in enumerate(frame) if frame[name].dtype in ("Int64", "float64")]
    defs = [{"targets": amounts, "render": printed, "className": "dt-right"}] if amounts else []
    grid.update(frame, selected_rows=[], columnDefs=defs)
