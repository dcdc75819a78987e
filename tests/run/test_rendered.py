"""A section that an earlier run has rendered is rendered again only where something that it follows from is another."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import pytest

from ekonomi import store
from ekonomi.errors import EkonomiError
from ekonomi.export.sections import Section, section_key, stored
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from ekonomi.run import run
from ekonomi.sources import reading, stands
from ekonomi.sources.texts import Texts
from tests import tiny
from tests.published import ekonomi
from tests.run.test_killed import COMMAND, contents

PARAMS = Path("params/2025-03.yaml")
TEXTS = Path("params/texter/mininamnd/2025-03")
SECTIONS = {"321_resultat", "10_sammanfattning", "bilaga_1_tjanster"}
Rendered = Callable[[], set[str]]


@pytest.fixture
def project(nämnd: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The tiny nämnd with two sections and bilaga 1, and the store turned on."""
    monkeypatch.delenv(store.WITHOUT, raising=False)
    tiny.add_notebooks(nämnd, "bilaga_1_tjanster")
    more = "avsnitt:\n  - 10_sammanfattning\n  - 321_resultat\nbilagor:\n  - bilaga_1_tjanster"
    tiny.edit(nämnd / "params/mininamnd.yaml", "avsnitt:\n  - 321_resultat", more)
    yield nämnd
    store.made_by.cache_clear()


@pytest.fixture
def rendered(project: Path, monkeypatch: pytest.MonkeyPatch) -> Rendered:
    """Run the report, and tell which of its sections were rendered."""
    anew: set[str] = set()

    def looked(report: Report, name: str, key: str | None) -> Section | None:
        found = stored(report, name, key)
        anew.update([name] if found is None else [])
        return found

    def rendered() -> set[str]:
        anew.clear()
        run(load_params(PARAMS), PARAMS, quiet=True)
        return set(anew)

    monkeypatch.setattr("ekonomi.run.stored", looked)
    return rendered


