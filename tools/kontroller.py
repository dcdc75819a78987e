"""Write the tables of docs/kontroller.md from the declared checks: `python tools/kontroller.py`."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from ekonomi import checklist, gates, importing, readers, reconcile, registers, sources
from ekonomi.errors import SEVERITIES, Asked, Check
from ekonomi.export import proofread
from ekonomi.params import CheckSettings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "kontroller.md"
HEAD = "| kontroll | vad den hittar | gör så här | gräns i inställningarna |\n|---|---|---|---|\n"


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Every module of a package, by name."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(module.name)


def declared(*modules: ModuleType) -> list[Check]:
    """The checks that modules declare, each once, in the order of their lines."""
    named = [value for module in modules for value in vars(module).values()]
    checks = [value.check if isinstance(value, Asked) else value for value in named]
    return list(dict.fromkeys(check for check in checks if isinstance(check, Check)))


# in the order in which a report asks: files and cells, codes, the sources, the books, the tie-outs, the texts
DOORS = [module for package in (registers, readers, sources) for module in modules(package)]
CHECKS = declared(checklist, *DOORS, *gates.MODULES, reconcile, proofread, *modules(importing))


def render(text: str) -> str:
    """The page with the rows of each severity between its marks `<!-- stoppar -->` and `<!-- /stoppar -->`."""
    for severity in SEVERITIES:
        rows = "".join(_row(check) for check in CHECKS if check.severity == severity)
        block = f"<!-- {severity} -->\n\n{HEAD}{rows}\n<!-- /{severity} -->"
        text = re.sub(f"<!-- {severity} -->.*?<!-- /{severity} -->", lambda _, new=block: new, text, flags=re.S)
    return text


def _row(check: Check) -> str:
    limits = ", ".join(f"`{name}` ({_default(name)})" for name in check.limits)
    return f"| {check.name} | {check.finds} | {check.action} | {limits or '–'} |\n"


def _default(name: str) -> str:
    value = CheckSettings.model_fields[name].default
    if isinstance(value, tuple):
        return " ".join(str(number) for number in value)
    return f"{value:g}".replace(".", ",") if value < 10_000 else str(value)


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
