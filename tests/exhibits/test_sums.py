"""Whatever the amounts: the tables agree with each other to the öre, and nothing is lost on the way to a sum."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PERIODS = st.sampled_from(("2025-02", "2025-03", "2025-08", "2025-12"))
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def perturbed(cube):
    def make(seed: int) -> pd.DataFrame:
        """The small nämnd with every amount moved by up to 2 mnkr."""
        shifts = pd.Series(range(len(cube))).mul(seed * 7919 + 104729).mod(400_000_001) - 200_000_000
        return cube.assign(belopp=cube["belopp"] + shifts.to_numpy())

    return make


def _value(table, row: str, column: str) -> Decimal:
    return table.cell(row, column).value or Decimal(0)


@few
@given(seed=st.integers(0, 10**6), period=PERIODS)
def test_the_result_is_the_sum_of_its_rows_in_every_table(perturbed, build, seed, period):
    built = build(perturbed(seed), period)
    for name, total in (("3.2.1 resultat", "Resultat"), ("3.2.4 tjänstekostnader", "Totalt")):
        table = built[name]
        parts = [row.name for row in table.rows if row.kind == "rad"]
        for column in table.columns:
            assert _value(table, total, column.name) == sum(
                _value(table, part, column.name) for part in parts
            )


@few
@given(seed=st.integers(0, 10**6), period=PERIODS)
def test_by_organisation_and_by_tjänst_the_deviation_is_the_same(perturbed, build, seed, period):
    built = build(perturbed(seed), period)
    areas, text, each = (
        built[name] for name in ("3.2.2 ansvarsområde", "3.2.2 text", "bilaga 1 tjänsteuppföljning")
    )
    column = areas.columns[1].name
    parts = [row.name for row in areas.rows if row.kind == "rad"]
    whole = _value(areas, "Resultat", column)
    assert whole == sum(_value(areas, part, column) for part in parts)
    assert whole == sum(text.figures().query("kolumn.str.endswith(', resultat')")["värde"], Decimal(0))
    for line in ("EK", "Digital Infrastruktur", "Förändringsinitiativ"):
        own = [row.name for row in each.rows if row.name.startswith(f"{line} / ")]
        for spent in each.columns:
            assert _value(each, line, spent.name) == sum(_value(each, one, spent.name) for one in own)
