"""The published figures and the assumed levels as linear functions of the amounts.

Source of the published figures: Göteborgs Stad, Intraservice, Delårsrapport mars 2025 (`forebild.csv`).
"""

import csv
from dataclasses import dataclass

import numpy as np

from data.generator.facts import COLUMNS, Facts
from data.generator.lines import INITIATIVES
from data.generator.underlag import HERE, MNKR, TARGET, read_rows

PRINTED, ROUGHLY, ASSUMED = 0.05 * MNKR, 0.45 * MNKR, 0.6 * MNKR
HALF_TENTH_OF_PERCENT = 0.0005
GROWTH = {
    "Intäkter, inklusive kommunbidrag": ("intäkter", "kommunbidrag", "kommuninterna bidrag"),
    "Personalkostnader": ("personal",),
    "Konsultkostnader": ("konsult",),
    "IT-program, IT-tjänster, hyra och leasing av IT-utrustning": ("IT",),
    "Övriga kostnader": ("övriga",),
}
GROUPS = {
    "Bastjänster och digital infrastruktur": COLUMNS[:4],
    "Totalt bastjänster och digital infrastruktur": COLUMNS[:4],
    "Förändringsinitiativ": (INITIATIVES,),
    "Övriga tjänster": ("övriga tjänster",),
    "Kommunbidrag": ("kommunbidrag",),
    "Delsumma övrigt": COLUMNS[4:],
    "Totalt": COLUMNS,
}
INTERNAL = {"utfall": 8.5, "budget": 7.4, "prognos": 33.2, "budget helår": 36.9}


@dataclass(frozen=True)
class Figure:
    """A figure in kronor: its weight on every row of the book, what it should be, and how near."""

    name: tuple[str, str, str]
    weights: np.ndarray
    target: float
    tolerance: float
    published: bool = True


class Reader:
    """Turns a figure's name (tabell, rad, kolumn) into weights on the rows of the book."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.extern = (~facts.internal).astype(float)
        self.cost = (~facts.income).astype(float)
        self._measures = self._all_measures()

    def total(self, typ: str, version: str, year: int, last: int) -> np.ndarray:
        """The rows of a beloppstyp and version from January to the month `last` of a year."""
        f = self.facts
        return ((f.typ == typ) & (f.version == version) & (f.year == year) & (f.month <= last)).astype(float)

    def _all_measures(self) -> dict[str, np.ndarray]:
        period, budget = self.total("utfall", "", 2025, 3), self.total("budget", "2025", 2025, 3)
        year, forecast = self.total("budget", "2025", 2025, 12), self.total("prognos", "2025-03", 2025, 12)
        before = self.total("utfall", "", 2025, 2) - self.total("budget", "2025", 2025, 2)
        return {
            "utfall": period,
            "budget": budget,
            "avvikelse": period - budget,
            "utfall fg år": self.total("utfall", "", 2024, 3),
            "prognos": forecast,
            "fg prognos": year,
            "budget helår": year,
            "bokslut fg år": self.total("utfall", "", 2024, 12),
            "avvikelse helår": forecast - year,
            "avvikelse jan-feb": before,
        }

    def measure(self, kolumn: str) -> np.ndarray:
        """The signed rows behind a column heading."""
        short = kolumn.replace(" 2025", "").removesuffix(" period").removesuffix(" ack mars")
        renamed = {
            "prognos helår": "prognos",
            "fg prognos helår": "fg prognos",
            "avvikelse jan-mars": "avvikelse",
        }
        return self._measures[renamed.get(short, short)]

    def slag(self, name: str) -> np.ndarray:
        """The rows of a kostnadsslag, of all costs, of the internal sales, or of the whole result."""
        f, low = self.facts, name.lower()
        if low.startswith("kostnader"):
            return self.cost
        if low == "intern":
            return (f.internal & f.income).astype(float)
        return np.ones(len(f.slag)) if low == "resultat" else (f.slag == (name if name == "IT" else low)).astype(float)

    def columns(self, names: tuple[str, ...]) -> np.ndarray:
        """Each row's share of some columns of table 3.2.4."""
        return self.facts.shares[:, [COLUMNS.index(name) for name in names]].sum(axis=1)

    def area(self, path: str) -> np.ndarray:
        """The rows of a row of table 3.2.2: Förvaltning/Utveckling / avdelning / verksamhetsområde, or a sum."""
        development = self.facts.development
        if path == "Resultat":
            return np.ones(len(development))
        wanted = development if path.lower().endswith("utveckling") or path.startswith("Utv") else ~development
        if path.startswith("Summa"):
            return wanted.astype(float)
        return (wanted & (self.facts.area == path.split(" / ")[-1])).astype(float)

    def weights(self, tabell: str, rad: str, kolumn: str) -> np.ndarray:
        """The weights of a published figure."""
        if tabell == "2.1.1 volym":
            return self._growth(rad, 0.0)
        if tabell == "3.2.1 resultat":
            return self.measure(kolumn) * self.extern * self.slag(rad)
        if tabell == "3.2.2 ansvarsområde":
            heading = "avvikelse helår" if kolumn == "prognos helår" else kolumn
            return self.measure(heading) * self.area(rad)
        if tabell == "3.2.2 text":
            return self._text(rad)
        if tabell == "3.2 text":
            wanted = self.extern if rad.startswith("Kostnader") else self.columns(GROUPS[rad])
            return -self.measure(kolumn) * self.cost * wanted
        return self.measure(kolumn) * self.cost * self.columns(GROUPS.get(rad) or (rad,))

    def _text(self, rad: str) -> np.ndarray:
        deviation = self.measure("avvikelse")
        if rad in GROUPS:
            return deviation * self.columns(GROUPS[rad])
        if rad == "Personalkostnader":
            return deviation * self.slag("personal")
        return deviation * self.extern * self.slag(rad)

    def _growth(self, rad: str, percent: float) -> np.ndarray:
        """This year less last year times the growth: zero when the growth is as printed."""
        chosen = np.isin(self.facts.slag, GROWTH[rad]) * self.extern
        return chosen * (self.measure("utfall") - (1 + percent / 100) * self.measure("utfall fg år"))

    def growth(self, rad: str, percent: float, values: np.ndarray) -> tuple[np.ndarray, float]:
        """The weights of a growth and its tolerance in kronor, at the level of last year's prior."""
        chosen = np.isin(self.facts.slag, GROWTH[rad]) * self.extern * self.measure("utfall fg år")
        level = abs(float(chosen @ (values[self.facts.amount] * self.facts.times)))
        return self._growth(rad, percent), HALF_TENTH_OF_PERCENT * level


