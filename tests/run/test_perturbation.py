"""Change one voucher: exactly the figures that should move do, by exactly that much.

The example is solved to match a published report, so agreement alone proves little. What each figure sums is
written down here once more, from the report's own definitions, and held against the whole chain.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd
import pytest

from ekonomi import sets
from ekonomi.params import load_params
from ekonomi.reconcile import failed
from ekonomi.report import Report, new_report
from tests.published import ROOT

KEY = ["tabell", "rad", "kolumn"]
# the largest sources of a deviation: which ones are shown follows their size, so only their sum is held here
RANKED = "bilaga 1 orsaker"
# what sums the same rows once more in another order; `tests/core/test_underlag.py` sums each of them anew
AGAIN = (
    "3.1.1 personalkostnad",
    "3.2.2 driftredovisning",
    "3.2.3 prognosens väg",
    "3.2.3 vad prognosen kräver",
    "3.2.4 områdesbro",
    "3.5 känslighet",
    "bilaga 1 resultat och täckningsgrad",
    "bilaga 2 avstämning",
)
PRINTED = {"personal": "Personalkostnader", "konsult": "Konsultkostnader", "övriga": "Övriga kostnader",
           "IT": "IT-program, IT-tjänster, hyra och leasing av IT-utrustning"}  # fmt: skip
Figures = dict[tuple[str, str, str], Decimal]
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Posting:
    """The cost that is changed (its index in the ledger), with the words that its figures go by."""

    index: int
    belopp: int
    kostnadsslag: str
    path: str
    area: str
    gren: str
    line: str
    service: str
    group: str
    total: str

    @property
    def mnkr(self) -> Decimal:
        return Decimal(self.belopp) / 100_000_000


@pytest.fixture(scope="module")
def base() -> Report:
    """The nämnd's edition: the economist's has a model of the past too, which moves with every outcome."""
    return new_report(load_params(ROOT / "params" / "2025-03.yaml"), ROOT)


def current(register: pd.DataFrame, column: str, code: str) -> pd.Series:
    return register[(register[column] == code) & (register["giltig_till"] == "")].iloc[0]


def described(report: Report, index: int, **changes: str) -> Posting:
    """The posting at `index` of the ledger, with some of its codes changed."""
    row = report.sources.ledger.loc[index].to_dict() | changes
    registers = report.sources.registers
    unit = current(registers.organisation, "ansvar", row["ansvar"])
    service = current(registers.services, "tjänst", row["tjänst"])
    gren = current(registers.projects, "projekt", row["projekt"])["gren"] if row["projekt"] else "förvaltning"
    base = service["grupp"] == "bastjänster och digital infrastruktur"
    line = service["område"] if base else service["grupp"].capitalize()
    parts = [gren.capitalize(), unit["avdelning"], unit["verksamhetsområde"]]
    return Posting(
        index=index,
        belopp=int(row["belopp"]),
        kostnadsslag=row["kostnadsslag"],
        path=" / ".join(dict.fromkeys(parts)),
        area=unit["verksamhetsområde"],
        gren=gren,
        line=line,
        service=f"{line} / {service['benämning']}",
        group=service["grupp"].capitalize(),
        total="Totalt bastjänster och digital infrastruktur" if base else "Delsumma övrigt",
    )


@pytest.fixture(scope="module")
def posting(base: Report) -> Posting:
    """An external consultant's cost in mars, posted directly on a tjänst of EK, without projekt."""
    ledger, services = base.sources.ledger, base.sources.registers.services
    ours = services.loc[(services["område"] == "EK") & (services["giltig_till"] == ""), "tjänst"]
    own = base.sources.registers.counterparts.query("slag == 'egen nämnd'")["motpart"]
    chosen = ledger[
        (ledger["beloppstyp"] == "utfall")
        & (ledger["period"] == "2025-03")
        & (ledger["kostnadsslag"] == "konsult")
        & ledger["tjänst"].isin(ours)
        & (ledger["projekt"] == "")
        & ~ledger["motpart"].isin(own)
        & (ledger["belopp"] < 0)
    ]
    return described(base, int(chosen["belopp"].idxmin()))


