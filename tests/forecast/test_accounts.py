"""Hierarchies, evaluations, bridges and people's forecasts."""

import numpy as np
import pandas as pd
import pytest

from ekonomi.errors import DataError
from ekonomi.forecast import (
    bridge,
    changes,
    evaluate,
    forecast,
    forecast_tree,
    people,
    probability_at_least,
    summary,
)
from ekonomi.forecast.panel import build
from tests.forecast.test_properties import many

LEAVES = ("A|x", "A|y", "B|x", "B|y", "B|z")


def named() -> pd.DataFrame:
    frame = many(len(LEAVES))
    return frame.assign(serie=frame.serie.map(dict(zip(sorted(frame.serie.unique()), LEAVES, strict=True))))


def test_parts_sum_to_the_published_whole() -> None:
    out = forecast_tree(named(), "2025-03").set_index("serie")
    assert sorted(out.index) == sorted([*LEAVES, "A", "B", "Totalt"])
    for column in ("utfall", "prognos"):
        assert out[column]["Totalt"] == pytest.approx(out[column][list(LEAVES)].sum())
        assert out[column]["A"] == pytest.approx(out[column][["A|x", "A|y"]].sum())
    assert (out.nedre_95 <= out.nedre_80).all() and (out.nedre_80 <= out.prognos).all()
    assert set(out.metod) == {"kombination, avstämd"}
    width = out.övre_80 - out.nedre_80
    assert width["Totalt"] < width[list(LEAVES)].sum()


def test_a_series_may_not_be_its_own_sum() -> None:
    both = pd.concat([named(), named().query("serie == 'A|x'").assign(serie="A")])
    with pytest.raises(DataError, match="serien ”A”, väntade en del eller en summa, inte båda"):
        forecast_tree(both, "2025-03")


def test_evaluation_replays_earlier_closes() -> None:
    frame = many(4, months=75)
    managers = pd.DataFrame({"serie": ["s0000"], "period": ["2024-03"], "prognos": [1.0]})
    out = evaluate(frame, "2025-03", years=2, closes=(3, 8), managers=managers)
    assert set(out.period) == {"2023-03", "2023-08", "2024-03", "2024-08"}
    assert out.källa.value_counts().to_dict() == {"modell": 16, "naiv": 16, "chefer": 1}
    one = out[(out.serie == "s0001") & (out.period == "2024-08") & (out.källa == "modell")].iloc[0]
    year = frame[(frame.serie == "s0001") & (frame.månad.str[:4] == "2024")]
    assert one.helår == pytest.approx(year.värde.sum())
    alone = forecast(frame[frame.månad <= "2024-08"], "2024-08").set_index("serie")
    assert one.prognos == pytest.approx(alone.prognos["s0001"], rel=0.01)  # parameters of the year's first close
    first = out[(out.serie == "s0001") & (out.period == "2024-03") & (out.källa == "modell")].iloc[0]
    alone = forecast(frame[frame.månad <= "2024-03"], "2024-03").set_index("serie")
    assert first.prognos == alone.prognos["s0001"]
    table = summary(out)
    assert set(table.månad) == {3, 8}
    assert table[table.källa == "chefer"].träff_80.isna().all()
    assert table[table.källa == "modell"].träff_95.between(0, 1).all()
    assert (table.WAPE >= 0).all()


def adjustment(**changes: object) -> pd.DataFrame:
    row = {
        "serie": "s0000",
        "belopp": -5.0,
        "period": "2025-04",
        "motivering": "Avtalet upphör",
        "beslutad_av": "ekonomichef",
        "datum": "2025-04-10",
    }
    return pd.DataFrame([row | changes])


def test_bridge_adds_up_and_leaves_the_decided_alone() -> None:
    made = forecast(many(2), "2025-03")
    decided = pd.DataFrame({"serie": ["s0000"], "prognos": [123.0]})
    steps = bridge(made, adjustment(), decided)
    own = steps[steps.serie == "s0000"].set_index("steg").belopp
    assert own["beslutad prognos"] == 123.0
    parts = own["statistisk prognos"] + own["justering"] + own["övrig bedömning"]
    assert parts == pytest.approx(123.0)
    other = steps[steps.serie == "s0001"]
    assert list(other.steg) == ["statistisk prognos", "justerad prognos"]


def test_probability_falls_with_the_amount() -> None:
    made = forecast(many(3), "2025-03")
    np.testing.assert_allclose(probability_at_least(made, made.prognos), 0.5)
    np.testing.assert_allclose(probability_at_least(made, made.nedre_80), 0.9)
    assert (probability_at_least(made, 0.0) > 0.97).all()


def test_a_decided_forecast_is_told_with_what_the_model_sees() -> None:
    frame = many(2)
    made = forecast(frame, "2025-03")
    decided = pd.DataFrame({"serie": made.serie, "prognos": [made.övre_80[0] * 1.1, made.prognos[1]]})
    told = changes(made, decided, build(frame, "2025-03"))
    then = frame[(frame.serie == "s0000") & frame.månad.between("2024-01", "2024-03")].värde.sum()
    assert told.hittills[0] == pytest.approx(made.utfall[0] - then)
    assert told.resten_beslutad[0] - told.resten[0] == pytest.approx(decided.prognos[0] - made.prognos[0])


def test_people_repeat_their_habits() -> None:
    rng = np.random.default_rng(4)
    rows = []
    for unit in range(40):
        habit = 1 + 0.1 * (unit % 3)
        for year in range(2018, 2025):
            total = 100 * np.exp(rng.normal(0, 0.1))
            rows.append((unit, year, total * 0.3, 100.0, total * habit, 100.0, total))
    known = pd.DataFrame(rows, columns=["enhet", "år", "utfall", "budget", "prognos", "fg_år", "helår"])
    asked = known[known.år == 2024]
    out = people(known[known.år < 2024], asked)
    ours = (out / asked.helår - 1).abs().mean()
    assert ours < 0.6 * (asked.prognos / asked.helår - 1).abs().mean()


def test_people_without_earlier_years_stand_as_they_are() -> None:
    asked = pd.DataFrame(
        {
            "enhet": ["a", "b"],
            "år": 2025,
            "utfall": 1.0,
            "budget": [9.0, 8.0],
            "prognos": [10.0, np.nan],
            "fg_år": 9.0,
        }
    )
    out = people(asked.assign(helår=1.0).head(0), asked)
    assert list(out) == [10.0, 8.0]
