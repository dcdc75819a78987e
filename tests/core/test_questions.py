"""What a notebook may ask of a report: other keys, another order; every figure agrees with the report's own."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ekonomi.errors import DataError, UsageError
from ekonomi.params import load_params
from ekonomi.questions import WAYS, explain_deviation, reallocate, trace
from ekonomi.report import Report, build_report, compose
from tests import tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("fragor")
    with pytest.MonkeyPatch.context() as patch:
        tiny.write(folder)
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return build_report(load_params(folder / "params" / f"{tiny.PERIOD}.yaml"), folder)


def test_another_key_moves_costs_between_tjänster(report: Report) -> None:
    """PG's 110 000 a month go 1/6.5 to P12, 2/6.5 to 1101 and 3.5/6.5 to 2101; then all to 1101."""
    table = reallocate(report, keys={"PG": {"1101": 1}})
    frame = table.to_frame()
    assert table.cell("Totalt", "flyttat").value == 0
    assert list(frame.index) == ["1101 Redovisning", "2101 Nät", "1201 Lön", "Totalt"]
    assert float(table.cell("1101 Redovisning", "flyttat").value) == pytest.approx(-0.33 * 4.5 / 6.5)
    assert table.cell("2101 Nät", "flyttat").shown == "0,2"


def test_another_order_moves_costs_between_tjänster(report: Report) -> None:
    table = reallocate(report, order={"PG": 3})
    assert float(table.cell("1201 Lön", "flyttat").value) == pytest.approx(0.33 / 6.5)
    assert table.cell("Totalt", "flyttat").value == 0


def test_pools_change_places(report: Report) -> None:
    """P12 before PG: what PG gave to P12 goes to its other receivers."""
    table = reallocate(report, order=["P12", "PG"])
    assert table.to_frame().equals(reallocate(report, order={"P12": 1, "PG": 2}).to_frame())
    assert float(table.cell("1201 Lön", "flyttat").value) == pytest.approx(0.33 / 6.5)
    with pytest.raises(DataError, match="fann poolen XX i det som ska ändras"):
        reallocate(report, order=["XX", "PG"])


def test_nothing_moves_where_nothing_changes(report: Report) -> None:
    table = reallocate(report, order={"PG": 1})
    assert "Inget flyttas." in table._repr_html_()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            {"PG": {"9999": 1}},
            "fann mottagaren 9999 för poolen PG, väntade koden för en tjänst eller en pool",
        ),
        ({"XX": {"1101": 1}}, "fann poolen XX i det som ska ändras, men inte i registret"),
        ({"PG": {"1101": 0}}, "fann vikter med summan 0 för poolen PG i period 2025-01"),
        ({"PG": {"1101": -1, "2101": 2}}, "fann vikten -1 för poolen PG i period 2025-01"),
        ({"P12": {"PG": 1}}, "fann mottagaren PG i steg 1 för poolen P12 i period 2025-01"),
    ],
)
def test_a_faulty_key_names_the_pool(report: Report, keys, expected: str) -> None:
    with pytest.raises(DataError) as caught:
        reallocate(report, keys=keys)
    assert expected in str(caught.value)


def test_a_key_changed_after_the_budget_shows_as_nyckeleffekt(report: Report) -> None:
    """The budget stays with its locked keys; the outcome moves, and the table says how much."""
    keys = report.sources.registers.keys
    changed = keys.assign(vikt=keys["vikt"].where(keys["mottagare"] != "2101", 1.0))
    registers = replace(report.sources.registers, keys=changed)
    sources = replace(report.sources, registers=registers, locked_keys={"2025": keys})
    after = compose(report.params, report.settings, sources)
    before, now = report.tables["3.2.4 tjänstekostnader"], after.tables["3.2.4 tjänstekostnader"]
    for column in ("budget ack mars", "budget helår 2025"):
        assert [now.cell(row, column).value for row in ("EK", "HR")] == [
            before.cell(row, column).value for row in ("EK", "HR")
        ]
    effect = after.tables["3.2.4 nyckeleffekt"]
    moved = now.cell("EK", "utfall ack mars").value - before.cell("EK", "utfall ack mars").value
    assert effect.cell("1101 Redovisning", "nyckeleffekt").value == moved != 0
    assert effect.cell("Totalt", "nyckeleffekt").value == 0
    assert "desamma som när budgeten beslutades" in report.tables["3.2.4 nyckeleffekt"]._repr_html_()