def moved(base: Report, change: Callable[[pd.DataFrame], pd.DataFrame]) -> tuple[Report, Figures]:
    """The report after a change of its ledger, and every figure that moved with how much."""
    ledger = change(base.sources.ledger.copy())
    report = Report(base.params, base.settings, base.root, base.out)
    # as if the checks let it through: what they say of a changed ledger is theirs to test
    utfall, plans = (ledger[(ledger["beloppstyp"] == "utfall") == actual] for actual in (True, False))
    changed = replace(base.sources, utfall=sets.table(utfall), sums=utfall.assign(rader=1), plans=plans, model=None)
    report.__dict__.update(sources=changed)
    before, after = (held(part) for part in (base, report))
    assert set(before.index) == set(after.index)
    steps = {key: after[key] - before[key] for key in before.index}
    return report, {key: step for key, step in steps.items() if step}


def held(report: Report) -> pd.Series:
    """The figures by name, but for those of a ranking and those that sum the same once more."""
    figures = report.figures
    ranked = (figures["tabell"] == RANKED) & ~figures["rad"].str.endswith(" / Summa")
    again = figures["tabell"].isin(AGAIN) | figures["rad"].str.startswith("Tillsammans / ")
    return figures[~ranked & ~again].set_index(KEY)["värde"]


def both(table: str, rows: tuple[str, ...], first: str, second: str) -> list[Place]:
    return [(table, row, column) for row in rows for column in (first, second)]


def by_organisation(posting: Posting) -> list[Place]:
    rows = (posting.path, f"Summa {posting.gren}", "Resultat")
    return [("3.2.2 ansvarsområde", row, "avvikelse jan-mars") for row in rows]


def by_service(posting: Posting) -> list[Place]:
    rows = (posting.line, posting.total, "Totalt")
    pair = ("utfall ack mars", "avvikelse ack mars")
    return [
        *both("3.2.4 tjänstekostnader", rows, *pair),
        *both("bilaga 1 tjänsteuppföljning", (posting.service, *rows), *pair),
        *both("bilaga 1 kostnadsslag", own_rows(posting), *pair),
        *both(RANKED, (f"{posting.service} / Summa",), *pair),
        *both("3.2.4 pris och volym", (posting.line, "Totalt"), "utan volym", "avvikelse"),
        *both("3.2.4 kostnadernas väg", (posting.area, "Totalt"), posting.line, "Totalt"),
        ("3.2.2 text", posting.group, "budgetavvikelse ack mars, resultat"),
    ]


def own_rows(posting: Posting) -> tuple[str, str]:
    """The rows of the tjänst's own page."""
    return f"{posting.service} / {PRINTED[posting.kostnadsslag]}", f"{posting.service} / Summa"


def extern(posting: Posting) -> list[Place]:
    rows = (PRINTED[posting.kostnadsslag], "Resultat")
    return [
        *both("3.2.1 resultat", ("Kostnader", "Resultat"), "utfall period", "avvikelse period"),
        *both("3.2.2 kostnadsslag", rows, "utfall period", "avvikelse period"),
        *[("3.2.1 interna poster", row, "utfall period") for row in ("Externa kostnader", "Externt resultat")],
        *[("3.2.2 text", row, "budgetavvikelse ack mars") for row in ("Kostnader", "Resultat")],
    ]


def helhet(posting: Posting) -> list[Place]:
    rows = ("Kostnader, helhet", "Resultat, helhet")
    own = ("3.2.2 text", PRINTED[posting.kostnadsslag], "budgetavvikelse ack mars")
    return [own, *(("3.2.1 interna poster", row, "utfall period") for row in rows)]


def growth(base: Report, posting: Posting, step: Decimal) -> Figures:
    """How the growth in 2.1.1 moves when the period's extern cost does, in per cent of last year's cost."""
    rows = base.cube[
        (base.cube["beloppstyp"] == "utfall")
        & base.cube["period"].between("2024-01", "2024-03")
        & (base.cube["kostnadsslag"] == posting.kostnadsslag)
        & ~base.cube["intern"]
    ]
    column = "utfall perioden jämfört med samma period föregående år"
    change = -step * 100 / (Decimal(int(-rows["belopp"].sum())) / 100_000_000)
    return {("2.1.1 volym", PRINTED[posting.kostnadsslag], column): change}


def same(found: Figures, expected: Figures) -> None:
    assert found.keys() == expected.keys()
    for key, step in expected.items():
        # growth passes through a float; every amount is exact to the öre
        slack = Decimal("1e-9") if key[0] == "2.1.1 volym" else Decimal(0)
        assert abs(found[key] - step) <= slack, key


def times(places: list[Place], step: Decimal) -> Figures:
    return dict.fromkeys(places, step)


def test_a_voucher_booked_twice(base, posting):
    report, found = moved(base, lambda ledger: pd.concat([ledger, ledger.loc[[posting.index]]], ignore_index=True))
    places = [*extern(posting), *helhet(posting), *by_organisation(posting), *by_service(posting)]
    same(found, times(places, posting.mnkr) | growth(base, posting, posting.mnkr))
    assert failed(report.ties) == []


