"""A tiny nämnd, whole and with less and less: its report ties out and says nothing of what it lacks."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ekonomi import prose, reconcile, tables, terms
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from ekonomi.tables.decided import ALL_INSIDE
from tests import tiny
from tests.summed import Shared

Change = Callable[[dict[str, Any], Path], None]
REGISTERS = {
    "tjänst": ["tjänster", "grupper", "pooler", "nycklar"],
    "projekt": ["projekt"],
    "motpart": ["motparter"],
}


def whole(settings: dict[str, Any], data: Path) -> None:
    """Nothing is left out."""


def without(*columns: str) -> Change:
    """Columns that no file has, and no register of their codes."""

    def change(settings: dict[str, Any], data: Path) -> None:
        sources = settings["källor"]
        for part in (sources["huvudbok"], *sources["budget"], *sources["prognos"]):
            part.setdefault("kolumner", {}).update(dict.fromkeys(columns))
        for name in (name for column in columns for name in REGISTERS[column]):
            sources["registerfiler"].pop(name)
        if "motpart" in columns:
            sources["registerfiler"].pop("återkommande")

    change.__name__ = "utan " + ", ".join(columns)
    return change


def no_budget(settings: dict[str, Any], data: Path) -> None:
    settings["källor"].pop("budget")


def last_years_budget(settings: dict[str, Any], data: Path) -> None:
    settings["källor"]["budget"] = settings["källor"]["budget"][:1]


def no_forecast(settings: dict[str, Any], data: Path) -> None:
    settings["källor"].pop("prognos")


def one_year(settings: dict[str, Any], data: Path) -> None:
    (data / "huvudbok_2024.csv").unlink()
    settings["källor"]["budget"] = settings["källor"]["budget"][1:]


def one_gren(settings: dict[str, Any], data: Path) -> None:
    tiny.edit(data / "projekt.csv", "utveckling", "förvaltning")


def only_a_ledger(settings: dict[str, Any], data: Path) -> None:
    without("tjänst", "projekt", "motpart")(settings, data)
    one_year(settings, data)
    for name in ("budget", "prognos", "personal", "mått", "måttprognoser", "uppdrag", "portfölj", "åtgärder"):
        settings["källor"].pop(name)


CHANGES = (
    whole,
    without("tjänst"),
    without("projekt"),
    without("motpart"),
    without("tjänst", "projekt", "motpart"),
    no_budget,
    last_years_budget,
    no_forecast,
    one_year,
    one_gren,
    only_a_ledger,
)


def made(folder: Path, change: Change, upplaga: str) -> Report:
    tiny.write(folder)
    path = folder / "params" / "mininamnd.yaml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(settings, folder / tiny.DATA)
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    params = load_params(folder / "params" / f"{tiny.PERIOD}.yaml")
    return new_report(params.model_copy(update={"upplaga": upplaga}), folder)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Change, str], Report]:
    found: dict[tuple[str, str], Report] = {}

    def report(change: Change, upplaga: str = terms.NÄMND) -> Report:
        key = change.__name__, upplaga
        if key not in found:
            found[key] = made(tmp_path_factory.mktemp("namnd"), change, upplaga)
        return found[key]

    return report


each = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


def sentences(report: Report) -> list[prose.Sentence]:
    return [one for section in report.prose.values() for one in section.sentences]


def printed(report: Report, *but: str) -> str:
    """All that the report prints of its own, lower case, without the tie-outs and some of the nämnd's names."""
    held = [table._repr_html_() for table in report.tables.made(figures=True)]
    text = " ".join([*held, *(one.text for one in sentences(report))])
    for word in filter(None, but):
        text = text.replace(word, "")
    return re.sub(r'(id|aria-labelledby)="[^"]*"', "", text).lower()


@each
def test_it_ties_out_and_its_sentences_read(reports, change):
    report = reports(change)
    assert set(report.ties["utslag"]) == {reconcile.OK}
    assert not report.figures.duplicated(["tabell", "rad", "kolumn"]).any()
    assert report[tables.resultat].has("Resultat", terms.M_UTFALL)
    assert "8,6" not in report[prose.sammanfattning].text
    for one in sentences(report):
        assert "–" not in one.text and one.text[0].isupper() and one.text.endswith("."), one.text
        for number in one.numbers:
            assert report.tables[number.tabell].cell(number.rad, number.kolumn).shown == number.visat, one.text


