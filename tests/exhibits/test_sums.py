"""Whatever the amounts: the tables agree with each other to the öre, and nothing is lost on the way to a sum."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ekonomi import tables, terms
from ekonomi.reconcile.figures import EGEN
from ekonomi.tables.result import OF_RESULT
from tests.exhibits import mini

PERIODS = st.sampled_from(("2025-02", "2025-03", "2025-08", "2025-12"))
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def perturbed():
    def make(seed: int, period: str):
        """The small nämnd with every amount moved by up to 2 mnkr."""
        ledger = mini.LEDGER
        shifts = pd.Series(range(len(ledger))).mul(seed * 7919 + 104729).mod(400_000_001) - 200_000_000
        return mini.report(period, ledger.assign(belopp=ledger["belopp"] + shifts.to_numpy()))

    return make


def _value(table, row: str, column: str) -> Decimal:
    return table.cell(row, column).value or Decimal(0)


@few
@given(seed=st.integers(0, 10**6), period=PERIODS)
def test_the_result_is_the_sum_of_its_rows_in_every_table(perturbed, seed, period):
    report = perturbed(seed, period)
    for make, total in ((tables.resultat, "Resultat"), (tables.tjänstekostnader, "Totalt")):
        table = report[make]
        parts = [row.name for row in table.rows if row.kind == "rad"]
        for column in table.columns:
            assert _value(table, total, column.name) == sum(_value(table, part, column.name) for part in parts)


@few
@given(seed=st.integers(0, 10**6), period=PERIODS)
def test_by_organisation_and_by_tjänst_the_deviation_is_the_same(perturbed, seed, period):
    report = perturbed(seed, period)
    areas, text, each = (report[make] for make in (tables.ansvarsområde, tables.text_utfall, tables.tjänsteuppföljning))
    parts = [row.name for row in areas.rows if row.kind == "rad"]
    whole = _value(areas, "Resultat", terms.AVVIKELSE)
    assert whole == sum(_value(areas, part, terms.AVVIKELSE) for part in parts)
    assert whole == sum(text.figures().query(f"kolumn == '{OF_RESULT}'")["värde"], Decimal(0))
    for line in ("EK", "Digital Infrastruktur", "Förändringsinitiativ"):
        own = [row.name for row in each.rows if row.name.startswith(f"{line} / ")]
        for spent in each.columns:
            assert _value(each, line, spent.name) == sum(_value(each, one, spent.name) for one in own)


@settings(few, max_examples=4)
@given(seed=st.integers(0, 10**6), period=PERIODS)
def test_every_tie_out_agrees_but_for_the_internal_postings_that_were_moved(perturbed, seed, period):
    ties = perturbed(seed, period).ties
    faults = set(ties.loc[ties["utslag"] != "ok", "avstämning"])
    assert len(ties) > 50
    assert faults <= {EGEN}
