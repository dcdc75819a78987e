"""A table prints, exports and looks up its cells; its HTML is escaped and can be read aloud."""

import re
from decimal import Decimal
from functools import partial
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.names import slug
from ekonomi.table import Column, Row, Table
from ekonomi.tables import explained
from tests.page import samples

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;'{{ 7*7 }}"

ELEMENTS = {
    "tfoot",
    "div",
    "table",
    "caption",
    "span",
    "colgroup",
    "col",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "p",
    "label",
    "input",
}


def small(**changes) -> Table:
    given = {
        "id": "resultat",
        "name": "3.2.1 resultat",
        "caption": "Resultat",
        "rows": (
            Row("h", "Förvaltning", "rubrik"),
            Row("A", "Intäkter", level=1),
            Row("S", "Summa förvaltning", "summa"),
            Row("T", "Resultat", "summa"),
        ),
        "columns": (
            Column("utfall", "Utfall", group="Mars"),
            Column("avvikelse", "Avvikelse", group="Mars", worse="sämre än budget"),
            Column("bokslut", "Bokslut 2024"),
        ),
        "values": pd.DataFrame(
            {
                "utfall": [142520000000, 0, None],
                "avvikelse": [-910000000, -1, 1340000000],
                "bokslut": [1, 2, 3],
            },
            index=["A", "S", "T"],
        ),
        "notes": ("En not.",),
        "row_head": "Rad",
    }
    return Table(**{**given, **changes})


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_cells():
    table = small()
    assert table.cell("A", "utfall").shown == "1\u00a0425,2"
    assert table.cell("A", "utfall").value == Decimal("1425.2")
    assert table.cell("S", "avvikelse").shown == "0,0"
    assert (table.cell("T", "utfall").value, table.cell("T", "utfall").shown) == (None, "–")


@pytest.mark.parametrize(("row", "column"), [("A", "saknas"), ("saknas", "utfall"), ("h", "utfall")])
def test_cell_that_is_not_there(row, column):
    with pytest.raises(KeyError, match=r"3\.2\.1 resultat har inte ”(saknas|h)”\. Närmast: "):
        small().cell(row, column)


def test_figures_hold_every_printed_number_unrounded():
    figures = small().figures()
    assert figures.columns.tolist() == ["tabell", "rad", "kolumn", "enhet", "värde", "visat", "urval"]
    assert len(figures) == 8
    assert not figures.duplicated(["tabell", "rad", "kolumn"]).any()
    first = figures.iloc[1]
    assert first.tolist() == ["3.2.1 resultat", "A", "avvikelse", "mnkr", Decimal("-9.1"), "\u22129,1", ""]


def test_to_frame_shows_what_is_printed():
    assert small().to_frame(shown=True).loc["T"].tolist() == ["–", "13,4", "0,0"]


def test_units_of_rows_override_those_of_columns():
    table = small(
        rows=(
            Row("A", "SLA", unit="procent", decimals=0),
            Row("S", "Antal", unit="antal"),
            Row("T", "Text", unit="text"),
        ),
        values=pd.DataFrame(
            {name: [87.5, 13, None] for name in ("utfall", "avvikelse", "bokslut")}, index=["A", "S", "T"]
        ),
    )
    assert [table.cell(row, "utfall").shown for row in "AST"] == ["88\u00a0%", "13", ""]
    assert table.unit == ""


@pytest.mark.parametrize(
    ("unit", "words"),
    [("mnkr", "Belopp i mnkr"), ("tkr", "Belopp i tkr"), ("kr", "Belopp i kronor"), ("antal", "")],
)
def test_unit_is_said_once_in_the_caption(unit, words):
    table = small(columns=tuple(Column(name, name, unit) for name in ("utfall", "avvikelse", "bokslut")))
    assert table.unit == words
    assert table._repr_html_().count("Belopp i") == bool(words)


def test_two_rows_of_one_name():
    with pytest.raises(ValueError, match=r"tabellen 3\.2\.1 resultat har två rader med samma namn"):
        small(rows=(Row("A", "a"), Row("A", "b")))


def test_html_structure():
    html = small()._repr_html_()
    elements = _Elements(html)
    (region,), (table,) = elements.of("div"), elements.of("table")
    assert region == {
        "class": "tabell",
        "role": "region",
        "tabindex": "0",
        "aria-labelledby": "tabell-3-2-1-resultat-rubrik",
    }
    assert table["id"] == "tabell-3-2-1-resultat"
    assert elements.of("caption")[0]["id"] == region["aria-labelledby"]
    scopes = [attributes["scope"] for attributes in elements.of("th")]
    assert scopes == ["col", "colgroup", "col", "col", "col", "rowgroup", "row", "row", "row"]
    assert len(elements.of("tbody")) == 2
    assert "style" not in html
    assert html.rstrip().endswith('<p class="not">En not.</p></td></tr></tfoot>\n</table>\n</div>')


def test_head_without_groups_has_one_row():
    html = small(columns=(Column("utfall", "Utfall"),))._repr_html_()
    assert html.count("<tr><th") == 1
    assert "rowspan" not in html


def test_negative_deviations_are_told_in_words_and_missing_ones_too():
    html = small()._repr_html_()
    assert '<td class="tal minus" aria-label="\u22129,1, sämre än budget">\u22129,1</td>' in html
    assert '<td class="tal" aria-label="uppgift saknas">–</td>' in html
    assert html.count("minus") == 1


def test_empty_table_says_so():
    html = small(rows=(), values=pd.DataFrame(columns=["utfall", "avvikelse", "bokslut"]))._repr_html_()
    assert '<tr class="tom"><td colspan="4">Inga</td></tr>' in html
    assert small(rows=(), values=pd.DataFrame()).figures().empty


