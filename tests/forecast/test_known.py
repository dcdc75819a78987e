"""The register: what is known is not forecast, decisions have no band, and nothing is counted twice."""

import numpy as np
import pandas as pd
import pytest

from ekonomi.forecast import REGISTER, forecast
from ekonomi.forecast.hierarchy import Closes
from ekonomi.forecast.panel import grouped
from tests.forecast.test_tiers import series, wave

PERIOD = "2025-03"


def register(*rows: tuple[str, object, str], serie: str = "s") -> pd.DataFrame:
    """Rows of månad, belopp and slag of one series."""
    found = [(serie, month, amount, slag, "avtal 12") for month, amount, slag in rows]
    return pd.DataFrame(found, columns=list(REGISTER))


def answer(frame: pd.DataFrame, *rows: tuple[str, object, str]) -> pd.Series:
    return forecast(frame, PERIOD, kända=register(*rows)).iloc[0]


def test_a_known_amount_leaves_the_series_and_comes_back() -> None:
    plain = series(wave(63))
    rent = plain.assign(värde=plain.värde + 500.0)
    months = pd.period_range(plain.månad.min(), "2025-12", freq="M").strftime("%Y-%m")
    told = answer(rent, *((m, 500.0, "känt") for m in months))
    alone = forecast(plain, PERIOD).iloc[0]
    assert told.prognos == pytest.approx(alone.prognos + 12 * 500)
    assert told.utfall == pytest.approx(alone.utfall + 3 * 500)
    assert told.övre_80 - told.nedre_80 == pytest.approx(alone.övre_80 - alone.nedre_80)


def test_a_decision_has_no_band() -> None:
    whole = answer(series(wave(63)), ("2025", 1300.0, "beslut"))
    assert (whole.nedre_95, whole.prognos, whole.övre_95, whole.metod) == (1300, 1300, 1300, "beslutad")
    rest = answer(series(wave(63)), *((f"2025-{m:02d}", 100.0, "beslut") for m in range(4, 13)))
    assert rest.prognos == rest.övre_95 == pytest.approx(rest.utfall + 900)
    some = answer(series(wave(63)), *((f"2025-{m:02d}", 100.0, "beslut") for m in range(4, 10)))
    alone = forecast(series(wave(63)), PERIOD).iloc[0]
    assert 0 < some.övre_80 - some.nedre_80 < alone.övre_80 - alone.nedre_80


def test_what_is_already_posted_is_the_least() -> None:
    told = answer(series(wave(63)), ("2025-10", 5000.0, "bokfört"))
    assert told.prognos == told.nedre_95 == pytest.approx(told.utfall + 5000)
    small = answer(series(wave(63)), ("2025-10", 5.0, "bokfört"))
    assert small.prognos == forecast(series(wave(63)), PERIOD).iloc[0].prognos


def test_an_adjustment_moves_every_bound_once() -> None:
    alone = forecast(series(wave(63)), PERIOD).iloc[0]
    told = answer(series(wave(63)), ("2025-05", -1000.5, "justering"), ("2025-02", 7.0, "justering"))
    for column in ("prognos", "nedre_95", "övre_80"):
        assert told[column] == pytest.approx(alone[column] - 1000.5)


def test_sums_are_moved_as_their_parts_are() -> None:
    frame = pd.concat([series(wave(63), name=name) for name in ("a", "b")])
    tree = grouped(("a", "b"), {"summa": ("a", "b")})
    alone = Closes(lambda _: frame, tree).coherent(PERIOD).table.set_index("serie").prognos
    rows = register(("2025-05", 300.0, "justering"), serie="a")
    told = Closes(lambda _: frame, tree, lambda _: rows).coherent(PERIOD).table.set_index("serie").prognos
    assert told["summa"] - alone["summa"] == pytest.approx(300)
    assert told["b"] == pytest.approx(alone["b"])


def test_an_answer_silences_the_question() -> None:
    values = wave(63)
    values[61] += 4000.0
    frame = series(values)
    asked = forecast(frame, PERIOD).iloc[0]
    assert asked.anmärkning.startswith("Februari: 4")
    told = answer(frame, ("2025-02", np.nan, "fel"))
    assert told.anmärkning == ""
    assert told.prognos == pytest.approx(asked.prognos - 4000, rel=0.05)
    assert np.isfinite(told.övre_95)
