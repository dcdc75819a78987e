"""What goes wrong with the user's data or words, said in Swedish, one line per finding."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Finding:
    """One fault and its place.

    `fil` is the file as the user named it; `rad` the 1-based row in that file (None: the whole file);
    `kolumn` the heading as the file spells it; `funnet` and `väntat` say what was there and what should
    have been; `åtgärd` says what to do; `kontroll` is the check that found it, by its name in `checklist`.
    """

    fil: str
    funnet: str
    väntat: str
    åtgärd: str
    rad: int | None = None
    kolumn: str | None = None
    kontroll: str = field(default="", compare=False)

    def line(self) -> str:
        """The finding as one Swedish line: file, row, column, found, expected, what to do."""
        place = self.fil
        place += f", rad {self.rad}" if self.rad is not None else ""
        place += f", kolumn {self.kolumn}" if self.kolumn is not None else ""
        text = f"{place}: fann {self.funnet}, väntade {self.väntat}. {self.åtgärd}"
        return " ".join(text.split())


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


class UsageError(EkonomiError):
    """The command was given wrong words or a params path that does not exist (exit 2)."""

    exit_code = 2
