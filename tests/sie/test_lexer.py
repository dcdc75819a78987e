"""Fields, quotation marks, escapes and object lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.readers.sie.lines import BrokenRecordError, pairs, split
from tests.sie.files import HEAD, ledger, voucher


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
def test_a_row_says_what_its_fields_say(text, code, quote):
    """The objects and the text of a row are its fields', whatever marks stand in them, or the row is refused."""
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
