"""What stands twice: vouchers in one file or in two, and rows of totals in a plan, in every door."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import cli, sets
from ekonomi.errors import DataError
from ekonomi.readers.files import InputFile
from ekonomi.sources import Sources
from ekonomi.sources.checks import repeated_vouchers
from ekonomi.sources.delivery import Delivery
from tests import tiny
from tests.sie.files import HEAD, VOUCHER, voucher

LEDGER = "huvudbok_2025.csv"


def lines(nämnd: Path) -> list[str]:
    return (nämnd / tiny.DATA / LEDGER).read_text(encoding="utf-8-sig").splitlines()


def write(nämnd: Path, name: str, text: list[str]) -> None:
    (nämnd / tiny.DATA / name).write_text("\n".join([*text, ""]), encoding="utf-8")


def importera(nämnd: Path, name: str, capsys: pytest.CaptureFixture) -> str:
    assert cli.main(["importera", str(nämnd / tiny.DATA / name), "--till", str(nämnd / "lager")]) == 1
    assert not (nämnd / "lager").exists()
    return capsys.readouterr().err.replace(f"{nämnd.as_posix()}/", "")


def test_vouchers_again_in_the_same_file(nämnd: Path, read: Callable[[], Sources], capsys) -> None:
    rows = lines(nämnd)
    write(nämnd, LEDGER, [*rows, *rows[1:5]])
    said = (
        f"{tiny.DATA}/{LEDGER}, rad {len(rows) + 1}, kolumn Verifikationsnr: fann 2 verifikationer i 2025-01 som också "
        "står tidigare i filen, väntade varje verifikation en gång. Ta bort den ena filen eller det som upprepas, "
        "eller ta ut filen på nytt."
    )
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value) == said
    assert importera(nämnd, LEDGER, capsys) == f"{said}\n"


def test_a_supplement_that_repeats_some_vouchers(nämnd: Path, read: Callable[[], Sources]) -> None:
    rows = lines(nämnd)
    write(nämnd, "huvudbok_2025_tillägg.csv", [rows[0], *rows[3:5]])
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value).startswith(
        f"{tiny.DATA}/huvudbok_2025_tillägg.csv, rad 2, kolumn Verifikationsnr: fann 1 verifikation i 2025-01 som "
        f"också står i {tiny.DATA}/{LEDGER}, väntade varje verifikation en gång."
    )


def test_vouchers_twice_in_a_sie_file(nämnd: Path, capsys) -> None:
    other = voucher("#TRANS 5010 {} 7", "#TRANS 1930 {} -7", head="#VER A 2 20250116")
    (nämnd / tiny.DATA / "bok.se").write_text(HEAD + VOUCHER + other + VOUCHER, encoding="cp437")
    assert importera(nämnd, "bok.se", capsys).startswith(
        f"{tiny.DATA}/bok.se, rad 19: fann 1 verifikation i 2025-01 som också står tidigare i filen"
    )


def test_every_row_twice_is_no_longer_ledger(nämnd: Path, capsys) -> None:
    head, *rows = lines(nämnd)
    write(nämnd, LEDGER, [head, *(row for row in rows for _ in range(2))])
    assert importera(nämnd, LEDGER, capsys).startswith(
        f"{tiny.DATA}/{LEDGER}, rad 2: fann poster i 2025-01 som står två gånger, väntade varje post en gång."
    )


def test_a_voucher_in_parts_or_with_like_rows_is_none_repeated() -> None:
    columns = ["källa", "period", "verifikation", "konto", "belopp"]
    rows = [
        ("a", "2025-01", "1", "5010", 5), ("a", "2025-01", "2", "5010", 5), ("a", "2025-01", "2", "5010", 5),
        ("a", "2025-01", "1", "1930", -5), ("a", "2025-02", "1", "5010", 5), ("b", "2025-01", "2", "1930", -10),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).assign(ansvar="", tjänst="", projekt="", motpart="", text="")
    frame = frame.assign(rad=range(2, 8))
    given = [Delivery(InputFile(name, b""), "", sets.table(part)) for name, part in frame.groupby("källa")]
    assert repeated_vouchers(given) == []


@pytest.mark.parametrize("word", ["Summa", "Totalt", "S:a", "summa kostnader", "Delsumma", "TOTAL"])
@pytest.mark.parametrize(("name", "column"), [("budget_2025.xlsx", "Konto"), ("prognos_2025-03.xlsx", "Kostnadsslag")])
def test_totals_of_a_plan(name, column, word, nämnd: Path, read: Callable[[], Sources], capsys) -> None:
    cell = "A5" if column == "Konto" else "E5"
    tiny.edit_cell(nämnd / tiny.DATA / name, cell, word)
    said = f"{tiny.DATA}/{name}, rad 5, kolumn {column}: fann ”{word}”, väntade en kod på varje rad. Ta bort summa"
    with pytest.raises(DataError) as error:
        read()
    assert str(error.value).startswith(said)
    assert importera(nämnd, name, capsys).startswith(said)


@pytest.mark.parametrize("heading", ["Helår", "SUMMA"])
def test_a_sum_beside_the_months_is_what_they_give(heading, nämnd: Path, read: Callable[[], Sources], capsys) -> None:
    budget = nämnd / tiny.DATA / "budget_2025.xlsx"
    tiny.edit_cell(budget, "R3", heading)
    for rad, row in enumerate(tiny.budget_rows(), 4):
        tiny.edit_cell(budget, f"R{rad}", f"=SUM(F{rad}:Q{rad})" if rad == 4 else sum(row[5:]))  # one never calculated
    read()
    tiny.edit_cell(budget, "F5", tiny.budget_rows()[1][5] * 10)
    with pytest.raises(DataError) as error:
        read()
    said = str(error.value)
    assert said.startswith(f"{tiny.DATA}/budget_2025.xlsx, rad 5, kolumn {heading.capitalize()}: fann ")
    assert "i månaderna, väntade samma summa" in said
    assert importera(nämnd, budget.name, capsys).startswith(said.partition("fann")[0])


@pytest.mark.parametrize("word", ["Summerad", "Totalförsvar", "5010"])
def test_words_that_are_no_totals(word, nämnd: Path, capsys) -> None:
    tiny.edit_cell(nämnd / tiny.DATA / "budget_2025.xlsx", "A5", word)
    done = cli.main(["importera", str(nämnd / tiny.DATA / "budget_2025.xlsx"), "--till", str(nämnd / "lager")])
    assert done == 0
