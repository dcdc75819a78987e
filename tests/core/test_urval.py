"""An urval reads back as it is written, whatever the codes are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi import urval
from ekonomi.urval import Condition, Formula, Rows, UrvalError, parse

NAMES = st.sampled_from(["beloppstyp", "period", "kostnadsslag", "tjänst", "pool"])
TEXTS = st.one_of(st.sampled_from(["", " ", '"', "a|b", "x;y=z", "1..2", "{", "}", "−", "≠", "egen nämnd"]), st.text())
CONDITIONS = st.one_of(
    st.builds(Condition, NAMES, st.sampled_from(["=", "≠"]), st.lists(TEXTS, min_size=1, max_size=3).map(tuple)),
    st.builds(Condition, NAMES, st.just(".."), st.tuples(TEXTS, st.text(min_size=1))),
)
ROWS = st.lists(CONDITIONS, min_size=1, max_size=4, unique=True).map(lambda found: Rows() & Rows(tuple(found)))


def _formulas(parts: st.SearchStrategy) -> st.SearchStrategy:
    two = st.tuples(parts, parts)
    return st.one_of(
        st.builds(Formula, st.sampled_from(["+", "−", "·", "/"]), two),
        st.builds(Formula, st.sampled_from(["−", "storlek", "hela_ören", "prognos_median"]), st.tuples(parts)),
        st.builds(lambda part: Formula("·", (100, part)), parts),
    )


@given(st.recursive(ROWS, _formulas, max_leaves=6))
def test_an_urval_reads_back_as_it_is_written(expression):
    assert parse(str(expression)) == expression


def test_a_selection_is_written_in_one_order():
    rows = urval.but("motpart", "egen nämnd") & urval.span("period", "2025-01", "2025-03")
    rows &= urval.only("kostnadsslag", "personal", "IT") & urval.only("beloppstyp", "utfall")
    said = "beloppstyp=utfall; period=2025-01..2025-03; kostnadsslag=personal|IT; motpart≠egen nämnd"
    assert str(rows) == said
    assert str(urval.span("period", "2025-01", "2025-01")) == "period=2025-01"
    assert str(urval.dated("period", "", "2025-03")) == "period=..2025-03"
    assert str(-rows) == f"−{{{said}}}"


def test_the_parts_of_a_sum_carry_their_signs():
    a, b, c = (urval.only("ansvar", code) for code in "abc")
    assert urval.linear(a - (b - c)) == [(1, a), (-1, b), (1, c)]
    assert urval.linear(-(a + b)) == [(-1, a), (-1, b)]
    assert urval.linear(a / b) is None
    assert list(urval.parts_of(a / b - c)) == [a, b, c]


@pytest.mark.parametrize(
    "text", ["hej", "{a=1} {b=2}", "{a=1", "{a=1} +", "storlek({a=1}", "100 · 2", "okänd({a=1})", "a=1;;b=2"]
)
def test_what_is_no_urval_is_refused(text):
    with pytest.raises(UrvalError):
        parse(text)
