"""The dated registers, and the keys and pools that a budget is locked to."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ekonomi import period as periods
from ekonomi import schema, terms
from ekonomi.checklist import HÄNVISNING
from ekonomi.errors import VARNING, Check, Found
from ekonomi.params import CheckSettings
from ekonomi.readers import contracts
from ekonomi.readers.files import relative
from ekonomi.registers.findings import overlap_findings, reference_findings, respelled, reversed_findings
from ekonomi.sources.door import Dated, Door

REGISTERS = {
    "accounts": ("kontoplan", contracts.KONTOPLAN),
    "lines": ("kostnadsslag", contracts.KOSTNADSSLAG),
    "organisation": ("organisation", contracts.ORGANISATION),
    "projects": ("projekt", contracts.PROJEKT),
    "services": ("tjänster", contracts.TJÄNSTER),
    "groups": ("grupper", contracts.GRUPPER),
    "counterparts": ("motparter", contracts.MOTPARTER),
    "pools": ("pooler", contracts.POOLER),
    "keys": ("nycklar", contracts.NYCKLAR),
    "recurring": ("återkommande", contracts.ÅTERKOMMANDE),
}
# Which column of which register points at the codes of another.
_REFERENCES = (
    ("accounts", "kostnadsslag", "lines", "kostnadsslag"),
    ("services", "grupp", "groups", "grupp"),
    ("pools", "ansvar", "organisation", "ansvar"),
    ("keys", "pool", "pools", "pool"),
    ("recurring", "konto", "accounts", "konto"),
    ("recurring", "ansvar", "organisation", "ansvar"),
    ("recurring", "motpart", "counterparts", "motpart"),
    ("keys", "mottagare", "services", "tjänst"),
    ("keys", "mottagare", "pools", "pool"),
)

_FELT = 0.05  # of a pool's costs


def read_registers(door: Door) -> Dated:
    """Every register, with its faults kept at the door: contract, overlaps, and codes that point nowhere."""
    names = {name: getattr(door.settings.källor.registerfiler, key) for name, (key, _) in REGISTERS.items()}
    frames = {
        name: door.table(contract, names[name], "källor", "registerfiler", key)
        for name, (key, contract) in REGISTERS.items()
    }
    files = {name: relative(door.folder / file, door.root) for name, file in names.items() if file}
    dated = Dated(frames, files)
    _check(door, dated, *REGISTERS)
    keys = dated.frames["keys"]
    if keys is not None and len(keys):  # hours are worked on an ansvar, which a pool has; volumes are of a tjänst
        for ground, kind in ((terms.ÅRSARBETARE, "pool"), (terms.VOLYM, "tjänst")):
            wrong = keys[(keys["grund"] == ground) & (keys["mottagarslag"] != kind)]
            expected, action = f"mottagarslag {kind} för grunden {ground}", "Byt grund eller mottagare."
            door.faults += wrong_grounds(wrong, expected, dated.files["keys"], action)
        door.notes += leaping_weights(keys, door.period, door.settings.kontroller, dated.files["keys"])
    return dated


def read_locked(door: Door, dated: Dated) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """The keys and the pools that each budget is locked to, by its version, with their faults kept at the door."""
    found: dict[str, dict[str, list[pd.DataFrame]]] = {"pools": {}, "keys": {}}
    for index, budget in enumerate(door.settings.källor.budget):
        known = dated
        for name, by_version in found.items():
            key, contract = REGISTERS[name]
            file = getattr(budget, key)
            if file is None:
                continue
            own = door.table(contract, file, "källor", "budget", index, key)
            fil = relative(door.folder / file, door.root)
            known = Dated(known.frames | {name: own}, known.files | {name: fil})
            if own is None:
                continue
            _check(door, known, name)
            by_version.setdefault(budget.version, []).append(own)
            if name == "keys":
                action = "Räkna fram vikterna med allocation.fixed och spara dem i filen."
                computed = own["grund"] != terms.FAST_ANDEL
                door.faults += wrong_grounds(own[computed], terms.FAST_ANDEL, known.files[name], action)
    pools, keys = (
        {version: pd.concat(parts, ignore_index=True) for version, parts in by_version.items()}
        for by_version in found.values()
    )
    return keys, pools


@Check("språng i nyckel", VARNING, limits=("språng",), action="Kontrollera vikten i registret.")
def leaping_weights(keys: pd.DataFrame, period: str, limits: CheckSettings, fil: str) -> Iterator[Found]:
    """En vikt i en nyckel som är många gånger större eller mindre än i nyckeln före, både för sig och mot poolens
    andra mottagare, och som flyttar minst fem procent av poolens kostnader.

    Of keys that came to hold in the report's year or the one before. Of a pool the one that has moved most.
    """
    since = periods.january(periods.shift(period, -12))
    for pool, own in keys.dropna(subset="vikt").groupby("pool"):
        weights = own.pivot_table("vikt", "giltig_från", "mottagare", "first")
        weights = weights.where(weights > 0)
        share = weights.div(weights.sum(axis="columns"), axis="index")
        odds, moved = share / (1 - share).where(share < 1), (share - share.shift()).abs()
        leaps = [(one / one.shift()).map(np.log).abs() for one in (weights, odds)]
        off = (leaps[0].clip(upper=leaps[1]) > np.log(limits.språng)) & (moved >= _FELT)
        for day in off.index[off.any(axis="columns") & (off.index >= since) & (off.index <= period)]:
            receiver = leaps[0].loc[day].where(off.loc[day]).idxmax()
            rad = own.loc[(own["giltig_från"] == day) & (own["mottagare"] == receiver), "rad"].min()
            now, then = (schema.number(float(one[receiver][day])) for one in (weights, weights.shift()))
            yield Found(
                fil, rad, "vikt", f"{now} för {receiver} i poolen {pool} från {day}", f"omkring {then} som förut"
            )


@HÄNVISNING
def wrong_grounds(wrong: pd.DataFrame, expected: str, fil: str, action: str) -> Iterator[Found]:
    """Keys whose grund says nothing of their mottagare, or is not what a budget can be locked to."""
    for rad, ground, kind, receiver in wrong[["rad", "grund", "mottagarslag", "mottagare"]].itertuples(index=False):
        yield Found(fil, rad, "grund", f"grunden {ground} för {kind} {receiver}", expected, action)


def _check(door: Door, dated: Dated, *names: str) -> None:
    """Hold some registers against themselves, and then their codes against the registers that they point at."""
    for name in names:
        frame, contract = dated.frames[name], REGISTERS[name][1]
        codes, groups = contract.codes, [one.name for one in contract.columns if one.kind == schema.CODE]
        if frame is not None and len(frame):
            door.faults += reversed_findings(frame, dated.files[name])
            door.notes += respelled(frame, [one for one in groups if one not in codes], dated.files[name])
            door.faults += overlap_findings(frame, codes, dated.files[name]) if codes else []
    for name, column, target, code in _REFERENCES:
        rows, register = dated.frames[name], dated.frames[target]
        if name not in names or rows is None or register is None or rows.empty or target not in dated.files:
            continue
        known = register[code]
        if name == "accounts":
            known = pd.concat([known, pd.Series([terms.BALANS])])
        if column == "mottagare":  # of the kind that mottagarslag says
            rows = rows[rows["mottagarslag"] == code]
        door.faults += reference_findings(rows, column, known, dated.files[name], dated.files[target])
