"""index.html and the comparisons: every period of the nämnd, and exactly the figures that changed."""

import json
import re
import shutil
from types import SimpleNamespace

import pandas as pd
import pytest

from ekonomi.export import index
from ekonomi.export.compare import by_measure, compare, largest
from ekonomi.params import Settings, make_params
from ekonomi.params.published import BranchSettings, TableSettings

FORECASTS = SimpleNamespace(prognos=[SimpleNamespace(period=f"2025-{month:02d}") for month in range(1, 12)])
SETTINGS = "params/n.yaml"
METADATA = {
    "titel": "x",
    "undertitel": "F",
    "nämnd": "Nämnden",
    "märkning": "Exempeldata",
    "status": "utkast",
}
TABELLER = {"tjänsteuppföljning": TableSettings(namn="bilaga 1 tjänsteuppföljning")}
REPORT = SimpleNamespace(
    params=make_params(period="2025-03", inställningar=SETTINGS),
    settings=Settings.model_construct(tabeller=TABELLER, grenar=BranchSettings(utveckling="Nyheter"), källor=FORECASTS),
    metadata=METADATA,
    period="2025-03",
    grupper=SimpleNamespace(spelled={"Lokalt Nät": "Lokalt nät"}),
)
COLUMNS = ["tabell", "rad", "kolumn", "enhet", "värde", "visat"]


def figures(*rows):
    full = [(table, row, column, "mnkr", shown.replace(",", "."), shown) for table, row, column, shown in rows]
    return pd.DataFrame(full, columns=COLUMNS, dtype="str")


BEFORE = figures(
    ("3.2.2 ansvarsområde", "A", "avvikelse jan-feb", "1,0"),
    ("3.2.1 resultat", "Resultat", "budget helår", "0,0"),
    ("bilaga 1 tjänsteuppföljning", "A", "budget", "1,0"),
)
AFTER = figures(
    ("3.2.2 ansvarsområde", "A", "avvikelse jan-mars", "2,0"),
    ("3.2.2 ansvarsområde", "A", "avvikelse jan-feb", "1,0"),
    ("3.2.1 resultat", "Resultat", "budget helår", "0,0"),
    ("3.2.1 resultat", "Resultat", "prognos helår", "5,0"),
    ("3.2.1 resultat", "Utveckling / A", "utfall", "5,0"),
    ("3.2.4 tjänstekostnader", "Lokalt Nät", "utfall", "6,0"),
    ("bilaga 1 tjänsteuppföljning", "A", "budget", "9,0"),
)


@pytest.fixture
def out(tmp_path):
    for period, status, found in (("2025-02", "fastställd", BEFORE), ("2025-03", "utkast", AFTER)):
        folder = tmp_path / period
        folder.mkdir()
        params = {"period": period, "status": status, "inställningar": SETTINGS}
        (folder / "manifest.json").write_text(json.dumps({"parametrar": params}), encoding="utf-8")
        found.to_csv(folder / "siffror.csv", index=False)
        for name in ("rapport.html", "bilaga-1-x.html", "tabeller.xlsx"):
            (folder / name).write_text("", encoding="utf-8")
    (tmp_path / "2025-03" / "rapport.pdf").write_bytes(b"")
    return tmp_path


def test_months_are_compared_with_each_other_and_the_appendices_left_out():
    found = compare(BEFORE, AFTER, "2025-02", "2025-03", {"bilaga 1 tjänsteuppföljning"})
    told = found[["kolumn", "förra", "denna", "ändring"]].values.tolist()
    assert told == [["avvikelse", "1,0", "2,0", "+1,0"], ["avvikelse fg månad", "", "1,0", "ny"],
                    ["prognos helår", "", "5,0", "ny"], ["utfall", "", "5,0", "ny"],
                    ["utfall", "", "6,0", "ny"]]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "then", "now", "said"),
    [
        ("procent", ("84.4", "84"), ("84.7", "85"), "+0,3 procentenheter"),
        ("procent", ("84.7", "85"), ("84.4", "84"), "−0,3 procentenheter"),
        ("mnkr", ("1.049", "1,0"), ("1.051", "1,1"), "+0,002"),
        ("mnkr", ("1.0", "1,0"), ("3.0", "3,0"), "+2,0"),
    ],
)
def test_a_change_is_not_said_to_be_zero(unit, then, now, said):
    before, after = (pd.DataFrame([("t", "R", "utfall", unit, *one)], columns=COLUMNS) for one in (then, now))
    assert compare(before, after, "2025-03", "2025-03")["ändring"].item().replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("period", "kolumn", "measure"),
    [
        ("2025-03", "avvikelse jan-mars", "avvikelse"),
        ("2025-03", "avvikelse jan-feb", "avvikelse fg månad"),
        ("2024-08", "utfall ack augusti", "utfall ack"),
        ("2024-12", "utfall perioden 2024", "utfall perioden"),
        ("2025-03", "utfall helår 2024", "utfall helår fg år"),
        ("2025-03", "budgetavvikelse ack mars, resultat", "budgetavvikelse ack, resultat"),
        ("2025-03", "2025", "värde"),
    ],
)
def test_a_column_goes_by_what_it_measures_in_every_period(period, kolumn, measure):
    assert by_measure(pd.DataFrame({"kolumn": [kolumn]}), period)["kolumn"].tolist() == [measure]


