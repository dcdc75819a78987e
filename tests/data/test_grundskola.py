"""The school example: the generator's bytes, vouchers, size, no names, and the figures that its README states."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from data.generator_grundskola.balance import EQUITY
from data.generator_grundskola.write import write_all
from tests.data.test_generator import content
from tests.ours import ours

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "grundskolenamnden"
TEXTS = ROOT / "params" / "texter" / "grundskolenamnden"
BY_HAND = {
    "README.md",
    "atgarder/atgarder.csv",
    "balans/balansposter.csv",
    "kanda/kanda.csv",
    "matt/prognoser.csv",
    "register/kontoplan.csv",
    "register/kostnadsslag.csv",
    "register/organisation.csv",
    "risker/kanslighet.csv",
    "risker/risker.csv",
    "uppdrag/mal.csv",
    "uppdrag/uppdrag.csv",
}
REPORTS = ("2024-03", "2024-08", "2025-03", "2025-08")
FIGURES = ("utfall", "budget", "avvikelse", "prognos", "avvikelse helår")
OF_THE_FIRST = re.compile(
    r"intraservice|bastjänst|digital infrastruktur|förändringsinitiativ|göteborg|\bKLS\b", re.IGNORECASE
)
# A first and a last name in a row, where the last name is one of the common forms.
PERSON = re.compile(r"\b[A-ZÅÄÖ][a-zåäöé]+ [A-ZÅÄÖ][a-zåäöé]+(?:sson|berg|ström|gren|qvist|lund|man)\b")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def kinds() -> dict[str, str]:
    """kostnadsslag of each konto."""
    return {row["konto"]: row["kostnadsslag"] for row in read(EXAMPLE / "register/kontoplan.csv")}


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    """Every row as text, with öre (debit +)."""
    files = sorted((EXAMPLE / "huvudbok").glob("*.csv"))
    rows = pd.concat([pd.read_csv(file, sep=";", dtype=str, encoding="cp1252") for file in files])
    return rows.assign(öre=rows["Bel"].str.replace("\u00a0", "").str.replace(",", "").astype("int64"))


@pytest.fixture(scope="module")
def budget() -> pd.DataFrame:
    """Both budgets, long: codes, Per (YYYYMM) and kronor (income +)."""
    parts = []
    for year in (2024, 2025):
        wide = sheet("budget", f"budget_{year}", {"Konto nr": str, "Enhet": str})
        wide.columns = ["Konto nr", "Enhet", *(f"{year}{month:02d}" for month in range(1, 13))]
        parts.append(wide.melt(["Konto nr", "Enhet"], var_name="Per", value_name="kronor"))
    return pd.concat(parts)


def sheet(folder: str, name: str, texts: dict[str, type]) -> pd.DataFrame:
    return pd.read_excel(EXAMPLE / folder / f"{name}.xlsx", header=2, engine="calamine", dtype=texts)


def forecast(version: str) -> pd.DataFrame:
    return sheet("prognos", f"prognos_{version}", {"Enhet": str})


def test_regenerated_files_are_those_of_the_repo(tmp_path: Path) -> None:
    write_all(tmp_path)
    written, kept = ({file.relative_to(root).as_posix() for file in root.rglob("*.*")} for root in (tmp_path, EXAMPLE))
    assert kept - written == BY_HAND
    for name in sorted(written):
        assert content(tmp_path / name) == content(EXAMPLE / name), f"{name} har ändrats"


def test_the_example_is_small() -> None:
    assert sum(file.stat().st_size for file in EXAMPLE.rglob("*") if file.is_file()) <= 1_000_000


def test_every_voucher_balances_within_one_period_and_day(ledger: pd.DataFrame) -> None:
    vouchers = ledger.groupby("Vernr")
    assert (vouchers["öre"].sum() == 0).all()
    assert (vouchers[["Per", "Regdat"]].nunique() == 1).all(axis=None)
    assert ledger["Bel"].map(lambda text: bool(re.fullmatch(r"-?\d{1,3}(\u00a0\d{3})*,\d{2}", text))).all()


def test_every_month_is_there_and_every_code_is_known(ledger: pd.DataFrame) -> None:
    assert ledger["Per"].nunique() == 32
    assert set(ledger["Kto"]) | {EQUITY} == set(kinds())  # which moves when a year is opened
    assert set(ledger["Ans"]) == {row["ansvar"] for row in read(EXAMPLE / "register/organisation.csv")}
    slag = {row["kostnadsslag"] for row in read(EXAMPLE / "register/kostnadsslag.csv")}
    assert set(kinds().values()) - {"balans"} == slag == set(forecast("2025-03")["Slag"])


def test_plans_are_made_in_thousands_and_the_budget_sums_to_zero(budget: pd.DataFrame) -> None:
    assert (budget["kronor"] % 1_000 == 0).all()
    assert (budget.groupby(["Enhet", budget["Per"].str[:4]])["kronor"].sum() == 0).all()
    assert all((forecast(version)["Helårsprognos"] % 1_000 == 0).all() for version in REPORTS)


def test_the_year_follows_the_school(ledger: pd.DataFrame) -> None:
    by_month = ledger.pivot_table(index="Kto", columns="Per", values="öre", aggfunc="sum", fill_value=0)
    july, august, may = (by_month[f"2024{month}"] for month in ("07", "08", "05"))
    assert july["6480"] == 0 < may["6480"]
    assert july["5190"] < 0 < may["5190"]
    assert august["6451"] > 3 * may["6451"]
    assert set(by_month.columns[by_month.loc["3511"] != 0].str[4:]) == {"02", "09", "12"}


def test_pupils_are_as_many_in_july_as_in_june() -> None:
    rows = [row for row in read(EXAMPLE / "volym/elever.csv") if row["beloppstyp"] == "utfall"]
    volumes = {(row["ansvar"], row["månad"]): row["volym"] for row in rows}
    julys = [(ansvar, month) for ansvar, month in volumes if month.endswith("-07")]
    assert julys
    assert all(volumes[ansvar, month] == volumes[ansvar, month[:5] + "06"] for ansvar, month in julys)


def test_readme_states_the_figures(ledger: pd.DataFrame, budget: pd.DataFrame) -> None:
    assert figures(ledger, budget) in (EXAMPLE / "README.md").read_text(encoding="utf-8")


def figures(ledger: pd.DataFrame, budget: pd.DataFrame) -> str:
    """A table in Markdown: result of each report, and what it is made of in 2025."""
    lines = [f"| | {' | '.join(FIGURES)} |", "|---|" + "---:|" * len(FIGURES)]
    for version in REPORTS:
        lines.append(line(f"**resultat {version}**", ledger, budget, version, None))
        if version.startswith("2025"):
            names = [row["kostnadsslag"] for row in read(EXAMPLE / "register/kostnadsslag.csv")]
            lines += [line(name, ledger, budget, version, name) for name in names]
    return "\n".join(lines)


def line(label: str, ledger: pd.DataFrame, budget: pd.DataFrame, version: str, slag: str | None) -> str:
    year, last = version[:4], version.replace("-", "")
    kind = kinds()
    mine = {konto for konto, name in kind.items() if name != "balans" and slag in (None, name)}
    actual = ledger[ledger["Kto"].isin(mine) & ledger["Per"].between(f"{year}01", last)]["öre"].sum() / -1e8
    plan = budget[budget["Konto nr"].isin(mine) & (budget["Per"].str[:4] == year)]
    so_far = plan.loc[plan["Per"] <= last, "kronor"].sum() / 1e6
    rows = forecast(version)
    full = rows[rows["Slag"].isin({kind[konto] for konto in mine})]["Helårsprognos"].sum() / 1e6
    values = (actual, so_far, actual - so_far, full, full - plan["kronor"].sum() / 1e6)
    return f"| {label} | {' | '.join(map(printed, values))} |"


def printed(value: float) -> str:
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "\u2212").replace(".", ",")


def test_no_personal_names_and_no_trace_of_the_first_example() -> None:
    settings = ours(ROOT / "params", "grundskolenamnden*.yaml")
    texts = [path for path in EXAMPLE.rglob("*") if path.suffix in (".csv", ".md")]
    for path in (*texts, *ours(TEXTS, "*.md"), *settings):
        encoding = "cp1252" if path.parent.name == "huvudbok" else "utf-8"
        text = path.read_text(encoding=encoding)
        assert not OF_THE_FIRST.search(text), path
        assert not PERSON.search(text), path


@pytest.mark.parametrize("period", ["2025-03", "2025-08"])
def test_texts_are_the_same_slots_each_period(period: str) -> None:
    assert {path.name for path in (TEXTS / period).iterdir()} == {path.name for path in (TEXTS / "2025-03").iterdir()}
    assert "exempel" in (TEXTS / period / "10_sammanfattning.md").read_text(encoding="utf-8")
