"""The store: a second process reads what the first has checked; whatever it follows from is in the key."""

import errno
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import gates, sets, store, tables
from ekonomi.engine.fork import begun
from ekonomi.params import load_params
from ekonomi.readers import contracts, files
from ekonomi.report import Report, books, new_report
from ekonomi.sources import exports, standing
from ekonomi.sources.earlier import ClosedYears
from tests import tiny

REGISTER = "data/register/organisation.csv"
LINE = {"ansvar": "11", "kostnadsslag": "personal", "belopp": -1, "period": "2025-05"}


@pytest.fixture(autouse=True)
def _stored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(store.WITHOUT, raising=False)
    yield
    store.made_by.cache_clear()
    files.SUMS.clear()


def report(nämnd: Path) -> Report:
    return new_report(load_params("params/2025-03.yaml"), nämnd)


def entries(nämnd: Path) -> list[Path]:
    return sorted((nämnd / store.PLACE).glob("underlag-*"))


def test_what_is_read_again_is_the_same_and_comes_out_of_the_store(nämnd, monkeypatch):
    first = report(nämnd)
    ledger, findings = first.ledger, first.findings
    monkeypatch.setattr(exports, "read_export", lambda *asked: pytest.fail("a ledger read again"))
    monkeypatch.setattr("ekonomi.gates.inspect", lambda *asked: pytest.fail("checked again"))
    second = report(nämnd)
    assert second.findings == findings and sets.in_place(second.sources.utfall).here is None
    pd.testing.assert_frame_equal(second.ledger, ledger)
    monkeypatch.setattr("ekonomi.sources.read_sources", lambda *asked: pytest.fail("read again"))
    monkeypatch.setattr(store, "_by_content", lambda path: pytest.fail("summed again"))  # none has been written to
    third = report(nämnd).ledger
    pd.testing.assert_frame_equal(third, ledger)
    assert list(third.dtypes) == list(ledger.dtypes)


def test_the_cube_alone_asks_for_no_postings(nämnd, monkeypatch):
    cube = report(nämnd).cube
    second = report(nämnd)
    pd.testing.assert_frame_equal(second.cube, cube)
    assert "sources" not in vars(second)
    assert sets.in_place(second.sources.utfall).here is None
    assert report(nämnd).med(justering=LINE).cube is not second.cube


def test_what_a_run_has_stored_a_notebook_shows_without_making_it_again(nämnd, monkeypatch):
    first = report(nämnd)
    first.recall()
    told, second = [], report(nämnd)
    with monkeypatch.context() as patch:
        patch.setattr("ekonomi.registry.Exhibit.made_of", lambda *asked: pytest.fail("made again"))
        patch.setattr("ekonomi.reconcile.reconcile", lambda **asked: pytest.fail("reconciled again"))
        patch.setattr("ekonomi.report.books.tell", told.append)
        assert second[tables.resultat]._repr_html_() == first[tables.resultat]._repr_html_()
        pd.testing.assert_frame_equal(second.ties, first.ties)
        pd.testing.assert_frame_equal(second.figures, first.figures)
    assert told == [first.findings]
    changed = second.med(prognos={"ansvar": "11", "kostnadsslag": "personal", "belopp": -1_000_000})
    assert changed[tables.resultat]._repr_html_() != first[tables.resultat]._repr_html_()


def test_what_a_former_run_knew_is_in_the_key_of_the_checks(nämnd, monkeypatch):
    def told() -> list[str]:
        return [finding.kontroll.name for finding in report(nämnd).findings]

    assert "stängt år ändrat" not in told()
    closed = gates.closed_years(report(nämnd).ledger, "2025-03")
    assert len(closed)
    with monkeypatch.context() as patch:  # it knew the same, and nothing is checked again
        same = ClosedYears("2025-02/manifest.json", closed)
        patch.setattr("ekonomi.report.books.read_closed_years", lambda *asked: same)
        patch.setattr("ekonomi.gates.inspect", lambda *asked: pytest.fail("checked again"))
        told()
    known = ClosedYears("2025-02/manifest.json", pd.DataFrame({"år": ["2024"], "konto": ["5010"], "belopp": [1]}))
    monkeypatch.setattr("ekonomi.report.books.read_closed_years", lambda *asked: known)
    assert "stängt år ändrat" in told()


