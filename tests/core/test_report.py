"""The report computes what it is asked for, once, remembers it, and says what it does not have."""

import pandas as pd
import pytest

from ekonomi import get_report, prose, tables
from ekonomi.errors import DataError, UsageError
from ekonomi.registry import Nothing, exhibit_of
from ekonomi.report.told import FOUND_MIME
from tests import tiny

SETTINGS = "params/mininamnd.yaml"


def asked(**params: str):
    return get_report(tiny.PERIOD, inställningar=SETTINGS, **params)


def test_a_report_of_texts_alone_reads_no_ledger(nämnd):
    (nämnd / tiny.DATA / "huvudbok_2025.csv").unlink()
    report = asked()
    assert report.texts["10_sammanfattning"].html == '<div class="egen-text"><p>Ekonomin är i balans.</p>\n</div>'
    assert "sources" not in vars(report)
    (nämnd / tiny.DATA / "huvudbok_2024.csv").unlink()
    with pytest.raises(DataError):
        _ = report.ledger


def test_a_table_asks_for_what_it_is_made_of_and_no_more(nämnd):
    report = asked()
    assert report[tables.resultat] is report[tables.resultat]
    assert {"cube", "measured", "slag"} <= vars(report).keys()
    assert not {"allocated", "outlook", "ties", "services"} & vars(report).keys()


def test_what_the_nämnd_sees_needs_no_forecast(nämnd):
    report = asked()
    assert len(report.figures) and len(report.ties) and report.prose and len(report.services)
    assert "outlook" not in vars(report)


def test_a_rerun_cell_gives_the_same_report(nämnd):
    report = asked()
    assert asked() is report
    assert asked(upplaga="ekonom") is not report


@pytest.mark.parametrize(
    "path",
    [
        f"{tiny.DATA}/huvudbok_2025.csv",
        SETTINGS,
        f"params/texter/mininamnd/{tiny.PERIOD}/10_sammanfattning.md",
    ],
)
def test_a_changed_input_is_noticed(nämnd, path):
    report = asked()
    with (nämnd / path).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert asked() is not report


def test_a_new_file_is_noticed(nämnd):
    report = asked()
    (nämnd / "params/texter/mininamnd" / tiny.PERIOD / "321_resultat.md").write_text("Nytt.", encoding="utf-8")
    assert not asked().texts["321_resultat"].missing
    assert report.texts["321_resultat"].missing is False or asked() is not report


def test_without_settings_those_of_the_months_params_hold(nämnd):
    assert get_report(tiny.PERIOD).params.inställningar == SETTINGS
    with pytest.raises(UsageError, match="2031-01"):
        get_report("2031-01")


def test_names_that_do_not_exist_say_which_are_near(nämnd):
    report = asked()
    with pytest.raises(KeyError, match="resultat"):
        _ = report.tables["resultatet"]
    with pytest.raises(KeyError, match="process"):
        _ = report[tables.uppdrag, "proces"]
    with pytest.raises(KeyError, match="utfall"):
        report[tables.resultat].cell("Resultat", "utfal")
    with pytest.raises(KeyError, match="tables eller prose"):
        _ = report[pd.concat]


def test_what_is_published_has_its_names(nämnd):
    table = asked()[tables.resultat]
    assert (table.id, table.name) == ("resultat", "resultat")
    settings = nämnd / SETTINGS
    tiny.edit(
        settings,
        "källor:\n",
        'tabeller:\n  resultat:\n    namn: 2.1 resultat\n    kolumner: {utfall: "utfall {månader} {år}"}\nkällor:\n',
    )
    report = asked()
    assert report.tables["2.1 resultat"] is report[tables.resultat]
    assert report[tables.resultat].cell("Resultat", "utfall jan-mars 2025") == table.cell("Resultat", "utfall")
    figures = report.figures.set_index(["tabell", "rad", "kolumn"])
    assert (
        figures.loc[("2.1 resultat", "Resultat", "utfall jan-mars 2025"), "visat"]
        == table.cell("Resultat", "utfall").shown
    )


def test_the_nämnd_does_not_get_what_is_the_economists(nämnd):
    nothing = asked()[tables.statistisk_prognos]
    assert isinstance(nothing, Nothing) and not nothing
    assert nothing._repr_html_() == ""
    assert "ekonom" in repr(nothing)
    assert asked()[prose.statistik]._repr_html_() == ""
    held = set(asked().tables)
    economist = set(asked(upplaga="ekonom").tables)
    assert economist - held == {
        exhibit.id for make in tables.REGISTRY if (exhibit := exhibit_of(make)) and exhibit.upplaga == "ekonom"
    }


def test_what_the_checks_found_is_shown_once_where_the_ledger_is_first_read(nämnd, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.get_ipython", lambda: object())
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    lines = tiny.ledger_rows(month for month in tiny.MONTHS if month.startswith("2025"))
    later = [line.replace(";202503;", ";202504;") for line in lines[-2:]]
    tiny.write_ledger(nämnd / tiny.DATA / "huvudbok_2025.csv", [*lines, *later])
    report = asked()
    assert report[tables.resultat] and report.ledger is report.ledger
    assert len(shown) == 1
    assert any("poster efter perioden" in line for line in shown[0][FOUND_MIME])
    assert "poster efter perioden" in shown[0]["text/html"]


def test_a_report_is_a_page_in_a_console(nämnd):
    words = repr(asked())
    assert words.startswith("Delårsrapport mars 2025 · Mininämnden · Utkast · Exempeldata")
    assert "resultat" in words and len(words) < 3_000
