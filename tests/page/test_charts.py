"""What the charts say is what their data hold; pictures come out the same each time, legible in print."""

import re

import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from ekonomi import charts
from ekonomi.charts import fan, flows, service, theme
from ekonomi.charts.fan import _apart
from ekonomi.charts.numbers import is_zero
from ekonomi.charts.portfolios import STATUSES
from tests.page import samples

MADE = {
    "resultatbro": lambda: charts.resultatbro(samples.result_table()),
    "månadsvis": lambda: charts.månadsvis(samples.monthly_costs(), "2025-03"),
    "prognossolfjäder": lambda: charts.prognossolfjäder(samples.fan_path()),
    "avvikelse_per_ansvar": lambda: charts.avvikelse_per_ansvar(samples.area_table()),
    "tjänster": lambda: charts.tjänster(samples.area_table()),
    "årsarbetare": lambda: charts.årsarbetare(samples.staff_months(), "2025-03"),
    "mått": lambda: charts.mått(samples.own_measures(), "2025-03"),
    "portföljer": lambda: charts.portföljer(samples.portfolio_table()),
    "kostnadernas_väg": lambda: charts.kostnadernas_väg(samples.paths_table()),
    "tjänstens_år": lambda: charts.tjänstens_år(samples.service_year(), "Telefoni", "2025-03"),
}
SAID = {
    "resultatbro": "Resultatet är 13,4 mnkr bättre än budget: budget −4,8 mnkr, utfall 8,6 mnkr. Avvikelser: "
    "intäkter −9,1 mnkr, personalkostnader +7,5 mnkr och IT-program +15,0 mnkr.",
    "månadsvis": "Kostnader per månad i mnkr: januari 100,0, februari 110,0, mars 120,0. Summan är 330,0 mnkr, "
    "15,0 mnkr lägre än budget. Prognosen lämnar i snitt 120,0 mnkr för var och en av årets övriga månader.",
    "prognossolfjäder": "Årets resultat till och med mars: 8,6 mnkr. Den statistiska prognosen för helåret är "
    "1,0 mnkr. Med 80 procents sannolikhet hamnar helårets resultat mellan −8,0 och 10,0 mnkr, med 95 procents "
    "sannolikhet mellan −17,0 och 19,0 mnkr.",
    "avvikelse_per_ansvar": "Ansvarsområdenas avvikelser från budget i mnkr: Ekonomi +1,8, Digital "
    "infrastruktur (förändringsinitiativ) +0,8 och Digital infrastruktur −9,5.",
    "tjänster": "2 av 4 tjänster kostar mindre än budget. Störst lägre kostnad, i mnkr: Ekonomi +1,8 och "
    "Digital infrastruktur (förändringsinitiativ) +0,8. Störst högre kostnad, i mnkr: Digital infrastruktur "
    "−9,5.",
    "årsarbetare": "186,5 årsarbetare jan–mars 2025, 6,5 fler än året innan. Per månad 2025: januari 62,0, "
    "februari 63,0, mars 61,5.",
    "mått": "1 mått är bättre och 1 sämre än samma period förra året. Lösta i tid: 88\u00a0% jan–mars 2025, 75\u00a0% "
    "samma period förra året. Allvarliga fel: 13 jan–mars 2025, 6 samma period förra året.",
    "portföljer": "1 av 3 projekt följer planen i tid och kostnad. Tid: 2 enligt plan och 1 viss avvikelse. "
    "Kostnad: 1 enligt plan, 1 viss avvikelse och 1 stor avvikelse.",
    "kostnadernas_väg": "De största kostnaderna, i mnkr: 163,2 från Nät till Digital Infrastruktur, 62,8 från Nät till "
    "EK och 11,2 från Ekonomi till EK.",
    "tjänstens_år": "Telefoni har kostat 6,0 mnkr jan–mars 2025. Årets kostnad hamnar troligen mellan 22,0 och "
    "26,0 mnkr.",
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
    assert re.search(
        r'<img src="data:image/svg\+xml;base64,[^"]+" width="\d+" height="\d+" alt="[^"]{40,}"', html
    )
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
    shown = charts.Chart(
        **(html.__dict__ | {"wide": charts.resultatbro(table).wide, "narrow": None})
    )._repr_html_()
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert 'alt="&#34;"' in shown


def test_without_forecast_the_months_say_nothing_of_it():
    chart = charts.månadsvis(samples.monthly_costs(forecast=False), "2025-03")
    assert "Prognosen" not in chart.alt
    assert b"Prognos" not in chart.wide.svg


def test_costs_are_shown_as_positive_amounts_with_their_bounds_turned():
    turned = charts.prognossolfjäder(samples.fan_path("kostnader", sign=-1))
    assert turned.title == "Helårets kostnader hamnar troligen mellan −8,0 och 10,0 mnkr"
    assert turned.data.loc["December", "Övre 95 %"] == "19,0"


@pytest.mark.parametrize(
    "chart",
    [
        lambda: charts.resultatbro(samples.result_table(without="budget period")),
        lambda: charts.resultatbro(samples.result_table(without="avvikelse period")),
        lambda: charts.månadsvis(samples.monthly_costs().iloc[:0], "2025-03"),
        lambda: charts.prognossolfjäder(samples.fan_path(), visa=False),
        lambda: charts.prognossolfjäder(samples.fan_path().dropna()),
        lambda: charts.prognossolfjäder(samples.fan_path().iloc[:0]),
        lambda: charts.avvikelse_per_ansvar(samples.staff_table()),
        lambda: charts.tjänster(samples.staff_table()),
        lambda: charts.årsarbetare(samples.staff_months(), "2026-01"),
        lambda: charts.mått(samples.own_measures("2026-01"), "2026-01"),
        lambda: charts.portföljer(samples.staff_table()),
    ],
)
def test_nothing_is_shown_where_there_is_nothing_to_draw(chart):
    assert chart()._repr_html_() == ""
    assert "text/html" not in chart()._repr_mimebundle_()


def test_key_figures_say_in_words_what_they_mean():
    figures = charts.nyckeltal(samples.result_table(), samples.staff_table(), samples.staff_table()).figures
    result, forecast, staff = figures[:3]
    assert (result.head, result.shown, result.unit) == ("Resultat jan–mars 2025", "8,6", "mnkr")
    assert (result.signal, result.words) == ("bra", "13,4\u00a0mnkr bättre än budget")
    assert (forecast.head, forecast.shown, forecast.words) == ("Prognos helår 2025", "0,0", "Lika med budget")
    assert (staff.shown, staff.words) == ("188,7", "182,2 jan–mars 2024")


def test_a_forecast_that_is_not_made_says_so():
    table = samples.result_table()
    table.values["prognos helår"] = pd.NA
    figures = charts.nyckeltal(table, samples.staff_table(), samples.staff_table()).figures
    assert (figures[1].shown, figures[1].words) == ("–", "Ingen prognos lämnad hittills")


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


@pytest.mark.parametrize("share", [step / 40 for step in range(41)])
def test_letters_stand_out_from_each_shade_of_the_heat_map(share):
    shade = flows.shades()(share)
    assert contrast(theme.letters_on(shade), shade) >= 4.5


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
    """The contrast of two colours, in any form that matplotlib knows."""
    return theme.contrast(to_rgb(one), to_rgb(other))


def linear(colour: str) -> list[float]:
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_that_of_the_guidelines(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@every_chart
def test_every_word_of_a_picture_stands_out(made, name):
    """Letters are dark on white, or white (or black) in a field that the tests above have judged."""
    for picture in filter(None, (made[name].wide, made[name].narrow)):
        words = re.findall(r"<text [^>]*?fill: (#[0-9a-f]{6})", picture.svg.decode())
        assert words
        assert [colour for colour in words if colour != "#ffffff" and contrast(colour, "#ffffff") < 4.5] == []
