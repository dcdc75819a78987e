"""A small nämnd, its amounts in mnkr and easy to add up: the same every month, so that sums can be told by head."""

import pandas as pd
import pytest

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import tables, terms
from ekonomi.personnel import Volumes
from ekonomi.table import Table

MNKR = terms.ÖRE_PER_MNKR
EK = ("Ekonomi", "Gemensamma tjänster", terms.FÖRVALTNING, "11", "EK", terms.BASTJÄNSTER)
DI = ("Digital infrastruktur",) * 2 + (terms.FÖRVALTNING, "21", "Digital Infrastruktur", terms.BASTJÄNSTER)
DEV = ("Ekonomi", "Gemensamma tjänster", terms.UTVECKLING, "31", "EK", terms.FÖRÄNDRINGSINITIATIV)
# (where, kostnadsslag, intern): mnkr a month of last year, budget, this year
MONTHLY = {
    (EK, terms.INTÄKTER, False): (9.0, 10.0, 9.0),
    (EK, terms.INTÄKTER, True): (1.0, 1.0, 1.0),
    (EK, terms.PERSONAL, False): (-6.0, -8.0, -6.0),
    (EK, terms.ÖVRIGA, True): (-1.0, -1.0, -1.0),
    (DI, terms.KOMMUNBIDRAG, False): (2.0, 2.0, 2.0),
    (DI, terms.IT, False): (-2.0, -3.0, -3.5),
    (DEV, terms.KONSULT, False): (-1.0, -1.0, -1.25),
}
FORECASTS = {"2025-03": 0.0, "2025-08": -6.0}


def _row(where: tuple, slag: str, intern: bool, kind: str, version: str, period: str, mnkr: float) -> tuple:
    area, department, gren, tjänst, service_area, grupp = where
    belopp = round(mnkr * MNKR)
    codes = ("1", area, department, "", gren, tjänst, service_area, grupp)
    return (kind, version, period, slag, *codes, intern, belopp)


def make_cube() -> pd.DataFrame:
    """Utfall of two years, budget 2025, and two forecasts: as the budget, and with 6 mnkr more IT costs."""
    rows = []
    for (where, slag, intern), (before, budget, now) in MONTHLY.items():
        one = (where, slag, intern)
        for month in periods.span("2024-01", "2024-12"):
            rows.append(_row(*one, terms.UTFALL, "", month, before))
        for month in periods.span("2025-01", "2025-12"):
            rows.append(_row(*one, terms.UTFALL, "", month, now))
            rows.append(_row(*one, terms.BUDGET, "2025", month, budget))
        for version, extra in FORECASTS.items():
            whole = 12 * budget + (extra if slag == terms.IT else 0)
            rows.append(_row(*one, terms.PROGNOS, version, "2025-12", whole))
    columns = ["beloppstyp", "version", "period", "kostnadsslag", "ansvar", "verksamhetsområde", "avdelning"]
    columns += ["projekt", "gren", "tjänst", "tjänsteområde", "grupp", "intern", "belopp"]
    return pd.DataFrame(rows, columns=columns)


ORGANISATION = pd.DataFrame(
    [("1", *EK[:2], 1, "2024-01", ""), ("2", *DI[:2], 2, "2024-01", "")],
    columns=["ansvar", "verksamhetsområde", "avdelning", "ordning", "giltig_från", "giltig_till"],
)
SERVICES = pd.DataFrame(
    [
        ("11", "Gammalt namn", "EK", terms.BASTJÄNSTER, 1, "2020-01"),
        ("11", "Stöd i ekonomi", "EK", terms.BASTJÄNSTER, 1, "2024-01"),
        ("21", "Lokalt nät", "Digital Infrastruktur", terms.BASTJÄNSTER, 2, "2024-01"),
        ("31", "Ny inloggning", "EK", terms.FÖRÄNDRINGSINITIATIV, 3, "2024-01"),
    ],
    columns=["tjänst", "benämning", "område", "grupp", "ordning", "giltig_från"],
)
NO_ACTIONS = pd.DataFrame(
    columns=["slag", "åtgärd", "helårseffekt_tkr", "planerad_tkr", "planerad_årsarbetare"]
)
# without a history there is no statistical forecast; test_outlook has one
NO_CHANGES = pd.DataFrame(columns=["serie", "prognos", "nedre_80", "övre_80", "beslutad", "sannolikhet",
                                   "hittills", "resten", "resten_beslutad"])  # fmt: skip
NO_STEPS = pd.DataFrame(columns=["serie", "steg", "belopp"])
NO_ADJUSTMENTS = pd.DataFrame(
    columns=["ansvar", "kostnadsslag", "belopp", "period", "motivering", "beslutad_av", "datum", "rad"]
)
NO_REPLAY = pd.DataFrame(columns=["serie", "period", "månad", "källa", "prognos", "helår", "nivå"])
VOLUMES = Volumes(188.65, 182.2, 705.0, 691.4)


@pytest.fixture(scope="session")
def cube() -> pd.DataFrame:
    return make_cube()


@pytest.fixture(scope="session")
def measured(cube: pd.DataFrame) -> pd.DataFrame:
    return cubes.measures(cube, "2025-03")


def every_table(cube: pd.DataFrame, period: str) -> dict[str, Table]:
    """The tables that sentences are built from, for any period."""
    found = cubes.measures(cube, period)
    judged = tables.statistisk_prognos(NO_CHANGES, {}, period)
    built = [
        tables.volym(found, period),
        tables.personalvolym(VOLUMES, period),
        tables.text_ekonomi(found, found, period),
        tables.resultat(found, period),
        tables.ansvarsområde(found, ORGANISATION, period),
        tables.text_utfall(found, found, period),
        tables.prognos(found, period),
        judged,
        tables.det_modellen_ser(NO_CHANGES, judged, {}, period),
        tables.till_beslutad(NO_STEPS, {}, period),
        tables.justeringar(NO_ADJUSTMENTS),
        tables.träffsäkerhet(NO_REPLAY),
        tables.täckning(NO_REPLAY),
        tables.tjänstekostnader(found, SERVICES, period),
        tables.tjänsteuppföljning(found, SERVICES, period),
        tables.förslag_till_åtgärder(NO_ACTIONS),
    ]
    return {table.name: table for table in built}


@pytest.fixture(scope="session")
def build():
    """`every_table` as a fixture, so that test modules need not import this one."""
    return every_table


@pytest.fixture(scope="session")
def registers() -> dict[str, pd.DataFrame]:
    return {"organisation": ORGANISATION, "services": SERVICES}
