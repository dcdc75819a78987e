"""3.2.3 in the economist's edition: the statistical forecast, what it disagrees with, the bridge and its record."""

from types import SimpleNamespace

import pandas as pd
import pytest

from ekonomi import charts, prose, tables, terms
from ekonomi.report import Report
from ekonomi.tables import adjusted
from tests.exhibits import mini

NAN = float("nan")
MNKR = float(terms.ÖRE_PER_MNKR)
AMOUNTS = ["prognos", "nedre_80", "övre_80", "beslutad", "hittills", "resten", "resten_beslutad"]


def changes(**rows) -> pd.DataFrame:
    """Amounts in mnkr by serie (AMOUNTS), and the probability."""
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[*AMOUNTS, "sannolikhet"])
    return frame.assign(**{name: frame[name] * MNKR for name in AMOUNTS}).rename_axis("serie").reset_index()


SEEN = changes(
    resultat=(-1.0, -5.0, 2.0, 0.0, 0.5, -1.5, -0.5, 0.352),
    kostnader=(-150.0, -160.0, -145.0, -144.0, 0.0, -6.0, 0.0, 0.96),
    intäkter=(121.25, 120.04, 130.0, 120.0, 2.0, 3.0, 1.75, 0.8999),
    personal=(-100.0, -104.0, -97.0, -96.0, -1.0, -4.0, 0.0, 0.999),
    IT=(NAN, NAN, NAN, -48.0, NAN, NAN, NAN, NAN),
)


def steps(**given) -> pd.DataFrame:
    rows = [("resultat", step, amount * MNKR) for step, amount in given.items()]
    return pd.DataFrame(rows, columns=["serie", "steg", "belopp"])


STEPS = {
    "statistisk prognos": -1.0,
    "budgetens profil": 0.0,
    "chefernas prognos": 0.4,
    "justering": -2.5,
    "justerad prognos": -3.1,
    "övrig bedömning": 3.1,
    "beslutad prognos": 0.0,
}
REGISTER = pd.DataFrame(
    [("1", "personal", -250_000_000, "2025-05", "Två <b>tillsätts</b>", "ekonomichefen", "2025-04-09", 2)],
    columns=["ansvar", "kostnadsslag", "belopp", "period", "motivering", "beslutad_av", "datum", "rad"],
)


def replayed() -> pd.DataFrame:
    """Of two kostnadsslag, each 100 mnkr: the model missed by 2 and 4, naive by 8, the managers by 1."""
    rows = []
    for serie, off in (("personal", 2.0), ("IT", 4.0)):
        for level in ("Kostnadsslag", "Ansvarsområde och kostnadsslag"):
            for month in (3, 8):
                common = (serie, f"2024-{month:02d}", month, level, 100.0)
                rows += [
                    (*common, "modell", 100 + off, 97.0 + off, 103.0 + off, 90.0, 110.0),
                    (*common, "naiv", 92.0, 80.0, 99.0, 70.0, 120.0),
                    (*common, "chefer", 101.0, NAN, NAN, NAN, NAN),
                ]
    columns = ["serie", "period", "månad", "nivå", "helår", "källa", "prognos"]
    columns += ["nedre_80", "övre_80", "nedre_95", "övre_95"]
    return pd.DataFrame(rows, columns=columns)


def built(period: str = "2025-03", **changed: pd.DataFrame) -> Report:
    """The small nämnd with an outlook, parts of it changed."""
    outlook = {"changes": SEEN, "bridge": steps(**STEPS), "replay": replayed()}
    own = SimpleNamespace(**{**vars(mini.OUTLOOK), **outlook, **changed})
    return mini.report(period, outlook=own, adjustments=REGISTER)


def said(section: str, **changed: pd.DataFrame) -> str:
    return built(**changed).prose[section].text.replace("\u00a0", " ")


def test_the_managers_are_judged_as_printed_and_get_a_probability():
    table = built()[tables.statistisk_prognos]
    assert table.to_frame(shown=True).to_numpy().tolist() == [
        ["120,0", "121,3", "120,0", "130,0", "inom", "90 %".replace(" ", "\u00a0")],
        ["\u221296,0", "\u2212100,0", "\u2212104,0", "\u221297,0", "utanför", "99\u00a0%"],
        ["\u221248,0", "–", "–", "–", "underlag saknas", "–"],
        ["\u2212144,0", "\u2212150,0", "\u2212160,0", "\u2212145,0", "utanför", "96\u00a0%"],
        ["0,0", "\u22121,0", "\u22125,0", "2,0", "inom", "35\u00a0%"],
    ]


@pytest.mark.parametrize(
    ("period", "rows", "words"),
    [("2025-12", SEEN, "Året är avslutat"), ("2025-02", SEEN[:0], "Underlag saknas")],
)
def test_without_a_forecast_the_table_says_why(period, rows, words):
    none = built(period, changes=rows)[tables.statistisk_prognos]
    assert none.rows == ()
    assert words in none._repr_html_()


