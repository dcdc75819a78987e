"""Each table of the small nämnd holds the figures that can be told by head."""

import csv
import re
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import get_report, prose, tables, terms, urval
from ekonomi.tables import layout
from ekonomi.tables.outcome import whole_areas
from tests.exhibits import mini
from tests.exhibits.mini import PERIODS

CASES = Path(__file__).parents[1] / "cases" / "tables.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = [tuple(row.values()) for row in csv.DictReader(file)]
STATUS = ["status_tid", "status_kostnad", "status_omfattning"]


@pytest.mark.parametrize(("period", "tabell", "rad", "kolumn", "visat"), ROWS)
def test_cells(of, period, tabell, rad, kolumn, visat):
    assert of(period).tables[tabell].cell(rad, kolumn).shown == visat


@pytest.mark.parametrize("period", PERIODS)
def test_every_table_prints_and_names_its_figures_once(of, period):
    figures = of(period).figures
    assert not figures.duplicated(["tabell", "rad", "kolumn"]).any()
    made = list(of(period).tables.made())
    assert len(made) >= 25
    for table in made:
        html = table._repr_html_()
        assert f'<table id="{table.anchor}"' in html
        read = re.sub(r' data-[a-z-]+="[^"]*"', "", html)  # what a figure is made of is read by the page's buttons
        assert "gren" not in read.lower().replace("gränser", "")
        assert {row.name for row in table.rows if row.kind != "rubrik"} == set(table.values.index)


def test_rows_of_ansvarsområde_follow_the_organisation_and_hide_the_branch(mars):
    table = mars[tables.ansvarsområde]
    assert [(row.label, row.kind, row.level) for row in table.rows] == [
        ("Förvaltning", "rubrik", 0),
        ("Gemensamma tjänster", "rubrik", 1),
        ("Ekonomi", "rad", 2),
        ("Digital infrastruktur", "rad", 1),
        ("Summa förvaltning", "summa", 0),
        ("Förändringsinitiativ", "rubrik", 0),
        ("Gemensamma tjänster", "rubrik", 1),
        ("Ekonomi", "rad", 2),
        ("Summa förändringsinitiativ", "summa", 0),
        ("Förvaltning och förändringsinitiativ tillsammans", "rubrik", 0),
        ("Ekonomi", "summa", 1),
        ("Resultat", "summa", 0),
    ]


def test_an_område_in_several_grenar_is_summed(mars):
    table = mars[tables.ansvarsområde]
    parts = [
        table.cell(f"{gren} / Gemensamma tjänster / Ekonomi", "avvikelse").value
        for gren in ("Förvaltning", "Utveckling")
    ]
    assert table.cell("Tillsammans / Ekonomi", "avvikelse").value == sum(parts)
    assert [row.name for row in whole_areas(table)] == ["Tillsammans / Ekonomi", "Förvaltning / Digital infrastruktur"]


def test_the_bridge_of_an_område_adds_up_to_the_tables_on_both_sides(mars):
    bridge, areas, costs = (mars[make] for make in (tables.områdesbro, tables.ansvarsområde, tables.tjänstekostnader))
    for row in bridge.rows:
        cells = {column.name: bridge.cell(row.name, column.name).value for column in bridge.columns}
        *steps, end = (cells[name] or 0 for name in ("resultat", "intäkter", "till andra", "från andra", "tjänster"))
        assert sum(steps) == end
    assert bridge.cell("Totalt", "resultat").value == areas.cell("Resultat", "avvikelse").value
    assert bridge.cell("Totalt", "tjänster").value == costs.cell("Totalt", "avvikelse").value


def test_deviations_are_headed_by_their_months(mars):
    heads = [column.head for column in mars[tables.ansvarsområde].columns]
    assert heads == ["Prognos helår 2025", "Jan–mars 2025", "Jan–feb 2025"]


def test_last_month_as_reported():
    amounts = pd.Series({"Resultat": Decimal("9.4"), "Summa förvaltning": Decimal("-11.05")})
    made = {row: urval.summed("2025-02/siffror.csv", "värde") & urval.only("rad", row) for row in amounts.index}
    table = mini.report("2025-03", reported=(amounts, made))[tables.ansvarsområde]
    before = "avvikelse fg månad"
    assert table.cell("Resultat", before).shown == "9,4"
    assert table.cell("Summa förvaltning", before).shown == "\u221211,1"
    assert table.cell("Summa utveckling", before).shown == "–"
    assert "Kolumnen för jan–feb visar avvikelsen som den redovisades då." in table.notes
    assert str(table.urval["Resultat"][before]) == "fil=2025-02/siffror.csv; summa=värde; rad=Resultat"
    assert before not in table.urval["Summa utveckling"]


