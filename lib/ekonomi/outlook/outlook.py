"""The statistical outlook of a report: coherent forecasts, the way to the decided one, and how they have fared."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib import import_module
from typing import Final

import numpy as np
import pandas as pd

from ekonomi import cube as cubes
from ekonomi import period as periods
from ekonomi import terms
from ekonomi.forecast import adjusted, bridge, changes, evaluate, expert, people, probability_at_least, summary, trust
from ekonomi.forecast.answer import PROFILE as PROFILED
from ekonomi.forecast.bridge import ADJUSTMENT
from ekonomi.forecast.evaluate import ALL_CLOSES, MANAGERS, MODEL, REPLAYED
from ekonomi.forecast.hierarchy import Closes, Coherent
from ekonomi.outlook.asked import asked, reasons
from ekonomi.outlook.series import Postings, by_organisation, by_service
from ekonomi.registers import Grupper, Kostnadsslag
from ekonomi.sources.door import Beside

MODELS: Final = ("statsmodels.tsa.statespace.sarimax", "statsmodels.tsa.exponential_smoothing.ets")
MOST_YEARS: Final = 2
ENOUGH_YEARS: Final = 2  # of managers' forecasts at the same close, for `people` to learn their habits


@dataclass(frozen=True, eq=False)
class Outlook:
    """What the history says of the full year, amounts in öre with report sign.

    `organisation`: ansvarsområde × kostnadsslag (extern); `services`: tjänst → område → total (costs, helhet).
    `changes`, `service_changes`: forecast, decided and last year by serie (`forecast.changes`), and `sannolikhet`.
    `bridge`: the steps from statistical to decided by serie (`forecast.bridge`). `replay`: `forecast.evaluate` of
    both trees at the same close of earlier years, with `nivå`. `asked`: what to ask of the parts
    (`asked.asked`). `reasons`: which models are lowest and highest (`asked.reasons`). The probability of the
    organisation's sums is of the forecast at the end of the bridge, adjustments and all.
    """

    organisation: Coherent
    services: Coherent | None
    changes: pd.DataFrame
    service_changes: pd.DataFrame
    bridge: pd.DataFrame
    replay: pd.DataFrame
    asked: pd.DataFrame
    reasons: pd.DataFrame

    @property
    def same_closes(self) -> list[str]:
        """The replayed closes that every source has forecasts of; a source without any is not asked for."""
        has = self.replay.groupby("period")["källa"].agg(set)
        every = set(self.replay["källa"])
        return sorted(str(period) for period, sources in has.items() if sources == every)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """`forecast.summary` of the replay by nivå, period and källa, `terms.SAMMA_LÄGEN` too; per cent, MAE in öre."""
        same = self.replay[self.replay["period"].isin(self.same_closes)].assign(period=terms.SAMMA_LÄGEN)
        found = summary(pd.concat([self.replay, same]), ["nivå", "period", "källa"])
        shares = ["WAPE", "träff_80", "träff_95"]
        return found.assign(**(100 * found[shares]))

    @property
    def path(self) -> pd.DataFrame:
        """The result (extern) month by month, cumulative (`forecast.PATH_COLUMNS`)."""
        return self._of(self.organisation, lambda serie: serie == terms.RESULTATET)

    @property
    def service_path(self) -> pd.DataFrame | None:
        """Each tjänst month by month, cumulative, serie its code; None without tjänster."""
        if self.services is None:
            return None
        parts = self.services.structure.leaves
        found = self._of(self.services, lambda serie: serie.isin(parts))
        return found.assign(serie=found["serie"].str.rpartition(terms.DELAD)[2])

    def has(self, serie: str) -> bool:
        """Whether a serie is a part of either tree."""
        trees = [tree for tree in (self.organisation, self.services) if tree is not None]
        return any(serie in tree.structure.leaves for tree in trees)

    def fan(self, serie: str) -> pd.DataFrame | None:
        """The year of a part or sum month by month, cumulative: PATH_COLUMNS, `budget`, `fjolåret` and `beslutad`.

        `beslutad` stands in the year's last month. None for a serie that is in neither tree.
        """
        for whole, compared in ((self.organisation, self.changes), (self.services, self.service_changes)):
            if whole is not None and serie in whole.panel.names:
                path = self._of(whole, lambda names: names == serie)
                decided = compared.set_index("serie")["beslutad"].get(serie, np.nan)
                plans = {"budget": np.cumsum(whole.budget(serie)), "fjolåret": np.cumsum(whole.last_year(serie))}
                return path.assign(**plans, beslutad=np.r_[np.full(11, np.nan), decided])
        return None

    @staticmethod
    def _of(whole: Coherent, wanted: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
        path = whole.path
        return path[wanted(path["serie"])].reset_index(drop=True)


def outlook(
    cube: pd.DataFrame,
    allocated: pd.DataFrame | None,
    adjustments: pd.DataFrame,
    register: pd.DataFrame,
    slag: Kostnadsslag,
    grupper: Grupper | None,
    period: str,
    beside: Beside = nullcontext,
) -> Outlook:
    """The outlook of the cube, `allocated` after tjänsteomräkning; `adjustments` the register's rows of this report.

    `register`: what else people know (`sources.known`). Rows of the cube after `period` are already posted there.
    `beside` begins work that goes on beside this, and gives what waits for it.
    """
    organisation = partial(_of_organisation, by_organisation(cube, slag, period, register), adjustments, cube, period)
    if allocated is None or grupper is None:
        return organisation()
    load_models()
    postings, version = by_service(allocated, grupper, period, register), cubes.choose_versions(cube, period).prognos
    with beside(partial(_of_services, postings, period, version)) as services:
        own = organisation()
        tjänster, compared, replayed = services()
    return replace(
        own,
        services=tjänster,
        service_changes=compared,
        replay=pd.concat([own.replay, replayed], ignore_index=True),
        asked=asked(own.organisation, tjänster),
        reasons=reasons(own.organisation, tjänster),
    )


def load_models() -> None:
    """Import what runs the models, once for all forks."""
    for module in MODELS:
        import_module(module)


def _of_organisation(organisation: Postings, adjustments: pd.DataFrame, cube: pd.DataFrame, period: str) -> Outlook:
    """The outlook of a nämnd without tjänster."""
    replayed = replay(organisation, period, closes=_same(period))
    now = organisation.closes.coherent(period)
    version = cubes.choose_versions(cube, period).prognos
    decided, known = _decided(organisation, version), _by_serie(adjustments, now, cube)
    bare = _without_profile(organisation, now, period)
    moves = _moves(organisation, now, bare, replayed, known, period, version)
    steps = bridge(bare.table[bare.table["serie"].isin(now.structure.nodes)], known, decided, moves)
    none = pd.DataFrame(columns=["serie"])
    return Outlook(now, None, _beside(now, decided, steps), none, steps, replayed, asked(now), reasons(now))


def _of_services(services: Postings, period: str, version: str | None) -> tuple[Coherent, pd.DataFrame, pd.DataFrame]:
    """The forecast of the tjänster, beside the decided one of a `version`, and how both have fared."""
    now = services.closes.coherent(period)
    return now, _beside(now, _decided(services, version)), replay(services, period, closes=_same(period))


def _same(period: str) -> tuple[int]:
    """The close of earlier years that is replayed: the one of `period`."""
    return (min(periods.month(period), ALL_CLOSES[-1]),)


def replay(postings: Postings, period: str, closes: Sequence[int] = ALL_CLOSES) -> pd.DataFrame:
    """`forecast.evaluate` of `closes` of the last years (`MOST_YEARS`, each with a year before it), with `nivå`.

    In December the year that the report closes is the last.
    """
    until = periods.shift(period, 1)
    first = postings.outcome["månad"].min()
    whole = periods.year(first) + (periods.month(first) > 1)
    possible = min(MOST_YEARS, periods.year(until) - whole - 1)
    if possible < 1:
        return pd.DataFrame(columns=[*REPLAYED, "nivå"])
    known, managers = postings.known(period), postings.managers
    tried = evaluate(known, until, years=possible, closes=closes, closes_of=postings.closes, managers=managers)
    return tried.assign(nivå=tried["serie"].map(postings.levels))


def _decided(postings: Postings, version: str | None) -> pd.DataFrame:
    """The managers' forecast by serie; NaN where none has been made."""
    made = postings.managers[postings.managers["period"] == version].set_index("serie")["prognos"]
    names = [*postings.structure.leaves, *postings.structure.nodes]
    amounts = made.reindex(names, fill_value=0.0 if len(made) else np.nan)
    return pd.DataFrame({"serie": names, "prognos": amounts.to_numpy(float)})


