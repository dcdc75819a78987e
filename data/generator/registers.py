"""The registers that follow from the solved example: pools, keys and expected recurring postings."""

import csv
from pathlib import Path

import pandas as pd

from data.generator.build import Example
from data.generator.habits import RECURRING
from data.generator.ledger import amount_text
from data.generator.plans import BUDGET_YEARS
from data.generator.underlag import LAST_PERIOD, REGISTERS

ALL_MONTHS = ",".join(str(month) for month in range(1, 13))


def write_table(path: Path, header: list[str], rows: list[tuple], delimiter: str = ";") -> None:
    """A UTF-8 table with a header and LF line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_registers(folder: Path, example: Example) -> None:
    """pooler.csv, nycklar.csv, those that each budget is locked to, aterkommande.csv, and beside them kanda.csv."""
    tables = {"pooler": example.pools, "nycklar": example.keys}
    tables |= {f"nycklar_budget_{year}": locked_keys(example.keys, year) for year in BUDGET_YEARS}
    tables |= {f"pooler_budget_{year}": locked_pools(example.pools, year) for year in BUDGET_YEARS}
    for name, frame in tables.items():
        write_table(folder / f"{name}.csv", list(frame.columns), list(frame.itertuples(index=False)))
    header = ["konto", "ansvar", "motpart", "benämning", "belopp", "månader", "giltig_från", "giltig_till"]
    recurring = _recurring(example)
    write_table(folder / "aterkommande.csv", header, recurring)
    header = ["rapport", "serie", "månad", "belopp", "slag", "källa"]
    write_table(folder.parent / "kanda" / "kanda.csv", header, _known(recurring))


def locked_keys(keys: pd.DataFrame, year: str) -> pd.DataFrame:
    """The keys that the budget of a year was decided on: those of its year, which no one has changed since."""
    return keys[keys["giltig_från"] == f"{year}-01"].assign(giltig_till=f"{year}-12")


def locked_pools(pools: pd.DataFrame, year: str) -> pd.DataFrame:
    """The pools that the budget of a year was decided on: those that hold in it."""
    ended = (pools["giltig_till"] != "") & (pools["giltig_till"] < f"{year}-01")
    held = pools[~ended & (pools["giltig_från"] <= f"{year}-12")]
    return held.assign(giltig_från=f"{year}-01", giltig_till=f"{year}-12")


def _recurring(example: Example) -> list[tuple]:
    """The rents: what is to be posted every month of a year (kronor, debit +)."""
    names = {(konto, motpart): text for konto, motpart, _, text in RECURRING}
    solved = example.rows.drop_duplicates("amount").set_index("amount")["kronor"]
    rows = []
    for (year, code), amount in example.recurring.items():
        until = "" if year == int(LAST_PERIOD[:4]) else f"{year}-12"
        text = names[code.konto, code.motpart]
        kronor = amount_text(-round(solved[amount] * 100))
        rows.append((code.konto, code.ansvar, code.motpart, text, kronor, ALL_MONTHS, f"{year}-01", until))
    return rows


def _known(recurring: list[tuple]) -> list[tuple]:
    """The same rents as the forecast knows them, month by month (kronor, income +), from the report they hold from."""
    konton, enheter = (
        pd.read_csv(REGISTERS / f"{name}.csv", sep=";", dtype="str") for name in ("kontoplan", "organisation")
    )
    slag = konton.drop_duplicates("konto", keep="last").set_index("konto")["kostnadsslag"]
    area = enheter.drop_duplicates("ansvar", keep="last").set_index("ansvar")["verksamhetsområde"]
    rows = []
    for konto, ansvar, _, text, kronor, _, first, until in recurring:
        for month in pd.period_range(first, until or f"{first[:4]}-12", freq="M").strftime("%Y-%m"):
            serie = f"{area[ansvar]}|{slag[konto]}"
            rows.append((first, serie, month, f"-{kronor.replace(' ', '')}", "känt", f"avtal: {text.lower()}"))
    return rows
