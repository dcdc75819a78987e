"""Tests that fail where a part of the method is taken out, turned or read from the wrong place."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from ekonomi import period as months
from ekonomi.forecast import adjusted, bridge, evaluate, expert, forecast, probability_at_least
from ekonomi.forecast.answer import answer
from ekonomi.forecast.full_year import full_year
from ekonomi.forecast.hierarchy import Closes, mint, reconcile
from ekonomi.forecast.levels import HIGH, LEVELS, LOW, MEDIAN, SCORES, STRETCH, spread
from ekonomi.forecast.models import LEVEL, MODELS, PACE, frame, members, naive, of_sum, pace
from ekonomi.forecast.panel import aggregate, build, grouped
from tests.forecast.test_properties import many

ADDS = sparse.csr_matrix(np.array([[1.0, 1.0]]))


def test_mint_moves_the_uncertain_part_towards_the_sum() -> None:
    """By hand: gap 10, variances 4, 1 and 5: the parts take 4/10 and 1/10 of it, upwards."""
    moved, left = mint(np.array([10.0]), np.array([2.0, 1.0, np.sqrt(5.0)]), ADDS, np.empty((0, 3)), np.zeros(3))
    np.testing.assert_allclose(moved, [4.0, 1.0])
    np.testing.assert_allclose(left, [[4 - 16 / 10, -4 / 10], [-4 / 10, 1 - 1 / 10]])


def test_mint_moves_what_errs_together_together() -> None:
    """Misses of part one and the sum that go together leave the gap to part two."""
    rng = np.random.default_rng(1)
    shared = rng.normal(size=400)
    missed = np.column_stack([shared, rng.normal(size=400), shared])
    apart, _ = mint(np.array([10.0]), np.ones(3), ADDS, np.empty((0, 3)), np.zeros(3))
    together, _ = mint(np.array([10.0]), np.ones(3), ADDS, missed, np.zeros(3))
    assert together[0] < 0.7 * apart[0]
    assert together[1] > 1.2 * apart[1]


def test_growth_that_is_not_seen_is_shared_by_all_costs() -> None:
    """By hand: two costs, each 4 of growth and 3 of its own: their sum errs by 8 of growth and √18 of its own.

    An income's growth is another: beside a cost of as much it adds √32, and nothing is taken from either.
    """
    leaf, node = 100 + 5 * np.vstack([SCORES, SCORES]), (200 + 0 * SCORES)[None]
    wide = spread(leaf)[0] / 5
    tree, far = grouped(("a", "b"), {"s": ("a", "b")}), 1e6 * SCORES[None]
    alike, apart, alone = (
        spread(reconcile(leaf, node + far, tree, unseen=wide * np.array([a, b, 0.0])))[2] / wide
        for a, b in ((-4.0, -4.0), (4.0, -4.0), (0.0, 0.0))
    )
    np.testing.assert_allclose([alike, apart, alone], [np.sqrt(64 + 18), np.sqrt(32 + 18), np.sqrt(50)], rtol=1e-3)


def test_the_sum_s_own_forecast_counts() -> None:
    leaf = 100 + 10 * np.vstack([SCORES, SCORES])
    node = (260 + 5 * SCORES)[None]
    out = reconcile(leaf, node, grouped(("a", "b"), {"s": ("a", "b")}))
    assert 240 < out[2, MEDIAN] < 260
    assert out[2, MEDIAN] == pytest.approx(out[:2, MEDIAN].sum())
    assert (spread(out) < spread(np.vstack([leaf, node])) + 1e-9).all()


def test_parts_stay_at_what_is_booked_after_reconciliation() -> None:
    leaf = 100 + 10 * np.vstack([SCORES, SCORES])
    bounds = np.array([[95.0, np.inf], [-np.inf, np.inf]])
    out = reconcile(leaf, (20 + SCORES)[None], grouped(("a", "b"), {"s": ("a", "b")}), None, bounds)
    assert out[0].min() >= 95
    assert out[2, MEDIAN] == pytest.approx(out[:2, MEDIAN].sum())


def test_misses_are_those_of_the_same_close_of_earlier_years() -> None:
    frame = many(2, months=75)
    frame = frame.assign(serie=frame.serie.map({"s0000": "a", "s0001": "b"}))
    closes = Closes(lambda close: frame[frame.månad <= close], grouped(("a", "b"), {"s": ("a", "b")}))
    found = closes.misses("2025-03")
    for step in found.index:
        close = months.shift("2025-03", -12 * step)
        then = forecast(frame[frame.månad <= close], close).set_index("serie").loc["a"]
        became = frame[(frame.serie == "a") & (frame.månad.str[:4] == close[:4])].värde.sum()
        wide = (then.övre_80 - then.nedre_80) / (2 * 1.2815515655446004)
        assert found.loc[step, "a"] == pytest.approx(np.clip((became - then.prognos) / wide, -3, 3), abs=1e-6)


def test_a_replay_reads_its_own_year() -> None:
    frame = many(2, months=75)
    later = frame.assign(värde=np.where(frame.månad > "2023-08", 1e6, frame.värde))
    for rows in (frame, later):
        tried = evaluate(rows, "2025-03", years=2, closes=(8,))
        assert set(tried.period) == {"2024-08", "2023-08"}
        tried = tried.query("period == '2023-08'")
        became = rows[rows.månad.str[:4] == "2023"].groupby("serie").värde.sum()
        assert tried.groupby("serie").helår.first().to_numpy() == pytest.approx(became.to_numpy())
        told = tried.query("källa == 'modell'").set_index("serie").prognos
        alone = forecast(frame[frame.månad <= "2023-08"], "2023-08").set_index("serie").prognos
        pd.testing.assert_series_equal(told, alone[told.index], check_names=False)


def test_every_model_has_its_line_and_its_share() -> None:
    frame = many(1)
    panel = build(frame, "2025-03")
    found = full_year(panel)
    made, begun = found.made[0], np.nansum(panel.years[0, -1, : panel.known])
    assert list(MODELS) == ["vandrande nivå", "återgång till fjolåret", "riktning som består", "utjämning"]
    assert made.rest.keys() == made.share.keys() == {*MODELS, PACE}
    assert min(made.share.values()) > 0.05 and sum(made.share.values()) == pytest.approx(1)
    whole = sum(share * (begun + made.rest[name]) for name, share in made.share.items())
    assert found.quantiles[0.5].iloc[0] == pytest.approx(whole, rel=1e-6)


def test_the_width_is_the_models_mean_stretched() -> None:
    panel = build(many(1), "2025-03")
    parts = members(panel.years[0], 3)
    wide = np.array([q[HIGH] - q[LOW] for q in parts.values()])
    weight = 1 / (wide + 0.05 * wide.mean())
    mean = np.average(list(parts.values()), axis=0, weights=weight)
    found = full_year(panel).quantiles.to_numpy()[0]
    asked = (found - found[MEDIAN]) / (mean - mean[MEDIAN] + 1e-300)
    np.testing.assert_allclose(asked[[0, 1, 5, 6]], STRETCH[3], rtol=1e-6)
    assert STRETCH[3] != 1


def test_a_model_that_explodes_is_left_out_and_said() -> None:
    """A zero-ish quarter before hundredfold months: whatever the models make of it stays in the series' range."""
    years = np.full((6, 12), 100.0) + np.random.default_rng(1).normal(0, 1, (6, 12))
    years[:, :3] = np.random.default_rng(2).uniform(0.001, 0.01, (6, 3))
    years[-1, :3] *= 50
    months_ = pd.period_range("2020-01", "2025-03", freq="M").strftime("%Y-%m")
    frame = pd.DataFrame({"serie": "s", "månad": months_, "värde": years.ravel()[:63]})
    made = forecast(frame, "2025-03").iloc[0]
    assert 800 < made.prognos < 1000
    assert made.övre_95 < 1100


