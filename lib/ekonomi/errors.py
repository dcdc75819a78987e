'''What goes wrong with the user's data or words, said in Swedish, one line per finding, and how a check is declared.

A check is declared once, on the function that makes it, whose docstring begins with what it finds; one that many make
is declared in `checklist`:

    @Check("sena poster", UPPLYSNING, action="De räknas med, och syns som sena poster i rapporten.")
    def late_postings(books: Books) -> Iterator[Found]:
        """Poster i årets tidigare månader som registrerats efter att månaden stängts."""

    raise DataError(TOM.at(fil, rad, funnet="en tom fil", väntat="en rubrikrad"))
'''

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Generic, NamedTuple, ParamSpec, SupportsInt

STOPPAR, VARNING, UPPLYSNING = "stoppar", "varning", "upplysning"
LABELS: Final = {STOPPAR: "Stopp", VARNING: "Varning", UPPLYSNING: "Upplysning"}
SEVERITIES: Final = tuple(LABELS)
MOST_LINES: Final = 10
Given = ParamSpec("Given")
Place = tuple[str, int | None, str | None]  # a file, its row, and a heading or a column of it


class Found(NamedTuple):
    """What a check found and where.

    `fil` is the file as the user named it; `rad` the 1-based row in that file (None: the whole file); `kolumn` the
    heading as the file spells it; `funnet` and `väntat` say what was there and what should have been. `åtgärd` says
    what to do where the check's own action does not; `antal` is the number of rows that share the fault.
    """

    fil: str
    rad: SupportsInt | None
    kolumn: str | None
    funnet: str
    väntat: str
    åtgärd: str = ""
    antal: int = 1


@dataclass(frozen=True)
class Check:
    """A check: how grave what it finds is, what that is, and what to do about it.

    `limits` names the keys under `kontroller` in the settings that its threshold is read from. As a decorator it
    makes a function of what was found where into one that gives findings; what it does not say itself of what it
    finds, the first paragraph of the function's docstring does.
    """

    name: str
    severity: str
    finds: str = ""
    action: str = ""
    limits: tuple[str, ...] = ()

    def __call__(self, find: Callable[Given, Iterable[Found]]) -> "Asked[Given]":
        said = " ".join((find.__doc__ or "").partition("\n\n")[0].split())
        return Asked(self if self.finds else replace(self, finds=said), find)

    def at(
        self,
        fil: str,
        rad: SupportsInt | None = None,
        kolumn: str | None = None,
        funnet: str = "",
        väntat: str = "",
        åtgärd: str = "",
        antal: int = 1,
    ) -> "Finding":
        """One finding of this check, told as `Found` has it."""
        funnet += f" (på {antal} rader)" if antal > 1 else ""
        return Finding(self, fil, None if rad is None else int(rad), kolumn, funnet, väntat, åtgärd or self.action)

    def findings(self, found: Iterable[Found]) -> list["Finding"]:
        """A finding for each of what was found; past `MOST_LINES` the rest are counted in one line."""
        every = list(found)
        shown, rest = [self.at(*one) for one in every[:MOST_LINES]], every[MOST_LINES:]
        if rest:
            more, rows = f"ytterligare {len(rest)} fynd av samma slag", sum(one.antal for one in rest)
            again, antal = "Rätta de första och kör igen.", rows if rows > len(rest) else 1
            shown.append(self.at(*rest[0][:3], more, "inga", again, antal))
        return shown


@dataclass(frozen=True)
class Asked(Generic[Given]):
    """A check's own function, which tells what it found where; called, it gives findings."""

    check: Check
    find: Callable[Given, Iterable[Found]]

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> list["Finding"]:
        return self.check.findings(self.find(*args, **kwargs))


@dataclass(frozen=True)
class Finding:
    """One fault and its place, the words as in `Found`; made by the check that found it."""

    kontroll: Check
    fil: str
    rad: int | None
    kolumn: str | None
    funnet: str
    väntat: str
    åtgärd: str

    def line(self) -> str:
        """The finding as one Swedish line: file, row, column, found, expected, what to do."""
        place = self.fil
        place += f", rad {self.rad}" if self.rad is not None else ""
        place += f", kolumn {self.kolumn}" if self.kolumn is not None else ""
        text = f"{place}: fann {self.funnet}, väntade {self.väntat}. {self.åtgärd}"
        return " ".join(text.split())

    def said(self) -> str:
        """The line after its check: `Varning (få poster): fil, rad, kolumn: fann …, väntade …. Gör …`."""
        return f"{LABELS[self.kontroll.severity]} ({self.kontroll.name}): {self.line()}"


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest first, each check's own together, else in the order in which they were found."""
    every = list(findings)
    first = {check: place for place, check in reversed(list(enumerate(one.kontroll for one in every)))}
    return sorted(every, key=lambda one: (SEVERITIES.index(one.kontroll.severity), first[one.kontroll]))


def stops(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop the run."""
    return [finding for finding in findings if finding.kontroll.severity == STOPPAR]


class EkonomiError(Exception):
    """Base of the errors that the command line turns into Swedish lines; `exit_code` follows the contract."""

    exit_code = 1


class DataError(EkonomiError):
    """The data, the content of the params or the reconciliation stops the run (exit 1).

    `findings` are what stops it; `notes` what was found beside them and stops nothing.
    """

    def __init__(self, findings: Finding | Iterable[Finding], notes: Iterable[Finding] = ()) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        self.notes = tuple(notes)
        super().__init__("\n".join(finding.line() for finding in self.findings))

    def __reduce__(self) -> tuple[type["DataError"], tuple[tuple[Finding, ...], tuple[Finding, ...]]]:
        """A task in another process hands it back whole."""
        return DataError, (self.findings, self.notes)


def stop_on(faults: Iterable[Finding]) -> None:
    """Raise DataError where there are faults."""
    if found := list(faults):
        raise DataError(found)


class UsageError(EkonomiError):
    """The command was given wrong words or a params path that does not exist (exit 2)."""

    exit_code = 2