def test_without_managers_the_verdict_says_so():
    alone = SEEN.assign(beslutad=NAN, sannolikhet=NAN)
    table = built("2025-02", changes=alone)[tables.statistisk_prognos]
    assert table.cell("Intäkter", "bedömning").shown == "ingen prognos"
    assert "Ingen prognos har lämnats hittills under året." in table.notes


def test_the_interval_and_the_chance_of_a_nollprognos():
    assert said("statistik") == (
        "Med 80 procents sannolikhet hamnar helårets resultat mellan −5,0 mnkr och 2,0 mnkr, enligt den statistiska "
        "prognosen, med −1,0 mnkr som median. Chefernas prognos är en nollprognos; sannolikheten att resultatet "
        "blir minst så bra är 35 %."
    )


def test_what_lies_outside_is_said_with_what_the_model_sees():
    assert said("utanför") == (
        "Chefernas prognos för personalkostnader, 96,0 mnkr, ligger utanför det statistiska intervallet 97,0 mnkr "
        "till 104,0 mnkr. Hittills är kostnaden 1,0 mnkr högre än samma månader förra året; för resten av året "
        "väntar sig modellen en ökning med 4,0 mnkr, medan chefernas prognos förutsätter ingen förändring."
    )


def test_the_bridge_is_said_step_by_step():
    assert said("brygga") == (
        "Den statistiska prognosen för resultatet är −1,0 mnkr. Den flyttas med 0,4 mnkr av chefernas prognos, "
        "vägd efter hur den tidigare har träffat, och −2,5 mnkr av en beslutad justering, till en justerad prognos "
        "på −3,1 mnkr. Den beslutade prognosen är 0,0 mnkr; skillnaden, 3,1 mnkr, är övrig bedömning."
    )


def test_a_bridge_without_steps_and_decision_says_so():
    bare = {"statistisk prognos": -1.0, "justerad prognos": -1.0}
    assert said("brygga", bridge=steps(**bare)).endswith(
        "Varken budgetens profil, chefernas prognos eller justeringar flyttar den. Ingen prognos är beslutad."
    )


def test_an_adjustment_shows_its_reason_role_and_date_and_nothing_runs():
    shown = built()[tables.justeringar]
    assert list(shown.to_frame(shown=True).loc["1"]) == [
        *(
            "1",
            "Personalkostnader",
            "\u22122,5",
            "2025-05",
            "Två <b>tillsätts</b>",
            "ekonomichefen",
            "2025-04-09",
        )
    ]
    assert "<b>" not in shown._repr_html_()
    assert (
        adjusted.NO_ADJUSTMENTS
        in tables.justeringar(REGISTER[:0], mini.report("2025-03").slag, "justeringar.csv")._repr_html_()
    )


def test_errors_and_coverage_by_level_and_month():
    report = built()
    errors, held = report[tables.träffsäkerhet], report[tables.täckning]
    assert errors.cell("Kostnadsslag / modell", "mars").shown == "3,0\u00a0%"
    assert errors.cell("Kostnadsslag / chefer", "augusti").shown == "1,0\u00a0%"
    assert errors.cell("Kostnadsslag / naiv", "april").shown == "–"
    assert held.cell("Kostnadsslag / modell 80", "mars").shown == "50\u00a0%"
    assert held.cell("Kostnadsslag / modell 95", "mars").shown == "100\u00a0%"
    assert held.cell("Kostnadsslag / naiv 80", "mars").shown == "0\u00a0%"


def test_the_record_states_its_finding_first():
    found = built()[prose.träffsäkerhet]
    assert found.text.replace("\u00a0", " ") == (
        "I prognoserna efter mars har chefernas prognos missat minst per kostnadsslag: felet har varit 1,0 %, mot "
        "3,0 % för den statistiska prognosen och 8,0 % för ett räknesätt som upprepar förra året. Av utfallen per "
        "ansvarsområde och kostnadsslag har 50 % legat inom det statistiska 80-procentsintervallet, så "
        "gränserna har varit för snäva."
    )
    assert found._repr_html_().startswith("<h2>Så träffsäkra har prognoserna varit</h2><p")


def test_the_chart_of_errors_tells_its_figures():
    chart = charts.träffsäkerhet(built()[tables.träffsäkerhet])
    assert chart.alt.startswith("Prognosernas fel i procent av utfallet efter varje månad. Statistisk prognos: mars")
    assert list(chart.data["Chefernas prognos"])[:4] == ["–", "–", "1,0\u00a0%", "–"]
    assert chart.wide is not None
    assert charts.träffsäkerhet(None).wide is None