def test_pace_by_hand() -> None:
    """Four years a tenth up each: b is 1 but for its prior year of a half, (3 + 0,5·1)/(3 + 1) of the way."""
    years = np.tile(np.arange(1.0, 13), (5, 1)) * 1.1 ** np.arange(5)[:, None]
    rest = pace(years, 3)[MEDIAN]
    assert rest == pytest.approx(72 * 1.1**3 * 1.1 ** (3.5 / 4))
    assert naive(years, 3)[MEDIAN] == pytest.approx(72 * 1.1**3)


def test_a_frame_that_holds_is_followed() -> None:
    """Each year sums to 12 000 whatever its months do: after a dear spring the rest is what is left."""
    rng = np.random.default_rng(1)
    years = rng.uniform(500, 1500, (5, 12))
    years *= 12000 / years.sum(axis=1, keepdims=True)
    years[-1, :3] = 1500.0
    assert frame(years, 3)[MEDIAN] == pytest.approx(12000 - 4500)
    assert answer(np.where(np.arange(60).reshape(5, 12) < 51, years, np.nan), 3, np.full(12, np.nan)).total[
        MEDIAN
    ] == pytest.approx(12000, rel=0.03)
    assert frame(years * np.array([[1.0], [1.1], [1.0], [1.2], [1.0]]), 3) is None


def test_the_latest_years_count_beside_all_of_them() -> None:
    """Two calm years before three of another season: the answer is the mean of what five and what three say."""
    years = np.full((6, 12), 100.0) + np.random.default_rng(2).normal(0, 3, (6, 12))
    years[2:, 6:] += 60
    both, late = members(years, 6), members(years[-4:], 6)
    whole = {name: 2 * both[name] - late[name] for name in MODELS}
    assert abs(whole[LEVEL][MEDIAN] - late[LEVEL][MEDIAN]) > 1
    kept: dict[str, tuple[float, ...]] = {}
    members(years, 6, kept)
    assert {key.rsplit(" ", 1)[1] for key in kept} == {"6", "4"}


