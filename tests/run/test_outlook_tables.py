"""The report's own forecast tables: parts sum to the whole, and no step ever moves the decided forecast."""

import pandas as pd
import pytest

from ekonomi import prose, tables, terms
from ekonomi.outlook import outlook
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
    assert (with_them["steg"] == "justering").sum() > 0


def test_the_order_of_rows_changes_nothing(mars):
    shuffled = [frame.sample(frac=1, random_state=3) for frame in (mars.cube, mars.allocated)]
    other = again(mars, *shuffled, mars.adjustments)
    for name in ("changes", "service_changes", "bridge", "replay"):
        pd.testing.assert_frame_equal(getattr(other, name), getattr(mars.outlook, name))


def test_the_nämnds_edition_holds_nothing_of_it(mars):
    nämnd = Report(mars.params.model_copy(update={"upplaga": terms.NÄMND}), mars.settings, mars.root, mars.out)
    nämnd.__dict__.update(sources=mars.sources, ledger=mars.ledger)
    assert nämnd[prose.statistik] == Nothing('statistik finns i ekonomens upplaga: get_report(…, upplaga="ekonom")')
    assert not nämnd[tables.till_beslutad]
    assert not [
        name
        for name in (*nämnd.tables, *nämnd.prose)
        if "statist" in name or "justering" in name or name in ("utanför", "brygga")
    ]
    assert "outlook" not in nämnd.__dict__
    assert mars[prose.statistik].text.startswith("Med 80 procents sannolikhet")
