"""The nämnd's dated registers: what each code stands for, in the period of the posting that carries it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ekonomi import terms

FIRST, LAST = "giltig_från", "giltig_till"
NEVER = "9999-99"


@dataclass(frozen=True)
class Registers:
    """The registers, each with the columns of its contract (`readers.contracts`), its numbers as such, `rad` last.

    giltig_från and giltig_till are text, "" is open; a kostnadsslag of accounts may be `terms.BALANS`; the belopp of
    recurring (int64 öre) has the register's sign.
    """

    accounts: pd.DataFrame
    lines: pd.DataFrame
    organisation: pd.DataFrame
    projects: pd.DataFrame
    services: pd.DataFrame
    groups: pd.DataFrame
    counterparts: pd.DataFrame
    pools: pd.DataFrame
    keys: pd.DataFrame
    recurring: pd.DataFrame


def look_up(rows: pd.DataFrame, column: str, register: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    """The `wanted` columns of the register for each row's code in `column`, valid in the row's period.

    Indexed as `rows`; missing where the code is "" or has no valid row. A forecast stands for a whole year,
    so for it a row valid in any month of the year serves, the latest of several.
    """
    codes, names = pd.factorize(rows[column])
    months, periods = pd.factorize(rows["period"])
    # Postings are many, combinations of code and month few: only those are looked up.
    alike, few = pd.factorize((codes * len(periods) + months) * 2 + (rows["beloppstyp"] == terms.PROGNOS).to_numpy())
    code, month = np.divmod(few // 2, len(periods))
    asked = zip(names.to_numpy()[code], periods.to_numpy()[month], (few % 2 == 1).tolist(), strict=True)
    found = _valid_rows(asked, column, register)[alike]
    return register[wanted].reset_index(drop=True).reindex(found).set_axis(rows.index)


def _valid_rows(asked: Iterable[tuple[str, str, bool]], column: str, register: pd.DataFrame) -> np.ndarray:
    """Which row of the register answers each question (code, period, whole year): its position, −1 for none."""
    dated = (register[column], register[FIRST], valid_until(register[LAST]))
    held: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for position, (code, first, last) in enumerate(zip(*(one.to_numpy() for one in dated), strict=True)):
        held[code].append((first, last, position))
    answers = []
    for code, period, whole_year in asked:
        start = f"{period[:4]}-01" if whole_year else period
        valid = [(first, row) for first, last, row in held.get(code, ()) if first <= period and last >= start]
        answers.append(max(valid, default=("", -1))[1])
    return np.array(answers, dtype="int64")


def valid_until(last: pd.Series) -> pd.Series:
    """The last period of each validity; an open one sorts after every period."""
    return last.where(last != "", NEVER)


def holds(register: pd.DataFrame, period: str) -> pd.Series:
    """True for each row of a dated register that holds in `period`, its first and last month included."""
    return (register[FIRST] <= period) & ((register[LAST] == "") | (register[LAST] >= period))


def turns(register: pd.DataFrame) -> tuple[list[str], list[str]]:
    """When the rows of a dated register begin, and when they end, in order: how many have tells which `holds`."""
    return sorted(register[FIRST]), sorted(filter(None, register[LAST]))


def attach(ledger: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """The ledger with verksamhetsområde, avdelning, gren, tjänsteområde, grupp, linje and intern.

    tjänsteområde, grupp and linje are "" without tjänst; `gren` without projekt is förvaltning. `intern`
    (bool) is true where the motpart is the own nämnd.
    """
    parts = {
        "ansvar": look_up(ledger, "ansvar", registers.organisation, ["verksamhetsområde", "avdelning"]),
        "projekt": look_up(ledger, "projekt", registers.projects, ["gren"]),
        "motpart": look_up(ledger, "motpart", registers.counterparts, ["slag"]),
    }
    joined = pd.concat([ledger, *parts.values()], axis="columns")
    joined["gren"] = joined["gren"].fillna(terms.FÖRVALTNING)
    joined["intern"] = (joined["slag"] == terms.EGEN_NÄMND).fillna(False).astype(bool)
    return describe_services(joined.drop(columns="slag"), registers)


def describe_services(rows: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """`rows` with the tjänsteområde, grupp and linje of the tjänst that each stands on; "" without tjänst.

    `linje` is the row of the table tjänstekostnader: the tjänsteområde of a grupp that is told per område, else the
    grupp by its benämning (by its own name where the register grupper does not name it).
    """
    alike = rows.groupby(["tjänst", "period", "beloppstyp"], sort=False, observed=True)
    few = alike.head(1)[["tjänst", "period", "beloppstyp"]]
    named = look_up(few, "tjänst", registers.services, ["område", "grupp"]).fillna("").astype("str")
    told = look_up(few.assign(grupp=named["grupp"]), "grupp", registers.groups, ["benämning", "uppdelning"])
    group = told["benämning"].fillna(named["grupp"])
    line = named["område"].where(told["uppdelning"] == terms.PER_OMRÅDE, group)
    each = alike.ngroup().to_numpy()
    found = {"tjänsteområde": named["område"], "grupp": named["grupp"], "linje": line}
    return rows.assign(**{name: one.array.take(each) for name, one in found.items()})


def latest_names(register: pd.DataFrame, code: str) -> pd.Series:
    """What each code of a dated register is called, by its latest name."""
    return register.sort_values(FIRST, kind="stable").groupby(code)["benämning"].last()
