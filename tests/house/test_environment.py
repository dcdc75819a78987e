"""environment.yml holds the same dependencies as pyproject.toml, with the same bounds."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment_writer", ROOT / "tools" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_file_is_what_the_writer_writes(writer, project):
    written = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert written == writer.render(project), "kör: python tools/environment.py"


def test_every_dependency_and_bound_is_there(writer, project):
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    listed = [item for item in environment["dependencies"] if isinstance(item, str)]
    listed += next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name, bound = re.fullmatch(r"([^<>=!~ ]+)\s*(.*)", line).groups()
        spelled = writer.CONDA_NAMES.get(name.lower(), name.lower())
        assert f"{spelled}{bound}" in listed
    assert f"python{project['requires-python']}" in listed
    assert listed[-1] == "-e ."