BOTH = [*((change, terms.NÄMND) for change in CHANGES), (whole, terms.EKONOM), (only_a_ledger, terms.EKONOM)]


@pytest.mark.parametrize(("change", "upplaga"), BOTH, ids=lambda one: getattr(one, "__name__", one))
def test_the_urval_of_every_figure_gives_it_again_exactly(reports, change, upplaga):
    report = reports(change, upplaga)
    shared = Shared(report.ground, {"gällande": "2024-01", "budgetens": "2025-01"})
    off, sums, modelled = shared.differing(report.figures)
    assert off == []
    assert sums > 10
    assert not modelled or upplaga == terms.EKONOM


def test_without_tjänster_no_table_and_no_sentence_speaks_of_them(reports):
    for change in (without("tjänst"), without("tjänst", "projekt", "motpart"), only_a_ledger):
        report = reports(change)
        assert "tjänst" not in printed(report, "Gemensamma tjänster", "IT-tjänster")
        assert report.services is None
        assert not {"tjänstekostnader", "tjänsteuppföljning", "nyckeleffekt"} & set(report.figures["tabell"])


@pytest.mark.parametrize("change", [no_budget, last_years_budget, only_a_ledger], ids=lambda change: change.__name__)
def test_without_this_years_budget_nothing_is_compared_with_it(reports, change):
    report = reports(change)
    assert report.versions.budget is None
    ours = printed(report, report[tables.projektportföljer]._repr_html_())  # its budgets are the projects' own
    assert "budget" not in ours and "avvikelse" not in ours
    assert not report[tables.ansvarsområde] and not report[tables.text_utfall]


@pytest.mark.parametrize("change", [one_year, only_a_ledger], ids=lambda change: change.__name__)
def test_with_one_year_there_is_no_growth_and_no_year_before(reports, change):
    report = reports(change)
    assert not report[tables.volym] and not report[prose.volym].sentences
    money = [table for table in report.tables.made(figures=True) if table.unit == "Belopp i mnkr"]
    assert money
    for table in money:
        names = {column.name for column in table.columns}
        assert not names & {terms.M_FG_ÅR, terms.M_BOKSLUT}, table.id
    own = {"mått", "personalvolym"}  # which have files of their own
    assert not [one.text for name, one in report.prose.items() if name not in own and "förra året" in one.text]


@pytest.mark.parametrize(
    "change",
    [one_gren, without("projekt"), without("tjänst", "projekt", "motpart")],
    ids=lambda change: change.__name__,
)
def test_with_one_gren_no_row_and_no_path_names_it(reports, change):
    report = reports(change)
    rows = report[tables.ansvarsområde].rows
    assert rows[0].label == "Gemensamma tjänster" and rows[-1].label == "Resultat"
    for table in report.tables.made(figures=True):
        for row in table.rows:
            assert not re.search(r"\b(förvaltning|utveckling)\b", f"{row.name} {row.label}".lower()), row
    assert "gren=" not in " ".join(report.figures["urval"])


def test_a_nämnd_with_two_grenar_names_them(reports):
    rows = [row.name for row in reports(whole)[tables.ansvarsområde].rows]
    assert {"Förvaltning", "Utveckling", "Summa förvaltning", "Summa utveckling"} <= set(rows)


def test_without_åtgärder_uppdrag_portfölj_and_hours_nothing_is_said_of_them(reports):
    report = reports(only_a_ledger)
    assert not re.search("åtgärd|uppdrag|portfölj|årsarbetare|incident", printed(report))
    assert report.perspektiv == ()
    assert "inga åtgärder" in reports(whole)[prose.sammanfattning].text


def test_the_economist_of_a_nämnd_with_a_short_history_is_told_why(reports):
    report = reports(only_a_ledger, terms.EKONOM)
    assert report[tables.statistisk_prognos].empty == "Underlag saknas"
    assert report[tables.det_modellen_ser].empty == ALL_INSIDE
