"""`ekonomi underlag` and `ekonomi jamfor`: where a figure comes from, and why it has moved."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ekonomi.checklist import RAPPORT
from ekonomi.cli.words import PATH, Command, counted
from ekonomi.errors import DataError, Finding, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from ekonomi.export.reopen import ChangedFile, Output
    from ekonomi.underlag import Followed

FOLLOWING = (
    "ekonomi underlag output/namnden/2025-03 3.2\n"
    "ekonomi underlag output/namnden/2025-03 '3.2.1 resultat' Resultat 'utfall period'\n"
    "ekonomi underlag output/namnden/2025-03 --urval 'beloppstyp=utfall; period=2025-03; konto=5010'"
)


@click.command(cls=Command, epilog=FOLLOWING)
@click.argument("mapp", type=PATH)
@click.argument("tabell", required=False)
@click.argument("rad", required=False)
@click.argument("kolumn", required=False)
@click.option("--urval", help="Visa raderna i ett urval i stället för raderna bakom en siffra.")
@click.option("--ut", type=PATH, metavar="CSV", help="Skriv alla rader till en fil i stället för att visa dem.")
@click.option("--alla", is_flag=True, help="Visa alla rader, inte bara de hundra första av varje led.")
@click.option("--med-text", is_flag=True, help="Ta med posternas texter, som kan innehålla personuppgifter.")
def underlag(
    mapp: Path, tabell: str | None, rad: str | None, kolumn: str | None, urval: str | None, ut: Path | None,
    alla: bool, med_text: bool,
) -> None:  # fmt: skip
    """Visa raderna som en siffra i rapporten i MAPP är gjord av, med verifikation, fil och rad.

    Början av ett namn räcker när bara ett namn börjar så. Utan TABELL, RAD eller KOLUMN visas de som finns.
    """
    from ekonomi.export.csv_files import postings_csv
    from ekonomi.export.folder import write_whole
    from ekonomi.export.reopen import reopen
    from ekonomi.underlag import FIRST, followed, pick

    output = reopen(mapp)
    if urval is None:
        named, listed = _named(output.figures, {"tabell": tabell, "rad": rad, "kolumn": kolumn})
        if listed:
            click.echo("\n".join(listed))
            return
        figure = pick(output.figures, named[0], named[1], named[2], str(mapp))
    else:
        figure = {"urval": urval, "enhet": "kr"}  # no printed figure to hold the rows against
    found = _followed(output, figure, None if alla or ut else FIRST)
    if ut is None:
        click.echo("\n".join(followed.lines(found, text=med_text)))
    else:
        write_whole(ut, postings_csv(found, text=med_text))
        click.echo(f"{followed.headline(found)}. {counted(len(found.rows), 'rad')} finns i {ut}.")
    if not found.agrees:
        raise DataError(_moved(output, found))


def _named(figures: "pd.DataFrame", asked: "dict[str, str | None]") -> "tuple[list[str], list[str]]":
    """The names that are meant, or those that there are to choose among where one is not given, or is several's."""
    left, named = figures, list[str]()
    for what, given in asked.items():
        known = [str(name) for name in left[what].unique()]
        near = [name for name in known if name.casefold().startswith((given or "").casefold())]
        if given is None or (given not in known and len(near) > 1):
            return named, [f"{what.capitalize()}:", *(f"  {name}" for name in near)]
        one = given if given in known or not near else near[0]
        named.append(one)
        left = left[left[what] == one]
    return named, []


def _followed(output: "Output", figure: dict[str, object], most: int | None) -> "Followed":
    """The figure followed in the inputs as they are now; each that has changed is told."""
    from ekonomi.export.compare import read_figures
    from ekonomi.export.reopen import changed
    from ekonomi.period import shift
    from ekonomi.report import new_report
    from ekonomi.report.parts import Figures, ground_of
    from ekonomi.underlag import follow
    from ekonomi.urval import UrvalError

    report = new_report(output.made_with(), out=output.folder.parent)
    for line in changed(output, ((file.fil, file.sha256) for file in report.sources.files)):
        click.echo(f"Upplysning: {line}", err=True)
    before = shift(output.period, -1)
    earlier = read_figures(output.folder.parent / before)
    figures = Figures(report, lambda: output.figures)
    figures |= {} if earlier is None else {f"{before}/siffror.csv": earlier}
    try:
        return follow(ground_of(report, figures), figure, most)
    except UrvalError as error:
        raise UsageError(f"{error}. Skriv det som i siffror.csv, inom citattecken.") from None
    except KeyError as error:
        raise UsageError(f"Urvalet nämner ”{error.args[0]}”, som inte finns i underlaget.") from None


