"""What a SIE file holds, the same for SIE 4 and SIE 5: debit +, amounts in öre, before any mapping to our columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ekonomi.errors import Finding

VOUCHER_COLUMNS = ("serie", "nummer", "datum", "text", "registrerad", "rad")
ROW_COLUMNS = ("konto", "objekt", "belopp", "datum", "text", "rad", "verifikat")
BALANCE_COLUMNS = ("slag", "år", "period", "konto", "objekt", "belopp", "rad")

# balances: the opening and closing ones of an account, the change of a month, and a month's budget
OPENING, CLOSING, MONTH, BUDGET = "ingående", "utgående", "period", "budget"


@dataclass(frozen=True)
class Company:
    """Whose books they are: #ORGNR (with förvärvsnummer where there is one), #FNAMN, #FNR."""

    orgnr: str = ""
    name: str = ""
    number: str = ""

    @property
    def nämnd(self) -> str:
        """How the ledger names it; #FNR only where there is nothing else, since it may be a path on a disk."""
        return " ".join(f"{self.orgnr} {self.name}".split()) or self.number


@dataclass(frozen=True)
class Skipped:
    """Records that do not become rows: which, how many and why, in Swedish."""

    what: str
    count: int
    why: str


@dataclass(frozen=True)
class Dimensions:
    """Declared dimensions: names and parents by number, and every declared object as (number, code)."""

    names: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    objects: frozenset[tuple[str, str]] = frozenset()

    def code(self, number: str, codes: Mapping[str, str]) -> str:
        """The object of a dimension in an object list; "" where there is none.

        A subdimension's code says nothing without its parent's (specification 8.12, 8.23): they are joined
        unless the code alone is a declared object.
        """
        code = codes.get(number, "")
        parent = codes.get(self.parents.get(number, ""), "")
        joined = parent + code
        alone = (number, code) in self.objects and (number, joined) not in self.objects
        return code if not code or not parent or alone else joined


@dataclass(frozen=True)
class Book:
    """A file's vouchers, rows and balances.

    `vouchers` (VOUCHER_COLUMNS, text but rad) and `rows` (ROW_COLUMNS): `verifikat` is the voucher's place in
    `vouchers`, `objekt` the place of the row's object list in `object_lists`, `datum` YYYYMMDD, `belopp` int64
    öre with debit +. `balances` (BALANCE_COLUMNS): `slag` OPENING, CLOSING, MONTH or BUDGET, `år` 0, −1 …, `period`
    YYYYMM ("" for a whole year), `objekt` a tuple of (dimension, code). `years` holds start and end as YYYYMMDD.
    """

    fil: str
    form: str
    encoding: str
    company: Company
    years: Mapping[int, tuple[str, str]]
    dimensions: Dimensions
    vouchers: pd.DataFrame
    rows: pd.DataFrame
    object_lists: Sequence[Mapping[str, str]]
    balances: pd.DataFrame
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Finding, ...] = ()


def voucher_names(vouchers: pd.DataFrame) -> pd.Series:
    """What each voucher is called: `A 12`; its row in the file where it has neither series nor number."""
    names = (vouchers["serie"].str.strip() + " " + vouchers["nummer"].str.strip()).str.strip()
    return names.where(names != "", "rad " + vouchers["rad"].astype("str"))
