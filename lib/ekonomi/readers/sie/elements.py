"""The elements of a SIE 5 file as expat meets them: whose books, which years, vouchers, rows and balances."""

from collections import Counter
from typing import Any, Final

import pandas as pd

from ekonomi import schema
from ekonomi.checklist import OLÄSLIG
from ekonomi.errors import DataError, Found
from ekonomi.readers.sie.book import (
    BALANCE_COLUMNS,
    CLOSING,
    OPENING,
    ROW_COLUMNS,
    VOUCHER_COLUMNS,
    Book,
    Company,
    Dimensions,
    Skipped,
)
from ekonomi.readers.sie.figures import EXPECTED_AMOUNT, EXPECTED_DATE, plain_date, öre

ROOTS: Final = ("Sie", "SieEntry")
MOST_DEEP: Final = 64
_BALANCES: Final = {"OpeningBalance": OPENING, "ClosingBalance": CLOSING}
_NO_ROWS: Final = {
    **dict.fromkeys((*_BALANCES, "Budget"), "saldon blir inte rader"),
    **dict.fromkeys(("OpeningBalanceMultidim", "ClosingBalanceMultidim", "BudgetMultidim"), "saldon blir inte rader"),
    "Overstrike": "struken rad",
    "Signature": "signaturen är inte prövad",
    "EmbeddedFile": "bifogade dokument läses inte",
}  # fmt: skip
AGAIN: Final = "Ta ut filen på nytt."

Attributes = dict[str, str]


