"""The nämnd's dated registers: what each code stands for, in the period of the posting that carries it."""

from ekonomi.registers.findings import (
    CODES,
    code_findings,
    overlap_findings,
    reference_findings,
    reversed_findings,
)
from ekonomi.registers.forms import shifted_findings
from ekonomi.registers.lines import Grupper, Kostnadsslag, grupper_of, kostnadsslag_of
from ekonomi.registers.lookup import Registers, attach, describe_services, holds, look_up

__all__ = [
    "CODES",
    "Grupper",
    "Kostnadsslag",
    "Registers",
    "attach",
    "code_findings",
    "describe_services",
    "grupper_of",
    "holds",
    "kostnadsslag_of",
    "look_up",
    "overlap_findings",
    "reference_findings",
    "reversed_findings",
    "shifted_findings",
]
