"""The example's books, read once; and its door with one file of its ledger, so that a fault can be planted there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import gates, sets
from ekonomi.gates import Books
from ekonomi.params import Settings, load_params, load_settings
from ekonomi.sources import Sources, read_sources
from ekonomi.sources.door import Door
from ekonomi.sources.reading import late_rows
from ekonomi.sources.standing import Dated, read_registers

ROOT = Path(__file__).resolve().parents[2]
DATA = "data/intraservice"
LEDGER = "huvudbok/huvudbok_2025.csv"


@pytest.fixture(scope="session")
def sources() -> tuple[Settings, Sources]:
    params = load_params(ROOT / "params" / "2025-03.yaml")
    settings = load_settings(params, ROOT)
    return settings, read_sources(params, settings, ROOT)


@pytest.fixture(scope="session")
def books(sources: tuple[Settings, Sources]) -> Callable[[str], Books]:
    """The clean books of a period, as `read_sources` would slice them."""
    settings, read = sources
    utfall = pd.concat([sets.frame(read.utfall), read.later], ignore_index=True)

    def of(period: str) -> Books:
        own = replace(
            read,
            utfall=utfall[utfall["period"] <= period].reset_index(drop=True),
            later=utfall[utfall["period"] > period],
            late=late_rows(utfall, period, settings.stängningsdag),
        )
        return gates.books_of(period, settings, own)

    return of


@dataclass(frozen=True)
class Doorway:
    """A root with the example's registers and the ledger of 2025 alone; `dated` are its registers, read once."""

    root: Path
    settings: Settings
    dated: Dated

    @property
    def ledger(self) -> Path:
        return self.root / DATA / LEDGER

    def door(self) -> Door:
        return Door(self.settings, self.root, "2025-03")


@pytest.fixture(scope="session")
def registers() -> tuple[Settings, Dated]:
    settings = load_settings(load_params(ROOT / "params" / "2025-03.yaml"), ROOT)
    return settings, read_registers(Door(settings, ROOT, "2025-03"))


@pytest.fixture
def doorway(tmp_path: Path, registers: tuple[Settings, Dated]) -> Doorway:
    target = tmp_path / DATA / LEDGER
    target.parent.mkdir(parents=True)
    target.write_bytes((ROOT / DATA / LEDGER).read_bytes())
    return Doorway(tmp_path, *registers)
