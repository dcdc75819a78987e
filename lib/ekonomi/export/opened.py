"""The economist's rapport.html: each published figure is a button that opens what it is made of, without any script.

HTML's own popover does it: the browser moves the focus in and out, Escape closes, and a reader of screens hears the
button's number and then the parts. A link before each table leads past its buttons, so that the tab order stays short.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

import numpy as np

from ekonomi import style, urval
from ekonomi.export import manifest
from ekonomi.report import Report
from ekonomi.report.answers import labels
from ekonomi.table import RUBRIK, Table, template
from ekonomi.underlag import KEYS, Ground
from ekonomi.urval import Expression, Rows, Selector

PARTS, VOUCHERS = 5, 3
_TABLE = re.compile(r'(<div class="tabell"[^>]*>)\n<table id="([^"]+)".*?</table>', re.DOTALL)
_ROW = re.compile(r"<tr class=\"(?!tom)[^\"]*\"><th [^>]*>.*?</th>(?P<cells>.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"(<td[^>]*>)(.*?)(</td>)", re.DOTALL)


def opened(page: str, report: Report) -> str:
    """The page of a report, each figure of its published tables a button that opens what the figure is made of."""
    tables = [report.tables.get(name) for name in report.tables]
    found = {table.anchor: table for table in tables if isinstance(table, Table)}
    makings = Makings(report)

    def table(match: re.Match[str]) -> str:
        known = found.get(match[2])
        return match[0] if known is None else _opened(match, known, makings)

    style_of = template("ekonomi.export", "opened.css").render()
    return _TABLE.sub(table, page).replace("</head>", f"<style>{style_of}</style>\n</head>", 1)


def _opened(match: re.Match[str], table: Table, makings: "Makings") -> str:
    rows = iter([row for row in table.rows if row.kind != RUBRIK])
    shown: list[str] = []

    def row(found: re.Match[str]) -> str:
        if "<td" not in found[0]:
            return found[0]
        name, columns = next(rows).name, iter(table.columns)

        def cell(part: re.Match[str]) -> str:
            column = next(columns)
            expression = table.urval.get(name, {}).get(column.name)
            if expression is None or table.cell(name, column.name).value is None:
                return part[0]
            anchor = f"{table.anchor}-{len(shown)}"
            shown.append(_popover(anchor, table, (name, column.name), part[2], expression, makings))
            return f'{part[1]}<button class="siffra" popovertarget="{anchor}">{part[2]}</button>{part[3]}'

        return found[0].replace(found["cells"], _CELL.sub(cell, found["cells"]), 1)

    body = _ROW.sub(row, match[0].removeprefix(match[1]))
    if not shown:
        return match[0]
    end = f"{table.anchor}-slut"
    past = f'<a class="forbi" href="#{end}">Hoppa förbi tabellens {len(shown)} siffror</a>'
    return f'{match[1]}{past}{body}<span id="{end}"></span>{"".join(shown)}'


def _popover(
    anchor: str, table: Table, cell: tuple[str, str], shown: str, expression: Expression, makings: "Makings"
) -> str:
    row, column = cell
    public = next(one.public for one in table.columns if one.name == column)
    unit = table.cell(row, column).unit
    command = shlex.join(["ekonomi", "underlag", makings.folder, table.name, row, public])
    parts = "".join(makings.told(expression))
    return (
        f'<div popover class="gjord-av" id="{anchor}" role="dialog" aria-label="Underlag: {escape(row)}, '
        f'{escape(public)}">'
        f"<p><strong>{escape(row)}, {escape(public)}: {escape(style.in_words(shown, unit))}</strong></p>{parts}"
        f'<p>Alla rader: <code>{escape(command)}</code></p><button popovertarget="{anchor}" popovertargetaction="hide">'
        "Stäng</button></div>"
    )


@dataclass(frozen=True)
class Makings:
    """What the figures of a report are made of: the ledger's rows, and those that tjänsteomräkning made of them."""

    report: Report
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def folder(self) -> str:
        """The folder of the report as one writes it."""
        target = self.report.out / manifest.folder_name(self.report.params)
        inner = target.resolve()
        return str(inner.relative_to(self.report.root) if inner.is_relative_to(self.report.root) else target)

    @cached_property
    def ground(self) -> Ground:
        """The rows that figures are followed to."""
        return self.report.ground

    @cached_property
    def _allocated(self) -> Selector | None:
        return None if self.report.allocated is None else Selector(self.report.allocated)

    def told(self, expression: Expression) -> Iterator[str]:
        """The parts of a figure and its largest vouchers; of a formula that is no sum, those of each of its sums."""
        summed = urval.linear(expression)
        if summed is not None:
            yield from self._sum(summed, "")
            return
        parts = list(dict.fromkeys(urval.parts_of(expression)))[:2]
        for letter, rows in zip(("A. ", "B. ") if len(parts) > 1 else ("",), parts, strict=True):
            yield from self._sum([(1, rows)], letter)

    def _sum(self, parts: list[tuple[int, Rows]], head: str) -> Iterator[str]:
        selector, amounts = self._amounts(parts)
        if selector is None:
            files = sorted({rows.file for _, rows in parts if rows.file})
            if files:
                yield f"<p>{head}Ur {escape(', '.join(files))}.</p>"
            return
        chosen = np.flatnonzero(amounts)
        if not len(chosen):
            yield f"<p>{head}Inga belopp.</p>"
            return
        dimension = next(
            (one for one in ("konto", "tjänst") if self._filled(selector, one)[chosen].mean() > 1 / 2), "ansvar"
        )
        codes, texts = selector.coded(dimension)
        sums = np.bincount(codes[chosen], amounts[chosen], minlength=len(texts))  # exact: far below 2**53 öre
        order = [at for at in np.argsort(-np.abs(sums), kind="stable") if sums[at]]
        lines = [(self._name(dimension, texts[at]), sums[at]) for at in order[:PARTS]]
        if rest := order[PARTS:]:
            lines.append((f"Övriga ({len(rest)})", sums[rest].sum()))
        yield _listed(f"{head}Per {dimension}, tkr", [*lines, ("Summa", sums.sum())], "tkr")
        if all(one.name in self.ground.ledger for _, rows in parts for one in rows.without(KEYS).conditions):
            yield from self._vouchers(parts, head, direct=selector is not self.ground.columns)

    def _filled(self, selector: Selector, name: str) -> np.ndarray:
        """Which rows say something in a column; none where there is no such column."""
        if name not in selector.frame:
            return np.zeros(len(selector.frame), dtype=bool)
        codes, texts = selector.coded(name)
        return np.asarray((texts != "").to_numpy(dtype=bool)[codes])

    def _amounts(self, parts: list[tuple[int, Rows]]) -> tuple[Selector | None, np.ndarray]:
        """The rows that are summed, and what each counts (öre); None where they are not all of one kind."""
        after = {rows.of(KEYS) is not None for _, rows in parts}
        selector = self._allocated if after == {True} else self.ground.columns if after == {False} else None
        if selector is None or any(not self._tells(selector, rows) for _, rows in parts):
            return None, np.array([])
        return selector, self._belopp(selector, parts)

    @staticmethod
    def _tells(selector: Selector, rows: Rows) -> bool:
        keys = rows.of(KEYS)
        own = all(one.name in selector.frame or one.name in (KEYS, "motpart") for one in rows.conditions)
        return rows.file is None and own and (keys is None or keys.values == ("gällande",))

    def _vouchers(self, parts: list[tuple[int, Rows]], head: str, *, direct: bool) -> Iterator[str]:
        """The largest postings with a voucher; after tjänsteomräkning, `direct`, those that say a tjänst themselves."""
        posted, amounts = self.ground.columns, self._belopp(self.ground.columns, parts)
        told = self._filled(posted, "verifikation") & (self._filled(posted, "tjänst") if direct else True)
        chosen = np.flatnonzero((amounts != 0) & told)
        if not len(chosen):
            return
        largest = chosen[np.argsort(-np.abs(amounts[chosen]), kind="stable")[:VOUCHERS]]
        columns = ["verifikation", "period", "ansvar", *(["text"] if self.report.verifikationstexter else [])]
        cells = posted.frame.iloc[largest][columns].astype("str").itertuples(index=False)
        lines = [(" · ".join(filter(None, row)), öre) for row, öre in zip(cells, amounts[largest], strict=True)]
        yield _listed(f"{head}Största posterna{' bokförda direkt' if direct else ''}, kr", lines, "kr")

    def _belopp(self, selector: Selector, parts: list[tuple[int, Rows]]) -> np.ndarray:
        """What each row counts in some selections, each with its sign (öre)."""
        belopp = selector.frame["belopp"].to_numpy(dtype="int64")
        return np.asarray(sum(sign * selector.select(rows.without(KEYS)) * belopp for sign, rows in parts))

    def _name(self, dimension: str, code: str) -> str:
        key = (dimension, code)
        if key not in self._names:
            self._names[key] = labels(self.report, dimension, [code])[code]
        return self._names[key]


def _listed(caption: str, lines: list[tuple[str, int]], unit: str) -> str:
    cells = ((escape(name), style.shown(style.in_unit(int(öre), unit), unit)) for name, öre in lines)
    rows = "".join(f'<tr><th scope="row">{name}</th><td class="tal">{amount}</td></tr>' for name, amount in cells)
    return f"<table><caption>{escape(caption)}</caption><tbody>{rows}</tbody></table>"
