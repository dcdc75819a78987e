"""Fields, quotation marks, escapes and object lists."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.readers.sie import to_ledger
from ekonomi.readers.sie.lexer import BrokenRecordError, pairs, split
from tests.sie.files import HEAD, book, ledger, voucher


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        ("#FNAMN Ett", ["#FNAMN", "Ett"]),
        ('#FNAMN\t"Ett  två"  ', ["#FNAMN", "Ett  två"]),
        ('#KONTO 1915 "Kassa \\"special\\""', ["#KONTO", "1915", 'Kassa "special"']),
        ('#VER "" "" 20250101', ["#VER", "", "", "20250101"]),
        ('#T 1 {1 "100" 6 "P1"} 5', ["#T", "1", ("1", "100", "6", "P1"), "5"]),
        ('#T 1{"1" "456"}-5', ["#T", "1", ("1", "456"), "-5"]),
        ("#T {} { }", ["#T", (), ()]),
        ('#T {1 "a}b{c"} x', ["#T", ("1", "a}b{c"), "x"]),
        ('#P "C:\\Program\\Bok"', ["#P", "C:\\Program\\Bok"]),
        ('#P "C:\\Bok\\" 5', ["#P", "C:\\Bok\\", "5"]),
        ('#P "2" rör" 5', ["#P", "2", 'rör"', "5"]),
        ('#P "2"-rör" 5', ["#P", '2"-rör', "5"]),
        ('#P 2"-rör', ["#P", '2"-rör']),
        ("#P a\\b", ["#P", "a\\b"]),
    ],
)
def test_fields(record, fields):
    assert split(record) == fields


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ('#P "öppet', "ett citattecken som aldrig avslutas"),
        ("#T {1 2", "en objektlista som inte avslutas"),
        ("#T {1 {2}}", "en objektlista i en objektlista"),
        ("#T {1}", "en objektlista med en dimension utan objekt"),
        ("#T } 1", "en klammer } utan början"),
    ],
)
def test_broken_records(record, said):
    with pytest.raises(BrokenRecordError, match=said):
        split(record)


def test_pairs_leave_out_what_is_empty_and_keep_the_first():
    assert pairs(("1", " 11 ", "6", "", "1", "12")) == {"1": "11"}


PLAIN = st.text('ab1å"\\{} ', max_size=6)


@given(PLAIN, PLAIN, st.sampled_from(['"{}"', "{}"]))
def test_the_fast_way_and_the_lexer_agree(text, code, quote):
    """A row goes by the column pattern or by the lexer; the same comes out, or the row is refused."""
    record = f"#TRANS 5010 {{1 {quote.format(code)}}} 1.00 20250115 {quote.format(text)}"
    try:
        fields = split(record)
        objects, said = pairs(fields[2]), str(fields[5]) if len(fields) > 5 else ""
        whole = len(fields) > 4 and not any(isinstance(field, tuple) for field in fields[3:])
    except (BrokenRecordError, IndexError, TypeError):
        return
    if whole and fields[3:5] == ["1.00", "20250115"]:
        rows = ledger(HEAD + voucher(record, "#TRANS 1930 {} -1", head="#VER A 1 20250115"))
        assert (rows["ansvar"][0], rows["text"][0]) == (objects.get("1", ""), said)


PLACES = st.lists(
    st.tuples(
        st.sampled_from(["1", "6", '"6"', "7", '" 6 "']),
        st.sampled_from(["A", '"B C"', '" D "', '""', "Å1", "6"]),
    ),
    max_size=4,
)


@given(st.lists(PLACES, min_size=1, max_size=6), st.booleans())
def test_object_lists_by_column_and_one_by_one_agree(lists, wide):
    gap = "  " if wide else " "
    texts = ["{" + gap.join(f"{number}{gap}{code}" for number, code in pairs) + "}" for pairs in lists]
    rows = voucher(*(f"#TRANS 5010 {text} 0" for text in texts))
    read = book(HEAD + rows)
    one_by_one = replace(read, object_lists=tuple(read.object_lists))
    for dimensions in ({"1": "ansvar", "6": "projekt"}, {"6": "tjänst"}, {}):
        pd.testing.assert_frame_equal(
            to_ledger(read, dimensions)[0], to_ledger(one_by_one, dimensions)[0], check_dtype=False
        )
