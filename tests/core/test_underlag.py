"""Every printed figure can be followed to its rows: they sum to it, exactly, and the others say their source."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from ekonomi import terms, underlag, urval
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from ekonomi.underlag import Ground
from ekonomi.urval import Rows, parse
from tests.published import ROOT, of_ledger

HALF_ÖRE_EACH = Fraction(2, 10**8)  # what the parts of an effect may be rounded by (mnkr)


@pytest.fixture(scope="module")
def mars() -> Report:
    """The economist's edition, which holds all that the nämnd's does."""
    params = load_params(ROOT / "params/2025-03.yaml").model_copy(update={"upplaga": terms.EKONOM})
    return new_report(params, ROOT)


@pytest.fixture(scope="module")
def ground(mars: Report) -> Ground:
    return underlag.ground_of(mars)


class Shared:
    """Every posting split once, so that five thousand figures can be summed from their own rows."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        since = {"gällande": "2024-01", "budgetens": "2025-01"}
        self.frames = {keys: underlag.Selector(self._split(keys, first)) for keys, first in since.items()}
        every = (*self.frames.values(), ground.columns)
        self.amounts = {id(selector): selector.frame["belopp"].to_numpy() for selector in every}
        self.sums: dict[Rows, int] = {}

    def _split(self, keys: str, first: str) -> pd.DataFrame:
        rules, ledger = self.ground.rules_of(urval.only("nycklar", keys)), self.ground.ledger
        assert rules is not None
        return underlag.split_postings(ledger[ledger["period"] >= first], rules, self.ground.registers)

    def öre(self, rows: Rows) -> int:
        if rows not in self.sums:
            self.sums[rows] = self._sum(rows)
        return self.sums[rows]

    def _sum(self, rows: Rows) -> int:
        keys = rows.of(underlag.KEYS)
        selector = self.frames[keys.values[0]] if keys else self.ground.columns
        kept = Rows(tuple(one for one in rows.conditions if one.name != underlag.KEYS))
        return int(self.amounts[id(selector)][selector.select(kept)].sum())


@pytest.fixture(scope="module")
def shared(ground: Ground) -> Shared:
    return Shared(ground)


def test_the_rows_of_every_figure_sum_to_it_exactly(mars, ground, shared, monkeypatch):
    monkeypatch.setattr("ekonomi.underlag.evaluation.booked", lambda ground, rows: shared.öre(rows))
    off, sums = [], 0
    for figure in mars.figures.to_dict("records"):
        expression = parse(figure["urval"])
        found = underlag.evaluate(ground, expression, figure["enhet"])
        printed = Fraction(figure["värde"])
        if found is None:
            assert "statistisk prognos" in figure["tabell"]
            continue
        linear = of_ledger(expression)
        sums += linear
        near = Fraction(1, 10**9) if figure["tabell"] != "bilaga 1 pris och volym" else HALF_ÖRE_EACH
        if found != printed if linear else abs(found - printed) > near:
            off.append((figure["tabell"], figure["rad"], figure["kolumn"], float(found), float(printed)))
    assert off == []
    assert sums > 4500


def test_a_few_figures_of_every_table_split_alone_as_they_do_together(mars, ground, shared):
    random = np.random.default_rng(5)
    for _, figures in mars.figures.groupby("tabell", sort=False):
        for text in random.choice(figures["urval"].to_numpy(), size=2):
            for rows in urval.parts_of(parse(text)):
                if rows.file is None and rows.of("period").values[0]:
                    assert int(underlag.postings(ground, rows)["belopp"].sum()) == shared.öre(rows)


def test_each_posting_is_split_once_and_wholly(shared):
    for selector in shared.frames.values():
        split = selector.frame
        pieces = split.groupby(["källa", "rad", "version", "period", "kostnadsslag"])
        together = pieces.agg(
            belopp=("belopp", "sum"), bokfört=("bokfört", "first"), antal=("tjänst", "size")
        )
        ledger = shared.ground.ledger
        assert split["belopp"].sum() == ledger.loc[ledger["period"] >= split["period"].min(), "belopp"].sum()
        # a posting's parts are whole öre: together they miss it by less than the tjänster it is split over
        assert ((together["belopp"] - together["bokfört"]).abs() < together["antal"] + 60).all()


def test_every_urval_reads_back_as_it_is_written(mars):
    assert [text for text in mars.figures["urval"] if not text or str(parse(text)) != text] == []


@pytest.mark.parametrize(
    ("tabell", "fil"),
    [
        ("2.1.1 effektmått", "effektmatt/"),
        ("3.1.1 personalvolym", ""),
        ("bilaga 1 volymer", "volym/volymer.csv"),
        ("bilaga 2 projektportföljer", "portfolj/portfolj.csv"),
    ],
)
def test_figures_that_do_not_come_from_the_ledger_name_their_file(mars, tabell, fil):
    texts = mars.figures.loc[mars.figures["tabell"] == tabell, "urval"]
    parts = [rows for text in texts for rows in urval.parts_of(parse(text))]
    assert parts
    assert all(str(rows.file).startswith(fil) and rows.file for rows in parts)


def test_the_ways_of_an_allocated_figure_sum_to_it(ground):
    text = (
        "beloppstyp=utfall; period=2025-01..2025-03; kostnadsslag=personal|IT; nycklar=gällande; linje=EK|HR"
    )
    rows = parse(text)
    split = underlag.postings(ground, rows)
    ways = underlag.ways(ground, rows, split)
    assert ways["belopp"].sum() == split["belopp"].sum() != 0
    by_pool = split.groupby(["ansvar", "pool", "tjänst"])["belopp"].sum()
    pd.testing.assert_series_equal(
        ways.groupby(["ansvar", "pool", "tjänst"])["belopp"].sum(), by_pool[by_pool != 0]
    )
