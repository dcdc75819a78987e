"""Which rows belong to which voucher: #VER, then { and } alone on their lines round the rows."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ekonomi.checklist import SIE_FIL
from ekonomi.errors import Found, stop_on
from ekonomi.readers.sie.lines import BLANK, CLOSE, OPEN, TEXT, Lines

VER, TRANS, ADDED, STRUCK = "#VER", "#TRANS", "#RTRANS", "#BTRANS"
_IS_BLANK, _IS_VER, _IS_OPEN, _IS_CLOSE, _IS_ROW, _IS_OTHER = range(6)
_KINDS: Final = {
    BLANK: _IS_BLANK,
    TEXT: _IS_BLANK,
    VER: _IS_VER,
    OPEN: _IS_OPEN,
    CLOSE: _IS_CLOSE,
    **dict.fromkeys((TRANS, ADDED, STRUCK), _IS_ROW),
}
_CUT: Final = "Ta ut filen på nytt, den kan vara avkortad."
_MEND: Final = "Ta ut filen på nytt eller rätta den med den som gjorde den."


@dataclass(frozen=True)
class Structure:
    """Places (0-based lines) of the vouchers, of the booked rows and of the rows' vouchers in `vouchers`.

    `foreign` counts booked rows inside the block of a record that is unknown, which is skipped with it.
    """

    vouchers: np.ndarray
    rows: np.ndarray
    voucher_of_row: np.ndarray
    foreign: int


def find_structure(lines: Lines, fil: str) -> Structure:
    """Where vouchers and rows stand. Raises DataError where braces and rows do not come as they must."""
    kinds = np.array([_KINDS.get(label, _IS_OTHER) for label in lines.labels])[lines.codes]
    places = np.flatnonzero(kinds != _IS_BLANK)
    events = kinds[places]
    before = np.concatenate([[_IS_BLANK], events[:-1]])
    depth = np.cumsum(events == _IS_OPEN) - np.cumsum(events == _IS_CLOSE)
    _check(places, events, before, depth, fil)
    # the record that owns the block in which an event stands
    opened = np.maximum.accumulate(np.where(events == _IS_OPEN, np.arange(len(events)), 0))
    in_voucher = (before[opened] == _IS_VER) if len(events) else np.zeros(0, dtype=bool)
    trans = lines.are([TRANS])[places]
    booked = trans & in_voucher
    voucher = np.cumsum(events == _IS_VER) - 1
    foreign = int((trans & ~in_voucher).sum())
    return Structure(places[events == _IS_VER], places[booked], voucher[booked], foreign)


def _check(places: np.ndarray, events: np.ndarray, before: np.ndarray, depth: np.ndarray, fil: str) -> None:
    """Stop at the first places where a voucher is not whole; what follows them can no longer be trusted."""
    after = np.concatenate([events[1:], [_IS_BLANK]])
    opens, closes, vouchers = events == _IS_OPEN, events == _IS_CLOSE, events == _IS_VER
    no_record = np.isin(before, (_IS_BLANK, _IS_OPEN, _IS_CLOSE))
    ended = "} efter föregående verifikation"
    faults = (
        ((events == _IS_ROW) & (depth < 1), "en transaktionspost utanför en verifikation", "#VER och { före", _MEND),
        (vouchers & (depth > 0), "#VER inne i en verifikation", ended, _CUT),
        (vouchers & (after != _IS_OPEN), "#VER utan konteringsrader", "{ på nästa rad", _CUT),
        (opens & (depth > 1), "{ inne i en verifikation", ended, _CUT),
        (opens & no_record, "{ utan post", "#VER på raden före", _MEND),
        (closes & (depth < 0), "} utan {", "{ före konteringsraderna", _MEND),
    )
    findings = [
        Found(fil, int(place) + 1, None, found, expected, action)
        for mask, found, expected, action in faults
        for place in places[mask]
    ]
    if len(depth) and depth[-1] > 0 and not findings:
        rad = int(places[events == _IS_OPEN][-1]) + 1
        findings = [Found(fil, rad, None, "en verifikation som aldrig avslutas", "} efter dess rader", _CUT)]
    stop_on(SIE_FIL.findings(sorted(findings, key=lambda found: int(found.rad or 0))))