def test_the_sum_of_a_random_walk_has_its_own_variance() -> None:
    """Of three months of a walk: variance 1 + 4 + 9 of the errors', never three months' bounds added up."""
    made = of_sum(np.zeros(3), np.ones(3), 1.0, False)
    np.testing.assert_allclose(made, np.sqrt(14) * SCORES)


def test_an_adjustment_that_managers_have_too_is_counted_once() -> None:
    made = forecast(many(1), "2025-03")
    rows = pd.DataFrame(
        {
            "serie": made.serie,
            "belopp": -50.0,
            "period": "2025-05",
            "motivering": "avtal",
            "beslutad_av": "chef",
            "datum": "2025-04-01",
        }
    )
    statistical = made.set_index("serie").prognos
    managers = statistical - 50.0
    moved = expert(statistical, rows, managers, 0.8)
    assert moved.iloc[0] == pytest.approx(0)
    steps = bridge(made, rows, None, pd.DataFrame({"serie": made.serie, "steg": "chefer", "belopp": moved.to_numpy()}))
    end = steps[steps.steg == "justerad prognos"].belopp.iloc[0]
    assert end == pytest.approx(statistical.iloc[0] - 50)
    assert probability_at_least(adjusted(made, steps), pd.Series([end]))[0] == pytest.approx(0.5)
    half = expert(statistical, rows.head(0), managers, 0.5)
    assert half.iloc[0] == pytest.approx(-25)


def test_the_group_does_not_matter() -> None:
    frame = many(40)
    alone = forecast(frame[frame.serie == "s0007"], "2025-03")
    among = forecast(frame, "2025-03").query("serie == 's0007'").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among)


def test_no_percentage_of_a_result_round_zero() -> None:
    from ekonomi.forecast import summary

    frame = many(2, months=75)
    centred = frame.assign(värde=frame.värde - frame.groupby("serie").värde.transform("mean"))
    table = summary(evaluate(centred, "2025-03", years=2, closes=(3,)))
    assert table.WAPE.isna().all() and table.medianfel.isna().all()
    assert (table.MAE > 0).all()


def test_levels_are_the_published_ones() -> None:
    assert {0.025, 0.1, 0.5, 0.9, 0.975} <= set(LEVELS)


@pytest.mark.parametrize("word", ["ny nivå", "engång"])
def test_one_answer_silences_the_whole_run_that_it_is_about(word: str) -> None:
    """Three months at a new level, the last of them answered: none of the three is asked about again."""
    years = np.full((5, 12), 1000.0) + np.random.default_rng(4).normal(0, 10, (5, 12))
    years[-1, 3:], years[-1, :3] = np.nan, 3000.0
    none = np.full(12, np.nan)
    assert answer(years, 3, none).asks
    assert not answer(years, 3, none, {3: word}).asks


def test_a_known_amount_leaves_the_budget_too() -> None:
    """A rent of 500 in outcome, budget and register changes the forecast by the rent and nothing else."""
    frame = many(1)
    year = pd.period_range("2025-01", "2025-12", freq="M").strftime("%Y-%m")
    usual = frame.värde.mean()
    ahead = pd.DataFrame({"serie": frame.serie.iloc[0], "månad": year[3:], "värde": np.nan})
    frame = pd.concat([frame, ahead], ignore_index=True)
    frame["budget"] = np.where(frame.månad.isin(year), 1.1 * usual, np.nan)
    rent = frame.assign(värde=frame.värde + 500.0, budget=frame.budget + 500.0)
    months_ = pd.period_range(frame.månad.min(), "2025-12", freq="M").strftime("%Y-%m")
    known = {"serie": frame.serie.iloc[0], "månad": months_, "belopp": 500.0, "slag": "känt", "källa": "avtal"}
    plain = forecast(frame, "2025-03").iloc[0]
    told = forecast(rent, "2025-03", kända=pd.DataFrame(known)).iloc[0]
    assert told.prognos == pytest.approx(plain.prognos + 12 * 500, rel=1e-6)


def test_the_budget_is_near_or_far_with_what_is_known_in_it() -> None:
    """Of 100 a month 70 is a rent; a budget of 112 is 40 % more than the rest and 12 % more than the whole."""
    line = pd.period_range("2020-01", "2025-12", freq="M").strftime("%Y-%m")
    noise = np.random.default_rng(1).normal(0, 0.3, len(line))
    frame = pd.DataFrame({"serie": "s", "månad": line, "värde": np.where(line <= "2025-03", 100 + noise, np.nan)})
    known = pd.DataFrame({"serie": "s", "månad": line, "belopp": 70.0, "slag": "känt", "källa": "avtal"})
    near, far = (
        forecast(frame.assign(budget=np.where(line >= "2025", level, np.nan)), "2025-03", kända=known)["anmärkning"][0]
        for level in (112.0, 180.0)
    )
    assert not near and "långt från budgetens 2" in far


