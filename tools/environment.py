"""Write environment.yml (conda) from pyproject.toml: `python tools/environment.py`."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Where conda-forge spells a package otherwise than the Python package index does.
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "ibis-framework[duckdb]": "ibis-duckdb",
    "psycopg[binary]": "psycopg",
}
FROM_PIP = {"playwright", "resvg-py"}
HEAD = "# Written from pyproject.toml by tools/environment.py; change pyproject.toml, then run that script.\n"
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+(\[[a-z,]+\])?)(?P<bound>.*)")


def requirements(project: dict) -> list[tuple[str, str]]:
    """The (name, bound) pairs of a pyproject's `project` table, runtime and dev, names in lower case."""
    lines = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    found = [_REQUIREMENT.fullmatch(line.replace(" ", "")) for line in lines]
    return [(match["name"].lower(), match["bound"]) for match in found if match]


def render(project: dict) -> str:
    """The text of environment.yml for a pyproject's `project` table."""
    wanted = requirements(project)
    conda = [f"{CONDA_NAMES.get(name, name)}{bound}" for name, bound in wanted if name not in FROM_PIP]
    pip = [f"{name}{bound}" for name, bound in wanted if name in FROM_PIP]
    lines = [
        f"name: {project['name']}",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        f'  - "python{project["requires-python"]}"',
        *(f'  - "{item}"' for item in sorted(conda)),
        "  - pip",
        "  - pip:",
        *(f'      - "{item}"' for item in sorted(pip)),
        '      - "-e ."',
    ]
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Write environment.yml beside pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (ROOT / "environment.yml").write_text(render(project), encoding="utf-8")


if __name__ == "__main__":
    main()
