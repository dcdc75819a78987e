"""The store: the same sums as pandas."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi import store

ROW = st.tuples(st.sampled_from(["", "a", "Å", "ä", "z"]), st.booleans(), st.integers(-(2**50), 2**50))


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=40))
def test_the_sums_are_those_of_pandas(rows: list[tuple[str, bool, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["konto", "intern", "belopp"])
    expected = frame.groupby(["konto", "intern"], as_index=False, sort=True)["belopp"].sum()
    pd.testing.assert_frame_equal(store.aggregate(frame, ["konto", "intern"]), expected)