def test_last_month_computed_anew_says_so(of):
    note = "Kolumnen för jan–feb är beräknad på nytt ur bokföringen. Den kan skilja sig från vad som redovisades då."
    assert note in of("2025-03")[tables.ansvarsområde].notes
    assert not any("Kolumnen för jan" in note for note in of("2025-01")[tables.ansvarsområde].notes)


@pytest.mark.parametrize(
    ("period", "forecasts"),
    [
        ("2025-02", []),
        ("2025-03", [terms.M_PROGNOS, terms.AVVIKELSE_HELÅR]),
        ("2025-12", []),
    ],
)
def test_columns_of_a_forecast_stand_where_there_is_one_and_a_closed_year_says_nothing_twice(of, period, forecasts):
    for make in (tables.tjänstekostnader, tables.kostnadsslag):
        columns = [column.name for column in of(period)[make].columns]
        assert [name for name in columns if name in (terms.M_PROGNOS, terms.AVVIKELSE_HELÅR)] == forecasts
    closed = of("2025-12")[tables.resultat]
    shown = closed.to_frame(shown=True)
    assert not shown.T.duplicated().any()
    assert closed.columns[0].group == "Helår 2025"


def test_no_table_of_the_example_shows_a_closed_year_twice():
    report = get_report("2024-12", inställningar="params/intraservice.yaml")
    for table in report.tables.made():
        shown = table.to_frame(shown=True).T
        told = shown[shown.isin({"–", ""}).sum(axis=1) < shown.shape[1]]
        assert table.id == "avstämning" or shown.shape[1] < 2 or not told.duplicated().any(), table.name


def test_fg_prognos_says_when_it_is_the_budget(of):
    assert layout.BUDGET_FIRST in of("2025-03")[tables.resultat].notes
    assert layout.BUDGET_FIRST not in of("2025-08")[tables.resultat].notes


def test_tables_with_sums_carry_the_note_on_rounding(mars):
    makes = (tables.resultat, tables.ansvarsområde, tables.prognos, tables.tjänstekostnader)
    assert all(layout.ROUNDING in mars[make].notes for make in makes)
    assert mars[tables.personalvolym].notes == ("Ackumulerad arbetad tid delad med helårsnorm; inte antal anställda.",)


def test_two_tjänster_of_one_name_are_told_apart():
    services = mini.SERVICES.assign(benämning="Samma namn")
    twice = mini.LEDGER.assign(tjänst=mini.LEDGER["tjänst"].mask(mini.LEDGER["kostnadsslag"] == "övriga", "12"))
    more = pd.concat([services, services.iloc[[1]].assign(tjänst="12")], ignore_index=True)
    registers = replace(mini.REGISTERS, services=more)
    table = mini.report("2025-03", twice, registers=registers)[tables.tjänsteuppföljning]
    paths = [row.name for row in table.rows if row.level == 1]
    assert paths[:3] == ["EK / Samma namn (11)", "EK / Samma namn (12)", "Digital Infrastruktur / Samma namn"]


ACTIONS = pd.DataFrame(
    [
        ("förslag", "Pröva vakanser", 4200.0, 1400.4, 0.5, None, None, None),
        ("beslutad", "Säga upp licenser", *(2.0,) * 6),
    ],
    columns=[
        *("slag", "åtgärd", "helårseffekt_tkr", "planerad_tkr", "planerad_årsarbetare"),
        *("effekt_tom_perioden_tkr", "bedömd_tkr", "bedömd_årsarbetare"),
    ],
)


MAKES = (tables.förslag_till_åtgärder, partial(tables.beslutade_åtgärder, period="2025-03"))


def test_actions_in_tkr_and_årsarbetare():
    proposed, decided = (make(ACTIONS, "atgarder.csv") for make in MAKES)
    assert proposed.to_frame(shown=True).loc["Pröva vakanser"].tolist() == ["4\u00a0200", "1\u00a0400", "0,5"]
    assert decided.to_frame(shown=True).loc["Säga upp licenser"].tolist() == ["2", "2", "2,0", "2", "2", "2,0"]
    unknown = tables.förslag_till_åtgärder(ACTIONS[:1].assign(planerad_tkr=float("nan")), "atgarder.csv")
    assert unknown.to_frame(shown=True).loc["Pröva vakanser"].tolist() == ["4\u00a0200", "–", "0,5"]
    closed = tables.beslutade_åtgärder(ACTIONS, "atgarder.csv", "2025-12")
    assert [column.group for column in closed.columns][-2:] == ["Effekt i år"] * 2
    assert closed.to_frame(shown=True).loc["Säga upp licenser"].tolist() == ["2", "2", "2,0", "2", "2,0"]


