"""A run writes everything or nothing, the same bytes each time."""

import hashlib
import json
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from ekonomi import run as runs
from ekonomi.errors import DataError, UsageError
from ekonomi.export.sections import SectionError
from tests.run.small import tie_outs, write_notebook

FILES = [
    "avsnitt/a.ipynb",
    "avsnitt/bilaga_1.ipynb",
    "avstamning.csv",
    "bilaga-1-tjansteuppfoljning.html",
    "manifest.json",
    "rapport.html",
    "siffror.csv",
    "tabeller.xlsx",
]


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_run_writes_its_files_and_the_manifest_tells_them(tiny):
    target = tiny.run()
    assert target == tiny.root / "output" / "2025-03"
    made = contents(target)
    assert list(made) == FILES
    manifest = json.loads(made["manifest.json"])
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in made.items() if name != "manifest.json"}
    assert manifest["utdata"] == hashes
    assert sorted(manifest["indata"]) == [
        "data/x.csv", "notebooks/a.ipynb", "notebooks/bilaga_1.ipynb", "params/p.yaml"
    ]  # fmt: skip
    assert manifest["parametrar"]["status"] == "utkast"
    assert manifest["commit"] is None
    assert "pandas" in manifest["paket"]
    assert str(tiny.root) not in json.dumps(manifest)


def test_two_runs_give_the_same_bytes(tiny):
    first = contents(tiny.run())
    assert contents(tiny.run()) == first
    assert sorted(path.name for path in (tiny.root / "output").iterdir()) == ["2025-03", "index.html"]


def test_a_failed_tie_out_stops_and_leaves_the_old_report(tiny):
    before = contents(tiny.run())
    tiny.report.ties = tie_outs("fel")
    with pytest.raises(DataError) as stopped:
        tiny.run()
    assert str(stopped.value) == (
        "avstämningen ”Kuben”: fann 1,5 mot 1,5 (utfall 2025-03), väntade samma tal i båda leden. "
        "Rätta underlaget; rapporten publiceras inte förrän avstämningen går ihop. Talen är mnkr om inget sägs."
    )
    assert contents(tiny.root / "output" / "2025-03") == before


def test_many_failed_tie_outs_are_counted(tiny):
    tiny.report.ties = tie_outs("fel").loc[[0] * 25].reset_index(drop=True)
    with pytest.raises(DataError) as stopped:
        tiny.run()
    lines = str(stopped.value).splitlines()
    assert len(lines) == 11
    assert "ytterligare 15 fynd av samma slag" in lines[-1]


def test_a_known_difference_stops_nothing(tiny):
    tiny.report.ties = tie_outs("känd avvikelse")
    assert "känd avvikelse" in (tiny.run() / "avstamning.csv").read_text(encoding="utf-8")


def test_a_section_that_fails_is_named_and_leaves_the_old_report(tiny):
    before = contents(tiny.run())
    tiny.cell("1 / 0")
    with pytest.raises(SectionError, match=r"^Avsnittet a stannade i cell 3: ZeroDivisionError: division by"):
        tiny.run()
    assert contents(tiny.root / "output" / "2025-03") == before


def test_a_missing_notebook_is_a_fault_of_the_settings(tiny):
    (tiny.root / "notebooks" / "a.ipynb").unlink()
    with pytest.raises(DataError, match=r"avsnittet ”a”, men notebooks/a\.ipynb finns inte"):
        tiny.run()
    assert not (tiny.root / "output").exists()


@pytest.mark.parametrize(
    ("section", "source", "line"),
    [
        ("a", 'report.texts["51_mal"]', r"texter/2025-03/51_mal.md: fann ingen text, väntade texten i avsnittet a\."),
        ("a", "print(1)", "fann ingenting under rubriken ”1 Början”"),
        ("bilaga_1", "print(1)\n\n# Sist", "fann ingenting under rubriken ”Bilagans slut”"),
    ],
)
def test_a_fastställd_report_is_whole_and_a_draft_need_not_be(tiny, make_report, section, source, line):
    headings = {"Början": "1 Början", "Tjänsteuppföljning": "Bilaga 1", "Sist": "Bilagans slut"}
    code, _, last = source.partition("\n\n")
    more = [new_markdown_cell(f"#{last}")] if last else []
    heading = {"a": "# Början", "bilaga_1": "# Tjänsteuppföljning"}[section]
    write_notebook(tiny.root, section, heading, f"report = None\nif False: {code}", more)
    tiny.report = make_report(headings, status="fastställd")
    if section != "a":
        tiny.cell("'visas'")
    with pytest.raises(DataError, match=line):
        tiny.run()
    assert not (tiny.root / "output" / "2025-03").exists()
    tiny.report = make_report(headings)
    assert tiny.run().is_dir()


