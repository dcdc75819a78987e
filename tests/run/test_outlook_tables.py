"""The report's own forecast tables: parts sum to the whole, and no step ever moves the decided forecast."""

import pandas as pd
import pytest

from ekonomi import prose, tables, terms
from ekonomi.outlook import by_organisation, outlook
from ekonomi.outlook.asked import asked
from ekonomi.params import load_params
from ekonomi.registry import Nothing
from ekonomi.report import Report, new_report
from ekonomi.table import SUMMA, Table
from tests.published import ROOT

PARTS = ["Intäkter", "Kommunbidrag"]
MEDIAN = "statistisk median"


@pytest.fixture(scope="module")
def mars() -> Report:
    params = load_params(ROOT / "params/2025-03.yaml")
    return new_report(params.model_copy(update={"upplaga": terms.EKONOM}), ROOT)


def total(table: Table, rows: list[str], column: str = MEDIAN) -> int:
    return sum(int(table.values.at[row, column]) for row in rows)


def near(left: int, right: int, rows: int) -> bool:
    """Equal but for each amount's own rounding to an öre, and the model's to ten digits."""
    return abs(left - right) <= rows + 100


def test_kostnadsslag_and_ansvarsområden_sum_to_one_result(mars):
    table, areas = mars[tables.statistisk_prognos], mars[tables.statistisk_per_ansvarsområde]
    costs = [row.name for row in table.rows if row.kind != SUMMA and row.name not in PARTS]
    assert near(total(table, costs), total(table, ["Kostnader"]), len(costs))
    result = total(table, ["Resultat"])
    assert near(total(table, [*PARTS, "Kostnader"]), result, 3)
    parts = [row.name for row in areas.rows if row.kind != SUMMA]
    assert near(total(areas, parts), result, len(parts))
    assert total(areas, ["Resultat"]) == result


def test_tjänster_sum_to_their_områden_and_to_the_whole(mars):
    table = mars[tables.statistisk_per_tjänst]
    each = [row.name for row in table.rows if row.level == 1]
    assert len(each) > 50
    for line in {name.split(" / ")[0] for name in each}:
        own = [name for name in each if name.startswith(f"{line} / ")]
        assert near(total(table, own), total(table, [line]), len(own))
    assert near(total(table, each), total(table, ["Totalt"]), len(each))


def test_the_chart_of_a_tjänst_has_the_reconciled_interval(mars):
    table, rows = mars[tables.statistisk_per_tjänst], mars.services
    found = {row.name: row for row in table.rows}
    for page in rows.values():
        name = f"{page.linje} / {page.namn}"
        if name in found and not page.year["utfall"].isna().all():
            last = page.year[page.year["månad"] == "2025-12"].iloc[0]
            assert round(-last["nedre"]) == int(table.values.at[name, "övre 80 %"])
            assert round(-last["övre"]) == int(table.values.at[name, "nedre 80 %"])


def test_the_medians_of_the_path_sum_in_every_month(mars):
    whole = mars.outlook.services
    wide = whole.path.pivot(index="serie", columns="månad", values="prognos")
    parts = wide.loc[whole.structure.leaves].sum()
    pd.testing.assert_series_equal(parts, wide.loc["Totalt"], check_names=False, rtol=1e-9)


def again(mars: Report, cube: pd.DataFrame, allocated: pd.DataFrame, adjustments: pd.DataFrame):
    return outlook(cube, allocated, adjustments, mars.sources.known, mars.slag, mars.grupper, "2025-03")


def test_the_decided_forecast_stands_whatever_is_adjusted(mars):
    bridge, decided = mars[tables.till_beslutad], mars[tables.prognos]
    for row in bridge.rows:
        assert bridge.values.at[row.name, "beslutad prognos"] == decided.values.at[row.name, terms.M_PROGNOS]
        steps = bridge.values.loc[row.name]
        moved = steps[["statistisk prognos", "budgetens profil", "chefernas prognos", "justering"]].sum()
        assert abs(moved - steps["justerad prognos"]) <= 4
        assert abs(steps["justerad prognos"] + steps["övrig bedömning"] - steps["beslutad prognos"]) <= 2
    bare = again(mars, mars.cube, mars.allocated, mars.adjustments.iloc[:0])
    with_them = mars.outlook.bridge
    kept = [steps[steps["steg"] == "beslutad prognos"]["belopp"].tolist() for steps in (bare.bridge, with_them)]
    assert kept[0] == kept[1]
    assert (bare.bridge["steg"] == "justering").sum() == 0
    result, others = (steps[steps["serie"] == terms.RESULTATET] for steps in (with_them, bare.bridge))
    added = float(mars.adjustments["belopp"].sum())
    assert result.loc[result["steg"] == "justering", "belopp"].sum() == added != 0
    managers = [float(steps.loc[steps["steg"] == "chefernas prognos", "belopp"].sum()) for steps in (others, result)]
    assert 0 < (managers[0] - managers[1]) / added <= 1  # what the managers have too moves the forecast once