def test_no_actions_says_inga():
    for make, others in zip(MAKES, (ACTIONS[1:], ACTIONS[:1]), strict=True):
        table = make(others, "atgarder.csv")
        assert ">Inga</td>" in table._repr_html_()


def test_uppdrag_of_a_perspective():
    columns = [
        "uppdrag",
        "givet_av",
        "år",
        "perspektiv",
        "rapporteringsperiod",
        "ansvarig_roll",
        "status",
        "kommentar",
    ]
    rows = [("Se över <licenser>", "KF", "2025", "Process", "Halvår 1 2025", "direktör", "pågår", "")] * 2
    found = pd.DataFrame([*rows, ("Annat", "KF", "2025", "medarbetare", "", "", "", "")], columns=columns)
    found = found.assign(rad=range(2, 5))
    table = tables.uppdrag("process", found, "2025-03")
    assert (table.id, table.caption) == ("uppdrag", "Uppdrag: process")
    assert [row.name for row in table.rows] == ["Se över <licenser>", "Se över <licenser> (2)"]
    assert "Se över &lt;licenser&gt;" in table._repr_html_()
    assert ">Inga</td>" in tables.uppdrag("kund och ägare", found, "2025-03")._repr_html_()


@pytest.mark.parametrize(
    ("when", "status", "said"),
    [
        ("Halvår 1 2025", "pågår", "91"),
        ("Halvår 2 2024", "pågår", "försenat 90 dagar"),
        ("Halvår 2 2024", "Slutfört", ""),
        ("Kvartal 1 2025", "ej startat", "0"),
        ("april 2025", "pågår", "30"),
        ("2025", "pågår", "275"),
        ("när det passar", "pågår", ""),
        ("Kvartal 9 2025", "pågår", ""),
    ],
)
def test_days_left_of_an_uppdrag(when, status, said):
    row = {"uppdrag": "A", "givet_av": "KF", "år": "2025", "perspektiv": "process", "rapporteringsperiod": when}
    found = pd.DataFrame(
        [row | {"ansvarig_roll": "", "status": status, "kommentar": "", "effekt": "Mindre väntan", "rad": 2}]
    )
    shown = tables.uppdrag("process", found, "2025-03").to_frame(shown=True)
    assert (shown["kvar"].iloc[0] if "kvar" in shown else "") == said
    assert shown["effekt"].iloc[0] == "Mindre väntan"
    counted = told(found)
    assert told(pd.concat([found.assign(status="slutfört")] * 2)) == "Rapporten följer två uppdrag: två är slutförda."
    assert counted.startswith("Rapporten följer ett uppdrag: ett ") and counted.endswith("försenat.") == (
        "försenat" in said
    )


def told(found: pd.DataFrame) -> str:
    """The sentences of some uppdrag of mars, every count of which is a cell."""
    table = tables.uppdragens_läge(found.assign(rapport="2025-03"), "2025-03", "uppdrag.csv")
    said = prose.uppdrag(prose.Figures(lambda make: table))
    assert not any(re.search(r"\d", part) for one in said.sentences for part in one.parts if isinstance(part, str))
    return said.text.replace("\u00a0", " ")


def test_uppdrag_are_counted_by_state_and_perspective_whatever_their_spelling():
    rows = [("KUND", "Pågår", "Halvår 2 2024"), ("kund", "pågår", "2025"), ("process", "Slutfört", "Halvår 2 2024")]
    found = pd.DataFrame(rows, columns=["perspektiv", "status", "rapporteringsperiod"])
    table = tables.uppdragens_läge(found.assign(rapport="2025-03"), "2025-03", "uppdrag.csv")
    assert table.to_frame(shown=True).to_dict("index") == {
        "kund": {"pågår": "2", "slutfört": "0", "försenade": "1", "antal": "2"},
        "process": {"pågår": "0", "slutfört": "1", "försenade": "0", "antal": "1"},
        "Totalt": {"pågår": "2", "slutfört": "1", "försenade": "1", "antal": "3"},
    }
    assert str(table.urval["kund"]["pågår"]) == (
        "fil=uppdrag.csv; antal=rader; rapport=2025-03; perspektiv=KUND|kund; status=Pågår|pågår"
    )
    assert told(found) == "Rapporten följer tre uppdrag: två pågår och ett är slutfört. Av dem är ett försenat."


