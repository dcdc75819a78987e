"""Bilaga 1's pages: every tjänst has one, what it shows adds up to 3.2.4, and large deviations want a comment."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import cli, reconcile, tables, terms
from ekonomi.params import load_params
from ekonomi.reconcile.figures import appendix
from ekonomi.report import Report, new_report
from ekonomi.report.appendix import service_pages
from ekonomi.report.contents import PAGES, contents
from ekonomi.tables import by_heading
from tests import tiny
from tests.summed import Shared

EK = "EK / Redovisning"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("bilaga")
    with pytest.MonkeyPatch.context() as patch:
        tiny.write(folder)
        settings = folder / "params" / "mininamnd.yaml"
        limits = "trösklar:\n  mnkr: 0.01\n  procent: 0.5\nkommentarer:\n  EK: 324_ek\navsnitt:"
        tiny.edit(settings, "avsnitt:", limits)
        own = folder / "params" / "texter" / "mininamnd" / tiny.PERIOD / "tjanst"
        own.mkdir()
        (own / "2101.md").write_text("Färre <b>timmar</b> än planerat.\n", encoding="utf-8")
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return new_report(load_params(folder / "params" / f"{tiny.PERIOD}.yaml"), folder)


def tied(report: Report) -> pd.DataFrame:
    return appendix({table.id: table for table in report.tables.made()})


def test_every_tjänst_has_a_page_under_its_line(report: Report) -> None:
    html = report.services._repr_html_()
    assert [page.linje for page in report.services.values()] == [
        "EK", "HR", "Digital infrastruktur", "Förändringsinitiativ", "Övriga tjänster"
    ]  # fmt: skip
    assert html.count("<h3>") == len(report.services) == 5
    assert html.index("<h2>EK</h2>") < html.index("<h3>Redovisning</h3>") < html.index("<h2>HR</h2>")
    assert html.count("<figure") == 2 * 5


def test_what_the_pages_show_is_known_and_leaves_the_files_with_them(
    nämnd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.add_notebooks(nämnd, "321_resultat", "bilaga_1_tjanster")
    params, settings = load_params(f"params/{tiny.PERIOD}.yaml"), nämnd / "params" / "mininamnd.yaml"
    without = new_report(params, nämnd)
    assert not {*PAGES["services"]} & {table.id for table in without.tables.made(figures=True)}
    tiny.edit(settings, "avsnitt:", "bilagor: [bilaga_1_tjanster]\navsnitt:")
    report, shown = new_report(params, nämnd), set[str]()
    assert {*PAGES["services"]} <= {table.id for table in report.tables.made(figures=True)}
    monkeypatch.setattr(Report, "__getitem__", lambda self, asked: shown.add(asked.__name__) or self.find(asked))
    service_pages(report)
    (appendix,) = (one for one in contents(report.settings, nämnd, terms.NÄMND) if one.name == "bilaga_1_tjanster")
    assert {*PAGES["services"]} <= shown <= {*appendix.tables}


def test_a_page_adds_up_to_its_row_and_the_rows_to_324(report: Report) -> None:
    page, index = report.services["1101"], report[tables.tjänsteuppföljning]
    for column in ("utfall", "avvikelse", "prognos", "avvikelse helår"):
        total = page.costs.cell(f"{EK} / Summa", column).value
        kinds = [page.costs.cell(row.name, column).value for row in page.costs.rows[:-1]]
        assert sum(kinds) == total == index.cell(EK, column).value
    sources = [page.drivers.cell(row.name, "avvikelse").value for row in page.drivers.rows]
    assert sum(sources[:-1]) == sources[-1] == index.cell(EK, "avvikelse").value
    ties = tied(report)
    assert set(ties["utslag"]) == {reconcile.OK}
    assert len(ties) > 50


def test_the_way_of_the_costs_sums_to_the_outcome_and_is_told_with_its_figures(report: Report) -> None:
    """2101 bears 1.5 mnkr booked straight on it, and 3.5/6.5 of PG's 0.33."""
    for page in report.services.values():
        spent = page.costs.cell(page.costs.rows[-1].name, "utfall").value
        assert Decimal(int(page.ways["belopp"].sum())) / terms.ÖRE_PER_MNKR == spent
    way = report.services["2101"].way
    assert way.title == "Kostnadens väg till Nät"
    assert way.data.to_dict() == {"mnkr": {"Drift, bokfört direkt": "1,5", "Stab, med egen nyckel": "0,2"}}
    assert way.alt == (
        "Nät har kostat 1,7 mnkr jan–mars 2025. De största delarna i mnkr: Drift, bokfört direkt 1,5; Stab, "
        "med egen nyckel 0,2."
    )
    assert list(report.services["1201"].way.data.index) == ["HR, med egen nyckel", "Stab via HR"]


def test_a_tjänst_without_costs_has_no_way(report: Report) -> None:
    page = report.services["2101"]
    assert replace(page, ways=page.ways.iloc[:0]).way.wide is None


