"""Each exhibit is declared once, an edition decided in one place; one selection gives amount and urval."""

import re
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from ekonomi import prose, registry, tables, terms, underlag
from ekonomi.reconcile.verdict import FEL
from ekonomi.registry import Exhibit, Nothing, exhibit_of
from ekonomi.report import Report
from ekonomi.report.report import Tables
from ekonomi.sources.tables import TABLES
from ekonomi.tables import REGISTRY, layout
from tests.exhibits import mini
from tests.exhibits.mini import PERIODS
from tests.ours import ours
from tests.summed import Shared

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lib" / "ekonomi"
DECLARED = (*REGISTRY, *prose.SECTIONS)
EDITIONS = (terms.NÄMND, terms.EKONOM)


def declared(make) -> Exhibit:
    exhibit = exhibit_of(make)
    assert exhibit is not None, make
    return exhibit


@pytest.mark.parametrize("make", DECLARED, ids=lambda make: f"{declared(make).kind}-{make.__name__}")
def test_a_report_has_all_that_an_exhibit_is_made_of(make):
    exhibit = declared(make)
    parts = {*exhibit.required, *exhibit.optional, *([exhibit.each] if exhibit.each else [])}
    held = {"figures", "params", "settings"}  # of sentences, and what every report is given
    held |= {f"{source.name}_file" for source in TABLES} | {"balance_file"}  # where each table is filed
    assert [name for name in parts - held if not hasattr(Report, name)] == []
    assert "figures" not in parts or exhibit.kind == registry.PROSE


@pytest.mark.parametrize("makes", [REGISTRY, prose.SECTIONS], ids=["tabeller", "meningar"])
def test_every_exhibit_has_an_id_of_its_own(makes):
    ids = [declared(make).id for make in makes]
    assert len(set(ids)) == len(ids) == len(set(makes))


def test_what_is_declared_is_listed():
    # a recipe of the docs that a test has run in this process declares a table in no module
    ours = {make for make in registry._EXHIBITS if str(make.__module__).startswith("ekonomi.")}
    assert ours == set(DECLARED)
    assert {declared(make).kind for make in REGISTRY} == {registry.TABLE}
    assert {declared(make).kind for make in prose.SECTIONS} == {registry.PROSE}


def test_a_table_bears_the_id_that_it_is_declared_by(of):
    report = of("2025-03")
    for make in REGISTRY:
        table = report.find(make) if not declared(make).each else None
        assert table is None or (table.id, table.name) == (declared(make).id, declared(make).id)


def test_a_table_without_a_column_is_none(mars):
    whole = mars[tables.resultat]
    bare = replace(whole, columns=(), urval={})
    assert registry.named()(lambda: whole)() is not None
    assert registry.named()(lambda: bare)() is None


def test_the_settings_name_tables_that_there_are():
    """Of the example and of every other nämnd in params/: an id that no table has would be passed over in silence."""
    ids = {declared(make).id for make in REGISTRY}
    for path in ours(ROOT / "params", "*.yaml"):
        named = yaml.safe_load(path.read_text(encoding="utf-8")).get("tabeller", {})
        assert set(named) - ids == set(), path.name


def test_an_edition_is_decided_in_one_place():
    """A declaration says which edition an exhibit needs; what compares editions is listed here.

    The registry decides what a report holds, `report/contents.py` which cells of a notebook run, `export/page.py`
    knows the economist's among them, the manifest where the edition is written, `cli/workspace.py` opens the
    economist's own; the report says in words what is in the other.
    """
    asks = re.compile(r"EKONOM\b|upplaga\s*[!=]=|== *\S*upplaga")
    declares = re.compile(r"@(table|prose)\(.*upplaga=terms\.EKONOM")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if asks.search(line) and not declares.match(line)
    }
    assert found == {
        "terms.py", "registry.py", "report/report.py", "report/contents.py", "export/page.py", "export/manifest.py",
        "cli/workspace.py",
    }  # fmt: skip