def test_the_changes_that_matter_are_deviations_and_forecasts_each_told_once():
    rows = [
        ("a", "R", "utfall ack", "mnkr", 90),
        ("a", "R", "avvikelse", "mnkr", 2),
        ("b", "X / R", "avvikelse", "mnkr", 2),
        ("c", "Totalt", "avvikelse ack", "mnkr", 2),
        ("b", "X", "prognos helår", "tkr", 5000),
        ("b", "Y", "andel", "procent", 80),
        ("d", "X", "ändring prognos", "mnkr", 9),
        ("d", "X", "varav bokfört prognos", "mnkr", 8),
    ]
    found = pd.DataFrame(rows, columns=["tabell", "rad", "kolumn", "enhet", "skillnad"])
    found["förra"], found["denna"] = "0", found["skillnad"].astype(str)
    assert largest(found, False)[["rad", "kolumn"]].values.tolist() == [["X", "prognos helår"], ["R", "avvikelse"]]
    assert largest(found, True)["kolumn"].iloc[0] == "utfall ack"


def test_the_index_lists_every_period_newest_first_with_its_files(out):
    index.write_index(out, REPORT)
    html = (out / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^#"][^"]*)"', html)
    assert [link for link in links if not link.startswith("data:")] == [
        "2025-03/rapport.html",
        "2025-03/bilaga-1-x.html",
        "2025-03/rapport.pdf",
        "2025-03/tabeller.xlsx",
        "2025-03/siffror.csv",
        "2025-03/manifest.json",
        "jamfor-2025-03.html",
        "2025-02/rapport.html",
        "2025-02/bilaga-1-x.html",
        "2025-02/tabeller.xlsx",
        "2025-02/siffror.csv",
        "2025-02/manifest.json",
    ]
    assert '<td role="cell" data-rubrik="Status">Fastställd</td>' in html
    assert "Delårsrapport februari 2025" in html


def test_both_editions_of_a_period_are_listed_and_only_the_nämnds_compared(out):
    shutil.copytree(out / "2025-03", out / "2025-03-ekonom")
    index.write_index(out, REPORT)
    html = (out / "index.html").read_text(encoding="utf-8")
    titles = re.findall(r'<th scope="row" role="rowheader"><a href="([^"]+)">([^<]+)', html)
    assert titles == [
        ("2025-03/rapport.html", "Delårsrapport mars 2025"),
        ("2025-03-ekonom/rapport.html", "Delårsrapport mars 2025, ekonomens upplaga"),
        ("2025-02/rapport.html", "Delårsrapport februari 2025"),
    ]
    assert [path.name for path in out.glob("jamfor-*")] == ["jamfor-2025-03.html"]


def test_a_comparison_names_the_gren_and_the_section_as_the_report_does(out):
    index.write_index(out, REPORT)
    page = (out / "jamfor-2025-03.html").read_text(encoding="utf-8")
    assert "Nyheter / A: utfall" in page
    assert "Resultat (3.2.1): 2 siffror<" in page and "Tjänstekostnader (3.2.4): 1 siffra<" in page
    assert "Av siffrorna har 1 ändrats och 4 tillkommit." in page
    assert "Lokalt nät: utfall" in page
    assert "tjänsteuppföljning" not in page


def test_it_is_the_same_each_time_and_leaves_nothing_beside(out):
    made = []
    for _ in range(2):
        index.write_index(out, REPORT)
        made.append({path.name: path.read_bytes() for path in out.iterdir() if path.is_file()})
    assert made[0] == made[1]
    assert set(made[0]) == {"index.html", "jamfor-2025-03.html"}


def test_another_nämnd_and_other_folders_are_not_listed_and_stale_comparisons_go(out):
    index.write_index(out, REPORT)
    (out / "2025-02" / "manifest.json").write_text('{"parametrar": {"inställningar": "annan"}}', "utf-8")
    (out / "2025-01").mkdir()
    index.write_index(out, REPORT)
    assert sorted(path.name for path in out.glob("*.html")) == ["index.html"]
    assert "2025-02/" not in (out / "index.html").read_text(encoding="utf-8")


def test_figures_that_cannot_be_read_are_not_compared(out):
    (out / "2025-02" / "siffror.csv").write_text("annat\n", encoding="utf-8")
    index.write_index(out, REPORT)
    assert sorted(path.name for path in out.glob("*.html")) == ["index.html"]
