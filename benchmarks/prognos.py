"""How accurate, calibrated, quiet and fast is the full-year forecast, on any panel of monthly series?

    python benchmarks/prognos.py SERIER.csv[.gz] [--k 3 8] [--historia 36 60] [--antal 300] [--bakat 0]
    python benchmarks/prognos.py SERIER.csv[.gz] --bredd [--bakat 0 1 2 3]
    python benchmarks/prognos.py --avdelningar AVDELNINGAR.csv[.gz]
    python benchmarks/prognos.py SERIER.csv[.gz] --hierarki '|'

SERIER has serie, månad, värde and optionally källa. The last whole year of each series is the target (--bakat 1: the
one before it). A series that stands under two names counts once. Scores are divided by the series' mean absolute
change from the same month last year (MASE's scale), then by the seasonal naive's. --bredd says for each number of
known months what the widths should be multiplied by to cover 80 % and 95 %: levels.STRETCH was read from it. Peers
(--jamfor; statsforecast, a benchmark dependency only) run in this process; their totals are sums of 1 000 simulated
paths, kept between runs in the CSV of --spara.
"""

import argparse
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from ekonomi.forecast.bridge import people
from ekonomi.forecast.full_year import Answer, forecast, full_year
from ekonomi.forecast.guards import COMBINED
from ekonomi.forecast.hierarchy import forecast_tree
from ekonomi.forecast.levels import HIGH, LEVELS, LOW, MEDIAN, wis
from ekonomi.forecast.models import naive
from ekonomi.forecast.panel import Panel, aggregate, levels_of, tree

OURS, NAIVE, FOUR = "ekonomi", "säsongsnaiv", "sf4"
PEERS = ("AutoETS", "AutoARIMA", "DOTheta", "AutoCES")
FISCAL = {"Philadelphia": 7}
PATHS, DRAWS, CAP = 1000, 2000, 100.0