def _beside(now: Coherent, decided: pd.DataFrame, steps: pd.DataFrame | None = None) -> pd.DataFrame:
    """`forecast.changes` with `anmärkning`, and how likely (0–1) the year ends at least as well as decided."""
    table = now.table
    found = changes(table, decided, now.panel)
    asked = table.set_index("serie").loc[found["serie"]].reset_index()
    found = found.assign(anmärkning=asked["anmärkning"].to_numpy())
    asked = asked if steps is None else adjusted(asked, steps)
    return found.assign(sannolikhet=probability_at_least(asked, found["beslutad"]))


def _by_serie(adjustments: pd.DataFrame, now: Coherent, cube: pd.DataFrame) -> pd.DataFrame:
    """The adjustments as `bridge` reads them, each on its part and on every sum that holds it."""
    area = cube.drop_duplicates("ansvar", keep="last").set_index("ansvar")["verksamhetsområde"]
    part = adjustments["ansvar"].map(area) + terms.DELAD + adjustments["kostnadsslag"]
    rows = adjustments.assign(serie=part, belopp=adjustments["belopp"].astype("float64"))[list(ADJUSTMENT)]
    structure = now.structure
    holds = structure.adds.toarray() > 0
    sums = [
        rows[rows["serie"].isin(structure.leaves[own])].assign(serie=name)
        for name, own in zip(structure.nodes, holds, strict=True)
    ]
    return pd.concat([rows, *sums], ignore_index=True)