class Content:
    """What expat has met so far."""

    def __init__(self, fil: str) -> None:
        self.fil = fil
        self.parser: Any = None
        self.path: list[str] = []
        self.faults: list[Found] = []
        self.company = Company()
        self.counts: Counter[str] = Counter()
        self.spans: list[tuple[str, str, bool]] = []
        self.names: dict[str, str] = {}
        self.objects: set[tuple[str, str]] = set()
        self.vouchers: list[tuple[Any, ...]] = []
        self.rows: list[list[Any]] = []
        self.lists: dict[tuple[tuple[str, str], ...], int] = {}
        self.balances: list[list[Any]] = []
        self.journal = self.account = self.dimension = ""
        self.codes: dict[str, str] = {}
        self.struck = False

    def refuse(self, *_: object) -> None:
        """A document type or entity declaration: no SIE file has one."""
        found = "en dokumenttyp eller entitet i XML"
        raise DataError(
            OLÄSLIG.at(self.fil, self._rad(), funnet=found, väntat="XML utan DOCTYPE", åtgärd=AGAIN)
        )

    def start(self, name: str, given: Attributes) -> None:
        """An element begins."""
        local = name.rpartition(" ")[2]
        if not self.path and local not in ROOTS:
            found = f"XML-elementet {schema.quoted(local)}"
            expected = "Sie eller SieEntry (SIE 5)"
            raise DataError(
                OLÄSLIG.at(self.fil, 1, funnet=found, väntat=expected, åtgärd="Kontrollera filen.")
            )
        if len(self.path) >= MOST_DEEP:
            found = "XML i för många nivåer"
            raise DataError(OLÄSLIG.at(self.fil, self._rad(), funnet=found, väntat="SIE 5", åtgärd=AGAIN))
        self.path.append(local)
        attributes = {key.rpartition(" ")[2]: value for key, value in given.items()}
        if local in _NO_ROWS:
            self.counts[local] += 1
        handler = _STARTS.get(local)
        if handler is not None:
            handler(self, attributes)

    def end(self, name: str) -> None:
        """An element ends: a row's or a balance's objects and overstrike are known."""
        local = self.path.pop()
        if local == "LedgerEntry":
            row = self.rows.pop()
            if not self.struck:
                key = tuple(sorted(self.codes.items()))
                row[1] = self.lists.setdefault(key, len(self.lists))
                self.rows.append(row)
        elif local in _BALANCES and self.balances:
            self.balances[-1][4] = tuple(sorted(self.codes.items()))

    def _rad(self) -> int:
        return int(self.parser.CurrentLineNumber)

    def _fault(self, found: str, expected: str) -> None:
        self.faults.append(Found(self.fil, self._rad(), None, found, expected))

    def _amount(self, text: str) -> int:
        belopp = öre(text.strip())
        if belopp is None:
            self._fault(f"beloppet {schema.quoted(text)}", EXPECTED_AMOUNT)
        return belopp or 0

    def _date(self, text: str) -> str:
        date = plain_date(text.strip()[:10])
        if date is None:
            self._fault(f"datumet {schema.quoted(text)}", EXPECTED_DATE)
        return date or ""

    def on_company(self, given: Attributes) -> None:
        """Whose books they are."""
        self.company = Company(
            given.get("organizationId", ""), given.get("name", ""), given.get("clientId", "")
        )

    def on_year(self, given: Attributes) -> None:
        """A fiscal year, as months."""
        start, end = given.get("start", "")[:7], given.get("end", "")[:7]
        self.spans.append((start, end, given.get("primary") in ("true", "1")))

    def on_currency(self, given: Attributes) -> None:
        """The currency of the books."""
        if given.get("currency", "SEK").upper() != "SEK":
            self._fault(f"valutan {schema.quoted(given['currency'])}", "SEK")

    def on_dimension(self, given: Attributes) -> None:
        """A dimension is declared."""
        self.dimension = given.get("id", "")
        self.names[self.dimension] = given.get("name", "")

    def on_object(self, given: Attributes) -> None:
        """An object of the dimension at hand is declared."""
        self.objects.add((self.dimension, given.get("id", "")))

    def on_account(self, given: Attributes) -> None:
        """An account, whose balances follow."""
        self.account = given.get("id", "")

    def on_balance(self, given: Attributes) -> None:
        """A balance of the account at hand; `month` is the month whose beginning or end it is."""
        period = given.get("month", "").replace("-", "")[:6]
        self.codes = {}
        belopp = self._amount(given.get("amount", ""))
        self.balances.append([_BALANCES[self.path[-1]], 0, period, self.account, (), belopp, self._rad()])

    def on_journal(self, given: Attributes) -> None:
        """A journal: the series of the vouchers in it."""
        self.journal = given.get("id", "")

    def on_entry(self, given: Attributes) -> None:
        """A voucher."""
        date = self._date(given.get("journalDate", ""))
        if not date:
            self._fault("en verifikation utan journalDate", EXPECTED_DATE)
        self.vouchers.append(
            (self.journal, given.get("id", ""), date, given.get("text", ""), "", self._rad())
        )

    def on_entered(self, given: Attributes) -> None:
        """When the voucher was entered."""
        if self.vouchers and self.path[-2:-1] == ["JournalEntry"] and not self.vouchers[-1][4]:
            date = plain_date(given.get("date", "")[:10]) or ""
            self.vouchers[-1] = (*self.vouchers[-1][:4], date, self.vouchers[-1][5])

    def on_row(self, given: Attributes) -> None:
        """A row of a voucher."""
        account = given.get("accountId", "").strip()
        if not account or not self.vouchers:
            self._fault("en rad utan konto eller verifikation", "LedgerEntry med accountId i en JournalEntry")
        self.codes, self.struck = {}, False
        date = self._date(given.get("ledgerDate", "")) or (self.vouchers[-1][2] if self.vouchers else "")
        belopp = self._amount(given.get("amount", ""))
        text, voucher = given.get("text", ""), len(self.vouchers) - 1
        self.rows.append([account, 0, belopp, date, text, self._rad(), voucher])

    def on_reference(self, given: Attributes) -> None:
        """An object of a row or a balance."""
        dimension, code = given.get("dimId", "").strip(), given.get("objectId", "").strip()
        if dimension and code:
            self.codes.setdefault(dimension, code)

    def on_overstrike(self, given: Attributes) -> None:
        """The row at hand is struck."""
        self.struck = True

    def years(self) -> dict[int, tuple[str, str]]:
        """The years by number: 0 the primary one (else the last), −1 the one before."""
        spans = sorted({(start, end) for start, end, _ in self.spans if start and end})
        primary = [(start, end) for start, end, first in self.spans if first]
        zero = spans.index(primary[0]) if primary and primary[0] in spans else len(spans) - 1
        return {
            place - zero: (start.replace("-", "") + "01", end.replace("-", "") + "31")
            for place, (start, end) in enumerate(spans)
        }

    def book(self) -> Book:
        """The Book of what was met."""
        years = self.years()
        balances = pd.DataFrame(self.balances, columns=list(BALANCE_COLUMNS))
        balances["år"] = [_year(period, years) for period in balances["period"]]
        whole = {"belopp": "int64", "rad": "int64"}
        rows = pd.DataFrame(self.rows, columns=list(ROW_COLUMNS))
        return Book(
            fil=self.fil,
            form="SIE 5",
            encoding="XML",
            company=self.company,
            years=years,
            dimensions=Dimensions(self.names, {}, frozenset(self.objects)),
            vouchers=pd.DataFrame(self.vouchers, columns=list(VOUCHER_COLUMNS)).astype({"rad": "int64"}),
            rows=rows.astype({**whole, "objekt": "int64", "verifikat": "int64"}),
            object_lists=tuple(dict(key) for key in self.lists),
            balances=balances.astype({**whole, "år": "int64"}),
            skipped=tuple(Skipped(name, count, _NO_ROWS[name]) for name, count in self.counts.items()),
        )


def _year(period: str, years: dict[int, tuple[str, str]]) -> int:
    for number, (start, end) in years.items():
        if start[:6] <= period <= end[:6]:
            return number
    return 1  # in none of the years, and so with nothing to be held against


_STARTS: Final = {
    "Company": Content.on_company,
    "FiscalYear": Content.on_year,
    "AccountingCurrency": Content.on_currency,
    "Dimension": Content.on_dimension,
    "Object": Content.on_object,
    "Account": Content.on_account,
    "OpeningBalance": Content.on_balance,
    "ClosingBalance": Content.on_balance,
    "Journal": Content.on_journal,
    "JournalEntry": Content.on_entry,
    "OriginalEntryInfo": Content.on_entered,
    "EntryInfo": Content.on_entered,
    "LedgerEntry": Content.on_row,
    "ObjectReference": Content.on_reference,
    "Overstrike": Content.on_overstrike,
}
