"""What the figures of a report are made of, for many at once: their parts, the way they came, the largest postings."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property, partial
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from ekonomi import allocation, style, urval
from ekonomi import period as periods
from ekonomi.charts.numbers import enumerated
from ekonomi.registers import describe_services
from ekonomi.report import selection
from ekonomi.report.books import LARGEST
from ekonomi.report.lists import Lines, Listed, added, letter, line_of, money, ranked
from ekonomi.report.parts import Parts
from ekonomi.report.picked import CELL, Cells, Picked
from ekonomi.tables.asked import part_of
from ekonomi.tables.layout import Line
from ekonomi.tables.statistical import by_area, by_serie, by_tjänst
from ekonomi.terms import DELAD, UTFALL
from ekonomi.underlag import KEYS, STRING, Ground, postings, summed
from ekonomi.underlag.ground import AFTER, POSTED
from ekonomi.urval import COUNTED, FORECASTS, Condition, Expression, Formula, Part, Rows, Selector

COUNTED_SHOWN, _WORDS = 12, 3  # rows of a count, and the words that a row is told by
MONTHLY = "period"  # what rows that name each of their months are told by
DIRECT = "Bokfört direkt"
_TOLD = "konto", "tjänst"  # what a figure is told by, the first that most of its rows say
Terms = Sequence[tuple[int, Rows]]


class Makings:
    """What the figures of a report are made of: its postings, what tjänsteomräkning made of them, other files."""

    def __init__(self, report: Parts) -> None:
        self.report = report
        self._picked, self._allocated, self._borne = cache(self._pick), cache(self._allocate), cache(self._bear)
        self._placed, self._posted = cache(self._place), cache(lambda rows: postings(self.ground, rows))
        self._amount, self._postings = cache(self._come_to), cache(self._largest)
        names = cache(partial(selection.names, report))
        self._name = cache(lambda dimension, code: selection.label(dimension, code, names(dimension)))

    def prepare(self) -> None:
        """Make ready what every page asks for, each in a fork of its own: the frames, and their columns coded."""
        rules, keys = self.report.rules, [("gällande",), ("budgetens",)]
        held = keys[: 0 if rules is None else 1 + rules.is_locked(self.ground.budget)]
        for selector in (self.ground.columns, self._heaviest, *(self._allocated(one).selector for one in held)):
            for name, cells in selector.frame.items():
                if cells.dtype == "str":
                    selector.coded(str(name))

    @property
    def ground(self) -> Ground:
        """The rows that figures are followed to."""
        return self.report.ground

    def of(self, figures: Mapping[str, Expression]) -> Iterator[Listed | str]:
        """The lists and sentences that say what figures of one row are made of, by what each is called, in order."""
        sums: dict[str, Terms] = {}
        names = {rows: head for head, rows in figures.items() if isinstance(rows, Rows) and rows.file is None}
        own, told_by = len(names), dict[str, list[str]]()
        for head, expression in figures.items():
            summed = urval.linear(expression)
            if summed is not None and all(rows.file is None for _, rows in summed):
                sums[head] = summed
                continue
            for rows in urval.parts_of(expression):
                names.setdefault(rows, letter(len(names) - own))
            told_by.setdefault(_formula(expression, names), []).append(head)
        yield from (f"{enumerated(heads)}{formula}" for formula, heads in told_by.items())
        parts = list(names.items())[own:]
        if parts:
            yield Listed("Leden", (), tuple((f"{name}. {rows}", (self._amount(rows),)) for rows, name in parts))
            yield from self._counted({name: rows for rows, name in parts if rows.of(COUNTED)})
        foreseen = dict.fromkeys(rows for expression in figures.values() for rows in _foreseen(expression))
        yield from filter(None, map(self._model, foreseen))
        alone = {rows for terms in sums.values() for _, rows in terms if len(terms) == 1}
        told = {name: [(1, rows)] for rows, name in parts if rows.file is None and rows not in {*foreseen, *alone}}
        yield from self._sums(sums | told)

    def _model(self, rows: Rows) -> str:
        """What the statistical forecast makes of some rows: what is known so far, the rest, and how.

        Nothing of a replay, which knew of fewer months.
        """
        found, until = self._models.get(frozenset(rows.without("beloppstyp", "period").conditions)), rows.of("period")
        if found is None or pd.isna(found["prognos"]) or until is None or until.values[-1] != self.report.period:
            return ""
        known, whole = round(found["utfall"]), round(found["prognos"])
        had, rest, median = (money(öre, "tkr") for öre in (known, whole - known, whole))
        said = (
            f"Statistisk prognos ({found['metod']}), tkr: känt hittills i år {had} och resten enligt "
            f"modellen {rest} ger medianen {median}."
        )
        reasons = self.report.outlook.reasons
        if found["serie"] not in reasons.index:
            return said
        row = reasons.loc[found["serie"]]
        alone = {row[f"{end}_modell"]: (end, round(row[end])) for end in ("lägst", "högst")}
        each = (f"{name}{f' ({end})' * (len(alone) > 1)}, resten {money(öre - known, 'tkr')} ger {money(öre, 'tkr')}"
                for name, (end, öre) in alone.items())  # fmt: skip
        return f"{said} Enskilda modeller: {'; '.join(each)}."

    @cached_property
    def _models(self) -> Mapping[frozenset[Condition], Mapping[Any, Any]]:
        """What the statistical forecast says of each serie (`forecast`), by the conditions on its rows."""
        report, outlook = self.report, self.report.outlook
        trees = [(outlook.organisation.table, by_serie(report.slag) | by_area(report.organisation))]
        if outlook.services and report.by_service and report.service_lines is not None and report.grupper:
            lines = by_tjänst(report.by_service, report.service_lines, report.grupper)
            trees.append((outlook.services.table, lines))
        return {
            frozenset(where.conditions): one
            for table, lines in trees
            for one in table.to_dict("records")
            for where in self._wheres(one["serie"], lines)
        }

    def _wheres(self, serie: str, lines: Mapping[str, Line]) -> Iterator[Rows]:
        """The rows of a serie, as the tables of forecasts and of questions have them."""
        if serie in lines:
            yield lines[serie].where[0]
        if DELAD in serie:
            yield part_of(serie, self.report.slag, self.report.measured, self.report.by_service)[1]

    def _counted(self, parts: Mapping[str, Rows]) -> Iterator[Listed]:
        """The rows of other files that are counted, each once, and in which of the parts."""
        for fil in dict.fromkeys(rows.file for rows in parts.values()):
            own = {name: self.ground.others.placed(rows) for name, rows in parts.items() if rows.file == fil}
            (file, _), at = next(iter(own.values())), np.unique(np.concatenate([at for _, at in own.values()]))
            every = file.iloc[at]
            fixed = {one.name for rows in parts.values() for one in rows.conditions if len(one.values) == 1}
            words = [name for name in every.columns.difference([*fixed, "källa"], sort=False)
                     if pd.api.types.is_string_dtype(every[name])][:_WORDS]  # fmt: skip
            lines = [
                (
                    " · ".join(filter(None, map(row.get, words))),
                    (line_of(row["rad"]), ", ".join(name for name, (_, some) in own.items() if place in some)),
                )
                for place, row in zip(at, every[:COUNTED_SHOWN].to_dict("records"), strict=False)
            ]
            if (rest := len(every) - len(lines)) > 0:
                lines.append((f"Övriga ({style.shown(Decimal(rest), 'antal')})", ("", "")))
            yield Listed(f"Räknade rader i {fil}", ("rad", "led"), tuple(lines))

    def _come_to(self, rows: Rows) -> str:
        """What the rows of a part come to: tkr from the ledger, as filed from another file."""
        if rows.file is None:
            return money(int(self._picked(rows).öre.sum()), "tkr") + f"{style.NBSP}tkr"
        count, amount = len(self.ground.others.placed(rows)[1]), self.ground.others.amount(rows)
        filed = style.unrounded(Decimal(amount.numerator) / Decimal(amount.denominator))
        said = "1 rad" if count == 1 else f"{style.shown(Decimal(count), 'antal')} rader"
        return said if rows.of(COUNTED) else f"{said}, summa {filed}"

    def _sums(self, sums: Mapping[str, Terms]) -> Iterator[Listed | str]:
        """The parts of sums of the ledger, those told by the same dimension together."""
        told: dict[str, dict[str, Mapping[str, int]]] = {}
        ways: dict[str, Mapping[str, int]] = {}
        for head, terms in sums.items():
            picked = [(sign, self._picked(rows)) for sign, rows in terms]
            after = all(rows.of(KEYS) for _, rows in terms)
            dated = all(_dated(rows) for _, rows in terms)
            most = next((name for name in _TOLD if all(one.tells(name) for _, one in picked)), "ansvar")
            dimension = MONTHLY if dated else most
            parts = added((sign, one.by(dimension)) for sign, one in picked)
            pools = added((sign, one.by("pool")) for sign, one in picked) if after and parts and not dated else {}
            if not parts:
                any_rows = any(len(one.at) for _, one in picked)
                yield f"{head}: {'beloppen tar ut varandra' if any_rows else 'inga belopp'}."
            elif len(parts) > 1 or dated or not after:
                told.setdefault(dimension, {})[head] = parts
            if pools.keys() - {""} or (after and len(parts) == 1 and not dated):
                ways[head] = pools
        for dimension, columns in told.items():
            if dimension == MONTHLY:
                yield ranked("Per månad, tkr", columns, periods.name, shown=sorted(set().union(*columns.values())))
            else:
                yield ranked(f"Per {dimension}, tkr", columns, partial(self._name, dimension))
        if ways:
            given = {head: self._given(sums[head]) for head in ways}
            yield ranked("Hur beloppet kom hit, tkr", ways, self._way, given)
        yield from self._vouchers(sums)

    def _given(self, terms: Terms) -> Mapping[str, int]:
        """All (öre) that each pool gave, where a sum holds a part of it; nothing where that is no single selection."""
        whole = terms[0][1].without(*AFTER)
        given = self._picked(whole).by("pool") if [(1, whole)] != terms and len(terms) == 1 else {}
        return {pool: öre for pool, öre in given.items() if pool}

    def _way(self, pool: str) -> str:
        """`GEM Gemensamt (fast andel)`: the pool, and what its keys follow."""
        return f"{self._name('pool', pool)} ({self._keys.get(pool, 'nyckel')})" if pool else DIRECT

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """What the keys of each pool follow, by the pools' codes."""
        keys = self.report.rules.keys if self.report.rules is not None else pd.DataFrame()
        if "grund" not in keys:
            return {}
        held = allocation.valid(keys, self.report.period)
        return {str(pool): " och ".join(own["grund"].unique()) for pool, own in held.groupby("pool")}

    def _vouchers(self, sums: Mapping[str, Terms]) -> Iterator[Listed]:
        """The largest postings with a voucher, once for the sums that share them."""
        shared: dict[tuple[str, Lines], list[str]] = {}
        for head, terms in sums.items():
            part = ", siffrans del av dem" if any(rows.of(KEYS) for _, rows in terms) else ""
            if lines := self._postings(tuple((sign, rows) for sign, rows in terms if _booked(rows))):
                shared.setdefault((part, lines), []).append(head)
        for (part, lines), heads in shared.items():
            own = f" i {enumerated(heads)}" if len(sums) > 1 else ""
            yield Listed(f"Största posterna{own}{part}, kr", (), lines)

    def _largest(self, terms: Terms) -> Lines:
        """The largest postings of a sum; after tjänsteomräkning the part of each that it holds."""
        if not terms:
            return ()
        among = self._heaviest
        if any(one.name in POSTED for _, rows in terms for one in rows.conditions):
            found = pd.concat([self._posted(rows.without(*AFTER, KEYS)) for _, rows in terms])
            among = Selector(found[found["verifikation"] != ""].drop_duplicates([STRING, "rad"]).sort_index())
        borne = [(at, sign * öre) for sign, rows in terms for at, öre in [self._borne(rows, among)]]
        at, place = np.unique(np.concatenate([one for one, _ in borne]), return_inverse=True)
        amounts = np.bincount(place, np.concatenate([öre for _, öre in borne]), minlength=len(at))
        chosen = np.flatnonzero(np.abs(amounts) >= 1)
        largest = chosen[np.argsort(-np.abs(amounts[chosen]), kind="stable")[:LARGEST]]
        named = ["verifikation", "period", "ansvar", *(["text"] if self.report.verifikationstexter else [])]
        told = [texts[codes[at[largest]]] for codes, texts in map(among.coded, named)]
        names = (" · ".join(filter(None, row)) for row in zip(*told, strict=True))
        return tuple((name, (money(round(öre), "kr"),)) for name, öre in zip(names, amounts[largest], strict=True))

    @cached_property
    def _heaviest(self) -> Selector:
        """The largest postings of each code string: what a sum holds of the others is no more."""
        return Selector(self.report.heaviest)

    def _pick(self, rows: Rows) -> Picked:
        """The rows of the ledger, or of the cube after tjänsteomräkning; its postings where those tell more."""
        keys = rows.of(KEYS)
        cells = self._allocated(keys.values) if keys else None
        names = {one.name for one in rows.conditions}
        if names - cells.told if cells else names & {*POSTED}:
            own = Selector(summed(self.ground, rows) if keys else self._posted(rows))
            return Picked(own, np.arange(len(own.frame)))
        selector = cells.selector if cells else self.ground.columns
        return Picked(selector, selector.select(rows.without(KEYS)))

    def _allocate(self, keys: tuple[str, ...]) -> Cells:
        """The cube after tjänsteomräkning by some keys."""
        rules, frame = self.ground.rules_of(urval.only(KEYS, *keys)), self.report.allocated
        assert rules is not None and frame is not None
        if rules is not self.report.rules:
            cube = self.report.cube  # the budget's keys are asked of its year alone
            own = cube[cube["period"].str[:4] == self.report.period[:4]]
            frame = describe_services(allocation.allocate(own, rules), self.report.registers)
        cells = frame[CELL].assign(tjänst=frame["tjänst"].where(frame["pool"] == "", ""))
        together = pd.concat([cells, self.ground.sums[CELL]]).astype("str")
        number = together.groupby(CELL, sort=False).ngroup().to_numpy()
        held = self.ground.columns.öre
        whole = np.bincount(number[len(frame) :], held, minlength=number.max() + 1)
        return Cells(Selector(frame), number[: len(frame)], number[len(frame) :], whole)

    def _place(self, keys: tuple[str, ...], among: Selector) -> tuple[np.ndarray, np.ndarray]:
        """Some postings in the order of their cells: those of cell c are `places[starts[c] : starts[c + 1]]`."""
        cells = self._allocated(keys)
        of_posting = cells.of_string[among.frame[STRING]]
        places = np.argsort(of_posting, kind="stable")
        return places, np.searchsorted(of_posting[places], np.arange(len(cells.whole) + 1))

    def _bear(self, rows: Rows, among: Selector) -> tuple[np.ndarray, np.ndarray]:
        """Those of some postings that the rows hold something of, and how much (öre).

        It is all of each; after tjänsteomräkning its cell's share.
        """
        keys = rows.of(KEYS)
        if keys is None:
            at = among.select(rows)
            return at, among.öre[at]
        cells, (places, starts) = self._allocated(keys.values), self._placed(keys.values, among)
        before = Rows(tuple(one for one in rows.conditions if one.name not in cells.told))
        held, share = cells.held(self._picked(rows.without(*(one.name for one in before.conditions))))
        first, count = starts[held], starts[held + 1] - starts[held]
        at = places[np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())]
        own = np.isin(at, among.select(before)) if before.conditions else slice(None)
        return at[own], np.repeat(share, count)[own] * among.öre[at[own]]


def _booked(rows: Rows) -> bool:
    """False of rows of plans alone, none of which has a voucher."""
    kind = rows.of("beloppstyp")
    return kind is None or kind.sign != urval.IS or UTFALL in kind.values


def _dated(rows: Rows) -> bool:
    """True of rows that name several months, one by one."""
    told = rows.of(MONTHLY)
    return told is not None and told.sign == urval.IS and len(told.values) > 1


def _foreseen(expression: Part) -> Iterator[Rows]:
    """The rows that a statistical forecast is made of."""
    if isinstance(expression, Formula):
        forecast = expression.operator in FORECASTS
        yield from urval.parts_of(expression) if forecast else chain.from_iterable(map(_foreseen, expression.parts))


def _formula(expression: Expression, names: Mapping[Rows, str]) -> str:
    """How a figure is computed from its parts, by what they are called: what follows its own name."""
    if isinstance(expression, Formula) and expression.operator in FORECASTS:
        return f": statistisk prognos ur {enumerated([names[rows] for rows in urval.parts_of(expression)])}."
    said = str(expression) if isinstance(expression, Formula) else f"{{{expression}}}"
    for rows in urval.parts_of(expression):
        said = said.replace(f"{{{rows}}}", names[rows])
    return f" = {said}"
