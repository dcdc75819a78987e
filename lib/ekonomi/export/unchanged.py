"""Whether a report still stands as its inputs would make it again: the one key of all that a run reads."""

import json
import platform
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

from ekonomi.export.contents import NOTEBOOKS
from ekonomi.export.manifest import KEY, NAME, git, label, sha256, versions
from ekonomi.params import Params, Settings
from ekonomi.readers.files import matching
from ekonomi.sources.earlier import FIGURES

PACKAGE = Path(str(files("ekonomi")))
Named = dict[str, Any]


def key_of(params: Params, settings: Settings, params_file: Path, root: Path, out: Path) -> str | None:
    """SHA-256 of the content of everything that a run of `params` reads, the package and its dependencies among it.

    None where a source is a database, whose content no file tells.
    """
    named = settings.model_dump(mode="json")
    if any(key == "databas" and value for key, value in _leaves(named)):
        return None
    made_by = [platform.python_version(), *(f"{name} {version}" for name, version in versions())]
    made_by += [f"{path.relative_to(PACKAGE)} {sha256(path.read_bytes())}" for path in sorted(_package())]
    read = {*_inputs(params, settings, named, root), *_earlier(out, params), params_file}
    told = sorted(f"{label(path, root)} {sha256(path.read_bytes())}" for path in read if path.is_file())
    commit = git(root, "rev-parse", "HEAD") or b""
    return sha256("\n".join([params.model_dump_json(), *made_by, *told]).encode() + commit)


def is_unchanged(target: Path, key: str | None) -> bool:
    """True where the report in a folder was made of just this, and every file of it is as the run left it."""
    try:
        told = json.loads((target / NAME).read_text(encoding="utf-8"))
        made = told["utdata"].items()
        return key is not None and told[KEY] == key and all(sha256((target / f).read_bytes()) == h for f, h in made)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _inputs(params: Params, settings: Settings, named: Named, root: Path) -> Iterator[Path]:
    """The settings, every file that a word in them names, the period's own texts, and the notebooks."""
    yield root / params.inställningar
    for _, word in _leaves(named):
        with suppress(ValueError, OSError):  # a heading may be no pattern, or too long for a file's name
            yield from matching(root / settings.data, str(word))
    yield from (root / settings.texter / params.period).rglob("*.md")
    yield from (root / NOTEBOOKS / f"{name}.ipynb" for name in (*settings.avsnitt, *settings.bilagor))


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every word of the settings with the key that it stands under; a part that is filled in is one too."""
    parts = value.items() if isinstance(value, dict) else ((key, one) for one in value)
    for under, one in parts:
        if isinstance(one, dict | list):
            yield from ([(under, True)] if one else []) + [*_leaves(one, under)]
        elif one is not None:
            yield under, one


def _earlier(out: Path, params: Params) -> Iterator[Path]:
    """The figures and manifests that runs for the periods before have left for this one to read."""
    for folder in out.glob("????-??"):
        if folder.name < params.period:
            yield from (folder / name for name in (NAME, FIGURES))


def _package() -> Iterator[Path]:
    """The package's own files, as they are installed."""
    return (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