def without_the_store(project: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What a run writes that has no store to read."""
    with monkeypatch.context() as patch:
        patch.setenv(store.WITHOUT, "1")
        run(load_params(PARAMS), PARAMS, quiet=True)
    return contents(project / "output/mininamnd")


@pytest.mark.parametrize(
    ("text", "section"), [("321_resultat", "321_resultat"), ("tjanst/1101", "bilaga_1_tjanster"), ("overs", None)]
)
@pytest.mark.parametrize("upplaga", ["nämnd", "ekonom"])
def test_a_text_that_is_written_changed_or_taken_away_renders_its_section_alone(
    project, rendered, monkeypatch, upplaga, text, section
):
    tiny.edit(project / PARAMS, "upplaga: nämnd", f"upplaga: {upplaga}")
    assert rendered() == SECTIONS
    file, dependants = project / TEXTS / f"{text}.md", {section} - {None}
    file.parent.mkdir(exist_ok=True)
    for said in ("Ett ord.", "Två ord, och {{ resultat | Resultat | utfall }}.", None):
        if said is None:
            file.unlink()
        else:
            file.write_text(said, encoding="utf-8")
        assert rendered() == dependants
        made = contents(project / "output/mininamnd")
        if said != "Ett ord.":
            assert made == without_the_store(project, monkeypatch)
        page = b"".join(content for name, content in made.items() if name.endswith(".html"))
        assert (b"Ett ord." in page) == (said == "Ett ord." and section is not None)
    assert rendered() == set()


def test_every_other_ingredient_renders_all_again(project, monkeypatch, tmp_path_factory):
    notebook = project / "notebooks/321_resultat.ipynb"

    def key(out: str = "output/mininamnd") -> str | None:
        store.made_by.cache_clear()  # as in another process
        return section_key(new_report(load_params(PARAMS), project, project / out), notebook)

    def append(name: str) -> None:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        with (project / name).open("a", encoding="utf-8") as file:
            file.write("\n")

    keys = [key()]
    assert keys == [key()] and keys[0] is not None
    for name in ("output/mininamnd/2025-03/manifest.json", "notebooks/10_sammanfattning.ipynb", TEXTS / "ny.md"):
        append(name)
        assert key() == keys[0]
    for name in ("notebooks/321_resultat.ipynb", "params/mininamnd.yaml", f"{tiny.DATA}/huvudbok_2025.csv",
                 f"{tiny.DATA}/organisation.csv", f"{tiny.DATA}/matt.csv", "output/mininamnd/2025-02/siffror.csv",
                 "output/mininamnd/2025-02/manifest.json", "params/texter/mininamnd/2025-02/a.md"):  # fmt: skip
        append(name)
        keys.append(key())
    for before, after in (("upplaga: nämnd", "upplaga: ekonom"), ("status: utkast", "status: fastställd")):
        tiny.edit(project / PARAMS, before, after)
        keys.append(key())
    keys.append(key("output/annan"))
    monkeypatch.setattr(Report, "_closed", (None, "2024 har ändrats"))  # of which the checks tell
    keys.append(key())
    monkeypatch.setattr(store, "versions", lambda: [("pandas", "0.1")])
    keys.append(key())
    monkeypatch.setattr(store, "PACKAGE", tmp_path_factory.mktemp("paket"))
    keys.append(key())
    assert None not in keys and len(set(keys)) == len(keys)
    monkeypatch.setenv(store.WITHOUT, "1")
    assert key() is None


def test_what_is_read_is_what_is_asked_for_also_where_it_is_not():
    texts = Texts({"a": "A", "b": "B"})
    with reading() as read:
        assert (texts.get("a"), texts.get("c"), "d" in texts) == ("A", None, False)
    assert stands(Texts({"a": "A"}), read)
    assert not stands(Texts({"a": "B"}), read) and not stands(Texts({"a": "A", "c": ""}), read)
    with reading() as listed:
        assert list(texts) == ["a", "b"]
    assert stands(Texts({"a": "", "b": ""}), listed) and not stands(Texts({"a": ""}), listed)
    texts.get("b")  # after it no one listens
    assert read == {("a", "A"), ("c", None), ("d", None)}


def test_what_one_text_led_on_to_is_forgotten_with_it(project, rendered):
    tiny.edit(project / "notebooks/321_resultat.ipynb", 'report.texts[\\"321_resultat\\"]',
              '(report.texts[\\"a\\"], report.texts.__getitem__(report.texts.sources[\\"a\\"]))[1]')  # fmt: skip
    for name, said in (("a", "b"), ("b", "Bror."), ("c", "Syster.")):
        (project / TEXTS / f"{name}.md").write_text(said, encoding="utf-8")
    assert rendered() == SECTIONS
    for name, said, again in (("c", "Kusin.", set()), ("a", "c", {"321_resultat"}), ("c", "Moster.", {"321_resultat"}),
                              ("b", "Farbror.", set()), ("a", "b", {"321_resultat"})):  # fmt: skip
        (project / TEXTS / f"{name}.md").write_text(said, encoding="utf-8")
        assert rendered() == again
    assert b"Farbror." in contents(project)["output/mininamnd/2025-03/rapport.html"]


def test_no_part_of_a_report_is_remembered_with_an_own_text_in_it(project):
    report = new_report(load_params(PARAMS), project)
    parts = {name for kind in type(report).__mro__ for name, one in vars(kind).items() if type(one) is cached_property}
    assert {"services", "comments", "ties", "figures", "prose"} < parts
    with reading() as read:
        list(report.tables.made())
        for name in parts:
            getattr(report, name)
    assert read == set()


def test_damage_full_disks_and_places_that_are_no_folder_are_survived(project, rendered, monkeypatch):
    rendered()
    made = contents(project / "output")
    for entry in (project / store.PLACE).glob("321_resultat-*"):
        entry.write_bytes(entry.read_bytes()[:-9])
    assert rendered() == {"321_resultat"}
    with monkeypatch.context() as patch:
        patch.setattr(store, "_write", lambda *asked: (_ for _ in ()).throw(OSError(28, "full")))
        tiny.edit(project / TEXTS / "10_sammanfattning.md", "i balans", "i god balans")
        assert rendered() == rendered() == {"10_sammanfattning"}
    for entry in (project / store.PLACE).iterdir():
        entry.unlink()
    (project / store.PLACE).rmdir()
    (project / store.PLACE).write_text("", encoding="utf-8")
    tiny.edit(project / TEXTS / "10_sammanfattning.md", "i god balans", "i balans")
    assert rendered() == SECTIONS
    assert contents(project / "output") == made


def test_a_section_that_stops_is_not_stored(project, rendered):
    tiny.edit(project / "notebooks/321_resultat.ipynb", 'report.texts[\\"321_resultat\\"]', "1 / 0")
    for _ in range(2):
        with pytest.raises(EkonomiError, match="321_resultat stannade"):
            rendered()


@pytest.mark.slow
def test_runs_at_once_and_killed_runs_leave_what_a_run_alone_does(project):
    environment = {name: value for name, value in os.environ.items() if name != store.WITHOUT}
    for wait in (2.0, 3.0, 3.5, 4.0):
        with subprocess.Popen(COMMAND, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
            time.sleep(wait)
            killed.kill()
    at_once = [subprocess.Popen(COMMAND, env=environment, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(one.communicate()[1], one.returncode) for one in at_once] == [(b"", 0)] * 2
    made = contents(project / "output")
    assert ekonomi(*COMMAND[3:], EKONOMI_UTAN_LAGER="1").returncode == 0
    assert contents(project / "output") == made