@pytest.mark.slow
def test_a_voucher_moved_to_the_month_before(base, posting):
    def change(ledger: pd.DataFrame) -> pd.DataFrame:
        ledger.loc[posting.index, "period"] = "2025-02"
        return ledger

    report, found = moved(base, change)
    places = [(table, row, "avvikelse jan-feb") for table, row, _ in by_organisation(posting)]
    same(found, times(places, posting.mnkr))
    assert failed(report.ties) == []


@pytest.mark.slow
def test_a_voucher_moved_to_last_year(base, posting):
    def change(ledger: pd.DataFrame) -> pd.DataFrame:
        ledger.loc[posting.index, "period"] = "2024-12"
        return ledger

    report, found = moved(base, change)
    places = [*extern(posting), *helhet(posting), *by_organisation(posting), *by_service(posting)]
    expected = times(places, -posting.mnkr) | growth(base, posting, -posting.mnkr)
    expected |= times([("3.2.1 resultat", row, "bokslut fg år") for row in ("Kostnader", "Resultat")], posting.mnkr)
    rows = (posting.service, posting.line, posting.total, "Totalt")
    expected |= times([("bilaga 1 tjänsteuppföljning", row, "bokslut fg år") for row in rows], posting.mnkr)
    own = [("bilaga 1 kostnadsslag", row, "bokslut fg år") for row in own_rows(posting)]
    expected |= times(own, posting.mnkr)
    # the full year's growth moves too: by the definition, forecast over last year's cost
    column = "prognos helår jämfört med helår föregående år"
    full_year = {key: found.pop(key) for key in list(found) if key[0] == "2.1.1 volym" and key[2] == column}
    assert [row for _, row, _ in full_year] == [PRINTED[posting.kostnadsslag]]
    assert next(iter(full_year.values())) < 0
    same(found, expected)
    assert failed(report.ties) == []


@pytest.mark.slow
def test_a_voucher_given_the_own_nämnd_as_motpart(base, posting):
    own = base.sources.registers.counterparts.query("slag == 'egen nämnd'")["motpart"].iloc[0]

    def change(ledger: pd.DataFrame) -> pd.DataFrame:
        ledger.loc[posting.index, "motpart"] = own
        return ledger

    report, found = moved(base, change)
    inner = [("3.2.1 interna poster", row, "utfall period") for row in ("Interna kostnader", "Internt resultat")]
    expected = times(extern(posting), -posting.mnkr) | times(inner, posting.mnkr)
    same(found, expected | growth(base, posting, -posting.mnkr))
    # an internal cost without its income: the run would stop
    stopped = report.ties.query("utslag == 'fel'")
    assert list(stopped["förklaring"]) == ["utfall 2025-03"]
    assert all(abs(step) == -posting.mnkr for step in stopped["differens"])


@pytest.mark.slow
def test_a_voucher_given_a_projekt_of_the_other_gren(base, posting):
    projects = base.sources.registers.projects
    other = projects.loc[(projects["gren"] == "utveckling") & (projects["giltig_till"] == ""), "projekt"].iloc[0]

    def change(ledger: pd.DataFrame) -> pd.DataFrame:
        ledger.loc[posting.index, "projekt"] = other
        return ledger

    report, found = moved(base, change)
    there = described(base, posting.index, projekt=other)
    expected = times(by_organisation(posting)[:2], -posting.mnkr)
    same(found, expected | times(by_organisation(there)[:2], posting.mnkr))
    assert failed(report.ties) == []


@pytest.mark.slow
def test_a_voucher_given_a_tjänst_of_another_område(base, posting):
    services = base.sources.registers.services
    unmeasured = ~services["tjänst"].isin(base.sources.volumes["tjänst"])
    hr = (services["område"] == "HR") & (services["giltig_till"] == "")
    other = services.loc[hr & unmeasured, "tjänst"].iloc[0]

    def change(ledger: pd.DataFrame) -> pd.DataFrame:
        ledger.loc[posting.index, "tjänst"] = other
        return ledger

    report, found = moved(base, change)
    there = described(base, posting.index, tjänst=other)
    common = set(by_service(posting)) & set(by_service(there))
    expected = times([place for place in by_service(posting) if place not in common], -posting.mnkr)
    expected |= times([place for place in by_service(there) if place not in common], posting.mnkr)
    same(found, expected)
    assert failed(report.ties) == []
