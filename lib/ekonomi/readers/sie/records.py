"""The records of a SIE 4 file that are not vouchers: whose books, which years, dimensions, and balances."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from ekonomi import schema
from ekonomi.checklist import SIE_FIL, SIE_POST
from ekonomi.errors import MOST_LINES, DataError, Finding, Found
from ekonomi.readers.sie.book import BALANCE_COLUMNS, BUDGET, CLOSING, MONTH, OPENING, Company, Dimensions, Skipped
from ekonomi.readers.sie.figures import EXPECTED_AMOUNT, EXPECTED_DATE, plain_date, öre
from ekonomi.readers.sie.lines import BLANK, CLOSE, OPEN, TEXT, BrokenRecordError, Field, Lines, pairs
from ekonomi.readers.sie.structure import ADDED, STRUCK, TRANS, VER

KSUMMA: Final = "#KSUMMA"
SEK: Final = "SEK"
_YEAR: Final = ("år", "konto", "belopp", "kvantitet")
_OBJECTS: Final = ("år", "konto", "objekt", "belopp", "kvantitet")
_MONTHS: Final = ("år", "period", "konto", "objekt", "belopp", "kvantitet")
# what a record of balances says and its fields; and how they are told where they are not there
_BALANCES: Final = {
    "#IB": (OPENING, _YEAR), "#UB": (CLOSING, _YEAR), "#RES": (CLOSING, _YEAR),
    "#OIB": (OPENING, _OBJECTS), "#OUB": (CLOSING, _OBJECTS),
    "#PSALDO": (MONTH, _MONTHS), "#PBUDGET": (BUDGET, _MONTHS),
}  # fmt: skip
_EXPECTED: Final = {
    _YEAR: "årsnummer, konto", _OBJECTS: "årsnummer, konto, objekt", _MONTHS: "årsnummer, period ÅÅÅÅMM, konto",
}  # fmt: skip
_QUANTITY: Final = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]*)?", re.ASCII)
_NO_ROWS: Final = {
    **dict.fromkeys(("#IB", "#UB", "#RES", "#PSALDO", "#OIB", "#OUB"),
                    "saldon blir inte rader; de stäms av mot verifikationerna"),
    "#PBUDGET": "budgetsaldon blir inte rader; de saknar version och beslutsdatum",
    ADDED: "en tillagd rad står också som #TRANS",
    STRUCK: "struken rad",
}  # fmt: skip
_KNOWN: Final = (
    frozenset({"#ADRESS", "#BKOD", "#DIM", "#ENHET", "#FLAGGA", "#FNAMN", "#FNR", "#FORMAT", "#FTYP", "#GEN"})
    | {"#KONTO", "#KPTYP", "#KPTYPER", "#KTYP", "#OBJEKT", "#OMFATTN", "#ORGNR", "#PROGRAM", "#PROSA", "#RAR"}
    | {"#SIETYP", "#SRU", "#TAXAR", "#UNDERDIM", "#VALUTA", VER, TRANS, KSUMMA, BLANK, OPEN, CLOSE}
)


class Records:
    """Reads the records of one file; what cannot be read is a note, since none of it becomes rows."""

    def __init__(self, lines: Lines, fil: str) -> None:
        self.lines = lines
        self.fil = fil
        self.unreadable: list[Found] = []

    def notes(self) -> list[Finding]:
        """What could not be read."""
        return SIE_POST.findings(dict.fromkeys(self.unreadable))  # a record may have been asked for twice

    def fields(self, *labels: str) -> list[tuple[int, list[Field]]]:
        """Row and fields (without the label) of every record with one of these labels that can be split."""
        found = []
        for place in self.lines.where(*labels):
            try:
                found.append((int(place) + 1, self.lines.fields(int(place))[1:]))
            except BrokenRecordError as error:
                self._note(int(place) + 1, f"{error} i en post", "fält enligt SIE-formatet")
        return found

    def texts(self, count: int, *labels: str) -> Iterator[tuple[int, list[str]]]:
        """Row and first fields, as text, of the records as `fields` has them; "" for what is not there."""
        for rad, fields in self.fields(*labels):
            yield rad, [*map(str, fields[:count]), *[""] * count][:count]

    def first(self, label: str, place: int = 0) -> str:
        """A field of the first record with this label; "" where there is none."""
        return next((said[place].strip() for _, said in self.texts(place + 1, label)), "")

    def company(self) -> Company:
        """Whose books they are."""
        orgnr = " ".join(filter(None, (self.first("#ORGNR"), self.first("#ORGNR", 1))))
        return Company(orgnr, self.first("#FNAMN"), self.first("#FNR"))

    def years(self) -> dict[int, tuple[str, str]]:
        """Start and end of each #RAR."""
        years = {}
        for rad, (number, start, end) in self.texts(3, "#RAR"):
            dates = plain_date(start), plain_date(end)
            if _whole(number) is None or not all(dates):
                self._note(rad, f"räkenskapsår {schema.quoted(' '.join((number, start, end)))}", EXPECTED_DATE)
            else:
                years[int(number)] = (str(dates[0]), str(dates[1]))
        return years

    def dimensions(self) -> Dimensions:
        """What #DIM, #UNDERDIM and #OBJEKT declare."""
        return Dimensions(
            {number: name for _, (number, name) in self.texts(2, "#DIM", "#UNDERDIM") if number},
            {number: parent for _, (number, _, parent) in self.texts(3, "#UNDERDIM") if number and parent},
            frozenset((number, code) for _, (number, code) in self.texts(2, "#OBJEKT")),
        )

    def balances(self) -> pd.DataFrame:
        """#IB, #UB, #OIB, #OUB, #RES, #PSALDO and #PBUDGET (BALANCE_COLUMNS); every field of them is tried."""
        read = (self._balance(label, *record) for label in _BALANCES for record in self.fields(label))
        frame = pd.DataFrame([values for values in read if values], columns=list(BALANCE_COLUMNS))
        return frame.astype({"år": "int64", "belopp": "int64", "rad": "int64"})

    def _balance(self, label: str, rad: int, fields: list[Field]) -> tuple[Any, ...]:
        """The values of BALANCE_COLUMNS, or nothing where the record cannot be read."""
        kind, names = _BALANCES[label]
        padded = [*fields, *[""] * len(names)]
        if names is _MONTHS and not isinstance(padded[3], tuple):
            padded.insert(3, ())  # older files leave the objects out
        given: dict[str, Any] = dict(zip(names, padded, strict=False))
        account, period, quantity = given["konto"], str(given.get("period", "")), given["kvantitet"]
        listed = given.get("objekt")
        objects = tuple(sorted(pairs(listed).items())) if isinstance(listed, tuple) else ()
        number, belopp = _whole(str(given["år"])), öre(str(given["belopp"]))
        dated = kind not in (MONTH, BUDGET) or plain_date(f"{period}01")
        named = isinstance(account, str) and account.strip() and (objects or names is not _OBJECTS)
        if number is None or belopp is None or not dated or not named:
            spelled = " ".join(field if isinstance(field, str) else "{}" for field in fields)
            expected = f"{_EXPECTED[names]} och {EXPECTED_AMOUNT}"
            self._note(rad, f"saldot {schema.quoted(spelled)}", expected)
            return ()
        if quantity and not (isinstance(quantity, str) and _QUANTITY.fullmatch(quantity)):
            self._note(rad, f"kvantiteten {schema.quoted(quantity)}", "ett tal")
        return kind, number, period, account.strip(), objects, belopp, rad

    def skipped(self, foreign: int) -> tuple[Skipped, ...]:
        """What does not become rows, with why; `foreign` rows stand in blocks of unknown records."""
        counts = self.lines.counts()
        skipped = [Skipped(label, counts[label], why) for label, why in _NO_ROWS.items() if label in counts]
        unknown = {label: count for label, count in counts.items() if label not in _KNOWN and label not in _NO_ROWS}
        if TEXT in unknown:
            skipped.append(Skipped("rader utan etikett", unknown.pop(TEXT), "de hör inte till någon post"))
        skipped += [
            Skipped(schema.quoted(label), count, "okänd etikett") for label, count in list(unknown.items())[:MOST_LINES]
        ]
        rest = list(unknown.values())[MOST_LINES:]
        if rest:
            skipped.append(Skipped("andra okända etiketter", sum(rest), "okända etiketter"))
        if foreign:
            skipped.append(Skipped("#TRANS", foreign, "de står i en okänd post"))
        return tuple(skipped)

    def check_currency(self) -> None:
        """Raise DataError where the books are in another currency than kronor."""
        for rad, (said,) in self.texts(1, "#VALUTA"):
            if (code := said.strip().upper()) not in ("", SEK):
                found, action = f"valutan {schema.quoted(code)}", "Ta ut filen i svenska kronor."
                raise DataError(SIE_FIL.at(self.fil, rad, "#VALUTA", found, "SEK", action))

    def _note(self, rad: int, found: str, expected: str) -> None:
        self.unreadable.append(Found(self.fil, rad, None, found, expected))


def _whole(text: str) -> int | None:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    return sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else None