def blocks(data: pd.DataFrame) -> list[tuple[str, str, np.ndarray]]:
    """källa, serie and whole years (Y, 12) of each series without gaps, years starting as FISCAL says."""
    out = []
    for (source, name), rows in data.groupby(["källa", "serie"], sort=True):
        months = pd.PeriodIndex(rows["månad"], freq="M")
        number = (months.year * 12 + months.month - FISCAL.get(source, 1)).to_numpy()
        first = number.min() // 12
        line = np.full((number.max() // 12 - first + 1) * 12, np.nan)
        line[number - first * 12] = rows["värde"].to_numpy(float)
        years = line.reshape(-1, 12)
        whole = np.flatnonzero(np.isfinite(years).all(axis=1))
        if len(whole):
            out.append((source, name, years[whole[0] : whole[-1] + 1]))
    return out


def select(data: pd.DataFrame, years: int, count: int, back: int) -> tuple[list[str], list[str], np.ndarray]:
    """källa and serie (n,) and `years` + 1 whole years (n, years + 1, 12), the target `back` years before the last."""
    data = data if "källa" in data.columns else data.assign(källa="")
    found: dict[bytes, tuple[str, str, np.ndarray]] = {}
    for source, name, block in blocks(data):
        part = block[max(len(block) - back - years - 1, 0) : len(block) - back]
        if len(part) == years + 1 and np.isfinite(part).all() and np.ptp(part[:-1]) > 0:
            found.setdefault(part.round(6).tobytes(), (source, name, part))
    chosen = list(found.values())
    keep = sorted(np.random.default_rng(7).permutation(len(chosen))[:count])
    return [chosen[i][0] for i in keep], [chosen[i][1] for i in keep], np.array([chosen[i][2] for i in keep])


def panel_of(names: list[str], block: np.ndarray, known: int, history: int) -> Panel:
    """The panel as it stood after `known` months with `history` months before the year; nothing later in it."""
    years = block[:, -(history // 12) - 1 :].copy()
    years[:, -1, known:] = np.nan
    index = pd.Index([f"{i:05d} {name}" for i, name in enumerate(names)], name="serie")
    return Panel(index, years, known, f"2000-{known:02d}", np.full((len(names), 12), np.nan))


def as_last_year(panel: Panel) -> np.ndarray:
    """Quantiles (n, LEVELS) of the seasonal naive; costs are turned up and back."""
    begun = np.nansum(panel.years[:, -1, : panel.known], axis=1)
    return begun[:, None] + np.array([naive(years, panel.known) for years in panel.years])


def timed(panel: Panel) -> tuple[Answer, float]:
    """Our answer and its milliseconds of processor a series, one process."""
    full_year(panel.take(np.arange(1)), 1)
    start = time.process_time()
    return full_year(panel, 1), 1000 * (time.process_time() - start) / len(panel.names)


def peer(name: str, y: np.ndarray, ahead: int) -> np.ndarray:
    """Quantiles of the sum of `ahead` months by a statsforecast model fitted to y (T,)."""
    from statsforecast import models

    kind = {"DOTheta": "DynamicOptimizedTheta"}.get(name, name)
    model = getattr(models, kind)(season_length=12)
    model.fit(y)
    paths = model.simulate(h=ahead, n_paths=PATHS, seed=1)
    quantiles = np.quantile(paths.sum(axis=1), LEVELS)
    if not np.isfinite(quantiles).all():
        raise ValueError(name)
    return quantiles


def peers(
    names: list[str], panel: Panel, fallback: np.ndarray, cache: Path | None
) -> dict[str, tuple[np.ndarray, float]]:
    """The four statsforecast models; where one fails, the seasonal naive."""
    key = f"{panel.known}/{12 * (panel.years.shape[1] - 1)}"
    kept = pd.read_csv(cache) if cache and cache.exists() else pd.DataFrame({"nyckel": [], "serie": [], "modell": []})
    kept = kept.set_index(["nyckel", "serie", "modell"]).sort_index()
    out, fresh = {}, []
    begun = np.nansum(panel.years[:, -1, : panel.known], axis=1)
    line = panel.years.reshape(len(names), -1)[:, : -(12 - panel.known)]
    for model in PEERS:
        rows, spent = fallback.copy(), []
        for i, name in enumerate(names):
            if (key, name, model) in kept.index:
                row = kept.loc[(key, name, model)].to_numpy(float).ravel()
            else:
                start = time.perf_counter()
                try:
                    quantiles = begun[i] + peer(model, line[i], 12 - panel.known)
                except Exception:
                    quantiles = fallback[i]
                row = np.append(quantiles, 1000 * (time.perf_counter() - start))
                fresh.append((key, name, model, *row))
            rows[i] = row[:-1]
            spent.append(row[-1])
        out[model] = (rows, float(np.mean(spent)))
    if cache and fresh:
        frame = pd.DataFrame(fresh, columns=["nyckel", "serie", "modell", *map(str, LEVELS), "ms"])
        pd.concat([kept.reset_index(), frame]).to_csv(cache, index=False)
    out[FOUR] = (np.mean([q for q, _ in out.values()], axis=0), sum(ms for _, ms in out.values()))
    return out


def scale_of(block: np.ndarray, history: int) -> tuple[np.ndarray, np.ndarray]:
    """The usual change from last year (n,), and whether it is more than a trace of the series."""
    past = block[:, -(history // 12) - 1 : -1].reshape(len(block), -1)
    scale = np.abs(past[:, 12:] - past[:, :-12]).mean(axis=1)
    return scale, scale > 1e-3 * np.abs(block).mean(axis=(1, 2))


def run_cell(names: list[str], block: np.ndarray, known: int, history: int, args) -> pd.DataFrame:
    """Every method's score on every series for one close and length of history."""
    panel = panel_of(names, block, known, history)
    became = block[:, -1].sum(axis=1)
    scale, usable = scale_of(block, history)
    answers = {NAIVE: (as_last_year(panel), 0.0)}
    if args.jamfor:
        answers |= peers(names, panel, answers[NAIVE][0], args.spara)
    ours, ms = timed(panel)
    answers[OURS] = (ours.quantiles.to_numpy(), ms)
    frames = []
    for method, (q, ms) in answers.items():
        frame = pd.DataFrame({"serie": names, "metod": method, "k": known, "historia": history, "ms": ms})
        frame["fel"] = np.abs(q[:, MEDIAN] - became) / scale
        frame["wis"] = wis(q, became) / scale
        frame["ape"] = np.abs(q[:, MEDIAN] - became) / np.abs(became)
        frame["i80"] = (q[:, LOW] <= became) & (became <= q[:, HIGH])
        frame["i95"] = (q[:, 0] <= became) & (became <= q[:, -1])
        frame["avvikelse"], frame["utfall"] = np.abs(q[:, MEDIAN] - became), became
        frame["frågad"] = ours.remark != "" if method == OURS else False
        frames.append(frame[usable])
    return pd.concat(frames)


def widths(data: pd.DataFrame, backs: list[int], count: int) -> pd.DataFrame:
    """By known months: the factor on the widths, as they are now, that covers 80 % and 95 %."""
    rows = []
    for known in range(1, 12):
        ratio, ends = [], {"80": [], "95": []}
        for history in (36, 60):
            for back in backs:
                _, names, block = select(data, 5, count, back)
                answer, _ = timed(panel_of(names, block, known, history))
                q, became = answer.quantiles.to_numpy(), block[:, -1].sum(axis=1)
                kept = scale_of(block, history)[1] & (answer.method == COMBINED)
                off = (became - q[:, MEDIAN])[kept]
                for share, low, high in (("80", LOW, HIGH), ("95", 0, -1)):
                    side = np.where(off < 0, q[kept, MEDIAN] - q[kept, low], q[kept, high] - q[kept, MEDIAN])
                    ends[share].append(np.abs(off) / np.maximum(side, 1e-300))
                ratio.append(len(off))
        row = {share: float(np.quantile(np.concatenate(found), int(share) / 100)) for share, found in ends.items()}
        rows.append({"k": known, **row, "antal": sum(ratio)})
    return pd.DataFrame(rows).set_index("k")


def table(scores: pd.DataFrame) -> pd.DataFrame:
    """The pilot's table: per close and history, relative to the seasonal naive."""
    by = scores.groupby(["k", "historia", "metod"], sort=False)
    out = by.agg(
        fel=("fel", "mean"),
        wis=("wis", "mean"),
        MdAPE=("ape", "median"),
        t80=("i80", "mean"),
        t95=("i95", "mean"),
        frågade=("frågad", "mean"),
        ms=("ms", "first"),
    )
    base = out.xs(NAIVE, level="metod")
    out["rMASE"] = out["fel"] / base["fel"].reindex(out.index.droplevel("metod")).to_numpy()
    out["rWIS"] = out["wis"] / base["wis"].reindex(out.index.droplevel("metod")).to_numpy()
    out["MdAPE"] *= 100
    return out[["rMASE", "t80", "t95", "rWIS", "MdAPE", "frågade", "ms"]]


def pooled(scores: pd.DataFrame) -> pd.DataFrame:
    """Over all closes: scores, and WIS beside each peer's with a paired 95 % bootstrap over series."""
    by = scores.groupby("metod", sort=False)
    out = by.agg(WIS=("wis", "mean"), MdAPE=("ape", "median"), t80=("i80", "mean"), t95=("i95", "mean"))
    wide = scores.pivot_table(index="serie", columns="metod", values="wis", aggfunc="mean")
    rng = np.random.default_rng(1)
    draws = rng.integers(0, len(wide), (DRAWS, len(wide)))
    for method in out.index:
        ratio = wide[OURS].to_numpy()[draws].mean(axis=1) / wide[method].to_numpy()[draws].mean(axis=1)
        out.loc[method, ["kvot", "nedre", "övre"]] = [
            wide[OURS].mean() / wide[method].mean(),
            *np.quantile(ratio, [0.025, 0.975]),
        ]
    out["MdAPE"] *= 100
    return out


def hierarchy(data: pd.DataFrame, separator: str, closes: list[int], years: int = 4) -> None:
    """Error per level before and after reconciliation, mean over the last whole calendar years and closes."""
    rows = []
    last = int(data["månad"].max()[:4]) - (data["månad"].max()[5:] != "12")
    for year, known in ((y, k) for y in range(last - years + 1, last + 1) for k in closes):
        then = data[data["månad"] <= f"{year}-{known:02d}"]
        structure = tree(pd.Index(sorted(then["serie"].unique()), dtype=object), separator)
        every = pd.concat([data, aggregate(data[data["serie"].isin(structure.leaves)], structure)])
        outcome = every[every["månad"].str[:4] == str(year)].dropna().groupby("serie")["värde"].agg(["sum", "count"])
        both = pd.concat([then, aggregate(then, structure)])
        frame = pd.DataFrame(
            {
                "före": forecast(both, f"{year}-{known:02d}").set_index("serie")["prognos"],
                "efter": forecast_tree(then, f"{year}-{known:02d}", separator).set_index("serie")["prognos"],
                "utfall": outcome.loc[outcome["count"] == 12, "sum"],
            }
        ).dropna()
        by = frame.sub(frame["utfall"], axis=0).abs().assign(utfall=frame["utfall"].abs())
        sums = by.groupby(levels_of(frame.index.to_series(), separator)).sum()
        rows.append(100 * sums[["före", "efter"]].div(sums["utfall"], axis=0))
    print("WAPE per nivå (0 är helheten), före och efter avstämning")
    print((sum(rows) / len(rows)).round(3).to_string())


DEPARTMENT = {
    "dept_name": "enhet",
    "fiscal_year": "år",
    "report_quarter": "kvartal",
    "ytd_actual": "utfall",
    "target_budget": "budget",
    "official_projection": "prognos",
    "prev_actual": "fg_år",
    "actual_full_year": "helår",
}


def departments(path: str) -> None:
    """Budget, projection and year to date as experts, learned from earlier years only, beside the city's own.

    Years before 2010 teach only; in them the forecast would be the city's own projection.
    """
    rows = pd.read_csv(path).rename(columns=DEPARTMENT)[list(DEPARTMENT.values())]
    rows = rows.groupby(["enhet", "år", "kvartal"], as_index=False).last()
    frames = []
    for (_, year), asked in rows.groupby(["kvartal", "år"]):
        same = rows[(rows["kvartal"] == asked["kvartal"].iloc[0]) & (rows["år"] < year)].dropna(subset=["helår"])
        frames.append(asked.assign(vår=people(same, asked) if len(same) else asked["prognos"]))
    shown = pd.concat(frames).dropna(subset=["helår"])
    for name, column in (("stadens", "prognos"), ("ekonomi", "vår")):
        miss = (shown[column] - shown["helår"]).abs()
        share = 100 * miss / shown["helår"].abs().where(shown["helår"] != 0)
        shown[name] = share.where(share.notna(), np.where(miss > 0, CAP, 0.0)).clip(upper=CAP)
    print(f"Absolut procentuellt fel, högst {CAP:.0f} %; ett utfall på 0 räknas som {CAP:.0f} % om det missades")
    for first in (2010, 2011, rows["år"].min()):
        part = shown[shown["år"] >= first]
        lines = part.groupby("kvartal")[["stadens", "ekonomi"]].agg(["mean", "median"])
        whole = [part[name].agg(how) for name in ("stadens", "ekonomi") for how in ("mean", "median")]
        lines.loc["alla"] = whole
        print(f"från {first}: {len(part)} prognoser, medelfel {whole[2] / whole[0] - 1:+.1%} mot stadens")
        print(lines.round(2).to_string())


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("serier", nargs="?")
    parser.add_argument("--k", type=int, nargs="+", default=[3, 8])
    parser.add_argument("--historia", type=int, nargs="+", default=[36, 60])
    parser.add_argument("--antal", type=int, default=300)
    parser.add_argument("--bakat", type=int, nargs="+", default=[0])
    parser.add_argument("--bredd", action="store_true")
    parser.add_argument("--jamfor", action="store_true")
    parser.add_argument("--spara", type=Path)
    parser.add_argument("--avdelningar")
    parser.add_argument("--hierarki", metavar="TECKEN", help="stäm av SERIER, vars namn delas av TECKEN")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    if args.avdelningar:
        departments(args.avdelningar)
    if args.serier and args.hierarki:
        hierarchy(pd.read_csv(args.serier)[["serie", "månad", "värde"]], args.hierarki, args.k)
    elif args.serier and args.bredd:
        print(widths(pd.read_csv(args.serier), args.bakat, args.antal).round(3).to_string())
    elif args.serier:
        sources, names, block = select(pd.read_csv(args.serier), max(args.historia) // 12, args.antal, args.bakat[0])
        cells = [run_cell(names, block, k, h, args) for k in args.k for h in args.historia]
        scores = pd.concat(cells)
        print(f"{len(names)} serier, sista hela året")
        print(table(scores).round(3).to_string())
        print(pooled(scores).round(3).to_string())
        scores["källa"] = scores["serie"].map(dict(zip(names, sources, strict=True)))
        by = scores.groupby(["källa", "k", "historia", "metod"], sort=False)
        parts = by[["avvikelse", "utfall"]].sum()
        wape = (parts["avvikelse"] / parts["utfall"].abs()).unstack("metod")
        print("WAPE per källa\n" + (100 * wape[[NAIVE, OURS]]).round(2).to_string())
        print("WIS per källa\n" + by["wis"].mean().unstack("metod").round(2).to_string())


if __name__ == "__main__":
    main()