def _without_profile(postings: Postings, now: Coherent, period: str) -> Coherent:
    """The forecast that knows no budget; `now` itself where no series leans on its profile."""
    if not any(PROFILED in str(word) for word in now.answer.method):
        return now
    blind = Closes(lambda close: postings.known(close).drop(columns="budget"), now.structure, told_at=postings.told)
    return blind.coherent(period)


def _moves(
    postings: Postings,
    now: Coherent,
    bare: Coherent,
    replayed: pd.DataFrame,
    adjustments: pd.DataFrame,
    period: str,
    version: str | None,
) -> pd.DataFrame:
    """How far the budget's profile, and then the managers' forecast, move the statistical one, by sum (öre)."""
    sums, adds = now.structure.nodes, now.structure.adds
    medians = now.table.set_index("serie")["prognos"]
    profile = (medians - bare.table.set_index("serie")["prognos"]).reindex(sums)
    leaning = np.zeros(len(sums))
    if version == period:
        share = trust(_fared(postings, replayed, period))
        parts = expert(medians[now.structure.leaves], adjustments, _experts(postings, period), share)
        leaning = adds @ parts.to_numpy(float)
    steps = {terms.PROFIL: profile.to_numpy(), terms.CHEFERNAS: leaning}
    frames = [pd.DataFrame({"serie": sums, "steg": step, "belopp": moved}) for step, moved in steps.items()]
    return pd.concat(frames, ignore_index=True)


def _fared(postings: Postings, replayed: pd.DataFrame, period: str) -> pd.DataFrame:
    """Both forecasts of the parts at the same close of earlier years: år, modell, chefer, helår."""
    parts = replayed[replayed["serie"].isin(postings.structure.leaves)]
    same = parts[(parts["period"].str[5:] == period[5:]) & (parts["period"] < period)]
    wide = same.pivot(index=["serie", "period", "helår"], columns="källa", values="prognos").reset_index()
    return wide.reindex(columns=["period", "helår", MODEL, MANAGERS]).assign(år=wide["period"].str[:4])


def _experts(postings: Postings, period: str) -> pd.Series:
    """The managers' forecast by part, corrected by their habits where enough earlier years tell them."""
    wide = postings.managers.pivot(index="serie", columns="period", values="prognos")
    earlier = [close for close in wide.columns if close[5:] == period[5:] and close < period]
    if len(earlier) < ENOUGH_YEARS:
        return wide[period]
    rows = pd.concat([_closes(postings, wide[close], close) for close in (*earlier, period)])
    known, asked = rows[rows["år"] < periods.year(period)], rows[rows["år"] == periods.year(period)]
    told = people(known.dropna(subset=["helår"]), asked)
    return pd.Series(told.to_numpy() * asked["tecken"].to_numpy(), index=asked["enhet"].to_numpy())


def _closes(postings: Postings, managers: pd.Series, close: str) -> pd.DataFrame:
    """What was known of the parts at one close, as `people` reads it: amounts turned so that most are positive."""
    first, last = periods.january(close), periods.december(close)
    year_ago = (periods.shift(first, -12), periods.shift(last, -12))
    names = postings.structure.leaves
    sums = {
        "utfall": _sum(postings.outcome, first, close),
        "budget": _sum(postings.budget, first, last),
        "fg_år": _sum(postings.outcome, *year_ago),
        "helår": _sum(postings.outcome, first, last),
        "prognos": managers,
    }
    frame = pd.DataFrame({name: amounts.reindex(names).fillna(0.0) for name, amounts in sums.items()})
    sign = np.where(frame["prognos"] < 0, -1.0, 1.0)
    turned = frame.mul(sign, axis=0)
    return turned.assign(tecken=sign, år=periods.year(close), enhet=names).reset_index(drop=True)


def _sum(rows: pd.DataFrame, first: str, last: str) -> pd.Series:
    return rows[rows["månad"].between(first, last)].groupby("serie")["värde"].sum()
