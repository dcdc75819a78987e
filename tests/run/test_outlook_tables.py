"""The report's own forecast tables: parts sum to the whole, and no step ever moves the decided forecast."""

from dataclasses import replace

import pandas as pd
import pytest

from ekonomi.params import load_params
from ekonomi.report import Report, build_report
from ekonomi.outlook.outlook import outlook
from ekonomi.table import SUMMA, Table
from tests.published import ROOT

PARTS = ["Intäkter", "Kommunbidrag"]
MEDIAN = "statistisk median"


@pytest.fixture(scope="module")
def mars() -> Report:
    return build_report(load_params(ROOT / "params/2025-03.yaml"), ROOT)


def total(table: Table, rows: list[str], column: str = MEDIAN) -> int:
    return sum(int(table.values.at[row, column]) for row in rows)


def near(left: int, right: int, rows: int) -> bool:
    """Equal but for each amount's own rounding to an öre, and the model's to ten digits."""
    return abs(left - right) <= rows + 100


def test_kostnadsslag_and_ansvarsområden_sum_to_one_result(mars):
    table, areas = (
        mars.tables["3.2.3 statistisk prognos"],
        mars.tables["3.2.3 statistisk prognos ansvarsområde"],
    )
    costs = [row.name for row in table.rows if row.kind != SUMMA and row.name not in PARTS]
    assert near(total(table, costs), total(table, ["Kostnader"]), len(costs))
    result = total(table, ["Resultat"])
    assert near(total(table, [*PARTS, "Kostnader"]), result, 3)
    parts = [row.name for row in areas.rows if row.kind != SUMMA]
    assert near(total(areas, parts), result, len(parts))
    assert total(areas, ["Resultat"]) == result


def test_tjänster_sum_to_their_områden_and_to_the_whole(mars):
    table = mars.tables["bilaga 1 statistisk prognos"]
    each = [row.name for row in table.rows if row.level == 1]
    assert len(each) > 50
    for line in {name.split(" / ")[0] for name in each}:
        own = [name for name in each if name.startswith(f"{line} / ")]
        assert near(total(table, own), total(table, [line]), len(own))
    assert near(total(table, each), total(table, ["Totalt"]), len(each))


def test_the_chart_of_a_tjänst_has_the_reconciled_interval(mars):
    table, rows = mars.tables["bilaga 1 statistisk prognos"], mars.services
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


def test_the_decided_forecast_stands_whatever_is_adjusted(mars):
    bridge, decided = mars.tables["3.2.3 statistisk prognos till beslutad"], mars.tables["3.2.3 prognos"]
    for row in bridge.rows:
        assert bridge.values.at[row.name, "beslutad prognos"] == decided.values.at[row.name, "prognos helår"]
        steps = bridge.values.loc[row.name]
        moved = steps[["statistisk prognos", "budgetens profil", "chefernas prognos", "justering"]].sum()
        assert abs(moved - steps["justerad prognos"]) <= 4
        assert abs(steps["justerad prognos"] + steps["övrig bedömning"] - steps["beslutad prognos"]) <= 2
    bare = outlook(mars.cube, mars.allocated, mars.sources.adjustments.iloc[:0], "2025-03")
    with_them = mars.outlook.bridge
    kept = [
        steps[steps["steg"] == "beslutad prognos"]["belopp"].tolist() for steps in (bare.bridge, with_them)
    ]
    assert kept[0] == kept[1]
    assert (bare.bridge["steg"] == "justering").sum() == 0
    assert (with_them["steg"] == "justering").sum() > 0


def test_the_order_of_rows_changes_nothing(mars):
    shuffled = [frame.sample(frac=1, random_state=3) for frame in (mars.cube, mars.allocated)]
    again = outlook(*shuffled, mars.sources.adjustments[lambda rows: rows["rapport"] == "2025-03"], "2025-03")
    for name in ("changes", "service_changes", "bridge", "replay"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(mars.outlook, name))


def test_the_nämnd_sees_it_only_if_params_say_so(mars):
    ours = replace(mars, params=mars.params.model_copy(update={"visa_statistisk_prognos": True}))
    assert mars.said("prognos_statistik") is None
    assert mars.shown("3.2.3 statistisk prognos till beslutad") is None
    assert ours.said("prognos_statistik").text.startswith("Med 80 procents sannolikhet")
