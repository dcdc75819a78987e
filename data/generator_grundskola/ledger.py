"""The huvudbok: vouchers that balance, as Unit4 exports them, two files a year."""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.generator_grundskola import assumptions as given
from data.generator_grundskola import model

HEADER = "Vernr;Vertyp;Per;Regdat;Kto;Ans;Bel;Vertext"
MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
          "november", "december")  # fmt: skip
BANK, CUSTOMERS, WORN, SUPPLIERS = "1930", "1510", "1219", "2510"
TAXES, HOLIDAYS, PENSIONS = "2710", "2920", "2930"
TAX = 0.30
# Vouchers for all units at once: type, its konton, the other side, day of entry (from 32 on in the next month), text.
COMMON = (
    ("KB", ("3910",), BANK, 15, "Kommunbidrag"),
    ("HY", ("6011", "6013"), SUPPLIERS, 2, "Hyra"),
    ("SE", ("5190",), HOLIDAYS, 35, "Semesterlöneskuld"),
    ("LF", ("6120",), SUPPLIERS, 36, "Städning"),
    ("IF", ("6480",), BANK, 37, "Skolmåltider"),
    ("AV", ("7910",), WORN, 36, "Avskrivning"),
    ("KF", ("3110",), CUSTOMERS, 28, "Fritidshemsavgifter"),
    ("IB", ("3511", "3512"), BANK, 20, "Statsbidrag"),
    ("KF", ("3630",), CUSTOMERS, 21, "Ersättning från andra kommuner"),
    ("LF", ("4636",), SUPPLIERS, 12, "Ersättning fristående skolor"),
    ("LF", ("4632",), SUPPLIERS, 18, "Ersättning andra kommuner"),
    ("LF", ("6810",), SUPPLIERS, 37, "IT och telefoni"),
    ("LF", ("7020",), SUPPLIERS, 38, "Skolskjuts"),
    ("LF", ("7430",), SUPPLIERS, 22, "Konsulter elevhälsa"),
)
# Invoices to one unit.
OWN = ((("6451", "6452"), "Läromedel"), (("6410",), "Material och inventarier"))
SALARIES = ("5010", "5020", "5610", "5710")


@dataclass(frozen=True)
class Voucher:
    """Type, month, day of entry, text and rows of (konto, ansvar, öre), debit +, which sum to zero."""

    slag: str
    period: str
    registered: str
    text: str
    rows: tuple[tuple[str, str, int], ...]


def vouchers() -> list[Voucher]:
    """Every voucher from the first month to the last."""
    rng = np.random.Generator(np.random.PCG64([given.SEED, 2]))
    return [voucher for period in model.periods() for voucher in _month(period, rng)]


def _month(period: str, rng: np.random.Generator) -> Iterator[Voucher]:
    lines = {unit: _drawn(unit, period, rng) for unit in model.UNITS}
    yield _paid(period, lines)
    for slag, konton, other, day, text in COMMON:
        rows = [(konto, unit, lines[unit][konto]) for unit in lines for konto in konton if konto in lines[unit]]
        if rows:
            yield _balanced(slag, period, _day(period, day), text, rows, other)
    for unit in lines:
        for konton, text in OWN:
            rows = [(konto, unit, lines[unit][konto]) for konto in konton if konto in lines[unit]]
            day = _day(period, int(rng.integers(10, 38)))
            if rows:
                late = given.LATE.get((period, unit, konton[0]), day)
                yield _balanced("LF", period, late, text, rows, SUPPLIERS)


def _drawn(unit: str, period: str, rng: np.random.Generator) -> dict[str, int]:
    """A unit's month in öre, with its chance; kommunbidrag comes as budgeted."""
    lines = model.expected(unit, period, plan=False)
    drawn = {
        konto: amount * (1 + given.SPREAD.get(konto, 0.0) * (2 * rng.random() - 1)) for konto, amount in lines.items()
    }
    drawn |= model.fees(drawn) if "5010" in drawn else {}
    drawn["3910"] = model.budget(int(period[:4]))["3910", unit][model.month(period) - 1]
    return {konto: round(100 * amount) for konto, amount in drawn.items()}


def _paid(period: str, lines: Mapping[str, Mapping[str, int]]) -> Voucher:
    rows = [(konto, unit, own[konto]) for unit, own in lines.items() for konto in SALARIES if konto in own]
    total = {konto: sum(öre for k, _, öre in rows if k == konto) for konto in SALARIES}
    taxes = round(TAX * (total["5010"] + total["5020"])) + total["5610"]
    rows += [(TAXES, given.OFFICE, -taxes), (PENSIONS, given.OFFICE, -total["5710"])]
    return _balanced("LÖ", period, _day(period, 25), "Löner", rows, BANK)


def _balanced(slag: str, period: str, day: str, text: str, rows: list, other: str) -> Voucher:
    """The voucher with its other side, on the unit that its rows share or else on the office."""
    units = {unit for _, unit, _ in rows}
    place = units.pop() if len(units) == 1 else given.OFFICE
    said = f"{text} {MONTHS[model.month(period) - 1]} {period[:4]}"
    left = -sum(öre for *_, öre in rows)
    return Voucher(slag, period, day, said, (*rows, (other, place, left)))


def _day(period: str, day: int) -> str:
    """A date in the month, or with a day from 32 on in the next: 33 is its second."""
    year, number = int(period[:4]), model.month(period)
    if day > 31:
        year, number, day = year + number // 12, number % 12 + 1, day - 31
    return f"{year}-{number:02d}-{min(day, calendar.monthrange(year, number)[1]):02d}"


def write_ledger(folder: Path, found: list[Voucher]) -> None:
    """huvudbok_<year>_<half>.csv: CP1252, a no-break space between thousands, decimal comma."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    for voucher in found:
        year = voucher.period[:4]
        numbers[year] = numbers.get(year, 0) + 1
        name = f"huvudbok_{year}_{1 if model.month(voucher.period) <= 6 else 2}.csv"
        files.setdefault(name, [HEADER]).extend(_exported(voucher, f"{year[2:]}{numbers[year]:05d}"))
    for name, lines in files.items():
        (folder / name).write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))


def _exported(voucher: Voucher, number: str) -> Iterator[str]:
    period = voucher.period.replace("-", "")
    head = f"{number};{voucher.slag};{period};{voucher.registered}"
    for konto, unit, öre in voucher.rows:
        yield f"{head};{konto};{unit};{_amount(öre)};{voucher.text}"


def _amount(öre: int) -> str:
    whole, rest = divmod(abs(öre), 100)
    return f"{'-' if öre < 0 else ''}{whole:,}".replace(",", "\u00a0") + f",{rest:02d}"