def test_every_ingredient_is_in_the_key(nämnd, monkeypatch, tmp_path_factory):
    def key() -> str | None:
        store.made_by.cache_clear()  # as in another process
        return report(nämnd)._key

    keys = [key()]
    assert key() == keys[0]
    for fil in [path for path in (nämnd / "data").rglob("*") if path.is_file() and path.suffix == ".csv"]:
        fil.write_bytes(fil.read_bytes() + b"\n")
        if (changed := key()) != keys[-1]:  # a file that the settings do not name is none
            keys.append(changed)
    assert len(keys) > 3
    settings = nämnd / report(nämnd).params.inställningar
    settings.write_text(settings.read_text("utf-8").replace("stängningsdag: 10", "stängningsdag: 11"), encoding="utf-8")
    keys.append(key())
    settings.write_text(f"# en rad till\n{settings.read_text('utf-8')}", encoding="utf-8")
    keys.append(key())
    asked = report(nämnd)
    keys.append(store.key_of("2025-02", asked.settings, nämnd))
    monkeypatch.setattr(store, "versions", lambda: [("pandas", "0.1")])
    keys.append(key())
    package = tmp_path_factory.mktemp("paket")
    monkeypatch.setattr(store, "PACKAGE", package)
    keys.append(key())
    (package / "a.py").write_text("", encoding="utf-8")
    os.utime(package / "a.py", (0, 0))
    keys.append(key())
    assert None not in keys and len(set(keys)) == len(keys)
    (package / "a.py").touch()  # edited since the process began: it may run other code than the file has
    assert key() is None


def test_the_files_of_a_folder_are_in_the_key(nämnd):
    """A round's workbooks, and what `ekonomi importera` has written."""
    asked = report(nämnd)
    folder = nämnd / asked.settings.data / "runda"
    folder.mkdir()
    tiny.edit(nämnd / asked.params.inställningar, "fil: prognos_2025-03.xlsx", "fil: runda")
    keys = [report(nämnd)._key]
    for content in (b"1", b"2"):
        (folder / "a.xlsx").write_bytes(content)
        keys.append(report(nämnd)._key)
    assert None not in keys and len(set(keys)) == 3


def test_a_large_file_is_summed_again_where_only_its_content_differs(tmp_path, monkeypatch):
    """Each in a process of its own."""
    fil = tmp_path / "a.csv"
    fil.write_bytes(b"1")
    at = fil.stat()
    monkeypatch.setattr(files, "_LARGE", 0)
    monkeypatch.setattr("ekonomi.readers.files.time.time", lambda: at.st_ctime + 60)  # it has rested

    def summed() -> str:
        files.SUMS.clear()
        told = store.hashed({fil}, tmp_path)[0].split()[-1]
        assert files.read_file(fil, tmp_path, ("", None, None)).sha256 == told == files.sha256_of(fil)
        return told

    first = summed()
    with monkeypatch.context() as patch:
        patch.setattr("ekonomi.readers.files.hashlib.file_digest", lambda *given: pytest.fail("read again"))
        assert first == summed() == store.sha256(b"1")
    fil.write_bytes(b"2")
    while fil.stat().st_ctime_ns == at.st_ctime_ns:  # the system's own clock goes in steps
        os.utime(fil, ns=(at.st_atime_ns, at.st_mtime_ns))
    os.utime(fil, ns=(at.st_atime_ns, at.st_mtime_ns))
    assert summed() == store.sha256(b"2")
    monkeypatch.setattr("ekonomi.readers.files.time.time", lambda: at.st_ctime)
    fil.write_bytes(b"3")  # so recently that another change might not show
    assert summed() == store.sha256(b"3") not in files.SUMS.values()


def test_every_ingredient_is_in_the_key_of_a_file(nämnd, monkeypatch, tmp_path_factory):
    """The files that are read again: of two, those that something has changed for."""
    data, seen = nämnd / tiny.DATA, set()

    def made() -> int:
        store.made_by.cache_clear()
        _ = report(nämnd).sources
        new = {path.name for path in (nämnd / store.PLACE).glob("fil-*")} - seen
        seen.update(new)
        return len(new)

    assert (made(), made()) == (2, 0)
    tiny.edit(data / "organisation.csv", "Drift", "Nätdrift")
    settings = nämnd / report(nämnd).params.inställningar
    tiny.edit(settings, "stängningsdag: 10", "stängningsdag: 11")
    assert made() == 0  # what no file is read by
    tiny.edit(data / "huvudbok_2025.csv", "Post 1", "Post I")
    assert made() == 1 and (report(nämnd).ledger["text"] == "Post I").sum() == 1
    (data / "huvudbok_2025.csv").rename(data / "huvudbok_ny.csv")
    assert made() == 1 and "huvudbok_ny.csv" in set(report(nämnd).ledger["källa"])
    tiny.edit(settings, "  huvudbok:", "  huvudbok:\n    kodning: utf-8")
    assert made() == 2
    monkeypatch.setattr(store, "versions", lambda: [("pandas", "0.1")])
    assert made() == 2
    monkeypatch.setattr(store, "PACKAGE", tmp_path_factory.mktemp("paket"))
    assert made() == 2


