"""Write the tables of docs/kontroller.md from the checklist: `python tools/kontroller.py`."""

import re
from pathlib import Path

from ekonomi.checklist import CHECKS, SEVERITIES, Check
from ekonomi.params import CheckSettings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "kontroller.md"
HEAD = "| kontroll | vad den hittar | gör så här | gräns i inställningarna |\n|---|---|---|---|\n"


def render(text: str) -> str:
    """The page with the rows of each severity between its marks `<!-- stoppar -->` and `<!-- /stoppar -->`."""
    for severity in SEVERITIES:
        rows = "".join(_row(check) for check in CHECKS if check.severity == severity)
        block = f"<!-- {severity} -->\n\n{HEAD}{rows}\n<!-- /{severity} -->"
        text = re.sub(
            f"<!-- {severity} -->.*?<!-- /{severity} -->", lambda _, new=block: new, text, flags=re.S
        )
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