def published(reader: Reader, values: np.ndarray) -> list[Figure]:
    """Every figure in mnkr or as growth that the published report states and its tables do not contradict."""
    with (TARGET / "forebild.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "ska" and row["enhet"] in ("mnkr", "procent")]
    return [_figure(row, reader, values) for row in rows if row["tabell"] != "2.1.1 effektmått"] + _internal(reader)


def _figure(row: dict[str, str], reader: Reader, values: np.ndarray) -> Figure:
    name, printed = (row["tabell"], row["rad"], row["kolumn"]), float(row["varde"])
    if row["enhet"] == "procent":
        weights, tolerance = reader.growth(row["rad"], printed, values)
        return Figure(name, weights, 0.0, tolerance)
    whole = row["anm"].startswith("ca") and "." not in row["varde"]
    return Figure(name, reader.weights(*name), printed * MNKR, ROUGHLY if whole else PRINTED)


def _internal(reader: Reader) -> list[Figure]:
    return [
        Figure(
            ("3.2.1 interna poster", "intern", measure),
            reader.measure(measure) * reader.slag("intern"),
            x * MNKR,
            PRINTED,
        )
        for measure, x in INTERNAL.items()
    ]


def assumed(reader: Reader) -> list[Figure]:
    """The levels that are assumed for what the report does not state (`underlag/nivaer.csv`)."""
    return [_level(row, reader) for row in read_rows(HERE / "nivaer.csv")]


def _level(row: dict[str, str], reader: Reader) -> Figure:
    time = reader.total(row["typ"], row["version"], int(row["år"]), int(row["till"]))
    scope = reader.extern if row["omfattning"] == "extern" else 1.0
    column = reader.columns((row["kolumn"],)) if row["kolumn"] else 1.0
    name = (
        f"{row['typ']} {row['år']}-{row['till']} {row['version']}",
        row["slag"],
        row["kolumn"] or row["omfattning"],
    )
    weights = time * scope * column * reader.slag(row["slag"])
    return Figure(name, weights, float(row["mnkr"]) * MNKR, ASSUMED, published=False)