def test_hostile_strings_are_escaped():
    table = small(
        name=HOSTILE,
        caption=HOSTILE,
        rows=(Row("A", HOSTILE), Row("h", HOSTILE, "rubrik")),
        columns=(
            Column("utfall", HOSTILE, "text", HOSTILE, worse=HOSTILE),
            Column("x", HOSTILE, worse=HOSTILE),
        ),
        values=pd.DataFrame({"utfall": [HOSTILE], "x": [-(10**9)]}, index=["A"]),
        notes=(HOSTILE,),
        row_head=HOSTILE,
    )
    elements = _Elements(table._repr_html_())
    assert {name for name, _ in elements.found} <= ELEMENTS
    assert not any(key.startswith("on") for _, attributes in elements.found for key in attributes)


@given(st.text(max_size=40))
def test_identifier_is_a_safe_id(name):
    assert re.fullmatch("[a-z0-9-]*", slug(name))


def test_identifiers_of_the_reports_names():
    assert slug("3.2.2 ansvarsområde") == "3-2-2-ansvarsomrade"
    assert slug("2.1.1 effektmått") == "2-1-1-effektmatt"


def test_in_a_console_a_table_is_one_short_line():
    table = samples.result_table()
    assert repr(table) == "<Table 3.2.1 resultat: Resultat i sammandrag, Belopp i mnkr, 5 rader × 5 kolumner>"
    mixed = samples.portfolio_table()
    assert repr(mixed) == "<Table bilaga 2 projektportföljer: Projekt per portfölj, 3 rader × 3 kolumner>"


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ({"EK": "Ekonomi", "KLS": "Ledning"}, ("EK: Ekonomi.",)),
        ({"Nät": "Nätet", "EK": "Ekonomi"}, ("Nät: Nätet. EK: Ekonomi.",)),
        ({"E": "Fel", "ek": "Fel"}, ()),
        ({}, ()),
    ],
)
def test_abbreviations_are_written_out_under_the_tables_that_use_them(words, note):
    rows, columns = (Row("A", "Nät"), Row("S", "Totalt")), (Column("utfall", "EK"), Column("avvikelse", "Digital"))
    named = small(rows=rows, columns=columns, notes=())
    assert explained(named, words).notes == note


@pytest.mark.parametrize(
    ("heads", "kept"),
    [
        (["Jan:Utfall", "Jan:Budget", "Jan:Avvikelse", "År:Prognos", "År:Budget", "År:Avvikelse", "Fg:Bokslut"],
         ["Jan:Utfall", "Jan:Avvikelse", "År:Prognos", "År:Avvikelse"]),
        (["Prognos", "Budget", "Avvikelse från budget", "Fg", "Ändring"],
         ["Prognos", "Avvikelse från budget", "Ändring"]),
        (["Budget", "Mars:Resultat", "Mars:Ändring", "Aug:Resultat", "Aug:Ändring"],
         ["Budget", "Mars:Resultat", "Aug:Resultat"]),
        (["Till:A", "Till:B", "Till:C", "Till:D", "Totalt"], ["Till:A", "Till:B", "Till:C", "Till:D", "Totalt"]),
        (["Utfall", "Budget", "Avvikelse"], ["Utfall", "Budget", "Avvikelse"]),
    ],
)  # fmt: skip
def test_a_phone_keeps_where_each_group_begins_and_what_tells_the_outcome(heads, kept):
    columns = tuple(Column(one, one.split(":")[-1], group=one.partition(":")[0] if ":" in one else "") for one in heads)
    html = small(columns=columns, values=pd.DataFrame(0, ["A", "S", "T"], heads))._repr_html_()
    cells = [cell["class"] for cell in _Elements(html).of("td")][: len(heads)]
    assert [one for one, css in zip(heads, cells, strict=True) if "vid" not in css.split()] == kept
    assert ("Visa alla kolumner" in html) == (kept != heads)


def test_a_row_is_said_under_all_its_headings_and_under_no_other():
    over = partial(Row, kind="rubrik")
    rows = (over("G", "Gren"), over("GS", "Gemensamt", level=1), Row("a", "HR", level=2), Row("b", "Nät", level=1))
    rows += (Row("s", "Resultat", "summa"), over("H", "Annan"), Row("c", "HR", level=1), Row("t", "Resultat", "summa"))
    rows += (Row("u", "Allt", "summa"),)
    table = small(rows=rows, columns=(), values=pd.DataFrame(index=[*"abscetu"]))
    assert [table.said(row.name) for row in rows if row.kind != "rubrik"] == [
        *("Gren: Gemensamt: HR", "Gren: Nät", "Gren: Resultat", "Annan: HR", "Annan: Resultat", "Allt")
    ]


def test_a_phone_reads_a_preposition_over_the_heads_on_into_them():
    heads = [*"ABCD", "Totalt"]
    columns = tuple(Column(one, one, group="" if one == "Totalt" else "Till") for one in heads)
    html = small(columns=columns, values=pd.DataFrame(0, ["A", "S", "T"], heads))._repr_html_()
    assert 'data-rubrik="Till A"' in html and 'data-rubrik="Totalt"' in html


@pytest.mark.parametrize(("count", "kind", "folded"), [(14, "rad", False), (15, "rad", True), (15, "summa", False)])
def test_a_long_list_is_folded_on_a_phone_but_not_one_with_sums(count, kind, folded):
    rows = tuple(Row(f"{number}", f"{number}", kind) for number in range(count))
    columns = (Column("belopp", "Belopp"),)
    html = small(
        rows=rows, columns=columns, values=pd.DataFrame({"belopp": 0}, [row.name for row in rows])
    )._repr_html_()
    assert ("Visa raderna" in html) == folded
