"""The nämnd's dated registers: what each code stands for, in the period of the posting that carries it."""

from ekonomi.registers.findings import (
    CODES,
    code_findings,
    overlap_findings,
    reference_findings,
    reversed_findings,
)
from ekonomi.registers.forms import shifted_findings
from ekonomi.registers.lookup import Registers, attach, holds, look_up

__all__ = [
    "CODES",
    "Registers",
    "attach",
    "code_findings",
    "holds",
    "look_up",
    "overlap_findings",
    "reference_findings",
    "reversed_findings",
    "shifted_findings",
]
