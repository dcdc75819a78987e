"""What the docs say is so: examples run, links lead somewhere, commands exist, every key is described."""

import doctest
import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from tests import tiny
from tools.docs_pages import pages

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = ROOT / "docs" / "beslut"
SHELLS = ("sh", "bash", "console")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def fences(page: Path, *languages: str) -> list[str]:
    return [code for language, code in FENCE.findall(page.read_text(encoding="utf-8")) if language in languages]


def commands(code: str) -> list[list[str]]:
    lines = code.splitlines()
    return [line.removeprefix("$ ").split() for line in lines if line and not line.startswith("#")]


@every_page
def test_links_lead_somewhere(page):
    targets = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    made = {(ROOT / "docs" / name).resolve() for name in pages()}  # by the site, from the code
    found = {link: (page.parent / link).resolve() for link in targets}
    assert [link for link, path in found.items() if not path.exists() and path not in made] == []


@every_page
def test_examples_run(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    parser, namespace = doctest.DocTestParser(), {}
    for number, code in enumerate(fences(page, "python")):
        example = parser.get_doctest(code, namespace, f"{page.name}[{number}]", str(page), 0)
        assert example.examples, f"{page.name}: skriv pythonexempel med >>> så att de prövas"
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(example, clear_globs=False)
        namespace.update(example.globs)
        assert runner.failures == 0


@every_page
def test_commands_exist(page):
    from ekonomi import cli

    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for words in commands("\n".join(fences(page, *SHELLS))):
        if words[0] == "make":
            assert words[1] in targets, words
        if words[0] == "ekonomi":
            assert words[1] in cli.app.commands, words
            options = {name for option in cli.app.commands[words[1]].params for name in option.opts}
            assert {word for word in words[2:] if word.startswith("--")} <= options, words


def model_keys(model) -> set[str]:
    """Every key of a model read from YAML, those of its parts among them."""
    parts = [part for found in model.model_fields.values() for part in models_in(found.annotation)]
    return set(model.model_fields).union(*(model_keys(part) for part in parts))


def models_in(annotation) -> list:
    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for argument in get_args(annotation) for part in models_in(argument)]


def test_every_key_of_params_and_settings_is_described():
    from ekonomi.params import Params, Settings

    page = (ROOT / "docs" / "handbok" / "params.md").read_text(encoding="utf-8")
    assert {key for key in model_keys(Params) | model_keys(Settings) if f"`{key}`" not in page} == set()


@every_page
def test_yaml_examples_are_valid(page):
    from ekonomi.params import LedgerSource, Params, Settings

    for code in fences(page, "yaml"):
        values = yaml.safe_load(code)
        if set(values) == {"huvudbok"}:
            LedgerSource.model_validate(values["huvudbok"])
        else:
            model, rest = (Params, {}) if "period" in values else (Settings, yaml.safe_load(tiny.SETTINGS))
            sources = {**rest.get("källor", {}), **values.get("källor", {})}  # an example may be a part
            model.model_validate({**rest, **values, **({"källor": sources} if sources else {})})


def test_decisions_are_numbered_and_listed():
    files = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert [path.name[:4] for path in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert f"]({path.name})" in listed, path.name
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        for heading in ("## Sammanhang", "## Beslut", "## Följder"):
            assert heading in text, f"{path.name}: {heading}"
