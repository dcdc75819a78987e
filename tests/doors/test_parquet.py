"""The folder that `ekonomi importera` writes, as the report's huvudbok."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ekonomi import cli
from ekonomi.errors import DataError
from tests import tiny
from tests.sie.files import HEAD, voucher

FILES = "    filer:\n      - huvudbok_*.csv"
SAME = ["period", "konto", "ansvar", "tjänst", "projekt", "motpart", "beloppstyp", "belopp", "verifikation", "text",
        "källa", "rad", "version", "registrerad", "kostnadsslag"]  # fmt: skip


@pytest.fixture
def imported(data: Path) -> Path:
    exports = sorted(map(str, data.glob("huvudbok_*.csv")))
    assert cli.main(["importera", *exports, "--till", str(data / "lager")]) == 0
    return data / "lager"


def choose(*lines: str) -> None:
    text = "\n".join(["    filer:", "      - lager", "    format: parquet", *(f"    {line}" for line in lines)])
    tiny.edit(Path("params/mininamnd.yaml"), FILES, text)


def test_the_same_rows(read, imported):
    before = read()
    choose()
    after = read()
    for one, other in ((before.ledger, after.ledger), (before.later, after.later), (before.late, after.late)):
        keys = ["källa", "rad", "period"]
        pd.testing.assert_frame_equal(
            one.sort_values(keys, ignore_index=True)[SAME], other.sort_values(keys, ignore_index=True)[SAME]
        )
    assert after.findings == before.findings
    assert [file.fil for file in after.files if "lager" in file.fil] == [
        "data/mininamnd/lager/utfall-2024-e3b0c442.parquet",
        "data/mininamnd/lager/utfall-2025-e3b0c442.parquet",
    ]


def test_several_nämnder_in_the_folder(read, imported):
    Path("annan.se").write_text(HEAD + voucher("#TRANS 5011 {1 11} 5", "#TRANS 1510 {} -5"), encoding="cp437")
    assert cli.main(["importera", "annan.se", "--namnd", "Annan", "--till", str(imported)]) == 0
    choose()
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == (
        "params/mininamnd.yaml, rad 10, kolumn 5: fann rader för ””, ”Annan”, väntade en nämnds rader. "
        "Ange nämnd under huvudbok i inställningarna."
    )
    tiny.edit(Path("params/mininamnd.yaml"), "format: parquet", "format: parquet\n    nämnd: Tredje")
    with pytest.raises(DataError, match="väntade rader för ”Tredje”"):
        read()
    tiny.edit(Path("params/mininamnd.yaml"), "nämnd: Tredje", 'nämnd: ""')
    assert set(read().ledger["källa"]) >= {"huvudbok_2024.csv", "huvudbok_2025.csv"}


def test_an_unbalanced_voucher_is_found_there_too(read, imported):
    path = next(imported.glob("utfall-2025*"))
    table = pq.read_table(path)
    rows = table.to_pandas()
    rows.loc[0, "belopp"] += 1
    pq.write_table(pa.Table.from_pandas(rows, schema=table.schema, preserve_index=False), path)
    choose()
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == (
        "lager/huvudbok_2025.csv, rad 2, kolumn belopp: fann verifikation ”25010001” med summan 0,01 kr (2 rader), "
        "väntade summan 0,00 kr. Ta ut filen på nytt, den kan vara avkortad, eller rätta verifikationen i "
        "ekonomisystemet."
    )


@pytest.mark.parametrize("fault", ["bytes", "column", "null", "period", "beloppstyp", "registrerad"])
def test_a_file_of_another_kind(read, imported, fault):
    path = next(imported.glob("utfall-2025*"))
    if fault == "bytes":
        path.write_bytes(b"PAR1 inte")
    else:
        rows = pd.read_parquet(path)
        if fault == "column":
            rows = rows.drop(columns="text")
        elif fault == "null":
            rows.loc[1, "text"] = None
        else:
            rows.loc[1, fault] = {"period": "2025-13", "beloppstyp": "Utfall", "registrerad": "2025-01-09 10:00"}[fault]
        rows.to_parquet(path)
    choose()
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == (
        f"data/mininamnd/lager/{path.name}: fann annat än en huvudbok, väntade en fil som ekonomi importera har "
        "skrivit. Läs in huvudboken på nytt med ekonomi importera."
    )


def test_plans_in_the_folder_are_read_from_it_too(read, imported, data):
    before = read()
    plans = [str(data / name) for name in ("budget_2024.xlsx", "budget_2025.xlsx", "prognos_2025-03.xlsx")]
    for plan, decided in zip(plans, ("2023-11-20", "2024-11-20", "2025-04-16"), strict=True):
        assert cli.main(["importera", plan, "--beslutad", decided, "--till", str(imported)]) == 0
    choose()
    settings = Path("params/mininamnd.yaml")
    for name in ("budget_2024.xlsx", "budget_2025.xlsx", "prognos_2025-03.xlsx"):
        (data / name).unlink()
        tiny.edit(settings, f"fil: {name}", "fil: lager")
    after = read()
    keys = ["beloppstyp", "källa", "rad", "period"]
    pd.testing.assert_frame_equal(
        after.ledger.sort_values(keys, ignore_index=True)[SAME],
        before.ledger.sort_values(keys, ignore_index=True)[SAME],
    )
    assert after.findings == before.findings
    tiny.edit(settings, 'version: "2025"', 'version: "2025 b"')
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == (
        "params/mininamnd.yaml, rad 18, kolumn 7: fann ”2024”, ”2025” av budget, väntade versionen ”2025 b”. Rätta "
        "versionen i inställningarna, eller läs in den med ekonomi importera --beloppstyp budget."
    )


def test_a_kostnadsslag_that_is_none_is_found_in_an_imported_forecast(read, imported, data):
    tiny.edit_cell(data / "prognos_2025-03.xlsx", "E4", "okänt")
    assert cli.main(["importera", str(data / "prognos_2025-03.xlsx"), "--till", str(imported)]) == 0
    tiny.edit(Path("params/mininamnd.yaml"), "fil: prognos_2025-03.xlsx", "fil: lager")
    with pytest.raises(
        DataError, match=r"lager/prognos_2025-03.xlsx, rad 4, kolumn kostnadsslag: fann okänt kostnadsslag ”okänt”"
    ):
        read()