def test_many_ways_end_in_one_bar(report: Report) -> None:
    page = report.services["2101"]
    many = pd.concat([page.ways] * 4, ignore_index=True)
    data = replace(page, ways=many).way.data
    assert len(data) == 6
    assert data.index[-1] == "3 andra vägar"
    small = replace(page, ways=many.assign(belopp=[-150_000_000, *[-4_000_000] * 7])).way.data
    assert small["mnkr"].to_dict() == {"Drift, bokfört direkt": "1,5", "7 andra vägar": "0,3"}


def test_a_page_that_does_not_add_up_is_found(report: Report) -> None:
    table = report[tables.kostnadsslag_per_tjänst]
    values = table.values.copy()
    values.loc[f"{EK} / Personalkostnader", "utfall"] += 1
    wrong = {one.id: one for one in report.tables.made()} | {table.id: replace(table, values=values)}
    faults = appendix(wrong).query("utslag == 'fel'")["förklaring"]
    assert list(faults) == [f"{EK} / utfall: tjänstens kostnadsslag mot dess rad"]


def test_the_interval_is_the_economists_and_opens_after_the_known_months(report: Report) -> None:
    assert not {"nedre", "övre"} & set(report.services["2101"].year.columns)
    params = report.params.model_copy(update={"upplaga": terms.EKONOM})
    page = Report(params, report.settings, report.root, report.out).services["2101"]
    assert page.year["utfall"].notna().sum() == 3
    assert (page.year["övre"] >= page.year["nedre"]).all()
    assert (page.year["övre"] == page.year["nedre"]).head(3).all()
    assert page.chart.title == "Nät: kostnad enligt budget"


@pytest.fixture(scope="module")
def moved(report: Report) -> Report:
    """The same where a key has changed since the budget was locked to it."""
    keys = report.sources.registers.keys
    changed = keys.assign(vikt=keys["vikt"].where(keys["mottagare"] != "2101", 1.0))
    registers = replace(report.sources.registers, keys=changed)
    after = Report(report.params, report.settings, report.root, report.out)
    after.__dict__["sources"] = replace(report.sources, registers=registers, locked_keys={"2025": keys})
    return after


def test_nyckeleffekt_is_a_row_of_its_own(report: Report, moved: Report) -> None:
    """The sources are told by the budget's keys, and what today's keys add stands beside them."""
    row = moved.services["1101"].drivers.cell(f"{EK} / Nyckeleffekt", "avvikelse")
    effect = moved[tables.nyckeleffekt].cell("1101 Redovisning", "nyckeleffekt")
    assert row.value == effect.value < 0
    assert set(tied(moved)["utslag"]) == {reconcile.OK}
    assert "Nyckeleffekt" not in report.services["1101"].drivers._repr_html_()


def test_the_urval_tells_the_budgets_keys_from_those_that_hold(moved: Report) -> None:
    """Nyckeleffekt, and the sources by the budget's keys: what their urval selects is what they print."""
    figures = moved.figures[moved.figures["urval"].str.contains("nycklar=")]
    assert figures["urval"].str.contains("nycklar=budgetens").sum() > 10
    shared = Shared(moved.ground, {"gällande": "2024-01", "budgetens": "2025-01"})
    off, sums, _ = shared.differing(figures)
    assert off == []
    assert sums > 100


def test_large_deviations_want_a_comment(report: Report) -> None:
    lines = [comment.line("params/texter/mininamnd/2025-03") for comment in report.missing_comments]
    assert (
        "Kommentar saknas: params/texter/mininamnd/2025-03/324_ek.md. EK avviker med 0,0 mnkr på helåret 2025." in lines
    )
    assert any("tjanst/1101.md. EK / Redovisning avviker" in line for line in lines)
    assert not any("tjanst/2101.md" in line for line in lines)
    assert "Text saknas: tjanst/1101.md" in report.services["1101"]._repr_html_()
    assert report.services["3101"].comment is None
    assert "&lt;b&gt;timmar" in report.services["2101"]._repr_html_()


def test_kontroll_lists_the_comments_that_are_missing(folder: Path, capsys: pytest.CaptureFixture) -> None:
    tiny.add_notebooks(folder)
    assert cli.main(["kontroll", str(folder / "params" / f"{tiny.PERIOD}.yaml")]) == 0
    assert "Kommentar saknas: params/texter/mininamnd/2025-03/tjanst/1101.md." in capsys.readouterr().out


def test_parts_of_a_table_keep_its_cells(report: Report) -> None:
    whole = report[tables.kostnadsslag_per_tjänst]
    parts = by_heading(whole, "kostnader")
    assert sum(len(part.rows) + 1 for part in parts.values()) == len(whole.rows)
    assert len({part.anchor for part in parts.values()}) == len(parts)


def test_portfolios_are_held_against_the_books(report: Report) -> None:
    table, costs = report[tables.portföljavstämning], report[tables.tjänstekostnader]
    assert table.rows[-1].label == "Förändringsinitiativ i tabellen över tjänstekostnader"
    for column in ("utfall", "budget helår", "prognos"):
        *parts, whole = (table.cell(row.name, column).value for row in table.rows)
        assert sum(parts) == whole == -costs.cell("Förändringsinitiativ", column).value
