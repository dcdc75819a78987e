"""The generator writes the files that stand in the repo, the same every time, and what it solves for holds."""

import zipfile
from pathlib import Path

import pytest

from data.generator.build import Example
from data.generator.write import write_all
from tests.data.conftest import EXAMPLE

pytestmark = pytest.mark.slow
PRINTED_HALF = 0.045
BY_HAND = {
    "README.md",
    "atgarder/atgarder.csv",
    "effektmatt/prognoser.csv",
    "forebild.csv",
    "justeringar/justeringar.csv",
    "kanslighet/kanslighet.csv",
    "register/grupper.csv",
    "register/kontoplan.csv",
    "register/kostnadsslag.csv",
    "register/motparter.csv",
    "register/organisation.csv",
    "register/projekt.csv",
    "register/tjanster.csv",
    "uppdrag/uppdrag.csv",
}


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Example]:
    folder = tmp_path_factory.mktemp("example")
    return folder, write_all(folder)


def content(file: Path) -> object:
    """The bytes of a file; of a workbook the bytes of its parts, as packing differs between zlib builds."""
    if file.suffix != ".xlsx":
        return file.read_bytes()
    with zipfile.ZipFile(file) as book:
        return {part.filename: (part.date_time, book.read(part)) for part in book.infolist()}


def test_regenerated_files_are_those_of_the_repo(again: tuple[Path, Example]) -> None:
    folder, _ = again
    written, kept = ({file.relative_to(root).as_posix() for file in root.rglob("*.*")} for root in (folder, EXAMPLE))
    assert kept - written == BY_HAND
    for name in sorted(written):
        assert content(folder / name) == content(EXAMPLE / name), f"{name} har ändrats"


def test_every_published_figure_is_met_with_margin(again: tuple[Path, Example]) -> None:
    _, example = again
    misses = {
        figure.name: abs(miss) / figure.tolerance
        for figure, miss in zip(example.figures, example.misses, strict=True)
        if figure.published
    }
    assert len(misses) > 150
    assert max(misses.values()) < PRINTED_HALF / 0.05
