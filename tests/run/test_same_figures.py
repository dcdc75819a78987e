"""The example's ledger out of PostgreSQL, DuckDB and a Parquet folder gives the siffror.csv that its exports give."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ekonomi import cli
from ekonomi.export.csv_files import table_csv
from ekonomi.params import load_params
from ekonomi.report import new_report
from tests import tiny
from tests.doors import tables
from tests.doors.postgres import PASSWORD, USER, running
from tests.published import PERIOD, ROOT

pytestmark = pytest.mark.slow
SETTINGS = Path("params/intraservice.yaml")
EXPORTS = sorted((ROOT / "data/intraservice/huvudbok").glob("*.csv"))
FILES = "    filer:\n      - huvudbok/huvudbok_*.csv\n    format: unit4\n"
DATABASE = """    format: sql
    databas:
      url: {}
      tabell: agltransact
      klient: IS
      kolumner: {{registrerad: last_update}}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example in a folder of its own, where its settings may be changed."""
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def figures(root: Path, ledger: str) -> str:
    tiny.edit(SETTINGS, FILES, ledger)
    return table_csv(new_report(load_params(f"params/{PERIOD}.yaml"), root).figures)


def as_published(published: Path) -> str:
    return (published / "siffror.csv").read_bytes().decode()


def test_from_postgres(root, published, monkeypatch):
    monkeypatch.setenv("EKONOMI_DB_ANVANDARE", USER)
    monkeypatch.setenv("EKONOMI_DB_LOSENORD", PASSWORD)
    with running() as server:
        tables.to_postgres(server, tables.agltransact(EXPORTS))
        assert figures(root, DATABASE.format(server.url)) == as_published(published)


def test_a_whole_report_from_postgres_tells_no_secret(root, monkeypatch, capfd):
    monkeypatch.setenv("EKONOMI_DB_ANVANDARE", USER)
    monkeypatch.setenv("EKONOMI_DB_LOSENORD", PASSWORD)
    (root / "notebooks").symlink_to(ROOT / "notebooks")
    with running() as server:
        tables.to_postgres(server, tables.agltransact(EXPORTS))
        tiny.edit(SETTINGS, FILES, DATABASE.format(server.url))
        assert cli.main(["rapport", f"params/{PERIOD}.yaml", "--ut", "ut"]) == 0
    said = "".join(capfd.readouterr())
    manifest = (root / "ut" / PERIOD / "manifest.json").read_text(encoding="utf-8")
    assert '"postgresql:///postgres/agltransact": "' in manifest
    for path in (root / "ut").rglob("*"):
        for part in unpacked(path) if path.is_file() else ():
            said += part.decode("utf-8", "replace")
    assert PASSWORD not in said and USER not in said


def unpacked(path: Path) -> list[bytes]:
    if path.suffix != ".xlsx":
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as book:
        return [book.read(name) for name in book.namelist()]


def test_from_duckdb(root, published):
    tables.to_duckdb(root / "bok.duckdb", tables.agltransact(EXPORTS))
    assert figures(root, DATABASE.format(f"duckdb://{root}/bok.duckdb")) == as_published(published)


def test_from_the_parquet_ledger(root, published):
    assert cli.main(["importera", *map(str, EXPORTS), "--till", "huvudbok"]) == 0
    assert figures(root, f"    filer:\n      - {root / 'huvudbok'}\n    format: parquet\n") == as_published(published)
