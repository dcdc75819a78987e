"""The registers cover every code that the example uses, in the period in which it is used."""

import pandas as pd
import pytest

from tests.data.conftest import CODED


def faults(used: pd.DataFrame, register: list[dict[str, str]], column: str) -> list[str]:
    """The (code, period) pairs without exactly one valid row in the register."""
    out = []
    for code, period in used.drop_duplicates().itertuples(index=False):
        held = [
            row
            for row in register
            if row[column] == code and row["giltig_från"] <= period and (row["giltig_till"] or period) >= period
        ]
        if len(held) != 1:
            out.append(f"{column} {code} i {period}: {len(held)}")
    return out


KEY = {"Ansvar": "ansvar", "Projekt": "projekt", "Objekt": "tjänst", "Motpart": "motpart", "Konto": "konto"}


@pytest.mark.parametrize("heading", list(CODED))
def test_every_code_is_valid_where_it_is_used(
    ledger: pd.DataFrame, budget: pd.DataFrame, forecasts: pd.DataFrame, registers: dict, heading: str
) -> None:
    parts = [ledger[[heading, "period"]], budget[[heading, "period"]]]
    if heading in forecasts:
        parts.append(forecasts[[heading, "version"]].rename(columns={"version": "period"}))
    used = pd.concat(parts, ignore_index=True)
    assert faults(used[used[heading] != ""], registers[CODED[heading]], KEY[heading]) == []


def test_every_posting_without_tjänst_has_a_pool_and_every_pool_a_key(
    ledger: pd.DataFrame, budget: pd.DataFrame, registers: dict
) -> None:
    rows = pd.concat([ledger, budget], ignore_index=True)
    without = rows[(rows["Objekt"] == "") & (rows["Konto"].str[0] > "2")]
    assert faults(without[["Ansvar", "period"]], registers["pooler"], "ansvar") == []
    keyed = {(row["pool"], row["giltig_från"][:4]) for row in registers["nycklar"]}
    for row in registers["pooler"]:
        last = (row["giltig_till"] or "2025")[:4]
        assert all((row["pool"], str(year)) in keyed for year in range(int(row["giltig_från"][:4]), int(last) + 1))


def test_keys_give_to_later_steps_and_to_valid_tjänster(registers: dict) -> None:
    step = {row["pool"]: int(row["steg"]) for row in registers["pooler"]}
    services = {row["tjänst"]: row for row in registers["tjanster"]}
    for row in registers["nycklar"]:
        assert float(row["vikt"]) >= 0
        if row["mottagarslag"] == "pool":
            assert step[row["mottagare"]] > step[row["pool"]]
        else:
            service = services[row["mottagare"]]
            assert service["giltig_från"] <= row["giltig_från"]
            assert (service["giltig_till"] or "9999") >= (row["giltig_till"] or "2025-06")


def test_keys_move_a_little_between_years(registers: dict) -> None:
    by_year = {(row["pool"], row["mottagare"], row["giltig_från"]): float(row["vikt"]) for row in registers["nycklar"]}
    pairs = [
        (weight, by_year[pool, receiver, "2025-01"])
        for (pool, receiver, since), weight in by_year.items()
        if since == "2024-01" and (pool, receiver, "2025-01") in by_year
    ]
    assert sum(old != new for old, new in pairs) > len(pairs) / 2
    assert all(abs(new - old) <= 0.15 * max(old, new) + 1 for old, new in pairs)


def test_a_good_share_of_costs_carries_tjänst(ledger: pd.DataFrame) -> None:
    costs = ledger[(ledger["Konto"].str[0] > "3") & (ledger["period"] <= "2025-03")]
    direct = costs.loc[costs["Objekt"] != "", "öre"].sum() / costs["öre"].sum()
    assert 0.4 < direct < 0.7
