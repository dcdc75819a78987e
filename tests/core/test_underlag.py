"""Every printed figure can be followed to its rows: they sum to it, exactly, and the others say their source."""

import numpy as np
import pandas as pd
import pytest

from ekonomi import tables, terms, underlag, urval
from ekonomi.params import load_params
from ekonomi.report import Report, new_report
from ekonomi.underlag import Ground
from ekonomi.urval import parse
from tests.published import ROOT
from tests.summed import Shared


@pytest.fixture(scope="module")
def mars() -> Report:
    """The economist's edition, which holds all that the nämnd's does."""
    params = load_params(ROOT / "params/2025-03.yaml").model_copy(update={"upplaga": terms.EKONOM})
    return new_report(params, ROOT)


@pytest.fixture(scope="module")
def ground(mars: Report) -> Ground:
    return mars.ground


@pytest.fixture(scope="module")
def shared(ground: Ground) -> Shared:
    return Shared(ground, {"gällande": "2024-01", "budgetens": "2025-01"})


def test_the_rows_of_every_figure_sum_to_it_exactly(mars, shared):
    off, sums, modelled = shared.differing(mars.figures)
    assert off == []
    assert sums > 4500
    assert all("statistisk prognos" in tabell for tabell in modelled)


def test_the_rows_of_every_figure_of_the_schools_sum_to_it_exactly():
    """The report that has a balance sheet, investments, risks, goals and the personnel system's statistics."""
    report = new_report(load_params(ROOT / "params/grundskolenamnden-2025-08.yaml"), ROOT)
    off, sums, modelled = Shared(report.ground, {}).differing(report.figures)
    assert (off, modelled) == ([], set())
    assert sums > 350
    assert (report.figures["urval"] != "").all()


@pytest.mark.parametrize("name", ["2024-12", "2025-03", "grundskolenamnden-2025-08"])
def test_every_count_of_uppdrag_is_that_of_its_rows_in_the_file(name):
    report = new_report(load_params(ROOT / f"params/{name}.yaml"), ROOT)
    table = report[tables.uppdragens_läge]
    found = pd.read_csv(ROOT / report.settings.data / report.files["assignments"], sep=";", dtype="str")
    found = found[found["rapport"] == report.period]
    fold = found["perspektiv"].str.casefold(), found["status"].str.casefold()
    seen = 0
    for row in table.rows:
        for column in table.columns:
            cell, own = table.cell(row.name, column.name), table.urval[row.name][column.name]
            assert underlag.evaluate(report.ground, own, cell.unit) == cell.value
            if column.name != "försenade":
                inside = (fold[0] == row.name.casefold()) | (row.name == terms.TOTALT)
                of_state = (fold[1] == column.name.casefold()) | (column.name == "antal")
                assert cell.value == int((inside & of_state).sum())
            seen += 1
    assert seen >= 8
    made = report.figures[report.figures["tabell"] == table.name]
    assert len(made) == seen and (made["urval"] != "").all()


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
        together = pieces.agg(belopp=("belopp", "sum"), bokfört=("bokfört", "first"), antal=("tjänst", "size"))
        ledger = shared.ledger
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
    text = "beloppstyp=utfall; period=2025-01..2025-03; kostnadsslag=personal|IT; nycklar=gällande; linje=EK|HR"
    rows = parse(text)
    split = underlag.postings(ground, rows)
    ways = underlag.ways(ground, rows)
    assert ways["belopp"].sum() == split["belopp"].sum() != 0
    by_pool = split.groupby(["ansvar", "pool", "tjänst"])["belopp"].sum()
    pd.testing.assert_series_equal(ways.groupby(["ansvar", "pool", "tjänst"])["belopp"].sum(), by_pool[by_pool != 0])


@pytest.mark.parametrize("most", [1, 100, 2500])  # of the first file alone, and into the second
@pytest.mark.parametrize("more", ["", "; nycklar=gällande; linje=EK|HR", '; verifikation≠""; ansvar=41010|41020'])
def test_the_first_postings_are_the_first_of_all(ground, more, most):
    rows = parse(f"beloppstyp=utfall; period=2024-11..2025-03; resultatrad=kostnader{more}")
    every, some = underlag.postings(ground, rows), underlag.postings(ground, rows, most)
    assert len(every) >= len(some) >= min(most, 80)
    pd.testing.assert_frame_equal(some.reset_index(drop=True), every.head(len(some)).reset_index(drop=True))
