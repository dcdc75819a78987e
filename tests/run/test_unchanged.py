"""A report that stands is not made again; whatever a run reads, a change of it is seen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ekonomi import store
from ekonomi.export import manifest
from ekonomi.export.manifest import is_unchanged, key_of
from ekonomi.params import Settings, make_params
from tests.run.small import Tiny

# settings of a few words, which pydantic says are not all
pytestmark = pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
LEDGER, REGISTER, TEXT = "data/huvudbok_1.csv", "data/konton.csv", "params/texter/n/2025-03/tjanst/1.md"
PLACES = {"texter": "params/texter/n", "data": "data", "avsnitt": ("a",), "bilagor": ("bilaga_1",)}
NAMED = {"huvudbok": {"filer": ["huvudbok_*.csv"]}, "register": "konton.csv", "rubrik": "Är ** detta [ett] mönster?"}


@pytest.fixture
def key(tiny: Tiny) -> Callable[..., str | None]:
    """The key of the project's report, with some words of its params or settings changed."""
    for name in (LEDGER, REGISTER, TEXT, "params/intraservice.yaml", "output/2025-02/siffror.csv"):
        (tiny.root / name).parent.mkdir(parents=True, exist_ok=True)
        (tiny.root / name).write_text("x", encoding="utf-8")

    def of(**changed: object) -> str | None:
        asked = {"period": "2025-03", "inställningar": "params/intraservice.yaml"}
        params = make_params(**{**asked, **{name: changed[name] for name in changed if name == "status"}})
        settings = Settings.model_construct(**PLACES, källor={**NAMED, **changed})
        return key_of(params, settings, tiny.root / "params/p.yaml", tiny.root, tiny.root / "output")

    return of


@pytest.mark.parametrize("name", [
    LEDGER, REGISTER, TEXT, "params/intraservice.yaml", "params/p.yaml", "notebooks/a.ipynb",
    "notebooks/bilaga_1.ipynb", "output/2025-02/siffror.csv", "output/2025-02/manifest.json",
    "data/huvudbok_2.csv", "params/texter/n/2025-03/ny.md",
])  # fmt: skip
def test_every_file_that_a_run_reads_is_in_the_key(tiny: Tiny, key: Callable[..., str | None], name: str) -> None:
    before = key()
    assert before is not None and key() == before
    with (tiny.root / name).open("a", encoding="utf-8") as file:
        file.write(" ")
    assert key() != before


@pytest.mark.parametrize("name", [
    "data/annat.csv", "output/2025-03/manifest.json", "output/2025-04/siffror.csv", "params/texter/n/2025-02/a.md",
])  # fmt: skip
def test_a_file_that_it_does_not_read_is_not(tiny: Tiny, key: Callable[..., str | None], name: str) -> None:
    before = key()
    (tiny.root / name).parent.mkdir(parents=True, exist_ok=True)
    (tiny.root / name).write_text("y", encoding="utf-8")
    assert key() == before


def test_so_are_the_params_and_what_makes_it(key: Callable[..., str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The package and what it depends on: what `made_by` holds is tried in test_store.py."""
    keys = [key(), key(status="fastställd")]
    monkeypatch.setattr(store, "made_by", lambda: ["pandas 0.1"])
    keys.append(key())
    assert None not in keys and len(set(keys)) == len(keys)


def test_of_a_database_no_file_tells_what_it_holds(key: Callable[..., str | None]) -> None:
    assert key(databas={"url": "duckdb://fil.duckdb"}) is None


def test_a_report_stands_while_its_files_do(tiny: Tiny) -> None:
    folder = tiny.run()
    key = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))[manifest.KEY]
    assert is_unchanged(folder, key)
    assert not is_unchanged(folder, None)
    assert not is_unchanged(folder, "another")
    assert not is_unchanged(Path("none"), key)
    (folder / "rapport.html").write_text("", encoding="utf-8")
    assert not is_unchanged(folder, key)
    tiny.run()
    assert is_unchanged(folder, key)
    (folder / "siffror.csv").unlink()
    assert not is_unchanged(folder, key)
