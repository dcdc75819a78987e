"""9: the tie-outs of the run and what its checks found, as a page can show them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

import pandas as pd

from ekonomi import style, terms, urval
from ekonomi.errors import Finding, ordered
from ekonomi.reconcile import OK, URVAL
from ekonomi.registry import table
from ekonomi.table import RUBRIK, Column, Row, Table
from ekonomi.urval import Expression

LISTED, FOUND, TIES = 12, "fynd", "avstamning.csv"
BELOW = "se nedan"
_COLUMNS = (
    Column("vänster", "Ena ledet", style.FIGURE),
    Column("höger", "Andra ledet", style.FIGURE),
    Column("differens", "Skillnad", style.FIGURE),
    Column("utslag", "Bedömning", style.TEXT),
)
_FOUND = {"allvar": "Allvar", "antal": "Antal", "fynd": "Första fyndet"}


@table("Avstämningar", "Avstämning", figures=False)
def avstämning(ties: pd.DataFrame) -> Table:
    """Varje slags avstämning med båda sidor och differensen.

    Fler än `LISTED` av ett slag blir en rad som räknar dem som stämmer, och en för var och en som inte gör det.

    >>> print(report[tables.avstämning].cell("9.1.1 utfall period", "utslag").shown)
    ok
    """
    rows: list[Row] = []
    cells: dict[str, list[str]] = {}
    trail: dict[str, dict[str, Expression]] = {}
    told: dict[str, dict[str, Expression]] = {}
    for number, (kind, found) in enumerate(ties.groupby("avstämning", sort=False), start=1):
        rows.append(Row(f"9.{number}", str(kind), RUBRIK))
        for part, (label, shown, made) in enumerate(_lines(found), start=1):
            rows.append(Row(f"9.{number}.{part} {label.partition(': ')[0]}", label, level=1))
            cells[rows[-1].name], trail[rows[-1].name] = shown, made
            if not made:
                every = urval.counted(TIES) & urval.only("avstämning", str(kind))
                told[rows[-1].name] = {label.partition(" kontroller")[0]: (every & urval.only("utslag", OK)) / every}
    values = pd.DataFrame.from_dict(cells, orient="index", columns=[column.name for column in _COLUMNS])
    notes = ("Belopp i mnkr där inget annat sägs. Varje enskild avstämning finns i filen avstamning.csv.",)
    return Table(tuple(rows), _COLUMNS, values, notes, trail, told=told)


def _lines(found: pd.DataFrame) -> Iterator[tuple[str, list[str], dict[str, Expression]]]:
    agree = found["utslag"] == OK
    listed = found if len(found) <= LISTED else found[~agree]
    if len(listed) < len(found):
        count = style.number(Decimal(int(agree.sum())), 0)
        of = style.number(Decimal(len(found)), 0)
        yield f"{count} av {of} kontroller stämmer", ["", "", "", OK if agree.all() else BELOW], {}
    for line in listed.itertuples(index=False):
        sides = (getattr(line, name) for name in ("vänster", "höger", "differens"))
        amounts = [style.number(one, 1) if isinstance(one, Decimal) else style.MISSING for one in sides]
        yield str(line.förklaring), [*amounts, str(line.utslag)], getattr(line, URVAL)


@table("Kontroller av underlaget", "Kontroll", upplaga=terms.EKONOM, figures=False)
def kontroller(findings: Sequence[Finding]) -> Table:
    """Kontrollerna som fann något: hur allvarligt, hur många gånger, och det första fyndet.

    >>> print(report[tables.kontroller].cell("sena poster", "allvar").shown)
    upplysning
    """
    rows, cells = [], {}
    for check, found in groupby(ordered(findings), key=lambda finding: finding.kontroll):
        mine = list(found)
        rows.append(Row(check.name, check.name.capitalize()))
        cells[check.name] = [check.severity, str(len(mine)), mine[0].line()]
    columns = tuple(Column(name, head, style.TEXT) for name, head in _FOUND.items())
    trail = {name: {"antal": urval.counted(FOUND) & urval.only("kontroll", name)} for name in cells}
    values = pd.DataFrame.from_dict(cells, orient="index", columns=list(_FOUND))
    notes = ("Alla fynd visas av ekonomi kontroll. Vad varje kontroll prövar står i docs/kontroller.md.",)
    return Table(tuple(rows), columns, values, notes, trail)