def test_a_young_series_is_as_wide_as_a_year_s_growth_unseen_may_be() -> None:
    """Two calm whole years: the models are sure to a per mille, but growth has been seen once: 5 %/√2 of the rest."""
    rng = np.random.default_rng(3)
    years = np.full((3, 12), 100.0) + rng.normal(0, 0.5, (3, 12))
    years[-1, 3:] = np.nan
    made = answer(years, 3, np.full(12, np.nan)).total
    sd = (made[HIGH] - made[LOW]) / (SCORES[HIGH] - SCORES[LOW])
    assert sd == pytest.approx(0.05 * 900 / np.sqrt(2), rel=0.2)
    older = np.vstack([100 + rng.normal(0, 0.5, (1, 12)), years])
    assert np.ptp(answer(older, 3, np.full(12, np.nan)).total) < np.ptp(made) / 2


def test_a_one_off_last_year_is_never_certain_to_come_again() -> None:
    """A single posting in one of three years: (1 − ½)/(3 + 1) that it comes again, so the year may end at either."""
    years = np.zeros((4, 12))
    years[2, 7], years[-1, 3:] = 172.0, np.nan
    made = answer(years, 3, np.full(12, np.nan)).total
    assert made[MEDIAN] < 1 and made[-1] > 120
    years[0, 4], years[1, 9] = 160.0, 180.0  # one every year: (3 − ½)/(3 + 1)
    made = answer(years, 3, np.full(12, np.nan)).total
    assert made[LOW] < 20 and made[MEDIAN] > 140


def test_a_width_learned_from_few_years_is_wider() -> None:
    """A tenth up each year: three times as wide as its misses with one year compared, 1 + 2/3 with three."""
    years = np.tile(np.arange(1.0, 13), (5, 1)) * 1.1 ** np.arange(5)[:, None]
    few, more = (np.log(pace(rows, 3)[HIGH] / pace(rows, 3)[MEDIAN]) / SCORES[HIGH] for rows in (years[2:], years))
    assert few > 2 * more > 0


def test_a_budget_weighs_half_of_what_a_young_series_has_not_shown() -> None:
    """By hand: two whole years, March known: at least (12 − 3)/24 of the rest is the budget's, the models share 15/24.

    With three whole years it is one model of six, as sure as they are on the whole.
    """
    years = np.full((3, 12), 100.0) + np.random.default_rng(3).normal(0, 2, (3, 12))
    years[-1, 3:] = np.nan
    budget = np.r_[years[-1, :3], np.full(9, 110.0)]
    made = answer(years, 3, budget)
    others = {name: made.rest[name] for name in made.share if name != "budgetens profil"}
    own = np.average(list(others.values()), weights=[made.share[name] for name in others])
    assert made.share["budgetens profil"] == pytest.approx(9 / 24)
    assert made.total[MEDIAN] == pytest.approx(np.nansum(years[-1]) + (9 * 990 + 15 * own) / 24)
    older = answer(np.vstack([100 + np.random.default_rng(4).normal(0, 2, 12), years]), 3, budget)
    assert 0.1 < older.share["budgetens profil"] < 0.25


def test_a_budget_of_both_signs_stands_as_it_is() -> None:
    """A result budgeted at 12 with 90 of it before the summer: what has come in moves nothing of the rest, −78."""
    result = np.r_[np.full(6, 15.0), np.full(6, -13.0)]
    years = np.tile(result, (4, 1)) + np.random.default_rng(5).normal(0, 0.5, (4, 12))
    years[-1, :6], years[-1, 6:] = 18.0, np.nan
    assert answer(years, 6, result).rest["budgetens profil"] == pytest.approx(-78)
    assert answer(years, 6, result - 1).rest["budgetens profil"] == pytest.approx(-84)  # a nollbudget


def test_sums_have_the_budget_of_their_parts() -> None:
    """Two costs budgeted at 110 a month: their sum's own forecast reads 220, and nothing where a part has no budget."""
    months_ = pd.period_range("2023-01", "2025-12", freq="M").strftime("%Y-%m")
    rows = pd.DataFrame({"serie": "a", "månad": months_, "värde": 100.0, "budget": 110.0})
    both = pd.concat([rows, rows.assign(serie="b")])
    tree = grouped(("a", "b"), {"s": ("a", "b")})
    assert (aggregate(both, tree).budget == 220).all()
    assert aggregate(both.assign(budget=both.budget.where(both.serie == "a")), tree).budget.isna().all()
