"""What the figures of a report are made of, for many at once: their parts, the way they came, the largest postings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from string import ascii_uppercase
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ekonomi import allocation, style, urval
from ekonomi.registers import describe_services
from ekonomi.report.answers import labels
from ekonomi.underlag import KEYS, Ground, postings
from ekonomi.underlag.ground import AFTER
from ekonomi.urval import COUNTED, FORECASTS, Expression, Formula, Rows, Selector

if TYPE_CHECKING:
    from ekonomi.report import Report

PARTS, VOUCHERS, BLOCKS = 5, 3, 2
SUM, DIRECT = "Summa", "Bokfört direkt"
# what tells the rows of the cube apart that tjänsteomräkning splits, each as a whole
_CELL = ["beloppstyp", "version", "period", "kostnadsslag", "ansvar", "projekt", "intern", "tjänst"]
Terms = Sequence[tuple[int, Rows]]


@dataclass(frozen=True)
class Listed:
    """Lines under a caption: what each is called, and its amount as printed."""

    caption: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Picked:
    """Rows of a frame and what each counts (öre)."""

    selector: Selector
    at: np.ndarray

    @cached_property
    def öre(self) -> np.ndarray:
        """What each row counts."""
        return np.asarray(self.selector.frame["belopp"].to_numpy(dtype="int64")[self.at])

    def by(self, dimension: str) -> dict[str, int]:
        """The sum (öre) of each value of a column, exact: sums stay far below 2**53 öre."""
        codes, texts = self.selector.coded(dimension)
        sums = np.bincount(codes[self.at], self.öre, minlength=len(texts))
        return {str(texts[code]): int(sums[code]) for code in np.flatnonzero(sums)}

    def tells(self, dimension: str) -> bool:
        """True where most of the rows say something in a column, or there are none."""
        if dimension not in self.selector.frame:
            return False
        codes, texts = self.selector.coded(dimension)
        return not len(self.at) or bool((texts != "").to_numpy(dtype=bool)[codes[self.at]].mean() > 1 / 2)


class Makings:
    """What the figures of a report are made of: its postings, what tjänsteomräkning made of them, other files."""

    def __init__(self, report: "Report") -> None:
        self.report = report
        self._picked, self._allocated = cache(self._pick), cache(self._allocate)
        self._name = cache(lambda dimension, code: labels(report, dimension, [code])[code])

    @property
    def ground(self) -> Ground:
        """The rows that figures are followed to."""
        return self.report.ground

    def of(self, expression: Expression) -> Iterator[Listed | str]:
        """The lists and sentences that say what a figure is made of, in order."""
        summed = urval.linear(expression)
        if summed is not None and all(rows.file is None for _, rows in summed):
            yield from self._sum(summed, "")
            return
        letters = dict(zip(dict.fromkeys(urval.parts_of(expression)), ascii_uppercase, strict=False))
        if isinstance(expression, Formula):
            yield _formula(expression, letters)
        if len(letters) > BLOCKS:
            lines = tuple((f"{letter}. {rows}", self._amount(rows)) for rows, letter in letters.items())
            yield Listed("Leden", lines)
            return
        for rows, letter in letters.items():
            head = f"{letter}. " if isinstance(expression, Formula) and expression.operator not in FORECASTS else ""
            if rows.file is None:
                yield from self._sum([(1, rows)], head)
            else:
                yield f"{head}{rows.file}: {self._amount(rows)}"

    def _amount(self, rows: Rows) -> str:
        """What the rows of a part come to: tkr from the ledger, as filed from another file."""
        if rows.file is None:
            return _money(int(self._picked(rows).öre.sum()), "tkr") + f"{style.NBSP}tkr"
        count, amount = len(self.ground.others.rows(rows)), self.ground.others.amount(rows)
        filed = style.unrounded(Decimal(amount.numerator) / Decimal(amount.denominator))
        return f"{count} {'rad' if count == 1 else 'rader'}" + ("" if rows.of(COUNTED) else f", summa {filed}")

    def _sum(self, terms: Terms, head: str) -> Iterator[Listed | str]:
        picked = [(sign, self._picked(rows)) for sign, rows in terms]
        after = all(rows.of(KEYS) for _, rows in terms)
        dimension = next((name for name in ("konto", "tjänst") if all(one.tells(name) for _, one in picked)), "ansvar")
        sums = _added((sign, one.by(dimension)) for sign, one in picked)
        if not sums:
            yield f"{head}{'Beloppen tar ut varandra.' if any(len(one.at) for _, one in picked) else 'Inga belopp.'}"
            return
        if len(sums) > 1 or not after:
            yield _ranked(
                f"{head}Per {dimension}, tkr", ((self._name(dimension, code), öre) for code, öre in sums.items())
            )
        pools = _added((sign, one.by("pool")) for sign, one in picked) if after else {}
        if pools.keys() - {""} or (after and len(sums) == 1):
            whole = terms[0][1].without(*AFTER)
            given = self._picked(whole).by("pool") if [(1, whole)] != terms and len(terms) == 1 else {}
            ways = ((self._way(pool, öre, given.get(pool)), öre) for pool, öre in pools.items())
            yield _ranked(f"{head}Hur beloppet kom hit, tkr", ways)
        yield from self._vouchers(terms, head)

    def _way(self, pool: str, öre: int, given: int | None) -> str:
        """`GEM Gemensamt, 12,4 % (fast andel)`: the pool, how much of it came here, and what its keys follow."""
        if not pool:
            return DIRECT
        share = f", {style.shown(Decimal(100 * öre) / Decimal(given), style.PER_CENT, 1)}" if given else ""
        return f"{self._name('pool', pool)}{share} ({self._keys.get(pool, 'nyckel')})"

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """What the keys of each pool follow, by the pools' codes."""
        keys = self.report.rules.keys if self.report.rules is not None else pd.DataFrame()
        if "grund" not in keys:
            return {}
        held = allocation.valid(keys, self.report.period)
        return {str(pool): " och ".join(own["grund"].unique()) for pool, own in held.groupby("pool")}

    def _vouchers(self, terms: Terms, head: str) -> Iterator[Listed]:
        """The largest postings with a voucher; after tjänsteomräkning the part of each that the figure holds."""
        amounts = sum((sign * self._borne(rows) for sign, rows in terms), np.zeros(len(self.ground.ledger)))
        chosen = np.flatnonzero((np.abs(amounts) >= 1) & self._with_voucher)
        if not len(chosen):
            return
        largest = chosen[np.argsort(-np.abs(amounts[chosen]), kind="stable")[:VOUCHERS]]
        columns = ["verifikation", "period", "ansvar", *(["text"] if self.report.verifikationstexter else [])]
        cells = self.ground.ledger.iloc[largest][columns].astype("str").itertuples(index=False)
        names = (" · ".join(filter(None, row)) for row in cells)
        lines = tuple((name, _money(round(öre), "kr")) for name, öre in zip(names, amounts[largest], strict=True))
        part = ", siffrans del av dem" if any(rows.of(KEYS) for _, rows in terms) else ""
        yield Listed(f"{head}Största posterna{part}, kr", lines)

    @cached_property
    def _with_voucher(self) -> np.ndarray:
        return self.ground.ledger["verifikation"].astype("str").ne("").to_numpy(dtype=bool)

    @cached_property
    def _posted(self) -> np.ndarray:
        return self.ground.ledger["belopp"].to_numpy(dtype="int64")

    def _pick(self, rows: Rows) -> Picked:
        """The rows of the ledger, or of the cube after tjänsteomräkning; its postings where those tell more."""
        keys = rows.of(KEYS)
        if keys is None:
            selector = self.ground.columns
        else:
            selector = self._allocated(keys.values)[0]
            if not all(one.name in (*selector.frame, "motpart", KEYS) for one in rows.conditions):
                own = Selector(postings(self.ground, rows))
                return Picked(own, np.arange(len(own.frame)))
        return Picked(selector, np.flatnonzero(selector.select(rows.without(KEYS))))

    def _allocate(self, keys: tuple[str, ...]) -> tuple[Selector, np.ndarray, np.ndarray]:
        """The cube after tjänsteomräkning by some keys; the cell of each of its rows, and of each posting."""
        rules, frame = self.ground.rules_of(urval.only(KEYS, *keys)), self.report.allocated
        assert rules is not None and frame is not None
        if rules is not self.report.rules:
            cube = self.report.cube  # the budget's keys are asked of its year alone
            own = cube[cube["period"].str[:4] == self.report.period[:4]]
            frame = describe_services(allocation.allocate(own, rules), self.report.registers)
        cells = frame[_CELL].assign(tjänst=frame["tjänst"].where(frame["pool"] == "", ""))
        together = pd.concat([cells, self.ground.ledger[_CELL]]).astype("str")
        number = together.groupby(_CELL, sort=False).ngroup().to_numpy()
        return Selector(frame), number[: len(frame)], number[len(frame) :]

    def _borne(self, rows: Rows) -> np.ndarray:
        """What of each posting the rows hold (öre): all of it or nothing; after tjänsteomräkning its cell's share."""
        keys = rows.of(KEYS)
        if keys is None:
            return np.asarray(self.ground.columns.select(rows) * self._posted)
        selector, cells, cell_of = self._allocated(keys.values)
        before = Rows(tuple(one for one in rows.conditions if one.name not in (*selector.frame, "motpart", KEYS)))
        chosen = np.flatnonzero(selector.select(rows.without(KEYS, *(one.name for one in before.conditions))))
        size = max(cells.max(), cell_of.max()) + 1
        held = np.bincount(cells[chosen], selector.frame["belopp"].to_numpy(dtype="int64")[chosen], minlength=size)
        whole = np.bincount(cell_of, self._posted, minlength=size)
        share = np.divide(held, whole, out=np.zeros(size), where=whole != 0)
        return np.asarray(share[cell_of] * self._posted * self.ground.columns.select(before))


