"""Cost lines: what a year costs on one code string, from the costing of tjänster and ansvar."""

from dataclasses import dataclass

from data.generator.underlag import Assumptions, Service, Unit

OUTSIDE, STATE = "9000", "9200"
INITIATIVES = "förändringsinitiativ"
GRANTED = "kommunbidrag"

# The konto that carries each component of cost; a second one takes every other line.
ACCOUNTS = {
    "konsult": ("7430", "7430"),
    "licens": ("7461", "7461"),
    "drift": ("7462", "7462"),
    "leasing": ("6251", "6251"),
    "tele": ("6810", "6810"),
    "avskrivning": ("7910", "7910"),
    "varor": ("4010", "4010"),
    "övrigt": ("4630", "6550"),
    "verksamhet": ("4630", "4630"),
    "hyra": ("6010", "6010"),
    "städ": ("6120", "6120"),
    "försäkring": ("7330", "7330"),
    "porto": ("6850", "6850"),
}
STAFF_SPLIT = {"5010": 0.661, "5030": 0.012, "5110": 0.008, "5190": 0.003, "5610": 0.216, "5720": 0.100}
STAFF_EXTRAS = {"7050": 0.011, "7010": 0.005, "6410": 0.006}


@dataclass(frozen=True)
class Line:
    """A year's cost (kronor, positive, level of the budget 2025) on one code string, in the years given.

    `trend` is what the outcome and the forecast of 2025 are against budget before anything is solved.
    """

    konto: str
    ansvar: str
    tjänst: str
    projekt: str
    motpart: str
    kronor: float
    trend: float = 1.0
    years: tuple[int, ...] = (2022, 2023, 2024, 2025)

    @property
    def initiative(self) -> bool:
        """Whether the line belongs to a projekt of gren utveckling."""
        return self.projekt.startswith("2")


def cost_lines(given: Assumptions) -> list[Line]:
    """Every cost line of the nämnd but its internal purchases."""
    ordinary = [service for service in given.services.values() if service.group != INITIATIVES]
    lines = [line for service in ordinary for line in _service_lines(service, given)]
    lines += [line for service in given.services.values() for line in _initiative_lines(service, given)]
    for ansvar, kronor in pooled_staff(given).items():
        trend = given.units[ansvar].trend if ansvar in given.units else 1.0
        lines += _staff_lines(ansvar, kronor, trend=trend)
    lines += [line for unit in given.units.values() for line in _unit_lines(unit)]
    return lines


def pooled_staff(given: Assumptions) -> dict[str, float]:
    """Cost of staff (kronor) without tjänst per ansvar: the support's own, and the time sold to tjänster."""
    staff = {code: unit.costs["personal"] for code, unit in given.units.items()}
    for service in given.services.values():
        if service.group not in (GRANTED, INITIATIVES):
            for ansvar, kronor in staff_of(service).items():
                staff[ansvar] = staff.get(ansvar, 0.0) + kronor
    return dict(sorted((ansvar, kronor) for ansvar, kronor in staff.items() if kronor))


def staff_of(service: Service) -> dict[str, float]:
    """Cost of staff (kronor) that a tjänst takes from each of its ansvar."""
    return {ansvar: service.kronor * service.profile["personal"] * share for ansvar, share in service.owners.items()}


def _service_lines(service: Service, given: Assumptions) -> list[Line]:
    owner = next(iter(service.owners))
    lines = []
    for place, (component, konton) in enumerate(ACCOUNTS.items()):
        kronor = service.kronor * service.profile.get(component, 0.0)
        if kronor:
            konto = _account(service, component, konton, place)
            line = Line(konto, owner, service.code, "", OUTSIDE, kronor, service.trend)
            lines += _with_project(line, component, given)
    if service.group == GRANTED:
        lines += _staff_lines(owner, service.kronor * service.profile["personal"], service.code, "", service.trend)
    return lines


def _account(service: Service, component: str, konton: tuple[str, str], place: int) -> str:
    if component == "konsult" and service.area != "Digital Infrastruktur":
        return "7440"
    return konton[(place + int(service.code)) % 2]


def _with_project(line: Line, component: str, given: Assumptions) -> list[Line]:
    """Split a consultants' line between the tjänst and the projekt of gren förvaltning that develop it."""
    own = [row for row in given.projects if row["tjänst"] == line.tjänst and component == "konsult"]
    shares = {row["projekt"]: float(row["andel"]) for row in own}
    parts = [_part(line, projekt, share) for projekt, share in shares.items()]
    return [*parts, _part(line, "", 1 - sum(shares.values()))]


def _part(line: Line, projekt: str, share: float, years: tuple[int, ...] | None = None) -> Line:
    amount = line.kronor * share
    return Line(line.konto, line.ansvar, line.tjänst, projekt, line.motpart, amount, line.trend, years or line.years)


def _staff_lines(
    ansvar: str,
    kronor: float,
    tjänst: str = "",
    projekt: str = "",
    trend: float = 1.0,
) -> list[Line]:
    people = {"5610": STATE, "5720": STATE}
    lines = [
        Line(konto, ansvar, tjänst, projekt, people.get(konto, "9100"), kronor * share, trend)
        for konto, share in STAFF_SPLIT.items()
        if konto != "5030" or ansvar.startswith(("44", "470"))
    ]
    extras = {} if projekt else STAFF_EXTRAS
    return lines + [
        Line(konto, ansvar, tjänst, projekt, OUTSIDE, kronor * share, trend) for konto, share in extras.items()
    ]


def _initiative_lines(service: Service, given: Assumptions) -> list[Line]:
    """A förändringsinitiativ's year divided over the projekt that run in it, with consultants and own time."""
    if service.group != INITIATIVES:
        return []
    owner = next(iter(service.owners))
    lines = []
    for year in (2022, 2023, 2024, 2025):
        running = {
            row["projekt"]: float(row["andel"])
            for row in given.projects
            if row["tjänst"] == service.code and given.valid(row["projekt"], f"{year}-01")
        }
        for projekt, weight in running.items():
            lines += _project_year(service, owner, projekt, year, weight / sum(running.values()))
    return lines


def _project_year(service: Service, owner: str, projekt: str, year: int, share: float) -> list[Line]:
    parts = {"7430": "konsult", "7461": "licens", "7462": "drift", "4630": "övrigt"}
    whole = [
        Line(
            konto,
            owner,
            service.code,
            projekt,
            OUTSIDE,
            service.kronor * service.profile[part],
            service.trend,
        )
        for konto, part in parts.items()
    ]
    time = service.kronor * service.profile["personal"]
    staff = [line for line in _staff_lines(owner, time, service.code, projekt) if line.konto in ("5010", "5610")]
    return [_part(line, projekt, share, (year,)) for line in whole + staff]


def _unit_lines(unit: Unit) -> list[Line]:
    return [
        Line(ACCOUNTS[component][0], unit.code, "", "", OUTSIDE, kronor, unit.trend)
        for component, kronor in unit.costs.items()
        if component != "personal" and kronor
    ]