@pytest.mark.parametrize("period", PERIODS)
def test_the_nämnds_edition_is_the_economists_but_for_what_is_the_economists(period):
    ours, theirs = (mini.report(period, upplaga=upplaga) for upplaga in EDITIONS)
    only = {exhibit.kind: set() for exhibit in map(declared, DECLARED)}
    for exhibit in map(declared, DECLARED):
        if exhibit.upplaga == terms.EKONOM:
            only[exhibit.kind].add(exhibit.id)
    assert len(only[registry.TABLE]) == 13 and len(only[registry.PROSE]) == 5
    assert set(theirs.tables) - set(ours.tables) == only[registry.TABLE]
    assert set(theirs.prose) - set(ours.prose) == only[registry.PROSE]
    shared = theirs.figures[theirs.figures["tabell"].isin(set(ours.tables))].reset_index(drop=True)
    assert ours.figures.equals(shared)
    assert {name: one.text for name, one in ours.prose.items()} == {
        name: theirs.prose[name].text for name in ours.prose
    }
    assert not set(ours.ties["avstämning"]) - set(theirs.ties["avstämning"])
    for make in DECLARED:
        if declared(make).upplaga == terms.EKONOM:
            assert isinstance(ours[make], Nothing) and "ekonomens upplaga" in repr(ours[make])
            assert ours[make]._repr_html_() == ""


def test_a_wrong_name_is_told_with_the_nearest(mars):
    with pytest.raises(KeyError, match="Närmast: ”resultat”"):
        mars.tables["resultatet"]
    with pytest.raises(KeyError, match="Närmast: ”personalvolym”, ”personalmått”"):
        mars.tables["personal"]
    with pytest.raises(KeyError, match="gör ingenting av en rapport"):
        mars[layout.months]
    with pytest.raises(KeyError, match="uppdrag har inte ”processer”"):
        mars[tables.uppdrag, "processer"]


def test_published_names_are_the_settings_alone():
    names = {
        "namn": "3.2.1 resultat",
        "kolumner": {"utfall": "utfall {månader} {år}", "bokslut fg år": "bokslut {fg_år}"},
    }
    report = mini.report("2025-03", settings={"tabeller": {"resultat": names}})
    table = report[tables.resultat]
    assert (table.id, table.name, table.anchor) == ("resultat", "3.2.1 resultat", "tabell-3-2-1-resultat")
    assert report.tables["3.2.1 resultat"] is table and "resultat" not in report.tables
    assert table.cell("Resultat", "utfall jan-mars 2025") == table.cell("Resultat", "utfall")
    own = report.figures[report.figures["tabell"] == "3.2.1 resultat"]
    assert set(own["kolumn"]) >= {"utfall jan-mars 2025", "budget", "bokslut 2024"}
    said = prose.references(report.prose)
    assert {"3.2.1 resultat", "prognos"} <= set(said["tabell"])
    assert "utfall jan-mars 2025" in set(said["kolumn"])
    assert set(report.ties["utslag"]) == {"ok"}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("upplaga", EDITIONS)
def test_the_urval_of_every_figure_gives_it_again_exactly(period, upplaga):
    """One selection makes both: what the urval selects in the ledger sums to the printed figure, to the öre."""
    report = mini.report(period, upplaga=upplaga)
    ground = underlag.Ground(report.sums, report.sources, report.rules, report.versions.budget or "", report.filed)
    figures = report.figures[~report.figures["tabell"].isin(["personalvolym"])]  # its hours are no rows here
    off, sums, modelled = Shared(ground, {"gällande": "2024-01", "budgetens": "2025-01"}).differing(figures)
    assert (off, modelled) == ([], set())
    assert sums > 200


@pytest.mark.parametrize("only", [True, False], ids=["bara den", "alla utom den"])
def test_the_tie_outs_hold_whatever_tables_the_sections_show(mars, only):
    every = {(registry.TABLE, declared(make).id) for make in REGISTRY}
    for one in sorted(every):
        report = copy(mars)
        for part in ("ties", "references", "prose", "figures"):
            vars(report).pop(part, None)
        vars(report).update(_elsewhere=frozenset(every - {one} if only else {one}), tables=Tables(report))
        assert report.ties[report.ties["utslag"] == FEL].empty, one