def _added(parts: Iterable[tuple[int, Mapping[str, int]]]) -> dict[str, int]:
    """Sums by code, each part with its sign; what comes to nothing is left out."""
    found: dict[str, int] = {}
    for sign, sums in parts:
        for code, öre in sums.items():
            found[code] = found.get(code, 0) + sign * öre
    return {code: öre for code, öre in found.items() if öre}


def _ranked(caption: str, lines: Iterable[tuple[str, int]]) -> Listed:
    """The largest lines (öre), the others as one, and the sum."""
    ordered = sorted(lines, key=lambda line: -abs(line[1]))
    shown, rest = ordered[:PARTS], ordered[PARTS:]
    if rest:
        shown.append((f"Övriga ({len(rest)})", sum(öre for _, öre in rest)))
    shown.append((SUM, sum(öre for _, öre in ordered)))
    return Listed(caption, tuple((name, _money(öre, "tkr")) for name, öre in shown))


def _money(öre: int, unit: str) -> str:
    return style.shown(style.in_unit(öre, unit), unit, 0)


def _formula(expression: Formula, letters: Mapping[Rows, str]) -> str:
    """How the figure is computed from its parts, by their letters."""
    if expression.operator in FORECASTS:
        return "Siffran är en statistisk prognos ur beloppen, ingen summa av dem."
    said = str(expression)
    for rows, letter in letters.items():
        said = said.replace(f"{{{rows}}}", letter)
    return f"Siffran räknas ut så här: {said}"
