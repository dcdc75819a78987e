"""What the personnel system tells: rates by head, small groups hidden, and what personnel cost for time and pay."""

import pandas as pd
import pytest

from ekonomi import period as periods
from ekonomi import tables, terms, urval
from ekonomi.params.sources import StaffFiles
from ekonomi.personnel import COLUMNS, Staff
from tests.exhibits import mini

FIL = "statistik.csv"
COUNTS = {terms.ORDINARIE_TID: 1000, terms.SJUK_KORT: 30, terms.SJUK_LÅNG: 20, terms.ÖVERTID: 5,
          terms.TIMAVLÖNADE: 40, terms.ANSTÄLLDA: 50, terms.SLUTAT: 1, terms.VAKANSER: 2}  # fmt: skip


def statistics(first: str = "2024-01", last: str = "2025-03") -> pd.DataFrame:
    """The same every month of ansvar 1, and twice the sickness of ansvar 2."""
    rows = [
        (month, ansvar, name, value * (2 if ansvar == "2" and name.startswith("sjuk") else 1))
        for month in periods.span(first, last)
        for ansvar in "12"
        for name, value in COUNTS.items()
    ]
    return pd.DataFrame(rows, columns=["månad", "ansvar", "uppgift", "värde"])


def staff(*sizes: float) -> Staff:
    """Årsarbetare of Ekonomi and Digital infrastruktur in three months."""
    names = [terms.TOTALT, "Ekonomi", "Digital infrastruktur"]
    values = pd.DataFrame([[one] * 4 for one in (sum(sizes), *sizes)], names, COLUMNS, "Float64")
    return Staff(values, {}, 5.0)


def test_rates_are_of_ordinary_time_and_those_who_left_of_the_employed():
    table = tables.personalmått(statistics(), FIL, "2025-03")
    shown = {row.name: table.cell(row.name, terms.M_UTFALL).shown.replace("\u00a0", " ") for row in table.rows}
    assert shown == {
        "Sjukfrånvaro": "7,5 %",
        "varav dag 1–14": "4,5 %",
        "varav från dag 15": "3,0 %",
        "Övertid": "0,5 %",
        "Timavlönades tid": "4,0 %",
        "Personalomsättning": "6,0 %",
        "Vakanta tjänster": "4",
    }
    assert table.cell("Personalomsättning", terms.M_BOKSLUT).shown.startswith("24,0")


def test_a_column_that_the_file_does_not_tell_of_from_end_to_end_is_left_out():
    table = tables.personalmått(statistics("2024-02"), FIL, "2025-03")
    assert [column.name for column in table.columns] == [terms.M_UTFALL]


@pytest.mark.parametrize(("sizes", "shown"), [((30, 40), ["5,0 %", "10,0 %"]), ((1, 40), ["–", "–"])])
def test_sickness_of_small_groups_is_hidden_and_of_those_that_would_tell_it(sizes, shown):
    table = tables.sjukfrånvaro_per_område(statistics(), FIL, mini.ORGANISATION, staff(*sizes), "2025-03")
    cells = [
        table.cell(name, terms.M_UTFALL).shown.replace("\u00a0", " ") for name in ("Ekonomi", "Digital infrastruktur")
    ]
    assert cells == shown
    assert table.cell(terms.TOTALT, terms.M_UTFALL).shown.startswith("7,5")
    assert bool(table.notes) == ("–" in shown)
    hidden = [row for row, own in table.urval.items() if not own]
    assert (hidden == []) == ("–" not in shown)


def test_the_change_in_personnel_cost_is_time_pay_and_rest():
    costs = {"2024-03": {"5010": -1000, "5610": -300}, "2025-03": {"5010": -1320, "5610": -350}}
    rows = [
        (terms.UTFALL, month, "personal", konto, kronor * 100_000_00)
        for close, own in costs.items()
        for month in (periods.shift(close, -2), periods.shift(close, -1), close)
        for konto, kronor in own.items()
    ]
    postings = pd.DataFrame(rows, columns=["beloppstyp", "period", "kostnadsslag", "konto", "belopp"])
    hours = [(month, "1", 100 if month < "2025" else 110) for month in periods.span("2024-01", "2025-03")]
    filed = {"tid.csv": pd.DataFrame(hours, columns=["månad", "ansvar", "timmar"])}
    files = StaffFiles(arbetad_tid="tid.csv", helårsnorm="norm.csv", kostnadsslag="personal", lönekonton=("5010",))
    table = tables.personalkostnad(postings, filed, files, "2025-03")
    assert table is not None
    shown = [table.cell(row.name, "belopp").shown for row in table.rows]
    assert shown == ["−390,0", "−30,0", "−66,0", "−15,0", "−501,0", "−111,0"]
    assert all(urval.parse(str(one["belopp"])) == one["belopp"] for one in table.urval.values())
    assert tables.personalkostnad(postings, filed, files.model_copy(update={"lönekonton": ()}), "2025-03") is None