GRENAR_OF, GRENAR = {"2": "utveckling"}, {"förvaltning": "Förvaltning", "utveckling": "Initiativ"}


def test_portfolios_say_status_as_a_word():
    columns = ["projekt", "portfölj", "benämning", "fas", "budget", "utfall", "prognos", *STATUS, "kommentar"]
    rows = [
        ("2", "Ekonomi", "Arkiv", "genomförande", 5e6, 1e6, 6e6, "grön", "röd", "gul", "Dyrare."),
        ("1", "Ekonomi", "Nät", "planering", 5e6, 0.0, None, "grön", "grön", "ej satt", ""),
    ]
    table = tables.projektportföljer(pd.DataFrame(rows, columns=columns), "portfolj.csv", GRENAR_OF, GRENAR, "2025-03")
    shown = table.to_frame(shown=True)
    assert shown.loc["Ekonomi / Nät (1)"].tolist()[1:5] == ["5,0", "0,0", "–", "–"]
    assert shown.loc["Ekonomi / Arkiv (2)", "avvikelse"] == "\u22121,0"
    said = shown.loc["Ekonomi / Arkiv (2)", STATUS].tolist()
    assert said == ["Grön", "Röd", "Gul"]
    assert shown.loc["Ekonomi / Nät (1)", "status_omfattning"] == "Ej satt"
    assert shown.loc[["Summa förvaltning", "Summa utveckling", "Totalt"], "budget"].tolist() == ["5,0", "5,0", "10,0"]
    assert shown.loc[["Summa förvaltning", "Totalt"], "prognos"].tolist() == ["–", "–"]
    whole = tables.projektportföljer(pd.DataFrame(rows, columns=columns), "portfolj.csv", GRENAR_OF, GRENAR, "2025-12")
    assert "prognos" not in [column.name for column in whole.columns]
    assert whole.cell("Ekonomi / Arkiv (2)", "avvikelse").shown == "4,0"
    none = tables.projektportföljer(pd.DataFrame([], columns=columns), "portfolj.csv", GRENAR_OF, GRENAR, "2025-03")
    assert ">Inga</td>" in none._repr_html_()


LATE = pd.DataFrame(
    [
        ("2025-01", "V7", "Ekonomi", "Faktura <1>", "2025-02-20", -100_00),
        ("2025-01", "V7", "Ekonomi", "Faktura 2", "2025-02-21", -150_000_00),
        ("2025-02", "V8", "HR", "Kredit", "2025-03-15", 20_000_00),
    ],
    columns=["period", "verifikation", "verksamhetsområde", "text", "registrerad", "belopp"],
)


def test_late_postings_are_added_up_by_voucher():
    assert "Faktura" not in tables.sena_poster(LATE, "2025-03")._repr_html_()
    table = tables.sena_poster(LATE, "2025-03", verifikationstexter=True)
    assert table.to_frame(shown=True).loc["2025-01 / V7 / Ekonomi"].tolist() == [
        *("2025-01", "Ekonomi", "Faktura <1>", "2025-02-21", "\u2212150"),
    ]
    assert len(table.rows) == 2
    assert ">Inga</td>" in tables.sena_poster(LATE[:0], "2025-03")._repr_html_()


def _ties(count: int, verdicts: dict[int, str]) -> pd.DataFrame:
    rows = [
        (
            "En avstämning",
            Decimal(1),
            None if n in verdicts else Decimal(1),
            Decimal(0),
            verdicts.get(n, "ok"),
            f"rad {n}",
            {},
        )
        for n in range(count)
    ]
    return pd.DataFrame(rows, columns=["avstämning", "vänster", "höger", "differens", "utslag", "förklaring", "urval"])


def test_few_ties_are_listed_and_many_counted():
    few = tables.avstämning(_ties(3, {}))
    assert [row.label for row in few.rows] == ["En avstämning", "rad 0", "rad 1", "rad 2"]
    assert few.to_frame(shown=True).iloc[0].tolist() == ["1,0", "1,0", "0,0", "ok"]
    many = tables.avstämning(_ties(1500, {7: "känd avvikelse"}))
    assert [row.label for row in many.rows] == [
        "En avstämning",
        "1\u00a0499 av 1\u00a0500 kontroller stämmer",
        "rad 7",
    ]
    assert many.to_frame(shown=True).iloc[0].tolist() == ["", "", "", "se nedan"]
    assert many.to_frame(shown=True).iloc[1].tolist() == ["1,0", "–", "0,0", "känd avvikelse"]