FIGURES = [
    ({"tjänst": "1101"}, "bilaga 1 tjänsteuppföljning", "EK / Redovisning"),
    ({"område": "Digital Infrastruktur"}, "3.2.4 tjänstekostnader", "Digital Infrastruktur"),
]


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize(("figure", "table", "row"), FIGURES)
def test_an_explanation_sums_to_the_printed_deviation(report: Report, by, figure, table, row) -> None:
    for mått, column in (("utfall", "avvikelse ack mars"), ("prognos", "avvikelse helår")):
        found = explain_deviation(report, by, **figure, mått=mått)
        parts = [found.cell(part.name, "avvikelse").value for part in found.rows]
        assert sum(parts[:-1]) == parts[-1] == report.tables[table].cell(row, column).value
        sizes = [abs(part) for part in parts[:-1]]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("by", WAYS)
def test_the_whole_is_the_result(report: Report, by: str) -> None:
    total = explain_deviation(report, by).cell("Totalt", "avvikelse").value
    assert total == report.tables["3.2.1 resultat"].cell("Resultat", "avvikelse period").value
    parts = [explain_deviation(report, by, ansvar=ansvar) for ansvar in ("11", "12", "21", "90")]
    assert sum(part.cell("Totalt", "avvikelse").value for part in parts) == total


def test_an_explanation_tells_nyckeleffekt_apart(report: Report) -> None:
    keys = report.sources.registers.keys
    changed = keys.assign(vikt=keys["vikt"].where(keys["mottagare"] != "2101", 1.0))
    sources = replace(
        report.sources,
        registers=replace(report.sources.registers, keys=changed),
        locked_keys={"2025": keys},
    )
    after = compose(report.params, report.settings, sources)
    found = explain_deviation(after, "pool", tjänst="1101")
    effect = after.tables["3.2.4 nyckeleffekt"].cell("1101 Redovisning", "nyckeleffekt").value
    assert found.cell("Nyckeleffekt", "avvikelse").value == effect
    parts = [found.cell(part.name, "avvikelse").value for part in found.rows]
    assert sum(parts[:-1]) == parts[-1]


def test_a_question_without_an_answer_says_why(report: Report) -> None:
    with pytest.raises(
        UsageError, match="Det går inte att förklara utfall per månad: by är kostnadsslag, ansvar"
    ):
        explain_deviation(report, "månad")
    with pytest.raises(UsageError, match="Inga belopp finns för det som frågan gäller"):
        explain_deviation(report, tjänst="9999")
    with pytest.raises(UsageError, match="Ange tjänst eller ansvar"):
        trace(report)


def test_a_trace_sums_to_what_is_borne_and_booked(report: Report) -> None:
    index = report.tables["bilaga 1 tjänsteuppföljning"].cell("EK / Redovisning", "utfall ack mars").value
    to = trace(report, tjänst="1101")
    assert sum(to.cell(row.name, "belopp").value for row in to.rows[:-1]) == index
    assert to.cell("Totalt", "belopp").value == index
    assert to.cell("90 / PG / PG / 1101", "pool").shown == "Stab"
    gone = trace(report, ansvar="90")
    assert gone.cell("Totalt", "belopp").value == Decimal("-0.33")


def test_a_pool_may_follow_a_ground(report: Report) -> None:
    """PG's receivers 1101 and 2101 by direct cost: 300 000 and 500 000 a month, and P12's 150 000."""
    table = reallocate(report, keys={"PG": "direkt kostnad"})
    assert table.cell("Totalt", "flyttat").value == 0
    share = 300 / (300 + 500 + 150) - 2 / 6.5
    assert float(table.cell("1101 Redovisning", "flyttat").value) == pytest.approx(-0.33 * share, abs=1e-7)
    with pytest.raises(DataError) as caught:
        reallocate(report, keys={"PG": "årsarbetare"})
    assert "fann ingen arbetad tid 2025-01 hos mottagaren 1101 för poolen PG" in str(caught.value)
    with pytest.raises(DataError) as caught:
        reallocate(report, keys={"PG": "yta"})
    assert str(caught.value) == (
        "nycklar: fann grunden yta för poolen PG, väntade årsarbetare, volym, direkt kostnad. "
        "Rätta poolens nyckel i registret."
    )
