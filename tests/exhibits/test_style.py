"""Numbers are printed as Myndigheternas skrivregler ask, and rounded once, half away from zero."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import style

CASES = Path(__file__).parents[1] / "cases" / "format.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = [tuple(row.values()) for row in csv.DictReader(file)]
öre = st.integers(min_value=-(10**15), max_value=10**15)
tenths = Decimal("0.1")


@pytest.mark.parametrize(("value", "unit", "decimals", "expected"), ROWS)
def test_printed(value: str, unit: str, decimals: str, expected: str) -> None:
    exact = style.in_unit(Decimal(value), unit)
    assert style.shown(exact, unit, int(decimals) if decimals else None) == expected


@given(öre)
def test_rounding_is_symmetric_and_within_half_a_tenth(belopp: int) -> None:
    up, down = (style.rounded(style.in_unit(sign * belopp, "mnkr"), 1) for sign in (1, -1))
    assert up == -down
    assert abs(up - style.in_unit(belopp, "mnkr")) <= tenths / 2


@given(öre, öre)
def test_rounding_keeps_order(one: int, other: int) -> None:
    first, second = sorted((one, other))
    exact = [style.rounded(style.in_unit(belopp, "mnkr"), 1) for belopp in (first, second)]
    assert exact == sorted(exact)


@given(st.lists(öre, min_size=1, max_size=12))
def test_a_rounded_sum_misses_rounded_rows_by_half_a_tenth_each_at_most(belopp: list[int]) -> None:
    rows = sum(style.rounded(style.in_unit(one, "mnkr"), 1) for one in belopp)
    total = style.rounded(style.in_unit(sum(belopp), "mnkr"), 1)
    assert abs(total - rows) <= tenths / 2 * (len(belopp) + 1)


@given(öre, st.sampled_from(sorted(style.DECIMALS)))
def test_text_reads_back_and_zero_has_no_minus(value: int, unit: str) -> None:
    exact = style.in_unit(value, unit)
    text = style.shown(exact, unit)
    plain = text.removesuffix("\u00a0%").replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")
    assert Decimal(plain) == style.rounded(exact, style.decimals_of(unit))
    assert (text[0] == "\u2212") == (Decimal(plain) < 0)
    assert not set(text) & set("- .\u202f")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("13,4", "mnkr", "13,4\u00a0mnkr"),
        ("5,5\u00a0%", "procent", "5,5\u00a0%"),
        ("188,7", "årsarbetare", "188,7\u00a0årsarbetare"),
        ("13", "antal", "13"),
        ("1,00", "kr", "1,00\u00a0kronor"),
        ("–", "mnkr", "–"),
    ],
)
def test_in_words(text: str, unit: str, expected: str) -> None:
    assert style.in_words(text, unit) == expected