def test_every_ingredient_is_in_the_key_of_a_small_file(nämnd, monkeypatch, tmp_path_factory):
    """Registers, plans and tables: those that are read again when something has changed for one of them, or for all."""
    data, seen = nämnd / tiny.DATA, set()

    def made() -> int:
        store.made_by.cache_clear()
        for whole in entries(nämnd):  # all of them together are another entry
            whole.unlink()
        _ = report(nämnd).sources
        new = {path.name for path in (nämnd / store.PLACE).glob("tabell-*")} - seen
        seen.update(new)
        return len(new)

    every = made()
    assert every > 8 and made() == 0
    settings = nämnd / report(nämnd).params.inställningar
    tiny.edit(data / "huvudbok_2025.csv", "Post 1", "Post I")
    tiny.edit(settings, "stängningsdag: 10", "stängningsdag: 11")
    assert made() == 0  # what none of them is read by
    tiny.edit(data / "organisation.csv", "Drift", "Nätdrift")
    assert made() == 1 and "Nätdrift" in set(report(nämnd).organisation["benämning"])
    (data / "organisation.csv").rename(data / "ansvar.csv")
    tiny.edit(settings, "organisation.csv", "ansvar.csv")
    assert made() == 1
    tiny.edit(settings, "beslutad: 2024-11-20", "beslutad: 2024-11-21")
    assert made() == 1 and "2024-11-21" in set(report(nämnd).sources.plans["registrerad"])
    tiny.edit_cell(data / "prognos_2025-03.xlsx", "F4", 1)
    assert made() == 1 and (report(nämnd).sources.plans["belopp"] == 100).sum() == 1
    other = replace(contracts.ORGANISATION, may_be_empty=not contracts.ORGANISATION.may_be_empty)
    monkeypatch.setitem(standing.REGISTERS, "organisation", ("organisation", other))
    assert made() == 1
    monkeypatch.setattr(store, "versions", lambda: [("pandas", "0.1")])
    assert made() == every
    monkeypatch.setattr(store, "PACKAGE", tmp_path_factory.mktemp("paket"))
    assert made() == every


def test_a_new_month_reads_only_its_own_file(nämnd, monkeypatch):
    _ = report(nämnd).sources
    rows = tiny.ledger_rows(["202504"])
    tiny.write_ledger(nämnd / tiny.DATA / "huvudbok_2025-04.csv", rows)
    hours = nämnd / tiny.DATA / "arbetad_tid.csv"
    hours.write_text(
        hours.read_text("utf-8") + tiny.hours().replace("2025-03", "2025-04").partition("2025-02;90;300\n")[2]
    )
    april = load_params("params/2025-03.yaml").model_copy(update={"period": "2025-04"})
    read, of_file = [], exports.read_export
    monkeypatch.setattr(exports, "read_export", lambda file, source: read.append(file.name) or of_file(file, source))
    ledger = new_report(april, nämnd).ledger
    assert read == ["huvudbok_2025-04.csv"] and (ledger["källa"] == read[0]).sum() == len(rows) // 2
    monkeypatch.setenv(store.WITHOUT, "1")
    pd.testing.assert_frame_equal(new_report(april, nämnd).ledger, ledger)
    assert len(read) == 4


def test_without_a_key_nothing_is_stored(nämnd, monkeypatch):
    monkeypatch.setenv(store.WITHOUT, "1")
    assert len(report(nämnd).ledger) and not entries(nämnd)


