"""Faults planted in the file of the example's ledger of 2025: each a function from the file's lines to its lines."""

from collections.abc import Callable

Lines = list[str]
Edit = Callable[[Lines], Lines]
KONTO, ANSVAR, PROJEKT, OBJEKT, MOTPART, BELOPP, PERIOD = 0, 1, 2, 5, 7, 8, 9


def _cells(line: str) -> list[str]:
    return line.split(";")


def cell(row: int, column: int, value: str) -> Edit:
    """Put `value` in a column of a row, counted as the file's rows are."""

    def edit(lines: Lines) -> Lines:
        cells = _cells(lines[row - 1])
        cells[column] = value
        return [*lines[: row - 1], ";".join(cells), *lines[row:]]

    return edit


def headings(**renamed: str) -> Edit:
    """Rename headings of the header row."""
    return lambda lines: [";".join(renamed.get(name, name) for name in _cells(lines[0])), *lines[1:]]


def column(number: int, change: Callable[[str], str]) -> Edit:
    """Change every cell of a column below the header."""

    def edit(lines: Lines) -> Lines:
        rows = [_cells(line) for line in lines[1:]]
        changed = [";".join([*row[:number], change(row[number]), *row[number + 1 :]]) for row in rows]
        return [lines[0], *changed]

    return edit


def total(*cells: str) -> Edit:
    """Add a closing row that states totals: its first cell, and its amount."""
    first, amount = (*cells, "")[:2]
    return lambda lines: [*lines, ";".join([first, *[""] * 7, amount, *[""] * 8])]


# 2025: row 2 is the rent of January, its counter posting row 3; Ekonomi's first invoice of consultants stands on row 26
EDITS: dict[str, Edit] = {
    "en verifikation går inte jämnt upp": cell(2, BELOPP, "2 021 561,07"),
    "filen är avkortad mitt i en verifikation": lambda lines: lines[:-1],
    "en verifikation delad mellan perioder": cell(3, PERIOD, "202502"),
    "kontrollsumman stämmer inte": total("Summa", "1 234,50"),
    "antalet rader stämmer inte": total("Antal rader: 6 543"),
    "en kolumn har bytt namn": headings(Belopp="Summa kr"),
    "filen slutar på rad 10 000": lambda lines: [lines[0], *[""] * (10_000 - len(lines)), *lines[1:]],
    "en rubrik står två gånger": headings(Objekt="Konto"),
    "konto och ansvar har bytt plats": headings(Konto="Ansvar", Ansvar="Konto"),
    "objekt och projekt har bytt plats": headings(Objekt="Projekt", Projekt="Objekt"),
    "ett ansvar i grundpotensform": cell(2, ANSVAR, "4,6E+04"),
    "motparternas nollor är borta": column(MOTPART, lambda code: code.lstrip("0")),
    "ett ansvar med decimaler": cell(2, ANSVAR, "46020,0"),
    "en tjänst som blivit ett datum": cell(26, OBJEKT, "jan-02"),
    "okänt konto": cell(2, KONTO, "6011"),
    "okänt ansvar": cell(2, ANSVAR, "46021"),
    "okänd tjänst": cell(26, OBJEKT, "1199"),
    "okänt projekt": cell(26, PROJEKT, "20999"),
    "okänd motpart": cell(2, MOTPART, "0421"),
    "ett ansvar som har upphört": cell(2, ANSVAR, "44085"),
    "en tjänst som har upphört": cell(26, OBJEKT, "2120"),
    "text där ett belopp ska stå": cell(2, BELOPP, "två miljoner"),
    "ett engelskt belopp": cell(2, BELOPP, "2,021,561.06"),
    "ett år som inte kan stämma": cell(2, PERIOD, "203501"),
    "månad 14": cell(2, PERIOD, "202514"),
    "perioden är inte bokförd": lambda lines: [
        lines[0], *(line for line in lines[1:] if _cells(line)[PERIOD] != "202503")
    ],
    "ett avgränsningstecken i en text": lambda lines: [lines[0], lines[1].replace(", ", "\"; \""), *lines[2:]],
    "filen saknar klass 1 och 2": lambda lines: [
        line for line in lines if not line.startswith(("1", "2"))
    ],
    "en tom fil": lambda lines: [],
    "bara en rubrikrad": lambda lines: lines[:1],
}  # fmt: skip
