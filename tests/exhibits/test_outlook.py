"""3.2.3 in the economist's edition: the statistical forecast, what it disagrees with, the bridge and its record."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from ekonomi import tables, terms
from ekonomi.report import Report
from ekonomi.tables import decided
from tests.exhibits import mini

NAN = float("nan")
MNKR = float(terms.ÖRE_PER_MNKR)
AMOUNTS = ["prognos", "nedre_80", "övre_80", "beslutad", "hittills", "resten", "resten_beslutad", "naiv"]


def changes(**rows) -> pd.DataFrame:
    """Amounts in mnkr by serie (AMOUNTS), and the probability."""
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[*AMOUNTS, "sannolikhet"])
    return frame.assign(**{name: frame[name] * MNKR for name in AMOUNTS}).rename_axis("serie").reset_index()


SEEN = changes(
    resultat=(-1.0, -5.0, 2.0, 0.0, 0.5, -1.5, -0.5, 0.5, 0.352),
    kostnader=(-150.0, -160.0, -145.0, -144.0, 0.0, -6.0, 0.0, -144.0, 0.96),
    intäkter=(121.25, 120.04, 130.0, 120.0, 2.0, 3.0, 1.75, 118.25, 0.8999),
    personal=(-100.0, -104.0, -97.0, -96.0, -1.0, -4.0, 0.0, -96.0, 0.999),
    IT=(NAN, NAN, NAN, -48.0, NAN, NAN, NAN, NAN, NAN),
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
REASONS = pd.DataFrame(
    [(-104 * MNKR, "takten mot fjolåret", -98 * MNKR, "vandrande nivå", "2025-03", -1.5 * MNKR)],
    ["personal"],
    ["lägst", "lägst_modell", "högst", "högst_modell", "månad", "skillnad"],
)
REGISTER = pd.DataFrame(
    [("1", "personal", -250_000_000, "2025-05", "Två <b>tillsätts</b>", "ekonomichefen", "2025-04-09", 2)],
    columns=["ansvar", "kostnadsslag", "belopp", "period", "motivering", "beslutad_av", "datum", "rad"],
)


def replayed() -> pd.DataFrame:
    """Of two kostnadsslag, each 100 mnkr: the model missed by 2 and 4, naive by 8, the managers by 1.

    Of the result, 1 mnkr, the model missed by 16,3, the managers by 3,7 and naive by 5; the model once more alone."""
    rows = []
    for close in ("2024-03", "2024-08", "2023-03"):
        common = ("resultat", close, int(close[5:]), "Resultat", 1.0)
        made = [
            ("modell", 17.3, -2.0, 4.0, -9.0, 19.0),
            ("chefer", 4.7, NAN, NAN, NAN, NAN),
            ("naiv", 6.0, 0.0, 9.0, -1.0, 9.0),
        ]
        rows += [(*common, *one) for one in made if close > "2024" or one[0] != "chefer"]
    for serie, off in (("personal", 2.0), ("IT", 4.0)):
        for level in ("Kostnadsslag", "Ansvarsområde och kostnadsslag"):
            for month in (3, 8):
                common = (serie, f"2024-{month:02d}", month, level, 100.0)
                rows += [
                    (*common, "modell", 100 + off, 97.0 + off, 103.0 + off, 90.0, 110.0),
                    (*common, "naiv", 92.0, 80.0, 99.0, 70.0, 120.0),
                    (*common, "chefer", 101.0, NAN, NAN, NAN, NAN),
                ]
    amounts = ["prognos", "nedre_80", "övre_80", "nedre_95", "övre_95"]
    frame = pd.DataFrame(rows, columns=["serie", "period", "månad", "nivå", "helår", "källa", *amounts])
    return frame.assign(**{name: frame[name] * MNKR for name in ("helår", *amounts)})


def built(period: str = "2025-03", **changed: pd.DataFrame) -> Report:
    """The small nämnd with an outlook, parts of it changed."""
    outlook = {"changes": SEEN, "bridge": steps(**STEPS), "replay": replayed(), "reasons": REASONS}
    own = replace(mini.OUTLOOK, **{**outlook, **changed})
    return mini.report(period, outlook=own, adjustments=REGISTER)


def said(section: str, **changed: pd.DataFrame) -> str:
    return built(**changed).prose[section].text.replace("\u00a0", " ")


def test_the_managers_are_judged_as_printed_and_get_a_probability():
    table = built()[tables.statistisk_prognos]
    assert table.to_frame(shown=True).to_numpy().tolist() == [
        ["120,0", "120,0", "121,3", "118,3", "120,0", "130,0", "inom", "90\u00a0%"],
        ["−96,0", "−96,0", "−100,0", "−96,0", "−104,0", "−97,0", "över, bättre", "99\u00a0%"],
        ["−36,0", "−48,0", "–", "–", "–", "–", "underlag saknas", "–"],
        ["−144,0", "−144,0", "−150,0", "−144,0", "−160,0", "−145,0", "över, bättre", "96\u00a0%"],
        ["0,0", "0,0", "−1,0", "0,5", "−5,0", "2,0", "inom", "35\u00a0%"],
    ]


def test_last_year_stands_beside_only_where_the_model_has_been_worse():
    worse = built()[tables.statistisk_prognos]
    assert "missat mer än ett räknesätt som upprepar förra året, för resultatet." in " ".join(worse.notes)
    better = replayed().query("nivå != 'Resultat'")
    table = built(replay=better)[tables.statistisk_prognos]
    assert "som förra året" not in [column.name for column in table.columns]
    assert "upprepa förra året" not in " ".join(table.notes)


def test_every_forecast_outside_says_which_models_and_which_month():
    shown = built()[tables.det_modellen_ser]
    assert [row.label for row in shown.rows] == ["Personalkostnader", "Kostnader"]
    assert shown.cell("Personalkostnader", "modeller").shown.replace("\u00a0", " ") == (
        "Lägst: takten mot fjolåret −104,0; högst: vandrande nivå −98,0."
    )
    assert shown.cell("Personalkostnader", "månad").shown == "mars −1,5"
    assert shown.cell("Kostnader", "modeller").shown == "Beslutad eller känd: inga modeller."


ASKED = pd.DataFrame(
    [
        ("Ekonomi|personal", "2025-02", "Februari: 3 800 mot väntat −2 090. Engång?", {"Februari: 3 800": ["2025-02"]}),
        ("EK|11", "", "Långt från <b>.", {}),
    ],
    columns=["serie", "månad", "fråga", "bokfört"],
)
SHOWN = ["serie", "månad", "fråga"]


def test_what_stands_out_is_asked_about_once_with_the_serie_to_answer_on():
    table = built(asked=ASKED)[tables.att_fråga_om]
    expected = ASKED.replace({"månad": {"": "upplysning"}})[SHOWN].to_numpy().tolist()
    assert table.to_frame(shown=True)[SHOWN].to_numpy().tolist() == expected
    amounts = table.values[[terms.M_UTFALL, terms.M_BUDGET_HELÅR]] / MNKR
    assert amounts.to_numpy().tolist() == [[-18, -96], [-21, -108]]
    told = {row: set(made) for row, made in table.urval.items()}
    assert told == {"Ekonomi|personal": {*amounts}, "EK|11": {*amounts, "fråga"}}
    assert [row.label for row in table.rows] == ["Ekonomi: personalkostnader", "EK: 11 Stöd i ekonomi"]
    assert "<b>" not in table._repr_html_()
    assert not any(table.told.values())  # the books say another amount than the question
    assert said("frågor", asked=ASKED) == (
        "Tabellen Att fråga om har en fråga att besvara och en upplysning att läsa innan prognosen godtas."
    )
    thrice = pd.concat([ASKED[:1]] * 3, ignore_index=True)
    assert said("frågor", asked=thrice) == "Tabellen Att fråga om har tre frågor att besvara innan prognosen godtas."
    assert not built()[tables.att_fråga_om]
    assert said("frågor") == "Inget i år avviker så mycket från historiken att det behöver förklaras."


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
        "Chefernas prognos för personalkostnader, 96,0 mnkr, ligger utanför det statistiska intervallet, från 97,0 "
        "mnkr till 104,0 mnkr. Hittills är kostnaden 1,0 mnkr högre än under samma månader förra året; för resten "
        "av året "
        "väntar sig modellen en ökning med 4,0 mnkr, medan chefernas prognos förutsätter ingen förändring."
    )


def test_the_bridge_is_said_step_by_step():
    assert said("brygga") == (
        "Den statistiska prognosen för resultatet är −1,0 mnkr. Den ändras med 0,4 mnkr genom chefernas prognos "
        "(vägd efter hur väl den har stämt tidigare år) och med −2,5 mnkr genom en beslutad justering, så att den "
        "justerade prognosen blir −3,1 mnkr. Den beslutade prognosen är 0,0 mnkr; skillnaden, 3,1 mnkr, är övrig "
        "bedömning."
    )


def test_a_bridge_without_steps_and_decision_says_so():
    bare = {"statistisk prognos": -1.0, "justerad prognos": -1.0}
    assert said("brygga", bridge=steps(**bare)).endswith(
        "Varken budgetens profil, chefernas prognos eller justeringar ändrar den. Ingen prognos är beslutad."
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
        decided.NO_ADJUSTMENTS
        in tables.justeringar(REGISTER[:0], mini.report("2025-03").slag, "justeringar.csv")._repr_html_()
    )


def test_errors_and_coverage_by_level_and_month():
    report = built()
    errors, held = report[tables.träffsäkerhet], report[tables.täckning]
    assert errors.cell("Kostnadsslag / modell", "mars 2024").shown == "3,0\u00a0%"
    assert errors.cell("Kostnadsslag / chefer", "samma lägen").shown == "1,0\u00a0%"
    assert errors.cell("Resultat / chefer", "mars 2023").shown == "–"
    assert held.cell("Kostnadsslag / modell 80", "mars 2024").shown == "50\u00a0%"
    assert held.cell("Kostnadsslag / modell 95", "mars 2024").shown == "100\u00a0%"
    assert held.cell("Kostnadsslag / naiv 80", "mars 2024").shown == "0\u00a0%"


def test_all_are_judged_by_the_closes_that_all_have():
    worse = replayed().assign(prognos=lambda rows: rows["prognos"].where(rows["period"] != "2023-03", 500 * MNKR))
    for replay in (replayed(), worse):
        errors = built(replay=replay)[tables.träffsäkerhet]
        shown = [errors.cell(f"Resultat / {source}", "samma lägen").shown for source in ("modell", "chefer", "naiv")]
        assert shown == ["16,3", "3,7", "5,0"]
    assert "Samma lägen: mars 2024, augusti 2024," in errors.notes[0]


def test_the_record_begins_with_the_error_of_the_result():
    assert said("träffsäkerhet") == (
        "Efter mars 2024 och augusti 2024 hade den statistiska prognosen missat resultatet med i genomsnitt 16,3 mnkr, "
        "chefernas prognos med 3,7 mnkr och ett räknesätt som upprepar förra året med 5,0 mnkr. Den statistiska "
        "prognosen har missat mer än räknesättet som upprepar förra året, som i år ger 0,5 mnkr. Per kostnadsslag "
        "har chefernas prognos missat minst: felet har varit 1,0 %, mot 3,0 % för den statistiska prognosen och 8,0 "
        "% för ett räknesätt som upprepar förra året. Av utfallen per ansvarsområde och kostnadsslag har 50 % legat "
        "inom det statistiska 80-procentsintervallet, så gränserna har varit för snäva."
    )


def test_what_people_have_said_stands_with_its_source_and_what_is_not_used_is_told():
    known = pd.DataFrame(
        [
            ("", "Ekonomi|personal", "2025-04", -250_000.0, "känt", "hyresavtal <b>12", 2),
            ("", "HR|personal", "2025-02", NAN, "fel", "rättas i april", 3),
            ("", "Ekonomi|personal", "2025-05", -250_000.0, "känt", "hyresavtal <b>12", 4),
            ("", "Ekonomi|personal", "2025-05", -100_000.0, "känt", "avtal 7", 5),
            ("", "Ekonomi|personal", "2025-07", -100_000.0, "känt", "avtal 7", 6),
        ],
        columns=["rapport", "serie", "månad", "belopp", "slag", "källa", "rad"],
    )
    has = SimpleNamespace(**{**vars(mini.OUTLOOK), "has": lambda serie: serie.startswith("Ekonomi")})
    table = tables.kända(known, has, "kanda.csv", "2025-03")
    assert table.to_frame(shown=True).to_numpy().tolist() == [
        ["Ekonomi|personal", "2025-04–2025-05", "känt", "−0,5", "hyresavtal <b>12"],
        ["HR|personal", "2025-02", "fel", "–", "rättas i april"],
        ["Ekonomi|personal", "2025-05, 2025-07", "känt", "−0,2", "avtal 7"],
    ]
    assert table.figures().set_index("rad").at["1", "urval"] == "{fil=kanda.csv; summa=belopp; rad=2|4} / 1000000"
    assert tables.kända(known, has, "kanda.csv", "2025-12") is None
    assert table.notes == ("Räknas inte med, inget är bokfört på HR|personal: skriv en justering.",)
    assert "<b>" not in table._repr_html_()
