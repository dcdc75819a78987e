"""Why a figure deviates: under every heading the parts sum, to the öre, to the whole deviation."""

import csv
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ekonomi import tables
from ekonomi.errors import UsageError
from ekonomi.params import load_params
from ekonomi.registry import NoAnswer
from ekonomi.report import Report, new_report, selection
from ekonomi.report.explaining import Explanation
from ekonomi.table import RUBRIK, SUMMA
from tests import tiny

ROOT = Path(__file__).resolve().parents[2]
MONTHS = {f"{year}-{month:02d}" for year in (2024, 2025) for month in (1, 2, 3)}
EXAMPLES = ("params/2025-03.yaml", "params/grundskolenamnden-2025-08.yaml")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("varfor")
    return new_report(load_params(tiny.write(folder)), folder)


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Iterator[Report]:
    yield new_report(load_params(ROOT / request.param), ROOT)


def check(found: Explanation) -> int:
    """Hold each section's sum against the total, column by column; gives the deviation in öre."""
    table, sections, rows = found.delar, {}, []
    for row in table.rows:
        if row.kind == RUBRIK:
            sections[row.name] = rows = []
        elif row.kind != SUMMA:
            rows.append(row.name)
    total = table.values.loc["Totalt"]
    for heading, names in sections.items():
        own = table.values.loc[names]
        columns = own.columns if own.notna().all(axis=None) else ["avvikelse"]
        assert (own[columns].sum() == total[columns]).all(), heading
    return int(total["avvikelse"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_parts_sum_whatever_is_asked(example: Report, data: st.DataObject) -> None:
    known = {
        name: list(selection.names(example, name)) for name in ("ansvar", "kostnadsslag", "konto", "tjänst", "linje")
    }
    wanted = data.draw(st.lists(st.sampled_from([name for name in known if known[name]]), max_size=2, unique=True))
    asked: dict[str, Any] = {
        "där": {name: data.draw(st.lists(st.sampled_from(known[name]), min_size=1, max_size=4)) for name in wanted},
        "mot": data.draw(st.sampled_from(["budget", "fjolåret"])),
        "vy": data.draw(st.sampled_from(["period", "ack", "rullande 12", "helår"])),
    }
    found = example.förklara(**asked)
    if isinstance(found, NoAnswer):
        return
    gap = check(found)
    per = "linje" if {"tjänst", "linje"} & set(wanted) else "resultatrad"
    answer = example.avvikelse(per=per, **asked)
    assert gap == (int(answer.values.at["Totalt", "avvikelse"]) if answer else 0)
    assert found.mening.endswith(".") and len(found.verifikationer) <= 10


def test_every_published_deviation_is_explained(report: Report) -> None:
    """Each deviation between two measures of the ledger, in every table, is the total of its explanation."""
    explained = 0
    for table in report.tables.made(figures=True):
        for row, made in table.urval.items():
            for column in ("avvikelse", "avvikelse helår"):
                if column not in made or "fil=" in str(made[column]):
                    continue
                found = report.förklara(table, row, column)
                if found:
                    assert check(found) == int(table.values.at[row, column]), (table.name, row, column)
                    explained += 1
    assert explained > 50


def test_a_figure_that_is_no_difference_is_compared(report: Report) -> None:
    found = report.förklara(tables.resultat, "Kostnader", "utfall", mot="fjolåret")
    published = report[tables.resultat].values.loc["Kostnader"]
    assert check(found) == int(published["utfall"] - published["utfall fg år"])
    assert "Kostnader" in found.mening and "förra året" in found.mening


def test_one_offs_and_timing_are_told_from_level(example: Report) -> None:
    """The sentence says what the table does; the level is what timing leaves."""
    found = example.förklara(vy="ack")
    rows = found.delar.values["avvikelse"]
    told = rows[rows.index.str.startswith("Tid och nivå")]
    assert "Tid och nivå / Nivå" in told and len(told) > 1
    assert "Tid och nivå: " in found.mening
    assert not example.förklara(vy="helår").delar.values.index.str.startswith("Tid och nivå").any()


def test_pupils_are_told_from_what_each_costs() -> None:
    school = new_report(load_params(ROOT / EXAMPLES[1]), ROOT)
    ansvar = str(school.units.names.index[0])
    found = school.förklara(där={"ansvar": ansvar, "resultatrad": "kostnader"})
    effects = school[tables.pris_och_volym].values.loc[school.units.names[ansvar]]
    own = found.delar.values["avvikelse"]
    assert int(own["Volym och kostnad per enhet / Volym"]) == int(effects["volymeffekt"])
    assert int(own["Volym och kostnad per enhet / Kostnad per enhet"]) == int(effects["priseffekt"])


def test_people_are_told_from_pay_but_not_of_a_few(example: Report) -> None:
    whole = example.förklara(mot="fjolåret").delar.values["avvikelse"]
    assert whole.index.str.startswith("Personal / ").sum() >= 2
    settings_ = example.settings.personuppgifter
    few = settings_.model_copy(update={"minsta_grupp": 1e6})
    hidden = new_report(example.params, ROOT)
    hidden.settings = example.settings.model_copy(update={"personuppgifter": few})
    assert not hidden.förklara(mot="fjolåret").delar.values.index.str.startswith("Personal / ").any()


def test_the_postings_are_those_that_pull_the_deviation(report: Report) -> None:
    found = report.förklara(där={"ansvar": "Ekonomi", "kostnadsslag": "personal"}, mot="fjolåret")
    shown = found.verifikationer
    assert len(shown) and set(shown["konto"]) == {"5011"} and set(shown["ansvar"]) == {"11"}
    assert shown["belopp"].abs().is_monotonic_decreasing and "text" not in shown
    page = found._repr_html_()
    assert shown.at[0, "verifikation"] in page and found.mening in page.replace("&quot;", '"')


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((tables.resultat, "Kostnad", "utfall"), "Närmast: ”Kostnader”"),
        ((tables.resultat, "Kostnader", "utfal"), "Närmast: ”utfall”"),
        ((tables.personalvolym, "Antal årsarbetare", "utfall"), "är inget belopp ur huvudboken"),
    ],
)
def test_what_cannot_be_explained_says_why(report: Report, asked: tuple[Any, str, str], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        report.förklara(*asked)
    assert told in str(caught.value)


def _filed(name: str) -> Iterator[dict[str, str]]:
    for path in sorted((ROOT / "data" / "intraservice").glob(name)):
        yield from csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")


def _paid() -> dict[str, Fraction]:
    """What people have cost January to March, in kronor with minus, out of the ledger's files, by year."""
    accounts = {row["konto"] for row in _filed("register/kontoplan.csv") if row["kostnadsslag"] == "personal"}
    paid: dict[str, Fraction] = {}
    for row in _filed("huvudbok/huvudbok_202[45].csv"):
        month = f"{row['Period'][:4]}-{row['Period'][-2:]}"
        if row["Konto"] in accounts and month in MONTHS:
            amount = Fraction("".join(row["Belopp"].split()).replace("−", "-").replace(",", "."))
            paid[month[:4]] = paid.get(month[:4], Fraction(0)) - amount
    return paid


def test_people_and_their_pay_are_as_counted_by_hand_from_the_files() -> None:
    example = new_report(load_params(ROOT / EXAMPLES[0]), ROOT)
    worked: dict[str, Fraction] = {}
    for row in _filed("personal/arbetad_tid.csv"):
        if row["månad"] in MONTHS:
            year, hours = row["månad"][:4], Fraction(row["timmar"].replace(",", "."))
            worked[year] = worked.get(year, Fraction(0)) + hours
    paid = _paid()
    more = (worked["2025"] - worked["2024"]) * paid["2024"] / worked["2024"]
    told = example.förklara(mot="fjolåret").delar.values["avvikelse"]
    assert abs(int(told["Personal / Antal årsarbetare"]) - more * 100) <= 1
    assert abs(int(told["Personal / Kostnad per årsarbetare"]) - (paid["2025"] - paid["2024"] - more) * 100) <= 1
    assert int(told.filter(like="Personal / ").sum()) == int(told["Totalt"])


def test_volume_and_price_are_as_counted_by_hand_from_the_files() -> None:
    example = new_report(load_params(ROOT / EXAMPLES[0]), ROOT)
    counted = {"utfall": Fraction(0), "budget": Fraction(0)}
    for row in _filed("volym/volymer.csv"):
        if row["tjänst"] == "2104" and row["månad"] in MONTHS and row["månad"] > "2025":
            counted[row["beloppstyp"]] += Fraction(row["volym"].replace(",", "."))
    told = example.förklara(där={"tjänst": "2104", "resultatrad": "kostnader"}).delar.values
    outcome, planned = (int(told.loc["Totalt", name]) for name in ("utfall", "budget"))
    more = (counted["utfall"] - counted["budget"]) * planned / counted["budget"]
    assert abs(int(told.loc["Volym och kostnad per enhet / Volym", "avvikelse"]) - more) <= 1
    assert (
        abs(int(told.loc["Volym och kostnad per enhet / Kostnad per enhet", "avvikelse"]) - (outcome - planned - more))
        <= 1
    )
