"""SIE 5 (XML): the same Book as a SIE 4 file gives.

Read as a stream with expat from the standard library. Any document type declaration is refused, and with it
every entity, so that neither "billion laughs" nor a file outside can come in. Which namespace the root has is left
aside, and what is of another one. The signature is not tried.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

import pandas as pd

from ekonomi import schema
from ekonomi.checklist import OLÄSLIG, SIE_FIL
from ekonomi.errors import DataError, Found, stop_on
from ekonomi.readers.encoding import plain
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie import book
from ekonomi.readers.sie.figures import EXPECTED_AMOUNT, EXPECTED_DATE, plain_date, thousands, öre

ROOTS: Final = ("Sie", "SieEntry")
MOST_DEEP: Final = 64
_BALANCES: Final = {"OpeningBalance": book.OPENING, "ClosingBalance": book.CLOSING}
_ENTERED: Final = ("OriginalEntryInfo", "EntryInfo")
_KEPT: Final = ("LedgerEntry", "ObjectReference", "Overstrike", "Object", *_ENTERED)
_NO_ROWS: Final = {
    **dict.fromkeys((*_BALANCES, "Budget"), "saldon blir inte rader"),
    **dict.fromkeys(("OpeningBalanceMultidim", "ClosingBalanceMultidim", "BudgetMultidim"), "saldon blir inte rader"),
    "Overstrike": "struken rad",
    "Signature": "signaturen är inte prövad",
    "EmbeddedFile": "bifogade dokument läses inte",
}  # fmt: skip
_AGAIN: Final = "Ta ut filen på nytt."


def read_sie5(file: InputFile) -> book.Book:
    """Everything in a SIE 5 file, debit + as it stands. Raises DataError as `read_sie4`."""
    content = _content(file)
    stop_on(SIE_FIL.findings(content.faults) or thousands(content.amounts, file.fil))
    return content.as_book()


def names_of(file: InputFile) -> dict[tuple[str, str], str]:
    """What the accounts and the objects are called, as of SIE 4."""
    return {code: name for code, name in _content(file).called.items() if name}


def _content(file: InputFile) -> "Content":
    parser = expat.ParserCreate(namespace_separator=" ")
    content = Content(file.fil, parser)
    parser.buffer_text = True
    parser.StartElementHandler = content.start
    parser.EndElementHandler = content.end
    parser.StartDoctypeDeclHandler = content.refuse
    parser.EntityDeclHandler = content.refuse
    try:
        parser.Parse(file.data, True)
    except expat.ExpatError as error:
        found, rad, expected = "XML som inte går att läsa", error.lineno, "välformad XML"
        raise DataError(OLÄSLIG.at(file.fil, rad, None, found, expected, _AGAIN)) from error
    except (LookupError, ValueError) as error:
        found, expected = "en teckenkodning som inte går att läsa", "XML i UTF-8"
        raise DataError(OLÄSLIG.at(file.fil, 1, None, found, expected, _AGAIN)) from error
    return content


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name and attributes without namespaces, its row, and the elements in it that are kept."""

    name: str
    given: dict[str, str]
    rad: int
    below: list["Element"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute; "" where it is not there."""
        return self.given.get(name, "")

    def objects(self) -> tuple[tuple[str, str], ...]:
        """The objects that it refers to, as (dimension, code), sorted; of a dimension the first."""
        pairs = [(one.get("dimId").strip(), one.get("objectId").strip()) for one in reversed(self.below)]
        return tuple(sorted({number: code for number, code in pairs if number and code}.items()))


class Content:
    """What expat has met so far: the open elements, and what those that have ended said."""

    def __init__(self, fil: str, parser: Any) -> None:
        self.fil, self.parser = fil, parser
        self.open: list[Element] = []
        self.space = ""
        self.faults: list[Found] = []
        self.amounts: list[tuple[int, None, str]] = []  # row and text
        self.company = book.Company()
        self.counts: Counter[str] = Counter()
        self.spans: list[tuple[str, str, bool]] = []
        self.names: dict[str, str] = {}
        self.codes: set[tuple[str, str]] = set()
        self.called: dict[tuple[str, str], str] = {}
        self.vouchers: list[tuple[Any, ...]] = []
        self.rows: list[tuple[Any, ...]] = []
        self.lists: dict[tuple[tuple[str, str], ...], int] = {}
        self.balances: list[tuple[Any, ...]] = []

    def refuse(self, *_: object) -> None:
        """A document type or entity declaration: no SIE file has one."""
        self._stop("en dokumenttyp eller entitet i XML", "XML utan DOCTYPE")

    def _stop(self, found: str, expected: str, action: str = _AGAIN) -> None:
        raise DataError(OLÄSLIG.at(self.fil, self.parser.CurrentLineNumber, None, found, expected, action))

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element begins."""
        space, _, local = name.rpartition(" ")
        if not self.open and local not in ROOTS:
            found = f"XML-elementet {schema.quoted(local)}"
            raise DataError(OLÄSLIG.at(self.fil, 1, None, found, "Sie eller SieEntry (SIE 5)", "Kontrollera filen."))
        if len(self.open) >= MOST_DEEP:
            self._stop("XML i för många nivåer", "SIE 5")
        self.space = self.space if self.open else space
        local = local if space == self.space else name  # another vocabulary may have an element of the same name
        attributes = {key.rpartition(" ")[2]: plain(value) for key, value in given.items()}
        self.open.append(Element(local, attributes, self.parser.CurrentLineNumber))
        if local in _NO_ROWS:
            self.counts[local] += 1

    def end(self, _: str) -> None:
        """An element ends: what it says is read, or it is kept for the one that it stands in."""
        element = self.open.pop()
        above = self.open[-1] if self.open else element
        read = _READ.get(element.name)
        if read:
            read(self, element, above)
        elif element.name == "LedgerEntry" and above.name != "JournalEntry":
            self._fault(element, *_NO_ROW)
        elif element.name in _KEPT:
            above.below.append(element)

    def _fault(self, element: Element, found: str, expected: str) -> None:
        self.faults.append(Found(self.fil, element.rad, None, found, expected))

    def _amount(self, element: Element) -> int:
        self.amounts.append((element.rad, None, element.get("amount").strip()))
        belopp = öre(self.amounts[-1][2])
        if belopp is None:
            self._fault(element, f"beloppet {schema.quoted(element.get('amount'))}", EXPECTED_AMOUNT)
        return belopp or 0

    def _date(self, element: Element, name: str) -> str:
        date = plain_date(element.get(name).strip()[:10])
        if date is None:
            self._fault(element, f"datumet {schema.quoted(element.get(name))}", EXPECTED_DATE)
        return date or ""

    def on_company(self, company: Element, _: Element) -> None:
        """Whose books they are."""
        self.company = book.Company(*map(company.get, ("organizationId", "name", "clientId")))

    def on_year(self, year: Element, _: Element) -> None:
        """A fiscal year, as months."""
        start, end = (year.get(name).strip()[:7] for name in ("start", "end"))
        if start > end or not all(re.fullmatch("[0-9]{4}-[0-9]{2}", month) for month in (start, end)):
            self._fault(year, f"räkenskapsåret {schema.quoted(f'{start} till {end}')}", "två månader ÅÅÅÅ-MM")
        self.spans.append((start, end, year.get("primary") in ("true", "1")))

    def on_currency(self, currency: Element, _: Element) -> None:
        """The currency of the books."""
        code = currency.given.get("currency", "SEK")
        if code.upper() != "SEK":
            self._fault(currency, f"valutan {schema.quoted(code)}", "SEK")

    def on_dimension(self, dimension: Element, _: Element) -> None:
        """A dimension and its objects are declared."""
        number = dimension.get("id")
        self.names[number] = dimension.get("name")
        called = {(number, one.get("id")): one.get("name") for one in dimension.below if one.name == "Object"}
        self.codes |= {*called}
        self.called |= called

    def on_account(self, account: Element, _: Element) -> None:
        """An account ends."""
        self.called["konto", account.get("id")] = account.get("name")

    def on_balance(self, balance: Element, account: Element) -> None:
        """A balance of an account; `month` is the month whose beginning or end it is."""
        period, kind = balance.get("month").replace("-", "")[:6], _BALANCES[balance.name]
        belopp, objects = self._amount(balance), balance.objects()
        self.balances.append((kind, 0, period, account.get("id"), objects, belopp, balance.rad))

    def on_entry(self, entry: Element, journal: Element) -> None:
        """A voucher of a journal, which gives its series, with its rows; a struck row is no row."""
        day = self._date(entry, "journalDate")
        if not day:
            self._fault(entry, "en verifikation utan journalDate", EXPECTED_DATE)
        entered = [plain_date(one.get("date")[:10]) for one in entry.below if one.name in _ENTERED]
        first = next(filter(None, entered), "")
        number = len(self.vouchers)
        self.vouchers.append((journal.get("id"), entry.get("id"), day, entry.get("text"), first, entry.rad))
        for row in entry.below:
            if row.name != "LedgerEntry":
                continue
            account = row.get("accountId").strip()
            if not account:
                self._fault(row, *_NO_ROW)
            date, belopp = self._date(row, "ledgerDate") or day, self._amount(row)
            for one in row.below:
                if one.name == "ObjectReference" and not (one.get("dimId").strip() and one.get("objectId").strip()):
                    self._fault(one, *_NO_OBJECT)
            if not any(one.name == "Overstrike" for one in row.below):
                place = self.lists.setdefault(row.objects(), len(self.lists))
                self.rows.append((account, place, belopp, date, row.get("text"), row.rad, number))

    def years(self) -> dict[int, tuple[str, str]]:
        """The years by number: 0 the primary one (else the last), −1 the one before."""
        spans = sorted({(start, end) for start, end, _ in self.spans if start and end})
        primary = [(start, end) for start, end, first in self.spans if first]
        zero = spans.index(primary[0]) if primary and primary[0] in spans else len(spans) - 1
        return {
            place - zero: (start.replace("-", "") + "01", end.replace("-", "") + "31")
            for place, (start, end) in enumerate(spans)
        }

    def as_book(self) -> book.Book:
        """The Book of what was met."""
        years = self.years()
        balances = pd.DataFrame(self.balances, columns=list(book.BALANCE_COLUMNS))
        balances["år"] = [_year(period, years) for period in balances["period"]]
        rows = pd.DataFrame(self.rows, columns=list(book.ROW_COLUMNS))
        vouchers = pd.DataFrame(self.vouchers, columns=list(book.VOUCHER_COLUMNS))
        return book.Book(
            fil=self.fil,
            form="SIE 5",
            encoding="XML",
            company=self.company,
            years=years,
            dimensions=book.Dimensions(self.names, {}, frozenset(self.codes)),
            vouchers=vouchers.astype({"rad": "int64"}),
            rows=rows.astype(dict.fromkeys(("objekt", "belopp", "rad", "verifikat"), "int64")),
            object_lists=tuple(dict(key) for key in self.lists),
            balances=balances.astype(dict.fromkeys(("år", "belopp", "rad"), "int64")),
            skipped=tuple(book.Skipped(name, count, _NO_ROWS[name]) for name, count in self.counts.items()),
        )


def _year(period: str, years: dict[int, tuple[str, str]]) -> int:
    """The year of a month; 1 in none of them, which has nothing to be held against."""
    return next((n for n, (start, end) in years.items() if start[:6] <= period <= end[:6]), 1)


_NO_ROW: Final = "en rad utan konto eller verifikation", "LedgerEntry med accountId i en JournalEntry"
_NO_OBJECT: Final = "en hänvisning till ett objekt utan dimension eller kod", "ObjectReference med dimId och objectId"
_READ: Final = {
    "Company": Content.on_company,
    "FiscalYear": Content.on_year,
    "AccountingCurrency": Content.on_currency,
    "Dimension": Content.on_dimension,
    "Account": Content.on_account,
    **dict.fromkeys(_BALANCES, Content.on_balance),
    "JournalEntry": Content.on_entry,
}
