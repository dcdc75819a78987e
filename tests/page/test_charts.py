"""What the charts say is what their data hold; pictures come out the same each time, legible in print."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from ekonomi import charts, terms
from ekonomi.charts import fan, service, theme
from ekonomi.charts.fan import _apart
from ekonomi.charts.numbers import enumerated, is_zero
from ekonomi.charts.portfolios import STATUSES
from ekonomi.measures import Measures
from ekonomi.registry import Nothing
from ekonomi.table import SUMMA, Table
from tests.page import samples

# each chart by its function, what it draws, and its other arguments
CHARTS = {
    "resultatbro": (charts.resultatbro, samples.result_table, ()),
    "månadsvis": (charts.månadsvis, samples.monthly_costs, ("2025-03",)),
    "prognossolfjäder": (charts.prognossolfjäder, samples.fan_path, ()),
    "avvikelse_per_ansvar": (charts.avvikelse_per_ansvar, samples.area_table, ()),
    "tjänster": (charts.tjänster, samples.area_table, ()),
    "årsarbetare": (charts.årsarbetare, samples.staff_months, ("2025-03",)),
    "mått": (charts.mått, samples.own_measures, ("2025-03",)),
    "portföljer": (charts.portföljer, samples.portfolio_table, ()),
    "tjänstens_år": (charts.tjänstens_år, samples.service_year, ("Telefoni", "2025-03")),
    "vägen_till": (charts.vägen_till, samples.ways, (samples.NAMES, "Telefoni", "2025-03")),
}
MADE = {
    name: lambda make=make, data=data, more=more: make(data(), *more) for name, (make, data, more) in CHARTS.items()
}
SAID = {
    "resultatbro": "Resultatet är 13,4 mnkr bättre än budget: budget −4,8 mnkr, utfall 8,6 mnkr. Avvikelser: "
    "intäkter −9,1 mnkr, personalkostnader +7,5 mnkr och IT-program +15,0 mnkr.",
    "månadsvis": "Kostnader per månad i mnkr: januari 100,0, februari 110,0 och mars 120,0. Summan är 330,0 mnkr, "
    "15,0 mnkr lägre än budget. Prognosen lämnar i snitt 120,0 mnkr i månaden för resten av året.",
    "prognossolfjäder": "Årets resultat till och med mars: 8,6 mnkr. Den statistiska prognosen för helåret är "
    "1,0 mnkr. Med 80 procents sannolikhet hamnar helårets resultat mellan −8,0 och 10,0 mnkr, med 95 procents "
    "sannolikhet mellan −17,0 och 19,0 mnkr.",
    "avvikelse_per_ansvar": "Ansvarsområdenas avvikelser från budget jan–mars 2025, i mnkr: Ekonomi +1,8, Digital "
    "infrastruktur (förändringsinitiativ) +0,8 och Digital infrastruktur −9,5.",
    "tjänster": "2 tjänster kostar mindre än budget, 1 kostar mer. Störst överskott mot budget, i mnkr: Ekonomi +1,8. "
    "Störst underskott mot budget, i mnkr: Digital infrastruktur −9,5.",
    "årsarbetare": "186,5 årsarbetare jan–mars 2025, 6,5 fler än samma tid 2024. Per månad 2025: januari 62,0, "
    "februari 63,0 och mars 61,5.",
    "mått": "Lösta i tid är bättre och allvarliga fel är sämre än samma period förra året. Lösta i tid: 88\u00a0% "
    "jan–mars 2025, 75\u00a0% samma period förra året. Allvarliga fel: 13 jan–mars 2025, 6 samma period förra året.",
    "portföljer": "1 av 3 projekt följer planen i tid, kostnad och omfattning. Tid: 2 enligt plan och 1 med viss "
    "avvikelse. Kostnad: 1 enligt plan, 1 med viss avvikelse och 1 med stor avvikelse. Omfattning: 3 enligt plan.",
    "tjänstens_år": "Telefoni har kostat 6,0 mnkr jan–mars 2025, 0,3 mnkr mindre än budget. Enligt den "
    "statistiska prognosen hamnar årets kostnad troligen mellan 22,0 och 26,0 mnkr.",
    "vägen_till": "Telefoni har kostat 11,0 mnkr jan–mars 2025. De största delarna i mnkr: Telefonväxel, bokfört "
    "direkt 5,0; Nät, med egen nyckel 3,0; Ledning via Nät 1,0.",
}
every_chart = pytest.mark.parametrize("name", MADE)


@pytest.fixture(scope="module")
def made() -> dict[str, charts.Chart]:
    return {name: make() for name, make in MADE.items()}


@every_chart
def test_the_alternative_text_is_true_to_the_data(made, name):
    assert made[name].alt == SAID[name]


@every_chart
def test_each_figure_of_the_title_stands_in_the_alternative_text(made, name):
    numbers = re.findall(r"[−+]?\d[\d\u00a0]*(?:,\d+)?", made[name].title)
    assert all(number in made[name].alt for number in numbers)


@every_chart
def test_the_same_data_give_the_same_bytes(made, name):
    again = MADE[name]()
    assert again._repr_html_() == made[name]._repr_html_()


@every_chart
def test_letters_are_at_least_nine_points_at_print_size(made, name):
    for picture in filter(None, (made[name].wide, made[name].narrow)):
        svg = picture.svg.decode()
        sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;\"]*?([\d.]+)px", svg)]
        assert sizes
        assert min(sizes) >= 9  # the SVG's unit is the point: its width is given in pt
        assert re.search(r'width="[\d.]+pt"', svg)
        assert "DejaVu" not in svg


@every_chart
def test_the_figure_has_caption_alternative_text_and_its_data_as_a_table(made, name):
    html = made[name]._repr_html_()
    assert html.startswith("<figure")
    assert html.count("<img") == 1
    assert re.search(r'<img src="data:image/svg\+xml;base64,[^"]+" width="\d+" height="\d+" alt="[^"]{40,}"', html)
    assert "Visa siffrorna" in html
    assert '<th scope="col">' in html
    assert "<caption" in html
    assert "http" not in html


def test_neighbours_have_different_alternative_texts(made):
    assert len({chart.alt for chart in made.values()}) == len(made)


def test_the_data_table_holds_the_bridge_step_by_step(made):
    assert made["resultatbro"].data["mnkr"].to_dict() == {
        "Budget": "−4,8",
        "Intäkter": "−9,1",
        "Personalkostnader": "+7,5",
        "IT-program": "+15,0",
        "Utfall": "8,6",
    }


def test_a_title_is_escaped():
    table = samples.result_table()
    html = charts.Chart("x", title="<b>", alt='"', data=pd.DataFrame(index=pd.Index([], name="<i>")))
    shown = charts.Chart(**(html.__dict__ | {"wide": charts.resultatbro(table).wide, "narrow": None}))._repr_html_()
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert 'alt="&#34;"' in shown


def test_costs_are_shown_as_positive_amounts_with_their_bounds_turned():
    turned = charts.prognossolfjäder(samples.fan_path("kostnader", sign=-1))
    assert turned.title == "Helårets kostnader hamnar troligen mellan −8,0 och 10,0 mnkr"
    assert turned.data.loc["December", "Övre 95 %"] == "19,0"


def lacking(table: Table, *columns: str) -> Table:
    return replace(table, columns=tuple(column for column in table.columns if column.name not in columns))


def unknown(table: Table, *columns: str) -> Table:
    return replace(table, values=table.values.assign(**dict.fromkeys(columns, pd.NA)))


def absences(given: Table | pd.DataFrame | Measures):
    """What a report may give in the place of a table or a frame, by what is absent from it."""
    yield "all", None
    yield "all", Nothing("underlaget saknas")
    if isinstance(given, Table):
        yield "all", replace(given, rows=(), values=given.values.iloc[:0])
        yield "all", replace(given, columns=())
        yield "all", replace(given, rows=tuple(row for row in given.rows if row.kind == SUMMA))
        for column in given.columns:
            yield column.name, lacking(given, column.name)
            yield column.name, unknown(given, column.name)
    elif isinstance(given, Measures):
        yield "all", replace(given, settings=())
        yield "all", replace(given, monthly=given.monthly.iloc[:0])
    else:
        yield "all", given.iloc[:0]
        yield "all", given[[]]
        for column in given.columns:
            yield column, given.drop(columns=column)
            if given[column].dtype == float:
                yield column, given.assign(**{column: float("nan")})
            for kind in given[column].unique() if column in ("beloppstyp", "resultatrad") else ():
                yield kind, given[given[column] != kind]


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_drawn_or_claimed_of_what_is_absent(name):
    make, data, more = CHARTS[name]
    for gone, given in absences(data()):
        chart = make(given, *more)
        shown = chart._repr_html_()
        assert (shown == "") == (chart.alt == "") == ("text/html" not in chart._repr_mimebundle_())
        assert gone != "all" or shown == "" or isinstance(given, Table), gone
        if shown:
            drawn = chart.wide.svg.decode()
            words = " ".join([chart.title, chart.alt, *chart.data.columns, drawn]).lower()
            assert not re.search(rf"\b{gone}", words.replace("utfallet", "")), (gone, words)
            assert not re.search(r"\bnan\b|<na>|lika ", words)
            assert not re.search(r"[a-zåäö] −?0,0\b", chart.alt)


@pytest.mark.parametrize(
    ("gone", "drawn"),
    [
        ("budget", True),
        ("prognos", True),
        ("utfall", False),
        (terms.KOSTNADER, False),
        (terms.INTÄKTER, True),
    ],
)
def test_the_months_leave_out_what_there_is_not(gone, drawn):
    costs = samples.monthly_costs()
    chart = charts.månadsvis(costs[(costs["beloppstyp"] != gone) & (costs["resultatrad"] != gone)], "2025-03")
    assert (chart.wide is not None) == drawn
    if gone == "budget":
        assert chart.title == "Kostnaderna jan–mars är 330,0 mnkr"
        assert list(chart.data.columns) == ["Utfall"]


def test_a_tjänsts_year_is_drawn_without_budget_and_without_interval():
    year = samples.service_year()
    without = year.drop(columns=["nedre", "övre"]).assign(budget=float("nan"))
    chart = charts.tjänstens_år(without, "Telefoni", "2025-03")
    assert (chart.alt, list(chart.data.columns)) == (
        "Telefoni har kostat 6,0 mnkr jan–mars 2025. Ackumulerat i mnkr: januari 2,0, februari 4,0 och mars 6,0.",
        ["Utfall"],
    )
    assert "prognos" not in chart.subtitle
    decided = year.assign(prognos=[None] * 11 + [30.0 * terms.ÖRE_PER_MNKR])
    ahead = charts.tjänstens_år(decided, "Telefoni", "2025-03")
    assert "Prognosen för året är 30,0 mnkr, 4,8 mnkr högre än budget." in ahead.alt
    assert ahead.title == "Telefoni: 0,3 mnkr lägre kostnad än budget"
    assert ahead.data["Avvikelse"].tolist() == ["0,1", "0,2", "0,3"] + ["–"] * 9
    assert ahead.data["Prognos"].tolist() == ["–"] * 11 + ["−4,8"]
    assert ahead.data[["Nedre 80 %", "Övre 80 %"]].iloc[-1].tolist() == ["−0,8", "3,2"]
    ended = charts.tjänstens_år(decided.assign(utfall=year["budget"]), "Telefoni", "2025-12")
    assert "prognos" not in ended.subtitle
    assert list(ended.data.columns) == ["Utfall", "Budget", "Avvikelse"]
    assert ended.title == "Telefoni: kostnad enligt budget"


def test_årsarbetare_without_last_year_compare_with_nothing():
    months = samples.staff_months()
    assert charts.årsarbetare(months[months["månad"] > "2025"], "2025-03").title == "186,5 årsarbetare jan–mars 2025"
    assert charts.årsarbetare(months[months["månad"] != "2024-02"], "2025-03").title.endswith("jan–mars 2025")


@pytest.mark.parametrize(
    "chart",
    [
        lambda: charts.prognossolfjäder(samples.fan_path().dropna()),
        lambda: charts.årsarbetare(samples.staff_months(), "2026-01"),
        lambda: charts.mått(samples.own_measures("2026-01"), "2026-01"),
        lambda: charts.mått(None, "2025-03"),
        lambda: charts.tjänster(samples.area_table(), utom=["Förvaltning", "Förändringsinitiativ"]),
    ],
)
def test_nothing_is_shown_where_there_is_nothing_to_draw(chart):
    assert chart()._repr_html_() == ""
    assert "text/html" not in chart()._repr_mimebundle_()


def test_what_is_no_tjänst_is_not_counted_as_one():
    chart = charts.tjänster(samples.area_table(), utom={"utveckling": "Förändringsinitiativ"}.values())
    assert chart.title == "1 tjänst kostar mindre än budget, 1 kostar mer"
    assert list(chart.data.index) == ["Ekonomi", "Digital infrastruktur"]


def test_the_largest_overrun_is_drawn_however_small():
    table = samples.area_table()
    small = table.values.mask(table.values == samples.öre(-9.5), samples.öre(-0.1))
    assert (
        "Digital infrastruktur"
        in charts.tjänster(replace(table, values=small), utom=["Förändringsinitiativ"]).data.index
    )


@pytest.mark.parametrize(
    ("kept", "title"),
    [
        ("Ekonomi", "1 tjänst kostar mindre än budget, ingen kostar mer"),
        ("infrastruktur", "1 tjänst kostar mer än budget, ingen kostar mindre"),
    ],
)
def test_tjänster_on_one_side_of_budget_say_that_none_is_on_the_other(kept, title):
    table = samples.area_table()
    rows = tuple(row for row in table.rows if row.name.startswith("Förvaltning /") and kept in row.name)
    assert charts.tjänster(replace(table, rows=rows)).title == title


def test_a_deficit_is_said_without_its_minus():
    title = charts.avvikelse_per_ansvar(samples.area_table()).title
    assert (
        title == "Störst överskott: Ekonomi (1,8\u00a0mnkr). Störst underskott: Digital infrastruktur (9,5\u00a0mnkr)"
    )


@pytest.mark.parametrize(
    ("parts", "words"), [([], "inga"), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_parts_are_told_as_a_swedish_list(parts, words):
    assert enumerated(parts) == words


def told(*given) -> list[tuple[str, ...]]:
    return [(one.head, one.shown, one.signal, one.words) for one in charts.nyckeltal(*given).figures]


RESULT = ("Resultat jan–mars 2025", "8,6", "bra", "13,4\u00a0mnkr bättre än budget")
FORECAST = ("Prognos helår 2025", "0,0", "lika", "Lika med budget")
NO_FORECAST = ("Prognos helår 2025", "–", "lika", "Ingen prognos lämnad hittills")


def test_key_figures_say_in_words_what_they_mean():
    table = samples.result_table()
    assert told(table, samples.staff_table(), samples.measure_table()) == [
        RESULT,
        FORECAST,
        ("Antal årsarbetare", "188,7", "lika", "182,2 jan–mars 2024"),
        ("Svar i tid", "88\u00a0%", "lika", "86\u00a0% jan–mars 2024, målvärde 90\u00a0%"),
        ("Antal fel", "13", "lika", "9 jan–mars 2024"),
    ]
    assert charts.nyckeltal(table).figures[0].unit == "mnkr"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (lacking(samples.result_table(), terms.M_BUDGET, terms.AVVIKELSE, terms.M_BUDGET_HELÅR), []),
        (unknown(samples.result_table(), terms.M_BUDGET, terms.AVVIKELSE, terms.M_BUDGET_HELÅR), []),
        (unknown(samples.result_table(), terms.M_PROGNOS), [RESULT, NO_FORECAST]),
        (lacking(samples.result_table(), terms.M_PROGNOS), [RESULT]),
        (lacking(samples.result_table(), terms.AVVIKELSE), [FORECAST]),
        (None, []),
        (Nothing("underlaget saknas"), []),
        (replace(samples.result_table(), rows=()), []),
    ],
)
def test_a_key_figure_without_its_comparison_is_left_out(table, expected):
    assert told(table) == expected
    assert (charts.nyckeltal(table)._repr_html_() == "") == (expected == [])


def test_a_measure_is_compared_with_equal_spans_only():
    staff, measures = samples.staff_table(), samples.measure_table()
    assert told(None, lacking(staff, terms.M_FG_ÅR), lacking(measures, "utfall fg år period", "målvärde")) == []
    assert told(None, unknown(staff, terms.M_FG_ÅR), lacking(measures, "utfall fg år period")) == [
        ("Svar i tid", "88\u00a0%", "lika", "Målvärde 90\u00a0%")
    ]


def test_figures_that_would_stand_on_each_other_are_moved_apart():
    assert _apart([0.0, 0.1, 0.2, 0.3, 9.0], 1.0) == pytest.approx([-1.8, -0.8, 0.2, 1.2, 9.0])


@pytest.mark.parametrize(
    "colour", [theme.INK, theme.SOFT, theme.MAIN, theme.GREY, theme.BETTER, theme.WORSE, theme.WARNING]
)
def test_colours_stand_out_from_white(colour):
    letters = colour != theme.GREY
    assert contrast(colour, "#ffffff") >= (4.5 if letters else 3.0)


@pytest.mark.parametrize("colour", [fan._MIDDLE_WORDS, service.WORDS])
def test_words_about_an_interval_stand_out_from_white(colour):
    assert contrast(colour, "#ffffff") >= 4.5


# how a colour looks without the cones for red, green or blue: Machado, Oliveira & Fernandes, *A Physiologically-based
# Model for Simulation of Color Vision Deficiency* (IEEE TVCG 15:6, 2009), severity 1.0, on linear light
VISION = {
    "protanopi": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopi": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritanopi": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


@pytest.mark.parametrize("vision", VISION.values(), ids=VISION)
@pytest.mark.parametrize(("one", "other"), [(theme.BETTER, theme.WORSE), (theme.MAIN, theme.WORSE)])
def test_the_two_colours_of_a_chart_differ_to_every_eye(one, other, vision):
    seen = [
        [sum(k * part for k, part in zip(row, linear(colour), strict=True)) for row in vision]
        for colour in (one, other)
    ]
    assert sum(abs(a - b) for a, b in zip(*seen, strict=True)) > 0.15


def test_in_greyscale_signs_and_direction_tell_better_from_worse(made):
    """BETTER and WORSE are near in grey, so no chart may lean on them: bars of either go opposite ways, with signs."""
    for name in ("avvikelse_per_ansvar", "tjänster"):
        figures = [text for text in made[name].data.iloc[:, -1] if not is_zero(text)]
        assert all(text[0] in "+−" for text in figures)
        for text in figures:
            assert text.encode() in made[name].wide.svg


@pytest.mark.parametrize("status", STATUSES.values(), ids=STATUSES)
def test_letters_stand_out_from_the_part_they_stand_in(status):
    assert contrast({"white": "#ffffff"}.get(status.letters, status.letters), status.colour) >= 4.5
    assert contrast(status.ink, "#ffffff") >= 4.5


def contrast(one, other) -> float:
    """The contrast of two colours, each red, green and blue from 0 to 1 (WCAG 2.1, success criterion 1.4.3)."""
    lighter, darker = sorted((_luminance(to_rgb(one)), _luminance(to_rgb(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def linear(colour: str) -> list[float]:
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]


@pytest.mark.parametrize(("one", "other", "expected"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_the_guidelines(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@every_chart
def test_every_word_of_a_picture_stands_out(made, name):
    """Letters are dark on white, or white (or black) in a field that the tests above have judged."""
    for picture in filter(None, (made[name].wide, made[name].narrow)):
        words = re.findall(r"<text [^>]*?fill: (#[0-9a-f]{6})", picture.svg.decode())
        assert words
        assert [colour for colour in words if colour != "#ffffff" and contrast(colour, "#ffffff") < 4.5] == []