SERIE = "Ekonomi|personal"


def known(*rows: tuple[str, float, str]) -> pd.DataFrame:
    """The register: månad, belopp (kronor) and slag of one part, known from the start."""
    columns = ["rapport", "serie", "månad", "belopp", "slag", "källa"]
    return pd.DataFrame([("", SERIE, *row, "ekonomen") for row in rows], columns=columns)


def of_part(mars: Report, cube: pd.DataFrame, register: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """The part's forecast, and what is asked about it."""
    now = by_organisation(cube, mars.slag, "2025-03", register).closes.coherent("2025-03")
    found = asked(now)
    return now.table.set_index("serie").loc[SERIE], found[found["serie"] == SERIE]


@pytest.mark.parametrize(("slag", "källa"), [("beslut", "nytt beslut"), ("känt", "ekonomen")])
def test_what_a_later_report_says_of_the_same_takes_its_place(mars, slag, källa):
    before = known(("2025-06", -60e6, slag)).assign(rapport="2025-02")
    after = known(("2025-06", -70e6, slag)).assign(rapport="2025-03", källa=källa)
    both, *alone = (
        by_organisation(mars.cube, mars.slag, "2025-03", register).told
        for register in (pd.concat([after, before]), before, after)
    )
    for told, close in zip(alone, ("2025-02", "2025-03"), strict=True):
        pd.testing.assert_frame_equal(both(close).reset_index(drop=True), told(close).reset_index(drop=True))


def test_kommunbidrag_is_the_budget_s_without_a_band(mars):
    table = mars.outlook.organisation.table.set_index("serie")
    granted = table[table.index.str.endswith("|kommunbidrag")]
    budget = mars[tables.prognos].values.at["Kommunbidrag", terms.M_BUDGET_HELÅR]
    assert granted["prognos"].sum() == pytest.approx(budget)
    assert (granted["nedre_95"] == granted["övre_95"]).all()
    whole = table.loc["kommunbidrag"]
    assert whole["nedre_95"] == pytest.approx(whole["övre_95"]) == pytest.approx(budget)


def test_a_question_that_is_answered_is_used_and_not_asked_again(mars):
    """A misposting of 20 mnkr in February: asked about, kept; called wrong it is taken back within the year."""
    outcome = mars.cube[(mars.cube["beloppstyp"] == terms.UTFALL) & (mars.cube["period"] == "2025-02")]
    row = outcome[(outcome["verksamhetsområde"] == "Ekonomi") & (outcome["kostnadsslag"] == "personal")].head(1)
    wrong = pd.concat([mars.cube, row.assign(belopp=-20 * terms.ÖRE_PER_MNKR)])
    plain, none = of_part(mars, mars.cube, known())
    posted, question = of_part(mars, wrong, known())
    told, silence = of_part(mars, wrong, known(("2025-02", float("nan"), "fel")))
    assert none.empty and silence.empty
    assert question["månad"].tolist() == ["2025-02"] and question["fråga"].iloc[0].startswith("Februari: ")
    assert posted["prognos"] - plain["prognos"] == pytest.approx(-20 * terms.ÖRE_PER_MNKR, rel=0.1)
    assert told["prognos"] == pytest.approx(plain["prognos"], rel=0.03)


def test_what_is_already_posted_in_a_later_month_counts(mars):
    outcome = mars.cube[(mars.cube["beloppstyp"] == terms.UTFALL) & (mars.cube["period"] == "2025-02")]
    row = outcome[(outcome["verksamhetsområde"] == "Ekonomi") & (outcome["kostnadsslag"] == "personal")].head(1)
    ahead = pd.concat([mars.cube, row.assign(period="2025-09", belopp=-900 * terms.ÖRE_PER_MNKR)])
    found, _ = of_part(mars, ahead, known())
    assert found["övre_95"] <= found["utfall"] - 900 * terms.ÖRE_PER_MNKR + 1


def test_the_order_of_rows_changes_nothing(mars):
    shuffled = [frame.sample(frac=1, random_state=3) for frame in (mars.cube, mars.allocated)]
    other = again(mars, *shuffled, mars.adjustments)
    for name in ("changes", "service_changes", "bridge", "replay"):
        pd.testing.assert_frame_equal(getattr(other, name), getattr(mars.outlook, name))


def test_the_nämnds_edition_holds_nothing_of_it(mars):
    nämnd = Report(mars.params.model_copy(update={"upplaga": terms.NÄMND}), mars.settings, mars.root, mars.out)
    nämnd.__dict__.update(sources=mars.sources)
    assert nämnd[prose.statistik] == Nothing('statistik finns i ekonomens upplaga: get_report(…, upplaga="ekonom")')
    assert not nämnd[tables.till_beslutad]
    assert not [
        name
        for name in (*nämnd.tables, *nämnd.prose)
        if "statist" in name or "justering" in name or name in ("utanför", "brygga")
    ]
    assert "outlook" not in nämnd.__dict__
    assert mars[prose.statistik].text.startswith("Med 80 procents sannolikhet")