def test_a_fastställd_report_is_replaced_only_when_asked(tiny, make_report):
    tiny.cell("'visas'")
    tiny.report = make_report(status="fastställd")
    tiny.run()
    tiny.report = make_report()
    with pytest.raises(UsageError, match=r"är fastställd\. Lägg till --ersatt"):
        tiny.run()
    tiny.run(replace=True)
    assert json.loads((tiny.root / "output/2025-03/manifest.json").read_bytes())["parametrar"]["status"] == "utkast"


def test_a_report_that_became_fastställd_during_the_run_is_kept(tiny, monkeypatch, make_report):
    target = tiny.run()
    other = (target / "manifest.json").read_text(encoding="utf-8").replace('"utkast"', '"fastställd"')
    write = runs._write

    def meanwhile(*given: object) -> None:
        write(*given)
        (target / "manifest.json").write_text(other, encoding="utf-8")

    monkeypatch.setattr(runs, "_write", meanwhile)
    with pytest.raises(UsageError, match="fastställd"):
        tiny.run()


def test_a_folder_that_is_not_ours_is_left_alone(tiny):
    target = tiny.root / "output" / "2025-03"
    target.mkdir(parents=True)
    tiny.run()  # an empty one is free to take
    (target / "manifest.json").unlink()
    (target / "mitt eget.txt").touch()
    with pytest.raises(UsageError, match="ingen rapport härifrån"):
        tiny.run(replace=True)
    assert (target / "mitt eget.txt").exists()


def test_another_nämnds_report_is_replaced_only_when_asked(tiny, make_report):
    tiny.run()
    tiny.report = make_report(inställningar="params/annan.yaml")
    with pytest.raises(UsageError, match=r"är en annan nämnds \(params/intraservice\.yaml\)\. Välj en annan --ut"):
        tiny.run()
    tiny.run(replace=True)
    assert "annan.yaml" in (tiny.root / "output/2025-03/manifest.json").read_text(encoding="utf-8")


def test_each_nämnd_has_a_folder_of_its_own_unless_told_otherwise(tiny, make_report):
    params = tiny.root / "params" / "p.yaml"
    for name in ("intraservice", "annan"):
        tiny.report = make_report(inställningar=f"params/{name}.yaml")
        assert runs.run(tiny.report.params, params).folder == tiny.root / "output" / name / "2025-03"


MORE = (
    ("ekonom", "## Statistisk prognos", "'statistik'"),
    ("prova", "## Prova", "'prövat'"),
)


@pytest.mark.parametrize(("upplaga", "folder"), [("nämnd", "2025-03"), ("ekonom", "2025-03-ekonom")])
def test_an_edition_holds_what_is_its_own_in_every_file(tiny, make_report, upplaga, folder):
    cells = [
        new(source, metadata={"tags": [tag]})
        for tag, heading, code in MORE
        for new, source in ((new_markdown_cell, heading), (new_code_cell, code))
    ]
    write_notebook(tiny.root, "a", "# Början", "1 + 1", [*cells[2:], *cells[:2]])
    tiny.report = make_report(upplaga=upplaga)
    target = tiny.run()
    assert target.name == folder
    told = tiny.told(target)
    assert ("statistik" in told.casefold()) == (upplaga == "ekonom")
    assert not any(word in told for word in ("Prova", "prövat"))


def test_headings_are_printed_as_the_settings_have_them(tiny, make_report):
    more = [new_markdown_cell("## Bort"), new_code_cell("1 / 0"), new_markdown_cell("## Kvar\n\nOrd.")]
    write_notebook(tiny.root, "a", "# Början", "1 + 1", more)
    tiny.report = make_report(rubriker={"Början": "7 Början", "Bort": None})
    page = (tiny.run() / "rapport.html").read_text(encoding="utf-8")
    assert '<span class="nr">7</span> Början' in page
    assert "Bort" not in page
    assert "Kvar" in page


def test_the_bar_names_the_sections_at_work(tiny, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tiny.run()
    told = capsys.readouterr().err
    assert "\rbilaga_1, a " in told
    assert "rapport.html" in told and "tabeller.xlsx" in told
    tiny.run(quiet=True)
    assert capsys.readouterr().err == ""


def test_nobody_at_the_terminal_no_bar(tiny, capsys):
    tiny.run()
    assert capsys.readouterr() == ("", "")


def test_without_fork_the_run_does_the_same(tiny, monkeypatch):
    from ekonomi.engine import fork, warm

    forked = contents(tiny.run())
    for module in (fork, warm):
        monkeypatch.setattr(module, "can_fork", lambda: False)
    assert contents(tiny.run()) == forked