@pytest.mark.parametrize("damage", [b"", b"half", None])
def test_a_damaged_entry_is_made_anew(nämnd, damage):
    before = report(nämnd).ledger
    [entry] = entries(nämnd)
    content = entry.read_bytes()
    changed = content[:-200] + bytes([content[-200] ^ 1]) + content[-199:]
    entry.write_bytes(changed if damage is None else damage)
    pd.testing.assert_frame_equal(report(nämnd).ledger, before)
    whole = entry.read_bytes()
    assert hashlib.sha256(whole[store._DIGEST :]).digest() == whole[: store._DIGEST]


def filed(nämnd: Path) -> list[Path]:
    return sorted((nämnd / store.PLACE).glob("rader-*"))


def test_postings_are_asked_where_they_lie_and_read_again_where_they_are_gone_or_damaged(nämnd, monkeypatch):
    before = report(nämnd)
    _ = before.findings
    asked = before.verifikationer(där={"konto": "5011"})
    with monkeypatch.context() as patch:
        patch.setattr("ekonomi.sources.read_sources", lambda *asked: pytest.fail("read again"))
        second = report(nämnd)
        pd.testing.assert_frame_equal(second.verifikationer(där={"konto": "5011"}), asked)
        pd.testing.assert_frame_equal(second.ledger, before.ledger)
    assert len(filed(nämnd)) == 2
    third = report(nämnd)
    assert sets.in_place(third.sources.utfall).here is None
    for path in filed(nämnd):  # another process has let them go
        path.unlink()
    pd.testing.assert_frame_equal(third.verifikationer(där={"konto": "5011"}), asked)
    assert len(report(nämnd).verifikationer()) and len(filed(nämnd)) == 2
    content = filed(nämnd)[0].read_bytes()
    filed(nämnd)[0].write_bytes(content[:-200] + bytes([content[-200] ^ 1]) + content[-199:])
    pd.testing.assert_frame_equal(report(nämnd).ledger, before.ledger)
    assert content in [path.read_bytes() for path in filed(nämnd)]


def test_a_full_disk_and_a_folder_that_is_none_are_survived(nämnd, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda *asked: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        assert len(report(nämnd).ledger)
    assert [path.name for path in (nämnd / store.PLACE).iterdir()] == [".gitignore"]
    (nämnd / store.PLACE / ".gitignore").unlink()
    (nämnd / store.PLACE).rmdir()
    (nämnd / store.PLACE).write_text("a file", encoding="utf-8")
    assert len(report(nämnd).ledger)


def test_a_run_reads_in_a_process_of_its_own_and_itself_where_nothing_can_be_stored(nämnd, monkeypatch, tmp_path):
    read, readers = books.read_sources, tmp_path / "readers"

    def told(*asked):
        with readers.open("a") as out:
            out.write(f"{os.getpid()}\n")
        return read(*asked)

    monkeypatch.setattr(books, "read_sources", told)
    made = [report(nämnd) for _ in range(3)]
    for one in made[:2]:
        one.beside = begun
    pd.testing.assert_frame_equal(made[0].ledger, made[2].ledger)
    assert [int(one) == os.getpid() for one in readers.read_text().split()] == [False]
    for path in (nämnd / store.PLACE).iterdir():
        path.unlink()
    (nämnd / store.PLACE).rmdir()
    (nämnd / store.PLACE).write_text("a file", encoding="utf-8")
    pd.testing.assert_frame_equal(made[1].ledger, made[2].ledger)
    assert [int(one) == os.getpid() for one in readers.read_text().split()] == [False, False, True]


def test_two_at_once_leave_one_whole_entry(nämnd):
    with ThreadPoolExecutor(4) as pool:
        lengths = set(pool.map(lambda _: len(report(nämnd).ledger), range(4)))
    assert len(lengths) == 1 and len(entries(nämnd)) == 1
    names = [path.name.partition("-")[0] for path in (nämnd / store.PLACE).iterdir()]
    few = sorted(name for name in names if name != "tabell")
    assert few == [".gitignore", "fil", "fil", "kontroller", "rader", "rader", "underlag"]


def test_the_oldest_go_when_there_is_no_more_room(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "LARGEST", 3000)
    for number in range(5):
        store.kept(tmp_path, "a", str(number), lambda: b"x" * 1000)
        os.utime(tmp_path / store.PLACE / f"a-{number}.lager", (number, number))
    assert sorted(path.name for path in (tmp_path / store.PLACE).glob("a-*")) == ["a-3.lager", "a-4.lager"]


def test_what_is_only_thought_is_not_stored(nämnd):
    thought = report(nämnd).med(justering=LINE)
    assert thought._kept("underlag", lambda: "made") == "made"
