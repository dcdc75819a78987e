"""The book: amounts to be solved for, and the rows of ledger, budget and forecast that they make up.

A row is a whole number of times an amount, so that rows that belong together (an accrual and its reversal,
an internal sale and its purchase, a correction and what it corrects) stay together to the öre when solved.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

ÖRE, HUNDRED = 0.01, 100.0
ACTUAL, BUDGET, FORECAST = "utfall", "budget", "prognos"
COLUMNS = [
    "typ",
    "version",
    "period",
    "konto",
    "ansvar",
    "tjänst",
    "projekt",
    "motpart",
    "amount",
    "times",
    "voucher",
    "contra",
    "text",
]


@dataclass(frozen=True)
class Code:
    """A code string: konto (for a forecast the kostnadsslag), ansvar, tjänst, projekt, motpart."""

    konto: str
    ansvar: str
    tjänst: str
    projekt: str
    motpart: str


@dataclass(frozen=True)
class Voucher:
    """The head of a voucher: its type (Unit4), its dates (YYYY-MM-DD) and, for a correction, what it corrects."""

    type: str
    date: str
    registered: str
    corrects: int = -1


@dataclass
class Book:
    """Rows and the amounts behind them, while they are written."""

    rows: list[tuple] = field(default_factory=list)
    priors: list[float] = field(default_factory=list)
    flexes: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)

    def amount(self, kronor: float, flex: float = 1.0, step: float = ÖRE) -> int:
        """A new amount to be solved for, near `kronor`, in whole `step`s of kronor; gives its number.

        A higher `flex` lets it move more.
        """
        self.priors.append(float(round(kronor)))
        self.flexes.append(flex)
        self.steps.append(step)
        return len(self.priors) - 1

    def voucher(self, type_: str, date: str, registered: str, corrects: int = -1) -> int:
        """A new voucher; gives its number in the book (its number in the ledger comes when all are known)."""
        self.vouchers.append(Voucher(type_, date, registered, corrects))
        return len(self.vouchers) - 1

    def post(
        self, period: str, code: Code, amount: int, times: int, voucher: int, contra: str = "", text: str = ""
    ) -> None:
        """A ledger row of `times` × `amount` (report sign), balanced on the account `contra` ("" for none)."""
        self._row(ACTUAL, "", period, code, amount, times, voucher, contra, text)

    def plan(self, typ: str, version: str, period: str, code: Code, amount: int, times: int) -> None:
        """A row of a budget or a forecast."""
        self._row(typ, version, period, code, amount, times, -1, "", "")

    def _row(self, typ: str, version: str, period: str, code: Code, amount: int, *rest: object) -> None:
        codes = (code.konto, code.ansvar, code.tjänst, code.projekt, code.motpart)
        self.rows.append((typ, version, period, *codes, amount, *rest))

    def frame(self) -> pd.DataFrame:
        """Every row so far, with the columns `COLUMNS`."""
        return pd.DataFrame(self.rows, columns=COLUMNS)

    def values(self) -> np.ndarray:
        """The prior amounts, kronor."""
        return np.array(self.priors)
