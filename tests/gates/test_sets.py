"""Rows told apart by numbers, and picked out late: the same as by their texts, and at once."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import sets
from ekonomi.gates.books import POSTING, perhaps_twice, twice_by_month

FEW = st.sampled_from(["a", "b", ""])
ROWS = st.lists(st.tuples(FEW, FEW, FEW, st.sampled_from([1, 2])), min_size=1, max_size=12)


def ledger(rows: list[tuple[str, str, str, int]]) -> pa.Table:
    """Postings that are alike in all but period, voucher, file and amount, each file with its own list of texts."""
    frame = pd.DataFrame(rows, columns=["period", "verifikation", "källa", "belopp"]).assign(rad=range(len(rows)))
    frame = frame.assign(**dict.fromkeys([name for name in POSTING if name not in frame], ""))
    return pa.concat_tables([sets.table(part) for _, part in frame.groupby("källa")])


def laid(table: pa.Table) -> sets.InPlace:
    """The same postings, asked where they lie, each file by itself."""
    parts = (table.filter(pc.field("källa") == name) for name in table["källa"].unique())
    return sets.laid(sets.Files(tuple(map(sets.Filed, parts))), ["period", "källa"])


@given(ROWS)
def test_rows_have_the_same_mark_where_they_say_the_same(rows):
    table = ledger(rows)
    said = sets.frame(table)[POSTING].agg(tuple, axis="columns")
    assert pd.factorize(sets.marks(table, POSTING))[0].tolist() == pd.factorize(said)[0].tolist()


@given(ROWS)
def test_what_stands_twice_is_found_among_the_few(rows):
    def twice(some: sets.Rows) -> dict[str, int]:
        found = sets.asked(twice_by_month, some).set_index("period")["två"].astype("int64")
        return found[found > 0].to_dict()

    table = ledger(rows)
    assert twice(perhaps_twice(table)) == twice(table)
    chosen = sets.chosen(laid(table), period=lambda month: month != "a")
    assert twice(perhaps_twice(chosen)) == twice(sets.table(chosen))


@given(ROWS)
def test_rows_are_picked_out_late_as_at_once(rows):
    table = ledger(rows)
    chosen = sets.chosen(sets.chosen(laid(table), period=lambda month: month != "a"), källa=lambda name: name == "b")
    at_once = sets.frame(table).query("period != 'a' and källa == 'b'")
    assert sets.frame(chosen)["rad"].tolist() == at_once["rad"].tolist()
    assert sets.table(chosen)["belopp"].to_pylist() == at_once["belopp"].tolist()
    assert sorted(sets.asked(lambda some: some, chosen)["rad"]) == sorted(at_once["rad"])


@given(
    st.fixed_dictionaries(dict.fromkeys("1234", FEW)),
    st.lists(st.tuples(st.sampled_from("12"), FEW), max_size=1),
    st.frozensets(FEW),
)
def test_rows_are_picked_out_by_their_konto_as_by_what_it_tells(told, others, wanted):
    frame = pd.DataFrame([*told.items(), *others], columns=["konto", "slag"])
    frame = frame.assign(källa="x", belopp=1, rad=range(len(frame)))
    place = sets.laid(sets.Files((sets.Filed(sets.table(frame)),)), ["källa", "konto", "slag"])
    found = sets.asked(lambda some: some, sets.chosen(place, slag=wanted.__contains__))
    assert sorted(found["rad"]) == frame.loc[frame["slag"].isin(wanted), "rad"].tolist()


def test_a_file_that_holds_none_of_the_rows_is_let_be(monkeypatch):
    rows = laid(ledger([("a", "1", "a", 1), ("b", "1", "b", 2)]))
    monkeypatch.setattr(rows.ask.parts[0], "here", pa.table({"källa": ["a"]}))  # where asked, it fails
    assert sets.frame(sets.chosen(rows, period="b".__eq__))["belopp"].tolist() == [2]
    assert sets.frame(sets.narrowed(rows, period="b".__eq__))["belopp"].tolist() == [2]


def test_what_stands_more_than_once_is_told_by_its_number():
    told = np.array([3, 1, 3, 2, 2, 3], dtype="uint64")
    assert sets.among(told, sets.repeated(told)).tolist() == [True, False, True, True, True, True]
