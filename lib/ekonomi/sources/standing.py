"""The dated registers, and the keys and pools that a budget is locked to."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ekonomi import schema, terms
from ekonomi.checklist import HÄNVISNING
from ekonomi.errors import Found
from ekonomi.readers import contracts
from ekonomi.readers.files import relative
from ekonomi.registers import overlap_findings, reference_findings, reversed_findings
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
_POOL_ANSVAR = ("pools", "ansvar", "organisation", "ansvar")
_KEY_POOL = ("keys", "pool", "pools", "pool")
_REFERENCES = (
    ("accounts", "kostnadsslag", "lines", "kostnadsslag"),
    ("services", "grupp", "groups", "grupp"),
    _POOL_ANSVAR,
    _KEY_POOL,
    ("recurring", "konto", "accounts", "konto"),
    ("recurring", "ansvar", "organisation", "ansvar"),
    ("recurring", "motpart", "counterparts", "motpart"),
)


def read_registers(door: Door) -> Dated:
    """Every register, with its faults kept at the door: contract, overlaps, and codes that point nowhere."""
    names = {name: getattr(door.settings.källor.registerfiler, key) for name, (key, _) in REGISTERS.items()}
    frames = {
        name: door.table(contract, names[name], "källor", "registerfiler", key)
        for name, (key, contract) in REGISTERS.items()
    }
    files = {name: relative(door.folder / file, door.root) for name, file in names.items() if file}
    dated = Dated(frames, files)
    for name, (_, contract) in REGISTERS.items():
        _check_validity(door, dated, name, contract)
    for reference in _REFERENCES:
        _check_reference(door, dated, *reference)
    keys = dated.frames["keys"]
    if keys is not None and len(keys):
        _check_receivers(door, dated, keys, dated.files["keys"])
        _check_grounds(door, keys, dated.files["keys"])
    return dated


def read_locked(door: Door, dated: Dated) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """The keys and the pools that each budget is locked to, by its version, with their faults kept at the door."""
    keys: dict[str, list[pd.DataFrame]] = {}
    pools: dict[str, list[pd.DataFrame]] = {}
    for index, budget in enumerate(door.settings.källor.budget):
        place = ("källor", "budget", index)
        known = dated
        if budget.pooler is not None:
            own = door.table(contracts.POOLER, budget.pooler, *place, "pooler")
            fil = relative(door.folder / budget.pooler, door.root)
            known = replace(dated, frames=dated.frames | {"pools": own}, files=dated.files | {"pools": fil})
            if own is not None:
                _check_validity(door, known, "pools", contracts.POOLER)
                _check_reference(door, known, *_POOL_ANSVAR)
                pools.setdefault(budget.version, []).append(own)
        if budget.nycklar is not None:
            held = door.table(contracts.NYCKLAR, budget.nycklar, *place, "nycklar")
            if held is not None:
                _check_keys(door, known, held, relative(door.folder / budget.nycklar, door.root))
                keys.setdefault(budget.version, []).append(held)
    return _by_version(keys), _by_version(pools)


def _by_version(frames: dict[str, list[pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    return {version: pd.concat(parts, ignore_index=True) for version, parts in frames.items()}


def _check_keys(door: Door, dated: Dated, keys: pd.DataFrame, fil: str) -> None:
    """A budget's locked keys: as the register's, and numbers alone, since a computed weight is not locked."""
    own = replace(dated, frames=dated.frames | {"keys": keys}, files=dated.files | {"keys": fil})
    _check_validity(door, own, "keys", contracts.NYCKLAR)
    _check_reference(door, own, *_KEY_POOL)
    _check_receivers(door, own, keys, fil)
    action = "Räkna fram vikterna med allocation.fixed och spara dem i filen."
    door.faults += wrong_grounds(keys, keys["grund"] != terms.FAST_ANDEL, terms.FAST_ANDEL, fil, action)


def _check_grounds(door: Door, keys: pd.DataFrame, fil: str) -> None:
    """Hours are worked on an ansvar, which a pool has, and volumes are of a tjänst."""
    for ground, kind in ((terms.ÅRSARBETARE, "pool"), (terms.VOLYM, "tjänst")):
        wrong = (keys["grund"] == ground) & (keys["mottagarslag"] != kind)
        expected = f"mottagarslag {kind} för grunden {ground}"
        door.faults += wrong_grounds(keys, wrong, expected, fil, "Byt grund eller mottagare.")


@HÄNVISNING
def wrong_grounds(
    keys: pd.DataFrame, wrong: pd.Series, expected: str, fil: str, action: str
) -> Iterator[Found]:
    """The keys whose grund says nothing of their mottagare."""
    rows = keys.loc[wrong, ["rad", "grund", "mottagarslag", "mottagare"]]
    for rad, ground, kind, receiver in rows.itertuples(index=False):
        yield Found(fil, rad, "grund", f"grunden {ground} för {kind} {receiver}", expected, action)


def _check_validity(door: Door, dated: Dated, name: str, contract: schema.Contract) -> None:
    frame = dated.frames[name]
    if frame is not None and len(frame):
        door.faults += reversed_findings(frame, dated.files[name])
        if contract.codes:
            door.faults += overlap_findings(frame, contract.codes, dated.files[name])


def _check_reference(door: Door, dated: Dated, name: str, column: str, target: str, code: str) -> None:
    rows, register = dated.frames[name], dated.frames[target]
    if rows is None or register is None or rows.empty or target not in dated.files:
        return
    known = register[code] if name != "accounts" else pd.concat([register[code], pd.Series([terms.BALANS])])
    door.faults += reference_findings(rows, column, known, dated.files[name], dated.files[target])


def _check_receivers(door: Door, dated: Dated, keys: pd.DataFrame, fil: str) -> None:
    """A key's mottagare is a tjänst or a pool, as its mottagarslag says."""
    for kind, target, code in (("tjänst", "services", "tjänst"), ("pool", "pools", "pool")):
        register = dated.frames[target]
        if register is not None and len(keys) and target in dated.files:
            rows = keys[keys["mottagarslag"] == kind]
            door.faults += reference_findings(rows, "mottagare", register[code], fil, dated.files[target])
