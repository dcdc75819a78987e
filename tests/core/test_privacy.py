"""Small groups are hidden, and what is shown beside them does not give them away."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import tables, terms
from ekonomi.personnel import COLUMNS, Staff, hidden
from ekonomi.tables.people import AGO, NOW


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([10, 20, 30], []),
        ([3, 20, 30], [0, 1]),
        ([3, 4, 30], [0, 1]),
        ([1, 2, 30, 40], [0, 1, 2]),
        ([0, 3, 20], [1, 2]),
        ([4.9, 5.0], [0, 1]),
        ([5.0, 6.0], []),
        ([None, 3, 20], [1, 2]),
    ],
)
def test_the_smallest_others_are_hidden_with_a_small_group(sizes, expected):
    found = hidden(pd.Series(sizes, dtype="Float64"), 5)
    assert [place for place, is_hidden in found.items() if is_hidden] == expected


@given(st.lists(st.floats(0, 100), max_size=8), st.floats(0, 20))
def test_no_total_less_the_others_gives_a_small_group_away(sizes, limit):
    groups = pd.Series(sizes, dtype="Float64")
    chosen = hidden(groups, limit)
    small = (groups > 0) & (groups < limit)
    assert not (small & ~chosen).any()
    if chosen.any() and ((groups > 0) & ~chosen).any():
        assert chosen.sum() >= 2
        assert groups[chosen].sum() >= limit
    if not small.any():
        assert not chosen.any()


def staff(areas: pd.DataFrame, least: float) -> Staff:
    """The årsarbetare of some areas; of all together they are not known."""
    values = areas.reindex(index=[terms.TOTALT, *areas.index], columns=COLUMNS).astype("Float64")
    return Staff(values, {}, least)


def test_a_hidden_group_has_no_figure_and_the_note_says_why():
    areas = pd.DataFrame({NOW: [0.5, 2.0, 30.0], AGO: [2.0, 3.0, 30.0]}, index=["A", "B", "C"], dtype="Float64")
    table = tables.årsarbetare_per_område(staff(areas, 5), "2025-03")
    assert table.to_frame(shown=True)[NOW].tolist() == ["–", "–", "30,0", "32,5"]
    assert table.to_frame(shown=True)[AGO].tolist() == ["2,0", "3,0", "30,0", "35,0"]
    figures = table.figures()
    assert figures.loc[figures["kolumn"] == NOW, "rad"].tolist() == ["C", "Totalt"]
    assert table.notes[1] == (
        "– står för grupper med färre än 5 årsarbetare, räknat på helår, och för de grupper som annars skulle "
        "avslöja dem."
    )


def test_no_group_is_hidden_without_a_limit():
    areas = pd.DataFrame({NOW: [0.5, 2.0], AGO: [pd.NA, pd.NA]}, index=["A", "B"], dtype="Float64")
    table = tables.årsarbetare_per_område(staff(areas, 0), "2025-03")
    assert table.to_frame(shown=True)[NOW].tolist() == ["0,5", "2,0", "2,5"]
    assert len(table.notes) == 1
