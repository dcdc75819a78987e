"""The assumptions of the example: hand-laid registers and the costing of tjänster and ansvar, read as written."""

import csv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent / "underlag"
TARGET = Path(__file__).parents[1] / "intraservice"
REGISTERS = TARGET / "register"
MNKR = 1_000_000
TEXT_WIDTH = 36
FIRST_YEAR, LAST_PERIOD = 2022, "2025-03"
BASE_YEAR = 2025
# Server och lagring was Drift och lagring until 2023.
NEW_UNIT, OLD_UNIT = "44080", "44085"


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a semicolon-separated UTF-8 file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@dataclass(frozen=True)
class Service:
    """A tjänst with its full cost in the budget of 2025 (kronor) and how that cost is made up."""

    code: str
    name: str
    area: str
    group: str
    kronor: float
    profile: dict[str, float]
    owners: dict[str, float]
    internal: float
    trend: float
    customers: str


@dataclass(frozen=True)
class Unit:
    """An ansvar that serves others: the step of its pool and its cost in the budget of 2025 (kronor)."""

    code: str
    step: int
    trend: float
    costs: dict[str, float]


@dataclass(frozen=True)
class Assumptions:
    """Everything laid by hand that the generator starts from."""

    services: dict[str, Service]
    units: dict[str, Unit]
    areas: dict[str, str]
    projects: list[dict[str, str]]
    customers: dict[str, dict[str, float]]
    slag: dict[str, str]
    validity: dict[str, tuple[str, str]]
    names: dict[str, str]

    def short(self, code: str) -> str:
        """The name of a code, cut to whole words for a voucher text."""
        words, kept = self.names[code].split(), ""
        for word in words:
            if len(kept) + len(word) >= TEXT_WIDTH:
                break
            kept = f"{kept} {word}".strip()
        return kept or words[0]

    def valid(self, code: str, period: str) -> bool:
        """Whether a code of any register holds in the period; the empty code always does."""
        first, last = self.validity.get(code, ("", ""))
        return first <= period and (not last or period <= last)


def load() -> Assumptions:
    """Read the assumptions of `underlag/` and the registers that they lean on."""
    registers = {path.stem: read_rows(path) for path in sorted(REGISTERS.glob("*.csv"))}
    coded = [
        ("organisation", "ansvar"),
        ("tjanster", "tjänst"),
        ("projekt", "projekt"),
        ("motparter", "motpart"),
    ]
    rows = [(row[column], row) for register, column in coded for row in registers[register]]
    return Assumptions(
        services=_services({row["tjänst"]: row for row in registers["tjanster"]}),
        units={unit.code: unit for unit in map(_unit, read_rows(HERE / "ansvarskalkyl.csv"))},
        areas={row["ansvar"]: row["verksamhetsområde"] for row in registers["organisation"]},
        projects=read_rows(HERE / "projektkalkyl.csv"),
        customers=_customers(),
        slag={row["konto"]: row["kostnadsslag"] for row in registers["kontoplan"]},
        validity={code: (row["giltig_från"], row["giltig_till"]) for code, row in rows},
        names={code: row["benämning"] for code, row in rows},
    )


def _services(register: dict[str, dict[str, str]]) -> dict[str, Service]:
    profiles = {row.pop("profil"): _numbers(row) for row in read_rows(HERE / "profiler.csv")}
    return {row["tjänst"]: _service(row, register, profiles) for row in read_rows(HERE / "tjanstekalkyl.csv")}


def _service(row: dict[str, str], register: dict[str, dict[str, str]], profiles: dict) -> Service:
    known = register[row["tjänst"]]
    owners = dict(part.split(":") for part in row["ansvar"].split())
    return Service(
        code=row["tjänst"],
        name=known["benämning"],
        area=known["område"],
        group=known["grupp"],
        kronor=float(row["mnkr"]) * MNKR,
        profile=profiles[row["profil"]],
        owners={ansvar: float(share) / 100 for ansvar, share in owners.items()},
        internal=float(row["internt"]) * MNKR,
        trend=float(row["utfall25"]),
        customers=row["kunder"],
    )


def _unit(row: dict[str, str]) -> Unit:
    costs = {name: float(value) * MNKR for name, value in row.items() if name not in ("ansvar", "steg", "utfall25")}
    return Unit(row["ansvar"], int(row["steg"]), float(row["utfall25"]), costs)


def _customers() -> dict[str, dict[str, float]]:
    groups: dict[str, dict[str, float]] = {}
    for row in read_rows(HERE / "kundgrupper.csv"):
        groups.setdefault(row["grupp"], {})[row["motpart"]] = float(row["andel"]) / 100
    return groups


def _numbers(row: dict[str, str]) -> dict[str, float]:
    return {name: float(value) for name, value in row.items()}