def _moved(output: "Output", found: "Followed") -> Finding:
    from ekonomi.underlag import followed

    printed = f"{found.figure['visat']} i rapporten (oavrundat {followed.printed(found)})"
    return RAPPORT.at(
        (output.folder / "siffror.csv").as_posix(),
        funnet=f"{printed}, men raderna ger {followed.exact(found)}",
        väntat="samma tal",
        åtgärd="Underlaget har ändrats sedan rapporten gjordes; kör rapporten på nytt eller ta tillbaka filerna.",
    )


@click.command(cls=Command, epilog="ekonomi jamfor output/namnden/2025-02 output/namnden/2025-03")
@click.argument("a", type=PATH, metavar="A")
@click.argument("b", type=PATH, metavar="B")
@click.option("--ut", type=PATH, metavar="CSV", help="Skriv de siffror som skiljer till en fil i stället.")
@click.option("--alla", is_flag=True, help="Visa varje siffra och rad, inte bara de viktigaste.")
@click.option("--med-text", is_flag=True, help="Visa även posternas texter, som kan innehålla personuppgifter.")
def jamfor(a: Path, b: Path, ut: Path | None, alla: bool, med_text: bool) -> None:
    """Visa vilka siffror som skiljer rapporten i B från den i A, och vilka rader i underlaget."""
    from ekonomi.export.compare import MOST, SPANS, largest
    from ekonomi.export.csv_files import table_csv
    from ekonomi.export.folder import write_whole
    from ekonomi.export.reopen import changed_files, moved_figures, reopen, shown_headings

    one, other = reopen(a), reopen(b)
    moved = moved_figures(one, other)
    click.echo(f"{counted(len(moved), 'siffra')} skiljer {b} från {a}.")
    if one.period[-2:] != other.period[-2:]:
        click.echo(SPANS)
    if ut is None:
        shown = moved if alla else largest(moved, one.period == other.period, "från", "till")
        if len(shown) < len(moved):
            click.echo(f"Här är de {len(shown)} viktigaste; --alla visar var och en.")
        for line in _moved_lines(shown):
            click.echo(line)
    else:
        write_whole(ut, table_csv(moved))
        click.echo(f"De finns i {ut}.")
    files = list(changed_files(one, other))
    click.echo(f"\n{counted(len(files), 'fil')} i underlaget skiljer sig." if files else "\nUnderlaget är detsamma.")
    for file in files:
        for line in _file_lines(file, None if med_text else shown_headings(other, file.name), None if alla else MOST):
            click.echo(line)


def _moved_lines(moved: "pd.DataFrame") -> "Iterator[str]":
    from ekonomi.style import unrounded

    for (table, unit), rows in moved.groupby(["tabell", "enhet"], sort=False):
        yield f"\n{table} ({unit})"
        for row in rows.to_dict("records"):
            sides = ["saknas" if row[side] is None else unrounded(row[side]) for side in ("från", "till")]
            gap = row["skillnad"]
            change = "" if gap is None else f" ({'+' if gap > 0 else ''}{unrounded(gap)})"
            yield f"  {row['rad']} / {row['kolumn']}: {' → '.join(sides)}{change}"


def _file_lines(file: "ChangedFile", shown: frozenset[str] | None, most: int | None) -> "Iterator[str]":
    if file.rows is None:
        lost = "; raderna går inte att visa, för filen finns inte kvar som den var" if file.how == "ändrad" else ""
        yield f"\n{file.name}: {file.how}{lost}."
        return
    yield f"\n{file.name}: ändrad, {counted(len(file.rows), 'rad')}."
    for how, number, before, after in file.rows[:most]:
        sides = [_cells(cells, file.heading, shown) for cells in (before, after) if cells]
        yield f"  rad {number} {how}: {' → '.join(sides)}"
    if most is not None and len(file.rows) > most:
        yield f"  och {counted(len(file.rows) - most, 'rad')} till; --alla visar dem."


def _cells(cells: tuple[str, ...], heading: tuple[str, ...], shown: frozenset[str] | None) -> str:
    """A row's cells on one line: those under the headings `shown`, or all."""
    named = zip(heading, cells, strict=False)
    kept = cells if shown is None else [cell for name, cell in named if name in shown]
    return "".join(sign if sign.isprintable() else " " for sign in "; ".join(kept))
