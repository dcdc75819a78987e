"""The nämnd's dated registers: what each code stands for, in the period of the posting that carries it."""

from ekonomi.registers.lines import Grupper, Kostnadsslag, grupper_of, kostnadsslag_of
from ekonomi.registers.lookup import Registers, attach, describe_services, holds, latest_names, look_up, turns
